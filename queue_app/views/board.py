"""The waiting room's view and the public waiting times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from queue_app.domain import opening_hours as hours
from queue_app.domain.calls import Call
from queue_app.domain.message import message_for
from queue_app.domain.office import Service
from queue_app.domain.queue import Queue
from queue_app.domain.ticket import State, Ticket
from queue_app.use_cases.forecasting import Forecast
from queue_app.views.parts import (
    Json,
    counter_place,
    head,
    instant,
    office_state,
    service_estimate,
    service_ref,
)

BOARD_CALLS = 24


def board(queue: Queue, now: datetime, forecast: Forecast | None, area: str | None = None) -> Json:
    """Today's calls of the office or one waiting area, newest first, with the waits.

    Texts are in the languages that a display shows: the office's first, and beside a call that of
    its ticket. With fifteen languages all of them would be two thirds of what is sent at a press.
    """
    office = queue.office
    here = {c.id for c in office.counters.values() if area is None or c.area == area}
    today = hours.business_day(now, office.zone).isoformat()
    calls = [call for call in queue.calls if call.counter in here and call.day == today]
    message = message_for(queue, area, now)
    offered = {s for c in here for s in office.counters[c].services}
    return {
        **head(queue, now),
        "office": office.id,
        "calls": [_call(queue, call) for call in calls[:BOARD_CALLS]],
        "waits": [
            {**row, "service": _shown(row["service"], office.languages[:1])}
            for row in _waits(queue, now, forecast)
            if row["service"]["id"] in offered
        ],
        "state": office_state(queue, now, forecast),
        "message": dict(message.texts) if message else None,
    }


def _call(queue: Queue, call: Call) -> Json:
    state = call.ended or queue.tickets[call.ticket].state
    return {
        "id": call.ticket,
        "number": call.number,
        "state": state.value,
        "language": call.language,
        "counter": _shown(
            counter_place(queue.office, call.counter) or {},
            (queue.office.languages[0], call.language),
        ),
        "called_at": instant(call.called_at),
        "recalled_at": instant(call.recalled_at),
        "withdrawn": call.withdrawn,
        "revision": call.revision,
        "speech": [],
    }


def _shown(ref: Json, languages: tuple[str, ...]) -> Json:
    """A reference whose tables of texts keep some languages, or else the first text there is."""
    tables = {key: ref[key] for key in ("names", "way") if ref.get(key)}
    return {**ref, **{key: _texts(table, languages) for key, table in tables.items()}}


def _texts(table: Mapping[str, str], languages: tuple[str, ...]) -> dict[str, str]:
    wanted = {*languages, *(one.split("-")[0] for one in languages)}
    kept = {language: text for language, text in table.items() if language in wanted}
    return kept or dict(list(table.items())[:1])


def wait_times(queue: Queue, now: datetime, forecast: Forecast | None) -> Json:
    """The waiting times for a number drawn now, as the public reads them."""
    return {
        **head(queue, now),
        "office": queue.office.id,
        "state": office_state(queue, now, forecast),
        "services": _waits(queue, now, forecast),
    }


def _waits(queue: Queue, now: datetime, forecast: Forecast | None) -> list[Json]:
    open_now = hours.issues_tickets(queue.office, now) and None not in queue.stopped
    return [
        _wait(queue, service, now, forecast, open_now=open_now)
        for service in queue.office.services.values()
    ]


def _wait(
    queue: Queue, service: Service, now: datetime, forecast: Forecast | None, *, open_now: bool
) -> Json:
    stopped = service.id in queue.stopped or None in queue.stopped
    waiting = sum(1 for ticket in queue.waiting if ticket.service == service.id)
    return {
        "service": service_ref(queue.office, service.id),
        "offered": open_now and not stopped,
        "stopped": stopped,
        "will_be_called": _will_be_called(queue, service, now, forecast),
        "waiting": waiting,
        "ahead": queue.standing(now).ahead(drawn_now(queue, service, now)),
        "estimate": service_estimate(queue, service.id, now, forecast),
    }


def _will_be_called(
    queue: Queue, service: Service, now: datetime, forecast: Forecast | None
) -> bool | None:
    """What the guard says; None where it does not guard, or nobody serves the service."""
    if forecast is None or not forecast.guards_at(now) or not queue.is_served(service.id):
        return None
    return service.id not in forecast.full


def drawn_now(queue: Queue, service: Service, now: datetime) -> Ticket:
    """The ticket that somebody without priority would draw at this instant."""
    office = queue.office
    return Ticket(
        id="",
        number="",
        series="",
        business_day=hours.business_day(now, office.zone).isoformat(),
        service=service.id,
        also=(),
        persons=1,
        language=office.languages[0],
        priority=office.default_priority.id,
        state=State.WAITING,
        issued_at=now,
        issued_revision=queue.revision + 1,
        queue_time=now,
        leg=1,
        leg_began=now,
        revision=queue.revision + 1,
        last_deed=queue.revision + 1,
    )
