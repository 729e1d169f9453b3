"""What an office is: services, counters, hours, languages; open to everybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from queue_app.domain import opening_hours as hours
from queue_app.domain.legibility import letter_millimetres, readable_metres
from queue_app.domain.office import Interval, Office
from queue_app.domain.queue import Queue
from queue_app.views.parts import Json, documents, instant, issuing, label, service_ref


def offices(queues: Iterable[Queue], now: datetime) -> Json:
    """All offices, briefly."""
    return {"offices": [_brief(queue.office, now) for queue in queues]}


def office(queue: Queue, now: datetime) -> Json:
    """One office in full."""
    it = queue.office
    day = hours.business_day(now, it.zone)
    return {
        **_brief(it, now),
        "region": it.region,
        "tickets_until": instant(hours.tickets_until(it, now)),
        "closes_at": instant(hours.closing(it, day)),
        "opening_hours": _hours(it.opening_hours),
        "ticket_hours": _hours(it.ticket_hours),
        "closures": [[first.isoformat(), last.isoformat()] for first, last in it.closures],
        "numbering": it.numbering,
        "issuing": issuing(queue),
        "services": [
            {
                **service_ref(it, service.id),
                "prefix": it.series_of(service)[1],
                "group": service.group,
                **documents(service),
                "leika_keys": list(service.leika_keys),
                "expected_minutes": service.expected_minutes,
                **_stop(queue, service.id),
            }
            for service in it.services.values()
        ],
        "groups": [
            {"id": group.id, "label": label(group.names, it), "names": dict(group.names)}
            for group in it.groups.values()
        ],
        "counters": [
            {
                "id": counter.id,
                "label": label(counter.names, it),
                "names": dict(counter.names),
                "area": counter.area,
                "way": dict(counter.way) or None,
                "direction": counter.direction,
                "services": [
                    {**service_ref(it, service), "reluctance": minutes}
                    for service, minutes in counter.services.items()
                ],
                "state": queue.desk(counter.id).state.value,
            }
            for counter in it.counters.values()
        ],
        "priorities": [
            {
                "id": priority.id,
                "credit_minutes": priority.credit_minutes,
                "self_service": priority.self_service,
                "names": dict(priority.names),
            }
            for priority in it.priorities.values()
        ],
        "outcomes": list(it.outcomes),
        "rules": {
            "no_show_hold_minutes": it.rules.no_show_hold_minutes,
            "no_show_after_seconds": it.rules.no_show_after_seconds,
            "auto_recall_seconds": it.rules.auto_recall_seconds,
            "postpone_minutes": it.rules.postpone_minutes,
            "postpone_times": it.rules.postpone_times,
            "confirm_arrival": it.rules.confirm_arrival,
            "service_level_minutes": list(it.rules.service_level_minutes),
            "capacity_guard": it.rules.capacity_guard,
            "closing_grace_minutes": it.rules.closing_grace_minutes,
            "appointment_credit_minutes": it.rules.appointment_credit_minutes,
        },
        "displays": [
            {
                "id": display.id,
                "area": display.area,
                "diagonal_inches": display.diagonal_inches,
                "viewing_distance_metres": display.viewing_distance_metres,
                "letter_millimetres": round(letter_millimetres(display), 1),
                "readable_metres": round(readable_metres(display, it), 1),
                "upright": display.upright,
                "part": display.part,
                "parts": display.parts,
            }
            for display in it.displays
        ],
        "kiosks": [
            {
                "id": kiosk.id,
                "names": dict(kiosk.names),
                "area": kiosk.area,
                "diagonal_inches": kiosk.diagonal_inches,
            }
            for kiosk in it.kiosks
        ],
        "remote_tickets": it.remote_tickets,
        "public_board": it.public_board,
        "clerks_may_stop_issuing": it.clerks_may_stop_issuing,
    }


def _brief(it: Office, now: datetime) -> Json:
    return {
        "id": it.id,
        "name": it.name,
        "timezone": it.timezone,
        "languages": list(it.languages),
        "always_open": it.always_open,
        "open_now": hours.is_open(it, now),
        "tickets_open": hours.issues_tickets(it, now),
        "next_opening": instant(hours.next_ticket_opening(it, now)),
        "closed_since": instant(hours.tickets_closed_since(it, now)),
    }


def _stop(queue: Queue, service: str) -> Json:
    stop = queue.stopped.get(service)
    return {
        "stopped": stop is not None,
        "stop_reason": stop.reason if stop else None,
        "stopped_since": instant(stop.since) if stop else None,
    }


def _hours(table: Mapping[str, tuple[Interval, ...]]) -> dict[str, list[str]]:
    return {
        day: [f"{_clock(start)}-{_clock(until)}" for start, until in spans]
        for day, spans in table.items()
    }


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
