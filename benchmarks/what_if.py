"""Measures what if and staffing: `python -m benchmarks.what_if [--replications N] [--offices …]`.

Time of a what-if from the question to the answer; how often what really happened lies within the
band of the unchanged replay (the proof, on simulated days whose truth is another program); and how
right the arrivals expected for a day are beside last week's same day.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from benchmarks.estimates.log import MONDAY, day_log, office_of, truth_of
from benchmarks.estimates.offices import BY_NAME
from queue_app.domain.events import Recorded
from queue_app.domain.office import Office
from queue_app.estimation.draws import Array
from queue_app.estimation.facts import observations_of
from queue_app.estimation.staffing_arrivals import HALF_HOURS, backtest
from queue_app.estimation.what_if import Lived, replay
from queue_app.estimation.what_if_happened import lived
from queue_app.estimation.what_if_learning import evening_profile
from queue_app.estimation.what_if_scenario import Change, Scenario

LEVELS = (900.0, 1800.0)
PAST, JUDGED = 8, 3
"""Days that a simulated office has behind it, and how many of the last are replayed."""
PLAYED = 100


def main(arguments: list[str]) -> None:
    """Read the options, measure, print tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.what_if", description=__doc__)
    parser.add_argument("--replications", type=int, default=8, help="fresh offices of each kind")
    parser.add_argument("--offices", nargs="+", choices=sorted(BY_NAME),
                        default=["fifo3", "office", "mixed", "rush", "dirty"])  # fmt: skip
    options = parser.parse_args(arguments)
    print("## Time of a what-if\n", flush=True)
    measure_time()
    print("\n## What really happened, within the band of the unchanged replay\n", flush=True)
    measure_proof(options.offices, options.replications)
    print("\n## Arrivals of a half-hour\n", flush=True)
    measure_arrivals()


def office_days(
    kind: str, number: int, days: int
) -> tuple[Office, list[tuple[date, list[Recorded]]]]:
    """A fresh simulated office and its days."""
    truth = truth_of(BY_NAME[kind], number)
    office = office_of(truth)
    found: list[tuple[date, list[Recorded]]] = []
    revision = 1
    for each in range(days):
        day = MONDAY + timedelta(days=each)
        found.append((day, day_log(truth, office, day, f"{kind}:{number}:{each}", revision)))
        revision += len(found[-1][1])
    return office, found


def last_days(kind: str, number: int) -> list[Lived]:
    """The last days of an office, each with what was learned by its evening."""
    office, days = office_days(kind, number, PAST)
    observed = observations_of([fact for _, told in days for fact in told], office)
    return [
        lived(told, office, day, evening_profile(observed, office, day))
        for day, told in days[-JUDGED:]
    ]


def measure_time() -> None:
    """200 replications, unchanged and with one counter more; five times; and a process's beginning."""
    print("| day | errands | median s | slowest s | tickets played a second |")
    print("|---|---|---|---|---|")
    for kind in ("office", "rush"):
        day = last_days(kind, 0)[-1]
        services = dict.fromkeys({each.service for each in day.day.errands}, 0.0)
        scenario = Scenario({"new": Change(((9 * 3600.0, 15 * 3600.0),), services=services)})
        took = []
        for _ in range(5):
            began = time.perf_counter()
            replay([day], scenario, replications=200, seed=1, levels=LEVELS)
            took.append(time.perf_counter() - began)
        errands = len(day.day.errands)
        middle = statistics.median(took)
        print(
            f"| {kind} | {errands} | {middle:.2f} | {max(took):.2f} | {400 * errands / middle:,.0f} |"
        )
    took = []
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import queue_app.realtime.future"], check=True)
        took.append(time.perf_counter() - began)
    print(f"\nOn top comes the process that computes: {statistics.median(took):.2f} s to begin.")


@dataclass
class Score:
    """How often a figure lay within its band, and how far the replay was off on average."""

    inside: list[bool] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)


def measure_proof(kinds: list[str], replications: int) -> None:
    """Of every office so many replications with three days each."""
    print("| office | days | median | P90 | in 15 min | unserved | occupied | all five "
          "| mean wait, replayed ÷ real |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|---|")
    keys = ("median", "p90", "level:900", "unserved", "occupancy")
    for kind in kinds:
        found = {key: Score() for key in (*keys, "all")}
        for number in range(replications):
            for day in last_days(kind, number):
                answer = replay([day], Scenario(), replications=PLAYED, seed=1, levels=LEVELS)
                for each in answer.proof:
                    found[each.key].inside.append(each.inside)
                found["all"].inside.append(answer.holds)
                real, base = answer.real["mean"], answer.base["mean"].likely
                if real and base:
                    found["all"].ratios.append(math.log(base / real))
        shares = [f"{100 * statistics.mean(found[key].inside):.0f} %" for key in (*keys, "all")]
        ratio = math.exp(statistics.mean(found["all"].ratios))
        print(
            f"| {kind} | {len(found['all'].inside)} | {' | '.join(shares)} | {ratio:.2f} |",
            flush=True,
        )


def measure_arrivals() -> None:
    """Offices with weekdays of their own, days that differ as a whole, and closed days."""
    print("| weeks known | days tried | off by, people | last week's same day | ratio "
          "| day's total off by | last week's | ratio |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|")
    for weeks in (2, 4, 12):
        ours, week, total, total_week, days = [], [], [], [], 0
        for number in range(10):
            tried = backtest(_weeks(weeks, number))
            if tried is None:
                continue
            days += tried.days
            ours.append(tried.mae)
            week.append(tried.mae_last_week)
            total.append(tried.total_error)
            total_week.append(tried.total_error_last_week)
        mean = statistics.mean
        print(f"| {weeks} | {days} | {mean(ours):.2f} | {mean(week):.2f} | {mean(ours) / mean(week):.2f} "
              f"| {100 * mean(total):.1f} % | {100 * mean(total_week):.1f} % "
              f"| {mean(total) / mean(total_week):.2f} |")  # fmt: skip


def _weeks(weeks: int, number: int) -> dict[date, dict[str, Array]]:
    """Monday busiest by up to 40 %, days that differ as a whole by 15 %, three services."""
    rng, chance = random.Random(f"weeks:{number}"), np.random.default_rng(number)
    shares = [1 + rng.uniform(0, 0.4), *(rng.uniform(0.8, 1.2) for _ in range(4))]
    shape = np.interp(np.arange(HALF_HOURS), [15, 16, 20, 24, 31, 32], [0, 14, 10, 6, 5, 0])
    found = {}
    for each in range(7 * weeks):
        day = MONDAY + timedelta(days=each)
        if day.weekday() < 5:
            volume = chance.gamma(1 / 0.15**2, 0.15**2) * shares[day.weekday()]
            found[day] = {
                name: chance.poisson(part * volume * shape).astype(float)
                for name, part in (("a", 0.5), ("b", 0.3), ("c", 0.2))
            }
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
