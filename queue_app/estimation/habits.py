"""What counters do every day without a plan: the break at its hour, coming and going home.

The rest of their pauses are interruptions that nobody plans. Times are clocks, in seconds.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from queue_app.estimation.draws import Array, Indices, lognormal
from queue_app.estimation.fitting import ROBUST, Weigh, pool
from queue_app.estimation.lunch import LIKELY
from queue_app.estimation.service_times import Habit

FEW_DAYS = 3
SHORTEST, SHORTEST_FEW = 600.0, 900.0
"""From this many seconds a pause may be the day's break (with fewer than three days)."""
LONGEST = 2 * 3600.0
SAME = 900.0
"""Breaks of two days are the same habit when their beginnings or their ends are so close."""
USUAL = 0.6
"""The share of days on which a habit must be seen."""
GOES_EARLY = 2700.0
"""Who calls last so long before the last of the office has gone home, rather than run out of
people."""


def pauses(
    rows: list[Array],
    shifts: list[Array],
    served: Array,
    counters: list[str],
    today: int,
    weigh: Weigh,
) -> dict[str, Any]:
    """Breaks that a counter takes every day, its hours, and pauses that nobody plans."""
    day, _clock, _counter, seconds = rows
    planned = np.zeros(day.size, dtype=bool)
    end = _office_ends(shifts, today)
    found = {}
    for at, name in enumerate(counters):
        found[name], taken = _habit(at, rows, shifts, today, end)
        planned[taken] = True
    other = ~planned & (seconds < LONGEST)
    weights = weigh(day[other], today)
    count = float(weights.sum())
    return {
        "habits": found,
        "pause_after": (1 + count) / (40 + count + float(served.sum())),
        "pauses": pool(seconds[other], weights, lognormal(480.0, 0.8), 3600.0),
    }


def _office_ends(shifts: list[Array], today: int) -> float:
    """The usual last call of the office."""
    day, _, _, last = shifts
    days = np.unique(day[day < today])
    return float(np.median([last[day == each].max() for each in days])) if days.size else 0.0


def _habit(
    counter: int, rows: list[Array], shifts: list[Array], today: int, end: float
) -> tuple[Habit, Indices]:
    """A counter's usual day, and which pauses (indices) were its break of a day."""
    day, start, who, seconds = rows
    present = (shifts[1] == counter) & (shifts[0] < today)
    days = int(present.sum())
    least = SHORTEST if days >= FEW_DAYS else SHORTEST_FEW
    mine = np.flatnonzero((who == counter) & (seconds >= least) & (seconds < LONGEST))
    past = mine[day[mine] < today]
    same = _same_hour(day[past], start[past], seconds[past])
    if not days:
        taken = mine[day[mine] == today]
        return Habit(lunch=0.0 if taken.size else LIKELY), taken
    last = float(np.quantile(shifts[3][present], 0.95)) + 120.0 if days >= FEW_DAYS else None
    if last is not None and last > end - GOES_EARLY:
        last = None
    opens = float(np.median(shifts[2][present]))
    if np.unique(day[past][same]).size < max(1.0, USUAL * days):
        return Habit(opens=opens, last=last), mine[:0]
    breaks = past[same]
    habit = _break(start[breaks], seconds[breaks], opens, last)
    of_today = mine[day[mine] == today]
    near = np.abs(start[of_today] - np.median(start[breaks])) < 2 * SAME
    if near.any():
        habit = Habit(opens=opens, last=last)
    return habit, np.concatenate([breaks, of_today[near]])


def _same_hour(day: Array, start: Array, seconds: Array) -> Indices:
    """The pauses, at most one a day, that most days have at the same hour; the longer of equals."""
    if not day.size:
        return np.zeros(0, dtype=np.int64)
    ends = start + seconds
    close = (np.abs(start[:, None] - start) <= SAME) | (np.abs(ends[:, None] - ends) <= SAME)
    support = np.array([np.unique(day[row]).size for row in close])
    best = int(np.lexsort((seconds, support))[-1])
    chosen: dict[float, int] = {}
    for index in np.flatnonzero(close[best]):
        held = chosen.get(float(day[index]))
        if held is None or seconds[index] > seconds[held]:
            chosen[float(day[index])] = int(index)
    return np.array(list(chosen.values()), dtype=np.int64)


def _break(starts: Array, lengths: Array, opens: float, last: float | None) -> Habit:
    """The usual break: fixed end or fixed length, whichever past breaks agree on more."""
    ends = starts + lengths
    of_ends = ROBUST * float(np.median(np.abs(ends - np.median(ends))))
    of_lengths = ROBUST * float(np.median(np.abs(lengths - np.median(lengths))))
    few = 300.0 / starts.size
    return Habit(
        opens=opens,
        last=last,
        break_start=float(np.quantile(starts, 0.1)),
        break_length=float(np.median(lengths)),
        break_end=float(np.median(ends))
        if of_ends < of_lengths or starts.size < FEW_DAYS
        else None,
        break_sd=max(60.0, min(of_ends, of_lengths)) + few,
    )
