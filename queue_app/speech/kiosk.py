"""What a kiosk wants spoken, as phrases: words alone, no signs that a page needs."""

from __future__ import annotations

import unicodedata

from queue_app.speech.voice import Phrase

UNHEARD = {"Cc", "Cf", "Cs", "Co", "Cn"}
"""Unicode's categories of signs that nobody hears: direction marks, controls, surrogates …"""
JOINERS = "\u200c\u200d"
"""Persian and Arabic words are written with them."""


def phrases(language: str, text: str) -> list[Phrase]:
    """A phrase for each line that says something."""
    lines = (_heard(line) for line in text.splitlines())
    return [Phrase(language, line) for line in lines if line]


def _heard(line: str) -> str:
    kept = (
        one if one in JOINERS or unicodedata.category(one) not in UNHEARD else " " for one in line
    )
    return " ".join("".join(kept).split())
