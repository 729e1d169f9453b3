"""What the charts are drawn from: bands, arrivals, waits, levels, standing, outcomes and the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from queue_app.domain.opening_hours import day_end, local_instant
from queue_app.domain.statistics.cells import APPOINTMENT, MICROSECONDS
from queue_app.domain.statistics.figures import share
from queue_app.views.figures.asked import HALF_HOURS, half_hour_text
from queue_app.views.figures.columns import Ints
from queue_app.views.figures.rows import service_level, sums
from queue_app.views.figures.selection import Selection

Json = dict[str, Any]

BUCKET_SECONDS = 300
BUCKETS = 36
"""Waits are counted by five minutes up to three hours; the last bucket is open."""
DAILY, WEEKLY = 92, 732
"""Up to so many days the trend is told by day, and by week; longer ones by month."""


def bands(picked: Selection) -> list[Json]:
    """The wait's percentiles by the half-hour of t0, where anybody was called."""
    at = picked.columns("cells", "half_hour").astype(np.int64)
    spread = picked.spread("wait", at, HALF_HOURS)
    return [
        {"half_hour": half_hour_text(index), **spread.band(index)}
        for index in range(HALF_HOURS)
        if spread.counts[index]
    ]


def arrivals(picked: Selection) -> list[Json]:
    """Visits begun by weekday and half-hour; `days` with anything known of that weekday."""
    days = Counter(date.fromordinal(one).isoweekday() for one in picked.ordinals())
    weekday = (picked.col("cells", "day").astype(np.int64) - 1) % 7
    code = weekday * HALF_HOURS + picked.col("cells", "half_hour")
    found = sums(code, picked.col("cells", "arrivals"), 7 * HALF_HOURS)
    return [
        {
            "weekday": index // HALF_HOURS + 1,
            "half_hour": half_hour_text(index % HALF_HOURS),
            "count": int(found[index]),
            "days": days[index // HALF_HOURS + 1],
        }
        for index in np.flatnonzero(found).tolist()
    ]


def waits(picked: Selection) -> list[Json]:
    """How many waited how long, `from` not included and `to` included (zero counts in the first)."""
    ordered = picked.total_of("wait").of(0)
    edges = [index * BUCKET_SECONDS for index in range(1, BUCKETS)]
    limits = np.array(edges, np.int64) * MICROSECONDS
    below = [0, *np.searchsorted(ordered, limits, side="right").tolist(), len(ordered)]
    used = max((at for at in range(BUCKETS) if below[at + 1] > below[at]), default=-1)
    return [
        {
            "from": at * BUCKET_SECONDS,
            "to": edges[at] if at < len(edges) else None,
            "count": below[at + 1] - below[at],
        }
        for at in range(used + 1)
    ]


def levels(picked: Selection, minutes: Sequence[float]) -> Json:
    """The service level over time: `{unit, points}` by day, week or month, whichever fits."""
    asked = picked.asked
    length = (asked.last - asked.first).days
    unit = "day" if length < DAILY else "week" if length < WEEKLY else "month"
    ordinals, places = np.unique(picked.columns("cells", "day"), return_inverse=True)
    begins = [_begin(date.fromordinal(int(one)), unit) for one in ordinals]
    units = sorted(set(begins))
    code = np.array([*(units.index(one) for one in begins), -1], np.int64)[places]
    spreads = {name: picked.spread(name, code, len(units)) for name in ("wait", "waited")}
    points = []
    for at, begin in enumerate(units):
        if not spreads["wait"].counts[at] and not spreads["waited"].counts[at]:
            continue
        level = {f"{m * 60:g}": service_level(spreads, at, m * 60) for m in minutes}
        points.append(
            {
                "day": begin.isoformat(),
                "service_level": {key: share(*pair) for key, pair in level.items()},
                "service_level_counts": {
                    key: {"within": within, "of": of} for key, (within, of) in level.items()
                },
                "median": spreads["wait"].band(at)["median"],
                "p90": spreads["wait"].band(at)["p90"],
            }
        )
    return {"unit": unit, "points": points}


def _begin(day: date, unit: str) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day


def standing(picked: Selection, zones: Mapping[str, ZoneInfo]) -> list[Json]:
    """How many waited and how many counters were open, on average over the days with anything."""
    waiting = sums(picked.col("cells", "half_hour"), picked.col("cells", "waiting"), HALF_HOURS)
    each = picked.mask("hours") & ~picked.any_counter
    opened = sums(
        picked.columns("hours", "half_hour")[each], picked.columns("hours", "open")[each],
        HALF_HOURS,
    )  # fmt: skip
    lengths = _lengths(picked, zones)
    return [
        {
            "half_hour": half_hour_text(at),
            "waiting": int(waiting[at]) / int(lengths[at]),
            "counters_open": int(opened[at]) / int(lengths[at]),
        }
        for at in range(HALF_HOURS)
        if lengths[at] and (waiting[at] or opened[at])
    ]


def _lengths(picked: Selection, zones: Mapping[str, ZoneInfo]) -> Ints:
    """Microseconds that each half-hour lasted in all: twice, or not at all, when clocks change."""
    days, offices = picked.col("days", "day"), picked.col("days", "office")
    found = np.full(HALF_HOURS, len(days) * 1800, np.int64)
    for place in np.unique(offices).tolist():
        zone = zones[picked.columns.offices[place]]
        for ordinal in days[offices == place].tolist():
            found += _change(date.fromordinal(ordinal), zone)
    return found * MICROSECONDS


def _change(day: date, zone: ZoneInfo) -> Ints:
    found = np.zeros(HALF_HOURS, np.int64)
    begin, end = local_instant(day, 0, zone), day_end(day, zone)
    if (end - begin) != timedelta(days=1):
        at = begin
        found -= 1800
        while at < end:
            local = at.astimezone(zone)
            found[local.hour * 2 + local.minute // 30] += 1800
            at += timedelta(minutes=30)
    return found


def counted(picked: Selection, table: str) -> list[Json]:
    """What clerks said at the end (`outcomes`, `rendered`): `{key, count}`, most frequent first."""
    names, counts = picked.col(table, "what"), picked.col(table, "count")
    found = sums(names, counts, len(picked.columns.names))
    order = sorted(np.flatnonzero(found).tolist(), key=lambda at: (-found[at], at))
    return [{"key": picked.columns.names[at], "count": int(found[at])} for at in order]


def turned_away(picked: Selection) -> Json:
    """How many were refused a number: in all, by reason, and by half-hour."""
    codes, at = picked.col("refused", "code"), picked.col("refused", "half_hour")
    counts = picked.col("refused", "count")
    reasons = sums(codes, counts, len(picked.columns.names))
    half_hours = sums(at, counts, HALF_HOURS)
    return {
        "count": int(counts.sum()),
        "reasons": {
            picked.columns.names[one]: int(reasons[one]) for one in np.flatnonzero(reasons).tolist()
        },
        "half_hours": [
            {"half_hour": half_hour_text(one), "count": int(half_hours[one])}
            for one in np.flatnonzero(half_hours).tolist()
        ],
    }


def appointments(picked: Selection) -> Json:
    """Booked visits that checked in, late, and never at the counter.

    Bookings are another system's: who booked and never checked in is not known (null).
    """
    booked = picked.col("cells", "kind") == APPOINTMENT

    def count(name: str) -> int:
        return int(picked.col("cells", name)[booked].sum(dtype=np.int64))

    return {
        "booked": None,
        "checked_in": count("arrivals"),
        "late": count("late"),
        "never_came": count("missed"),
    }


def quality(picked: Selection) -> Json:
    """How right the estimates at issue were: the `estimate_quality` of the interface."""
    count, judged = picked.sum("scored"), picked.sum("judged")
    return {
        "count": count,
        "mae": picked.sum("error_size") / MICROSECONDS / count if count else None,
        "bias": picked.sum("error") / MICROSECONDS / count if count else None,
        "inside_shown": picked.sum("held") / count if count else None,
        "inside_p10_p90": picked.sum("inner") / judged if judged else None,
    }


def compared(picked: Selection, table_key: str, names: Sequence[str]) -> list[Json]:
    """Services or offices side by side: `{key, wait, service}` with their spread."""
    places = {name: at for at, name in enumerate(names)}
    known = picked.columns.offices if table_key == "office" else picked.columns.names
    column = picked.columns("cells", table_key).astype(np.int64)
    code = np.array([places.get(name, -1) for name in known] or [-1], np.int64)[column]
    spreads = {name: picked.spread(name, code, len(names)) for name in ("wait", "service")}
    return [
        {"key": name, **{kind: spread.band(at) for kind, spread in spreads.items()}}
        for at, name in enumerate(names)
    ]
