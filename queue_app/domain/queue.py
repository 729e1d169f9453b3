"""The queue of one office as its facts have made it, in memory, and the recording of new facts.

The decisions live beside it (`issuing`, `calling`, `visiting`, `undoing`, `timed`); what is kept on disk
is the matter of storage.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import singledispatch
from typing import Any

from queue_app.domain import calls, discipline
from queue_app.domain import events as e
from queue_app.domain.calls import Call
from queue_app.domain.errors import UnknownCounter, UnknownService, UnknownTicket
from queue_app.domain.folding import evolve
from queue_app.domain.helping import HelpCall
from queue_app.domain.message import Message
from queue_app.domain.office import Counter, Office, Service
from queue_app.domain.standing import Standing
from queue_app.domain.ticket import AT_COUNTER, State, Ticket


class CounterState(StrEnum):
    """What a counter is doing for the queue. A paused counter counts as open."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Desk:
    """The moving part of a counter.

    `pausing` is the declared break that starts when the current ticket ends, `reason` what was
    said about it (beside the facts, until the break ends); `passed_over` are
    tickets put back here, which the next *next* leaves out once; `last_action` is the revision
    of the first fact of the last press that *undo* can take back, `last_kind` its last fact that
    says what it was, and `last_number` whose number it was about.
    """

    counter: str
    state: CounterState = CounterState.CLOSED
    since: datetime | None = None
    pausing: bool = False
    reason: str | None = None
    passed_over: tuple[str, ...] = ()
    last_action: int | None = None
    last_action_at: datetime | None = None
    last_kind: str | None = None
    last_number: str | None = None
    free_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Clerk:
    """The person signed in at a counter (never part of a fact)."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """A silent alarm to all desks."""

    counter: str | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Stop:
    """Issuing has been stopped: why (for the kiosk), and since when."""

    reason: str | None
    since: datetime


ALARM_SECONDS = 300
"""How long an alarm lasts when nobody ends it."""


@dataclass
class Queue:
    """One office's queue at one revision: open tickets, desks, issuing, alarm, help, latest calls.

    `tickets` holds the tickets that are not final, and those that became final in this unit of
    work. `clerks` (by counter) and `notes` (by ticket) stand beside the facts, never in them.
    `recorded` are the facts not yet on disk.
    """

    office: Office
    epoch: str
    revision: int = 0
    tickets: dict[str, Ticket] = field(default_factory=dict)
    desks: dict[str, Desk] = field(default_factory=dict)
    stopped: dict[str | None, Stop] = field(default_factory=dict)
    messages: dict[str | None, Message] = field(default_factory=dict)
    alarm: Alarm | None = None
    help: dict[str, HelpCall] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    clerks: dict[str, Clerk] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    recorded: list[e.Recorded] = field(default_factory=list)
    action: int | None = None
    _standing: tuple[int, datetime, Standing] | None = field(
        default=None, init=False, repr=False, compare=False
    )

    def copy(self) -> Queue:
        """A working copy: what is done to it leaves the original alone."""
        return replace(
            self,
            tickets=dict(self.tickets),
            desks=dict(self.desks),
            stopped=dict(self.stopped),
            messages=dict(self.messages),
            calls=list(self.calls),
            help=dict(self.help),
            clerks=dict(self.clerks),
            notes=dict(self.notes),
            recorded=[],
            action=None,
        )

    # What there is

    def counter(self, counter_id: str) -> Counter:
        """The counter of that id; raises Unknown."""
        try:
            return self.office.counters[counter_id]
        except KeyError:
            raise UnknownCounter(f"There is no counter {counter_id!r} in this office.") from None

    def service(self, service_id: str) -> Service:
        """The service of that id; raises Unknown."""
        try:
            return self.office.services[service_id]
        except KeyError:
            raise UnknownService(f"There is no service {service_id!r} in this office.") from None

    def ticket(self, ticket_id: str) -> Ticket:
        """The open ticket of that id; raises Unknown."""
        try:
            return self.tickets[ticket_id]
        except KeyError:
            raise UnknownTicket("There is no open ticket of that id in this office.") from None

    def desk(self, counter_id: str) -> Desk:
        """What the counter is doing; closed when nothing is known."""
        return self.desks.get(counter_id) or Desk(counter_id)

    def current(self, counter_id: str) -> Ticket | None:
        """The ticket called to or served at the counter."""
        return next(
            (t for t in self.tickets.values() if t.counter == counter_id and t.state in AT_COUNTER),
            None,
        )

    def in_state(self, *states: State) -> list[Ticket]:
        """The tickets in one of these states, in the order they were issued."""
        found = [ticket for ticket in self.tickets.values() if ticket.state in states]
        return sorted(found, key=lambda ticket: ticket.issued_revision)

    @property
    def waiting(self) -> list[Ticket]:
        """The waiting tickets, eligible or not."""
        return self.in_state(State.WAITING)

    @property
    def open_counters(self) -> frozenset[str]:
        """Ids of the counters that are open or paused."""
        return frozenset(
            desk.counter
            for desk in self.desks.values()
            if desk.state is not CounterState.CLOSED and desk.counter in self.office.counters
        )

    def is_served(self, service_id: str) -> bool:
        """Whether an open (or paused) counter serves the service."""
        return any(self.office.counters[c].serves(service_id) for c in self.open_counters)

    def ahead(self, ticket: Ticket, now: datetime) -> list[Ticket]:
        """The tickets that count as ahead of this one (see `discipline.ahead`)."""
        return discipline.ahead(ticket, self.tickets.values(), self.office, self.open_counters, now)

    def standing(self, now: datetime) -> Standing:
        """Everybody's place now; kept until something happens or the clock moves on."""
        if self._standing is None or self._standing[:2] != (self.revision, now):
            found = Standing(self.tickets.values(), self.office, self.open_counters, now)
            self._standing = (self.revision, now, found)
        return self._standing[2]

    # What happens

    def press(self) -> None:
        """Begin a new action: the facts that follow belong together."""
        self.action = None

    def record(self, fact: e.Fact, at: datetime, *, desk: bool = False) -> e.Recorded:
        """Append a fact at the next revision and let it change the queue."""
        revision = self.revision + 1
        if self.action is None:
            self.action = revision
        recorded = e.Recorded(revision, at, self.action, fact, desk)
        self._apply(recorded)
        self.recorded.append(recorded)
        return recorded

    def follow(self, recorded: e.Recorded) -> None:
        """Let a fact of the log change the queue as it did when it was recorded.

        What an undo makes of its ticket is the caller's matter (`replace_ticket`).
        """
        self._apply(recorded)

    def _apply(self, recorded: e.Recorded) -> None:
        fact = recorded.fact
        if isinstance(fact, e.TicketFact):
            self.replace_ticket(evolve(self.tickets.get(fact.ticket), recorded))
        self.revision = recorded.revision
        _effect(fact, self, recorded)
        counter = e.counter_of(fact)
        if recorded.desk and counter:
            ticket = self.tickets.get(e.ticket_of(fact) or "")
            self.change_desk(
                counter,
                last_action=recorded.action,
                last_action_at=recorded.at,
                last_kind=type(fact).__name__,
                last_number=ticket.number if ticket else None,
            )

    def change_desk(self, counter_id: str, **changes: Any) -> None:
        """Put a changed copy of what a counter is doing in the place of the one known."""
        self.desks[counter_id] = replace(self.desk(counter_id), **changes)

    def replace_ticket(self, ticket: Ticket) -> None:
        """Put a ticket as it is now (as its log makes it, after an undo) in its place."""
        self.tickets[ticket.id] = ticket
        if any(call.ticket == ticket.id for call in self.calls):
            self.calls = calls.followed(self.calls, ticket)


