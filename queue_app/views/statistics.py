"""Figures straight from facts: of any days, and today's for the live picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from queue_app.domain import opening_hours as hours
from queue_app.domain.events import Recorded
from queue_app.domain.office import Office
from queue_app.domain.statistics import score_guard, waiting_over_day
from queue_app.domain.statistics.cells import cells_by_day, day_cells
from queue_app.domain.statistics.packing import pack
from queue_app.use_cases.ports import PublishedEstimate
from queue_app.views.figures import Asked, By, answer
from queue_app.views.figures.columns import Columns
from queue_app.views.figures.parts import quality
from queue_app.views.figures.rows import rows_of
from queue_app.views.figures.selection import Selection
from queue_app.views.parts import Json, instant

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
    """The statistics of local days, both included, from one office's facts.

    They are those that are read from kept days. `by` a text that is no grouping is a ValueError.
    """
    found = cells_by_day(facts, zone=office.zone, now=now, published=estimates)
    packed = [(office.id, pack(cells)) for cells in found if first <= cells.day <= last]
    guard = score_guard(facts, office, days=(first, last), now=now).to_json()
    asked = Asked(first, last, By(by))
    return answer([office], packed, asked, guards=[guard], counter_statistics=counter_statistics)


def today(
    office: Office,
    facts: Sequence[Recorded],
    estimates: Mapping[str, PublishedEstimate],
    now: datetime,
) -> Json:
    """What the live picture says of today: total, estimate quality, how many waited when."""
    day = hours.business_day(now, office.zone)
    cells = day_cells(facts, zone=office.zone, day=day, now=now, published=estimates)
    picked = Selection(Columns([(office.id, pack(cells))]), Asked(day, day))
    _, total = rows_of(picked, office.rules.service_level_minutes)
    spans = hours.opening_intervals(office, day)
    opens = spans[0][0] if spans and not office.always_open else None
    since = opens if opens is not None and opens <= now else None
    points = waiting_over_day(facts, CHART_SECONDS, since=since, until=now)
    return {
        "total": total.to_json(),
        "estimate_quality": quality(picked),
        "series": [{"at": instant(at), "waiting": waiting} for at, waiting in points],
    }
