"""Delivers a file: into a folder, or by mail over SMTP. Raises NotDelivered with one plain line."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from queue_app.config.reports import Reports

PATIENCE_SECONDS = 30


class NotDelivered(Exception):
    """It could not be put there or sent; it can be tried again."""


@dataclass(frozen=True)
class Parcel:
    """A PDF under a name, and what a mail says beside it. `id` is the same for each attempt."""

    id: str
    name: str
    body: bytes
    subject: str
    text: str
    at: datetime


def into_folder(parcel: Parcel, folder: Path) -> None:
    """Put the file there as a whole; one of the same name is replaced."""
    target = folder / parcel.name
    beside = target.with_suffix(".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(parcel.body)
        beside.replace(target)
    except OSError as error:
        raise NotDelivered(f"{target.parent}: {error.strerror}") from None


def by_mail(parcel: Parcel, reports: Reports) -> None:
    """Send it to everybody; whoever the server refuses makes it fail."""
    try:
        with _server(reports) as server:
            refused = server.send_message(message(parcel, reports))
    except (smtplib.SMTPException, OSError) as error:
        raise NotDelivered(f"{reports.mail_host}: {_said(error)}") from None
    if refused:
        raise NotDelivered(f"{reports.mail_host}: refused for {', '.join(sorted(refused))}")


def message(parcel: Parcel, reports: Reports) -> EmailMessage:
    """The mail; its Message-ID tells a repeated one."""
    mail = EmailMessage()
    mail["Subject"] = parcel.subject
    mail["From"] = reports.mail_from
    mail["To"] = ", ".join(reports.mail_to)
    mail["Date"] = format_datetime(parcel.at)
    mail["Message-ID"] = f"<{parcel.id}@{reports.mail_from.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(parcel.text)
    mail.add_attachment(parcel.body, maintype="application", subtype="pdf", filename=parcel.name)
    return mail


@contextmanager
def _server(reports: Reports) -> Iterator[smtplib.SMTP]:
    address = (reports.mail_host, reports.mail_port)
    context = ssl.create_default_context()
    server = (
        smtplib.SMTP_SSL(*address, timeout=PATIENCE_SECONDS, context=context)
        if reports.mail_security == "tls"
        else smtplib.SMTP(*address, timeout=PATIENCE_SECONDS)
    )
    with server:
        if reports.mail_security == "starttls":
            server.starttls(context=context)
        if reports.mail_user:
            server.login(reports.mail_user, reports.mail_password)
        yield server


def _said(error: Exception) -> str:
    """What went wrong in one line, without what was sent."""
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        return f"{error.smtp_code} {text}".splitlines()[0]
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return type(error).__name__
