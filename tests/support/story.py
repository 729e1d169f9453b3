"""A day of one office told press by press, and its people: Anna, Bruno, Clara, Dora.

A `Story` does what a use case does around each press: settle what is due, let the domain decide
on a copy, keep the facts; a refused press leaves nothing behind, and final tickets leave the
queue as they leave the cache.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from queue_app.domain import calling, issuing, timed, undoing, visiting
from queue_app.domain import events as e
from queue_app.domain import statistics as domain
from queue_app.domain.errors import TURNED_AWAY
from queue_app.domain.folding import fold
from queue_app.domain.office import Office
from queue_app.domain.queue import Desk, Queue, tickets_of
from queue_app.domain.statistics import Leg, Row, legs
from queue_app.domain.statistics.cells import cells_by_day
from queue_app.domain.statistics.figures import Key
from queue_app.domain.statistics.packing import pack
from queue_app.domain.ticket import State, Ticket
from queue_app.views.figures import Asked, By
from queue_app.views.figures.columns import Columns
from queue_app.views.figures.rows import rows_of
from queue_app.views.figures.selection import Selection
from tests.support.builders import MONDAY, FrozenClock, local, office

T = TypeVar("T")


@dataclass(frozen=True)
class Report:
    """Rows and total of the statistics."""

    rows: list[Row]
    total: Row

    def to_json(self) -> dict[str, Any]:
        """Both as plain values."""
        return {"rows": [row.to_json() for row in self.rows], "total": self.total.to_json()}


@dataclass
class Story:
    """One office's day, press by press."""

    office: Office = field(default_factory=office)
    day: date = MONDAY
    begins: str = "08:00"
    clock: FrozenClock = field(init=False)
    queue: Queue = field(init=False)
    facts: list[e.Recorded] = field(default_factory=list)
    histories: dict[str, list[e.Recorded]] = field(default_factory=dict, repr=False)
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    drawn: int = 0

    def __post_init__(self) -> None:
        """Begin with an empty queue at the first hour."""
        self.clock = FrozenClock(local(self.begins, self.day, self.office.timezone))
        self.queue = Queue(self.office, epoch="story")

    # Time

    @property
    def now(self) -> datetime:
        """The present instant of the story."""
        return self.clock()

    def at(self, clock: str, day: date | None = None) -> Story:
        """Let the office's clock show a time; what has become due happens."""
        self.clock.now = local(clock, day or self.day, self.office.timezone)
        self.settle()
        return self

    def later(self, **span: float) -> Story:
        """Let time pass; what has become due happens."""
        self.clock.advance(**span)
        self.settle()
        return self

    def settle(self) -> None:
        """The sweep, as timed jobs do it."""
        self.press(lambda queue: None)

    # Presses

    def press(self, deed: Callable[[Queue], T]) -> T:
        """One press: settle, decide on a working copy, keep the facts."""
        working = self.queue.copy()
        timed.settle(working, self.now)
        working.press()
        result = deed(working)
        self._keep(working)
        return result

    def _keep(self, working: Queue) -> None:
        self.facts += working.recorded
        for recorded in working.recorded:
            ticket = e.ticket_of(recorded.fact)
            if ticket is not None:
                self.histories.setdefault(ticket, []).append(recorded)
        self.queue = working.copy()
        self.queue.tickets = {id: t for id, t in working.tickets.items() if not t.is_final}

    # People

    def citizen(self, name: str = "Anna") -> Citizen:
        """Somebody who comes for something."""
        return Citizen(name, self)

    def clerk(self, counter: str = "one", name: str = "Bruno") -> Clerk:
        """Somebody at a counter; it opens with `opens()`."""
        return Clerk(name, counter, self)

    def manager(self, name: str = "Clara") -> Manager:
        """Somebody who looks after the office as a whole."""
        return Manager(name, self)

    def dora(self) -> Clerk:
        """Dora from another office tries her own counter here."""
        return Clerk("Dora", "rosenweg-window", self)

    # What is known

    def history(self, ticket: str) -> list[e.Recorded]:
        """All facts about a ticket, in order."""
        return self.histories[ticket]

    def ticket(self, id: str) -> Ticket:
        """A ticket as its facts make it, open or final."""
        return self.queue.tickets.get(id) or fold(self.history(id))

    def desk(self, counter: str = "one") -> Desk:
        """What a counter is doing."""
        return self.queue.desk(counter)

    def kinds(self, after: int = 0) -> list[str]:
        """The names of the facts after a revision."""
        return [type(f.fact).__name__ for f in self.facts if f.revision > after]

    def legs(self) -> list[Leg]:
        """The legs the facts make."""
        return legs(self.facts)

    def report(
        self,
        by: str = "service",
        *,
        days: tuple[date, date] = (date.min, date.max),
        level_minutes: Sequence[float] = (15, 30),
        keys: Sequence[Key] = (),
        **filters: Any,
    ) -> Report:
        """The statistics until now, of the office's `days`; `now` None: until the days' ends.

        They are worked out from cells; leg by leg must come to the same.
        """
        now = filters.pop("now", self.now)
        found = cells_by_day(self.facts, zone=self.office.zone, now=now)
        columns = Columns([(self.office.id, pack(cells)) for cells in found])
        picked = Selection(columns, Asked(*days, By(by), **filters))
        report = Report(*rows_of(picked, level_minutes, keys))
        if not filters and by in list(domain.By):
            by_legs = domain.summarise(
                self.facts, zone=self.office.zone, by=by, now=now, level_minutes=level_minutes,
                keys=keys, days=None if days == (date.min, date.max) else days,
            )  # fmt: skip
            assert (report.rows, report.total) == (list(by_legs.rows), by_legs.total)
        return report


