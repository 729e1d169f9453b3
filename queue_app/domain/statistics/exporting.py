"""Legs and facts as plain rows for other programs: without numbers, tokens, people and clerks.

A visit has a running number of its own in each export, in the place of the ticket's id. Instants
are RFC 3339 in UTC, durations seconds. Without counters their ids are left empty everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from queue_app.domain import events as e
from queue_app.domain.statistics.leg import Leg
from queue_app.domain.statistics.legs import legs as legs_of

Value = str | int | float | bool | None

LEG_COLUMNS: Mapping[str, type] = {
    "visit": int, "leg": int, "day": str, "service": str, "counter": str, "language": str,
    "persons": int, "priority": str, "booked_at": str, "appointment": bool, "t0": str, "t1": str,
    "t2": str, "t3": str, "at_once": bool, "end": str, "no_show": bool, "unconfirmed": bool,
    "outcome": str, "rendered": str, "wait": float, "waited_in_vain": float, "delay": float,
    "walking": float, "service_time": float, "handling": float,
    "paper": bool,
}  # fmt: skip
"""The columns of a leg; t0 began, t1 first called, t2 first started, t3 ended.
`paper`: written by hand and entered afterwards."""
FACT_COLUMNS: Mapping[str, type] = {
    "revision": int, "at": str, "day": str, "action": int, "kind": str, "visit": int,
    "counter": str, "service": str, "data": str,
}  # fmt: skip
"""The columns of a fact; `data` is the JSON of what else it says."""

_COUNTERS = ("counter", "bound_to", "return_to")
_LEFT_OUT = ("ticket", "visit", "number", "series", "service", "counter")
"""Not in `data`: columns of their own, and what is printed on a slip."""


def leg_rows(
    facts: Sequence[e.Recorded], zone: ZoneInfo, *, counters: bool = True
) -> Iterator[dict[str, Value]]:
    """The legs in the order in which they began, one row each."""
    visits = visits_of(facts)
    for leg in legs_of(facts):
        yield _leg_row(leg, visits[leg.ticket], zone, counters=counters)


def _leg_row(leg: Leg, visit: int, zone: ZoneInfo, *, counters: bool) -> dict[str, Value]:
    return {
        "visit": visit,
        "leg": leg.index,
        "day": leg.t0.astimezone(zone).date().isoformat(),
        "service": leg.service,
        "counter": leg.counter if counters else None,
        "language": leg.language,
        "persons": leg.persons,
        "priority": leg.priority,
        "booked_at": _instant(leg.booked_at),
        "appointment": leg.appointment,
        "t0": _instant(leg.t0),
        "t1": _instant(leg.t1),
        "t2": _instant(leg.t2),
        "t3": _instant(leg.t3),
        "at_once": leg.at_once,
        "end": leg.end.value if leg.end else None,
        "no_show": leg.is_no_show,
        "unconfirmed": leg.unconfirmed,
        "outcome": leg.outcome,
        "rendered": " ".join(leg.rendered),
        "wait": leg.wait,
        "waited_in_vain": leg.waited,
        "delay": leg.delay,
        "walking": leg.walking,
        "service_time": leg.service_time,
        "handling": leg.handling,
        "paper": leg.paper,
    }


def fact_rows(
    facts: Iterable[tuple[date, e.Recorded]], visits: Mapping[str, int], *, counters: bool = True
) -> Iterator[dict[str, Value]]:
    """The log in order, one row a fact, each with its business day; undone facts are in it too."""
    for day, recorded in facts:
        fact = recorded.fact
        visit, counter = e.visit_of(fact), e.counter_of(fact)
        yield {
            "revision": recorded.revision,
            "at": _instant(recorded.at),
            "day": day.isoformat(),
            "action": recorded.action,
            "kind": type(fact).__name__,
            "visit": visits.get(visit) if visit else None,
            "counter": counter if counters else None,
            "service": getattr(fact, "service", None),
            "data": json.dumps(_data(fact, visits, counters=counters), separators=(",", ":")),
        }


def visits_of(facts: Iterable[e.Recorded]) -> dict[str, int]:
    """A running number for every visit, in the order of the log."""
    found: dict[str, int] = {}
    for recorded in facts:
        visit = e.visit_of(recorded.fact)
        if visit:
            found.setdefault(visit, len(found) + 1)
    return found


def _data(fact: e.Fact, visits: Mapping[str, int], *, counters: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields(fact):
        if field.name in _LEFT_OUT:
            continue
        value = getattr(fact, field.name)
        if field.name == "passed_over":
            value = [visits[ticket] for ticket in value if ticket in visits]
        elif field.name in _COUNTERS and not counters:
            value = None
        elif isinstance(value, datetime):
            value = _instant(value)
        found[field.name] = value
    return found


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")
