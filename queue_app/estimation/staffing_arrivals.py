"""How many people are expected in each half-hour of a coming day, and how right that has been.

Weekday x level: the level follows the last weeks (half-life 14 days), the weekday's share of it
and its pattern over the day are shrunk to those of all days, and a day after a closed one has an
effect of its own where enough such days are known. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from queue_app.estimation.draws import Array, Indices

HALF_HOURS = 48
LEVEL_HALF_LIFE, SHARE_HALF_LIFE = 14.0, 60.0
PSEUDO_DAYS, PSEUDO_RANGE = 1.0, (0.1, 8.0)
"""A weekday's share is worth as much as all days' together after so many days of its own."""
PSEUDO_ARRIVALS = 100.0
"""Likewise its pattern over the day, after so many people."""
AFTER_LEAST, AFTER_PSEUDO = 2, 3.0
LEAST_DAYS = 3
"""Below so many days nothing is expected."""
TRIED_FROM = 7
"""The backtest begins when a week is known."""
Z80 = 1.2816
"""Standard normal: eight of ten lie within this many standard deviations."""

Counts = Mapping[date, Mapping[str, Array]]
"""Who came, by day and service, in each half-hour (48,); only days on which the office was open."""


@dataclass(frozen=True)
class Expected:
    """One coming day: expected arrivals by service (48,), and eight of ten days' range of all."""

    day: date
    services: Mapping[str, Array]
    low: Array
    high: Array
    after_closed: bool

    @property
    def total(self) -> Array:
        """All services together, (48,)."""
        return np.asarray(sum(self.services.values(), np.zeros(HALF_HOURS)))


@dataclass(frozen=True)
class Tried:
    """The backtest: mean absolute errors per half-hour, and of whole days as a share of them.

    `last_week` is what the same weekday a week before would have said of the same days.
    """

    days: int
    mae: float
    mae_last_week: float
    total_error: float
    total_error_last_week: float


class Forecast:
    """Fitted to the days before `today`; `closed` are days without opening hours by exception."""

    def __init__(self, counts: Counts, today: date, closed: Collection[date] = ()) -> None:
        """Days from `today` on are not looked at."""
        self.closed = frozenset(closed)
        self.days = sorted(day for day in counts if day < today)
        self.today = today
        self.names = sorted({name for day in self.days for name in counts[day]})
        zeros = np.zeros(HALF_HOURS)
        self.table = np.array(
            [[counts[day].get(name, zeros) for name in self.names] for day in self.days]
        ).reshape(len(self.days), len(self.names), HALF_HOURS)
        self._fit()

    @property
    def is_enough(self) -> bool:
        """Whether anything can be said."""
        return len(self.days) >= LEAST_DAYS and bool(self.table.sum() > 0)

    def _fit(self) -> None:
        totals = self.table.sum(axis=(1, 2))
        age = np.array([(self.today - day).days for day in self.days], dtype=float)
        weekday = np.array([day.weekday() for day in self.days], dtype=int)
        after = np.array([self._follows_closed(day) for day in self.days], dtype=bool)
        plain = ~after if int((~after).sum()) >= LEAST_DAYS else np.ones(len(self.days), dtype=bool)
        slow = plain * 0.5 ** (age / SHARE_HALF_LIFE)
        self.shares = _shares(totals, weekday, slow)
        fast = plain * 0.5 ** (age / LEVEL_HALF_LIFE)
        level = totals / np.maximum(self.shares[weekday], 1e-9)
        self.level = float((fast * level).sum() / fast.sum()) if len(self.days) else 0.0
        expected = np.maximum(self.shares[weekday] * self.level, 1e-9)
        self.after_days, self.after = int(after.sum()), 1.0
        if self.after_days >= AFTER_LEAST:
            known = float((totals[after] / expected[after]).sum())
            self.after = (known + AFTER_PSEUDO) / (self.after_days + AFTER_PSEUDO)
        overall = (slow[:, None, None] * self.table).sum(axis=0)
        overall = overall / max(float(overall.sum()), 1e-9)
        self.patterns = []
        for each in range(7):
            mine = (slow * (weekday == each))[:, None, None]
            own = (mine * self.table).sum(axis=0) + PSEUDO_ARRIVALS * overall
            self.patterns.append(own / max(float(own.sum()), 1e-9))
        spread = (totals / expected - 1)[plain] ** 2 - 1 / expected[plain]
        self.cv2 = float(np.clip(spread.mean(), 0.0, 0.25)) if len(self.days) else 0.0

    def _follows_closed(self, day: date) -> bool:
        """Whether the office was shut, against its habit, on the days before."""
        before = day - timedelta(days=1)
        while before.weekday() >= 5 and before not in self.closed:
            before -= timedelta(days=1)
        return before in self.closed

    def of(self, day: date) -> Expected:
        """What is expected of a day on which the office opens."""
        after = self._follows_closed(day)
        level = self.level * self.shares[day.weekday()] * (self.after if after else 1.0)
        pattern = level * self.patterns[day.weekday()]
        total = pattern.sum(axis=0) if len(self.names) else np.zeros(HALF_HOURS)
        sd = np.sqrt(total + self.cv2 * total**2)
        return Expected(
            day,
            {name: pattern[at] for at, name in enumerate(self.names)},
            np.maximum(total - Z80 * sd, 0.0),
            total + Z80 * sd,
            after,
        )


