"""Months whose facts are gone: their days packed together, so that long reports read less."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from queue_app.domain.statistics.packing import pack_together
from queue_app.storage.database import Database
from queue_app.storage.tables import days, months

Guards = list[tuple[date, dict[str, Any]]]


class Months:
    """Puts the days of a month together once nothing of it can change any more."""

    def __init__(self, database: Database, beside: Database) -> None:
        """What is put together goes to `database`; `beside` serves real threads."""
        self._database, self._beside = database, beside

    def due(self, office: str, first_kept: date) -> list[date]:
        """The first days of months, before the oldest day that is kept, not yet put together."""
        query = select(days.c.day, days.c.retained).where(
            days.c.office == office, days.c.day < first_kept
        )
        done = select(months.c.month).where(months.c.office == office)
        with self._beside.reading() as connection:
            known = connection.execute(query).all()
            made = set(connection.execute(done).scalars())
        open_ones = {day.replace(day=1) for day, retained in known if retained}
        found = {day.replace(day=1) for day, _ in known} - open_ones - made
        return sorted(month for month in found if following(month) <= first_kept)

    def work_out(self, office: str, month: date) -> tuple[bytes, str]:
        """A month's days as one, and what the guard did on them; reads only."""
        query = (
            select(days.c.day, days.c.cells, days.c.guard)
            .where(days.c.office == office, days.c.day >= month, days.c.day < following(month))
            .order_by(days.c.day)
        )
        with self._beside.reading() as connection:
            rows = connection.execute(query).all()
        guards = eventful((row.day, json.loads(row.guard)) for row in rows)
        told = [[day.isoformat(), guard] for day, guard in guards]
        return pack_together(row.cells for row in rows), json.dumps(told)

    def keep(self, office: str, month: date, cells: bytes, guards: str) -> None:
        """Write it down. Raises Conflict or Unavailable."""
        row = {"office": office, "month": month, "cells": cells, "guards": guards}
        with self._database.writing() as connection:
            connection.execute(
                delete(months).where(months.c.office == office, months.c.month == month)
            )
            connection.execute(insert(months), [row])


def following(month: date) -> date:
    """The first day of the next month."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def eventful(guards: Iterable[tuple[date, dict[str, Any]]]) -> Guards:
    """Only days on which there is anything to say of the guard."""
    return [(day, guard) for day, guard in guards if _says_anything(guard)]


def _says_anything(guard: dict[str, Any]) -> bool:
    return any(
        _says_anything(value) if isinstance(value, dict) else value for value in guard.values()
    )


def whole_months(
    connection: Connection, office: str, first: date, last: date
) -> list[tuple[date, bytes, Guards]]:
    """The months put together that lie wholly within some days."""
    query = (
        select(months.c.month, months.c.cells, months.c.guards)
        .where(months.c.office == office, months.c.month.between(first, last))
        .order_by(months.c.month)
    )
    return [
        (
            row.month,
            row.cells,
            [(date.fromisoformat(day), of) for day, of in json.loads(row.guards)],
        )
        for row in connection.execute(query)
        if following(row.month) - timedelta(days=1) <= last
    ]


def runs(found: Iterable[date]) -> list[tuple[date, date]]:
    """Months, by their first days, as stretches of days without gaps."""
    stretches: list[tuple[date, date]] = []
    for month in sorted(found):
        end = following(month) - timedelta(days=1)
        if stretches and stretches[-1][1] + timedelta(days=1) == month:
            stretches[-1] = (stretches[-1][0], end)
        else:
            stretches.append((month, end))
    return stretches
