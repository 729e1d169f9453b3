"""Test cases: past days, one test day with tickets drawn at random, and what the oracle says."""

from __future__ import annotations

import math
import pickle
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.estimates.floor import Person
from benchmarks.estimates.generator import Day, must_queue
from benchmarks.estimates.offices import CLOSING, OfficeSpec, Truth
from benchmarks.estimates.recorder import Recorder, services_of, snapshot
from benchmarks.estimates.scores import GRID, Array
from queue_app.estimation import Observation, ServiceInfo, Snapshot

MOST_DAYS = 20
CALIBRATION_TICKETS = 12
"""Tickets of a past day whose earlier estimates calibrate the present ones."""


@dataclass
class Test:
    """One ticket at one instant: what is seen, how many of the day's facts are known, the truth."""

    snapshot: Snapshot
    ticket: str
    minute: float
    known: int
    actual: float  # seconds
    oracle_mean: float = math.nan
    oracle: Array | None = None


@dataclass
class Played:
    """One simulated day: its facts as they became known, and tests."""

    known: list[tuple[float, Observation]]
    tests: list[Test]
    middle: list[Test]
    waits: list[tuple[float, float]]


@dataclass
class Case:
    """A replication: a fresh office, its past days (oldest first) and the test day."""

    services: tuple[ServiceInfo, ...]
    past: list[Played]
    today: Played


def case(
    spec: OfficeSpec, replication: int, tickets: int, futures: int, cache: Path | None = None
) -> Case:
    """The replication's case, from the cache when it was made before."""
    name = f"{spec.name}-{replication}-{tickets}-{futures}.pickle"
    if cache is not None and (cache / name).exists():
        found = pickle.loads((cache / name).read_bytes())  # noqa: S301 - our own file
        assert isinstance(found, Case)
        return found
    truth = Truth.draw(spec, np.random.default_rng([replication, 7]))
    past = [
        _play(truth, replication, number, CALIBRATION_TICKETS, 0) for number in range(MOST_DAYS)
    ]
    made = Case(services_of(truth), past, _play(truth, replication, MOST_DAYS, tickets, futures))
    if cache is not None:
        cache.mkdir(parents=True, exist_ok=True)
        (cache / name).write_bytes(pickle.dumps(made))
    return made


def _play(truth: Truth, replication: int, number: int, tickets: int, futures: int) -> Played:
    """Play a day twice with the same random numbers: to choose tickets, then to test them."""
    seed = replication * 1000 + number
    queued: list[int] = []

    def note(day: Day, person: Person) -> None:
        if must_queue(day, person):
            queued.append(person.id)

    Day(truth, random.Random(seed), Recorder(number, note)).run()
    chooser = random.Random(seed + 1)
    chosen = set(chooser.sample(queued, min(tickets, len(queued))))
    tests: list[Test] = []
    people: list[Person] = []
    recorder = Recorder(number)

    def test(day: Day, person: Person) -> None:
        if person.id not in chosen:
            return
        one = Test(snapshot(day, number), str(person.id), day.now, len(recorder.known), math.nan)
        if futures:
            one.oracle_mean, one.oracle = _oracle(day, person, futures, seed)
        tests.append(one)
        people.append(person)

    recorder.at_issue = test
    day = Day(truth, random.Random(seed), recorder)
    day.run()
    recorder.close(day)
    for one, person in zip(tests, people, strict=True):
        one.actual = (min(person.called, CLOSING) - person.arrived) * 60
    middle = _middle(truth, number, seed, people) if futures else []
    return Played(recorder.known, tests, middle, recorder.calls)


def _middle(truth: Truth, number: int, seed: int, people: list[Person]) -> list[Test]:
    """The same tickets half-way through their waits."""
    recorder = Recorder(number)
    day = Day(truth, random.Random(seed), recorder)
    found = []
    stops = [((p.arrived + min(p.called, CLOSING)) / 2, p) for p in people if p.called > p.arrived]
    for stop, person in sorted(stops, key=lambda each: each[0]):
        day.run(until=stop)
        day.now = stop
        actual = (min(person.called, CLOSING) - stop) * 60
        found.append(Test(snapshot(day, number), str(person.id), stop, len(recorder.known), actual))
    return found


def _oracle(day: Day, person: Person, futures: int, seed: int) -> tuple[float, Array]:
    """Mean and 19 quantiles of the wait in independent futures of the true model, in seconds."""
    rng = random.Random(seed * 100_003 + person.id)
    position = day.waiting.index(person)
    waits = np.empty(futures)
    for at in range(futures):
        called, arrived = person.called, person.arrived
        other = day.branch(rng)
        watched = other.waiting[position]
        # The person is shared between branches; what a branch does to it is taken back.
        snapshot_of_people = [(p, p.called) for p in other.waiting]
        other.run(person=watched)
        waits[at] = min(watched.called, CLOSING) - arrived
        for each, before in snapshot_of_people:
            each.called = before
        person.called = called
    waits *= 60
    return float(waits.mean()), np.quantile(waits, GRID)
