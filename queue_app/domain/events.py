"""The facts: immutable records of one thing that happened in an office's queue.

No personal data, no text that somebody typed and no clerk stands in a fact: who pressed is in the
audit table, keyed by revision; notes, the reason of a break or a stop stand beside the facts. Every field is a string, a number, a boolean, an instant, a tuple of strings
or numbers, or None, so that a fact survives JSON unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Fact:
    """Something that happened; the subclass says what."""


@dataclass(frozen=True)
class TicketFact(Fact):
    """Something that happened to one ticket."""

    ticket: str


@dataclass(frozen=True)
class TicketIssued(TicketFact):
    """A number was drawn. `appointment` says that `booked_at` counts (checked in in time).

    `guard` is "warned" or "overridden" where the capacity guard spoke against it, else None.
    """

    number: str
    series: str
    service: str
    also: tuple[str, ...]
    persons: int
    language: str
    priority: str
    business_day: str
    queue_time: datetime
    booked_at: datetime | None = None
    appointment: bool = False
    not_before: datetime | None = None
    bound_to: str | None = None
    guard: str | None = None


@dataclass(frozen=True)
class TicketCalled(TicketFact):
    """The number went to the displays; `passed_over` are put-back tickets *next* used up."""

    counter: str
    by_hand: bool = False
    passed_over: tuple[str, ...] = ()


@dataclass(frozen=True)
class TicketRecalled(TicketFact):
    """The number was gonged again; an automatic recall counts nowhere as last call."""

    counter: str
    automatic: bool = False


@dataclass(frozen=True)
class ServiceStarted(TicketFact):
    """The citizen is at the counter."""

    counter: str


@dataclass(frozen=True)
class ServiceFinished(TicketFact):
    """A leg ended at the counter; a `LegBegan` of the same action follows when one is open."""

    counter: str
    outcome: str | None = None
    services: tuple[str, ...] = ()


@dataclass(frozen=True)
class LegBegan(TicketFact):
    """The next leg of a visit: at once at `counter` (`serving`), or waiting for it."""

    service: str
    also: tuple[str, ...]
    counter: str
    serving: bool
    bound_to: str | None = None


@dataclass(frozen=True)
class TicketMissed(TicketFact):
    """Nobody came."""

    counter: str


@dataclass(frozen=True)
class TicketReturned(TicketFact):
    """Somebody who had missed the call is back in the queue at `queue_time`."""

    queue_time: datetime


@dataclass(frozen=True)
class TicketPutBack(TicketFact):
    """The call was withdrawn by its counter; the place is kept."""

    counter: str


@dataclass(frozen=True)
class TicketParked(TicketFact):
    """The service is interrupted; the counter is free."""

    counter: str


@dataclass(frozen=True)
class TicketTransferred(TicketFact):
    """A new leg for a service, a counter (`bound_to`) or both; `return_to` asks to come back."""

    counter: str | None
    service: str
    bound_to: str | None = None
    return_to: str | None = None
    return_service: str | None = None


@dataclass(frozen=True)
class TicketPostponed(TicketFact):
    """The citizen asked to be called later."""

    minutes: int


@dataclass(frozen=True)
class TicketChanged(TicketFact):
    """Staff corrected a waiting ticket; the fields stand as they are afterwards."""

    service: str
    also: tuple[str, ...]
    persons: int
    priority: str
    bound_to: str | None


@dataclass(frozen=True)
class TicketCancelled(TicketFact):
    """The ticket was given back; `by` is "citizen" or "staff"."""

    by: str


@dataclass(frozen=True)
class TicketExpired(TicketFact):
    """The day was over before the visit was."""


@dataclass(frozen=True)
class TicketUnbound(TicketFact):
    """The counter a ticket was bound to has closed: any counter may take it."""

    counter: str


@dataclass(frozen=True)
class ActionUndone(Fact):
    """A counter's last action was taken back, as far as `ticket` (or the counter) goes.

    `passed_over` are the put-back tickets of the counter as they are afterwards.
    """

    counter: str
    ticket: str | None
    undoes: tuple[int, ...]
    passed_over: tuple[str, ...] = ()


@dataclass(frozen=True)
class CounterFact(Fact):
    """Something that happened to a counter."""

    counter: str


@dataclass(frozen=True)
class CounterOpened(CounterFact):
    """The counter calls people from now on (also after a pause)."""


@dataclass(frozen=True)
class PauseRequested(CounterFact):
    """The counter will pause when its current ticket has ended."""


@dataclass(frozen=True)
class CounterPaused(CounterFact):
    """The counter is on a declared break."""


@dataclass(frozen=True)
class NobodyCalled(CounterFact):
    """*next* found nobody; `passed_over` are the put-back tickets that it used up."""

    passed_over: tuple[str, ...]


@dataclass(frozen=True)
class CounterClosed(CounterFact):
    """The counter calls nobody any more."""


@dataclass(frozen=True)
class IssuingChanged(Fact):
    """Issuing was stopped or resumed, for one service or (None) for the office."""

    open: bool
    service: str | None = None


@dataclass(frozen=True)
class MessageChanged(Fact):
    """The displays of an area, or (None) of the office, show another message, or none."""

    shown: bool
    area: str | None = None


@dataclass(frozen=True)
class TicketRefused(Fact):
    """Somebody was turned away: `code` is closed, stopped or capacity."""

    service: str
    code: str


@dataclass(frozen=True)
class AlarmRaised(Fact):
    """A silent alarm to all desks, from a counter or from the reception (None)."""

    counter: str | None = None


@dataclass(frozen=True)
class AlarmEnded(Fact):
    """Somebody ended the alarm, or its time was over."""


@dataclass(frozen=True)
class HelpCalled(Fact):
    """Somebody at a kiosk asks for a member of staff."""

    kiosk: str


@dataclass(frozen=True)
class HelpAnswered(Fact):
    """A member of staff is on the way to the kiosk."""

    kiosk: str


@dataclass(frozen=True)
class HelpEnded(Fact):
    """The call was taken back, or its time was over."""

    kiosk: str


@dataclass(frozen=True)
class VisitOnPaper(Fact):
    """A visit that was written down by hand while the system was away, entered afterwards.

    The instant it holds for is that of the number. `number` is what was written, no number of any
    series; `finished_at` is the end, also of a visit that was given up. Times are as coarse as
    they were written. It never was in the queue: it is no fact of a ticket.
    """

    visit: str
    number: str
    service: str
    persons: int
    priority: str
    ended: str
    counter: str | None = None
    called_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    outcome: str | None = None


@dataclass(frozen=True)
class OfficeConfigured(Fact):
    """The office's services, counters, hours or rules were changed."""


