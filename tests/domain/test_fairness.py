"""The discipline's promises for every queue: hypothesis looks for one that breaks them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_app.domain import discipline
from queue_app.domain.office import Counter, Office
from queue_app.domain.ticket import Ticket
from tests.support.builders import counter, local, office, one_counter_office, service
from tests.support.story import Citizen, Story

CREDIT = {"normal": 0, "priority": 15, "urgent": 1440}


def all_round_office() -> Office:
    """Two counters that do everything, one of them some of it reluctantly."""
    ids = ("a", "b", "c")
    return office(
        services={id: service(id, id.upper()) for id in ids},
        counters={
            "one": counter("one", a=0, b=0, c=0),
            "two": counter("two", a=0, b=4, c=12.5),
        },
    )


@dataclass(frozen=True)
class Arrival:
    """Somebody comes `gap` seconds after the one before."""

    gap: int
    priority: str
    service: str


arrivals = st.lists(
    st.builds(
        Arrival,
        gap=st.integers(0, 900) | st.just(0),
        priority=st.sampled_from(["normal", "normal", "priority", "urgent"]),
        service=st.sampled_from(["a", "b", "c"]),
    ),
    min_size=1,
    max_size=12,
)


def arrived(people: list[Arrival], place: Office) -> Story:
    story = Story(place).at("08:00")
    for someone in people:
        story.later(seconds=someone.gap)
        story.citizen().draws(someone.service, priority=someone.priority, by_staff=True)
    return story


def calling_order(story: Story, place: Counter) -> list[Ticket]:
    """Everybody who waits, in the order in which one counter's *next* would call them."""
    left = dict(story.queue.tickets)
    called: list[Ticket] = []
    while True:
        chosen = discipline.next_ticket(left.values(), story.office, place, story.now)
        if chosen is None:
            return called
        called.append(left.pop(chosen.id))


def class_credit(ticket: Ticket) -> timedelta:
    return timedelta(minutes=CREDIT[ticket.priority])


@given(arrivals, st.sampled_from(["one", "two"]))
def test_overtaken_only_by_those_issued_within_the_difference_in_credit_and_reluctance(
    people: list[Arrival], at: str
) -> None:
    story = arrived(people, all_round_office())
    desk = story.office.counters[at]
    called = calling_order(story, desk)
    assert len(called) == len(people)  # and nobody is left out
    for position, first in enumerate(called):
        for second in called[position + 1 :]:
            if first.issued_revision < second.issued_revision:
                continue
            difference = (
                class_credit(first)
                - class_credit(second)
                + timedelta(minutes=desk.services[second.service])
                - timedelta(minutes=desk.services[first.service])
            )
            assert first.issued_at - second.issued_at < difference


@given(arrivals)
def test_equals_are_served_as_they_came(people: list[Arrival]) -> None:
    story = arrived(people, all_round_office())
    for desk in story.office.counters.values():
        called = calling_order(story, desk)
        for priority in CREDIT:
            for kind in story.office.services:
                same = [t for t in called if (t.priority, t.service) == (priority, kind)]
                assert same == sorted(same, key=lambda t: t.issued_revision)


@given(arrivals, st.randoms(use_true_random=False))
def test_the_order_depends_on_the_tickets_not_on_who_lists_them(
    people: list[Arrival], random: object
) -> None:
    story = arrived(people, all_round_office())
    tickets = list(story.queue.tickets.values())
    shuffled = list(tickets)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' own Random
    for desk in (None, *story.office.counters.values()):
        one = discipline.in_order(tickets, story.office, desk)
        other = discipline.in_order(shuffled, story.office, desk)
        assert one == other


@given(arrivals, st.sets(st.sampled_from(["one", "two", "three"])), st.data())
def test_everybodys_place_at_once_is_everybodys_place_one_by_one(
    people: list[Arrival], opened: set[str], data: st.DataObject
) -> None:
    place = office(
        services=all_round_office().services,
        counters={
            "one": counter("one", a=0, b=0),
            "two": counter("two", b=0, c=4),
            "three": counter("three", c=0),
        },
    )
    story = Story(place).at("08:00")
    for name in opened:
        story.clerk(name).opens()
    for someone in people:
        story.later(seconds=someone.gap)
        able = [c for c in sorted(opened) if place.counters[c].serves(someone.service)]
        bound = data.draw(st.none() | st.sampled_from(able)) if able else None
        story.citizen().draws(
            someone.service, priority=someone.priority, counter=bound, by_staff=True
        )
    standing = story.queue.standing(story.now)
    for ticket in story.queue.waiting:
        assert standing.ahead(ticket) == len(story.queue.ahead(ticket, story.now))


