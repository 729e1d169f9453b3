"""Who is next, and why: one score in seconds, built from parts that are also the explanation.

`score(t, c) = queue_time(t) - credit(t) + reluctance(c, service of t)`; the smallest is called.
The forecast's simulator and every list use these functions, so that there is one discipline.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from queue_app.domain.office import Counter, Office
from queue_app.domain.ticket import State, Ticket

Key = tuple[float, int, int]
"""Order of calling: score in seconds since the epoch, returner last, then who came first."""


@dataclass(frozen=True)
class Reason:
    """One part of the explanation of a ticket's place: a code and its figures."""

    code: str
    figures: dict[str, Any]


class Score(NamedTuple):
    """A ticket's score at a counter, taken apart. Seconds throughout."""

    queue_time: float
    credit: float
    reluctance: float

    @property
    def total(self) -> float:
        """What is compared, to the microsecond (so that a returner's tie is a tie)."""
        return round(self.queue_time - self.credit + self.reluctance, 6)


def score(ticket: Ticket, office: Office, counter: Counter | None = None) -> Score:
    """The score of a ticket at a counter; without a counter that of the office order."""
    reluctance = counter.services.get(ticket.service, 0) * 60 if counter else 0
    return Score(ticket.queue_time.timestamp(), _credit_minutes(ticket, office) * 60, reluctance)


def _credit_minutes(ticket: Ticket, office: Office) -> float:
    priority = office.priorities.get(ticket.priority)
    credit = priority.credit_minutes if priority else 0
    if ticket.appointment:
        credit = max(credit, office.rules.appointment_credit_minutes)
    return credit


def order_key(ticket: Ticket, office: Office, counter: Counter | None = None) -> Key:
    """The sort key of the calling order; a returner loses the tie it was given."""
    returner = 1 if ticket.returned_revision else 0
    return (
        score(ticket, office, counter).total,
        returner,
        ticket.returned_revision or ticket.issued_revision,
    )


def is_eligible(ticket: Ticket, now: datetime) -> bool:
    """Whether the ticket waits and its time (appointment, postponement) has come."""
    return (
        ticket.state is State.WAITING
        and (ticket.not_before is None or ticket.not_before <= now)
        and (ticket.postponed_until is None or ticket.postponed_until <= now)
    )


def eligible_from(ticket: Ticket) -> datetime | None:
    """The instant before which a waiting ticket is not called; None when there is none."""
    waits = [at for at in (ticket.not_before, ticket.postponed_until) if at is not None]
    return max(waits, default=None)


def may_call(counter: Counter, ticket: Ticket) -> bool:
    """Whether *next* at this counter may take the ticket: its service, and its binding."""
    return counter.serves(ticket.service) and ticket.bound_to in (None, counter.id)


def in_order(
    tickets: Iterable[Ticket], office: Office, counter: Counter | None = None
) -> list[Ticket]:
    """Tickets in calling order, of the office or of one counter."""
    return sorted(tickets, key=lambda ticket: order_key(ticket, office, counter))


def next_ticket(
    tickets: Iterable[Ticket],
    office: Office,
    counter: Counter,
    now: datetime,
    passed_over: Collection[str] = (),
) -> Ticket | None:
    """Whom *next* at this counter calls.

    Tickets in `passed_over` (put back at this counter) come only when nobody else is eligible.
    """
    eligible = [t for t in tickets if is_eligible(t, now) and may_call(counter, t)]
    preferred = [t for t in eligible if t.id not in passed_over] or eligible
    return min(preferred, key=lambda t: order_key(t, office, counter), default=None)


def rivals(
    ticket: Ticket,
    tickets: Iterable[Ticket],
    office: Office,
    open_counters: Collection[str],
    now: datetime,
) -> list[Ticket]:
    """The eligible waiting tickets that a counter able to serve `ticket` may also call.

    Only open counters count (paused ones are open); when none of those able is open, any does.
    In office order, without the ticket itself.
    """
    able = [counter for counter in office.counters.values() if may_call(counter, ticket)]
    able = [counter for counter in able if counter.id in open_counters] or able
    return in_order(
        (
            other
            for other in tickets
            if other.id != ticket.id
            and is_eligible(other, now)
            and any(may_call(counter, other) for counter in able)
        ),
        office,
    )


