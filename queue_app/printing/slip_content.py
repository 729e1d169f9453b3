"""What a slip says, in the citizen's words; how that comes onto paper is for its writers to know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, format_time

from queue_app.translations import Catalogue, usual

DASH = "\N{EN DASH}"
SOON = 3
SPAN = 60


@dataclass(frozen=True)
class Axis:
    """The wait between two clock times, `low` and `high` minutes after `start`."""

    start: datetime
    low: int
    high: int
    now: str
    """The beginning in words."""

    @property
    def span(self) -> str:
        """From when until when the call is expected."""
        first, last = (
            clock_time(self.start + timedelta(minutes=one)) for one in (self.low, self.high)
        )
        return first if first == last else f"{first}{DASH}{last}"


@dataclass(frozen=True)
class Wait:
    """How long it takes: a sentence, its large figures where there are any, and the clock."""

    label: str
    figures: str | None = None
    axis: Axis | None = None


@dataclass(frozen=True)
class Slip:
    """Everything on a slip, from its head to its foot."""

    language: str
    title: str
    office: str
    label: str
    number: str
    service: str
    wait: Wait
    ahead: str | None
    documents_label: str
    documents: tuple[str, ...]
    url: str
    take_along: str
    code_opens: str
    watch: str
    issued: str

    def words(self) -> Iterator[str]:
        """Every text that is printed."""
        yield from (self.office, self.label, self.number, self.service, self.wait.label)
        if self.wait.figures:
            yield self.wait.figures
        if self.wait.axis:
            yield self.wait.axis.span
        if self.ahead:
            yield self.ahead
        if self.documents:
            yield self.documents_label
            yield from self.documents
        yield from (self.take_along, self.code_opens, self.watch, self.issued)


def slip_content(  # noqa: PLR0913 - a slip names everything that it says
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
) -> Slip:
    """Put the slip of a ticket into words.

    `estimate_shown` is the range in seconds that all pages show, counted from `estimated_at` (the
    issue, if nothing else is said); None where there is none, for the reason in `basis`.
    """
    counted_from = (estimated_at or issued_at).astimezone(zone)
    return Slip(
        language=language,
        title=texts.gettext("Number %(number)s") % {"number": number},
        office=office_name,
        label=texts.gettext("Your number"),
        number=number,
        service=service,
        wait=_wait(estimate_shown, basis, counted_from, texts),
        ahead=None if ahead is None else _ahead(ahead, texts),
        documents_label=texts.gettext("Please have ready"),
        documents=tuple(documents),
        url=url,
        take_along=texts.gettext("Take it along on your phone and wait outside"),
        code_opens=texts.gettext("The code opens a page that shows when it is your turn."),
        watch=texts.gettext("Watch the screen and listen for the gong."),
        issued=_issued(issued_at.astimezone(zone), language, texts),
    )


def clock_time(instant: datetime) -> str:
    """24 hours in every language and without a leading zero, as on all screens."""
    return str(format_time(instant, "H:mm", tzinfo=instant.tzinfo, locale="en"))


def _wait(
    shown: tuple[float, float] | None, basis: str | None, counted_from: datetime, texts: Catalogue
) -> Wait:
    if shown is None:
        return Wait(_no_estimate(basis, texts))
    low, high = (round(one / 60) for one in shown)
    label, figures = _range(low, high, texts)
    if high <= SOON or low >= SPAN:
        return Wait(label, figures)
    now = f"{texts.gettext('now')} {clock_time(counted_from)}"
    return Wait(label, figures, Axis(counted_from, low, high, now))


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


def _ahead(ahead: int, texts: Catalogue) -> str:
    if ahead == 0:
        return texts.gettext("Nobody is ahead of you.")
    words = texts.ngettext("%(n)s person is ahead of you.", "%(n)s people are ahead of you.", ahead)
    return words % texts.isolated({"n": ahead})


def _issued(at: datetime, language: str, texts: Catalogue) -> str:
    locale = Locale.parse(usual(language))
    when = {"date": format_date(at.date(), "full", locale=locale), "time": clock_time(at)}
    return texts.gettext("%(date)s, %(time)s") % texts.isolated(when)
