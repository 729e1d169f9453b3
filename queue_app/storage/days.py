"""The figures of business days: packed cells and the guard's record, from the facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select

from queue_app.domain.events import Recorded
from queue_app.domain.office import Office
from queue_app.domain.opening_hours import business_day
from queue_app.domain.statistics import score_guard
from queue_app.domain.statistics.cells import day_cells
from queue_app.domain.statistics.packing import pack
from queue_app.storage import event_log
from queue_app.storage.database import Database
from queue_app.storage.reading import Reader
from queue_app.storage.tables import facts


@dataclass(frozen=True)
class PastDay:
    """What is known of a business day of an office: packed cells, and the guard's record."""

    office: str
    day: date
    cells: bytes
    guard: dict[str, Any]


class Days:
    """Reads the figures of days."""

    def __init__(self, database: Database, reader: Reader) -> None:
        """Both must be such that real threads may use them, for reports."""
        self._database, self._reader = database, reader

    def between(
        self, office: Office, first: date, last: date, now: datetime, *, languages: bool = False
    ) -> list[PastDay]:
        """The days of which anything is known, first and last included."""
        return [
            self._from_facts(office, day, found, now, languages=languages)
            for day, found in self._facts(office, first, last)
        ]

    def _facts(
        self, office: Office, first: date, last: date
    ) -> Iterator[tuple[date, list[Recorded]]]:
        """The facts by business day."""
        with self._database.reading() as connection:
            query = (
                select(facts)
                .where(facts.c.office == office.id, facts.c.day.between(first, last))
                .order_by(facts.c.day, facts.c.revision)
            )
            rows = connection.execute(query).mappings()
            for day, of_day in groupby(rows, key=lambda row: row["day"]):
                yield day, [event_log.from_row(row) for row in of_day]

    def _from_facts(
        self, office: Office, day: date, found: list[Recorded], now: datetime, *, languages: bool
    ) -> PastDay:
        published = self._reader.estimates_of_days(office.id, day, day)
        cells = day_cells(
            found,
            zone=office.zone,
            day=day,
            now=now if day >= business_day(now, office.zone) else None,
            published=published,
            languages=languages,
        )
        guard = score_guard(found, office, days=(day, day), now=now)
        return PastDay(office.id, day, pack(cells), guard.to_json())
