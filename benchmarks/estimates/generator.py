"""The true model: one day of an office, event by event, which can be branched at any instant.

Plain Python on purpose: it shares no code with the forecast but the discipline's score, so that
the oracle (many branches from the true state) is independent of the twin that it judges.
"""

from __future__ import annotations

import heapq
import math
import random
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.estimates.offices import TICKETS_END, Truth
from queue_app.domain.discipline import Score

IDLE, BUSY, GAP, PAUSE, BREAK, CLOSED, BEFORE = range(7)


class Person:
    """Somebody with a ticket; times in minutes since midnight, `inf` what has not happened."""

    __slots__ = (
        "arrived", "booked", "called", "credit", "eligible", "id", "queue_time", "score", "service",
    )  # fmt: skip

    def __init__(self, id: int, service: int, arrived: float, credit: float) -> None:
        """A walk-in; an appointment sets `booked`, `queue_time` and `eligible` afterwards."""
        self.id = id
        self.service = service
        self.arrived = arrived
        self.queue_time = arrived
        self.eligible = arrived
        self.credit = credit
        self.booked: float | None = None
        self.called = math.inf
        self.score = Score(self.queue_time, credit, 0.0).total


class Desk:
    """A counter on this day: its phase, since when, and whom it has."""

    __slots__ = ("break_taken", "ended", "forgotten", "last", "person", "phase", "since")

    def __init__(self) -> None:
        """Not open yet."""
        self.phase, self.since = BEFORE, 0.0
        self.person: Person | None = None
        self.forgotten: Person | None = None
        self.break_taken = False
        self.ended = 0.0
        self.last = 0.0

    def copy(self) -> Desk:
        """The same desk for a branch."""
        other = Desk.__new__(Desk)
        for name in Desk.__slots__:
            setattr(other, name, getattr(self, name))
        return other


class Listener:
    """What a day tells whoever listens; the oracle's branches tell nobody."""

    def issued(self, day: Day, person: Person) -> None:
        """A number was drawn or an appointment checked in."""

    def called(self, day: Day, counter: int, person: Person, idle_from: float) -> None:
        """A number was called; the counter had been free since `idle_from`."""

    def ended(self, day: Day, counter: int, person: Person, absent: bool) -> None:
        """A service ended or nobody came (the clerk may have forgotten to say so)."""

    def paused(self, day: Day, counter: int, since: float) -> None:
        """A pause or break is over."""


@dataclass(frozen=True)
class Booking:
    """An appointment of the day; `check_in` is inf for who never comes."""

    service: int
    booked: float
    check_in: float


