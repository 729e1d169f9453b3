"""The figures of a day, played R times or lived once: one definition for both (see domain.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from queue_app.estimation.draws import Array, Flags, Indices
from queue_app.estimation.what_if_day import PastDay
from queue_app.estimation.what_if_floor import Stage
from queue_app.estimation.what_if_play import Played

STEP = 900.0
"""How many wait is looked at every quarter of an hour."""
NAN = float("nan")

Figures = dict[str, Array]
"""Values (R,) by name; `nan` where a figure does not exist."""


@dataclass(frozen=True)
class Seen:
    """What happened to N legs in R replications; nan where it did not.

    `waits` of those called and `vain` of those never called (seconds), `left` (R, N) who of these
    went away. `began` and `over` bound the waiting. `services` names the columns. `last` (R,) the
    end of the last service; `busy` and `open` (R, C) seconds of the `counters`.
    """

    services: Sequence[str]
    waits: Array
    vain: Array
    left: Flags
    began: Array
    over: Array
    last: Array
    counters: Sequence[str] = ()
    busy: Array | None = None
    open: Array | None = None


def seen(stage: Stage, played: Played, day: PastDay) -> Seen:
    """What happened on a floor that was played."""
    floor = stage.floor
    static = np.isfinite(stage.since)
    began = np.where(static, stage.since, played.began)
    postponed = np.array([each.postponed for each in stage.errands])
    counts = ~floor.returner & ~played.at_once
    called = np.isfinite(played.called)
    waits = np.where(counts & called, np.maximum(played.called - began - postponed, 0.0), NAN)
    in_vain = counts & ~called & np.isfinite(began) & ~_taken(called, floor.twin)
    in_vain &= (floor.twin < 0) & np.isfinite(played.began)
    left = np.array([each.left for each in stage.errands], dtype=bool)
    gone = np.minimum(floor.until, day.calls_end)
    vain = np.where(in_vain, np.maximum(gone - began - postponed, 0.0), NAN)
    served = np.where(floor.brief, NAN, played.ended)
    return Seen(
        services=[each.service for each in stage.errands],
        waits=waits,
        vain=vain,
        left=in_vain & left & (floor.until < day.calls_end),
        began=np.where(counts & (called | in_vain), began, NAN),
        over=np.where(called, played.called, gone),
        last=_most(served),
        counters=stage.counters,
        busy=played.busy,
        open=played.open,
    )


def _taken(called: Flags, twin: Indices) -> Flags:
    """Whose place in the queue was called before the change after which they stand for it."""
    found = np.zeros_like(called)
    for column in np.flatnonzero(twin >= 0):
        found[:, twin[column]] |= called[:, column] | found[:, column]
    return found


def figures(of: Seen, levels: Sequence[float], *, per_counter: bool = True) -> Figures:
    """All figures of a day; `levels` in seconds.

    Keys: `median`, `p90`, `mean`, `called`, `unserved`, `left`, `level:900` of all, and after
    `service:ID:` of each; `last`, `occupancy`, and `counter:ID:occupancy`.
    """
    found = _waits(of.waits, of.vain, of.left, levels)
    names = np.array(of.services)
    for service in sorted(set(of.services)):
        mine = names == service
        of_service = _waits(of.waits[:, mine], of.vain[:, mine], of.left[:, mine], levels)
        found |= {f"service:{service}:{key}": value for key, value in of_service.items()}
    found["last"] = of.last
    if of.busy is not None and of.open is not None:
        found["occupancy"] = _share(of.busy.sum(axis=1), of.open.sum(axis=1))
        if per_counter:
            for at, counter in enumerate(of.counters):
                key = f"counter:{counter}:occupancy"
                found[key] = _share(of.busy[:, at], of.open[:, at])
    return found


def waiting(of: Seen, clocks: Array) -> Array:
    """How many wait at these clocks, (R, G)."""
    return np.column_stack(
        [((of.began <= at) & (at < of.over)).sum(axis=1) for at in clocks]
    ).astype(float)


def _waits(waits: Array, vain: Array, left: Flags, levels: Sequence[float]) -> Figures:
    ordered = np.sort(waits, axis=1)  # nan last
    count = np.isfinite(waits).sum(axis=1)
    middle = (_at(ordered, (count - 1) // 2) + _at(ordered, count // 2)) / 2
    total = np.nansum(waits, axis=1)
    found: Figures = {
        "median": np.where(count > 0, middle, NAN),
        "p90": _at(ordered, -(-9 * count // 10) - 1),  # nearest rank, in whole numbers
        "mean": _share(total, count.astype(float), most=np.inf),
        "called": count.astype(float),
        "unserved": (np.isfinite(vain) & ~left).sum(axis=1).astype(float),
        "left": left.sum(axis=1).astype(float),
    }
    for level in levels:
        in_time = (waits <= level).sum(axis=1).astype(float)
        found[f"level:{level:g}"] = _share(in_time, count + (vain > level).sum(axis=1))
    return found


def _at(ordered: Array, rank: Indices) -> Array:
    if not ordered.shape[1]:
        return np.full(ordered.shape[0], NAN)
    rank = np.clip(rank, 0, ordered.shape[1] - 1)
    return np.asarray(ordered[np.arange(len(ordered)), rank])


def _share(part: Array, whole: Array, most: float = 1.0) -> Array:
    safe = np.where(whole > 0, whole, 1.0)
    return np.where(whole > 0, np.minimum(part / safe, most), NAN)


def _most(values: Array) -> Array:
    """The largest of each row, nan where there is none."""
    if not values.shape[1]:
        return np.full(values.shape[0], NAN)
    largest = np.where(np.isfinite(values), values, -np.inf).max(axis=1)
    return np.where(np.isfinite(largest), largest, NAN)


def together(parts: Sequence[Mapping[str, Array]]) -> Figures:
    """The replications of several days, one after the other."""
    keys = dict.fromkeys(key for part in parts for key in part)
    sizes = [len(part["median"]) for part in parts]
    return {
        key: np.concatenate(
            [part.get(key, np.full(size, NAN)) for part, size in zip(parts, sizes, strict=True)]
        )
        for key in keys
    }
