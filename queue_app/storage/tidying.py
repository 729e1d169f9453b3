"""Deleting what has outlived its time: remembered answers, sessions, the audit log."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete

from queue_app.storage.database import Database
from queue_app.storage.tables import answers, audit, enrolments, sessions

ANSWER_HOURS = 24


class Tidying:
    """What has its own short retention. Facts and tickets are not touched here."""

    def __init__(self, database: Database, *, audit_days: int) -> None:
        self._database = database
        self._audit_days = audit_days

    def tidy(self, now: datetime) -> None:
        """Delete what is too old at `now`."""
        with self._database.writing() as connection:
            connection.execute(
                delete(answers).where(answers.c.at < now - timedelta(hours=ANSWER_HOURS))
            )
            connection.execute(delete(sessions).where(sessions.c.expires < now))
            connection.execute(delete(enrolments).where(enrolments.c.expires < now))
            oldest = now - timedelta(days=self._audit_days)
            connection.execute(delete(audit).where(audit.c.at < oldest))
