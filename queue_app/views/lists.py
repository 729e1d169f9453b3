"""The whole queue of an office, as reception and desks see it."""

from __future__ import annotations

from datetime import datetime

from queue_app.domain import discipline
from queue_app.domain.queue import Queue
from queue_app.domain.ticket import State, Ticket
from queue_app.use_cases.forecasting import Forecast
from queue_app.views.helping import help_calls
from queue_app.views.parts import (
    Json,
    alarm,
    counter_status,
    display_messages,
    head,
    issuing,
    light,
)
from queue_app.views.ticket import staff_ticket


def queue(queue: Queue, now: datetime, forecast: Forecast | None) -> Json:
    """Everybody in the house, waiting in office order, those not yet eligible last."""

    def listed(tickets: list[Ticket]) -> list[Json]:
        return [staff_ticket(queue, ticket, now, forecast) for ticket in tickets]

    return {
        **head(queue, now),
        "waiting": listed(eligible_first(queue.waiting, queue, now)),
        "called": listed(queue.in_state(State.CALLED)),
        "serving": listed(queue.in_state(State.SERVING)),
        "parked": listed(queue.in_state(State.PARKED)),
        "missed": listed(queue.in_state(State.NO_SHOW)),
        "counters": [counter_status(queue, c) for c in queue.office.counters.values()],
        "light": light(queue, now, forecast),
        "issuing": issuing(queue),
        "messages": display_messages(queue),
        "alarm": alarm(queue),
        "help": help_calls(queue),
    }


def eligible_first(tickets: list[Ticket], queue: Queue, now: datetime) -> list[Ticket]:
    """Tickets in office order, those whose time has not come at the end."""
    ordered = discipline.in_order(tickets, queue.office)
    return sorted(ordered, key=lambda ticket: not discipline.is_eligible(ticket, now))
