"""One ticket's way through its day, told from the facts: what happened, and who was called before
it and by which rule. For complaints; nothing here knows a clerk.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from queue_app.domain import events as e
from queue_app.domain.discipline import (
    Reason,
    eligible_from,
    explain,
    is_eligible,
    may_call,
    order_key,
    score,
)
from queue_app.domain.folding import evolve, undone_revisions
from queue_app.domain.office import Counter, Office
from queue_app.domain.ticket import State, Ticket


@dataclass(frozen=True)
class Step:
    """One thing that happened to the ticket; `code` names the kind of fact in lower case.

    `figures` are what the fact says beyond ticket and counter; `undone`: it was taken back.
    """

    at: datetime
    code: str
    counter: str | None
    figures: dict[str, Any]
    undone: bool = False


@dataclass(frozen=True)
class Before:
    """Somebody who was called while the ticket waited. `why` is a code with its figures:

    `earlier` (had arrived before), `appointment`, `priority`, `reluctance` (the counter's main
    work), `postponed` and `returned` (the ticket itself had given its place away), `not_served`
    and `not_bound` (that counter does not take this ticket), `not_yet` (its time had not come),
    `put_back` (passed over once), `by_hand` (chosen by hand), `other` (none of these: the rules
    were others then).
    """

    number: str
    at: datetime
    counter: str
    why: Reason


@dataclass(frozen=True)
class Call:
    """One call of the ticket: the reasons of its place then, and who was called before it.

    `seconds` it had waited since it began to wait; `by_hand`: a clerk chose it from the list.
    """

    at: datetime
    counter: str
    since: datetime
    by_hand: bool
    reasons: tuple[Reason, ...]
    before: tuple[Before, ...]

    @property
    def seconds(self) -> float:
        """How long it waited for this call."""
        return (self.at - self.since).total_seconds()


@dataclass(frozen=True)
class OneTicket:
    """A ticket as it ended (or stands), with its way there."""

    ticket: Ticket
    steps: tuple[Step, ...]
    calls: tuple[Call, ...]
    waiting: tuple[Before, ...] = ()
    """Who was called since its last call, while it waited (and was not called again)."""


def find(facts: Iterable[e.Recorded], number: str) -> str | None:
    """The id of the ticket with this printed number among one day's facts; None without any.

    Blanks and small letters do not matter.
    """
    wanted = "".join(number.split()).upper()
    return next(
        (
            recorded.fact.ticket
            for recorded in facts
            if isinstance(recorded.fact, e.TicketIssued) and recorded.fact.number.upper() == wanted
        ),
        None,
    )


def one_ticket(facts: Sequence[e.Recorded], ticket: str, office: Office) -> OneTicket:
    """The way of a ticket through its business day, all of whose facts are given in order.

    The order is explained by the office's rules as they are now. Raises ValueError for a ticket
    of which the facts do not tell.
    """
    undone = undone_revisions(facts)
    day = _Day(office, ticket)
    for recorded in facts:
        if recorded.revision not in undone:
            day.follow(recorded)
    mine = day.tickets.get(ticket)
    if mine is None:
        raise ValueError(f"no fact tells of the ticket {ticket!r}")
    steps = tuple(
        _step(recorded, undone=recorded.revision in undone)
        for recorded in facts
        if e.ticket_of(recorded.fact) == ticket
    )
    return OneTicket(mine, steps, tuple(day.calls), tuple(day.before))


_TOLD_APART = ("ticket", "counter", "number", "series", "business_day", "undoes", "passed_over")


def _step(recorded: e.Recorded, *, undone: bool) -> Step:
    fact = recorded.fact
    figures = {
        name: value
        for name, value in vars(fact).items()
        if name not in _TOLD_APART and value not in (None, (), False)
    }
    return Step(recorded.at, _code(fact), e.counter_of(fact), figures, undone)


def _code(fact: e.Fact) -> str:
    """ "TicketPutBack" as "ticket_put_back"."""
    name = type(fact).__name__
    return "".join(f"_{one.lower()}" if one.isupper() else one for one in name).lstrip("_")


@dataclass
class _Day:
    """The tickets of the day as they were at each fact, and what that meant for one of them."""

    office: Office
    mine: str
    tickets: dict[str, Ticket] = field(default_factory=dict)
    before: list[Before] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    def follow(self, recorded: e.Recorded) -> None:
        """One more fact that was not taken back."""
        fact = recorded.fact
        ticket = e.ticket_of(fact)
        if ticket is None or isinstance(fact, e.ActionUndone):
            return
        if isinstance(fact, e.TicketCalled):
            self._called(fact, recorded)
        self.tickets[ticket] = evolve(self.tickets.get(ticket), recorded)

    def _called(self, fact: e.TicketCalled, recorded: e.Recorded) -> None:
        mine = self.tickets.get(self.mine)
        counter = self.office.counters.get(fact.counter)
        if mine is None:
            return
        if fact.ticket == self.mine:
            since = mine.waiting_since or mine.missed_at or mine.parked_at or mine.leg_began
            reasons = explain(mine, self.office, recorded.at, counter)
            self.calls.append(
                Call(
                    recorded.at, fact.counter, since, fact.by_hand, tuple(reasons),
                    tuple(self.before),
                )
            )  # fmt: skip
            self.before.clear()
        elif mine.state is State.WAITING:
            other = self.tickets[fact.ticket]
            why = _why(self.office, mine, other, counter, fact, recorded.at)
            self.before.append(Before(other.number, recorded.at, fact.counter, why))


def _why(
    office: Office,
    mine: Ticket,
    other: Ticket,
    counter: Counter | None,
    fact: e.TicketCalled,
    at: datetime,
) -> Reason:
    """Why a counter called the other one and not this ticket."""
    if counter is None or not counter.serves(mine.service):
        return Reason("not_served", {})
    if not may_call(counter, mine):
        return Reason("not_bound", {"counter": mine.bound_to})
    if not is_eligible(mine, at):
        return Reason("not_yet", {"at": eligible_from(mine)})
    if order_key(other, office, counter) < order_key(mine, office, counter):
        return _by_rule(office, mine, other, counter)
    passed_over = mine.id in fact.passed_over and not fact.by_hand
    return Reason("by_hand" if fact.by_hand else "put_back" if passed_over else "other", {})


def _by_rule(office: Office, mine: Ticket, other: Ticket, counter: Counter) -> Reason:
    """What put the other one first at this counter."""
    if other.issued_revision < mine.issued_revision and not other.returned_revision:
        return Reason("earlier", {"at": other.issued_at})
    return _credited(office, mine, other, counter) or _given_away(mine, other)


def _credited(office: Office, mine: Ticket, other: Ticket, counter: Counter) -> Reason | None:
    """Minutes that the rules give to the other one, or take from this ticket."""
    own, others = score(mine, office, counter), score(other, office, counter)
    if other.appointment and others.credit > 0:
        return Reason("appointment", {"booked_at": other.booked_at})
    if others.credit > own.credit:
        return Reason("priority", {"priority": other.priority, "minutes": others.credit / 60})
    if others.reluctance < own.reluctance:
        return Reason("reluctance", {"minutes": (own.reluctance - others.reluctance) / 60})
    return None


def _given_away(mine: Ticket, other: Ticket) -> Reason:
    """The ticket's own place was further back."""
    if mine.returned_revision:
        return Reason("returned", {"at": mine.returned_at})
    if mine.postponed:
        return Reason("postponed", {"minutes": sum(one.minutes for one in mine.postponed)})
    return Reason("earlier", {"at": other.issued_at})