@singledispatch
def _effect(fact: e.Fact, queue: Queue, recorded: e.Recorded) -> None:
    """What a fact changes beyond its own ticket: nothing, unless said below."""


@_effect.register
def _(fact: e.TicketCalled, queue: Queue, recorded: e.Recorded) -> None:
    ticket = queue.tickets[fact.ticket]
    call = Call(
        ticket=ticket.id,
        number=ticket.number,
        language=ticket.language,
        counter=fact.counter,
        day=ticket.business_day,
        called_at=recorded.at,
        first_revision=recorded.revision,
        revision=recorded.revision,
    )
    queue.calls = calls.latest([call, *queue.calls], queue.office)
    if not fact.by_hand:
        queue.change_desk(fact.counter, passed_over=())


@_effect.register
def _(fact: e.NobodyCalled, queue: Queue, recorded: e.Recorded) -> None:
    queue.change_desk(fact.counter, passed_over=())


@_effect.register
def _(fact: e.TicketRecalled, queue: Queue, recorded: e.Recorded) -> None:
    queue.calls = calls.recalled(queue.calls, fact.ticket, recorded.revision, recorded.at)


@_effect.register
def _(fact: e.TicketPutBack, queue: Queue, recorded: e.Recorded) -> None:
    passed = queue.desk(fact.counter).passed_over
    queue.change_desk(fact.counter, passed_over=(*passed, fact.ticket), free_since=recorded.at)


