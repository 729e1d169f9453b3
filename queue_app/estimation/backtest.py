"""History to scores, walk-forward: what would have been published, against what then happened.

A pure function over an office's own past: each moment carries the snapshot as it was and the
observations that had become known since the moment before, so that nothing can peek.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from queue_app.estimation.calibration import Calibration
from queue_app.estimation.draws import Array
from queue_app.estimation.forecast import Estimate, estimate, pit, quantiles_of
from queue_app.estimation.formulas import simple_waits
from queue_app.estimation.learning import Learner
from queue_app.estimation.observations import Observation, Waited
from queue_app.estimation.service_times import Profile
from queue_app.estimation.snapshot import ServiceInfo, Snapshot
from queue_app.estimation.stacking import Stacker

GRID: Array = np.arange(1, 20) / 20
FORMULAS = ("position", "naive", "QL", "LES", "HOL")


@dataclass(frozen=True)
class Moment:
    """A ticket just drawn: the queue with it, what had been learned since, and its real wait.

    `waited` is in seconds to the call; `censored` says that it was not called within `waited`
    seconds (left, or never called): such a ticket is counted apart.
    """

    day: int
    snapshot: Snapshot
    ticket: str
    known: tuple[Observation, ...]
    waited: float
    censored: bool = False


@dataclass(frozen=True)
class Score:
    """Seconds, and shares 0 … 1. `count` tickets were called; intervals are None for formulas."""

    count: int
    mae: float
    rmse: float
    bias: float
    crps: float
    inside_p10_p90: float | None = None
    inside_shown: float | None = None


@dataclass
class _Column:
    actual: list[float] = field(default_factory=list)
    mean: list[float] = field(default_factory=list)
    median: list[float] = field(default_factory=list)
    quantiles: list[Array] = field(default_factory=list)
    inside: list[bool] = field(default_factory=list)
    shown: list[bool] = field(default_factory=list)


@dataclass(frozen=True)
class Result:
    """Scores by predictor (`forecast` and the formulas), and the calibration at the end.

    `censored`: how many tickets were never called; they are counted, not scored as absent.
    """

    scores: dict[str, Score]
    calibration: Calibration
    censored: int = 0


def backtest(
    moments: Iterable[Moment],
    services: Iterable[ServiceInfo],
    *,
    rollouts: int = 200,
    warm_up_days: int = 0,
) -> Result:
    """Replay the moments (in the order of time) and score; the first days may only teach.

    Calibration follows the same rule as in the running system: a day's PITs count from the next
    day on; so does a stack, once it would have published better quantiles than the twin.
    """
    learner = Learner(services)
    replay = _Replay(rollouts)
    for moment in moments:
        replay.begin(moment.day)
        for observation in moment.known:
            learner.add(observation)
            if isinstance(observation, Waited) and not observation.left:
                replay.last_wait = observation.seconds
        if moment.censored:
            replay.censored += 1
        else:
            profile = learner.profile(moment.day, replay.calibration)
            replay.score(moment, profile, counts=len(replay.days) > warm_up_days)
    replay.begin(None)
    scores = {name: _scored(column) for name, column in replay.columns.items()}
    return Result(scores, replay.calibration, replay.censored)


class _Replay:
    """What a replay carries from one moment to the next."""

    def __init__(self, rollouts: int) -> None:
        self.rollouts = rollouts
        self.calibration = Calibration()
        self.pending: list[tuple[int, float]] = []
        self.stacker = Stacker()
        self.columns: dict[str, _Column] = {}
        self.days: list[int | None] = []
        self.censored = 0
        self.last_wait = 0.0

    def begin(self, day: int | None) -> None:
        """On a new day yesterday's PITs begin to count."""
        if not self.days or day != self.days[-1]:
            self.days.append(day)
            self.calibration = self.calibration.with_pits(self.pending)
            self.pending, self.last_wait = [], 0.0
            self.stacker.next_day()

    def score(self, moment: Moment, profile: Profile, *, counts: bool) -> None:
        """Estimate as it would have been published, and note how it went."""
        profile = replace(profile, stack=self.stacker.winning())
        forecast = estimate(moment.snapshot, profile, rollouts=self.rollouts, seed=moment.day)
        one = forecast.tickets.get(moment.ticket)
        if one is None or one.mean is None:
            return
        fallen = pit(one, moment.waited)
        if fallen is not None:
            self.pending.append((one.load, fallen))
        plain = quantiles_of(one, self.calibration, GRID)
        self.stacker.note(one.features, plain, moment.waited, GRID)
        if not counts:
            return
        quantiles = quantiles_of(one, self.calibration, GRID, profile.stack)
        _note(self.columns, "forecast", moment, one.mean, quantiles, one)
        ticket = next(t for t in moment.snapshot.waiting if t.id == moment.ticket)
        simple = simple_waits(moment.snapshot, profile, ticket, self.last_wait)
        for name in FORMULAS:
            if np.isfinite(simple[name]):
                _note(self.columns, name, moment, simple[name], np.full(19, simple[name]), None)


def _note(
    columns: dict[str, _Column],
    name: str,
    moment: Moment,
    mean: float,
    quantiles: Array,
    one: Estimate | None,
) -> None:
    column = columns.setdefault(name, _Column())
    column.actual.append(moment.waited)
    column.mean.append(mean)
    column.median.append(float(quantiles[9]))
    column.quantiles.append(quantiles)
    if one is not None and one.shown_low is not None and one.shown_high is not None:
        column.shown.append(one.shown_low <= moment.waited <= one.shown_high)
        column.inside.append(bool(quantiles[1] <= moment.waited <= quantiles[17]))


def _scored(column: _Column) -> Score:
    actual, mean = np.array(column.actual), np.array(column.mean)
    error = actual[:, None] - np.stack(column.quantiles)
    pinball = np.maximum(GRID * error, (GRID - 1) * error)
    return Score(
        count=actual.size,
        mae=float(np.abs(actual - np.array(column.median)).mean()),
        rmse=float(np.sqrt(((actual - mean) ** 2).mean())),
        bias=float((mean - actual).mean()),
        crps=float(2 * pinball.mean()),
        inside_p10_p90=float(np.mean(column.inside)) if column.inside else None,
        inside_shown=float(np.mean(column.shown)) if column.shown else None,
    )