class Day:
    """One day. `run` plays it; `branch` makes an independent continuation from now."""

    def __init__(self, truth: Truth, rng: random.Random, listener: Listener | None = None) -> None:
        """Draws the day's volume, its common effect and its bookings."""
        spec = truth.spec
        self.truth, self.spec, self.rng, self.listener = truth, spec, rng, listener
        shape = 1 / spec.volume_cv**2
        self.volume = spec.walk_ins * rng.gammavariate(shape, 1 / shape)
        self.day_effect = rng.gauss(0, spec.day_sd) if spec.day_sd else 0.0
        self.now = 480.0
        self.events: list[tuple[float, int, str, object]] = []
        self.counted = 0
        self.waiting: list[Person] = []
        self.desks = [Desk() for _ in spec.counters]
        self.bookings = self._book()
        self.next_id = 0
        self._prepare()

    def _prepare(self) -> None:
        spec = self.spec
        self.laws = []
        for service in spec.services:
            variance = math.log(1 + service.cv**2)
            self.laws.append((math.log(service.mean) - variance / 2, math.sqrt(variance)))
        area = sum(
            (b[0] - a[0]) * (a[1] + b[1]) / 2
            for a, b in zip(spec.profile, spec.profile[1:], strict=False)
        )
        self.rate_scale = self.volume / area
        self.rate_max = self.rate_scale * max(height for _, height in spec.profile)
        self.shares = [service.share for service in spec.services]
        for number, counter in enumerate(spec.counters):
            self.at(counter.opens, "open", number)
        for number in range(len(self.bookings)):
            if math.isfinite(self.bookings[number].check_in):
                self.at(self.bookings[number].check_in, "check_in", number)
        self.next_arrival(480.0)

    def _book(self) -> list[Booking]:
        spec, rng = self.spec, self.rng
        weights = [service.booked for service in spec.services]
        found = []
        for _ in range(spec.appointments):
            booked = 485.0 + 5 * rng.randrange(86)
            check_in = math.inf if rng.random() < 0.12 else max(480.0, booked + rng.gauss(-6, 5))
            service = rng.choices(range(len(weights)), weights)[0]
            found.append(Booking(service, booked, check_in))
        return sorted(found, key=lambda each: each.booked)

    # Time

    def at(self, when: float, kind: str, what: object) -> None:
        self.counted += 1
        heapq.heappush(self.events, (when, self.counted, kind, what))

    def run(self, until: float = math.inf, person: Person | None = None) -> None:
        """Play events before `until`, or until `person` is called."""
        while self.events and self.events[0][0] < until:
            when, _, kind, what = heapq.heappop(self.events)
            self.now = when
            getattr(self, f"_on_{kind}")(what)
            if person is not None and person.called < math.inf:
                return

    def branch(self, rng: random.Random) -> Day:
        """Another future from the same true state: all that is not yet decided is drawn anew."""
        other = Day.__new__(Day)
        other.__dict__.update(self.__dict__)
        other.rng, other.listener = rng, None
        other.events, other.waiting = [], list(self.waiting)
        other.desks = [desk.copy() for desk in self.desks]
        for number in range(len(other.desks)):
            other.resume(number)
        other.next_arrival(self.now)
        for number, booking in enumerate(self.bookings):
            other.redraw_booking(number, booking)
        for person in other.waiting:
            if person.eligible > self.now:
                other.at(person.eligible, "eligible", person)
        return other

    # Citizens

    def rate(self, at: float) -> float:
        """Walk-ins a minute."""
        points = self.spec.profile
        for (x0, y0), (x1, y1) in pairwise(points):
            if x0 <= at <= x1:
                return self.rate_scale * (y0 + (y1 - y0) * (at - x0) / (x1 - x0))
        return 0.0

    def next_arrival(self, at: float) -> None:
        rng, most = self.rng, self.rate_max
        while True:
            at += rng.expovariate(most)
            if at >= TICKETS_END:
                return
            if rng.random() * most < self.rate(at):
                self.at(at, "arrival", None)
                return

    def _on_arrival(self, _: object) -> None:
        service = self.rng.choices(range(len(self.shares)), self.shares)[0]
        first = self.rng.random() < self.spec.services[service].priority
        self.next_id += 1
        person = Person(self.next_id, service, self.now, self.spec.credit if first else 0.0)
        self.next_arrival(self.now)
        self._enter(person)

    def redraw_booking(self, number: int, booking: Booking) -> None:
        """Who has not checked in by now: late, or never coming."""
        if booking.check_in <= self.now:
            return
        for _ in range(100):
            if self.rng.random() < 0.12:
                return
            check_in = max(480.0, booking.booked + self.rng.gauss(-6, 5))
            if check_in > self.now:
                self.at(check_in, "check_in", number)
                return

    def _on_check_in(self, number: object) -> None:
        assert isinstance(number, int)
        booking = self.bookings[number]
        self.next_id += 1
        in_time = self.now <= booking.booked + 10
        credit = self.spec.appointment_credit if in_time else 0.0
        person = Person(self.next_id, booking.service, self.now, credit)
        person.booked = booking.booked
        if in_time:
            person.queue_time = booking.booked
            person.score = Score(booking.booked, credit, 0.0).total
            person.eligible = max(self.now, booking.booked - 5)
        self._enter(person)

    def _enter(self, person: Person) -> None:
        self.waiting.append(person)
        if self.listener:
            self.listener.issued(self, person)
        if person.eligible > self.now:
            self.at(person.eligible, "eligible", person)
        else:
            self._on_eligible(person)

    def _on_eligible(self, person: object) -> None:
        assert isinstance(person, Person)
        idle = [
            (desk.since, number)
            for number, desk in enumerate(self.desks)
            if desk.phase == IDLE and person.service in self.spec.counters[number].skills
        ]
        if idle and person.called == math.inf:
            self._look(min(idle)[1])

    # Counters

    def _on_open(self, number: object) -> None:
        assert isinstance(number, int)
        self.desks[number].ended = self.now
        counter = self.spec.counters[number]
        if counter.pause:
            self.at(counter.pause[0], "break", number)
        self.at(counter.closes, "close", number)
        self._free(number)

    def _on_break(self, number: object) -> None:
        assert isinstance(number, int)
        if self.desks[number].phase == IDLE:
            self._free(number)

    def _on_close(self, number: object) -> None:
        assert isinstance(number, int)
        if self.desks[number].phase == IDLE:
            self.desks[number].phase = CLOSED

    def _on_ready(self, number: object) -> None:
        assert isinstance(number, int)
        desk = self.desks[number]
        if desk.phase in (PAUSE, BREAK):
            if self.listener:
                self.listener.paused(self, number, desk.since)
            desk.ended = self.now
        self._free(number)

    def _free(self, number: int) -> None:
        """The counter could call: is its day over, is it break time, is somebody there?"""
        desk, counter = self.desks[number], self.spec.counters[number]
        if self.now >= counter.closes:
            self._remember(number)
            desk.phase, desk.since = CLOSED, self.now
        elif counter.pause and not desk.break_taken and self.now >= counter.pause[0]:
            self._remember(number)
            desk.break_taken = True
            desk.phase, desk.since = BREAK, self.now
            ends = counter.pause[1] + self.rng.gauss(0, self.spec.break_end_sd)
            self.at(max(ends, self.now + 0.5), "ready", number)
        else:
            self._look(number)

    def _remember(self, number: int) -> None:
        """Who leaves the counter notices a forgotten *finish*."""
        desk = self.desks[number]
        if desk.forgotten and self.listener:
            self.listener.ended(self, number, desk.forgotten, False)
        desk.forgotten = None

    def _look(self, number: int) -> None:
        desk = self.desks[number]
        person = self.choose(number)
        if person is None:
            if desk.phase != IDLE:
                desk.phase, desk.since = IDLE, self.now
            return
        self.waiting.remove(person)
        person.called = self.now
        if self.listener:
            self.listener.called(self, number, person, desk.ended)
        desk.forgotten = None
        desk.phase, desk.since, desk.person = BUSY, self.now, person
        absent, minutes = self.duration(number, person.service)
        self.at(self.now + minutes, "end", (number, absent))

    def choose(self, number: int) -> Person | None:
        """The eligible person with the smallest score."""
        best, least = None, math.inf
        skills, now = self.spec.counters[number].skills, self.now
        reluctances = self.spec.reluctance
        for person in self.waiting:
            if person.eligible <= now and person.service in skills:
                score = person.score
                if reluctances:
                    score += reluctances.get((number, person.service), 0.0)
                if score < least:
                    best, least = person, score
        return best

    def duration(self, number: int, service: int) -> tuple[bool, float]:
        """Whether nobody comes, and the minutes that the call holds the counter."""
        rng, spec = self.rng, self.spec
        if spec.no_show and rng.random() < spec.no_show:
            return True, spec.no_show_minutes * math.exp(rng.gauss(-0.045, 0.3))
        mean, sd = self.laws[service]
        mean += self.truth.counter_effect[number] + self.day_effect
        mean += self.truth.hour_effect[int(self.now // 60) % 24]
        minutes = math.exp(rng.gauss(mean, sd))
        if spec.faster:
            minutes *= 1 - spec.faster * min(1.0, len(self.waiting) / 20)
        if spec.long_share and rng.random() < spec.long_share:
            minutes *= spec.long_factor
        return False, minutes

    def _on_end(self, what: object) -> None:
        assert isinstance(what, tuple)
        number, absent = what
        desk, spec = self.desks[number], self.spec
        person = desk.person
        assert person is not None
        desk.person, desk.last = None, self.now
        if not absent and spec.forgotten and self.rng.random() < spec.forgotten:
            desk.forgotten = person
        elif self.listener:
            self.listener.ended(self, number, person, absent)
        desk.ended = self.now
        if self.rng.random() < spec.pause and desk.forgotten is None:
            desk.phase, desk.since = PAUSE, self.now
            self.at(self.now + self._pause(), "ready", number)
        else:
            desk.phase, desk.since = GAP, self.now
            self.at(self.now + self._gap(), "ready", number)

    def _gap(self) -> float:
        return _lognormal(self.rng, self.spec.gap, self.spec.gap_cv)

    def _pause(self) -> float:
        return _lognormal(self.rng, self.spec.pause_minutes, 0.6)

    def resume(self, number: int) -> None:
        """Redraw what the counter is doing, given how long it has been doing it."""
        desk, counter = self.desks[number], self.spec.counters[number]
        elapsed = self.now - desk.since
        if desk.phase == BEFORE:
            self.at(max(self.now, counter.opens), "open", number)
            return
        if counter.pause and not desk.break_taken:
            self.at(max(self.now, counter.pause[0]), "break", number)
        self.at(max(self.now, counter.closes), "close", number)
        if desk.phase == BUSY and desk.person is not None:
            service = desk.person.service
            absent, minutes = self._beyond(lambda: self.duration(number, service), elapsed)
            self.at(desk.since + minutes, "end", (number, absent))
        elif desk.phase == GAP:
            _, minutes = self._beyond(lambda: (False, self._gap()), elapsed)
            self.at(desk.since + minutes, "ready", number)
        elif desk.phase == PAUSE:
            _, minutes = self._beyond(lambda: (False, self._pause()), elapsed)
            self.at(desk.since + minutes, "ready", number)
        elif desk.phase == BREAK and counter.pause:
            end = counter.pause[1]
            _, until = self._beyond(
                lambda: (False, end + self.rng.gauss(0, self.spec.break_end_sd)), self.now
            )
            self.at(until, "ready", number)

    @staticmethod
    def _beyond(draw, elapsed: float) -> tuple[bool, float]:  # type: ignore[no-untyped-def]  # a draw of (flag, minutes)
        for _ in range(400):
            flag, value = draw()
            if value > elapsed:
                return flag, value
        return False, elapsed * 1.02 + 0.2


def _lognormal(rng: random.Random, mean: float, cv: float) -> float:
    variance = math.log(1 + cv * cv)
    return math.exp(rng.gauss(math.log(mean) - variance / 2, math.sqrt(variance)))


def must_queue(day: Day, person: Person) -> bool:
    """Whether somebody who has just come will not be called at once, as the state shows."""
    return not any(
        desk.phase == IDLE and person.service in day.spec.counters[number].skills
        for number, desk in enumerate(day.desks)
    )
