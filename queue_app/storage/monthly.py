"""Which monthly reports have gone out, and which could not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from queue_app.storage.database import Database
from queue_app.storage.tables import reports_sent

DONE, FAILED, BEGUN, NOTHING = "done", "failed", "begun", "nothing"


@dataclass(frozen=True)
class Sent:
    """A month's report and how it went: `way` is folder or mail, `month` is YYYY-MM."""

    month: str
    way: str
    state: str
    attempts: int
    tried_at: datetime
    problem: str | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be done."""
        return self.state in (DONE, NOTHING)


class SentReports:
    """The record by which a report goes out once, also over restarts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, office: str, month: str, way: str) -> Sent | None:
        """How that one went so far; None before the first attempt."""
        query = select(reports_sent).where(
            reports_sent.c.office == office,
            reports_sent.c.month == month,
            reports_sent.c.way == way,
        )
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else _sent(dict(row))

    def note(self, office: str, sent: Sent) -> None:
        """Keep how it went, in place of what was known."""
        with self._database.writing() as connection:
            connection.execute(
                delete(reports_sent).where(
                    reports_sent.c.office == office,
                    reports_sent.c.month == sent.month,
                    reports_sent.c.way == sent.way,
                )
            )
            connection.execute(insert(reports_sent), {"office": office, **vars(sent)})

    def failing(self, office: str) -> list[Sent]:
        """Those that are tried again."""
        query = select(reports_sent).where(
            reports_sent.c.office == office, reports_sent.c.state == FAILED
        )
        with self._database.reading() as connection:
            return [_sent(dict(row)) for row in connection.execute(query).mappings()]


def _sent(row: dict[str, object]) -> Sent:
    return Sent(**{name: value for name, value in row.items() if name != "office"})  # type: ignore[arg-type]  # the columns are the fields
