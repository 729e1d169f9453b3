"""A real call log, walk-forward: "Anonymous Bank", Technion, one month a file.

Data: collected by Ilan Guedj and Avi Mandelbaum (Technion, Haifa), used in Brown et al. (2005).
It has no roster: who is there is guessed from who has served. The file is read from the path
given by the caller; no figure of a single agent is printed.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.estimates.scores import GRID, Array, Scores
from queue_app.estimation import (
    Calibration,
    CounterInfo,
    CurrentTicket,
    Estimate,
    Gap,
    Learner,
    Served,
    ServiceInfo,
    Snapshot,
    Waited,
    WaitingTicket,
    estimate,
    pit,
)
from queue_app.estimation.forecast import quantiles_of
from queue_app.estimation.formulas import simple_waits
from queue_app.estimation.stacking import Stacker

AWAY = 1200.0
"""An agent idle for so long, in seconds, is taken to have left."""
CREDIT = 90.0
"""Priority callers are advanced by a minute and a half (the log's documentation)."""
CONFIGURED = 180.0
"""What an office would have configured for every type, in seconds."""
WARM_UP = 5
REFIT = 120.0


@dataclass
class Call:
    """One call that reached the queue or an agent; clocks in seconds of its day."""

    number: int
    day: int
    kind: str
    credit: float
    queued: float | None
    left: float
    outcome: str
    start: float
    end: float
    agent: str


def read_log(path: Path) -> list[list[Call]]:
    """The calls of each day, in the order of their arrival."""
    days: dict[int, list[Call]] = defaultdict(list)
    with path.open(newline="", encoding="latin-1") as file:
        for number, row in enumerate(csv.DictReader(file, delimiter="\t")):
            over = _clock(row["q_exit"])
            # A second is the log's grain; who "waited" less was never in a line.
            waited = int(row["q_time"]) > 0 and over > _clock(row["q_start"])
            if row["outcome"] == "PHANTOM" or (row["outcome"] == "HANG" and not waited):
                continue
            date = row["date"].strip()
            day = dt.date(1900 + int(date[:2]), int(date[2:4]), int(date[4:])).toordinal()
            start = _clock(row["ser_start"])
            if waited and abs(start - _clock(row["q_exit"])) > 60:
                start = _clock(row["q_exit"])  # some fifty rows contradict themselves
            if waited:  # the start is sometimes a second before the line was joined
                start = max(start, _clock(row["q_start"]) + 1)
            days[day].append(
                Call(
                    number,
                    day,
                    row["type"].strip(),
                    CREDIT if row["priority"] == "2" else 0.0,
                    _clock(row["q_start"]) if waited else None,
                    _clock(row["q_exit"]),
                    row["outcome"],
                    start,
                    _clock(row["ser_exit"]),
                    row["server"].strip(),
                )
            )
    return [days[day] for day in sorted(days)]


def _clock(text: str) -> float:
    hours, minutes, seconds = (int(part) for part in text.strip().split(":"))
    return hours * 3600.0 + minutes * 60 + seconds


@dataclass
class Agent:
    """What the log shows of an agent today."""

    call: Call | None = None
    free_since: float = 0.0
    known: Counter[str] = field(default_factory=Counter)


class Room:
    """The state of the line at an instant, rebuilt from the log event by event."""

    def __init__(self, learner: Learner, skills: dict[str, Counter[str]]) -> None:
        """`skills` counts over all days which types each agent has served."""
        self.learner, self.skills = learner, skills
        self.waiting: dict[int, Call] = {}
        self.agents: dict[str, Agent] = {}
        self.last_wait = 0.0

    def event(self, at: float, kind: str, call: Call) -> None:
        """Something happened at a clock."""
        if kind == "queued":
            self.waiting[call.number] = call
        elif kind == "left":
            self.waiting.pop(call.number, None)
            waited = at - (call.queued or at)
            self.learner.add(Waited(call.day, waited, left=True))
        elif kind == "start":
            self._start(at, call)
        else:
            agent = self.agents.setdefault(call.agent, Agent())
            if agent.call is call:
                agent.call, agent.free_since = None, at
            seconds = call.end - call.start
            waiting = len(self.waiting)
            self.learner.add(
                Served(call.day, call.start, call.kind, call.agent, seconds, waiting=waiting)
            )

    def _start(self, at: float, call: Call) -> None:
        self.waiting.pop(call.number, None)
        agent = self.agents.setdefault(call.agent, Agent())
        if call.queued is not None:
            self.last_wait = at - call.queued
            self.learner.add(Waited(call.day, self.last_wait))
            if agent.call is None and agent.free_since:
                free = max(agent.free_since, call.queued)
                self.learner.add(Gap(call.day, max(0.0, at - free)))
        agent.call = call
        self.skills[call.agent][call.kind] += 1

    def close(self, day: int) -> None:
        """The day is over: whoever was free last has not come back."""
        for agent in self.agents.values():
            if agent.call is None:
                self.learner.add(Gap(day, 1800.0))

    def snapshot(self, at: float, day: int, services: tuple[ServiceInfo, ...]) -> Snapshot:
        """What a system beside this line would know."""
        midnight = day * 86400.0
        return Snapshot(
            as_of=midnight + at,
            midnight=midnight,
            services=services,
            counters=tuple(
                self._counter(name, agent, midnight)
                for name, agent in sorted(self.agents.items())
                if agent.call is not None or at - agent.free_since < AWAY
            ),
            waiting=tuple(
                WaitingTicket(
                    str(c.number),
                    c.kind,
                    midnight + (c.queued or at),
                    midnight + (c.queued or at),
                    credit=c.credit,
                    tie=(0, c.number),
                )
                for c in self.waiting.values()
            ),
            closing=midnight + 86400.0,
        )

    def _counter(self, name: str, agent: Agent, midnight: float) -> CounterInfo:
        served = self.skills[name]
        total = sum(served.values())
        known = {kind: 0.0 for kind, count in served.items() if count >= 0.01 * total}
        current = None
        if agent.call is not None:
            call = agent.call
            current = CurrentTicket(str(call.number), call.kind, "serving", midnight + call.start)
        return CounterInfo(
            name, known, current=current, free_since=midnight + agent.free_since, rostered=True
        )


def run_log(path: Path, every: int = 1) -> None:
    """Score twin, stack and formulas on queued calls that were answered; print a table.

    Scores (and learns its calibration and stack from) each `every`th of them.
    """
    days = read_log(path)
    kinds = Counter(call.kind for calls in days for call in calls)
    replay = _Replay(tuple(ServiceInfo(kind, CONFIGURED) for kind in sorted(kinds)), every)
    for number, calls in enumerate(days):
        replay.day(calls, counts=number >= WARM_UP)
    print("Real log, seconds; answered calls that queued, walk-forward after five days")
    print(f"{'':10}{'n':>7}{'MAE':>8}{'RMSE':>8}{'bias':>8}{'c80':>7}{'c90':>7}{'width90':>9}")
    for name, scores in replay.results.items():
        found = scores.summary()
        print(
            f"{name:10}{found['n']:7.0f}{found['mae']:8.1f}{found['rmse']:8.1f}{found['bias']:8.1f}"
            f"{found['cover80']:7.3f}{found['cover90']:7.3f}{found['width90']:9.1f}"
        )


class _Replay:
    """What goes from one day of the log to the next."""

    def __init__(self, services: tuple[ServiceInfo, ...], every: int) -> None:
        self.services, self.every = services, every
        self.learner = Learner(services, (0.0, CREDIT))
        self.skills: dict[str, Counter[str]] = defaultdict(Counter)
        self.calibration, self.stacker = Calibration(), Stacker()
        self.results: dict[str, Scores] = defaultdict(Scores)

    def day(self, calls: list[Call], *, counts: bool) -> None:
        """Replay a day: an estimate for every call that queues, scored by when it was answered."""
        room, day = Room(self.learner, self.skills), calls[0].day
        self.stacker.next_day()
        profile, refit_at = self.learner.profile(day, self.calibration), 0.0
        found: list[tuple[int, float]] = []
        for at, _, kind, call in _events(calls):
            room.event(at, kind, call)
            if kind != "queued" or call.agent == "NO_SERVER" or call.number % self.every:
                continue
            if at > refit_at + REFIT:
                profile, refit_at = self.learner.profile(day, self.calibration), at
            snapshot = room.snapshot(at, day, self.services)
            one = estimate(snapshot, profile, rollouts=200, seed=day).tickets[str(call.number)]
            wait = call.start - at
            fallen = pit(one, wait)
            if fallen is None or one.mean is None:
                continue
            found.append((one.load, fallen))
            answers = self._answers(one, one.mean, wait)
            if counts:
                ticket = next(t for t in snapshot.waiting if t.id == str(call.number))
                simple = simple_waits(snapshot, profile, ticket, room.last_wait)
                self._score(answers, simple, wait)
        room.close(day)
        self.calibration = self.calibration.with_pits(found)

    def _answers(self, one: Estimate, mean: float, wait: float) -> dict[str, tuple[float, Array]]:
        """Means and quantiles of what would have been published, and of its parts."""
        twin = mean, quantiles_of(one, self.calibration, GRID)
        stack, latest = twin, self.stacker.latest
        if latest is not None:
            quantiles = quantiles_of(one, self.calibration, GRID, latest)
            stack = float(quantiles.mean()), quantiles
        published = stack if self.stacker.winning() else twin
        self.stacker.note(one.features, twin[1], wait, GRID)
        raw = mean, quantiles_of(one, Calibration(), GRID)
        return {"published": published, "twin": twin, "twin, raw": raw, "stack": stack}

    def _score(
        self, answers: dict[str, tuple[float, Array]], simple: dict[str, float], wait: float
    ) -> None:
        for name, (mean, quantiles) in answers.items():
            self.results[name].add(wait, mean, quantiles)
        for name, value in simple.items():
            if np.isfinite(value):
                self.results[name].add(wait, value, np.full(GRID.size, value))


def _events(calls: list[Call]) -> list[tuple[float, int, str, Call]]:
    """Events of a day in order; ends before starts before arrivals of the same second."""
    events = []
    for call in calls:
        if call.queued is not None:
            events.append((call.queued, 2, "queued", call))
        if call.outcome == "HANG" or call.agent == "NO_SERVER":
            events.append((call.left, 0, "left", call))
        else:
            events.append((call.start, 1, "start", call))
            events.append((max(call.end, call.start), 0, "end", call))
    return sorted(events, key=lambda event: (event[0], event[1], event[3].number))
