"""What if: a past day played many times, as it was and as it is changed, beside what happened.

Pure and seeded. First the replay proves itself: with nothing changed it has to find the day's
real figures within its band. See docs/what-if.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from queue_app.estimation.draws import Array
from queue_app.estimation.service_times import Profile
from queue_app.estimation.what_if_day import PastDay
from queue_app.estimation.what_if_figures import (
    STEP,
    Figures,
    Seen,
    figures,
    seen,
    together,
    waiting,
)
from queue_app.estimation.what_if_floor import Casting
from queue_app.estimation.what_if_play import play
from queue_app.estimation.what_if_scenario import Scenario, changed

LOW, LIKELY, HIGH = 0.05, 0.5, 0.95
"""The band that is shown holds nine of ten replications."""
PROOF = 0.025
"""A real figure counts as found unless fewer than so many replications lie beyond it."""
BATCH = 50
"""Replications between two signs of progress."""
PROVEN = ("median", "p90", "level", "unserved", "occupancy")
"""What the replay of an unchanged day has to find."""

Progress = Callable[[int, int], None]
"""Told how many of how many replications are done."""


@dataclass(frozen=True)
class Lived:
    """A day to be played: what it was, what was learned by its evening, and what happened.

    `occupancy` of all counters and of each come from the statistics, which know what to hide.
    """

    day: PastDay
    profile: Profile
    happened: Seen
    occupancy: float | None = None
    by_counter: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Band:
    """A figure over the replications: nine of ten lie from `low` to `high`; None: it has none."""

    low: float | None
    likely: float | None
    high: float | None


@dataclass(frozen=True)
class Proof:
    """One real figure, the band in which the replay of the unchanged day expects it, and whether."""

    key: str
    real: float
    low: float
    likely: float
    high: float
    inside: bool


@dataclass(frozen=True)
class Answer:
    """Everything a replay found; `clocks` (G,) are those of the waiting over the day.

    `difference` is changed less unchanged, replication by replication with the same people, so
    that its band is far narrower than those of the two.
    """

    replications: int
    real: Mapping[str, float | None]
    base: Mapping[str, Band]
    scenario: Mapping[str, Band]
    difference: Mapping[str, Band]
    proof: Sequence[Proof]
    clocks: Sequence[float]
    waiting_real: Sequence[float]
    waiting_base: Sequence[Band]
    waiting_scenario: Sequence[Band]

    @property
    def holds(self) -> bool:
        """Whether the replay found every real figure within its band."""
        return all(each.inside for each in self.proof)


def replay(
    days: Sequence[Lived],
    scenario: Scenario,
    *,
    replications: int,
    seed: int,
    levels: Sequence[float],
    per_counter: bool = True,
    progress: Progress = lambda _done, _of: None,
) -> Answer:
    """Play days as they were and as they are changed; several days share the replications.

    `levels` are the service levels in seconds. Raises ValueError without a day.
    """
    if not days:
        raise ValueError("there is no day to play")
    clocks = _clocks([lived.day for lived in days], scenario)
    parts: list[tuple[Figures, Figures, Array, Array]] = []
    done = 0
    for lived, size in _shares(days, replications):
        for first in range(0, size, BATCH):
            casting = Casting(
                lived.profile,
                replications=min(BATCH, size - first),
                seed=seed + lived.day.day.toordinal() * 1000 + first,
            )
            base = _figures(casting, lived.day, 1.0, levels, clocks, per_counter)
            other = base
            if not scenario.is_empty:
                day = changed(lived.day, scenario)
                other = _figures(casting, day, scenario.arrivals, levels, clocks, per_counter)
            parts.append((base[0], other[0], base[1], other[1]))
            done += casting.replications
            progress(done, replications)
    return _answer(days, parts, levels, clocks, per_counter)


def _shares(days: Sequence[Lived], replications: int) -> Iterator[tuple[Lived, int]]:
    """Every day has its share of the replications, at least one."""
    edges = np.linspace(0, max(replications, len(days)), len(days) + 1).round().astype(int)
    for lived, first, last in zip(days, edges, edges[1:], strict=False):
        yield lived, int(last - first)


def _figures(
    casting: Casting,
    day: PastDay,
    arrivals: float,
    levels: Sequence[float],
    clocks: Array,
    per_counter: bool,
) -> tuple[Figures, Array]:
    stage = casting.stage(day, arrivals)
    found = seen(stage, play(stage.floor), day)
    return figures(found, levels, per_counter=per_counter), waiting(found, clocks)


def _clocks(days: Sequence[PastDay], scenario: Scenario) -> Array:
    """Quarters of an hour from the first arrival or opening to the end of calling."""
    began = [each.since for day in days for each in day.errands if each.since == each.since]
    first = min([*began, *(day.opens for day in days if day.opens > 0)], default=8 * 3600.0)
    last = max(day.calls_end for day in days)
    if last >= 86400.0:  # it never closes: until the last have come
        last = min(max(began, default=first) + 3 * 3600.0, 86400.0)
    if scenario.opening is not None:
        first, last = min(first, scenario.opening[0]), max(last, scenario.opening[1])
    return np.arange(np.floor(first / STEP) * STEP, last + STEP / 2, STEP)


def _answer(
    days: Sequence[Lived],
    parts: Sequence[tuple[Figures, Figures, Array, Array]],
    levels: Sequence[float],
    clocks: Array,
    per_counter: bool,
) -> Answer:
    base = together([part[0] for part in parts])
    other = together([part[1] for part in parts])
    lived = [_real(each, levels, per_counter) for each in days]
    real = {key: _mean([one.get(key) for one in lived]) for key in dict.fromkeys(
        key for one in lived for key in one)}  # fmt: skip
    shared = [key for key in base if key in other]
    difference = {key: other[key] - base[key] for key in shared}
    happened = np.concatenate([waiting(each.happened, clocks) for each in days])
    return Answer(
        replications=len(base["median"]),
        real=real,
        base={key: band(value) for key, value in base.items()},
        scenario={key: band(value) for key, value in other.items()},
        difference={key: band(value) for key, value in difference.items()},
        proof=_proof(real, base, levels, len(days)),
        clocks=[float(at) for at in clocks],
        waiting_real=[float(each) for each in happened.mean(axis=0)],
        waiting_base=_bands(np.concatenate([part[2] for part in parts])),
        waiting_scenario=_bands(np.concatenate([part[3] for part in parts])),
    )


def _real(lived: Lived, levels: Sequence[float], per_counter: bool) -> dict[str, float | None]:
    found: dict[str, float | None] = {
        key: _number(value[0]) for key, value in figures(lived.happened, levels).items()
    }
    found["occupancy"] = lived.occupancy
    if per_counter:
        for counter, share in lived.by_counter.items():
            found[f"counter:{counter}:occupancy"] = share
    return found


def _proof(
    real: Mapping[str, float | None], base: Figures, levels: Sequence[float], days: int
) -> list[Proof]:
    """Several days are judged by their mean, which spreads less: by the root of their number."""
    found = []
    for name in PROVEN:
        key = f"level:{levels[0]:g}" if name == "level" and levels else name
        value, values = real.get(key), base.get(key)
        if value is None or values is None or not np.isfinite(values).any():
            continue
        low, likely, high = np.nanquantile(values, [PROOF, LIKELY, 1 - PROOF])
        if days > 1:
            middle = float(np.nanmean(values))
            low, high = (middle + (edge - middle) / np.sqrt(days) for edge in (low, high))
        slack = 1e-9 * max(1.0, abs(value))
        inside = bool(low - slack <= value <= high + slack)
        found.append(Proof(key, value, float(low), float(likely), float(high), inside))
    return found


def band(values: Array) -> Band:
    """The band of a figure over the replications in which it exists."""
    known = values[np.isfinite(values)]
    if not known.size:
        return Band(None, None, None)
    low, likely, high = np.quantile(known, [LOW, LIKELY, HIGH])
    return Band(float(low), float(likely), float(high))


def _bands(values: Array) -> list[Band]:
    return [band(column) for column in values.T]


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
