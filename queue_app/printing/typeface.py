"""The typeface of everything printed: which files it comes from, and how wide words are in it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FOLDER = Path(__file__).parent / "fonts"
FILES = {
    "Office-Regular": "AtkinsonHyperlegibleNext_400Regular.ttf",
    "Office-Bold": "AtkinsonHyperlegibleNext_700Bold.ttf",
}
REGULAR, BOLD = FILES

CAP_HEIGHT = 0.668
"""Of capitals and figures, in em."""


@cache
def embedded() -> None:
    """Make the typeface known to the PDF writer, once; only the glyphs that are used get in."""
    for name, file in FILES.items():
        pdfmetrics.registerFont(TTFont(name, FOLDER / file))


def width(text: str, font: str, size: float) -> float:
    """Points that a text takes."""
    embedded()
    return float(pdfmetrics.stringWidth(text, font, size))


def wrapped(text: str, font: str, size: float, room: float) -> list[str]:
    """The lines of a text in a column; a word that is longer than the column is broken."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, font, size) <= room:
            lines[-1] = longer
        else:
            lines += _pieces(word, font, size, room)
    return lines


def _pieces(word: str, font: str, size: float, room: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, font, size) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces
