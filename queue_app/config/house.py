"""The whole of config.toml: what concerns the installation, and its offices."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, PrivateAttr, field_validator, model_validator

from queue_app.config.office import OfficeConfig, check_unique_ids
from queue_app.config.reports import Reports
from queue_app.config.values import Section, Whole


class Server(Section):
    """[server]: where the pages are served, and under which address citizens reach them.

    Without a public_url `run` says the host and port that it serves at.
    """

    host: str = Field(default="127.0.0.1", min_length=1)
    port: Whole = Field(default=8080, ge=0, le=65535)
    public_url: str = "http://localhost:8080"
    trusted_proxies: tuple[str, ...] = ()

    @field_validator("public_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            try:
                ip_network(one)
            except ValueError:
                raise ValueError(
                    f"{one!r} is no address and no network such as 10.0.0.0/8"
                ) from None
        return value


class Database(Section):
    """[database]: the embedded database by default, PostgreSQL by its address."""

    url: str = "sqlite:///queue.sqlite3"

    @field_validator("url")
    @classmethod
    def _known(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        if value == "sqlite:///":
            raise ValueError("names no file")
        try:
            urlsplit(value).port  # noqa: B018 - reading it is the check
        except ValueError as error:
            raise ValueError(f"is no address ({error})") from None
        return value


class Push(Section):
    """[push]: the message queue between several processes; empty for one."""

    queue: str = ""


class Privacy(Section):
    """[privacy]: for how many days tickets with their facts, and the audit log, are kept."""

    ticket_retention_days: Whole = Field(default=30, ge=1)
    audit_retention_days: Whole = Field(default=90, ge=1)
    counter_statistics: bool = True


class Estimation(Section):
    """[estimation]: the forecast."""

    rollouts: Whole = Field(default=200, ge=20, le=5000)
    publish_accuracy: bool = True


class Printing(Section):
    """[printing]: how the kiosk prints the slip."""

    mode: Literal["browser", "agent", "off"] = "browser"


class Voice(Section):
    """[voice]: the synthesiser for announcements."""

    engine: Literal["auto", "espeak-ng", "off"] = "auto"


class Logging(Section):
    """[logging]: what the server says while it runs; `auto` is text at a terminal, else json."""

    format: Literal["auto", "text", "json"] = "auto"


class Config(Section):
    """The whole of config.toml."""

    server: Server = Server()
    database: Database = Database()
    push: Push = Push()
    privacy: Privacy = Privacy()
    estimation: Estimation = Estimation()
    printing: Printing = Printing()
    voice: Voice = Voice()
    logging: Logging = Logging()
    reports: Reports = Reports()
    offices: tuple[OfficeConfig, ...] = ()
    _folder: Path = PrivateAttr(default_factory=Path.cwd)

    @property
    def folder(self) -> Path:
        """The folder of the file it was read from."""
        return self._folder

    def lying_in(self, folder: Path) -> Config:
        """The same, read from a file in this folder."""
        copy = self.model_copy()
        copy._folder = folder  # noqa: SLF001 - its own copy
        return copy

    @model_validator(mode="after")
    def _unique_ids(self) -> Config:
        check_unique_ids(self.offices)
        return self
