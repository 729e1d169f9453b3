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
from queue_app.estimation.stacking import Stack, Stacker
from queue_app.estimation.truth import Kept

GRID: Array = np.arange(1, 20) / 20
FORMULAS = ("position", "naive", "QL", "LES", "HOL")


@dataclass(frozen=True)
class Moment:
    """A ticket just drawn: the queue with it, what had been learned since, and its real wait.

    `waited` is in seconds to the call; `censored` says that it was not called within `waited`
    seconds (left, or never called): such a ticket is counted apart. `published` is the estimate
    that stood on the kiosk, if it was kept.
    """

    day: int
    snapshot: Snapshot
    ticket: str
    known: tuple[Observation, ...]
    waited: float
    censored: bool = False
    published: Kept | None = None


@dataclass(frozen=True)
class Score:
    """Seconds, and shares 0 … 1. `count` tickets were called.

    Intervals are None for formulas; of what was published only P10, P50 and P90 are known, so
    that its RMSE is that of the median.
    """

    count: int
    mae: float
    rmse: float
    bias: float
    crps: float | None = None
    inside_p10_p90: float | None = None
    inside_p5_p95: float | None = None
    inside_shown: float | None = None
    width_p10_p90: float | None = None
    width_p5_p95: float | None = None


@dataclass
class _Column:
    actual: list[float] = field(default_factory=list)
    mean: list[float] = field(default_factory=list)
    median: list[float] = field(default_factory=list)
    quantiles: list[Array] = field(default_factory=list)
    eighty: list[tuple[float, float]] = field(default_factory=list)
    ninety: list[tuple[float, float]] = field(default_factory=list)
    shown: list[tuple[float, float]] = field(default_factory=list)

    def add(self, actual: float, mean: float, median: float) -> None:
        """One ticket's truth and what was said of it."""
        self.actual.append(actual)
        self.mean.append(mean)
        self.median.append(median)


@dataclass(frozen=True)
class Result:
    """Scores by predictor (`published`, `forecast`, the formulas), and the calibration at the end.

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
    calibration: Calibration | None = None,
) -> Result:
    """Replay the moments (in the order of time) and score; the first days may only teach.

    Calibration follows the same rule as in the running system: a day's PITs count from the next
    day on; so does a stack, once it would have published better quantiles than the twin.
    `calibration` is what was known before the first moment.
    """
    learner = Learner(services)
    replay = _Replay(rollouts, calibration or Calibration())
    for moment in moments:
        replay.begin(moment.day)
        for observation in moment.known:
            learner.add(observation)
            today = observation.day == moment.day
            if today and isinstance(observation, Waited) and not observation.left:
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

    def __init__(self, rollouts: int, calibration: Calibration) -> None:
        self.rollouts = rollouts
        self.calibration = calibration
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
        self._note_forecast(moment.waited, one, one.mean, profile.stack)
        self._note_published(moment)
        ticket = next(t for t in moment.snapshot.waiting if t.id == moment.ticket)
        simple = simple_waits(moment.snapshot, profile, ticket, self.last_wait)
        for name in FORMULAS:
            if np.isfinite(simple[name]):
                column = self.columns.setdefault(name, _Column())
                column.add(moment.waited, simple[name], simple[name])
                column.quantiles.append(np.full(GRID.size, simple[name]))

    def _note_forecast(
        self, waited: float, one: Estimate, mean: float, stack: Stack | None
    ) -> None:
        quantiles = quantiles_of(one, self.calibration, GRID, stack)
        column = self.columns.setdefault("forecast", _Column())
        column.add(waited, mean, float(quantiles[9]))
        column.quantiles.append(quantiles)
        column.eighty.append((float(quantiles[1]), float(quantiles[17])))
        column.ninety.append((float(quantiles[0]), float(quantiles[18])))
        if one.shown_low is not None and one.shown_high is not None:
            column.shown.append((one.shown_low, one.shown_high))

    def _note_published(self, moment: Moment) -> None:
        one = moment.published
        if one is None or one.low is None or one.likely is None or one.high is None:
            return
        age = moment.snapshot.as_of - one.as_of.timestamp()
        column = self.columns.setdefault("published", _Column())
        column.add(moment.waited + age, one.likely, one.likely)
        column.eighty.append((one.low, one.high))
        if one.shown_low is not None and one.shown_high is not None:
            column.shown.append((one.shown_low, one.shown_high))


def _scored(column: _Column) -> Score:
    actual, mean = np.array(column.actual), np.array(column.mean)
    crps: float | None = None
    if column.quantiles:
        error = actual[:, None] - np.stack(column.quantiles)
        crps = float(2 * np.maximum(GRID * error, (GRID - 1) * error).mean())
    return Score(
        count=actual.size,
        mae=float(np.abs(actual - np.array(column.median)).mean()),
        rmse=float(np.sqrt(((actual - mean) ** 2).mean())),
        bias=float((mean - actual).mean()),
        crps=crps,
        inside_p10_p90=_inside(actual, column.eighty),
        inside_p5_p95=_inside(actual, column.ninety),
        inside_shown=_inside(actual, column.shown),
        width_p10_p90=_width(column.eighty),
        width_p5_p95=_width(column.ninety),
    )


def _inside(actual: Array, ends: list[tuple[float, float]]) -> float | None:
    if len(ends) != actual.size:
        return None
    low, high = np.array(ends).T
    return float(((low <= actual) & (actual <= high)).mean())


def _width(ends: list[tuple[float, float]]) -> float | None:
    return float(np.mean([high - low for low, high in ends])) if ends else None
