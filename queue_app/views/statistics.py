"""The statistics of the interface, and today's for the live picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from queue_app.domain import opening_hours as hours
from queue_app.domain.events import Recorded
from queue_app.domain.office import Office
from queue_app.domain.statistics import By, legs, score_guard, summarise, waiting_over_day
from queue_app.domain.statistics.figures import Key
from queue_app.domain.statistics.quality import estimate_quality
from queue_app.use_cases.ports import PublishedEstimate
from queue_app.views.parts import Json, counter_ref, instant, service_ref

CHART_SECONDS = 300


def statistics(
    office: Office,
    facts: Sequence[Recorded],
    estimates: Mapping[str, PublishedEstimate],
    *,
    first: date,
    last: date,
    by: str,
    now: datetime,
    counter_statistics: bool = True,
) -> Json:
    """The figures of local days, both included; `by` a text that is no grouping is a ValueError."""
    grouping = By(by)
    today = hours.business_day(now, office.zone)
    report = summarise(
        facts,
        zone=office.zone,
        by=grouping,
        days=(first, last),
        now=now if last >= today else None,
        level_minutes=office.rules.service_level_minutes,
        counter_statistics=counter_statistics,
        keys=_wanted(office, grouping),
    ).to_json()
    for row in report["rows"]:
        row["label"], row["names"] = _label(office, grouping, row["key"])
    return {
        "office": office.id,
        "from": first.isoformat(),
        "to": last.isoformat(),
        **report,
        "estimate_quality": estimate_quality(legs(facts), estimates).to_json(),
        "capacity_guard": score_guard(facts, office, days=(first, last), now=now).to_json(),
    }


def today(
    office: Office,
    facts: Sequence[Recorded],
    estimates: Mapping[str, PublishedEstimate],
    now: datetime,
) -> Json:
    """What the live picture says of today: total, estimate quality, how many waited when."""
    day = hours.business_day(now, office.zone)
    report = statistics(office, facts, estimates, first=day, last=day, by=By.SERVICE.value, now=now)
    spans = hours.opening_intervals(office, day)
    opens = spans[0][0] if spans and not office.always_open else None
    since = opens if opens is not None and opens <= now else None
    points = waiting_over_day(facts, CHART_SECONDS, since=since, until=now)
    return {
        "total": report["total"],
        "estimate_quality": report["estimate_quality"],
        "series": [{"at": instant(at), "waiting": waiting} for at, waiting in points],
    }


def _wanted(office: Office, grouping: By) -> Sequence[Key]:
    if grouping is By.SERVICE:
        return list(office.services)
    if grouping is By.COUNTER:
        return list(office.counters)
    return ()


def _label(office: Office, grouping: By, key: Key) -> tuple[str, Json]:
    ref: Json | None = None
    if grouping is By.SERVICE:
        ref = service_ref(office, str(key))
    elif grouping is By.COUNTER:
        ref = counter_ref(office, str(key))
    return (str(ref["label"]), ref["names"]) if ref else (str(key), {})
