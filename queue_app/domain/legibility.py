"""How large a display's letters must be, and from how far a screen can be read at all.

The display's own page (displays/static/sizes.js) computes the sizes from what it shows; these are
the same figures for those who plan, from the configuration alone.
"""

from __future__ import annotations

import math
import re

from queue_app.domain.office import Counter, Display, Office, Texts

LEGIBLE = 82
"""A letter can be read from so many times its height."""
CAP_HEIGHT = 0.668
"""Of the typeface's capitals and figures, in em."""

UNITS = (1080, 1920)
"""A screen's short and long side in the units of the layout."""
MARGINS = 144
LANDSCAPE_HEAD, UPRIGHT_HEAD = 116, 176
BESIDES = 85 + 40 + 84
"""Units of the height for caption, air and a message of one line."""
NEWEST = 2.14
"""em: the newest number, its place and the air between."""

FIGURE, CAPITAL, PREFIX_GAP, SMALL_WORD, ARROW = 0.59, 0.66, 0.13, 0.3, 0.9
"""em: what figures, letters and the signs before a place take of the width."""


def letter_millimetres(display: Display) -> float:
    """The height of figures and capitals that the last chair needs, in mm."""
    return display.viewing_distance_metres * 1000 / LEGIBLE


def readable_metres(display: Display, office: Office) -> float:
    """From how far the newest number and its place can be read on a screen of 16:9, in m."""
    short, long = UNITS
    across, down, head = (
        (short, long, UPRIGHT_HEAD) if display.upright else (long, short, LANDSCAPE_HEAD)
    )
    largest = min(
        (down - head - BESIDES) / NEWEST,
        (across - MARGINS) / _widest(office, display.area),
    )
    unit = display.diagonal_inches * 25.4 / math.hypot(*_ASPECT) * min(_ASPECT) / short
    return largest * unit * CAP_HEIGHT * LEGIBLE / 1000


_ASPECT = (16, 9)


def _widest(office: Office, area: str) -> float:
    """The widest number or place of an area in em; about, as typefaces go."""
    prefixes = [office.series_of(service)[1] for service in office.services.values()]
    numbers = [len(one) * CAPITAL + PREFIX_GAP + 3 * FIGURE for one in prefixes]
    here = [counter for counter in office.counters.values() if counter.area == area]
    return max([*numbers, *(_place(one, office) for one in here)], default=3.0)


def _place(counter: Counter, office: Office) -> float:
    arrow = 0 if counter.direction == "none" else ARROW
    name = _shown(counter.names, office)
    figures = re.fullmatch(r"(.*\S)\s+(\S*\d\S*)", name)
    if figures is None:
        return arrow + max(map(_width, name.split()), default=0.0)
    return arrow + SMALL_WORD * (_width(figures[1]) + SMALL_WORD) + _width(figures[2])


def _width(text: str) -> float:
    return sum(CAPITAL if one.isupper() else FIGURE * 0.9 for one in text)


def _shown(names: Texts, office: Office) -> str:
    return names.get(office.languages[0]) or next(iter(names.values()), "")