@given(arrivals)
def test_positions_are_one_to_n_in_office_order(people: list[Arrival]) -> None:
    story = arrived(people, all_round_office())
    order = discipline.in_order(story.queue.waiting, story.office)
    assert [len(story.queue.ahead(t, story.now)) for t in order] == list(range(len(order)))


def test_nobody_starves_behind_an_endless_stream_of_priorities() -> None:
    # Every minute somebody with 15 minutes of credit, one counter, one call a minute. Anna of
    # 09:00 is before everybody who comes after 09:15: she is called at the latest then.
    story = Story(one_counter_office()).at("08:30")
    bruno = story.clerk().opens()
    for minute in range(31):
        story.at(f"{8 + (30 + minute) // 60:02d}:{(30 + minute) % 60:02d}")
        story.citizen().draws(priority="priority")
    anna = story.citizen("Anna").draws()
    served = 0
    while anna.state == "waiting":
        bruno.calls_next()
        story.later(minutes=1)
        story.citizen().draws(priority="priority")
        served += 1
    # 31 are there before her; of those who come later 09:01 to 09:14 go first, not 09:15.
    assert served == 31 + 14 + 1


# ---- explain() adds up

PARTS = ["none", "postpone", "return", "postpone, return", "return, postpone"]


def added_up(reasons: list[discipline.Reason]) -> float:
    """The score as a reader of the reasons would work it out."""
    told = {reason.code: reason.figures for reason in reasons}
    instant: datetime = told["arrived"]["at"]
    if "appointment" in told:
        instant = told["appointment"]["booked_at"]
    instant += timedelta(minutes=told.get("postponed", {}).get("minutes", 0))
    if "returned" in told:
        instant = told["returned"]["counts_from"]
    credit: float = told.get("priority", {}).get("minutes", 0)
    credit += told.get("appointment", {}).get("minutes", 0)
    reluctance: float = told.get("reluctance", {}).get("minutes", 0)
    return instant.timestamp() - credit * 60 + reluctance * 60


@given(
    others=arrivals,
    priority=st.sampled_from(["normal", "priority", "urgent"]),
    booked=st.none() | st.integers(-30, 240),
    life=st.sampled_from(PARTS),
    at=st.none() | st.sampled_from(["one", "two"]),
)
def test_the_reasons_add_up_to_the_score(
    others: list[Arrival], priority: str, booked: int | None, life: str, at: str | None
) -> None:
    story = arrived(others, all_round_office())
    bruno = story.clerk().opens()
    when = None if booked is None else story.now + timedelta(minutes=booked)
    anna = story.citizen("Anna").draws("b", priority=priority, by_staff=True, booked_at=when)
    for step in life.split(", "):
        story.later(seconds=77)
        if step == "postpone":
            anna.postpones(7)
        if step == "return":
            bruno.calls(anna)
            bruno.misses(override=True)
            anna.returns()
    desk = story.office.counters[at] if at else None
    told = discipline.explain(anna.ticket, story.office, story.now, desk)
    total = discipline.score(anna.ticket, story.office, desk).total
    assert added_up(told) == pytest.approx(total, abs=1e-6)


# ---- a return


@given(others=arrivals, priority=st.sampled_from([*CREDIT]), lag=st.floats(0, 890))
def test_a_returner_is_level_with_the_second_and_loses_the_tie(
    others: list[Arrival], priority: str, lag: float
) -> None:
    story = Story(all_round_office()).at("08:00")
    bruno = story.clerk().opens()
    anna = story.citizen("Anna").draws("b", priority=priority, by_staff=True)
    bruno.calls(anna)
    bruno.misses(override=True)
    for someone in others:
        story.later(seconds=someone.gap / 20)
        story.citizen().draws(someone.service, priority=someone.priority, by_staff=True)
    rivals = discipline.in_order(story.queue.waiting, story.office)
    story.later(microseconds=int(lag * 1e3))
    anna.returns()
    order = [t.id for t in discipline.in_order(story.queue.waiting, story.office)]
    level = rivals[:2][-1]
    scores = [discipline.score(t, story.office).total for t in (level, anna.ticket)]
    assert scores[0] == scores[1]
    # Behind everybody of that score, before everybody after it.
    ties = [t.id for t in rivals if discipline.score(t, story.office).total <= scores[0]]
    assert order.index(anna.id) == len(ties)


