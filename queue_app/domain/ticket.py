"""A ticket: its states, the one table of what is allowed, and the fold of its facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import singledispatch

from queue_app.domain import events as e
from queue_app.domain.errors import NotAllowed
from queue_app.domain.waiting import Postponement, wait_until


class State(StrEnum):
    """Where a visit stands."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    NO_SHOW = "no_show"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Action(StrEnum):
    """What can be done to a ticket."""

    CALL = "call"
    POSTPONE = "postpone"
    CHANGE = "change"
    CANCEL = "cancel"
    EXPIRE = "expire"
    RECALL = "recall"
    START = "start"
    NO_SHOW = "no_show"
    PUT_BACK = "put_back"
    TRANSFER = "transfer"
    FINISH = "finish"
    PARK = "park"
    RETURN = "return"


FINAL = frozenset({State.FINISHED, State.CANCELLED, State.EXPIRED})
"""States that nothing leaves, except by undo."""

AT_COUNTER = frozenset({State.CALLED, State.SERVING})
"""States in which a ticket is some counter's current one."""

TRANSITIONS: dict[tuple[State, Action], State] = {
    (State.WAITING, Action.CALL): State.CALLED,
    (State.WAITING, Action.POSTPONE): State.WAITING,
    (State.WAITING, Action.CHANGE): State.WAITING,
    (State.WAITING, Action.CANCEL): State.CANCELLED,
    (State.WAITING, Action.EXPIRE): State.EXPIRED,
    (State.CALLED, Action.RECALL): State.CALLED,
    (State.CALLED, Action.START): State.SERVING,
    (State.CALLED, Action.NO_SHOW): State.NO_SHOW,
    (State.CALLED, Action.PUT_BACK): State.WAITING,
    (State.CALLED, Action.TRANSFER): State.WAITING,
    (State.CALLED, Action.CANCEL): State.CANCELLED,
    (State.SERVING, Action.FINISH): State.FINISHED,
    (State.SERVING, Action.PARK): State.PARKED,
    (State.SERVING, Action.TRANSFER): State.WAITING,
    (State.PARKED, Action.CALL): State.CALLED,
    (State.PARKED, Action.TRANSFER): State.WAITING,
    (State.PARKED, Action.CANCEL): State.CANCELLED,
    (State.PARKED, Action.EXPIRE): State.EXPIRED,
    (State.NO_SHOW, Action.RETURN): State.WAITING,
    (State.NO_SHOW, Action.CALL): State.CALLED,
    (State.NO_SHOW, Action.CANCEL): State.CANCELLED,
    (State.NO_SHOW, Action.EXPIRE): State.EXPIRED,
}
"""The one table: (state, action) -> state. What is not in it is refused."""


