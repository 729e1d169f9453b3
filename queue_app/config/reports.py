"""[reports]: where the monthly report of every office goes."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from queue_app.config.values import Section, Whole


class Reports(Section):
    """[reports]: into a folder, by mail, both, or (nothing set) nowhere.

    The password comes from the environment or a file: QUEUE_APP_REPORTS__MAIL_PASSWORD(_FILE).
    """

    folder: str = ""
    mail_host: str = ""
    mail_port: Whole = Field(default=25, ge=1, le=65535)
    mail_security: Literal["none", "starttls", "tls"] = "none"
    mail_user: str = ""
    mail_password: str = ""
    mail_from: str = ""
    mail_to: tuple[str, ...] = ()
    language: str = ""

    @property
    def ways(self) -> tuple[Literal["folder", "mail"], ...]:
        """How it goes out."""
        found: list[Literal["folder", "mail"]] = []
        if self.folder:
            found.append("folder")
        if self.mail_host:
            found.append("mail")
        return tuple(found)

    @model_validator(mode="after")
    def _complete(self) -> Reports:
        if self.mail_to and not self.mail_host:
            raise ValueError("mail_host: is needed to send to mail_to")
        if not self.mail_host:
            return self
        if not self.mail_to:
            raise ValueError("mail_to: names nobody")
        for name, address in (
            ("mail_from", self.mail_from),
            *(("mail_to", x) for x in self.mail_to),
        ):
            if "@" not in address or any(one.isspace() for one in address):
                raise ValueError(f"{name}: {address!r} is no mail address")
        if self.mail_user and not self.mail_password:
            raise ValueError("mail_password: is needed for mail_user")
        return self