@dataclass(frozen=True)
class Recorded:
    """A fact in its place in the office's log.

    `revision` is gapless per office; `at` is the instant it holds for (the due instant of timed
    work, the last call of an implied start); `action` is the revision of the first fact of the
    same press; `desk` says that the action is one a counter can undo.
    """

    revision: int
    at: datetime
    action: int
    fact: Fact
    desk: bool = False


FACTS: dict[str, type[Fact]] = {
    kind.__name__: kind
    for kind in (
        TicketIssued, TicketCalled, TicketRecalled, ServiceStarted, ServiceFinished, LegBegan,
        TicketMissed, TicketReturned, TicketPutBack, TicketParked, TicketTransferred,
        TicketPostponed, TicketChanged, TicketCancelled, TicketExpired, TicketUnbound,
        ActionUndone, CounterOpened, PauseRequested, CounterPaused, CounterClosed,
        NobodyCalled,
        IssuingChanged, MessageChanged, TicketRefused, AlarmRaised, AlarmEnded, HelpCalled,
        HelpAnswered, HelpEnded, VisitOnPaper, OfficeConfigured,
    )
}  # fmt: skip
"""Every kind of fact by its name in the log."""


def ticket_of(fact: Fact) -> str | None:
    """The id of the ticket a fact is about, if any."""
    return getattr(fact, "ticket", None)


def visit_of(fact: Fact) -> str | None:
    """The id of the visit a fact is about, if any: a ticket's, or that of one on paper."""
    return fact.visit if isinstance(fact, VisitOnPaper) else ticket_of(fact)


def without_paper(facts: Iterable[Recorded]) -> list[Recorded]:
    """The facts as they were pressed, without visits that were entered from paper."""
    return [recorded for recorded in facts if not isinstance(recorded.fact, VisitOnPaper)]


def counter_of(fact: Fact) -> str | None:
    """The id of the counter a fact is about, if any."""
    return getattr(fact, "counter", None)
