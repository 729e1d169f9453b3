"""Compares the true model's mean waits with Ciw's: `python -m benchmarks.estimates.crosscheck`.

Ciw (Palmer, Knight et al. 2019, Journal of Simulation 13) is an independent simulation library.
Both play the same days: doors open at an empty room, arrivals stop after 450 minutes, everybody
is served. Means over days with their standard errors, in minutes.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import sys
from dataclasses import dataclass

import ciw

from benchmarks.estimates.floor import Listener, Person
from benchmarks.estimates.generator import Day
from benchmarks.estimates.offices import TICKETS_END, CounterSpec, OfficeSpec, ServiceSpec, Truth

OPENS = 480.0
LASTS = TICKETS_END - OPENS


@dataclass(frozen=True)
class Line:
    """One line: counters, mean and cv of service (minutes), arrivals a day, share that goes first."""

    name: str
    counters: int
    mean: float
    cv: float
    arrivals: float
    first: float = 0.0


LINES = (
    Line("M/G/1, cv 1", 1, 6.0, 1.0, 60),
    Line("M/G/1, cv 0.5", 1, 6.0, 0.5, 64),
    Line("M/G/3, cv 0.6", 3, 9.0, 0.6, 135),
    Line("M/G/6, cv 0.9", 6, 9.0, 0.9, 270),
    Line("M/G/1, two classes", 1, 6.0, 0.6, 60, 0.2),
    Line("M/G/4, two classes", 4, 9.0, 0.6, 185, 0.15),
)


class _Waits(Listener):
    def __init__(self) -> None:
        self.by_class: dict[bool, list[float]] = {True: [], False: []}

    def called(self, day: Day, _counter: int, person: Person, _idle_from: float) -> None:
        self.by_class[person.credit > 0].append(day.now - person.arrived)


class _UntilClosing(ciw.dists.Exponential):  # type: ignore[misc]  # Ciw has no types
    """Exponential times between arrivals that stop when the doors close."""

    def sample(self, t: float | None = None, ind: object = None) -> float:
        gap = float(super().sample(t, ind))
        return gap if (t or 0.0) + gap < LASTS else math.inf


def ours(line: Line, number: int) -> dict[bool, list[float]]:
    """One day of the true model: waits by whether they go first."""
    office = OfficeSpec(
        line.name,
        (ServiceSpec("all", line.mean, line.cv, 1.0, priority=line.first),),
        (CounterSpec((0,), closes=math.inf),) * line.counters,
        line.arrivals,
        ((OPENS, 1.0), (TICKETS_END, 1.0)),
        volume_cv=1e-4, counter_sd=0.0, no_show=0.0, gap=1e-6, pause=0.0,
    )  # fmt: skip
    effect = (0.0,) * line.counters
    waits = _Waits()
    Day(Truth(office, effect, (0.0,) * 24, (line.mean,)), random.Random(number), waits).run()
    return waits.by_class


def theirs(line: Line, number: int) -> dict[bool, list[float]]:
    """One day of Ciw: waits by whether they go first."""
    variance = math.log(1 + line.cv**2)
    service = ciw.dists.Lognormal(math.log(line.mean) - variance / 2, math.sqrt(variance))
    rate = line.arrivals / LASTS
    rates = {"first": rate * line.first, "rest": rate * (1 - line.first)}
    rates = {name: value for name, value in rates.items() if value > 0}
    network = ciw.create_network(
        arrival_distributions={name: [_UntilClosing(value)] for name, value in rates.items()},
        service_distributions={name: [service] for name in rates},
        number_of_servers=[line.counters],
        priority_classes={name: place for place, name in enumerate(rates)},
    )
    ciw.seed(number)
    day = ciw.Simulation(network)
    day.simulate_until_max_time(10 * LASTS)
    found: dict[bool, list[float]] = {True: [], False: []}
    for record in day.get_all_records():
        found[record.customer_class == "first"].append(record.waiting_time)
    return found


def main(arguments: list[str]) -> None:
    """Play the days and print means, standard errors and their difference."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.estimates.crosscheck")
    parser.add_argument("--days", type=int, default=3000)
    days = parser.parse_args(arguments).days
    print(
        f"{'mean wait, minutes':28}{'class':>8}{'ours':>9}{'Ciw':>9}{'difference / its error':>25}"
    )
    for place, line in enumerate(LINES):
        # Days of their own for every line and side, so that the rows are independent.
        first, other = 2 * place * days, (2 * place + 1) * days
        played = [(ours(line, first + n), theirs(line, other + n)) for n in range(days)]
        for ahead in (True, False) if line.first else (False,):
            mine, ciws = (_mean([each[side][ahead] for each in played]) for side in (0, 1))
            apart = (mine[0] - ciws[0]) / math.hypot(mine[1], ciws[1])
            name = "first" if ahead else "rest"
            print(f"{line.name:28}{name:>8}{mine[0]:9.2f}{ciws[0]:9.2f}{apart:25.1f}")


def _mean(days: list[list[float]]) -> tuple[float, float]:
    """The mean over all waits and its standard error (days are independent, waits are not)."""
    total, count = sum(map(sum, days)), sum(map(len, days))
    mean = total / count
    share = count / len(days)
    residuals = [(sum(day) - mean * len(day)) / share for day in days]
    return mean, statistics.stdev(residuals) / math.sqrt(len(days))


if __name__ == "__main__":
    main(sys.argv[1:])