@dataclass
class Citizen:
    """Somebody with a ticket (or soon with one)."""

    name: str
    story: Story = field(repr=False)
    id: str = ""

    def draws(self, service: str = "id-card", *, full: bool = False, **request: Any) -> Citizen:
        """Draw a ticket; refusals that count as turned away are recorded as such."""
        story = self.story
        asked = issuing.Request(service=service, **request)
        refusal: Exception | None = None

        def deed(queue: Queue) -> Ticket | None:
            nonlocal refusal
            issuing.check_request(queue, asked, story.now)
            try:
                issuing.check_open(queue, asked, story.now, full=full)
            except TURNED_AWAY as turned:
                queue.record(e.TicketRefused(service, turned.code), story.now)
                refusal = turned
                return None
            story.drawn += 1
            return issuing.issue(
                queue, asked, f"t{story.drawn}-{self.name}", self._next_number, story.now, full=full
            )

        ticket = story.press(deed)
        if refusal is not None:
            raise refusal
        assert ticket is not None
        self.id = ticket.id
        return self

    def _next_number(self, series: str, day: str) -> int:
        numbers = self.story.numbers
        first = self.story.office.first_number
        numbers[series, day] = numbers.get((series, day), first - 1) + 1
        return numbers[series, day]

    def checks_in(self, booked: str, service: str = "id-card", **request: Any) -> Citizen:
        """The reception issues the ticket of an appointment."""
        booked_at = local(booked, self.story.day, self.story.office.timezone)
        return self.draws(service, booked_at=booked_at, by_staff=True, **request)

    def postpones(self, minutes: int = 10) -> Ticket:
        """Ask to be called later."""
        return self._press(lambda q: visiting.postpone(q, self.id, minutes, self.story.now))

    def returns(self, *, with_staff: bool = False) -> Ticket:
        """Come back after a missed call, alone or with the help of the staff."""
        return self._press(
            lambda q: visiting.come_back(q, self.id, self.story.now, by_staff=with_staff)
        )

    def cancels(self) -> Ticket:
        """Give the ticket back."""
        return self._press(lambda q: visiting.cancel(q, self.id, self.story.now, by="citizen"))

    def is_changed(self, **changes: Any) -> Ticket:
        """The reception corrects the ticket."""
        return self._press(lambda q: visiting.change(q, self.id, self.story.now, **changes))

    def is_ended(self) -> Ticket:
        """The reception lets the ticket expire."""
        return self._press(lambda q: visiting.expire(q, self.id, self.story.now))

    def _press(self, deed: Callable[[Queue], Ticket]) -> Ticket:
        return self.story.press(deed)

    @property
    def ticket(self) -> Ticket:
        """The ticket as it stands."""
        return self.story.ticket(self.id)

    @property
    def number(self) -> str:
        """The printed number."""
        return self.ticket.number

    @property
    def state(self) -> State:
        """Where the visit stands."""
        return self.ticket.state

    @property
    def ahead(self) -> int:
        """How many are ahead in office order."""
        return len(self.story.queue.ahead(self.ticket, self.story.now))


