"""A day of random presses with a moving clock: whatever happens, some things always hold."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from queue_app.domain import discipline
from queue_app.domain import events as e
from queue_app.domain.errors import Refused
from queue_app.domain.folding import fold
from queue_app.domain.queue import CounterState
from queue_app.domain.statistics import (
    By,
    Summary,
    score_guard,
    waiting_over_day,
)
from queue_app.domain.ticket import AT_COUNTER, FINAL, State, Ticket
from tests.support.builders import office
from tests.support.story import Citizen, Clerk, Report, Story

SERVICES = ("id-card", "registration", "parking")
COUNTERS = ("one", "two", "three")

seconds = st.sampled_from([0, 1, 20, 31, 46, 61, 200, 600, 2500])
counters = st.sampled_from(COUNTERS)
services = st.sampled_from(SERVICES)


class Day(RuleBasedStateMachine):
    """Presses of all kinds; what the rules refuse must leave nothing behind."""

    @initialize(
        begins=st.sampled_from([("08:00", False), ("15:25", False), ("23:20", True)]),
        people=st.integers(2, 5),
        guard=st.sampled_from(["warn", "stop"]),
    )
    def begin(self, begins: tuple[str, bool], people: int, guard: str) -> None:
        clock, always_open = begins
        rules = {"capacity_guard": guard}
        self.story = Story(office(always_open=always_open, rules=rules), begins=clock)
        self.clerks = {name: Clerk("Bruno", name, self.story).opens() for name in COUNTERS}
        self.people: list[Citizen] = []
        self.final: dict[str, tuple[State, int]] = {}
        self.checked = 0
        for _ in range(people):
            self.draw("id-card", ["registration"], "normal", None, None, full=False)

    def try_to(self, deed: object, *args: object, **options: object) -> None:
        before = self.story.queue.copy()
        told = len(self.story.facts)
        try:
            deed(*args, **options)  # type: ignore[operator]  # any press
        except Refused as refusal:
            if refusal.code in {"closed", "stopped", "capacity"}:
                return  # counted: the refusal is itself a fact
            assert self.story.queue == before
            assert len(self.story.facts) == told

    @rule(span=seconds, swept=st.booleans())
    def time_passes(self, span: int, *, swept: bool) -> None:
        self.story.clock.advance(seconds=span)
        if swept:
            self.story.settle()

    @rule(
        service=services,
        also=st.lists(services, max_size=2, unique=True),
        priority=st.sampled_from(["normal", "priority", "urgent"]),
        booked=st.none() | st.integers(-20, 30),
        counter=st.none() | counters,
        full=st.booleans(),
    )
    def draw(
        self,
        service: str,
        also: list[str],
        priority: str,
        booked: int | None,
        counter: str | None,
        *,
        full: bool,
    ) -> None:
        someone = Citizen(f"{len(self.people)}", self.story)
        when = None if booked is None else self.story.now + timedelta(minutes=booked)
        self.try_to(
            someone.draws,
            service,
            also=tuple(also),
            priority=priority,
            booked_at=when,
            counter=counter,
            by_staff=True,
            full=full,
        )
        if someone.id:
            self.people.append(someone)

    @rule(
        counter=counters,
        what=st.sampled_from(["opens", "opens", "pauses", "closes", "stops", "resumes", "resumes"]),
        service=st.none() | services,
    )
    def the_house(self, counter: str, what: str, service: str | None) -> None:
        if what in {"stops", "resumes"}:
            self.try_to(getattr(self.story.manager(), f"{what}_issuing"), service)
        else:
            self.try_to(getattr(self.clerks[counter], what))

    @rule(counter=counters, said=st.sampled_from([None, "absent"]), force=st.booleans())
    def next(self, counter: str, said: str | None, *, force: bool) -> None:
        self.try_to(self.clerks[counter].calls_next, said, override=force)

    @rule(counter=counters)
    def next_and_start(self, counter: str) -> None:
        self.try_to(self.clerks[counter].calls_next)
        self.try_to(self.clerks[counter].starts)

    @rule(counter=counters, what=st.sampled_from(["recalls", "starts", "finishes", "misses"]))
    def usual_press(self, counter: str, what: str) -> None:
        self.try_to(getattr(self.clerks[counter], what))

    @rule(counter=counters, what=st.sampled_from(["puts_back", "parks", "undoes"]))
    def rare_press(self, counter: str, what: str) -> None:
        self.try_to(getattr(self.clerks[counter], what))

    @rule(
        counter=counters, service=st.none() | services, to=st.none() | counters, back=st.booleans()
    )
    def transfer(self, counter: str, service: str | None, to: str | None, *, back: bool) -> None:
        self.try_to(self.clerks[counter].transfers, service, to, auto_return=back)

    @precondition(lambda self: self.people)
    @rule(counter=counters, data=st.data())
    def call_by_hand(self, counter: str, data: st.DataObject) -> None:
        someone = data.draw(st.sampled_from(self.people))
        self.try_to(self.clerks[counter].calls, someone)

    @precondition(lambda self: self.people)
    @rule(counter=counters, service=services, data=st.data())
    def transfer_parked(self, counter: str, service: str, data: st.DataObject) -> None:
        someone = data.draw(st.sampled_from(self.people))
        self.try_to(self.clerks[counter].transfers, service, parked=someone)

    @precondition(lambda self: self.people)
    @rule(
        data=st.data(),
        what=st.sampled_from(["postpones", "returns", "cancels", "is_ended"]),
    )
    def the_citizen(self, what: str, data: st.DataObject) -> None:
        someone = data.draw(st.sampled_from(self.people))
        self.try_to(getattr(someone, what))

    @precondition(lambda self: self.people)
    @rule(data=st.data(), service=services, persons=st.integers(1, 6))
    def the_reception_corrects(self, data: st.DataObject, service: str, persons: int) -> None:
        someone = data.draw(st.sampled_from(self.people))
        self.try_to(someone.is_changed, service=service, persons=persons)

    # ---- what always holds

    @invariant()
    def what_always_holds(self) -> None:
        """Everything below, after every press that left a fact."""
        if self.story.queue.revision == self.checked:
            return
        self.checked = self.story.queue.revision
        self.revisions_are_gapless()
        self.at_most_one_current_ticket_a_counter()
        self.every_ticket_is_the_fold_of_its_facts()
        self.who_waits_bound_waits_for_an_open_counter_that_serves()
        self.final_stays_final_unless_undone()
        self.a_pending_break_has_a_ticket_to_wait_for()
        self.nobody_comes_twice_for_the_same_service()
        self.instants_are_in_order_for_every_ticket()
        self.numbers_of_a_day_are_gapless()
        self.the_reasons_and_the_order_are_always_there()

    def revisions_are_gapless(self) -> None:
        assert [f.revision for f in self.story.facts] == list(
            range(1, self.story.queue.revision + 1)
        )

    def at_most_one_current_ticket_a_counter(self) -> None:
        places = [t.counter for t in self.story.queue.tickets.values() if t.state in AT_COUNTER]
        assert len(places) == len(set(places))
        for place in places:
            assert place is not None
            assert self.story.desk(place).state is CounterState.OPEN

    def every_ticket_is_the_fold_of_its_facts(self) -> None:
        for ticket in self.story.queue.tickets.values():
            assert ticket == fold(self.story.history(ticket.id))

    def who_waits_bound_waits_for_an_open_counter_that_serves(self) -> None:
        for ticket in self.story.queue.waiting:
            if ticket.bound_to is not None:
                assert ticket.bound_to in self.story.queue.open_counters
                assert self.story.office.counters[ticket.bound_to].serves(ticket.service)

    def final_stays_final_unless_undone(self) -> None:
        undone = {f.fact.ticket for f in self.story.facts if isinstance(f.fact, e.ActionUndone)}
        for someone in self.people:
            ticket = someone.ticket
            if someone.id in self.final and someone.id not in undone:
                assert (ticket.state, ticket.revision) == self.final[someone.id]
            if ticket.state in FINAL:
                self.final[someone.id] = (ticket.state, ticket.revision)
                assert ticket.ended_at is not None

    def a_pending_break_has_a_ticket_to_wait_for(self) -> None:
        for desk in self.story.queue.desks.values():
            if desk.pausing:
                assert self.story.queue.current(desk.counter) is not None

    def nobody_comes_twice_for_the_same_service(self) -> None:
        for ticket in self.story.queue.tickets.values():
            assert ticket.service not in ticket.also
            assert ticket.return_service not in ticket.also
            assert len(set(ticket.also)) == len(ticket.also)

    def instants_are_in_order_for_every_ticket(self) -> None:
        for someone in self.people:
            ticket = someone.ticket
            assert ticket.issued_at <= ticket.leg_began <= self.story.now
            if ticket.called_at and ticket.started_at and ticket.leg == 1:
                assert ticket.called_at <= ticket.started_at

    def numbers_of_a_day_are_gapless(self) -> None:
        days: dict[tuple[str, str], list[int]] = {}
        for someone in self.people:
            ticket = someone.ticket
            days.setdefault((ticket.series, ticket.business_day), []).append(int(ticket.number[1:]))
        for numbers in days.values():
            assert numbers == list(range(1, len(numbers) + 1))

    def the_reasons_and_the_order_are_always_there(self) -> None:
        story = self.story
        for ticket in story.queue.waiting:
            told = discipline.explain(ticket, story.office, story.now)
            assert told[0].code == "arrived"
        for ticket in story.queue.waiting[-2:]:
            ahead = story.queue.ahead(ticket, story.now)
            assert ticket not in ahead
            assert story.queue.standing(story.now).ahead(ticket) == len(ahead)

    def teardown(self) -> None:
        """At the end of the example: the figures of whatever happened."""
        if hasattr(self, "story"):  # an example may end before its first step
            self._the_figures_hold()

    def _the_figures_hold(self) -> None:
        story = self.story
        legs = story.legs()
        since = {leg.ticket: leg.waiting_since for leg in legs if leg.waiting_since is not None}
        assert {ticket.id: ticket.waiting_since for ticket in story.queue.waiting} == since
        for by in By:
            report = story.report(by)
            check(report)
            assert report == story.report(by)
            if by is not By.COUNTER:
                assert sum(row.issued or 0 for row in report.rows) == report.total.issued
                assert sum(row.turned_away or 0 for row in report.rows) == report.total.turned_away
        self._the_guard_is_scored()
        series = waiting_over_day(story.facts, 60, until=story.now)
        assert all(count >= 0 for _, count in series)
        open_tickets: dict[str, Ticket] = story.queue.tickets
        last = {leg.ticket: leg for leg in legs}
        assert {id for id, leg in last.items() if leg.t3 is None} == set(open_tickets)
        for id, ticket in open_tickets.items():
            assert (last[id].service, last[id].index) == (ticket.service, ticket.leg)

    def _the_guard_is_scored(self) -> None:
        story = self.story
        days = (story.day, story.day + timedelta(days=3))
        found = score_guard(story.facts, story.office, days=days, now=story.now + timedelta(days=3))
        assert 0 <= found.would_have_been_served <= found.scored == found.refused
        issued = [f.fact for f in story.facts if isinstance(f.fact, e.TicketIssued)]
        walk_ins = [fact for fact in issued if fact.booked_at is None]
        fates = (found.passed, found.warned, found.overridden)
        assert sum(fate.count for fate in fates) == len(walk_ins)
        assert all(0 <= fate.never_called <= fate.count for fate in fates)


def check(report: Report) -> None:
    """Shares are shares, counts fit each other, nothing is negative."""
    for row in (*report.rows, report.total):
        for share in (row.no_show_rate, row.abandonment, row.occupancy):
            assert share is None or 0 <= share <= 1
        for level in (row.service_level or {}).values():
            assert level is None or 0 <= level <= 1
        assert row.throughput is None or row.throughput >= 0
        for summary in (row.wait, row.walking, row.service, row.handling, row.delay):
            if isinstance(summary, Summary) and summary.count:
                assert summary.median is not None
                assert summary.p90 is not None
                assert summary.max is not None
                assert summary.mean is not None
                assert 0 <= summary.median <= summary.p90 <= summary.max
                assert -1e-6 <= summary.mean <= summary.max + 1e-6
        if row.issued is not None and row.unserved is not None:
            assert row.unserved + (row.called or 0) <= row.issued


TestDay = Day.TestCase
TestDay.settings = settings(max_examples=60, stateful_step_count=50, deadline=None)
TestDay = pytest.mark.timeout(60)(TestDay)
