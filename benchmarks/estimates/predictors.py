"""Those who compete: the twin, and the formulas in use elsewhere, all from the same facts."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

import numpy as np

from benchmarks.estimates.cases import Case, Played, Test
from benchmarks.estimates.offices import OfficeSpec
from benchmarks.estimates.scores import GRID, Array
from queue_app.estimation import Calibration, Learner, Profile, estimate, pit
from queue_app.estimation.forecast import quantiles_of
from queue_app.estimation.formulas import simple_waits

SEED = 11
WALKED = 8
"""How many of the past days are walked through again for the calibration (to save time)."""


@dataclass
class Answer:
    """A predictor's mean and 19 quantiles, in seconds."""

    mean: float
    quantiles: Array


def points(test: Test, profile: Profile, played: Played) -> dict[str, Answer]:
    """The formulas' answers: one figure each."""
    recent = [(at, wait) for at, wait in played.waits if at <= test.minute]
    last = recent[-1][1] * 60 if recent else 0.0
    ticket = next(t for t in test.snapshot.waiting if t.id == test.ticket)
    found = simple_waits(test.snapshot, profile, ticket, last)
    return {
        name: Answer(value, np.full(GRID.size, value))
        for name, value in found.items()
        if np.isfinite(value)
    }


class Twin:
    """The forecast with what the office knew: `days` past days and today so far."""

    def __init__(
        self, case: Case, spec: OfficeSpec, days: int, rollouts: int, calibrate: bool = True
    ) -> None:
        """Learn the past days, walking forward to collect the PITs of what was then published."""
        self.learner = Learner(case.services, (0.0, spec.credit * 60))
        self.rollouts = rollouts
        self.calibration = Calibration()
        self.today_known = 0
        self.number = len(case.past)
        first = self.number - days
        for number in range(first, len(case.past)):
            played = case.past[number]
            self._walk(played, number, calibrate and number >= self.number - WALKED)

    def _walk(self, played: Played, number: int, calibrate: bool) -> None:
        known, found = 0, []
        for test in sorted(played.tests, key=lambda each: each.minute) if calibrate else ():
            for _, observation in played.known[known : test.known]:
                self.learner.add(observation)
            known = max(known, test.known)
            profile = self.learner.profile(number, self.calibration)
            forecast = estimate(test.snapshot, profile, rollouts=100, seed=SEED)
            one = forecast.tickets[test.ticket]
            fallen = pit(one, test.actual)
            if fallen is not None:
                found.append((one.load, fallen))
        for _, observation in played.known[known:]:
            self.learner.add(observation)
        self.calibration = self.calibration.with_pits(found)

    def profile(self, played: Played, test: Test) -> Profile:
        """The profile at the test's instant; tests come in the order of time."""
        for _, observation in played.known[self.today_known : test.known]:
            self.learner.add(observation)
        self.today_known = max(self.today_known, test.known)
        return self.learner.profile(self.number, self.calibration)

    def answer(self, test: Test, profile: Profile) -> Answer:
        """The twin's mean and quantiles as published."""
        forecast = estimate(test.snapshot, profile, rollouts=self.rollouts, seed=SEED)
        one = forecast.tickets[test.ticket]
        if one.mean is None:
            fallback = statistics.fmean(law.seconds for law in profile.services.values())
            return Answer(fallback, np.full(GRID.size, fallback))
        return Answer(one.mean, quantiles_of(one, profile.calibration, GRID))