@dataclass
class Clerk:
    """Somebody at a counter."""

    name: str
    counter: str
    story: Story = field(repr=False)

    def opens(self) -> Clerk:
        """Open the counter, or end the break."""
        self._press(lambda q, now: calling.open_counter(q, self.counter, now))
        return self

    def pauses(self, reason: str | None = None) -> None:
        """Declare a break."""
        self._press(lambda q, now: calling.pause_counter(q, self.counter, reason, now))

    def closes(self) -> None:
        """Close the counter."""
        self._press(lambda q, now: calling.close_counter(q, self.counter, now))

    def calls_next(self, current: str | None = None, *, override: bool = False) -> Ticket | None:
        """Press *next*."""
        return self._press(
            lambda q, now: calling.call_next(
                q, self.counter, now, current=current, override=override
            )
        )

    def calls(self, citizen: Citizen) -> Ticket:
        """Call somebody by hand."""
        return self._press(lambda q, now: calling.call_by_hand(q, self.counter, citizen.id, now))

    def recalls(self) -> Ticket:
        """Call the number again."""
        return self._press(lambda q, now: calling.recall(q, self.counter, now))

    def starts(self) -> Ticket:
        """The citizen is here."""
        return self._press(lambda q, now: calling.start(q, self.counter, now))

    def finishes(self, outcome: str | None = None, services: tuple[str, ...] = ()) -> Ticket:
        """End the leg."""
        return self._press(
            lambda q, now: calling.finish(q, self.counter, now, outcome=outcome, services=services)
        )

    def misses(self, *, override: bool = False) -> Ticket:
        """Nobody came."""
        return self._press(lambda q, now: calling.no_show(q, self.counter, now, override=override))

    def puts_back(self) -> Ticket:
        """Withdraw the call."""
        return self._press(lambda q, now: calling.put_back(q, self.counter, now))

    def parks(self) -> Ticket:
        """Interrupt the service."""
        return self._press(lambda q, now: calling.park(q, self.counter, now))

    def transfers(
        self,
        service: str | None = None,
        to: str | None = None,
        *,
        auto_return: bool = False,
        parked: Citizen | None = None,
    ) -> Ticket:
        """Send the current (or a parked) ticket on."""
        return self._press(
            lambda q, now: calling.transfer(
                q,
                self.counter,
                now,
                service=service,
                to_counter=to,
                auto_return=auto_return,
                ticket_id=parked.id if parked else None,
            )
        )

    def undoes(self) -> None:
        """Take back the last action."""
        story = self.story

        def deed(queue: Queue, now: datetime) -> None:
            last = queue.desk(self.counter).last_action
            known = [*story.facts, *queue.recorded]
            action = [f for f in known if last is not None and f.action == last]
            histories = {
                id: [f for f in known if e.ticket_of(f.fact) == id] for id in tickets_of(action)
            }
            undoing.undo(queue, self.counter, histories, action, now)

        self._press(deed)

    def serves(self, citizen: Citizen, *, minutes: float = 5) -> Ticket:
        """Call somebody by hand, start at once, and finish after some minutes."""
        self.calls(citizen)
        self.starts()
        self.story.later(minutes=minutes)
        return self.finishes()

    def _press(self, deed: Callable[[Queue, datetime], T]) -> T:
        return self.story.press(lambda queue: deed(queue, self.story.now))

    @property
    def current(self) -> Ticket | None:
        """The ticket called to or served at the counter."""
        return self.story.queue.current(self.counter)

    @property
    def next_number(self) -> str | None:
        """Whom *next* would call, by number."""
        ticket = calling.usual_next(self.story.queue, self.counter, self.story.now)
        return ticket.number if ticket else None


@dataclass
class Manager:
    """Somebody who looks after the office."""

    name: str
    story: Story = field(repr=False)

    def stops_issuing(self, service: str | None = None, reason: str | None = None) -> None:
        """No more tickets, for the office or a service."""
        self._set(is_open=False, service=service, reason=reason)

    def resumes_issuing(self, service: str | None = None) -> None:
        """Tickets again."""
        self._set(is_open=True, service=service, reason=None)

    def _set(self, *, is_open: bool, service: str | None, reason: str | None) -> None:
        now = self.story.now
        self.story.press(
            lambda queue: issuing.set_issuing(
                queue, is_open=is_open, service=service, reason=reason, now=now
            )
        )
