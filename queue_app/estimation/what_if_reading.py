"""From a day's facts to the day as it can be played again. One pass, undone facts left out."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from queue_app.domain import events as e
from queue_app.domain import opening_hours as hours
from queue_app.domain.office import Office
from queue_app.domain.statistics.legs import standing
from queue_app.estimation.what_if_day import INF, Break, Errand, PastDay, Place, Shift

DAY = 86400.0
AT_ONCE = 60.0
"""A pause so many seconds after an end was due while that service lasted."""
NOON = 12 * 60


def wall_midnight(day: date, office: Office) -> float:
    """The instant (seconds since the epoch) from which the wall clock of the day is counted.

    Twelve hours before noon, so that hours of opening are right on the days clocks change.
    """
    return hours.local_instant(day, NOON, office.zone).timestamp() - NOON * 60


def past_day(facts: Iterable[e.Recorded], office: Office, day: date) -> PastDay:
    """The day that these facts tell, at the counters and by the rules of the office as it is now."""
    reading = _Reading(office, wall_midnight(day, office))
    for recorded in e.without_paper(standing(facts)):
        reading.take(recorded)
    errands, places = reading.told()
    span = hours.opening_intervals(office, day)
    calls_end = hours.calls_end(office, day)
    rules = office.rules
    return PastDay(
        day=day,
        errands=errands,
        places=places,
        opens=reading.clock(span[0][0]) if span else 0.0,
        closes=reading.clock(span[-1][1]) if span else DAY,
        calls_end=reading.clock(calls_end) if calls_end else DAY,
        tickets=tuple(
            (reading.clock(since), reading.clock(until))
            for since, until in hours.ticket_intervals(office, day)
        ),
        refused=tuple(reading.refused),
        credits={key: one.credit_minutes * 60 for key, one in office.priorities.items()},
        appointment_credit=rules.appointment_credit_minutes * 60,
    )


@dataclass(slots=True)
class _Visit:
    """Where a ticket stands: its present errand, and what it still wants."""

    errand: int
    also: tuple[str, ...]
    called: bool = False
    served: bool = False
    missed_at: float | None = None
    over: bool = False


@dataclass(slots=True)
class _Side:
    """What a counter did: openings, ends and breaks as they come."""

    opened: float | None = None
    breaks: list[Break] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    asked: float | None = None  # a pause that waits for the end of a service
    paused: tuple[float, float, float] | None = None  # low, high, since
    called: float = 0.0
    ended: float = -INF


class _Reading:
    def __init__(self, office: Office, midnight: float) -> None:
        self.office, self.midnight = office, midnight
        self.errands: list[Errand] = []
        self.visits: dict[str, _Visit] = {}
        self.sides: dict[str, _Side] = {}
        self.refused: list[tuple[float, str]] = []
        self.last = 0.0

    def clock(self, at: datetime) -> float:
        """Seconds on the wall clock."""
        return at.timestamp() - self.midnight

    def take(self, recorded: e.Recorded) -> None:
        """One more fact."""
        fact, at = recorded.fact, self.clock(recorded.at)
        self.last = max(self.last, at)
        if isinstance(fact, e.TicketIssued):
            self._issued(fact, at, recorded.revision)
        elif isinstance(fact, e.TicketRefused):
            self.refused.append((at, fact.service))
        elif isinstance(fact, e.TicketFact):
            visit = self.visits.get(fact.ticket)
            if visit is not None:
                self._visit(fact, visit, at)
        if isinstance(fact, e.CounterFact | e.TicketCalled | e.LegBegan) and fact.counter:
            self._counter(fact, fact.counter, at)

    # Citizens

    def _issued(self, fact: e.TicketIssued, at: float, revision: int) -> None:
        self.visits[fact.ticket] = _Visit(len(self.errands), fact.also)
        self.errands.append(
            Errand(
                name=fact.ticket,
                service=fact.service,
                persons=fact.persons,
                priority=fact.priority,
                queue_time=self.clock(fact.queue_time),
                since=at,
                eligible=max(at, self.clock(fact.not_before)) if fact.not_before else at,
                tie=revision,
                appointment=fact.appointment,
                bound_to=fact.bound_to,
            )
        )

    def _now(self, visit: _Visit) -> Errand:
        return self.errands[visit.errand]

    def _waits_first(self, visit: _Visit) -> bool:
        """Whether it waits for its very first call."""
        return not visit.called and math.isfinite(self._now(visit).since)

    def _set(self, visit: _Visit, **changes: object) -> None:
        self.errands[visit.errand] = replace(self._now(visit), **changes)  # type: ignore[arg-type]  # fields of Errand

    def _follow(self, visit: _Visit, *, link: str, **changes: object) -> None:
        """Another errand of the same ticket; the present one points to it."""
        now = self._now(visit)
        plain = replace(now, until=INF, left=False, twin=-1, next=-1, delay=0.0, came=None)
        self._set(visit, **{link: len(self.errands)})
        name = f"{now.name.partition('/')[0]}/{len(self.errands)}"
        self.errands.append(replace(plain, name=name, **changes))  # type: ignore[arg-type]  # fields of Errand
        visit.errand = len(self.errands) - 1

    def _leg(self, visit: _Visit, service: str, *, also: bool, bound_to: str | None = None) -> None:
        self._follow(
            visit, link="next", service=service, since=float("nan"), eligible=INF, postponed=0.0,
            also=also, bound_to=bound_to, returner=False,
        )  # fmt: skip
        visit.called = visit.served = False

    def _visit(self, fact: e.TicketFact, visit: _Visit, at: float) -> None:  # noqa: C901, PLR0912 - one branch a kind of fact
        match fact:
            case e.TicketCalled(counter=counter):
                if visit.missed_at is not None:
                    self._returns(visit, at)
                visit.called = True
                self._side(counter).called = at
            case e.ServiceStarted():
                visit.served = True
                self._set(visit, came=True)
            case e.ServiceFinished(counter=counter):
                self._set(visit, came=True)
                self._ended(counter, at)
            case e.LegBegan():
                self._leg(visit, fact.service, also=True, bound_to=fact.bound_to)
                visit.also, visit.called, visit.served = fact.also, fact.serving, fact.serving
                if fact.serving:
                    self._set(visit, came=True)
            case e.TicketTransferred():
                if not visit.served:
                    self._set(visit, came=False)
                if fact.counter:
                    self._ended(fact.counter, at)
                self._leg(visit, fact.service, also=False, bound_to=fact.bound_to)
            case e.TicketMissed(counter=counter):
                self._set(visit, came=False)
                visit.missed_at = at
                self._ended(counter, at)
            case e.TicketReturned():
                self._returns(visit, at)
            case e.TicketPutBack(counter=counter) | e.TicketParked(counter=counter):
                self._ended(counter, at)
            case e.TicketChanged() if math.isnan(self._now(visit).since):
                self._set(visit, service=fact.service, persons=fact.persons, priority=fact.priority)
                visit.also = fact.also
            case e.TicketPostponed(minutes=minutes) if self._waits_first(visit):
                now, more = self._now(visit), minutes * 60.0
                self._set(visit, until=at)
                self._follow(
                    visit, link="twin", queue_time=now.queue_time + more,
                    eligible=max(now.eligible, at + more), postponed=now.postponed + more,
                )  # fmt: skip
            case e.TicketChanged() if self._waits_first(visit):
                self._set(visit, until=at)
                self._follow(
                    visit, link="twin", service=fact.service, persons=fact.persons,
                    priority=fact.priority, bound_to=fact.bound_to,
                    eligible=max(self._now(visit).eligible, at),
                )  # fmt: skip
                visit.also = fact.also
            case e.TicketCancelled():
                if not visit.called:
                    self._set(visit, until=at, left=True)
                elif not visit.served:
                    self._set(visit, came=False)
                visit.over = True
            case _:
                pass

    def _returns(self, visit: _Visit, at: float) -> None:
        if visit.missed_at is not None:
            delay = max(0.0, at - visit.missed_at)
            self._follow(
                visit, link="next", since=float("nan"), eligible=INF, delay=delay, returner=True
            )
        visit.missed_at = None

    # Counters

    def _side(self, counter: str) -> _Side:
        return self.sides.setdefault(counter, _Side())

    def _ended(self, counter: str, at: float) -> None:
        self._side(counter).ended = at

    def _counter(self, fact: e.Fact, counter: str, at: float) -> None:
        side = self._side(counter)
        if side.opened is None and not isinstance(fact, e.CounterClosed | e.CounterOpened):
            side.opened = 0.0 if not side.shifts else at  # open since before the log begins
        match fact:
            case e.CounterOpened():
                side.opened = at if side.opened is None else side.opened
                self._back(side, at)
            case e.PauseRequested():
                side.asked = at
            case e.CounterPaused():
                low, high = self._due(side, at)
                side.paused, side.asked = (low, high, at), None
            case e.CounterClosed():
                self._close(side, at)
            case _:
                pass

    def _due(self, side: _Side, at: float) -> tuple[float, float]:
        """Between which instants it was decided: while the last service lasted, or just then."""
        if side.asked is not None:
            return side.asked, side.asked
        if at - side.ended <= AT_ONCE:
            return min(side.called, side.ended), side.ended
        return at, at

    def _back(self, side: _Side, at: float) -> None:
        if side.paused is not None:
            low, high, since = side.paused
            side.breaks.append(Break(low, high, at - since))
            side.paused = None

    def _close(self, side: _Side, at: float) -> None:
        if side.opened is None:
            return
        if side.paused is not None:  # went home from the break
            low, high, _ = side.paused
        else:
            low, high = self._due(side, at)
        side.shifts.append(Shift(side.opened, low, high, tuple(side.breaks)))
        side.opened, side.paused, side.asked, side.breaks = None, None, None, []

    def told(self) -> tuple[tuple[Errand, ...], dict[str, Place]]:
        """Everything, once the last fact is known."""
        for visit in self.visits.values():
            if not visit.called and not visit.over:
                for service in visit.also:
                    self._leg(visit, service, also=True)
        end = max(self.last, DAY)
        for side in self.sides.values():
            self._close(side, end)
        places = {
            key: Place(counter.services, tuple(self.sides[key].shifts) if key in self.sides else ())
            for key, counter in self.office.counters.items()
        }
        for at in reversed(range(len(self.errands))):
            errand = self.errands[at]
            if errand.twin >= 0:  # whoever is called before the change meets the same fate
                fate = self.errands[errand.twin]
                self.errands[at] = replace(errand, came=fate.came, next=fate.next, delay=fate.delay)
        return tuple(self.errands), places
