"""The colours and measures of the printed report: the design's tokens as ink on white paper."""

from __future__ import annotations

from reportlab.lib.colors import HexColor

INK = HexColor("#14213A")
INK_2 = HexColor("#414C63")
EDGE = HexColor("#767E8E")
HAIR = HexColor("#C9CBC4")
WHITE = HexColor("#FFFFFF")
PAPER = HexColor("#ECEDE8")

RAMP = tuple(
    HexColor(one)
    for one in ("#F4F4F0", "#D9DCDD", "#B5BCC6", "#8791A3", "#566380", "#2F3F60", "#14213A")
)
"""From little to much."""
ON_RAMP = (INK, INK, INK, INK, WHITE, WHITE, WHITE)

SMALL, TEXT, LARGE, HEADING, SENTENCE, NUMERAL = 8.0, 9.5, 11.0, 14.0, 25.0, 27.0
"""Sizes of letters in points."""
