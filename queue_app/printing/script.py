"""Text as it stands on paper: letters joined as Arabic and Persian join them, in visual order."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from arabic_reshaper import ArabicReshaper
from bidi.algorithm import get_display

LEFT_TO_RIGHT, RELEASE = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"

# This one knows mirrored brackets, but embeddings instead of isolates; on one line they do the same.
_EMBED = {"L": "\N{LEFT-TO-RIGHT EMBEDDING}", "R": "\N{RIGHT-TO-LEFT EMBEDDING}"}
_END = "\N{POP DIRECTIONAL FORMATTING}"
_ISOLATED = re.compile("[\u2066\u2068]([^\u2066-\u2069]*)\u2069?")

_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
# What steers the order and has no picture of its own.
_STEERING = re.compile(r"[\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def ltr(text: str) -> str:
    """Times and ranges run from left to right between words of any direction."""
    return f"{LEFT_TO_RIGHT}{text}{RELEASE}"


def visual(text: str, *, rtl: bool) -> str:
    """One line as a printer that knows nothing of scripts has to be given it, left to right."""
    if not rtl and not _ARABIC.search(text):
        return _STEERING.sub("", text)
    joined = _reshaper().reshape(text) if _ARABIC.search(text) else text
    ordered = get_display(_ISOLATED.sub(_embedded, joined), base_dir="R" if rtl else "L")
    return _STEERING.sub("", str(ordered))


def _embedded(isolated: re.Match[str]) -> str:
    """The words between isolates, the way of their first letter; figures alone go left to right."""
    words = isolated[1]
    ways = (unicodedata.bidirectional(letter) for letter in words)
    first = next((way for way in ways if way in {"L", "R", "AL"}), "L")
    return f"{_EMBED['L' if first == 'L' else 'R']}{words}{_END}"


@cache
def _reshaper() -> ArabicReshaper:
    return ArabicReshaper()
