"""Scores the forecast: `python -m benchmarks.estimates [--quick] [--office …] [--log FILE]`."""

from __future__ import annotations

import argparse
import copy
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.estimates.cases import case
from benchmarks.estimates.offices import BY_NAME, PUBLISHED
from benchmarks.estimates.predictors import Answer, Twin, points
from benchmarks.estimates.scores import Scores
from benchmarks.estimates.table import print_table

Results = dict[tuple[str, int, str], Scores]
"""By office, past days and predictor."""


def replicate(
    office: str, number: int, days: list[int], tickets: int, futures: int, rollouts: int,
    calibrate: bool, cache: Path | None,
) -> Results:  # fmt: skip
    """Score everybody on one replication of one office."""
    made = case(BY_NAME[office], number, tickets, futures, cache)
    results: Results = {}
    mean_wait = sum(wait for _, wait in made.today.waits) / max(1, len(made.today.waits))
    usual = [wait for played in made.past for _, wait in played.waits]
    busy = "overload" if mean_wait > 1.3 * sum(usual) / len(usual) else "usual"
    for past in days:
        twin = Twin(made, BY_NAME[office], past, rollouts, calibrate)
        middle = copy.deepcopy(twin)
        for test in sorted(made.today.tests, key=lambda each: each.minute):
            profile = twin.profile(made.today, test)
            answers = points(test, profile, made.today)
            answers["twin"] = twin.answer(test, profile)
            if test.oracle is not None:
                answers["oracle"] = Answer(test.oracle_mean, test.oracle)
            for name, one in answers.items():
                scores = results.setdefault((office, past, name), Scores())
                scores.add(test.actual, one.mean, one.quantiles, (busy,))
        for test in made.today.middle[::2]:
            profile = middle.profile(made.today, test)
            one = middle.answer(test, profile)
            scores = results.setdefault((office, past, "twin, mid-wait"), Scores())
            scores.add(test.actual, one.mean, one.quantiles, (busy,))
    return results


def main(arguments: list[str]) -> None:
    """Read the options, run, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.estimates", description=__doc__)
    parser.add_argument("--office", action="append", choices=sorted(BY_NAME))
    parser.add_argument("--replications", type=int, default=20)
    parser.add_argument("--first", type=int, default=0, help="number of the first replication")
    parser.add_argument("--days", type=int, nargs="+", default=[0, 1, 5, 20])
    parser.add_argument("--tickets", type=int, default=50)
    parser.add_argument("--futures", type=int, default=250, help="of the oracle")
    parser.add_argument("--rollouts", type=int, default=200, help="of the twin")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--no-calibration", action="store_true")
    parser.add_argument("--cache", type=Path, help="folder that keeps the cases")
    parser.add_argument("--quick", action="store_true", help="4 replications, 20 tickets")
    parser.add_argument("--log", type=Path, help="a real call log instead (see docs)")
    parser.add_argument("--every", type=int, default=1, help="score each so-manieth call")
    given = parser.parse_args(arguments)
    if given.log:
        from benchmarks.estimates.real_log import run_log

        run_log(given.log, given.every)
        return
    if given.quick:
        given.replications, given.tickets, given.futures = 4, 20, 250
    offices = given.office or [spec.name for spec in PUBLISHED]
    began = time.perf_counter()
    jobs = [
        (office, number, given.days, given.tickets, given.futures, given.rollouts,
         not given.no_calibration, given.cache)
        for number in range(given.first, given.first + given.replications)
        for office in offices
    ]  # fmt: skip
    results: Results = {}
    for part in _run(jobs, given.processes):
        for key, scores in part.items():
            results.setdefault(key, Scores()).extend(scores)
    print_table(results, offices, given.days)
    print(f"\n{len(jobs)} replications in {time.perf_counter() - began:.0f} s")


def _run(jobs: list[tuple], processes: int) -> list[Results]:  # type: ignore[type-arg]  # the arguments of replicate
    if processes <= 1:
        found = []
        for job in jobs:
            found.append(replicate(*job))
            print(f"{len(found)} of {len(jobs)}: {job[0]} {job[1]}", file=sys.stderr)
        return found
    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(replicate, *zip(*jobs, strict=True)))


if __name__ == "__main__":
    main(sys.argv[1:])
