"""From snapshot and profile to the arrays that are played: who is here, who may still come."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from queue_app.domain.discipline import Score
from queue_app.estimation.availability import Availability
from queue_app.estimation.columns import Columns
from queue_app.estimation.draws import Array, Draws
from queue_app.estimation.durations import Durations
from queue_app.estimation.overtakers import Overtaker, appointments_to_come, walk_ins_to_come
from queue_app.estimation.service_times import Profile
from queue_app.estimation.simulator import INF, PASSED, World
from queue_app.estimation.snapshot import CLOSED, CounterInfo, Snapshot, WaitingTicket

HORIZON_BASE, HORIZON_FACTOR = 900.0, 1.7
"""How far overtakers are looked for: 15 minutes + 1.7 x backlog / open counters, in seconds."""


class Builder:
    """Builds one world; draws belong to names, so that the same ticket keeps its futures."""

    def __init__(
        self, snapshot: Snapshot, profile: Profile, draws: Draws, tickets: list[WaitingTicket]
    ) -> None:
        """`tickets` are those of the snapshot that can be understood, in the order of ties."""
        self.snapshot, self.profile, self.draws = snapshot, profile, draws
        self.tickets = tickets
        self.counters = list(snapshot.counters)
        self.durations = Durations(snapshot, profile, draws)
        self.names = [service.id for service in snapshot.services]
        self.index = {name: at for at, name in enumerate(self.names)}
        self.columns = Columns(profile, draws)
        self._scores: dict[tuple[float, float, float], float] = {}

    def world(self) -> World:
        """The world of this snapshot, ghosts for every service included."""
        for ticket in self.tickets:
            self._waiting(ticket)
        for column, ticket in enumerate(self.tickets):
            self._further_legs(column, ticket)
        for counter in self.counters:
            self._after_current(counter)
        for each in self._overtakers():
            self._overtaker(each)
        return self._assemble()

    def score(self, queue_time: float, credit: float, reluctance: float) -> float:
        """What the discipline compares."""
        key = (queue_time, credit, reluctance)
        if key not in self._scores:
            self._scores[key] = Score(queue_time, credit, reluctance).total
        return self._scores[key]

    def offsets(self, service: str, credit: float, bound_to: str | None = None) -> Array:
        """What is added to a queue time at each counter, (C,); `inf` where it may not call."""
        return self.keys(0.0, service, credit, bound_to)

    def keys(
        self, queue_time: float, service: str, credit: float, bound_to: str | None = None
    ) -> Array:
        """The scores of a ticket at each counter, (C,)."""
        return np.array(
            [
                self.score(queue_time, credit, counter.services[service])
                if service in counter.services and bound_to in (None, counter.id)
                else INF
                for counter in self.counters
            ]
        )

    def horizon(self) -> float:
        """Seconds within which somebody who comes later may matter."""
        work = sum(self._usual(t.service, t.persons) for t in self.tickets)
        busy = [c for c in self.counters if c.current is not None]
        work += 0.5 * sum(
            self._usual(c.current.service, c.current.persons) for c in busy if c.current
        )
        present = sum(1 for c in self.counters if c.state != CLOSED)
        return HORIZON_BASE + HORIZON_FACTOR * work / max(1, present)

    def fairness(self) -> Array:
        """What each future weighs in the mean, shape (R,); see `Durations.fairness`."""
        work: dict[str, float] = {}
        for t in self.tickets:
            work[t.service] = work.get(t.service, 0.0) + self._usual(t.service, t.persons)
        return self.durations.fairness(work)

    def _usual(self, service: str, persons: int) -> float:
        law = self.profile.law(service)
        return law.seconds * self.profile.persons_factor(service, persons) if law else 600.0

    def _waiting(self, ticket: WaitingTicket) -> None:
        due = ticket.eligible_from
        self.columns.append(
            ticket.id,
            self.keys(ticket.queue_time, ticket.service, ticket.credit, ticket.bound_to),
            max(0.0, due - self.snapshot.as_of) if due is not None else 0.0,
            self.durations.of(ticket.service, ticket.persons, ticket.id),
            self.index[ticket.service],
        )

    def _further_legs(self, column: int, ticket: WaitingTicket) -> None:
        legs = self._legs(
            ticket.id, ticket.queue_time, ticket.credit, ticket.persons,
            ticket.also, ticket.returns_to, ticket.returns_service or ticket.service,
        )  # fmt: skip
        if legs:
            self.columns.follows[column] = legs

    def _after_current(self, counter: CounterInfo) -> None:
        """Legs of the ticket at a counter that this counter will not serve itself."""
        current = counter.current
        if current is None:
            return
        elsewhere = tuple(s for s in current.also if s not in counter.services)
        if current.returns_to is not None:
            elsewhere = current.also
        legs = self._legs(
            current.id, current.queue_time, current.credit, current.persons,
            elsewhere, current.returns_to, current.returns_service or current.service,
        )  # fmt: skip
        if legs:
            ends = Availability(self.snapshot, self.profile, self.draws, self.durations)
            self.columns.eligible[legs[0]] = ends.current_ends(counter, current)

    def _legs(
        self,
        name: str,
        queue_time: float,
        credit: float,
        persons: int,
        also: tuple[str, ...],
        returns_to: str | None,
        returns_service: str,
    ) -> list[int]:
        """Columns of the legs to come, each followed by those after it; not yet eligible."""
        legs: list[tuple[str, str | None]] = [(service, None) for service in also]
        if returns_to is not None:
            legs.insert(0, (returns_service, returns_to))
        columns = [
            self._leg(name, queue_time, credit, persons, service, bound_to)
            for service, bound_to in legs
            if service in self.index
        ]
        for at, column in enumerate(columns[:-1]):
            self.columns.follows[column] = columns[at + 1 :]
        if returns_to is not None and columns:
            return columns[:1]  # coming back is the first thing that follows
        return columns

    def _leg(
        self,
        name: str,
        queue_time: float,
        credit: float,
        persons: int,
        service: str,
        bound_to: str | None,
    ) -> int:
        label = f"{name}+{service}"
        column = self.columns.append(
            label,
            self.keys(queue_time, service, credit, bound_to),
            INF,
            self.durations.of(service, persons, label),
            self.index[service],
            may_miss=False,
        )
        begins_here = [bound_to is None and service in c.services for c in self.counters]
        self.columns.here[column] = np.array(begins_here, dtype=bool)
        return column

    def _overtakers(self) -> Iterable[Overtaker]:
        horizon = self.horizon()
        latest = max((t.queue_time - t.credit for t in self.tickets), default=-INF)
        slack = max(latest - self.snapshot.as_of, -self.snapshot.default_credit)
        yield from appointments_to_come(self.snapshot, self.profile, self.draws, horizon)
        yield from walk_ins_to_come(self.snapshot, self.profile, self.draws, horizon, slack)

    def _overtaker(self, each: Overtaker) -> None:
        """One column of people who come later; in each future somebody else, or nobody."""
        keys = np.full((self.draws.rollouts, len(self.counters)), INF)
        lasts = np.full(self.draws.rollouts, 600.0)
        service = np.zeros(self.draws.rollouts, dtype=np.int64)
        for kind in each.kinds:
            if kind.service not in self.index or not kind.rows.size:
                continue
            queue_time = self.snapshot.as_of + kind.queue_time
            keys[kind.rows] = queue_time[:, None] + self.offsets(kind.service, kind.credit)
            lasts[kind.rows] = self.durations.of(kind.service, kind.persons, each.name)[kind.rows]
            service[kind.rows] = self.index[kind.service]
        self.columns.append(each.name, keys, each.eligible, lasts, service)

    def _assemble(self) -> World:
        free, closes, breaks = self._counters()
        size, count = free.shape
        world = World(
            waiting=len(self.tickets),
            free=free,
            keys=self.columns.scores(count),
            eligible=self.columns.stacked("eligible"),
            lasts=self.columns.stacked("lasts"),
            gaps=self.columns.stacked("gaps"),
            ghosts=self._ghosts(),
            closes=closes,
            break_from=breaks[0],
            break_until=breaks[1],
            service=self.columns.stacked("service").astype(np.int64),
            factors=self._factors(),
            leaves=self.columns.stacked("leaves") if self.columns.leaves else None,
            passed=self._passed(),
            further=self.columns.further(count),
            hours=np.exp(self.durations.hours),
            clock=max(0.0, self.snapshot.as_of - self.snapshot.midnight),
        )
        rows = np.repeat(np.arange(size), count)
        sides = np.tile(np.arange(count), size)
        world.free = world.available(free.ravel(), rows, sides).reshape(size, count)
        return world

    def _counters(self) -> tuple[Array, Array, tuple[Array, Array]]:
        size, count = self.draws.rollouts, len(self.counters)
        source = Availability(self.snapshot, self.profile, self.draws, self.durations)
        free, closes = np.empty((size, count)), np.empty((size, count))
        breaks = [source.breaks(counter) for counter in self.counters]
        width = max((len(each) for each in breaks), default=0)
        begins, ends = np.full((size, count, width), INF), np.full((size, count, width), INF)
        for at, counter in enumerate(self.counters):
            free[:, at] = source.first_free(counter)
            closes[:, at] = source.closes(counter)
            for slot, (start, end) in enumerate(breaks[at]):
                begins[:, at, slot], ends[:, at, slot] = start, end
        return free, closes, (begins, ends)

    def _ghosts(self) -> Array:
        now, credit = self.snapshot.as_of, self.snapshot.default_credit
        each = [self.keys(now, name, credit) for name in self.names]
        return np.stack(each, axis=1) if each else np.empty((len(self.counters), 0))

    def _factors(self) -> Array:
        known = self.profile.counters
        fixed = np.array(
            [[known.get((c.id, name), 0.0) for name in self.names] for c in self.counters]
        ).reshape(len(self.counters), len(self.names))
        paces = [self.durations.pace(counter.id) for counter in self.counters]
        if not paces:
            return np.ones((self.draws.rollouts, 0, len(self.names)))
        return np.asarray(np.exp(fixed + np.stack(paces, axis=1)[:, :, None]))

    def _passed(self) -> Array | None:
        if not any(counter.passed_over for counter in self.counters):
            return None
        passed = np.zeros((len(self.counters), len(self.columns.keys)))
        for at, counter in enumerate(self.counters):
            for column, ticket in enumerate(self.tickets):
                if ticket.id in counter.passed_over:
                    passed[at, column] = PASSED
        return passed
