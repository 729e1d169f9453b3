"""The rows of the statistics, and their total, from the cells that are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from queue_app.domain.statistics.cells import MICROSECONDS
from queue_app.domain.statistics.figures import Key, Row, share
from queue_app.views.figures.asked import By
from queue_app.views.figures.columns import Column, Ints, Mask
from queue_app.views.figures.protection import BASES, LEGS
from queue_app.views.figures.selection import Selection
from queue_app.views.figures.spread import Spread

TOTAL = "total"
SUMMARIES = ("wait", "walking", "service", "handling", "delay")
_SHARED = (By.SERVICE, By.GROUP, By.LANGUAGE, By.KIND)
"""Rows of one and the same office's hours."""


class Groups:
    """The rows that cells, hours and refusals belong to, one list of keys for all of them."""

    def __init__(self, picked: Selection, wanted: Sequence[Key] = ()) -> None:
        """`wanted` come first, in this order, whether or not anything is known of them."""
        self.codes: dict[str, Ints] = {}
        tables = {table: picked.keys(table) for table in ("cells", "hours", "refused")}
        found: set[Key] = set()
        for table, (keys, codes) in tables.items():
            used = np.unique(codes[picked.mask(table) & (codes >= 0)])
            found |= {keys[code] for code in used}
        rest = sorted(found - set(wanted), key=sort_key)
        self.keys: list[Key] = [*dict.fromkeys(wanted), *rest]
        place = {key: index for index, key in enumerate(self.keys)}
        for table, (keys, codes) in tables.items():
            mapped = np.array([*(place.get(key, -1) for key in keys), -1], np.int64)
            kept = self._mask(picked, table)
            self.codes[table] = np.where(kept, mapped[codes], -1)

    @staticmethod
    def _mask(picked: Selection, table: str) -> Mask:
        mask = picked.mask(table)
        if picked.asked.by is By.COUNTER and picked.units is not None and table != "refused":
            return mask & picked.units.shown(table)
        return mask


def sort_key(key: Key) -> tuple[int, str]:
    """Numbers by size, then texts."""
    return (key, "") if isinstance(key, int) else (0, key)


def rows_of(
    picked: Selection, levels: Sequence[float], wanted: Sequence[Key] = ()
) -> tuple[list[Row], Row]:
    """The rows in the order of their keys, and the total; `levels` in minutes."""
    groups = Groups(picked, wanted)
    rows = _rows(picked, groups.codes, groups.keys, levels)
    everything = {
        table: np.where(picked.mask(table), 0, -1).astype(np.int64) for table in groups.codes
    }
    (total,) = _rows(picked, everything, [TOTAL], levels, of_all=True)
    if picked.asked.by is By.COUNTER:
        rows = [of_counter(row) for row in rows]
    if picked.asked.counters:
        total = of_counter(total)
    return rows, total


def of_counter(row: Row) -> Row:
    """A counter's row: nobody leaves or is turned away at one, and too few have appointments.

    One without a day that may be shown shows nothing at all.
    """
    if not row.issued:
        return Row(row.key)
    return replace(row, unserved=None, abandonment=None, turned_away=None, delay=None, paper=None)


def _rows(
    picked: Selection,
    codes: dict[str, Ints],
    keys: Sequence[Key],
    levels: Sequence[float],
    *,
    of_all: bool = False,
) -> list[Row]:
    size, of = len(keys), picked.columns
    cells = codes["cells"]
    protects = picked.units if picked.asked.counters or not of_all else None

    def of_base(base: str) -> Ints:
        if protects is None or not picked.asked.is_of_counters:
            return cells
        return np.where(protects.shown("cells", base), cells, -1)

    def count(name: str) -> Ints:
        return sums(cells, of("cells", name), size)

    counts = {
        name: count(name)
        for name in (
            "issued", "called", "served", "unserved", "finished", "done", "busy",
            "paper",
        )
    }  # fmt: skip
    turned_away = sums(codes["refused"], of("refused", "count"), size)
    spreads = {
        name: picked.spread(name, of_base(base), size)
        for name, base in zip((*SUMMARIES, "waited"), (*BASES[1:], LEGS, LEGS), strict=True)
    }
    hidden = {
        name: (sums(cells, of("cells", f"n_{name}"), size) > 0) & (spreads[name].counts == 0)
        for name in SUMMARIES
    }
    called = of_base(BASES[0])
    missed = sums(called, of("cells", "no_shows"), size)
    of_called = sums(called, of("cells", "called"), size)
    opened, staffed = _hours(picked, codes["hours"], size, of_all=of_all)
    in_half_hours = picked.asked.by is By.HALF_HOUR and not of_all
    finished = counts["done" if in_half_hours or picked.asked.half_hours else "finished"]
    found = []
    for at, key in enumerate(keys):
        hours = int(staffed[at]) / MICROSECONDS / 3600
        is_told = bool(of_called[at]) or not counts["called"][at]
        level = {f"{m * 60:g}": service_level(spreads, at, m * 60) for m in levels}
        found.append(
            Row(
                key=key,
                issued=int(counts["issued"][at]),
                called=int(counts["called"][at]),
                served=int(counts["served"][at]),
                unserved=int(counts["unserved"][at]),
                no_show_rate=share(int(missed[at]), int(of_called[at])),
                abandonment=share(int(counts["unserved"][at]), int(counts["issued"][at])),
                turned_away=int(turned_away[at]),
                throughput=int(finished[at]) / hours if hours else None,
                occupancy=share(int(counts["busy"][at]), int(opened[at])),
                **{
                    name: None if hidden[name][at] else spreads[name].summary(at)
                    for name in SUMMARIES
                },
                service_level=(
                    {name: share(*pair) for name, pair in level.items()} if is_told else None
                ),
                service_level_counts=(
                    {name: {"within": within, "of": of} for name, (within, of) in level.items()}
                    if is_told
                    else None
                ),
                paper=int(counts["paper"][at]),
            )
        )
    return found


def service_level(spreads: dict[str, Spread], group: int, seconds: float) -> tuple[int, int]:
    """Called in time, of those called and those who waited longer and were never called."""
    in_time = spreads["wait"].within(group, seconds)
    waited = spreads["waited"]
    in_vain = int(waited.counts[group]) - waited.within(group, seconds)
    return in_time, int(spreads["wait"].counts[group]) + in_vain


def _hours(picked: Selection, codes: Ints, size: int, *, of_all: bool) -> tuple[Ints, Ints]:
    """Microseconds that counters were open, and that any was, by row."""
    by, opened = picked.asked.by, picked.columns("hours", "open")
    alone = picked.any_counter
    if not of_all and by in _SHARED:  # the office's hours are every service's
        codes = np.where(picked.mask("hours"), 0, -1)
        each = sums(np.where(alone, -1, codes), opened, 1)
        any_one = sums(np.where(alone, codes, -1), opened, 1)
        return np.repeat(each, size), np.repeat(any_one, size)
    each = sums(np.where(alone, -1, codes), opened, size)
    one_counter = picked.asked.counters or (by is By.COUNTER and not of_all)
    if one_counter:
        return each, each
    return each, sums(np.where(alone, codes, -1), opened, size)


def sums(codes: Column, values: Column, size: int) -> Ints:
    """The sums of whole numbers by code; codes below 0 belong nowhere."""
    kept = codes >= 0
    # In floats, and still exact: two hundred and eighty years in microseconds are below 2^53.
    return np.bincount(codes[kept], values[kept], minlength=size).astype(np.int64)
