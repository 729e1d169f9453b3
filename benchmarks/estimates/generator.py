"""The true model: one day of an office, event by event, which can be branched at any instant.

Plain Python on purpose: it shares no code with the forecast but the discipline's score, so that
the oracle (many branches from the true state) is independent of the twin that it judges.
"""

from __future__ import annotations

import heapq
import math
import random
from bisect import insort
from collections.abc import Callable

from benchmarks.estimates.chance import Chance
from benchmarks.estimates.floor import (
    BEFORE,
    BREAK,
    BUSY,
    CLOSED,
    GAP,
    IDLE,
    PAUSE,
    Booking,
    Desk,
    Listener,
    Person,
)
from benchmarks.estimates.offices import Truth
from queue_app.domain.discipline import Score


def _score(person: Person) -> float:
    return person.score


class Day:
    """One day. `run` plays it; `branch` makes an independent continuation from now."""

    def __init__(self, truth: Truth, rng: random.Random, listener: Listener | None = None) -> None:
        """Draws the day's volume, its common effect and its bookings."""
        self.spec, self.listener = truth.spec, listener
        self.chance = Chance(truth, rng)
        self.now = 480.0
        self.events: list[tuple[float, int, str, object]] = []
        self.counted = 0
        self.waiting: list[Person] = []  # in the order of scores
        self.desks = [Desk() for _ in self.spec.counters]
        self.bookings = self.chance.bookings()
        self.next_id = 0
        for number, counter in enumerate(self.spec.counters):
            self.at(counter.opens, "open", number)
        for number, booking in enumerate(self.bookings):
            if math.isfinite(booking.check_in):
                self.at(booking.check_in, "check_in", number)
        self._expect_arrival(480.0)

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
        other.chance, other.listener = self.chance.with_rng(rng), None
        other.events, other.waiting = [], list(self.waiting)
        other.desks = [desk.copy() for desk in self.desks]
        other.draw_anew()
        return other

    def draw_anew(self) -> None:
        """Fill the empty agenda of a branch."""
        for number in range(len(self.desks)):
            self._resume(number)
        self._expect_arrival(self.now)
        for number, booking in enumerate(self.bookings):
            self._redraw(number, booking)
        for person in self.waiting:
            if person.eligible > self.now:
                self.at(person.eligible, "eligible", person)

    # Citizens

    def _expect_arrival(self, after: float) -> None:
        at = self.chance.next_arrival(after)
        if at is not None:
            self.at(at, "arrival", None)

    def _on_arrival(self, _: object) -> None:
        service, first = self.chance.walk_in()
        self.next_id += 1
        person = Person(self.next_id, service, self.now, self.spec.credit if first else 0.0)
        self._expect_arrival(self.now)
        self._enter(person)

    def _redraw(self, number: int, booking: Booking) -> None:
        """Who has not checked in by now: late, or never coming."""
        if booking.check_in > self.now:
            check_in = self.chance.check_in_after(booking, self.now)
            if check_in is not None:
                self.at(check_in, "check_in", number)

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
        insort(self.waiting, person, key=_score)
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
            self.at(max(self.chance.break_end(counter.pause[1]), self.now + 0.5), "ready", number)
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
        person = self._choose(number)
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
        desk.crowd = len(self.waiting)
        absent, minutes = self.chance.duration(number, person.service, self.now, desk.crowd)
        self.at(self.now + minutes, "end", (number, absent))

    def _choose(self, number: int) -> Person | None:
        """The eligible person with the smallest score; of equals, who came first."""
        skills, now = self.spec.counters[number].skills, self.now
        reluctances = self.spec.reluctance
        able = (p for p in self.waiting if p.eligible <= now and p.service in skills)
        if not reluctances:
            return next(able, None)
        return min(
            able, key=lambda p: p.score + reluctances.get((number, p.service), 0.0), default=None
        )

    def _on_end(self, what: object) -> None:
        assert isinstance(what, tuple)
        number, absent = what
        desk, chance = self.desks[number], self.chance
        person = desk.person
        assert person is not None
        desk.person, desk.last = None, self.now
        if not absent and chance.forgets():
            desk.forgotten = person
        elif self.listener:
            self.listener.ended(self, number, person, absent)
        desk.ended = self.now
        if chance.pauses() and desk.forgotten is None:
            desk.phase, desk.since = PAUSE, self.now
            self.at(self.now + chance.pause(), "ready", number)
        else:
            desk.phase, desk.since = GAP, self.now
            self.at(self.now + chance.gap(), "ready", number)

    def _resume(self, number: int) -> None:
        """Redraw what the counter is doing, given how long it has been doing it."""
        desk, counter, chance = self.desks[number], self.spec.counters[number], self.chance
        elapsed = self.now - desk.since
        if desk.phase == BEFORE:
            self.at(max(self.now, counter.opens), "open", number)
            return
        if counter.pause and not desk.break_taken:
            self.at(max(self.now, counter.pause[0]), "break", number)
        self.at(max(self.now, counter.closes), "close", number)
        if desk.phase == BUSY and desk.person is not None:
            service, since, crowd = desk.person.service, desk.since, desk.crowd
            absent, minutes = _beyond(
                lambda: chance.duration(number, service, since, crowd), elapsed
            )
            self.at(since + minutes, "end", (number, absent))
        elif desk.phase == GAP:
            self.at(desk.since + _longer(chance.gap, elapsed), "ready", number)
        elif desk.phase == PAUSE:
            self.at(desk.since + _longer(chance.pause, elapsed), "ready", number)
        elif desk.phase == BREAK and counter.pause:
            planned = counter.pause[1]
            ends = _longer(lambda: chance.break_end(planned), self.now)
            self.at(ends, "ready", number)


def _longer(draw: Callable[[], float], elapsed: float) -> float:
    return _beyond(lambda: (False, draw()), elapsed)[1]


def _beyond(draw: Callable[[], tuple[bool, float]], elapsed: float) -> tuple[bool, float]:
    """A draw (flag, minutes) of more than `elapsed` minutes, by rejection."""
    for _ in range(400):
        flag, value = draw()
        if value > elapsed:
            return flag, value
    return False, elapsed * 1.02 + 0.2


def must_queue(day: Day, person: Person) -> bool:
    """Whether somebody who has just come will not be called at once, as the state shows."""
    return not any(
        desk.phase == IDLE and person.service in day.spec.counters[number].skills
        for number, desk in enumerate(day.desks)
    )
