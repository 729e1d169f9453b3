"""The typeface of everything printed: its files for each script, and how wide words are in it."""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from queue_app.printing.script import visual

FOLDER = Path(__file__).parent / "fonts"
REGULAR, BOLD = "Office-Regular", "Office-Bold"

# One family to the reader: the first face whose letters it are.
FACES = {
    REGULAR: {
        "Latin": "AtkinsonHyperlegibleNext_400Regular.ttf",
        "Cyrillic": "NotoSans_400Regular.cyrillic.ttf",
        "Arabic": "Vazirmatn_400Regular.arabic.ttf",
    },
    BOLD: {
        "Latin": "AtkinsonHyperlegibleNext_700Bold.ttf",
        "Cyrillic": "NotoSans_700Bold.cyrillic.ttf",
        "Arabic": "Vazirmatn_700Bold.arabic.ttf",
    },
}
_SCRIPTS = {
    "Cyrillic": re.compile(r"[\u0301\u0400-\u045f\u0490\u0491\u2116]"),
    "Arabic": re.compile(r"[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufefc]"),
}

CAP_HEIGHT = 0.668
"""Of capitals and figures, in em."""


@cache
def embedded() -> None:
    """Make the typeface known to the PDF writer, once; only the glyphs that are used get in."""
    for font, files in FACES.items():
        for script, file in files.items():
            pdfmetrics.registerFont(TTFont(f"{font}-{script}", FOLDER / file))


def pieces(line: str, font: str) -> list[tuple[str, str]]:
    """A line in visual order as `(face, part)`, left to right."""
    return [
        (f"{font}-{script}", "".join(letters)) for script, letters in groupby(line, key=_script)
    ]


def width(text: str, font: str, size: float, *, rtl: bool = False) -> float:
    """Points that a text takes."""
    embedded()
    parts = pieces(visual(text, rtl=rtl), font)
    return float(sum(pdfmetrics.stringWidth(part, face, size) for face, part in parts))


def wrapped(text: str, font: str, size: float, room: float) -> list[str]:
    """The lines of a text in a column; a word that is longer than the column is broken."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, font, size) <= room:
            lines[-1] = longer
        else:
            lines += _broken(word, font, size, room)
    return lines


def _broken(word: str, font: str, size: float, room: float) -> list[str]:
    parts = [""]
    for letter in word:
        if parts[-1] and width(parts[-1] + letter, font, size) > room:
            parts.append("")
        parts[-1] += letter
    return parts


def _script(letter: str) -> str:
    return next((name for name, its in _SCRIPTS.items() if its.match(letter)), "Latin")
