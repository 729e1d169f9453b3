"""One counter's desk: who is here, who comes, what the others do."""

from __future__ import annotations

from datetime import datetime, timedelta

from queue_app.domain import calling, discipline
from queue_app.domain.office import Office
from queue_app.domain.queue import CounterState, Queue
from queue_app.domain.ticket import State, Ticket
from queue_app.domain.undoing import UNDO_SECONDS
from queue_app.use_cases.forecasting import Forecast
from queue_app.views.helping import help_calls
from queue_app.views.lists import eligible_first
from queue_app.views.parts import (
    Json,
    alarm,
    counter_ref,
    counter_status,
    head,
    instant,
    issuing,
    light,
    service_ref,
)
from queue_app.views.ticket import staff_ticket

ACTION_WORDS = {
    "TicketCalled": "call",
    "TicketRecalled": "recall",
    "ServiceStarted": "start",
    "ServiceFinished": "finish",
    "LegBegan": "finish",
    "TicketMissed": "no_show",
    "TicketPutBack": "put_back",
    "TicketParked": "park",
    "TicketTransferred": "transfer",
}
"""What the last fact of a press is called on the desk."""


def desk(queue: Queue, counter_id: str, now: datetime, forecast: Forecast | None) -> Json:
    """The desk's view; raises Unknown for a counter of another office."""
    counter = queue.counter(counter_id)
    office = queue.office

    def listed(tickets: list[Ticket]) -> list[Json]:
        return [staff_ticket(queue, t, now, forecast, counter=counter_id) for t in tickets]

    current = queue.current(counter_id)
    mine = calling.waiting_for(queue, counter_id)
    mine.sort(key=lambda ticket: not discipline.is_eligible(ticket, now))
    known = {ticket.id for ticket in mine}
    others = [t for t in eligible_first(queue.waiting, queue, now) if t.id not in known]
    upcoming = calling.usual_next(queue, counter_id, now)
    return {
        **head(queue, now),
        "office": {
            "id": office.id,
            "name": office.name,
            "timezone": office.timezone,
            "languages": list(office.languages),
            "outcomes": list(office.outcomes),
            "services": [service_ref(office, service) for service in office.services],
            "rules": {
                "confirm_arrival": office.rules.confirm_arrival,
                "no_show_after_seconds": office.rules.no_show_after_seconds,
                "no_show_hold_minutes": office.rules.no_show_hold_minutes,
                "auto_recall_seconds": office.rules.auto_recall_seconds,
            },
        },
        "counter": _counter(queue, counter_id),
        "current": listed([current])[0] if current else None,
        "usual": _usual(current, office, forecast),
        "implausible": bool(current and forecast and forecast.is_implausible(current, office, now)),
        "waiting": listed([*mine, *others]),
        "next": upcoming and {"id": upcoming.id, "number": upcoming.number},
        "parked": listed(queue.in_state(State.PARKED)),
        "missed": listed(queue.in_state(State.NO_SHOW)),
        "colleagues": [
            counter_status(queue, other)
            for other in office.counters.values()
            if other.id != counter.id
        ],
        "alarm": alarm(queue),
        "help": help_calls(queue),
        "light": light(queue, now, forecast),
        "issuing": issuing(queue),
        "last_action": _last_action(queue, counter_id, now),
    }


def _counter(queue: Queue, counter_id: str) -> Json:
    counter = queue.counter(counter_id)
    state = queue.desk(counter_id)
    clerk = queue.clerks.get(counter_id)
    return {
        **(counter_ref(queue.office, counter_id) or {}),
        "area": counter.area,
        "state": state.state.value,
        "since": instant(state.since),
        "pause_pending": state.pausing,
        "pause_reason": state.reason,
        "services": [
            {**service_ref(queue.office, service), "reluctance": minutes}
            for service, minutes in counter.services.items()
        ],
        "clerk": clerk.name if clerk and state.state is not CounterState.CLOSED else None,
        "clerk_id": clerk.id if clerk else None,
    }


def _usual(current: Ticket | None, office: Office, forecast: Forecast | None) -> Json | None:
    found = forecast.usual_for(current, office) if current and forecast else None
    return found and {"low": found[0], "high": found[1]}


def _last_action(queue: Queue, counter_id: str, now: datetime) -> Json | None:
    state = queue.desk(counter_id)
    if state.last_action is None or state.last_action_at is None:
        return None
    until = state.last_action_at + timedelta(seconds=UNDO_SECONDS)
    if now > until:
        return None
    return {
        "kind": ACTION_WORDS.get(state.last_kind or "", "finish"),
        "number": state.last_number,
        "at": instant(state.last_action_at),
        "undo_until": instant(until),
    }
