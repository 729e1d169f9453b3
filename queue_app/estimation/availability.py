"""When each counter can call first, and when it will not: what it does now, breaks, closing."""

from __future__ import annotations

import numpy as np

from queue_app.estimation.draws import Array, Draws, beyond
from queue_app.estimation.durations import Durations
from queue_app.estimation.lunch import LIKELY, break_to_come, pause_law
from queue_app.estimation.service_times import Habit, Profile
from queue_app.estimation.snapshot import (
    CALLED,
    CLOSED,
    PAUSED,
    CounterInfo,
    CurrentTicket,
    Snapshot,
)

INF = float("inf")
UNSEEN = Habit(lunch=LIKELY)
BREAK_END_SD = 120.0
LAST_SD = 300.0
HABIT_NEAR = 3600.0
"""A pause that begins this close to the counter's usual break is taken for it."""


class Availability:
    """First availability (R,), end of calling (R,) and breaks of one counter after another."""

    def __init__(
        self, snapshot: Snapshot, profile: Profile, draws: Draws, durations: Durations
    ) -> None:
        """All arrays are seconds from the snapshot's instant."""
        self._snapshot = snapshot
        self._profile = profile
        self._draws = draws
        self._durations = durations
        self._clock = snapshot.as_of - snapshot.midnight

    def first_free(self, counter: CounterInfo) -> Array:
        """When the counter could call if it had neither a break nor an end, shape (R,)."""
        draws, name = self._draws, counter.id
        if counter.state == CLOSED:
            return self._opening(counter)
        if counter.current is not None:
            free = self.current_ends(counter, counter.current) + draws.of(
                self._profile.gaps, f"gap@{name}"
            )
            if counter.pausing or counter.state == PAUSED:
                free += self._pause_lasts(counter, self._clock, 0.0)
            else:
                pauses = draws.uniform(f"pauses@{name}") < self._profile.pause_after
                free += np.where(pauses, draws.of(self._profile.pauses, f"pause@{name}"), 0.0)
            return free
        if counter.state == PAUSED:
            began = counter.since if counter.since is not None else self._snapshot.as_of
            elapsed = max(0.0, self._snapshot.as_of - began)
            return self._pause_lasts(counter, self._clock - elapsed, elapsed)
        return self._idle(counter)

    def closes(self, counter: CounterInfo) -> Array:
        """From when on the counter calls nobody, shape (R,)."""
        as_of = self._snapshot.as_of
        ends = [at - as_of for at in (counter.closes, self._snapshot.closing) if at is not None]
        latest = np.full(self._draws.rollouts, min(ends, default=INF))
        habit = self._habit(counter)
        if habit.last is not None and habit.last > self._clock + 300:
            usual = habit.last - self._clock + LAST_SD * self._draws.normal(f"last@{counter.id}")
            latest = np.minimum(latest, np.maximum(usual, 60.0))
        return latest

    def breaks(self, counter: CounterInfo) -> list[tuple[Array, Array]]:
        """Breaks to come or going on, as (from, until), shapes (R,)."""
        as_of, draws = self._snapshot.as_of, self._draws
        found = []
        for start, end in counter.breaks:
            if start < end and end > as_of:
                jitter = BREAK_END_SD * draws.normal(f"break@{counter.id}:{start}")
                begins = np.full(draws.rollouts, start - as_of)
                found.append((begins, np.maximum(end - as_of + jitter, begins)))
        habit = self._habit(counter)
        if habit.break_start is not None and counter.state != PAUSED and not counter.pausing:
            start = habit.break_start - self._clock
            lasts = self._usual_break(counter, habit, max(0.0, start))
            if start > -HABIT_NEAR / 2 and float(lasts.max()) > 0:
                begins = np.full(draws.rollouts, start)
                found.append((begins, np.maximum(begins, 0.0) + lasts))
        at_lunch = counter.state == PAUSED or counter.pausing
        lunch = break_to_come(
            self._clock,
            float(np.median(self.closes(counter))) + self._clock,
            0.0 if at_lunch else habit.lunch,
            draws,
            counter.id,
        )
        return found if lunch is None else [*found, lunch]

    def _usual_break(self, counter: CounterInfo, habit: Habit, start: float) -> Array:
        """How long the usual break lasts from `start` (seconds from now), shape (R,)."""
        jitter = habit.break_sd * self._draws.normal(f"lasts@{counter.id}")
        if habit.break_end is not None:
            return np.maximum(habit.break_end - self._clock - start + jitter, 0.0)
        return np.maximum(habit.break_length + jitter, 60.0)

    def _habit(self, counter: CounterInfo) -> Habit:
        if counter.rostered:
            return Habit()
        return self._profile.habits.get(counter.id, UNSEEN)

    def _opening(self, counter: CounterInfo) -> Array:
        opens = INF
        usual = self._habit(counter).opens
        if counter.current is not None:
            pass
        elif counter.opens is not None:
            opens = max(0.0, counter.opens - self._snapshot.as_of)
        elif usual is not None and usual > self._clock:
            opens = usual - self._clock
        return np.full(self._draws.rollouts, opens)

    def current_ends(self, counter: CounterInfo, current: CurrentTicket) -> Array:
        """Time until the current ticket has ended, given how long it has been there."""
        draws, profile = self._draws, self._profile
        elapsed = min(max(0.0, self._snapshot.as_of - current.since), 6 * 3600.0)
        uniform = draws.uniform(f"current:{current.id}")
        ends = self._durations.remaining(current, counter.id, elapsed, uniform)
        if current.state == CALLED:
            stays_away = self._durations.absent_after(current, counter.id, elapsed)
            absent = draws.uniform(f"absent:{current.id}") < stays_away
            silence = beyond(draws.spread(profile.absences), elapsed, uniform, draws.rollouts)
            ends = np.where(absent, silence - elapsed, ends)
        for further in current.also:
            if current.returns_to is None and further in counter.services:
                ends = ends + self._durations.of(
                    further, current.persons, f"{current.id}+{further}"
                )
        return ends

    def _pause_lasts(self, counter: CounterInfo, began: float, elapsed: float) -> Array:
        """The rest of a declared pause that began at a clock time and has lasted `elapsed`."""
        draws, as_of = self._draws, self._snapshot.as_of
        for start, end in counter.breaks:
            if start - HABIT_NEAR / 2 <= as_of < end + HABIT_NEAR / 4:
                jitter = BREAK_END_SD * draws.normal(f"break@{counter.id}:{start}")
                return np.maximum(end - as_of + jitter, 30.0 + 60.0 * draws.uniform(counter.id))
        habit = self._habit(counter)
        uniform = draws.uniform(f"pause@{counter.id}")
        near = habit.break_start is not None and abs(began - habit.break_start) < HABIT_NEAR
        if near and habit.break_end is not None:
            rest = self._usual_break(counter, habit, 0.0)
            if float(np.median(rest)) > 0:
                return np.maximum(rest, 60.0 * uniform)
        law = draws.spread(pause_law(self._profile.pauses, began, habit.lunch))
        if near:
            law = np.maximum(habit.break_length + habit.break_sd * draws.standard, 60.0)
        return beyond(law, elapsed, uniform, draws.rollouts) - elapsed

    def _idle(self, counter: CounterInfo) -> Array:
        """At once, unless somebody it may call has been waiting: then it must be busy unseen."""
        as_of, draws = self._snapshot.as_of, self._draws
        since = [
            max(t.arrived, t.eligible_from or t.arrived)
            for t in self._snapshot.waiting
            if t.service in counter.services and t.bound_to in (None, counter.id)
        ]
        waited_from = min((at for at in since if at <= as_of), default=None)
        if waited_from is None:
            return np.zeros(draws.rollouts)
        elapsed = max(0.0, as_of - max(waited_from, counter.free_since or waited_from))
        gaps = draws.spread(self._profile.gaps)
        uniform = draws.uniform(f"idle@{counter.id}")
        return beyond(gaps, elapsed, uniform, draws.rollouts) - elapsed
