"""Sorted values by group, and what is read from them: the same numbers as from a plain list.

P90 and the other percentiles by nearest rank, the median of an even count the mean of the two
middle values; seconds from microseconds, sums in whole numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from queue_app.domain.statistics.cells import MICROSECONDS
from queue_app.domain.statistics.figures import Summary
from queue_app.views.figures.columns import Column, Ints, Mask

_ROOM = 1 << 40
"""Values below this (twelve days) are sorted together with their group in one number."""
BANDS = (("p10", 10), ("p25", 25), ("p75", 75), ("p90", 90))


class Spread:
    """Values in microseconds, sorted within groups 0 … n-1."""

    def __init__(self, groups: Column, values: Column, count: int) -> None:
        """`groups` gives each value's group; those below 0 are left out."""
        codes, found = groups.astype(np.int64), values.astype(np.int64)
        if codes.size and codes.min() < 0:
            kept = codes >= 0
            codes, found = codes[kept], found[kept]
        self.counts: Ints = np.bincount(codes, minlength=count).astype(np.int64)
        self.starts: Ints = np.concatenate([[0], np.cumsum(self.counts)])[:-1].astype(np.int64)
        if found.size and (found.min() < 0 or found.max() >= _ROOM):
            self.values = found[np.lexsort((found, codes))]
        else:
            self.values = np.sort(codes * _ROOM + found) % _ROOM

    def of(self, group: int) -> Ints:
        """The sorted values of a group."""
        begin = self.starts[group]
        return self.values[begin : begin + self.counts[group]]

    def summary(self, group: int) -> Summary:
        """Count, mean, median, P90 and maximum of a group, in seconds."""
        ordered = self.of(group)
        count = len(ordered)
        if not count:
            return Summary(0)
        mean = int(ordered.sum()) / MICROSECONDS / count
        p90 = _seconds(ordered[rank(count, 90)])
        return Summary(count, mean, median(ordered), p90, _seconds(ordered[-1]))

    def band(self, group: int) -> dict[str, Any]:
        """`{count, p10, p25, median, p75, p90}` of a group, in seconds."""
        ordered = self.of(group)
        count = len(ordered)
        found: dict[str, Any] = {"count": count, **dict.fromkeys(("p10", "p25"))}
        found |= dict.fromkeys(("median", "p75", "p90"))
        if count:
            found["median"] = median(ordered)
            for name, percent in BANDS:
                found[name] = _seconds(ordered[rank(count, percent)])
        return found

    def within(self, group: int, seconds: float) -> int:
        """How many values of a group are not above so many seconds."""
        limit = round(seconds * MICROSECONDS)
        return int(np.searchsorted(self.of(group), limit, side="right"))


def rank(count: int, percent: int) -> int:
    """The place (from 0) of a percentile by nearest rank."""
    return max(-(-percent * count // 100) - 1, 0)


def median(ordered: Ints) -> float:
    """The median of sorted microseconds, in seconds."""
    count = len(ordered)
    return (_seconds(ordered[(count - 1) // 2]) + _seconds(ordered[count // 2])) / 2


def spread_of(cells: Column, counts: Column, values: Column, groups: int, kept: Mask) -> Spread:
    """The values of cells by the group of their cell; `counts` says how many each cell has."""
    codes = np.repeat(np.where(kept, cells, -1), counts)
    return Spread(codes, values, groups)


def _seconds(value: Any) -> float:
    return int(value) / MICROSECONDS