def ahead(
    ticket: Ticket,
    tickets: Iterable[Ticket],
    office: Office,
    open_counters: Collection[str],
    now: datetime,
) -> list[Ticket]:
    """The rivals that come before the ticket in office order."""
    own = order_key(ticket, office)
    return [
        other
        for other in rivals(ticket, tickets, office, open_counters, now)
        if order_key(other, office) < own
    ]


def returned_queue_time(
    ticket: Ticket,
    tickets: Iterable[Ticket],
    office: Office,
    open_counters: Collection[str],
    now: datetime,
) -> datetime:
    """The queue time of somebody who missed the call: level with the second of the rivals.

    With fewer than two the last one's score is taken, with none the present instant.
    """
    others = rivals(ticket, tickets, office, open_counters, now)[:2]
    level = score(others[-1], office).total if others else now.timestamp()
    return datetime.fromtimestamp(level, UTC) + timedelta(minutes=_credit_minutes(ticket, office))


def explain(
    ticket: Ticket,
    office: Office,
    now: datetime,
    counter: Counter | None = None,
    passed_over: Collection[str] = (),
) -> list[Reason]:
    """Why the ticket stands where it stands: the parts of its score, in words' codes.

    Instants stay instants and durations minutes; pages word them in the reader's language. They
    add up to the score: the arrival (for an appointment that counts the booked time) and what
    was postponed, or after a return `counts_from` alone; less the one credit that counts; plus
    the reluctance.
    """
    parts = score(ticket, office, counter)
    appointed = ticket.appointment and _appointment_counts(ticket, office)
    reasons = [Reason("arrived", {"at": ticket.issued_at})]
    reasons += _appointment_reasons(ticket, office, now, counts=appointed)
    priority = office.priorities.get(ticket.priority)
    if parts.credit and priority and not appointed:
        minutes = priority.credit_minutes
        reasons.append(Reason("priority", {"priority": ticket.priority, "minutes": minutes}))
    if ticket.postponed:
        minutes = sum(asked.minutes for asked in ticket.postponed)
        figures = {"minutes": minutes, "until": ticket.postponed_until}
        reasons.append(Reason("postponed", figures))
    if ticket.returned_at:
        figures = {"at": ticket.returned_at, "counts_from": ticket.queue_time}
        reasons.append(Reason("returned", figures))
    if ticket.transferred_from:
        reasons.append(Reason("transferred", {"counter": ticket.transferred_from}))
    if ticket.bound_to:
        reasons.append(Reason("bound", {"counter": ticket.bound_to}))
    elif ticket.unbound_from:
        reasons.append(Reason("unbound", {"counter": ticket.unbound_from}))
    if parts.reluctance:
        reasons.append(Reason("reluctance", {"minutes": parts.reluctance / 60}))
    if ticket.id in passed_over:
        reasons.append(Reason("put_back", {}))
    return reasons


def _appointment_counts(ticket: Ticket, office: Office) -> bool:
    """Whether the appointment's credit is the larger one, so that the priority's counts not."""
    priority = office.priorities.get(ticket.priority)
    own = priority.credit_minutes if priority else 0
    return office.rules.appointment_credit_minutes >= own


def _appointment_reasons(
    ticket: Ticket, office: Office, now: datetime, *, counts: bool
) -> list[Reason]:
    if ticket.booked_at is None:
        return []
    if not ticket.appointment:
        return [Reason("appointment_late", {"booked_at": ticket.booked_at})]
    credit = office.rules.appointment_credit_minutes if counts else 0
    found = [Reason("appointment", {"booked_at": ticket.booked_at, "minutes": credit})]
    if ticket.not_before and ticket.not_before > now:
        found.append(Reason("not_due", {"at": ticket.not_before}))
    return found
