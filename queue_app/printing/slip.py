"""The slip that a citizen takes along: 80 mm of paper with the number, the wait and a QR code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, format_time

from queue_app.printing.roll import MILLIMETRE, Roll
from queue_app.printing.script import ltr
from queue_app.printing.typeface import BOLD, CAP_HEIGHT, REGULAR, width, wrapped
from queue_app.translations import RIGHT_TO_LEFT, Catalogue, usual

PAPER = 80 * MILLIMETRE
MARGIN = 5 * MILLIMETRE
"""Thermal printers reach 72 of the 80 mm."""

CODE = 27 * MILLIMETRE
PREFIX_GAP = 0.13
DASH = "\N{EN DASH}"
SOON = 3
SPAN = 60
SMALL, TEXT, LABEL, LARGE = 8.5, 10.0, 12.5, 25.0
STROKE = 6.0
"""Height of the wait on its time axis."""


def render_slip(  # noqa: PLR0913 - a slip names everything that it prints
    *,
    office_name: str,
    number: str,
    service: str,
    issued_at: datetime,
    zone: ZoneInfo,
    language: str,
    estimate_shown: tuple[float, float] | None,
    ahead: int | None,
    url: str,
    texts: Catalogue,
    documents: Sequence[str] = (),
    basis: str | None = None,
    estimated_at: datetime | None = None,
) -> bytes:
    """The slip as a PDF; the same arguments give the same bytes.

    `estimate_shown` is the range in seconds that all pages show, counted from `estimated_at` (the
    issue, if nothing else is said); None where there is none, for the reason in `basis`.
    """
    roll = Roll(PAPER, MARGIN, rtl=language in RIGHT_TO_LEFT)
    issued = issued_at.astimezone(zone)
    counted_from = (estimated_at or issued_at).astimezone(zone)
    _head(roll, office_name, number, service, texts)
    _wait(roll, estimate_shown, basis, counted_from, ahead, texts)
    _documents(roll, documents, texts)
    _code(roll, url, texts)
    _foot(roll, issued, language, texts)
    return roll.pdf(
        title=texts.gettext("Number %(number)s") % {"number": number},
        author=office_name,
        language=language,
    )


def _head(roll: Roll, office_name: str, number: str, service: str, texts: Catalogue) -> None:
    roll.text(office_name, LABEL, bold=True)
    roll.skip(5)
    roll.rule(1.2)
    roll.skip(4)
    roll.text(texts.gettext("Your number"), TEXT)
    _number(roll, number)
    roll.skip(8)
    roll.text(service, LABEL + 2, bold=True)


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


def _wait(
    roll: Roll,
    shown: tuple[float, float] | None,
    basis: str | None,
    counted_from: datetime,
    ahead: int | None,
    texts: Catalogue,
) -> None:
    roll.skip(9)
    roll.rule()
    roll.skip(4)
    if shown is None:
        roll.text(_no_estimate(basis, texts), LABEL)
    else:
        low, high = (round(one / 60) for one in shown)
        label, figures = _range(low, high, texts)
        roll.text(label, TEXT)
        roll.text(figures, LARGE, bold=True)
        if high > SOON and low < SPAN:
            _axis(roll, counted_from, low, high, texts)
    roll.skip(3)
    if ahead is not None:
        roll.text(_ahead(ahead, texts), LABEL, bold=True)


def _no_estimate(basis: str | None, texts: Catalogue) -> str:
    if basis == "nobody_serving":
        return texts.gettext("No counter serves this at the moment.")
    return texts.gettext("How long you wait can't be said yet.")


def _range(low: int, high: int, texts: Catalogue) -> tuple[str, str]:
    """The sentence above the figures, and the figures."""
    if high <= SOON:
        return texts.gettext("It is your turn"), texts.gettext("soon")
    if low >= SPAN:
        words = texts.ngettext("%(range)s minute", "%(range)s minutes", SPAN)
        return texts.gettext("You wait more than"), words % texts.isolated({"range": SPAN})
    figures = str(high) if low == high else f"{low}{DASH}{high}"
    words = texts.ngettext("%(range)s minute", "%(range)s minutes", high)
    return texts.gettext("You wait for about"), words % texts.isolated({"range": figures})


def _axis(roll: Roll, start: datetime, low: int, high: int, texts: Catalogue) -> None:
    """The range on a line of clock times that begins now and ends a good way after it."""
    end = high + max(5.0, high * 0.4)
    roll.skip(8)
    line = roll.y + STROKE / 2
    roll.bar(roll.margin, line - 0.6, roll.room, 1.2)
    for x in (roll.margin, roll.margin + roll.room - 1.2):
        roll.bar(x, line - 0.6, 1.2, STROKE)
    first, last = (roll.margin + roll.room * one / end for one in (low, high))
    roll.bar(first, roll.y, max(2.0, last - first), STROKE)
    base = roll.y + STROKE + 11
    now = f"{texts.gettext('now')} {_clock(start)}"
    span = roll.centred(ltr(_clock_range(start, low, high)), (first + last) / 2, base, TEXT, BOLD)
    if roll.margin + width(now, REGULAR, SMALL, rtl=roll.rtl) + 6 <= span:
        roll.put(now, roll.margin, base, SMALL)
    roll.y = base + 4


def _ahead(ahead: int, texts: Catalogue) -> str:
    if ahead == 0:
        return texts.gettext("Nobody is ahead of you.")
    words = texts.ngettext("%(n)s person is ahead of you.", "%(n)s people are ahead of you.", ahead)
    return words % texts.isolated({"n": ahead})


def _documents(roll: Roll, documents: Sequence[str], texts: Catalogue) -> None:
    if not documents:
        return
    roll.skip(9)
    roll.rule()
    roll.skip(4)
    roll.text(texts.gettext("Please have ready"), TEXT)
    roll.skip(2)
    indent = 15.0
    for document in documents:
        lines = wrapped(document, BOLD, LABEL, roll.room - indent)
        roll.box(roll.margin, roll.y + 5.2, 9)
        for line in lines:
            roll.y += LABEL * 1.3
            roll.put(line, roll.margin + indent, roll.y - LABEL * 0.1, LABEL, BOLD)


def _code(roll: Roll, url: str, texts: Catalogue) -> None:
    """The QR code with what it is for beside it, four modules of white around it."""
    roll.skip(10)
    roll.rule()
    roll.skip(11)
    top = roll.y
    roll.qr(url, roll.margin, top, CODE)
    x = roll.margin + CODE + 12
    y = top
    for text, size, font in (
        (texts.gettext("Take it along on your phone and wait outside"), LABEL, BOLD),
        (texts.gettext("The code opens a page that shows when it is your turn."), TEXT, REGULAR),
    ):
        for line in wrapped(text, font, size, roll.paper - roll.margin - x):
            y += size * 1.2
            roll.put(line, x, y - size * 0.2, size, font)
        y += 5
    roll.y = max(top + CODE, y) + 11


def _foot(roll: Roll, issued: datetime, language: str, texts: Catalogue) -> None:
    roll.rule()
    roll.skip(4)
    roll.text(texts.gettext("Watch the screen and listen for the gong."), TEXT)
    roll.skip(2)
    when = {"date": format_date(issued.date(), "full", locale=_locale(language))}
    when["time"] = _clock(issued)
    roll.text(texts.gettext("%(date)s, %(time)s") % texts.isolated(when), TEXT)


def _locale(language: str) -> Locale:
    return Locale.parse(usual(language))


def _clock(instant: datetime) -> str:
    """24 hours in every language and without a leading zero, as on all screens."""
    return str(format_time(instant, "H:mm", tzinfo=instant.tzinfo, locale="en"))


def _clock_range(start: datetime, low: int, high: int) -> str:
    first, last = (_clock(start + timedelta(minutes=one)) for one in (low, high))
    return first if first == last else f"{first}{DASH}{last}"