def _shares(totals: Array, weekday: Indices, weights: Array) -> Array:
    """How many times as many come on each weekday as on all days, (7,).

    Each is shrunk to 1 as if so many further days had said so: the variance within weekdays over
    that between them (empirical Bayes), where both can be seen.
    """
    mean = float((weights * totals).sum()) / max(float(weights.sum()), 1e-9)
    if mean <= 0:
        return np.ones(7)
    ratios = totals / mean
    weight = np.bincount(weekday, weights, 7)
    means = np.bincount(weekday, weights * ratios, 7) / np.maximum(weight, 1e-9)
    known = weight > 0
    free = float(weights.sum()) - int(known.sum())
    pseudo = PSEUDO_DAYS
    if free > 1 and known.sum() > 1:
        within = float((weights * (ratios - means[weekday]) ** 2).sum()) / free
        between = float(means[known].var()) - within / max(float(weight[known].mean()), 1e-9)
        pseudo = float(np.clip(within / max(between, 1e-9), *PSEUDO_RANGE))
    return np.asarray((weight * means + pseudo) / (weight + pseudo))


def backtest(counts: Counts, closed: Collection[date] = ()) -> Tried | None:
    """Each past day forecast from the days before it alone, beside last week's same day.

    Only days whose weekday of the week before is known; None without any.
    """
    errors: list[tuple[float, float, float, float, float]] = []
    for day in sorted(counts):
        week_before = day - timedelta(days=7)
        known = [each for each in counts if each < day]
        if week_before not in counts or len(known) < LEAST_DAYS:
            continue
        real = _total(counts[day])
        ours = Forecast(counts, day, closed).of(day).total
        naive = _total(counts[week_before])
        seen = (real + naive) > 0
        size = max(1, int(seen.sum()))
        errors.append(
            (
                float(np.abs(real - ours)[seen].sum()) / size,
                float(np.abs(real - naive)[seen].sum()) / size,
                abs(float(real.sum() - ours.sum())),
                abs(float(real.sum() - naive.sum())),
                float(real.sum()),
            )
        )
    if not errors:
        return None
    table = np.array(errors)
    people = max(float(table[:, 4].sum()), 1.0)
    return Tried(
        days=len(errors),
        mae=float(table[:, 0].mean()),
        mae_last_week=float(table[:, 1].mean()),
        total_error=float(table[:, 2].sum()) / people,
        total_error_last_week=float(table[:, 3].sum()) / people,
    )


def _total(services: Mapping[str, Array]) -> Array:
    return np.asarray(sum(services.values(), np.zeros(HALF_HOURS)))


def counts_of(arrivals: Sequence[tuple[date, str, int]]) -> dict[date, dict[str, Array]]:
    """(day, service, half-hour) of everybody who came as counts."""
    found: dict[date, dict[str, Array]] = {}
    for day, service, half_hour in arrivals:
        row = found.setdefault(day, {}).setdefault(service, np.zeros(HALF_HOURS))
        row[min(max(half_hour, 0), HALF_HOURS - 1)] += 1
    return found
