"""Drawings that compare: arrivals by weekday, waits by length, days, services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from reportlab.graphics.shapes import Drawing, Line

from queue_app.printing.figures.words import Words
from queue_app.printing.report.drawing import (
    Scale,
    bar,
    hour_of,
    linear,
    rules,
    sheet,
    steps,
    word,
)
from queue_app.printing.report.ink import EDGE, HAIR, INK, INK_2, ON_RAMP, RAMP, SMALL, TEXT, WHITE
from queue_app.printing.typeface import BOLD, wrapped

Json = Mapping[str, Any]

NOTHING: Mapping[str, Any] = {}
CELL = 19.0
SPREAD = 31.0


def arrivals(rows: Sequence[Json], t: Words) -> Drawing:
    """The mean of visits begun, by weekday and half-hour: the number stands in its field."""
    known = {
        (one["weekday"], one["half_hour"]): one["count"] / one["days"]
        for one in rows
        if one["days"]
    }
    weekdays = sorted({weekday for weekday, _ in known})
    at = [hour_of(half_hour) for _, half_hour in known]
    halves = round((max(at) - min(at)) * 2) + 1
    drawing = sheet(len(weekdays) * CELL + 18)
    left = 24.0
    across = min((drawing.width - left) / halves, 30)
    most = max(known.values())
    for down, weekday in enumerate(weekdays):
        y = drawing.height - (down + 1) * CELL
        drawing.add(word(t.weekday_short(weekday), 0, y + 6, bold=True, colour=INK, size=TEXT))
        for step in range(halves):
            hour = min(at) + step / 2
            key = (weekday, f"{int(hour):02d}:{'30' if hour % 1 else '00'}")
            _field(drawing, left + step * across, y, across, known.get(key), most, t)
    for step in range(halves):
        hour = min(at) + step / 2
        if hour % 1 == 0:
            drawing.add(word(f"{hour:g}", left + step * across, 6))
    return drawing


def _field(
    drawing: Drawing, x: float, y: float, across: float, value: float | None, most: float, t: Words
) -> None:
    if value is None:
        empty = bar(x + 1, y + 1, across - 2, CELL - 2, WHITE)
        empty.strokeColor, empty.strokeWidth = HAIR, 0.5
        drawing.add(empty)
        return
    step = min(int(value / most * len(RAMP)), len(RAMP) - 1) if most else 0
    drawing.add(bar(x + 0.5, y + 0.5, across - 1, CELL - 1, RAMP[step]))
    text = t.decimal(value, 0 if most >= 10 or value == int(value) else 1)
    size = SMALL if across >= 17 else 6.5
    drawing.add(
        word(text, x + across / 2, y + 6.5, size=size, colour=ON_RAMP[step], anchor="middle")
    )


def histogram(waits: Sequence[Json], limits: Sequence[int], t: Words) -> Drawing:
    """How many waited how long, by five minutes; the limits of the service level are marked."""
    height = 150.0
    drawing = sheet(height)
    marks = steps(max(one["count"] for one in waits), 3)
    x = linear((0, len(waits)), (32, drawing.width))
    y = linear((0, marks[-1]), (24, height - 22))
    rules(drawing, marks, y, 32, drawing.width)
    slot = x(1) - x(0)
    all_of_them = sum(one["count"] for one in waits) or 1
    for at, one in enumerate(waits):
        drawing.add(bar(x(at) + 0.8, y(0), slot - 1.6, y(one["count"]) - y(0), RAMP[4]))
        share = one["count"] / all_of_them
        if share >= 0.005 and slot >= 20:
            text = t.share(share)
            place = y(one["count"]) + 3
            drawing.add(word(text, x(at) + slot / 2, place, size=7, anchor="middle"))
    every = max(1, -(-len(waits) // 18))
    for at in range(0, len(waits) + 1, every):
        drawing.add(word(str(at * 5), x(at), 12, anchor="middle"))
    drawing.add(word(t("minutes waited"), drawing.width, 1, anchor="end"))
    for limit in limits:
        if limit % 5 == 0 and limit / 5 < len(waits):
            _limit(drawing, x(limit / 5), height, limit, t)
    return drawing


def _limit(drawing: Drawing, x: float, height: float, limit: int, t: Words) -> None:
    drawing.add(Line(x, 24, x, height - 10, strokeColor=INK, strokeWidth=0.8))
    words = t("%(n)s min", n=limit)
    drawing.add(word(words, x + 4, height - 12, bold=True, colour=INK))


def levels(points: Sequence[Json], limit: int, unit: str, t: Words) -> Drawing:
    """The service level over time; the lowest and the highest carry their value."""
    height = 140.0
    drawing = sheet(height)
    known = [
        (date.fromisoformat(one["day"]), value)
        for one in points
        if (value := one["service_level"].get(f"{limit * 60}")) is not None
    ]
    left = 32.0
    x = linear((0, len(known)), (left, drawing.width))
    y = linear((0, 100), (24, height - 18))
    rules(drawing, [0, 50, 100], y, left, drawing.width)
    slot = x(1) - x(0)
    across = min(slot * 0.72, 26)
    values = [value for _, value in known]
    named = {values.index(min(values)), values.index(max(values))}
    if slot >= 26:
        named = set(range(len(known)))
    for at, (_, value) in enumerate(known):
        middle = x(at) + slot / 2
        drawing.add(bar(middle - across / 2, y(0), across, y(value * 100) - y(0), RAMP[4]))
        if at in named:
            place = y(value * 100) + 4
            text = t.share(value)
            drawing.add(word(text, middle, place, bold=True, colour=INK, anchor="middle", size=7.5))
    _days(drawing, [day for day, _ in known], x, unit, t)
    return drawing


def _days(drawing: Drawing, days: Sequence[date], x: Scale, unit: str, t: Words) -> None:
    slot = x(1) - x(0)
    every = max(1, -(-int(34 / slot * 100) // 100))
    for at in range(0, len(days), every):
        name = t.period(days[at], days[at]) if unit == "year" else t.day_of_month(days[at])
        drawing.add(word(name, x(at) + slot / 2, 11, anchor="middle"))


def services(rows: Sequence[Json], t: Words) -> Drawing:
    """Wait and service time of each service: thin from P10 to P90, thick from P25 to P75, a mark
    with its number at the median."""
    known = [one for one in rows if (one.get("wait") or {}).get("median") is not None]
    drawing = sheet(len(known) * SPREAD + 34)
    name_room = 158.0
    half = (drawing.width - name_room - 26) / 2
    panels = (
        ("wait", t("Wait, minutes"), name_room),
        ("service", t("Service time, minutes"), name_room + half + 26),
    )
    top = drawing.height - 26
    for kind, title, left in panels:
        most = max((one.get(kind) or NOTHING).get("p90") or 0.0 for one in known) / 60
        marks = steps(most, 4)
        x = linear((0, marks[-1]), (left, left + half))
        drawing.add(word(title, left, drawing.height - 8, bold=True, colour=INK))
        for mark in marks:
            drawing.add(Line(x(mark), top, x(mark), 2, strokeColor=HAIR, strokeWidth=0.5))
            drawing.add(word(f"{mark:g}", x(mark), top + 4, anchor="middle", size=7))
        for down, one in enumerate(known):
            y = top - (down + 0.62) * SPREAD
            _spread(drawing, one.get(kind) or {}, x, y, t)
    for down, one in enumerate(known):
        y = top - (down + 0.62) * SPREAD
        lines = wrapped(t.name(one), BOLD, SMALL + 0.5, name_room - 12)[:2]
        for at, text in enumerate(lines):
            place = y + (len(lines) - 1) * 5 - at * 10 - 2
            drawing.add(word(text, 0, place, size=SMALL + 0.5, bold=True, colour=INK))
        if down:
            line = top - down * SPREAD
            drawing.add(Line(0, line, drawing.width, line, strokeColor=HAIR, strokeWidth=0.5))
    return drawing


def _spread(drawing: Drawing, figures: Json, x: Scale, y: float, t: Words) -> None:
    if figures.get("median") is None:
        return
    low, first, middle, third, high = (
        x(float(figures[one]) / 60) for one in ("p10", "p25", "median", "p75", "p90")
    )
    drawing.add(Line(low, y, high, y, strokeColor=EDGE, strokeWidth=1))
    drawing.add(bar(first, y - 3, max(1.5, third - first), 6, RAMP[3]))
    drawing.add(Line(middle, y - 5, middle, y + 5, strokeColor=INK, strokeWidth=2))
    text = t.minutes(figures["median"])
    drawing.add(word(text, middle, y + 7.5, bold=True, colour=INK, anchor="middle"))
    drawing.add(word(t.minutes(figures.get("p90")), high + 3, y - 2.8, colour=INK_2, size=7))
