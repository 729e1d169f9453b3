"""A ticket: as the citizen sees it, and with its reasons as staff do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from queue_app.domain import discipline
from queue_app.domain.queue import Queue
from queue_app.domain.ticket import AT_COUNTER, State, Ticket
from queue_app.use_cases.forecasting import Forecast
from queue_app.views.parts import (
    Json,
    counter_place,
    counter_ref,
    instant,
    service_details,
    service_ref,
    ticket_estimate,
)

COUNTER_REASONS = ("transferred", "bound", "unbound")


def ticket(
    queue: Queue,
    ticket: Ticket,
    now: datetime,
    forecast: Forecast | None,
    *,
    token: str | None = None,
    url: str | None = None,
) -> Json:
    """The Ticket of the interface, with what the citizen may do now."""
    office = queue.office
    waiting = ticket.state is State.WAITING
    ahead = queue.standing(now).ahead(ticket) if waiting else None
    eligible = discipline.is_eligible(ticket, now)
    at_counter = ticket.counter if ticket.state in AT_COUNTER or ticket.is_final else None
    value: Json = {
        "id": ticket.id,
        "number": ticket.number,
        "office": {"id": office.id, "label": office.name, "timezone": office.timezone},
        "service": service_details(office, ticket.service),
        "also": [service_ref(office, service) for service in ticket.also],
        "persons": ticket.persons,
        "language": ticket.language,
        "state": ticket.state.value,
        "priority": ticket.priority,
        "booked_at": instant(ticket.booked_at),
        "issued_at": instant(ticket.issued_at),
        "called_at": instant(ticket.called_at),
        "recalled_at": instant(ticket.gonged_at if ticket.gonged_at != ticket.called_at else None),
        "started_at": instant(ticket.started_at),
        "finished_at": instant(ticket.ended_at),
        "counter": counter_place(office, at_counter),
        "position": ahead + 1 if ahead is not None and eligible else None,
        "ahead": ahead,
        "estimate": ticket_estimate(queue, ticket, now, forecast),
        "eligible_from": instant(discipline.eligible_from(ticket)) if waiting else None,
        "hold_until": instant(ticket.hold_until(office.rules.no_show_hold_minutes)),
        "postponements_left": max(0, office.rules.postpone_times - len(ticket.postponed)),
        "bound_to": counter_ref(office, ticket.bound_to),
        "return_to": counter_ref(office, ticket.return_to),
        "withdrawn": ticket.withdrawn and waiting,
        "outcome": ticket.outcome,
        "actions": _citizen_actions(queue, ticket, now),
        "epoch": queue.epoch,
        "revision": queue.revision,
        "as_of": instant(now),
    }
    if token is not None:
        value["token"] = token
    if url is not None:
        value["url"] = url
    return value


def staff_ticket(
    queue: Queue,
    one: Ticket,
    now: datetime,
    forecast: Forecast | None,
    *,
    counter: str | None = None,
) -> Json:
    """A ticket in a list of the staff: with reasons, note, and the time since arrival.

    With `counter` the reasons are those of that counter's own order.
    """
    office = queue.office
    place = office.counters.get(counter or "")
    passed_over = queue.desk(counter).passed_over if counter else ()
    reasons = discipline.explain(one, office, now, place, passed_over)
    value = ticket(queue, one, now, forecast)
    value["reasons"] = [_reason(queue, reason) for reason in reasons]
    value["note"] = queue.notes.get(one.id)
    value["waited"] = max(0.0, (now - one.issued_at).total_seconds())
    value["parked_at"] = instant(one.parked_at)
    value["missed_at"] = instant(one.missed_at)
    value["leg"] = one.leg
    if place is not None:
        value["servable"] = place.serves(one.service)
    return value


def why(queue: Queue, ticket: Ticket, now: datetime) -> Json:
    """Why a ticket stands where it stands, without telling about others.

    `by_rule` of those ahead arrived later and go first by rule, `earlier` arrived earlier.
    """
    before = queue.ahead(ticket, now) if ticket.state is State.WAITING else []
    by_rule = sum(1 for other in before if other.issued_revision > ticket.issued_revision)
    reasons = discipline.explain(ticket, queue.office, now)
    return {
        "by_rule": by_rule,
        "earlier": len(before) - by_rule,
        "reasons": [_reason(queue, reason) for reason in reasons],
    }


def _reason(queue: Queue, reason: discipline.Reason) -> Json:
    figures: dict[str, Any] = {
        key: instant(value) if isinstance(value, datetime) else value
        for key, value in reason.figures.items()
    }
    if reason.code in COUNTER_REASONS:
        figures["counter"] = counter_ref(queue.office, figures.get("counter"))
    if reason.code == "priority":
        priority = queue.office.priorities.get(figures["priority"])
        figures["names"] = dict(priority.names) if priority else {}
    return {"code": reason.code, **figures}


def _citizen_actions(queue: Queue, ticket: Ticket, now: datetime) -> list[str]:
    rules = queue.office.rules
    match ticket.state:
        case State.WAITING:
            more = len(ticket.postponed) < rules.postpone_times
            return ["cancel", "postpone"] if more else ["cancel"]
        case State.CALLED | State.PARKED:
            return ["cancel"]
        case State.NO_SHOW:
            hold = ticket.hold_until(rules.no_show_hold_minutes)
            return ["cancel", "return"] if hold is None or now <= hold else ["cancel"]
        case _:
            return []
