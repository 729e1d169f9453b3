"""From the facts of one office to its legs: one pass, one draft a leg."""

# ruff: noqa: ARG002 - what is registered for a kind of fact takes the same arguments for each

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import singledispatchmethod
from operator import attrgetter

from queue_app.domain import events as e
from queue_app.domain.folding import undone_revisions
from queue_app.domain.statistics.leg import Busy, End, Leg, Stay
from queue_app.domain.statistics.written import leg_on_paper
from queue_app.domain.timed import UNCONFIRMED
from queue_app.domain.waiting import Postponement, wait_until


def legs(facts: Iterable[e.Recorded]) -> list[Leg]:
    """All legs in the facts of one office, in the order in which they began.

    Facts that were undone are left out, and so are those of tickets whose issue is not among
    the facts. Legs still under way have no `t3`.
    """
    drafting = _Drafting()
    written: list[Leg] = []
    for recorded in standing(facts):
        if isinstance(recorded.fact, e.VisitOnPaper):
            written.append(leg_on_paper(recorded.fact, recorded.at))
        else:
            drafting.take(recorded.fact, recorded.at)
    found = [draft.leg() for draft in drafting.drafts]
    return sorted([*found, *written], key=attrgetter("t0")) if written else found


def standing(facts: Iterable[e.Recorded]) -> list[e.Recorded]:
    """The facts in the order of the log, without those that were undone."""
    known = sorted(facts, key=attrgetter("revision"))
    undone = undone_revisions(known)
    return [recorded for recorded in known if recorded.revision not in undone]


@dataclass(slots=True)
class _Draft:
    """A leg that is still being told."""

    ticket: str
    number: str
    index: int
    service: str
    persons: int
    priority: str
    t0: datetime
    language: str = ""
    booked_at: datetime | None = None
    appointment: bool = False
    at_once: bool = False
    counter: str | None = None
    t1: datetime | None = None
    t2: datetime | None = None
    t3: datetime | None = None
    end: End | None = None
    last_call: datetime | None = None
    returned_at: datetime | None = None
    serving_since: datetime | None = None
    service_time: float = 0.0
    walking: float | None = None
    missed: bool = False
    unconfirmed: bool = False
    outcome: str | None = None
    rendered: tuple[str, ...] = ()
    absences: list[float] = field(default_factory=list)
    postponements: list[Postponement] = field(default_factory=list)
    waiting: list[Stay] = field(default_factory=list)
    busy: list[Busy] = field(default_factory=list)

    def begin_waiting(self, at: datetime) -> None:
        """From now on the ticket waits (again)."""
        self.leave(at)
        self.waiting.append(Stay(at, None))

    def leave(self, at: datetime) -> None:
        """What lasts ends: waiting, being at a counter, being served."""
        if self.serving_since is not None:
            self.service_time += (at - self.serving_since).total_seconds()
            self.serving_since = None
        if self.waiting and self.waiting[-1].until is None:
            self.waiting[-1] = Stay(self.waiting[-1].since, at)
        if self.busy and self.busy[-1].until is None:
            self.busy[-1] = Busy(self.busy[-1].counter, self.busy[-1].since, at)

    def close(self, at: datetime, end: End) -> None:
        """The leg is over."""
        self.leave(at)
        self.t3 = at
        self.end = end

    def leg(self) -> Leg:
        """The leg with its figures."""
        called = self.t1 if not self.at_once else None
        unserved_end = self.t3 if self.t1 is None else None
        over = self.t2 is not None and self.t3 is not None
        return Leg(
            ticket=self.ticket,
            number=self.number,
            index=self.index,
            service=self.service,
            persons=self.persons,
            priority=self.priority,
            counter=self.counter,
            t0=self.t0,
            t1=self.t1,
            t2=self.t2,
            t3=self.t3,
            at_once=self.at_once,
            end=self.end,
            booked_at=self.booked_at,
            appointment=self.appointment,
            wait=self._waited_until(called),
            waited=self._waited_until(unserved_end),
            delay=self._delay(called),
            walking=self.walking,
            service_time=self.service_time if over else None,
            absences=tuple(self.absences),
            missed=self.missed,
            unconfirmed=self.unconfirmed,
            postponements=tuple(self.postponements),
            waiting=tuple(self.waiting),
            waiting_since=self._waiting_since(),
            busy=tuple(self.busy),
            language=self.language,
            outcome=self.outcome,
            rendered=self.rendered,
        )

    def _waited_until(self, end: datetime | None) -> float | None:
        return None if end is None else wait_until(end, self.t0, self.postponements)

    def _waiting_since(self) -> datetime | None:
        waits = bool(self.waiting) and self.waiting[-1].until is None
        return (self.returned_at or self.t0) if waits else None

    def _delay(self, called: datetime | None) -> float | None:
        if called is None or self.booked_at is None or self.index > 1:
            return None
        return max(0.0, (called - max(self.booked_at, self.t0)).total_seconds())


