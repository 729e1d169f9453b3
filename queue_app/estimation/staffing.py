"""How many counters, and of which kind, are needed in each half-hour so that the target is met.

By simulation: the day is played with the expected arrivals, and where a half-hour misses the
target a counter is added that helps those who waited too long (after Feldman, Mandelbaum, Massey
& Whitt 2008, Management Science 54: staffing to achieve time-stable performance). Pure, seeded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from queue_app.estimation.draws import Array, Indices
from queue_app.estimation.service_times import Profile
from queue_app.estimation.staffing_arrivals import HALF_HOURS, Expected
from queue_app.estimation.staffing_crowd import HALF_HOUR, Crowd, Hours, Kind, Target
from queue_app.estimation.staffing_erlang import counters_needed

ROUNDS = 60
"""Times that a day is played at most."""
FAR = 0.25
"""So far below the target a half-hour gets a counter of its own even in a rush."""


@dataclass(frozen=True)
class Need:
    """One half-hour: expected arrivals with eight of ten days' range, counters needed by kind.

    `level` is the share called in time as simulated (None: nobody came); `reached` says whether
    all the office's counters would do. `erlang` is the textbook's number.
    """

    half_hour: int
    expected: float
    low: float
    high: float
    kinds: tuple[int, ...]
    level: float | None
    reached: bool
    erlang: int

    @property
    def counters(self) -> int:
        """All kinds together."""
        return sum(self.kinds)


def kinds_of(counters: Mapping[str, Mapping[str, float]]) -> list[Kind]:
    """Counters (id to service to reluctance in seconds) by what they serve."""
    found: dict[tuple[tuple[str, float], ...], list[str]] = {}
    for counter, services in counters.items():
        if services:
            found.setdefault(tuple(sorted(services.items())), []).append(counter)
    return [Kind(tuple(names), dict(services)) for services, names in found.items()]


def plan(
    expected: Expected,
    hours: Hours,
    kinds: Sequence[Kind],
    profile: Profile,
    target: Target,
    *,
    replications: int,
    seed: int,
) -> list[Need]:
    """What is needed in each half-hour of a day in which the office is open."""
    first, last = int(hours.opens // HALF_HOUR), int(np.ceil(hours.closes / HALF_HOUR))
    slots = range(first, max(last, first))
    crowd = Crowd(expected, hours, kinds, profile, replications, seed)
    open_ = np.zeros((len(kinds), HALF_HOURS), dtype=int)
    for slot in slots:
        _cover(open_, slot, kinds, crowd)
    full: set[int] = set()
    levels: Array = np.full(HALF_HOURS, np.nan)
    for _ in range(ROUNDS):
        if not crowd.names:
            break
        late, levels = crowd.judge(open_, slots, target)
        failing = [slot for slot in slots if levels[slot] < target.share and slot not in full]
        added = False
        for slot in failing:
            # Who is late before makes these late, too, unless they are far from the target.
            if slot - 1 in failing and levels[slot] > target.share - FAR:
                continue
            if not _add(open_, slot, kinds, late[:, slot]):
                full.add(slot)
            added = True
        if not added:
            break
    total = expected.total
    return [
        Need(
            half_hour=slot,
            expected=float(total[slot]),
            low=float(expected.low[slot]),
            high=float(expected.high[slot]),
            kinds=tuple(int(number) for number in open_[:, slot]),
            level=None if np.isnan(levels[slot]) else float(levels[slot]),
            reached=bool(np.isnan(levels[slot]) or levels[slot] >= target.share),
            erlang=counters_needed(
                float(total[slot]) / HALF_HOUR, crowd.handling, target.within, target.share
            ),
        )
        for slot in slots
    ]


def _cover(open_: Indices, slot: int, kinds: Sequence[Kind], crowd: Crowd) -> None:
    """The fewest counters with which every service is served and the work is just done."""
    work = {name: float(load[slot]) for name, load in crowd.work.items()}
    unserved = {name for name in work if any(name in kind.services for kind in kinds)}
    while unserved:
        best = max(range(len(kinds)), key=lambda k: (len(unserved & set(kinds[k].services)), -k))
        open_[best, slot] += 1
        unserved -= set(kinds[best].services)
    while open_[:, slot].sum() < np.ceil(sum(work.values())):
        if not _add(open_, slot, kinds, np.array([work[name] for name in crowd.names])):
            return


def _add(open_: Indices, slot: int, kinds: Sequence[Kind], late: Array) -> bool:
    """One more counter: of the kind that serves most of those who wait too long."""
    names = sorted({service for kind in kinds for service in kind.services})
    spare = [k for k, kind in enumerate(kinds) if open_[k, slot] < len(kind.counters)]
    if not spare:
        return False
    helped = {k: sum(late[n] for n, s in enumerate(names) if s in kinds[k].services) for k in spare}
    best = max(spare, key=lambda k: (helped[k], -k))
    open_[best, slot] += 1
    return True