@given(st.lists(st.sampled_from([*CREDIT]), min_size=2, max_size=5), st.data())
def test_returners_keep_the_order_of_their_returns(
    priorities: list[str], data: st.DataObject
) -> None:
    story = Story(all_round_office()).at("08:00")
    bruno = story.clerk().opens()
    missed: list[Citizen] = []
    for priority in priorities:
        someone = story.citizen(priority).draws("a", priority=priority, by_staff=True)
        bruno.calls(someone)
        bruno.misses(override=True)
        missed.append(someone)
    waiting = []
    for name in ("first", "second", "third"):
        story.later(seconds=20)
        waiting.append(story.citizen(name).draws("a"))
    back = data.draw(st.permutations(missed))
    for someone in back:
        story.later(seconds=5)
        someone.returns()
    order = [t.id for t in discipline.in_order(story.queue.waiting, story.office)]
    expected = [waiting[0], waiting[1], *back, waiting[2]]
    assert order == [someone.id for someone in expected]


# ---- bound and put-back tickets


def test_bound_tickets_are_nobody_elses_next_in_any_order() -> None:
    story = Story(all_round_office()).at("08:00")
    for name in ("one", "two"):
        story.clerk(name).opens()
    tickets = [
        story.citizen(f"{c}{n}").draws("a", counter=c, by_staff=True).ticket
        for n, c in enumerate(("one", "two", "one"))
    ]
    free = story.citizen("free").draws("a").ticket
    for listed in permutations([*tickets, free]):
        for name, desk in story.office.counters.items():
            chosen = discipline.next_ticket(listed, story.office, desk, story.now)
            assert chosen is not None
            assert chosen.bound_to in (None, name)


@given(arrivals, st.data())
def test_passed_over_tickets_come_only_when_nobody_else_is_eligible(
    people: list[Arrival], data: st.DataObject
) -> None:
    story = arrived(people, all_round_office())
    desk = story.office.counters["one"]
    ids = list(story.queue.tickets)
    passed_over = data.draw(st.sets(st.sampled_from(ids)))
    chosen = discipline.next_ticket(
        story.queue.tickets.values(), story.office, desk, story.now, passed_over
    )
    assert chosen is not None
    order = [t.id for t in calling_order(story, desk)]
    expected = [id for id in order if id not in passed_over] or order
    assert chosen.id == expected[0]


@given(st.integers(-90, 90), st.integers(0, 240))
def test_an_appointment_is_early_due_or_late_by_the_minute(offset: int, later: int) -> None:
    """Checked in `offset` minutes after the booked time, looked at some minutes later."""
    story = Story(one_counter_office()).at("10:00")
    booked = story.now - timedelta(minutes=offset)
    emil = story.citizen("Emil").draws(booked_at=booked, by_staff=True)
    check_in = story.now
    story.later(minutes=later)
    due = discipline.is_eligible(emil.ticket, story.now)
    score = discipline.score(emil.ticket, story.office).total
    if offset > 10:
        assert due
        assert score == check_in.timestamp()
    else:
        assert due == (offset + later >= -5)
        assert score == (booked - timedelta(minutes=30)).timestamp()


def test_a_tie_is_a_tie_to_the_microsecond_also_with_an_odd_credit() -> None:
    place = one_counter_office()
    odd = replace(place.priorities["priority"], credit_minutes=0.1)
    story = Story(replace(place, priorities={**place.priorities, "priority": odd})).at("08:00")
    bruno = story.clerk().opens()
    anna = story.citizen("Anna").draws(priority="priority")
    bruno.calls(anna)
    bruno.misses(override=True)
    story.later(microseconds=1)
    story.citizen().draws()
    story.later(microseconds=1)
    second = story.citizen().draws()
    anna.returns()
    scores = [discipline.score(c.ticket, story.office).total for c in (anna, second)]
    assert scores[0] == scores[1]
    assert second.ticket.queue_time == local("08:00:00.000002")