class _Drafting:
    """All drafts, and which of them each ticket and each counter is at."""

    def __init__(self) -> None:
        self.drafts: list[_Draft] = []
        self._of: dict[str, _Draft] = {}

    def _open(self, draft: _Draft) -> _Draft:
        self.drafts.append(draft)
        self._of[draft.ticket] = draft
        return draft

    def take(self, fact: e.Fact, at: datetime) -> None:
        """Tell one more fact."""
        if isinstance(fact, e.TicketIssued):
            self._issued(fact, at)
        elif isinstance(fact, e.TicketFact):
            draft = self._of.get(fact.ticket)
            if draft is not None:
                self._tell(fact, draft, at)

    def _issued(self, fact: e.TicketIssued, at: datetime) -> None:
        draft = _Draft(
            ticket=fact.ticket,
            number=fact.number,
            index=1,
            service=fact.service,
            persons=fact.persons,
            priority=fact.priority,
            t0=at,
            language=fact.language,
            booked_at=fact.booked_at,
            appointment=fact.appointment,
        )
        self._open(draft).begin_waiting(at)

    @singledispatchmethod
    def _tell(self, fact: e.TicketFact, draft: _Draft, at: datetime) -> None:
        """What a fact says about a leg: nothing, unless said below."""

    @_tell.register
    def _(self, fact: e.TicketCalled, draft: _Draft, at: datetime) -> None:
        draft.leave(at)
        draft.t1 = draft.t1 or at
        draft.last_call = at
        draft.missed = False
        if draft.t2 is None:
            draft.counter = fact.counter
        draft.busy.append(Busy(fact.counter, at, None))

    @_tell.register
    def _(self, fact: e.TicketRecalled, draft: _Draft, at: datetime) -> None:
        if not fact.automatic:
            draft.last_call = at

    @_tell.register
    def _(self, fact: e.ServiceStarted, draft: _Draft, at: datetime) -> None:
        draft.serving_since = at
        if draft.t2 is None:
            draft.t2 = at
            draft.counter = fact.counter
            draft.walking = (at - (draft.last_call or at)).total_seconds()

    @_tell.register
    def _(self, fact: e.ServiceFinished, draft: _Draft, at: datetime) -> None:
        draft.close(at, End.FINISHED)
        draft.unconfirmed = fact.outcome == UNCONFIRMED
        draft.outcome, draft.rendered = fact.outcome, fact.services

    @_tell.register
    def _(self, fact: e.LegBegan, draft: _Draft, at: datetime) -> None:
        new = self._next_leg(draft, fact.service, at)
        if not fact.serving:
            new.begin_waiting(at)
            return
        new.at_once = True
        new.counter = fact.counter
        new.t1 = new.t2 = new.serving_since = at
        new.busy.append(Busy(fact.counter, at, None))

    @_tell.register
    def _(self, fact: e.TicketTransferred, draft: _Draft, at: datetime) -> None:
        draft.close(at, End.TRANSFERRED)
        self._next_leg(draft, fact.service, at).begin_waiting(at)

    def _next_leg(self, draft: _Draft, service: str, at: datetime) -> _Draft:
        return self._open(
            _Draft(
                ticket=draft.ticket,
                number=draft.number,
                index=draft.index + 1,
                service=service,
                persons=draft.persons,
                priority=draft.priority,
                t0=at,
                language=draft.language,
                booked_at=draft.booked_at,
                appointment=draft.appointment,
            )
        )

    @_tell.register
    def _(self, fact: e.TicketMissed, draft: _Draft, at: datetime) -> None:
        draft.leave(at)
        draft.missed = True
        draft.absences.append((at - (draft.last_call or at)).total_seconds())

    @_tell.register
    def _(self, fact: e.TicketReturned, draft: _Draft, at: datetime) -> None:
        draft.returned_at = at
        draft.begin_waiting(at)

    @_tell.register
    def _(self, fact: e.TicketPutBack, draft: _Draft, at: datetime) -> None:
        draft.begin_waiting(at)

    @_tell.register
    def _(self, fact: e.TicketParked, draft: _Draft, at: datetime) -> None:
        draft.leave(at)

    @_tell.register
    def _(self, fact: e.TicketPostponed, draft: _Draft, at: datetime) -> None:
        draft.postponements.append(Postponement(at, fact.minutes))

    @_tell.register
    def _(self, fact: e.TicketChanged, draft: _Draft, at: datetime) -> None:
        draft.service = fact.service
        draft.persons = fact.persons
        draft.priority = fact.priority

    @_tell.register
    def _(self, fact: e.TicketCancelled, draft: _Draft, at: datetime) -> None:
        draft.close(at, End.CANCELLED)

    @_tell.register
    def _(self, fact: e.TicketExpired, draft: _Draft, at: datetime) -> None:
        draft.close(at, End.EXPIRED)
