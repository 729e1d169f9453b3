"""The statistics of the interface, whole: rows, total, and the parts that charts are drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from queue_app.domain.office import Office
from queue_app.domain.statistics.figures import Key
from queue_app.views.figures import parts
from queue_app.views.figures.asked import Asked, By
from queue_app.views.figures.columns import Columns
from queue_app.views.figures.guard import guard_over
from queue_app.views.figures.rows import rows_of
from queue_app.views.figures.selection import Selection
from queue_app.views.parts import Json, counter_ref, label, service_ref

_OF_LEGS = (
    "bands", "arrivals", "waits", "standing", "outcomes", "rendered", "turned_away",
    "appointments", "services", "offices", "estimate_quality", "capacity_guard",
)  # fmt: skip
"""What is not said of single counters: its cells are too small."""


def answer(
    offices: Sequence[Office],
    packed: Iterable[tuple[str, bytes]],
    asked: Asked,
    *,
    guards: Iterable[Mapping[str, Any]] = (),
    counter_statistics: bool = True,
) -> Json:
    """The statistics of some offices from their packed days; `guards` are the days' records.

    The question must have passed `check`.
    """
    picked = Selection(Columns(packed), asked, _groups(offices))
    minutes = offices[0].rules.service_level_minutes
    rows, total = rows_of(picked, minutes, _wanted(offices, asked))
    hidden = asked.by is By.COUNTER and not counter_statistics
    days = len(picked.ordinals())
    found: Json = {
        "office": offices[0].id if len(offices) == 1 else None,
        "from": asked.first.isoformat(),
        "to": asked.last.isoformat(),
        "by": asked.by.value,
        "days": days,
        "notice": _notice(days, total.issued, hidden=hidden),
        "rows": []
        if hidden
        else [{**row.to_json(), **_named(offices, asked.by, row.key)} for row in rows],
        "total": total.to_json(),
        "levels": parts.levels(picked, minutes),
        **dict.fromkeys(_OF_LEGS),
    }
    if not asked.counters:
        found |= _of_legs(picked, offices, guards)
    return found


def _of_legs(
    picked: Selection, offices: Sequence[Office], guards: Iterable[Mapping[str, Any]]
) -> Json:
    asked = picked.asked
    zones = {office.id: office.zone for office in offices}
    services = [
        service
        for office in offices
        for service in office.services
        if not asked.services or service in asked.services
    ]
    return {
        "bands": parts.bands(picked),
        "arrivals": parts.arrivals(picked),
        "waits": parts.waits(picked),
        "standing": parts.standing(picked, zones),
        "outcomes": parts.counted(picked, "outcomes"),
        "rendered": [
            {**one, **_named(offices, By.SERVICE, one["key"])}
            for one in parts.counted(picked, "rendered")
        ],
        "turned_away": parts.turned_away(picked),
        "appointments": parts.appointments(picked),
        "services": [
            {**one, **_named(offices, By.SERVICE, one["key"])}
            for one in parts.compared(picked, "service", services)
        ],
        "offices": [
            {**one, **_named(offices, By.OFFICE, one["key"])}
            for one in parts.compared(picked, "office", list(zones))
        ]
        if len(offices) > 1
        else None,
        "estimate_quality": parts.quality(picked),
        "capacity_guard": None if asked.narrows_legs else guard_over(guards),
    }


def _notice(days: int, issued: int | None, *, hidden: bool) -> Json | None:
    """A sentence where the answer would be an empty mystery."""
    if hidden:
        detail = "Figures of single counters are switched off here."
        return {"code": "counter_statistics_off", "detail": detail}
    if not days:
        return {"code": "no_data", "detail": "Nothing is known of these days."}
    if not issued:
        detail = (
            "Nothing of what was asked for happened on these days, or it is too little to show."
        )
        return {"code": "nothing_found", "detail": detail}
    return None


def _groups(offices: Sequence[Office]) -> dict[str, str]:
    return {
        service.id: service.group or ""
        for office in offices
        for service in office.services.values()
    }


def _wanted(offices: Sequence[Office], asked: Asked) -> list[Key]:
    """The rows that are there in any case."""
    if asked.by is By.SERVICE:
        known = [service for office in offices for service in office.services]
        return [one for one in known if not asked.services or one in asked.services]
    if asked.by is By.COUNTER:
        known = [counter for office in offices for counter in office.counters]
        return [one for one in known if not asked.counters or one in asked.counters]
    if asked.by is By.OFFICE:
        return [office.id for office in offices]
    return []


def _named(offices: Sequence[Office], by: By, key: Key) -> Json:
    """The label and names of a row's key."""
    for office in offices:
        if by is By.SERVICE and key in office.services:
            return _texts(service_ref(office, str(key)))
        if by is By.COUNTER and key in office.counters:
            return _texts(counter_ref(office, str(key)))
        if by is By.GROUP and key in office.groups:
            names = office.groups[str(key)].names
            return {"label": label(names, office), "names": dict(names)}
        if by is By.OFFICE and key == office.id:
            return {"label": office.name, "names": {}}
    return {"label": str(key), "names": {}}


def _texts(ref: Json | None) -> Json:
    return {"label": ref["label"], "names": ref["names"]} if ref else {"label": "", "names": {}}