@_effect.register(e.TicketMissed)
@_effect.register(e.TicketParked)
@_effect.register(e.TicketTransferred)
@_effect.register(e.ServiceFinished)
def _(fact: e.Fact, queue: Queue, recorded: e.Recorded) -> None:
    counter = e.counter_of(fact)
    if counter:
        queue.change_desk(counter, free_since=recorded.at)


@_effect.register
def _(fact: e.ActionUndone, queue: Queue, recorded: e.Recorded) -> None:
    queue.change_desk(
        fact.counter, last_action=None, last_action_at=None, last_kind=None, last_number=None
    )
    if fact.ticket is None:
        queue.change_desk(fact.counter, state=CounterState.OPEN, pausing=True)
        return
    queue.change_desk(fact.counter, passed_over=fact.passed_over)
    queue.calls = calls.withdrawn(queue.calls, fact.undoes)


@_effect.register
def _(fact: e.CounterOpened, queue: Queue, recorded: e.Recorded) -> None:
    _set_desk(queue, recorded, fact.counter, CounterState.OPEN)
    queue.change_desk(fact.counter, reason=None)


@_effect.register
def _(fact: e.CounterPaused, queue: Queue, recorded: e.Recorded) -> None:
    _set_desk(queue, recorded, fact.counter, CounterState.PAUSED)


def _set_desk(queue: Queue, recorded: e.Recorded, counter: str, state: CounterState) -> None:
    desk = queue.desk(counter)
    changed = desk.state is not state  # a take-over, or a break called off, begins nothing
    queue.change_desk(
        counter,
        state=state,
        since=recorded.at if changed else desk.since,
        free_since=recorded.at if changed else desk.free_since,
        pausing=False,
    )


@_effect.register
def _(fact: e.CounterClosed, queue: Queue, recorded: e.Recorded) -> None:
    queue.desks[fact.counter] = Desk(fact.counter, since=recorded.at)


@_effect.register
def _(fact: e.PauseRequested, queue: Queue, recorded: e.Recorded) -> None:
    queue.change_desk(fact.counter, pausing=True)


@_effect.register
def _(fact: e.IssuingChanged, queue: Queue, recorded: e.Recorded) -> None:
    if fact.open:
        queue.stopped.pop(fact.service, None)
    else:
        queue.stopped[fact.service] = Stop(None, recorded.at)


@_effect.register
def _(fact: e.MessageChanged, queue: Queue, recorded: e.Recorded) -> None:
    if not fact.shown:
        queue.messages.pop(fact.area, None)


@_effect.register
def _(fact: e.AlarmRaised, queue: Queue, recorded: e.Recorded) -> None:
    queue.alarm = Alarm(fact.counter, recorded.at)


@_effect.register
def _(fact: e.AlarmEnded, queue: Queue, recorded: e.Recorded) -> None:
    queue.alarm = None


@_effect.register
def _(fact: e.HelpCalled, queue: Queue, recorded: e.Recorded) -> None:
    queue.help[fact.kiosk] = HelpCall(fact.kiosk, recorded.at)


@_effect.register
def _(fact: e.HelpAnswered, queue: Queue, recorded: e.Recorded) -> None:
    queue.help[fact.kiosk] = replace(queue.help[fact.kiosk], coming=recorded.at)


@_effect.register
def _(fact: e.HelpEnded, queue: Queue, recorded: e.Recorded) -> None:
    queue.help.pop(fact.kiosk, None)


def tickets_of(facts: Iterable[e.Recorded]) -> set[str]:
    """The ids of the tickets that some facts touch."""
    return {ticket for f in facts if (ticket := e.ticket_of(f.fact)) is not None}
