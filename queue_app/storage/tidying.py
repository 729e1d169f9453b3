"""Deleting what has outlived its time: remembered answers, print jobs, sessions, the audit log, alerts."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete

from queue_app.storage.database import Database
from queue_app.storage.tables import (
    alerts,
    answers,
    audit,
    enrolments,
    print_jobs,
    printers,
    sessions,
)

ANSWER_HOURS = 24
PRINTER_DAYS = 1
"""A printer that was silent for so long has been taken away."""

ALERT_DAYS = 1


class Tidying:
    """What has its own short retention; facts and tickets are `retention`'s."""

    def __init__(self, database: Database, *, audit_days: int) -> None:
        self._database = database
        self._audit_days = audit_days

    def tidy(self, now: datetime) -> None:
        """Delete what is too old at `now`."""
        with self._database.writing() as connection:
            connection.execute(
                delete(answers).where(answers.c.at < now - timedelta(hours=ANSWER_HOURS))
            )
            connection.execute(
                delete(print_jobs).where(print_jobs.c.asked < now - timedelta(hours=ANSWER_HOURS))
            )
            gone = now - timedelta(days=PRINTER_DAYS)
            connection.execute(delete(printers).where(printers.c.seen < gone))
            over = now - timedelta(days=ALERT_DAYS)
            connection.execute(delete(alerts).where(alerts.c.cleared_at < over))
            connection.execute(delete(sessions).where(sessions.c.expires < now))
            connection.execute(delete(enrolments).where(enrolments.c.expires < now))
            oldest = now - timedelta(days=self._audit_days)
            connection.execute(delete(audit).where(audit.c.at < oldest))
