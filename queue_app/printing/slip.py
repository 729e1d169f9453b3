"""The slip that a citizen takes along: 80 mm of paper with the number, the wait and a QR code.

Its words come from `slip_content`; the PDF made here is also what a thermal printer's raster shows.
"""

from __future__ import annotations

import re

from queue_app.printing.roll import DOTS_PER_MILLIMETRE, MILLIMETRE, Roll
from queue_app.printing.script import ltr
from queue_app.printing.slip_content import Axis, Slip
from queue_app.printing.typeface import BOLD, CAP_HEIGHT, REGULAR, width, wrapped
from queue_app.translations import RIGHT_TO_LEFT

PAPER = 80 * MILLIMETRE
MARGIN = 5 * MILLIMETRE
"""Thermal printers reach 72 of the 80 mm."""

CODE_DOTS = 27 * DOTS_PER_MILLIMETRE
NARROW = 70 * MILLIMETRE
"""Paper on which there is no room for words beside the code."""
PREFIX_GAP = 0.13
SMALL, TEXT, LABEL, LARGE = 8.5, 10.0, 12.5, 25.0
STROKE = 6.0
"""Height of the wait on its time axis."""


def render_slip(slip: Slip, paper: float = PAPER) -> bytes:
    """The slip as a PDF on paper of a width in points; the same slip gives the same bytes."""
    roll = Roll(paper, MARGIN, rtl=slip.language in RIGHT_TO_LEFT)
    _head(roll, slip)
    _wait(roll, slip)
    _documents(roll, slip)
    _code(roll, slip)
    _foot(roll, slip)
    return roll.pdf(title=slip.title, author=slip.office, language=slip.language)


def _head(roll: Roll, slip: Slip) -> None:
    roll.text(slip.office, LABEL, bold=True)
    roll.skip(5)
    roll.rule(1.2)
    roll.skip(4)
    roll.text(slip.label, TEXT)
    _number(roll, slip.number)
    roll.skip(8)
    roll.text(slip.service, LABEL + 2, bold=True)


def _number(roll: Roll, number: str) -> None:
    """As wide as the paper: it is remembered and read from across the room."""
    found = re.fullmatch(r"([^0-9]*)(.*)", number)
    prefix, digits = found.groups() if found else ("", number)
    gap = PREFIX_GAP if prefix and digits else 0.0
    ems = width(prefix, BOLD, 1) + gap + width(digits, BOLD, 1)
    size = min(roll.room / ems, 100)
    base = roll.y + size * CAP_HEIGHT + 8
    roll.spaced(prefix, digits, gap * size, base, size)
    roll.y = base + 2


def _wait(roll: Roll, slip: Slip) -> None:
    wait = slip.wait
    roll.skip(9)
    roll.rule()
    roll.skip(4)
    if wait.figures is None:
        roll.text(wait.label, LABEL)
    else:
        roll.text(wait.label, TEXT)
        roll.text(wait.figures, LARGE, bold=True)
    if wait.axis is not None:
        _axis(roll, wait.axis)
    roll.skip(3)
    if slip.ahead is not None:
        roll.text(slip.ahead, LABEL, bold=True)


def _axis(roll: Roll, axis: Axis) -> None:
    """The range on a line of clock times that begins now and ends a good way after it."""
    end = axis.high + max(5.0, axis.high * 0.4)
    roll.skip(8)
    line = roll.y + STROKE / 2
    roll.bar(roll.margin, line - 0.6, roll.room, 1.2)
    for x in (roll.margin, roll.margin + roll.room - 1.2):
        roll.bar(x, line - 0.6, 1.2, STROKE)
    first, last = (roll.margin + roll.room * one / end for one in (axis.low, axis.high))
    roll.bar(first, roll.y, max(2.0, last - first), STROKE)
    base = roll.y + STROKE + 11
    span = roll.centred(ltr(axis.span), (first + last) / 2, base, TEXT, BOLD)
    if roll.margin + width(axis.now, REGULAR, SMALL, rtl=roll.rtl) + 6 <= span:
        roll.put(axis.now, roll.margin, base, SMALL)
    roll.y = base + 4


def _documents(roll: Roll, slip: Slip) -> None:
    if not slip.documents:
        return
    roll.skip(9)
    roll.rule()
    roll.skip(4)
    roll.text(slip.documents_label, TEXT)
    roll.skip(2)
    indent = 15.0
    for document in slip.documents:
        lines = wrapped(document, BOLD, LABEL, roll.room - indent)
        roll.box(roll.margin, roll.y + 5.2, 9)
        for line in lines:
            roll.y += LABEL * 1.3
            roll.put(line, roll.margin + indent, roll.y - LABEL * 0.1, LABEL, BOLD)


def _code(roll: Roll, slip: Slip) -> None:
    """The QR code with what it is for beside it, four modules of white around it."""
    roll.skip(10)
    roll.rule()
    roll.skip(11)
    roll.snap()
    size = roll.qr(slip.url, roll.margin, roll.y, CODE_DOTS)
    if roll.paper < NARROW:
        roll.skip(size + 8)
        roll.text(slip.take_along, LABEL, bold=True)
        roll.text(slip.code_opens, TEXT)
        roll.skip(8)
        return
    x = roll.margin + size + 12
    y = top = roll.y
    for text, letters, font in (
        (slip.take_along, LABEL, BOLD),
        (slip.code_opens, TEXT, REGULAR),
    ):
        for line in wrapped(text, font, letters, roll.paper - roll.margin - x):
            y += letters * 1.2
            roll.put(line, x, y - letters * 0.2, letters, font)
        y += 5
    roll.y = max(top + size, y) + 11


def _foot(roll: Roll, slip: Slip) -> None:
    roll.rule()
    roll.skip(4)
    roll.text(slip.watch, TEXT)
    roll.skip(2)
    roll.text(slip.issued, TEXT)
