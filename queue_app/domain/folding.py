"""What each fact makes of its ticket: one more fact, or all of them from the first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import singledispatch

from queue_app.domain import events as e
from queue_app.domain.ticket import Action, State, Ticket, after
from queue_app.domain.waiting import Postponement


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
