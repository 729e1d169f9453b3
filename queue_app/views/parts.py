"""Small parts that several views share: instants, references, estimates, the light."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from queue_app.domain import opening_hours as hours
from queue_app.domain.office import Counter, Office, Service
from queue_app.domain.queue import CounterState, Queue
from queue_app.domain.statistics import longest_wait
from queue_app.domain.ticket import State, Ticket
from queue_app.use_cases.forecasting import Forecast
from queue_app.use_cases.ports import PublishedEstimate, Rise

Json = dict[str, Any]


def instant(at: datetime | None) -> str | None:
    """RFC 3339 in UTC."""
    return None if at is None else at.isoformat().replace("+00:00", "Z")


def label(names: Mapping[str, str], office: Office) -> str:
    """The text in the office's first language, or in whichever there is."""
    return names.get(office.languages[0]) or next(iter(names.values()), "")


def service_ref(office: Office, service_id: str) -> Json:
    """A service as answers name it; one that is no longer configured keeps its id."""
    service = office.services.get(service_id)
    if service is None:
        return {"id": service_id, "label": service_id, "names": {}}
    return {"id": service.id, "label": label(service.names, office), "names": dict(service.names)}


def counter_ref(office: Office, counter_id: str | None) -> Json | None:
    """A counter as answers name it."""
    if not counter_id:
        return None
    counter = office.counters.get(counter_id)
    if counter is None:
        return {"id": counter_id, "label": counter_id, "names": {}}
    return {"id": counter.id, "label": label(counter.names, office), "names": dict(counter.names)}


def counter_place(office: Office, counter_id: str | None) -> Json | None:
    """A counter with the way there, for those who are called."""
    ref = counter_ref(office, counter_id)
    counter = office.counters.get(counter_id or "")
    if ref is None or counter is None:
        return ref
    return {**ref, "way": dict(counter.way) or None, "direction": counter.direction}


def service_details(office: Office, service_id: str) -> Json:
    """A service with what the citizen brings and pays."""
    service = office.services.get(service_id)
    ref = service_ref(office, service_id)
    return ref if service is None else {**ref, **documents(service)}


def documents(service: Service) -> Json:
    """What a service needs, per language."""
    return {
        "documents": {language: list(texts) for language, texts in service.documents.items()},
        "fee": dict(service.fee) or None,
    }


NO_ESTIMATE: Json = {
    "low": None,
    "likely": None,
    "high": None,
    "shown": {"low": None, "high": None},
    "reason": None,
}


def estimate_json(estimate: PublishedEstimate) -> Json:
    """An estimate as the interface fixes it."""
    return {
        "low": estimate.low,
        "likely": estimate.likely,
        "high": estimate.high,
        "shown": {"low": estimate.shown_low, "high": estimate.shown_high},
        "as_of": instant(estimate.as_of),
        "basis": estimate.basis,
        "reason": _rise(estimate.reason),
    }


def _rise(rise: Rise | None) -> Json | None:
    if rise is None:
        return None
    return {"code": rise.code, "count": rise.count, "since": instant(rise.at)}


def without_estimate(now: datetime, basis: str) -> Json:
    """Nulls with the reason why there is no estimate."""
    return {**NO_ESTIMATE, "as_of": instant(now), "basis": basis}


def service_estimate(
    queue: Queue, service_id: str, now: datetime, forecast: Forecast | None
) -> Json:
    """The estimate for a number drawn now."""
    if not queue.is_served(service_id):
        return without_estimate(now, "nobody_serving")
    found = forecast.services.get(service_id) if forecast else None
    return without_estimate(now, "insufficient") if found is None else estimate_json(found)


def ticket_estimate(queue: Queue, ticket: Ticket, now: datetime, forecast: Forecast | None) -> Json:
    """The estimate for a ticket; one issued after the forecast has that of its service."""
    if ticket.state is not State.WAITING:
        return without_estimate(now, "insufficient")
    bound_elsewhere = ticket.bound_to is not None and ticket.bound_to not in queue.open_counters
    if not queue.is_served(ticket.service) or bound_elsewhere:
        return without_estimate(now, "nobody_serving")
    if forecast is None:
        return without_estimate(now, "insufficient")
    found = forecast.tickets.get(ticket.id)
    if found is None and ticket.issued_at >= forecast.as_of:
        found = forecast.services.get(ticket.service)
        found = found and replace(found, reason=None)  # it rose before this number was drawn
    return without_estimate(now, "insufficient") if found is None else estimate_json(found)


def office_state(queue: Queue, now: datetime, forecast: Forecast | None) -> str:
    """The public light: green, amber, red or closed (outside ticket hours)."""
    office = queue.office
    if not hours.issues_tickets(office, now):
        return "closed"
    if None in queue.stopped:
        return "red"
    full = forecast.full_at(now) if forecast else frozenset()
    failing = [
        s for s in office.services if s in queue.stopped or (s in full and queue.is_served(s))
    ]
    if not failing:
        return "green"
    return "red" if len(failing) == len(office.services) else "amber"


def light(queue: Queue, now: datetime, forecast: Forecast | None) -> Json:
    """The traffic light of the queue for staff: state, how many wait, the longest wait."""
    waiting = queue.waiting
    longest = longest_wait(waiting, now)
    return {
        "state": office_state(queue, now, forecast),
        "waiting": len(waiting),
        "longest": longest.seconds if longest else 0.0,
    }


def counter_status(queue: Queue, counter: Counter) -> Json:
    """What a counter is doing, as colleagues and managers see it."""
    desk = queue.desk(counter.id)
    current = queue.current(counter.id)
    clerk = queue.clerks.get(counter.id)
    return {
        **(counter_ref(queue.office, counter.id) or {}),
        "state": desk.state.value,
        "pause_reason": desk.reason,
        "since": instant(desk.since),
        "free_since": instant(desk.free_since),
        "clerk": clerk.name if clerk and desk.state is not CounterState.CLOSED else None,
        "ticket": current
        and {
            "id": current.id,
            "number": current.number,
            "state": current.state.value,
            "since": instant(
                current.started_at if current.state is State.SERVING else current.called_at
            ),
        },
    }


def issuing(queue: Queue) -> Json:
    """Whether staff have stopped issuing, and why."""
    stop = queue.stopped.get(None)
    return {
        "open": stop is None,
        "reason": stop.reason if stop else None,
        "since": instant(stop.since) if stop else None,
        "services": {key: one.reason for key, one in queue.stopped.items() if key is not None},
    }


def display_messages(queue: Queue) -> list[Json]:
    """What the displays say besides the calls, as staff see it; area null is the whole office."""
    return [
        {"area": area, "texts": dict(one.texts), "until": instant(one.until)}
        for area, one in sorted(queue.messages.items(), key=lambda item: item[0] or "")
    ]


def alarm(queue: Queue) -> Json | None:
    """The silent alarm, as every desk sees it."""
    if queue.alarm is None:
        return None
    return {
        "counter": counter_ref(queue.office, queue.alarm.counter),
        "since": instant(queue.alarm.since),
    }


def head(queue: Queue, now: datetime) -> Json:
    """What every view begins with."""
    return {"epoch": queue.epoch, "revision": queue.revision, "as_of": instant(now)}
