"""How right the capacity guard was: refused who would have been called, passed who were not.

Computed after the day from its facts alone. For each attempt that was refused with `capacity` the
day is gone through again, and the first *opening* at or after the attempt, before the office
closed, is looked for:

- a **call** by *next*, at a counter that serves the service, of a ticket that the discipline would
  have put behind the newcomer there (drawn later, without more credit or less reluctance): the
  newcomer would have been called instead;
- an **idle** stretch of such a counter: open, not on a break, nobody at it and nobody waiting whom
  it may call.

Attempts take openings in the order in which they were made. A call is used up by one; an idle
counter is then busy for the median handling of the service on that day (without one, the
expected minutes). An attempt that finds an opening *would have been served*.

Limits. The one whose call is taken is not followed further, and nobody behind is shown to be later:
the figure is what each would have got, not what the office could have done on top of its day. A
clerk who closed early because nobody waited is not thought to have stayed. So the figure is an
estimate with errors on both sides; it needs no forecast and cannot be flattered by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from queue_app.domain import events as e
from queue_app.domain import opening_hours as hours
from queue_app.domain.discipline import Score, is_eligible, may_call, score
from queue_app.domain.errors import OverCapacity
from queue_app.domain.office import Office
from queue_app.domain.queue import CounterState, Queue
from queue_app.domain.statistics.leg import End, Leg
from queue_app.domain.statistics.legs import legs as legs_of
from queue_app.domain.statistics.legs import standing
from queue_app.domain.ticket import State, Ticket

WARNED, OVERRIDDEN = "warned", "overridden"


@dataclass(slots=True)
class Fate:
    """Numbers that were issued: how many, and how many of them expired before a call."""

    count: int = 0
    never_called: int = 0

    def add(self, leg: Leg) -> None:
        """Count a visit by its first leg."""
        self.count += 1
        self.never_called += leg.end is End.EXPIRED and leg.unserved


@dataclass(slots=True)
class GuardScore:
    """The guard's record over some days.

    `refused` with `capacity`; `scored` of them on days that are over; of these
    `would_have_been_served`. Walk-ins issued on days that are over: `warned` (the guard spoke
    against them), `overridden` (staff issued all the same) and `passed` (all others).
    """

    refused: int = 0
    scored: int = 0
    would_have_been_served: int = 0
    warned: Fate = field(default_factory=Fate)
    overridden: Fate = field(default_factory=Fate)
    passed: Fate = field(default_factory=Fate)

    def to_json(self) -> dict[str, Any]:
        """Plain values; `would_have_been_served` is null while nothing is scored."""
        return {
            "refused": self.refused,
            "scored": self.scored,
            "would_have_been_served": self.would_have_been_served if self.scored else None,
            **{
                name: {"count": fate.count, "never_called": fate.never_called}
                for name, fate in (
                    ("warned", self.warned),
                    ("overridden", self.overridden),
                    ("passed", self.passed),
                )
            },
        }


def score_guard(
    facts: Iterable[e.Recorded], office: Office, *, days: tuple[date, date], now: datetime
) -> GuardScore:
    """The guard's record on local `days` (both included), from one office's facts.

    Skills, reluctance and hours are those of `office`, as configured now. A day is over when
    nobody may be called any more at `now`.
    """
    found = GuardScore()
    for day, of_day in _by_day(e.without_paper(standing(facts)), office):
        if not days[0] <= day <= days[1]:
            continue
        attempts = _attempts(of_day)
        found.refused += len(attempts)
        if now < (hours.calls_end(office, day) or hours.day_end(day, office.zone)):
            continue
        found.scored += len(attempts)
        legs = legs_of(of_day)
        _count_issued(found, of_day, legs)
        if attempts:
            found.would_have_been_served += _served(attempts, of_day, legs, office, day)
    return found


def _by_day(facts: Sequence[e.Recorded], office: Office) -> Iterator[tuple[date, list[e.Recorded]]]:
    days: dict[date, list[e.Recorded]] = {}
    for recorded in facts:
        days.setdefault(hours.business_day(recorded.at, office.zone), []).append(recorded)
    yield from sorted(days.items())


def _attempts(facts: Iterable[e.Recorded]) -> list[tuple[datetime, str]]:
    return [
        (recorded.at, recorded.fact.service)
        for recorded in facts
        if isinstance(recorded.fact, e.TicketRefused) and recorded.fact.code == OverCapacity.code
    ]


def _count_issued(found: GuardScore, facts: Iterable[e.Recorded], legs: Iterable[Leg]) -> None:
    first = {leg.ticket: leg for leg in legs if leg.index == 1 and leg.booked_at is None}
    fates = {WARNED: found.warned, OVERRIDDEN: found.overridden}
    for recorded in facts:
        fact = recorded.fact
        if isinstance(fact, e.TicketIssued) and fact.ticket in first:
            fates.get(fact.guard or "", found.passed).add(first[fact.ticket])


@dataclass(slots=True)
class _Call:
    """A call by *next*: the ticket as it waited then."""

    at: datetime
    counter: str
    ticket: Ticket


@dataclass(slots=True)
class _Idle:
    """A stretch in which a counter could have called and had nobody."""

    counter: str
    since: datetime
    until: datetime


def _served(
    attempts: Sequence[tuple[datetime, str]],
    facts: Sequence[e.Recorded],
    legs: Sequence[Leg],
    office: Office,
    day: date,
) -> int:
    closes = hours.closing(office, day) or hours.day_end(day, office.zone)
    calls, idles = _openings(facts, office, closes)
    count = 0
    for at, service in attempts:
        takes = timedelta(seconds=_handling(service, legs, office))
        count += _take_call_or_idle(at, service, takes, calls, idles, office)
    return count


def _take_call_or_idle(
    at: datetime,
    service: str,
    takes: timedelta,
    calls: list[_Call],
    idles: list[_Idle],
    office: Office,
) -> bool:
    """Take the first opening for a newcomer of this instant; whether there was one."""
    call = min(
        (one for one in calls if one.at >= at and _goes_first(at, service, one, office)),
        key=lambda one: one.at,
        default=None,
    )
    idle = min(
        (one for one in idles if one.until > max(one.since, at) and _serves(office, one, service)),
        key=lambda one: max(one.since, at),
        default=None,
    )
    if idle is not None and (call is None or max(idle.since, at) <= call.at):
        busy_until = max(idle.since, at) + takes
        for one in idles:
            if one.counter == idle.counter and one.until > at:
                one.since = max(one.since, busy_until)
        return True
    if call is not None:
        calls.remove(call)
    return call is not None


def _serves(office: Office, opening: _Call | _Idle, service: str) -> bool:
    counter = office.counters.get(opening.counter)
    return counter is not None and counter.serves(service)


def _goes_first(at: datetime, service: str, call: _Call, office: Office) -> bool:
    """Whether the counter would have preferred the newcomer to the ticket it called."""
    if not _serves(office, call, service):
        return False
    counter = office.counters[call.counter]
    credit = office.default_priority.credit_minutes * 60
    newcomer = Score(at.timestamp(), credit, counter.services[service] * 60)
    return newcomer.total < score(call.ticket, office, counter).total


def _handling(service: str, legs: Sequence[Leg], office: Office) -> float:
    """Seconds that a counter is busy with one of this service: the day's median."""
    known = [leg.handling for leg in legs if leg.service == service and leg.handling is not None]
    if known:
        return median(known)
    configured = office.services.get(service)
    return configured.expected_minutes * 60 if configured else 0.0