def after(state: State, action: Action) -> State:
    """The state an action leads to; raises NotAllowed with state and action."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise NotAllowed(state.value, action.value) from None


@dataclass(frozen=True, slots=True)
class Ticket:
    """One visit, as its facts have made it. All instants are aware UTC.

    `queue_time` is the moment of arrival in minutes that count: raised by postponing, set by a
    return. `called_at` is the last call or manual recall; `gonged_at` the last time it sounded.
    """

    id: str
    number: str
    series: str
    business_day: str
    service: str
    also: tuple[str, ...]
    persons: int
    language: str
    priority: str
    state: State
    issued_at: datetime
    issued_revision: int
    queue_time: datetime
    leg: int
    leg_began: datetime
    revision: int
    last_deed: int
    booked_at: datetime | None = None
    appointment: bool = False
    not_before: datetime | None = None
    postponed_until: datetime | None = None
    postponed: tuple[Postponement, ...] = ()
    bound_to: str | None = None
    return_to: str | None = None
    return_service: str | None = None
    counter: str | None = None
    called_at: datetime | None = None
    gonged_at: datetime | None = None
    auto_recalled: bool = False
    started_at: datetime | None = None
    missed_at: datetime | None = None
    parked_at: datetime | None = None
    ended_at: datetime | None = None
    returned_at: datetime | None = None
    returned_revision: int = 0
    transferred_from: str | None = None
    unbound_from: str | None = None
    outcome: str | None = None
    withdrawn: bool = False

    @property
    def is_final(self) -> bool:
        """Whether the visit is over."""
        return self.state in FINAL

    @property
    def waiting_since(self) -> datetime | None:
        """Since when it waits: the beginning of its leg, or the return from a missed call."""
        if self.state is not State.WAITING:
            return None
        returned = self.returned_at
        return returned if returned is not None and returned > self.leg_began else self.leg_began

    def waited_at(self, now: datetime) -> float:
        """The seconds it has waited so far, without what was postponed; 0 if it does not wait."""
        since = self.waiting_since
        return 0.0 if since is None else wait_until(now, since, self.postponed)

    def hold_until(self, hold_minutes: float) -> datetime | None:
        """Until when a missed number can be brought back by the citizen."""
        if self.state is not State.NO_SHOW or self.missed_at is None:
            return None
        return self.missed_at + timedelta(minutes=hold_minutes)


def evolve(ticket: Ticket | None, recorded: e.Recorded) -> Ticket:
    """The ticket after one more fact. Raises NotAllowed when the table has no such cell."""
    fact = recorded.fact
    if isinstance(fact, e.TicketIssued):
        return _issued(fact, recorded)
    if ticket is None:
        raise ValueError(f"revision {recorded.revision}: the log speaks of a ticket never issued")
    changed = _apply(fact, ticket, recorded.at, recorded.revision)
    automatic = isinstance(fact, e.TicketRecalled) and fact.automatic
    return replace(
        changed,
        revision=recorded.revision,
        last_deed=ticket.last_deed if automatic else recorded.revision,
    )


def fold(history: Iterable[e.Recorded]) -> Ticket:
    """The ticket that its facts make, without those that were undone."""
    facts = list(history)
    undone = undone_revisions(facts)
    calls = {f.revision for f in facts if isinstance(f.fact, e.TicketCalled)}
    ticket: Ticket | None = None
    for recorded in facts:
        if recorded.revision in undone:
            continue
        if isinstance(recorded.fact, e.ActionUndone) and ticket is not None:
            ticket = replace(
                ticket,
                revision=recorded.revision,
                last_deed=recorded.revision,
                withdrawn=bool(calls.intersection(recorded.fact.undoes)),
            )
        else:
            ticket = evolve(ticket, recorded)
    if ticket is None:
        raise ValueError("a ticket without facts")
    return ticket


def undone_revisions(facts: Iterable[e.Recorded]) -> frozenset[int]:
    """The revisions that later facts took back."""
    return frozenset(
        revision
        for recorded in facts
        if isinstance(recorded.fact, e.ActionUndone)
        for revision in recorded.fact.undoes
    )


def _issued(fact: e.TicketIssued, recorded: e.Recorded) -> Ticket:
    return Ticket(
        id=fact.ticket,
        number=fact.number,
        series=fact.series,
        business_day=fact.business_day,
        service=fact.service,
        also=fact.also,
        persons=fact.persons,
        language=fact.language,
        priority=fact.priority,
        state=State.WAITING,
        issued_at=recorded.at,
        issued_revision=recorded.revision,
        queue_time=fact.queue_time,
        leg=1,
        leg_began=recorded.at,
        revision=recorded.revision,
        last_deed=recorded.revision,
        booked_at=fact.booked_at,
        appointment=fact.appointment,
        not_before=fact.not_before,
        bound_to=fact.bound_to,
    )


@singledispatch
def _apply(fact: e.Fact, ticket: Ticket, at: datetime, revision: int) -> Ticket:
    raise TypeError(f"{type(fact).__name__} says nothing about a ticket")


@_apply.register
def _(fact: e.TicketCalled, ticket: Ticket, at: datetime, revision: int) -> Ticket:
    return replace(
        ticket,
        state=after(ticket.state, Action.CALL),
        counter=fact.counter,
        called_at=at,
        gonged_at=at,
        auto_recalled=False,
        started_at=None,
        missed_at=None,
        withdrawn=False,
    )


@_apply.register
def _(fact: e.TicketRecalled, ticket: Ticket, at: datetime, revision: int) -> Ticket:
    state = after(ticket.state, Action.RECALL)
    if fact.automatic:
        return replace(ticket, state=state, gonged_at=at, auto_recalled=True)
    return replace(ticket, state=state, gonged_at=at, called_at=at, auto_recalled=False)


@_apply.register
def _(fact: e.ServiceStarted, ticket: Ticket, at: datetime, revision: int) -> Ticket:
    return replace(ticket, state=after(ticket.state, Action.START), started_at=at)


@_apply.register
def _(fact: e.ServiceFinished, ticket: Ticket, at: datetime, revision: int) -> Ticket:
    return replace(
        ticket, state=after(ticket.state, Action.FINISH), ended_at=at, outcome=fact.outcome
    )


@_apply.register
def _(fact: e.LegBegan, ticket: Ticket, at: datetime, revision: int) -> Ticket:
    return replace(
        ticket,
        state=State.SERVING if fact.serving else State.WAITING,
        service=fact.service,
        also=fact.also,
        leg=ticket.leg + 1,
        leg_began=at,
        bound_to=fact.bound_to,
        return_to=None,  # coming back is the first thing that follows a leg
        return_service=None,
        started_at=at if fact.serving else None,
        counter=fact.counter if fact.serving else None,
        transferred_from=None if fact.serving else fact.counter,
        ended_at=None,
        outcome=None,
    )


@_apply.register
def _(fact: e.TicketMissed, ticket: Ticket, at: datetime, revision: int) -> Ticket:
    return replace(ticket, state=after(ticket.state, Action.NO_SHOW), missed_at=at)


@_apply.register
def _(fact: e.TicketReturned, ticket: Ticket, at: datetime, revision: int) -> Ticket:
    return replace(
        ticket,
        state=after(ticket.state, Action.RETURN),
        queue_time=fact.queue_time,
        returned_at=at,
        returned_revision=revision,
        counter=None,
        not_before=None,
        postponed_until=None,
        missed_at=None,
    )


@_apply.register
def _(fact: e.TicketPutBack, ticket: Ticket, at: datetime, revision: int) -> Ticket:
    return replace(ticket, state=after(ticket.state, Action.PUT_BACK), counter=None)


@_apply.register
def _(fact: e.TicketParked, ticket: Ticket, at: datetime, revision: int) -> Ticket:
    return replace(ticket, state=after(ticket.state, Action.PARK), parked_at=at, started_at=None)


@_apply.register
def _(fact: e.TicketTransferred, ticket: Ticket, at: datetime, revision: int) -> Ticket:
    return_to, return_service = _coming_back(fact, ticket)
    return replace(
        ticket,
        state=after(ticket.state, Action.TRANSFER),
        service=fact.service,
        also=tuple(service for service in ticket.also if service != fact.service),
        leg=ticket.leg + 1,
        leg_began=at,
        bound_to=fact.bound_to,
        return_to=return_to,
        return_service=return_service,
        counter=None,
        started_at=None,
        transferred_from=fact.counter,
    )


def _coming_back(fact: e.TicketTransferred, ticket: Ticket) -> tuple[str | None, str | None]:
    """For which counter and service the ticket comes back after a transfer.

    Sent to where it was to come back, or on to the service that waits for it there, it is back.
    """
    if fact.return_to is not None:
        return fact.return_to, fact.return_service
    if fact.bound_to is not None and fact.bound_to == ticket.return_to:
        return None, None
    if fact.service == ticket.return_service != ticket.service:
        return None, None
    return ticket.return_to, ticket.return_service


@_apply.register
def _(fact: e.TicketPostponed, ticket: Ticket, at: datetime, revision: int) -> Ticket:
    delay = timedelta(minutes=fact.minutes)
    until = at + delay
    return replace(
        ticket,
        state=after(ticket.state, Action.POSTPONE),
        queue_time=ticket.queue_time + delay,
        postponed_until=max(ticket.postponed_until or until, until),
        postponed=(*ticket.postponed, Postponement(at, fact.minutes)),
    )


@_apply.register
def _(fact: e.TicketChanged, ticket: Ticket, at: datetime, revision: int) -> Ticket:
    return replace(
        ticket,
        state=after(ticket.state, Action.CHANGE),
        service=fact.service,
        also=fact.also,
        persons=fact.persons,
        priority=fact.priority,
        bound_to=fact.bound_to,
    )


@_apply.register
def _(fact: e.TicketCancelled, ticket: Ticket, at: datetime, revision: int) -> Ticket:
    return replace(ticket, state=after(ticket.state, Action.CANCEL), ended_at=at)


@_apply.register
def _(fact: e.TicketExpired, ticket: Ticket, at: datetime, revision: int) -> Ticket:
    return replace(ticket, state=after(ticket.state, Action.EXPIRE), ended_at=at)


@_apply.register
def _(fact: e.TicketUnbound, ticket: Ticket, at: datetime, revision: int) -> Ticket:
    return replace(ticket, bound_to=None, unbound_from=fact.counter)
