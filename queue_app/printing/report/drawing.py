"""Parts of every drawing of the report: scales, axes, words; places only, no figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from reportlab.graphics.shapes import Drawing, Line, PolyLine, Rect, String
from reportlab.lib.colors import Color

from queue_app.printing.report.ink import EDGE, HAIR, INK, INK_2, SMALL
from queue_app.printing.report.paper import ROOM
from queue_app.printing.typeface import BOLD, REGULAR, embedded, width

Scale = Callable[[float], float]


def sheet(height: float, across: float = ROOM) -> Drawing:
    """An empty drawing."""
    embedded()
    return Drawing(across, height)


def linear(domain: tuple[float, float], places: tuple[float, float]) -> Scale:
    """From values to places."""
    span = (domain[1] - domain[0]) or 1
    return lambda value: places[0] + (value - domain[0]) / span * (places[1] - places[0])


def steps(largest: float, most: int = 4) -> list[float]:
    """Round values from zero that cover the largest."""
    for step in (1, 2, 5, 10, 15, 20, 30, 60, 100, 120, 200, 240, 500, 1000, 2000, 5000, 10000):
        if largest <= step * most:
            count = max(1, -(-int(largest * 1000) // (step * 1000)))
            return [float(step * at) for at in range(count + 1)]
    return [0.0, largest]


def word(
    text: str,
    x: float,
    y: float,
    *,
    size: float = SMALL,
    bold: bool = False,
    colour: Color = INK_2,
    anchor: Literal["start", "middle", "end"] = "start",
) -> String:
    """A word in the house's typeface."""
    face = f"{BOLD if bold else REGULAR}-Latin"
    return String(x, y, text, fontName=face, fontSize=size, fillColor=colour, textAnchor=anchor)


def wide(text: str, size: float = SMALL, *, bold: bool = False) -> float:
    """Points that a word takes."""
    return width(text, BOLD if bold else REGULAR, size)


def rules(drawing: Drawing, values: Sequence[float], y: Scale, left: float, right: float) -> None:
    """Lines across with their values before them; the lowest is the axis."""
    for at, value in enumerate(values):
        colour = HAIR if at else EDGE
        drawing.add(Line(left, y(value), right, y(value), strokeColor=colour, strokeWidth=0.5))
        drawing.add(word(f"{value:g}", left - 5, y(value) - 2.8, anchor="end"))


def hours(drawing: Drawing, first: int, last: int, x: Scale, y: float) -> None:
    """Full hours under an axis."""
    every = 1 if last - first <= 14 else 2
    for hour in range(first, last + 1, every):
        drawing.add(Line(x(hour), y, x(hour), y - 3, strokeColor=EDGE, strokeWidth=0.5))
        drawing.add(word(str(hour), x(hour), y - 12, anchor="middle"))


def line(points: Sequence[tuple[float, float]], *, thick: float, colour: Color = INK) -> PolyLine:
    """Points that follow one another; a single one becomes a short stroke."""
    if len(points) == 1:
        ((x, y),) = points
        points = [(x - 3, y), (x + 3, y)]
    flat = [value for point in points for value in point]
    return PolyLine(flat, strokeColor=colour, strokeWidth=thick, strokeLineJoin=1, strokeLineCap=1)


def bar(x: float, y: float, across: float, height: float, colour: Color) -> Rect:
    """A filled rectangle."""
    found = Rect(x, y, across, height)
    found.fillColor, found.strokeColor = colour, None
    return found


def hour_of(half_hour: str) -> float:
    """ "10:30" as 10.5."""
    hour, minute = half_hour.split(":")
    return int(hour) + int(minute) / 60
