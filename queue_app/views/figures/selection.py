"""The cells that are asked for, and the rows they belong to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np

from queue_app.domain.statistics.cells import APPOINTMENT, STAFFED, WALK_IN
from queue_app.domain.statistics.figures import Key
from queue_app.views.figures.asked import Asked, By, half_hour_text
from queue_app.views.figures.columns import Column, Columns, Ints, Mask
from queue_app.views.figures.protection import Units, shown_units
from queue_app.views.figures.spread import Spread, spread_of

KINDS: Mapping[int, str] = {WALK_IN: "walk_in", APPOINTMENT: "appointment"}
KIND_CODES = {name: code for code, name in KINDS.items()}

_DAY_KEYS: Mapping[By, Callable[[date], Key]] = {
    By.DAY: lambda day: day.isoformat(),
    By.WEEKDAY: lambda day: day.isoweekday(),
    By.MONTH: lambda day: f"{day:%Y-%m}",
    By.WEEK: lambda day: f"{day:%G-W%V}",
}
_MISSING: Mapping[str, Sequence[str]] = {
    "hours": ("service", "kind", "language"),
    "refused": ("counter", "kind", "language"),
}
"""What a table does not know of its rows."""


class Selection:
    """The parts of the columns that an answer is about.

    `units` are the days of counters that may be shown; where single counters are asked for, only
    these count in `mask`.
    """

    def __init__(
        self, columns: Columns, asked: Asked, groups: Mapping[str, str] | None = None
    ) -> None:
        """`groups` gives the service group of each service, for rows by group."""
        self.columns, self.asked = columns, asked
        self._groups = groups or {}
        self.units: Units | None = shown_units(columns) if asked.is_of_counters else None
        self._masks: dict[str, Mask] = {}

    def mask(self, table: str) -> Mask:
        """Which rows of a table are asked for."""
        if table not in self._masks:
            self._masks[table] = self._mask(table)
        return self._masks[table]

    def _mask(self, table: str) -> Mask:
        asked, of = self.asked, self.columns
        days = of(table, "day").astype(np.int64)
        kept: Mask = (days >= asked.first.toordinal()) & (days <= asked.last.toordinal())
        if asked.weekdays:
            kept &= np.isin((days - 1) % 7 + 1, list(asked.weekdays))
        if table == "days":
            return kept
        if asked.half_hours is not None:
            at = of(table, "half_hour")
            kept &= (at >= asked.half_hours[0]) & (at < asked.half_hours[1])
        if asked.services and table != "hours":
            kept &= self._named(table, "service", asked.services)
        if asked.counters and table != "refused":
            kept &= self._named(table, "counter", asked.counters)
        if asked.counters and self.units is not None and table != "refused":
            kept &= self.units.shown(table)
        if table not in ("hours", "refused"):
            if asked.kind is not None:
                kept &= of(table, "kind") == KIND_CODES[asked.kind]
            if asked.languages:
                kept &= self._named(table, "language", asked.languages)
        return kept

    def _named(self, table: str, column: str, wanted: frozenset[str]) -> Mask:
        places = [self.columns.place(name) for name in wanted]
        return np.isin(self.columns(table, column), [place for place in places if place >= 0])

    def col(self, table: str, name: str) -> Column:
        """The asked rows of a column."""
        column = self.columns(table, name)
        mask = self.mask(table)
        return column if mask.all() else column[mask]

    def sum(self, name: str, table: str = "cells") -> int:
        """The sum of a column over what is asked."""
        return int(self.col(table, name).sum(dtype=np.int64))

    def keys(self, table: str) -> tuple[list[Key], Ints]:
        """The keys that occur in a table, and each row's place among them (-1: in none)."""
        by, of = self.asked.by, self.columns
        naming: Mapping[By, tuple[str, Callable[[int], Key]]] = {
            By.HALF_HOUR: ("half_hour", half_hour_text),
            By.OFFICE: ("office", lambda place: of.offices[place]),
            By.KIND: ("kind", lambda code: KINDS[code]),
            By.GROUP: ("service", lambda place: self._groups.get(of.names[place], "")),
        }
        if by in _DAY_KEYS:
            return self._days(table, _DAY_KEYS[by])
        column, key = naming.get(by, (by.value, lambda place: of.names[place]))
        if column in _MISSING.get(table, ()):
            return [], np.full(len(of(table, "day")), -1, np.int64)
        return self._coded(of(table, column), key)

    def _days(self, table: str, key: Callable[[date], Key]) -> tuple[list[Key], Ints]:
        return self._coded(
            self.columns(table, "day"), lambda ordinal: key(date.fromordinal(ordinal))
        )

    def _coded(self, column: Column, key: Callable[[int], Key]) -> tuple[list[Key], Ints]:
        found, places = np.unique(column, return_inverse=True)
        keys: dict[Key, int] = {}
        codes = [
            -1 if (k := key(int(one))) == "" else keys.setdefault(k, len(keys)) for one in found
        ]
        return list(keys), np.array([*codes, -1], np.int64)[places]

    def spread(self, name: str, codes: Column, groups: int, kept: Mask | None = None) -> Spread:
        """The values of a kind by the code of their cell, of the cells asked for (or `kept`)."""
        of = self.columns
        mask = self.mask("cells") if kept is None else kept
        return spread_of(codes, of("cells", f"n_{name}"), of(name, "value"), groups, mask)

    def total_of(self, name: str) -> Spread:
        """All values of a kind that are asked for, in one group."""
        return self.spread(name, np.zeros(len(self.columns("cells", "day")), np.int64), 1)

    @property
    def any_counter(self) -> Mask:
        """The rows of `hours` that say when any counter was open."""
        alone: Mask = self.columns("hours", "counter") == self.columns.place(STAFFED)
        return alone

    def ordinals(self) -> Sequence[int]:
        """The days asked for of which anything is known."""
        return [int(day) for day in np.unique(self.col("days", "day"))]
