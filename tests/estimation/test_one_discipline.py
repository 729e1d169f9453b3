"""The simulator calls people in exactly the order that the domain's discipline does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_app.domain import discipline
from queue_app.domain.queue import Queue
from queue_app.domain.ticket import State, Ticket
from queue_app.estimation import Profile, service_infos, snapshot_of
from queue_app.estimation.draws import Array, Draws
from queue_app.estimation.simulator import World, _play_by_events, _play_in_order, play
from queue_app.estimation.world import Builder
from tests.estimation.people import NOON, OFFICE, queue_of, ticket, without_doubt

R = 20


@st.composite
def queues(draw: st.DrawFn) -> Queue:
    """People of all kinds: priority, appointment, postponed, returned, bound, put back."""
    people = []
    for number in range(draw(st.integers(1, 12))):
        service = draw(st.sampled_from(["card", "move", "info"]))
        person = ticket(number, service, minutes_ago=draw(st.integers(0, 40)))
        kind = draw(st.integers(0, 7))
        minutes = timedelta(minutes=draw(st.integers(-15, 25)))
        if kind == 1:
            person = replace(person, priority=draw(st.sampled_from(["priority", "urgent"])))
        elif kind == 2:
            booked = NOON + minutes
            early = booked - timedelta(minutes=5)
            person = replace(
                person, booked_at=booked, appointment=True, queue_time=booked, not_before=early
            )
        elif kind == 3:
            until = NOON + abs(minutes)
            person = replace(
                person, queue_time=person.queue_time + abs(minutes), postponed_until=until
            )
        elif kind == 4:
            person = replace(person, returned_revision=100 + number, returned_at=NOON)
        elif kind == 5:
            able = [c.id for c in OFFICE.counters.values() if c.serves(service)]
            person = replace(person, bound_to=draw(st.sampled_from(able)))
        people.append(person)
    queue = queue_of(*people)
    if draw(st.booleans()):
        put_back = people[0].id
        queue.desks["one"] = replace(queue.desks["one"], passed_over=(put_back,))
    return queue


def world_of(queue: Queue, frees: list[int], lasts: Array) -> tuple[World, list[str]]:
    """The world of a queue with certain durations instead of drawn ones."""
    snapshot = snapshot_of(queue, NOON)
    tickets = sorted(snapshot.waiting, key=lambda each: each.tie)
    profile = without_doubt(Profile.prior(service_infos(OFFICE)), OFFICE.counters)
    world = Builder(snapshot, profile, Draws(1, R), tickets).world()
    world.free = np.tile(np.array(frees, dtype=float), (R, 1))
    world.lasts = np.tile(lasts[: len(tickets)], (R, 1))
    world.gaps = np.zeros_like(world.lasts)
    return world, [each.id for each in tickets]


def by_the_book(queue: Queue, frees: list[int], lasts: dict[str, float]) -> dict[str, float]:
    """The same future, one press of *next* after the other, decided by the domain."""
    counters = list(OFFICE.counters.values())
    free = dict(zip([c.id for c in counters], map(float, frees), strict=True))
    passed = {name: desk.passed_over for name, desk in queue.desks.items()}
    people: dict[str, Ticket] = dict(queue.tickets)
    calls: dict[str, float] = {}
    end = (discipline_end(queue) - NOON).total_seconds()
    while True:
        side = min(free, key=lambda name: free[name])
        at = free[side]
        if at >= end:
            return calls
        now = NOON + timedelta(seconds=at)
        counter = OFFICE.counters[side]
        chosen = discipline.next_ticket(people.values(), OFFICE, counter, now, passed[side])
        if chosen is None:
            later = [
                (due - NOON).total_seconds()
                for t in people.values()
                if t.state is State.WAITING
                and discipline.may_call(counter, t)
                and (due := discipline.eligible_from(t)) is not None
            ]
            free[side] = min(later, default=float("inf"))
            continue
        passed[side] = ()
        calls[chosen.id] = at
        people[chosen.id] = replace(chosen, state=State.FINISHED)
        free[side] = at + lasts[chosen.id]


def discipline_end(queue: Queue):  # type: ignore[no-untyped-def]  # an instant
    from queue_app.domain.opening_hours import business_day, calls_end

    end = calls_end(OFFICE, business_day(NOON, OFFICE.zone))
    assert end is not None
    return end


@settings(max_examples=120)
@given(
    queue=queues(),
    frees=st.lists(st.integers(0, 900), min_size=3, max_size=3, unique=True),
    data=st.data(),
)
def test_the_simulator_and_the_domain_call_alike(
    queue: Queue, frees: list[int], data: st.DataObject
) -> None:
    # Odd primes apart, so that no two counters ever become free in the same instant.
    lasts = np.array([61.7 * (k + 2) + 0.013 * k * k for k in range(12)])
    order = data.draw(st.permutations(range(12)))
    world, names = world_of(queue, frees, lasts[list(order)])
    seconds = dict(zip(names, world.lasts[0], strict=True))
    expected = by_the_book(queue, frees, seconds)
    calls, _ = play(world)
    for column, name in enumerate(names):
        assert np.allclose(calls[:, column], expected.get(name, np.inf), atol=1e-3), name


@given(
    services=st.lists(st.sampled_from(["move", "card"]), min_size=1, max_size=15),
    seed=st.integers(0, 1000),
)
def test_the_cheap_way_gives_the_same_futures(services: list[str], seed: int) -> None:
    people = [ticket(n, s, minutes_ago=40 - n) for n, s in enumerate(services)]
    plain = replace(
        OFFICE,
        counters={
            name: replace(counter, services=dict.fromkeys(counter.services, 0))
            for name, counter in OFFICE.counters.items()
        },
    )
    queue = queue_of(*people)
    queue.office = plain
    snapshot = snapshot_of(queue, NOON)
    tickets = sorted(snapshot.waiting, key=lambda each: each.tie)
    profile = Profile.prior(service_infos(OFFICE))
    world = Builder(snapshot, profile, Draws(seed, 50), tickets).world()
    # All three are idle in the same instant; which of them calls first is nobody's rule.
    world.free = world.free + np.array([0.0, 0.1, 0.2])
    for one, other in zip(_play_in_order(world), _play_by_events(world), strict=True):
        np.testing.assert_allclose(one, other)


def test_further_services_are_called_alike() -> None:
    """Several services on one ticket: what a counter serves it does at once, the rest waits again."""
    rng = np.random.default_rng(7)
    for _ in range(60):
        names = [str(rng.choice(["card", "move", "info"])) for _ in range(8)]
        people = [
            ticket(n, service, minutes_ago=60 - 3 * n, also=_also(rng, service))
            for n, service in enumerate(names)
        ]
        queue = queue_of(*people)
        frees = [float(at) for at in rng.permutation(900)[:3]]
        snapshot = snapshot_of(queue, NOON)
        tickets = sorted(snapshot.waiting, key=lambda each: each.tie)
        profile = without_doubt(Profile.prior(service_infos(OFFICE)), OFFICE.counters)
        world = Builder(snapshot, profile, Draws(1, R), tickets).world()
        columns = [(t.id, t.service) for t in tickets]
        columns += [(t.id, service) for t in tickets for service in t.also]
        lasts = 90 + 700 * rng.random(len(columns))
        world.free = np.tile(frees, (R, 1))
        world.lasts, world.gaps = np.tile(lasts, (R, 1)), np.zeros((R, len(columns)))
        assert world.further is not None or not any(t.also for t in tickets)
        if world.further is not None:
            world.further.absent[:] = False
        expected = _legs_by_the_book(queue, frees, dict(zip(columns, lasts, strict=True)))
        calls, _ = play(world)
        for column, each in enumerate(tickets):
            assert np.allclose(calls[:, column], expected.get(each.id, np.inf), atol=1e-3), each.id


def _also(rng: np.random.Generator, service: str) -> tuple[str, ...]:
    others = [name for name in ("card", "move", "info") if name != service]
    return tuple(str(name) for name in rng.permutation(others)[: rng.integers(0, 3)])


def _legs_by_the_book(
    queue: Queue, frees: list[float], lasts: dict[tuple[str, str], float]
) -> dict[str, float]:
    """First calls of each ticket, one press of *next* after the other, decided by the domain."""
    free = dict(zip(OFFICE.counters, frees, strict=True))
    idle: set[str] = set()
    people = dict(queue.tickets)
    calls: dict[str, float] = {}
    while True:
        side = min(free, key=lambda name: free[name])
        at = free[side]
        if at >= (discipline_end(queue) - NOON).total_seconds():
            return calls
        counter = OFFICE.counters[side]
        now = NOON + timedelta(seconds=at)
        chosen = discipline.next_ticket(people.values(), OFFICE, counter, now, ())
        if chosen is None:
            idle.add(side)
            due = [
                discipline.eligible_from(t) for t in people.values() if counter.serves(t.service)
            ]
            later = [(each - NOON).total_seconds() for each in due if each is not None]
            free[side] = min((each for each in later if each > at), default=float("inf"))
            continue
        idle.discard(side)
        calls.setdefault(chosen.id, at)
        here = [service for service in chosen.also if counter.serves(service)]
        elsewhere = tuple(service for service in chosen.also if not counter.serves(service))
        done = at + sum(lasts[chosen.id, service] for service in (chosen.service, *here))
        free[side] = done
        if not elsewhere:
            del people[chosen.id]
            continue
        people[chosen.id] = replace(
            chosen,
            service=elsewhere[0],
            also=elsewhere[1:],
            not_before=NOON + timedelta(seconds=done),
        )
        for other in idle:
            if OFFICE.counters[other].serves(elsewhere[0]):
                free[other] = min(free[other], done)