def _openings(
    facts: Sequence[e.Recorded], office: Office, closes: datetime
) -> tuple[list[_Call], list[_Idle]]:
    """The day's calls by *next* and idle stretches before the office closed."""
    again = _Again(Queue(office, epoch=""))
    for recorded in facts:
        if recorded.at >= closes:
            break
        again.take(recorded.fact, recorded.at)
    again.idles += [_Idle(counter, begin, closes) for counter, begin in again.since.items()]
    return again.calls, [one for one in again.idles if one.since < one.until]


@dataclass
class _Again:
    """The day gone through again, fact by fact."""

    queue: Queue
    calls: list[_Call] = field(default_factory=list)
    idles: list[_Idle] = field(default_factory=list)
    since: dict[str, datetime] = field(default_factory=dict)

    def take(self, fact: e.Fact, at: datetime) -> None:
        """One more fact; those of tickets from another day say nothing here."""
        id = e.ticket_of(fact)
        if isinstance(fact, e.ActionUndone):  # what it took back is not among the facts
            return
        if id is not None and id not in self.queue.tickets and not isinstance(fact, e.TicketIssued):
            return
        if isinstance(fact, e.TicketCalled) and not fact.by_hand:
            waited = self.queue.tickets[fact.ticket]
            if waited.state is State.WAITING:
                self.calls.append(_Call(at, fact.counter, waited))
        self._forget_ended(but=id)
        self.queue.record(fact, at)
        self.queue.recorded.clear()
        for counter in self.queue.desks:
            self._note(counter, at)

    def _forget_ended(self, but: str | None) -> None:
        """A finished ticket stays until another is spoken of: its next leg may follow."""
        tickets = self.queue.tickets
        self.queue.tickets = {id: t for id, t in tickets.items() if id == but or not t.is_final}

    def _note(self, counter: str, at: datetime) -> None:
        if self._is_idle(counter, at):
            self.since.setdefault(counter, at)
        elif counter in self.since:
            self.idles.append(_Idle(counter, self.since.pop(counter), at))

    def _is_idle(self, counter: str, at: datetime) -> bool:
        """Open, nobody at it, and nobody waits whom it may call: else it is busy unseen."""
        place = self.queue.office.counters.get(counter)
        if place is None or self.queue.desk(counter).state is not CounterState.OPEN:
            return False
        if self.queue.current(counter) is not None:
            return False
        return not any(
            is_eligible(ticket, at) and may_call(place, ticket)
            for ticket in self.queue.tickets.values()
        )
