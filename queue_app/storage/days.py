"""What reports read of days: entries of the book where they are current, else the facts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from queue_app.domain.errors import Invalid
from queue_app.domain.office import Office
from queue_app.domain.opening_hours import business_day
from queue_app.domain.statistics import left_open, score_guard
from queue_app.domain.statistics.cells import day_cells
from queue_app.domain.statistics.packing import pack
from queue_app.estimation.observations import Observation
from queue_app.storage import observations
from queue_app.storage.database import Database
from queue_app.storage.daybook import newest_revisions, open_before, read_facts
from queue_app.storage.months import Guards, eventful, following, runs, whole_months
from queue_app.storage.reading import Reader
from queue_app.storage.tables import days


class BeyondRetention(Invalid):
    """Asked by language about a day whose facts are gone."""

    code = "beyond_retention"


@dataclass(frozen=True)
class PastDay:
    """What is known of a business day, or of a whole month of days, of an office.

    `guards` are the guard's records of the days on which it did anything.
    """

    office: str
    day: date
    cells: bytes
    guards: Guards


class Days:
    """Reads days; today, and a day that is not in the book yet, from the facts."""

    def __init__(self, database: Database, reader: Reader) -> None:
        """Both must be such that real threads may use them, for reports."""
        self._database, self._reader = database, reader

    def between(
        self, office: Office, first: date, last: date, now: datetime, *, languages: bool = False
    ) -> list[PastDay]:
        """The days of which anything is known, first and last included; old ones by the month.

        With `languages` raises BeyondRetention where a day is no longer known by language.
        """
        last = min(last, business_day(now, office.zone))
        with self._database.reading() as connection:
            together = [] if languages else whole_months(connection, office.id, first, last)
            found = {
                month: PastDay(office.id, month, cells, guards) for month, cells, guards in together
            }
            known = self._entries(
                connection, office.id, (first, last), list(found), languages=languages
            )
            newest = newest_revisions(connection, office.id, first, last)
            missing = {
                day
                for day, revision in newest.items()
                if day not in known or (known[day].retained and known[day].revision != revision)
            }
            found |= {
                day: self._of_entry(office.id, row, languages=languages)
                for day, row in known.items()
                if day not in missing
            }
            begin = max((following(month) for month, _, _ in together), default=first)
            found |= self._live(connection, office, (begin, last), missing, set(known), now)
        return [found[day] for day in sorted(found)]

    @staticmethod
    def _entries(
        connection: Connection,
        office: str,
        period: tuple[date, date],
        but: list[date],
        *,
        languages: bool,
    ) -> dict[date, Any]:
        """The entries of a period, but for those of some months."""
        cells = days.c.cells_by_language if languages else days.c.cells
        query = select(
            days.c.day, days.c.revision, days.c.retained, days.c.guard, cells.label("cells")
        ).where(days.c.office == office, days.c.day.between(*period))
        for month in runs(but):
            query = query.where(~days.c.day.between(*month))
        return {row.day: row for row in connection.execute(query)}

    @staticmethod
    def _of_entry(office: str, row: Any, *, languages: bool) -> PastDay:
        if languages and row.cells is None:
            raise BeyondRetention(
                f"Languages are known only while tickets are kept: {row.day} is longer ago."
            )
        return PastDay(office, row.day, row.cells, eventful([(row.day, json.loads(row.guard))]))

    def _live(
        self,
        connection: Connection,
        office: Office,
        period: tuple[date, date],
        missing: set[date],
        known: set[date],
        now: datetime,
    ) -> dict[date, PastDay]:
        """Days from their facts; also those on which counters were only left open."""
        first, last = period
        day = min(missing, default=max(known - missing, default=first))
        known = known - missing
        found: dict[date, PastDay] = {}
        before: tuple[str, ...] | frozenset[str] | None = None
        while day <= last:
            if day in known:
                before = None
            else:
                if before is None:
                    before = open_before(connection, office.id, day)
                if day in missing or before:
                    found[day], before = self._from_facts(connection, office, day, before, now)
            day += timedelta(days=1)
        return found

    def _from_facts(
        self,
        connection: Connection,
        office: Office,
        day: date,
        before: tuple[str, ...] | frozenset[str],
        now: datetime,
    ) -> tuple[PastDay, frozenset[str]]:
        found = read_facts(connection, office.id, day)
        cells = day_cells(
            found,
            zone=office.zone,
            day=day,
            now=now,
            published=self._reader.estimates_of_days(office.id, day, day),
            before=before,
        )
        guard = score_guard(found, office, days=(day, day), now=now).to_json()
        past = PastDay(office.id, day, pack(cells), eventful([(day, guard)]))
        return past, left_open(found, before)

    def learned(self, office: str, first: date, last: date) -> list[Observation]:
        """What was observed on days whose facts are gone, in order."""
        query = (
            select(days.c.learned)
            .where(
                days.c.office == office,
                days.c.day.between(first, last),
                days.c.retained.is_(False),
                days.c.learned.is_not(None),
            )
            .order_by(days.c.day)
        )
        with self._database.reading() as connection:
            return [
                seen
                for stored in connection.execute(query).scalars()
                for seen in observations.from_bytes(stored)
            ]
