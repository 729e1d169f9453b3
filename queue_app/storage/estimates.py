"""Published estimates to rows and back: that of the issue beside its ticket, later ranges apart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, select

from queue_app.storage.database import Database
from queue_app.storage.tables import ranges, tickets
from queue_app.use_cases.ports import PublishedEstimate

_SHOWN = ("as_of", "low", "likely", "high", "shown_low", "shown_high", "basis")
_SCORED = ("model", "load", "quantiles", "features")
AT_ISSUE = "estimate_"
"""How the columns of the estimate at issue begin."""

Ranges = Mapping[tuple[str, Any], PublishedEstimate]
"""By ticket and the instant of publication."""


def to_columns(estimate: PublishedEstimate | None, prefix: str = "") -> dict[str, Any]:
    """The columns of an estimate; all empty where there is none."""
    if estimate is None:
        return {f"{prefix}{name}": None for name in (*_SHOWN, *_SCORED)}
    values = {name: getattr(estimate, name) for name in (*_SHOWN, *_SCORED)}
    # Whole seconds tell as much about where a wait fell, in a quarter of the room.
    values["quantiles"] = ",".join(f"{value:.0f}" for value in estimate.quantiles) or None
    values["features"] = ",".join(f"{value:.5g}" for value in estimate.features) or None
    return {f"{prefix}{name}": value for name, value in values.items()}


def from_row(
    row: Mapping[Any, Any], prefix: str = "", *, samples: bool = False
) -> PublishedEstimate:
    """The estimate of a row; with `samples` also its quantiles and features."""
    values = {name: row[f"{prefix}{name}"] for name in (*_SHOWN, "model", "load")}
    if samples:
        values["quantiles"] = _numbers(row[f"{prefix}quantiles"])
        values["features"] = _numbers(row[f"{prefix}features"])
    return PublishedEstimate(**values)


def _numbers(text: str | None) -> tuple[float, ...]:
    return tuple(float(one) for one in text.split(",")) if text else ()


class PublishedRanges:
    """The ranges that were shown while tickets waited."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self, found: Ranges) -> None:
        """Keep them, in a transaction of their own; one of the same instant is replaced.

        Those of tickets that are gone are left out. Raises Conflict or Unavailable, and then none
        is kept.
        """
        if not found:
            return
        same = and_(ranges.c.ticket == bindparam("which"), ranges.c.as_of == bindparam("when"))
        with self._database.writing() as connection:
            asked = select(tickets.c.id).where(tickets.c.id.in_({key for key, _ in found}))
            known = set(connection.execute(asked).scalars())
            rows = [
                {"ticket": key, **to_columns(one)}
                for (key, _), one in found.items()
                if key in known
            ]
            if rows:
                keys = [{"which": row["ticket"], "when": row["as_of"]} for row in rows]
                connection.execute(delete(ranges).where(same), keys)
                connection.execute(insert(ranges), rows)

    def of_days(
        self, office: str, first: date, last: date, *, samples: bool = False
    ) -> dict[str, list[PublishedEstimate]]:
        """By ticket in the order of time, for business days from first to last."""
        query = (
            select(ranges)
            .join(tickets, ranges.c.ticket == tickets.c.id)
            .where(tickets.c.office == office, tickets.c.day.between(first, last))
            .order_by(ranges.c.as_of)
        )
        found: dict[str, list[PublishedEstimate]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(query).mappings():
                found.setdefault(row["ticket"], []).append(from_row(row, samples=samples))
        return found
