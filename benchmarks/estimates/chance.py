"""What is left to chance on a simulated day: arrivals, bookings, durations, gaps and pauses.

All draws of the true model are here; `generator` decides what follows from them. Minutes.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from itertools import pairwise

from benchmarks.estimates.floor import Booking
from benchmarks.estimates.offices import TICKETS_END, Truth

NEVER_COMES = 0.12
CHECK_IN = (-6.0, 5.0)


class Chance:
    """The laws of one day. `with_rng` gives the same day's laws with other random numbers."""

    def __init__(self, truth: Truth, rng: random.Random) -> None:
        """Draws the day's volume and its common effect."""
        self.truth, self.spec, self.rng = truth, truth.spec, rng
        spec = truth.spec
        shape = 1 / spec.volume_cv**2
        self.volume = spec.walk_ins * rng.gammavariate(shape, 1 / shape)
        self.day_effect = rng.gauss(0, spec.day_sd) if spec.day_sd else 0.0
        self.laws = []
        for service in spec.services:
            variance = math.log(1 + service.cv**2)
            self.laws.append((math.log(service.mean) - variance / 2, math.sqrt(variance)))
        area = sum((b[0] - a[0]) * (a[1] + b[1]) / 2 for a, b in pairwise(spec.profile))
        self._rate_scale = self.volume / area
        self._starts = [at for at, _ in spec.profile]
        self._shares = [service.share for service in spec.services]
        self._most = self._rate_scale * max(height for _, height in spec.profile)

    def with_rng(self, rng: random.Random) -> Chance:
        """The same day's laws, drawn from other random numbers."""
        other = Chance.__new__(Chance)
        other.__dict__.update(self.__dict__)
        other.rng = rng
        return other

    def bookings(self) -> list[Booking]:
        """The day's appointments in the order of their times."""
        spec, rng = self.spec, self.rng
        weights = [service.booked for service in spec.services]
        found = []
        for _ in range(spec.appointments):
            booked = 485.0 + 5 * rng.randrange(86)
            never = rng.random() < NEVER_COMES
            check_in = math.inf if never else max(480.0, booked + rng.gauss(*CHECK_IN))
            service = rng.choices(range(len(weights)), weights)[0]
            found.append(Booking(service, booked, check_in))
        return sorted(found, key=lambda each: each.booked)

    def check_in_after(self, booking: Booking, now: float) -> float | None:
        """When somebody who has not checked in by now does; None: never."""
        for _ in range(100):
            if self.rng.random() < NEVER_COMES:
                return None
            check_in = max(480.0, booking.booked + self.rng.gauss(*CHECK_IN))
            if check_in > now:
                return check_in
        return None

    def rate(self, at: float) -> float:
        """Walk-ins a minute."""
        points = self.spec.profile
        place = bisect_right(self._starts, at)
        if not 0 < place < len(points):
            return 0.0
        (x0, y0), (x1, y1) = points[place - 1], points[place]
        return self._rate_scale * (y0 + (y1 - y0) * (at - x0) / (x1 - x0))

    def next_arrival(self, at: float) -> float | None:
        """When the next walk-in after `at` comes (thinning of a Poisson process)."""
        rng, most = self.rng, self._most
        while True:
            at += rng.expovariate(most)
            if at >= TICKETS_END:
                return None
            if rng.random() * most < self.rate(at):
                return at

    def walk_in(self) -> tuple[int, bool]:
        """The service a walk-in wants, and whether they have priority."""
        service = self.rng.choices(range(len(self._shares)), self._shares)[0]
        return service, self.rng.random() < self.spec.services[service].priority

    def duration(self, number: int, service: int, now: float, crowd: int) -> tuple[bool, float]:
        """Whether nobody comes, and the minutes that the call holds the counter."""
        rng, spec = self.rng, self.spec
        if spec.no_show and rng.random() < spec.no_show:
            return True, spec.no_show_minutes * math.exp(rng.gauss(-0.045, 0.3))
        mean, sd = self.laws[service]
        mean += self.truth.counter_effect[number] + self.day_effect
        mean += self.truth.hour_effect[int(now // 60) % 24]
        minutes = math.exp(rng.gauss(mean, sd))
        if spec.faster:
            minutes *= 1 - spec.faster * min(1.0, crowd / 20)
        if spec.long_share and rng.random() < spec.long_share:
            minutes *= spec.long_factor
        return False, minutes

    def forgets(self) -> bool:
        """Whether the clerk forgets *finish*."""
        return bool(self.spec.forgotten) and self.rng.random() < self.spec.forgotten

    def pauses(self) -> bool:
        """Whether a pause that nobody planned begins."""
        return self.rng.random() < self.spec.pause

    def gap(self) -> float:
        """From an end to being ready for the next call."""
        return self._lognormal(self.spec.gap, self.spec.gap_cv)

    def pause(self) -> float:
        """How long an unplanned pause lasts."""
        return self._lognormal(self.spec.pause_minutes, 0.6)

    def break_end(self, planned: float) -> float:
        """When a planned break really ends."""
        return planned + self.rng.gauss(0, self.spec.break_end_sd)

    def _lognormal(self, mean: float, cv: float) -> float:
        variance = math.log(1 + cv * cv)
        return math.exp(self.rng.gauss(math.log(mean) - variance / 2, math.sqrt(variance)))
