"""From the office's log of facts to observations: everything a profile is learned from.

Pure, one pass over the facts in the order of revisions (one day or many, undone ones left out).
Nothing of a person and nothing of a clerk is read; notes and audit are elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import singledispatchmethod

from queue_app.domain import events as e
from queue_app.domain.folding import undone_revisions
from queue_app.domain.office import Office
from queue_app.domain.opening_hours import business_day, local_instant
from queue_app.domain.timed import UNCONFIRMED
from queue_app.estimation.observations import (
    Arrival,
    Booking,
    Gap,
    Missed,
    Observation,
    Pause,
    Served,
    Shift,
    Waited,
)

BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


@dataclass
class _Visit:
    service: str
    persons: int
    since: datetime  # waiting since: issue, return, or the beginning of the leg
    eligible: datetime
    bound_to: str | None = None
    at_counter: datetime | None = None  # the call, or the start of a leg that began here
    crowd: int = 0


@dataclass
class _Side:
    opened: datetime | None = None
    free: datetime | None = None
    paused: datetime | None = None
    last: datetime | None = None


def observations_of(facts: Iterable[e.Recorded], office: Office) -> list[Observation]:
    """What may be learned from these facts."""
    return [seen for _, found in observed(facts, office) for seen in found]


def observed(
    facts: Iterable[e.Recorded], office: Office
) -> Iterator[tuple[int, list[Observation]]]:
    """The same fact by fact: revision, and what it let be known."""
    standing = e.without_paper(facts)  # written minutes are too coarse to be learned from
    undone = undone_revisions(standing)
    standing = [each for each in standing if each.revision not in undone]
    calling = {each.action for each in standing if isinstance(each.fact, e.TicketCalled)}
    reading = _Reading(office, calling)
    for recorded in standing:
        reading.begin(recorded)
        reading.read(recorded.fact)
        if reading.found:
            yield recorded.revision, reading.found
            reading.found = []
    reading.end_day()
    if reading.found:
        yield standing[-1].revision, reading.found


@dataclass
class _Reading:
    office: Office
    calling: set[int]
    found: list[Observation] = field(default_factory=list)
    visits: dict[str, _Visit] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    sides: dict[str, _Side] = field(default_factory=dict)
    day: int = 0
    midnight: float = 0.0
    at: datetime = BEFORE_ALL
    action: int = 0

    def begin(self, recorded: e.Recorded) -> None:
        """Take the next fact's instant; a new day forgets the last one's people."""
        today = business_day(recorded.at, self.office.zone)
        if today.toordinal() != self.day:
            self.end_day()
            self.day = today.toordinal()
            self.midnight = local_instant(today, 0, self.office.zone).timestamp()
        self.at, self.action = recorded.at, recorded.action

    def end_day(self) -> None:
        """Everybody is gone."""
        self.visits, self.waiting, self.sides = {}, set(), {}

    def clock(self, at: datetime) -> float:
        """Seconds since local midnight."""
        return at.timestamp() - self.midnight

    def seconds(self, since: datetime) -> float:
        """Seconds until now."""
        return max(0.0, (self.at - since).total_seconds())

    @singledispatchmethod
    def read(self, fact: e.Fact) -> None:
        """Facts about alarms, issuing or configuration teach nothing."""

    @read.register
    def _(self, fact: e.TicketIssued) -> None:
        eligible = fact.not_before or self.at
        self.visits[fact.ticket] = _Visit(
            fact.service, fact.persons, self.at, eligible, fact.bound_to
        )
        self.waiting.add(fact.ticket)
        if fact.booked_at is not None:
            offset = (self.at - fact.booked_at).total_seconds()
            self.found.append(Booking(self.day, True, offset))
        else:
            priority = self.office.priorities.get(fact.priority)
            credit = priority.credit_minutes * 60 if priority else 0.0
            self.found.append(Arrival(self.day, self.clock(self.at), fact.service, credit))

    @read.register
    def _(self, fact: e.TicketCalled) -> None:
        visit = self.visits.get(fact.ticket)
        if visit is None:
            return
        self._gap(fact.counter, fact.ticket)
        if fact.ticket in self.waiting:
            self.found.append(Waited(self.day, self.seconds(max(visit.since, visit.eligible))))
        self.waiting.discard(fact.ticket)
        visit.at_counter, visit.crowd = self.at, len(self.waiting)
        self._side(fact.counter).last = self.at

    def _gap(self, counter: str, ticket: str) -> None:
        """From being free to this call, where somebody waited for it all the time.

        Whoever finds a counter idle says nothing about how long it would have taken otherwise.
        """
        side = self._side(counter)
        services = self.office.counters[counter].services if counter in self.office.counters else {}
        moments = [
            max(v.since, v.eligible)
            for key in (self.waiting | {ticket})
            if (v := self.visits.get(key)) is not None
            and v.service in services
            and v.bound_to in (None, counter)
        ]
        if (
            side.free is not None
            and side.last is not None
            and min(moments, default=self.at) <= side.free
        ):
            self.found.append(Gap(self.day, self.seconds(side.free)))
        side.free = None

    @read.register
    def _(self, fact: e.ServiceFinished) -> None:
        visit = self.visits.get(fact.ticket)
        if visit is not None and visit.at_counter is not None and fact.outcome != UNCONFIRMED:
            self.found.append(
                Served(
                    self.day,
                    self.clock(visit.at_counter),
                    visit.service,
                    fact.counter,
                    self.seconds(visit.at_counter),
                    visit.persons,
                    self.action in self.calling,
                    visit.crowd,
                )
            )
        self._freed(fact.counter, fact.ticket)

    @read.register
    def _(self, fact: e.LegBegan) -> None:
        visit = self.visits.get(fact.ticket)
        if visit is None:
            return
        visit.service, visit.bound_to = fact.service, fact.bound_to
        visit.since = visit.eligible = self.at
        if fact.serving:
            visit.at_counter = self.at
            self._side(fact.counter).free = None
        else:
            self.waiting.add(fact.ticket)

    @read.register
    def _(self, fact: e.TicketMissed) -> None:
        visit = self.visits.get(fact.ticket)
        if visit is not None and visit.at_counter is not None:
            self.found.append(Missed(self.day, self.seconds(visit.at_counter)))
        self._freed(fact.counter, fact.ticket)

    @read.register
    def _(self, fact: e.TicketReturned) -> None:
        self._waits_again(fact.ticket)

    @read.register
    def _(self, fact: e.TicketPutBack) -> None:
        self._freed(fact.counter, fact.ticket)
        self._waits_again(fact.ticket)

    @read.register
    def _(self, fact: e.TicketParked) -> None:
        self._freed(fact.counter, fact.ticket)

    @read.register
    def _(self, fact: e.TicketTransferred) -> None:
        if fact.counter is not None:
            self._freed(fact.counter, fact.ticket)
        visit = self.visits.get(fact.ticket)
        if visit is not None:
            visit.service, visit.bound_to = fact.service, fact.bound_to
            self._waits_again(fact.ticket)

    @read.register
    def _(self, fact: e.TicketPostponed) -> None:
        visit = self.visits.get(fact.ticket)
        if visit is not None:
            until = self.at.timestamp() + fact.minutes * 60
            visit.eligible = max(visit.eligible, datetime.fromtimestamp(until, self.at.tzinfo))

    @read.register
    def _(self, fact: e.TicketChanged) -> None:
        visit = self.visits.get(fact.ticket)
        if visit is not None:
            visit.service, visit.persons = fact.service, fact.persons
            visit.bound_to = fact.bound_to

    @read.register
    def _(self, fact: e.TicketCancelled) -> None:
        visit = self.visits.pop(fact.ticket, None)
        if visit is not None and fact.ticket in self.waiting:
            self.found.append(Waited(self.day, self.seconds(visit.since), left=True))
        self.waiting.discard(fact.ticket)

    @read.register
    def _(self, fact: e.TicketExpired) -> None:
        self.visits.pop(fact.ticket, None)
        self.waiting.discard(fact.ticket)

    @read.register
    def _(self, fact: e.TicketUnbound) -> None:
        visit = self.visits.get(fact.ticket)
        if visit is not None:
            visit.bound_to = None

    @read.register
    def _(self, fact: e.CounterOpened) -> None:
        side = self._side(fact.counter)
        self._pause_over(fact.counter, side)
        side.opened = side.opened or self.at
        side.free = self.at

    @read.register
    def _(self, fact: e.CounterPaused) -> None:
        side = self._side(fact.counter)
        side.paused, side.free = self.at, None

    @read.register
    def _(self, fact: e.CounterClosed) -> None:
        side = self._side(fact.counter)
        self._pause_over(fact.counter, side)
        if side.opened is not None and side.last is not None:
            opened, last = self.clock(side.opened), self.clock(side.last)
            self.found.append(Shift(self.day, fact.counter, opened, last))
        self.sides.pop(fact.counter)

    def _pause_over(self, counter: str, side: _Side) -> None:
        if side.paused is not None:
            began, lasted = self.clock(side.paused), self.seconds(side.paused)
            self.found.append(Pause(self.day, began, counter, lasted))
            side.paused = None

    def _freed(self, counter: str, ticket: str) -> None:
        side = self._side(counter)
        side.free = self.at
        if ticket in self.visits:
            self.visits[ticket].at_counter = None

    def _waits_again(self, ticket: str) -> None:
        visit = self.visits.get(ticket)
        if visit is not None:
            visit.since = visit.eligible = self.at
            self.waiting.add(ticket)

    def _side(self, counter: str) -> _Side:
        return self.sides.setdefault(counter, _Side())
