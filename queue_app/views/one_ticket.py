"""One ticket's timeline and the reasons for its order, for complaints; managers alone read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from queue_app.domain.discipline import Reason
from queue_app.domain.events import OfficeConfigured, Recorded
from queue_app.domain.office import Office
from queue_app.domain.one_ticket import Before, Call, Step, one_ticket
from queue_app.views.parts import Json, counter_ref, instant, service_ref

COUNTERS = ("counter", "bound_to", "return_to")
SERVICES = ("service", "return_service")


def visit(office: Office, facts: Sequence[Recorded], ticket: str) -> Json:
    """A ticket by the facts of its day.

    Counters and services stand as references, instants as text, durations in seconds. `before`
    counts by code who was called first, and `called` names them; `rules_changed`: on that day
    the office was configured anew. Raises ValueError for a ticket of which the facts do not tell.
    """
    found = one_ticket(facts, ticket, office)
    mine = found.ticket
    configured = any(isinstance(one.fact, OfficeConfigured) for one in facts)
    return {
        "office": office.id,
        "day": mine.business_day,
        "number": mine.number,
        "state": mine.state.value,
        "service": service_ref(office, mine.service),
        "persons": mine.persons,
        "priority": mine.priority,
        "booked_at": instant(mine.booked_at),
        "issued_at": instant(mine.issued_at),
        "ended_at": instant(mine.ended_at),
        "steps": [_step(one, office) for one in found.steps],
        "calls": [_call(one, office) for one in found.calls],
        "since_then": _before(found.waiting, office),
        "rules_changed": configured,
    }


def _step(step: Step, office: Office) -> Json:
    return {
        "at": instant(step.at),
        "code": step.code,
        "counter": counter_ref(office, step.counter),
        "undone": step.undone,
        **{name: _plain(name, value, office) for name, value in step.figures.items()},
    }


def _call(call: Call, office: Office) -> Json:
    return {
        "at": instant(call.at),
        "counter": counter_ref(office, call.counter),
        "by_hand": call.by_hand,
        "waiting_since": instant(call.since),
        "seconds": call.seconds,
        "reasons": [_reason(one, office) for one in call.reasons],
        "before": _before(call.before, office),
    }


def _before(called: Iterable[Before], office: Office) -> Json:
    all_of_them = list(called)
    return {
        "counts": dict(Counter(one.why.code for one in all_of_them)),
        "called": [
            {
                "number": one.number,
                "at": instant(one.at),
                "counter": counter_ref(office, one.counter),
                "why": _reason(one.why, office),
            }
            for one in all_of_them
        ],
    }


def _reason(reason: Reason, office: Office) -> Json:
    figures = {name: _plain(name, value, office) for name, value in reason.figures.items()}
    return {"code": reason.code, **figures}


def _plain(name: str, value: Any, office: Office) -> Any:
    if isinstance(value, datetime):
        return instant(value)
    if name in COUNTERS:
        return counter_ref(office, value)
    if name in SERVICES:
        return service_ref(office, value)
    if name in ("also", "services"):
        return [service_ref(office, one) for one in value]
    return list(value) if isinstance(value, tuple) else value
