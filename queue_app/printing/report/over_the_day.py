"""Drawings over the hours of the day: the wait in bands, waiting against open counters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor
from typing import Any

from reportlab.graphics.shapes import Drawing, Polygon

from queue_app.printing.figures.words import Words
from queue_app.printing.report.drawing import (
    Scale,
    bar,
    hour_of,
    hours,
    line,
    linear,
    rules,
    sheet,
    steps,
    wide,
    word,
)
from queue_app.printing.report.ink import INK, INK_2, RAMP, SMALL

Json = Mapping[str, Any]
Point = tuple[float, float]

LEFT, RIGHT = 26.0, 44.0


def wait_bands(bands: Sequence[Json], t: Words, height: float = 190) -> Drawing:
    """P10 to P90 and P25 to P75 of the wait, by the half-hour of arrival, with the median."""
    drawing = sheet(height)
    known = [one for one in bands if one.get("median") is not None]
    first, last = _ends(known)
    marks = steps(max(one["p90"] for one in known) / 60)
    x = linear((first, last), (LEFT, drawing.width - RIGHT))
    y = linear((0, marks[-1]), (22, height - 20))
    rules(drawing, marks, y, LEFT, drawing.width - RIGHT)
    for piece in _pieces(known):
        for low, high, colour in (("p10", "p90", RAMP[1]), ("p25", "p75", RAMP[2])):
            _band(drawing, piece, (low, high), x, y, colour)
        for what, thick in (("p90", 0.7), ("p10", 0.7), ("median", 2.2)):
            drawing.add(line(_points(piece, what, x, y), thick=thick))
    hours(drawing, first, last, x, 22)
    _peak(drawing, known, x, y, t)
    _names(drawing, known[-1], x, y, t)
    return drawing


def _ends(known: Sequence[Json]) -> tuple[int, int]:
    at = [hour_of(one["half_hour"]) for one in known]
    return floor(min(at)), max(ceil(max(at) + 0.25), floor(min(at)) + 1)


def _pieces(known: Sequence[Json]) -> list[list[Json]]:
    """A half-hour in which nobody was called interrupts the bands."""
    found: list[list[Json]] = []
    for one in known:
        before = found[-1][-1] if found else None
        if before and hour_of(one["half_hour"]) - hour_of(before["half_hour"]) <= 0.5:
            found[-1].append(one)
        else:
            found.append([one])
    return found


def _points(piece: Sequence[Json], what: str, x: Scale, y: Scale) -> list[Point]:
    return [
        (x(hour_of(one["half_hour"]) + 0.25), y(one[what] / 60))
        for one in piece
        if one.get(what) is not None
    ]


def _band(
    drawing: Drawing, piece: Sequence[Json], ends: tuple[str, str], x: Scale, y: Scale, colour: Any
) -> None:
    below, above = (_points(piece, one, x, y) for one in ends)
    if len(below) > 1 and len(above) > 1:
        flat = [value for point in (*above, *reversed(below)) for value in point]
        drawing.add(Polygon(flat, fillColor=colour, strokeColor=None, strokeWidth=0))


def _peak(drawing: Drawing, known: Sequence[Json], x: Scale, y: Scale, t: Words) -> None:
    most = max(known, key=lambda one: float(one["p90"]))
    words = t("%(n)s min at %(time)s", n=t.minutes(most["p90"]), time=t.clock(most["half_hour"]))
    half = wide(words, bold=True) / 2
    at = x(hour_of(most["half_hour"]) + 0.25)
    middle = min(max(at, LEFT + half), drawing.width - RIGHT - half)
    place = y(most["p90"] / 60) + 5
    drawing.add(word(words, middle, place, bold=True, colour=INK, anchor="middle"))


def _names(drawing: Drawing, last: Json, x: Scale, y: Scale, t: Words) -> None:
    """The names of the lines at their ends, apart from each other."""
    at = x(hour_of(last["half_hour"]) + 0.25) + 6
    below = None
    for what, name in (("p10", "P10"), ("median", t("Median")), ("p75", "P75"), ("p90", "P90")):
        if last.get(what) is None:
            continue
        place = y(last[what] / 60) - 2.8
        place = place if below is None else max(place, below + SMALL + 0.6)
        strong = what == "median"
        drawing.add(word(name, at, place, bold=strong, colour=INK if strong else INK_2))
        below = place


def standing(rows: Sequence[Json], t: Words, height: float = 190) -> Drawing:
    """How many waited, over how many counters were open: one axis of hours, two of numbers."""
    drawing = sheet(height)
    first, last = _ends(rows)
    x = linear((first, last), (LEFT, drawing.width - RIGHT))
    middle = height * 0.42
    waits = steps(max(one["waiting"] for one in rows), 3)
    y = linear((0, waits[-1]), (middle + 16, height - 16))
    rules(drawing, waits, y, LEFT, drawing.width - RIGHT)
    points = [(x(hour_of(one["half_hour"]) + 0.25), y(one["waiting"])) for one in rows]
    drawing.add(line(points, thick=2.2))
    drawing.add(word(t("people waiting"), LEFT, height - 8, bold=True, colour=INK))
    opened = steps(max(one["counters_open"] for one in rows), 3)
    z = linear((0, opened[-1]), (22, middle - 14))
    rules(drawing, opened, z, LEFT, drawing.width - RIGHT)
    slot = x(0.5) - x(0)
    for one in rows:
        left = x(hour_of(one["half_hour"])) + 0.6
        drawing.add(bar(left, z(0), slot - 1.2, z(one["counters_open"]) - z(0), RAMP[4]))
    drawing.add(word(t("counters open"), LEFT, middle - 6, bold=True, colour=INK))
    hours(drawing, first, last, x, 22)
    return drawing
