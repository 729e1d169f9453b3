"""A whole day, R times at once: who is called when and where, by the office's own rule.

Everything is an array over replications; the loop runs over what counters do next. The order of
calling is not decided here: `scores` and `reluctance` hold what `domain.discipline` says, and
columns stand in its order of ties.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from queue_app.estimation.draws import Array, Flags, Indices
from queue_app.estimation.mixed import load

INF = float("inf")
LATER = 1e-6
"""A returner loses the tie it was given."""


@dataclass(frozen=True)
class Floor:
    """R replications of C counters and T errands.

    `scores` (R, T) without reluctance; `reluctance` (C, T), `inf` where a counter may not call.
    `eligible` (R, T), `inf` for those that follow another; `until` (T,); `lasts`, `gaps` (R, T)
    seconds; `brief` (R, T) who does not come; `paces` (R, C, S) how much longer a counter takes,
    `service` (T,); `hours` (R, 24) likewise of the hours of the day; `slope` of the load in logs.
    `next`, `twin` (T,) columns or -1, `delay` (T,), `also`, `returner` (T,): see `Errand`.
    `opens`, `closes` (R, C); `due` and `away` (R, C, B + 1): breaks in order, `inf` at the end;
    `back` (C, B + 1) their fixed ends, `nan` where the length counts.
    """

    scores: Array
    reluctance: Array
    eligible: Array
    until: Array
    lasts: Array
    gaps: Array
    brief: Flags
    paces: Array
    service: Indices
    hours: Array
    slope: float
    next: Indices
    twin: Indices
    delay: Array
    also: Flags
    returner: Flags
    opens: Array
    closes: Array
    due: Array
    away: Array
    back: Array


@dataclass(frozen=True)
class Played:
    """`called`, `began` (wait), `ended` (R, T): nan where it did not happen; `by` (R, T) counters.

    `at_once` (R, T): a further leg that began without a call. `busy`, `open` (R, C) seconds.
    """

    began: Array
    called: Array
    ended: Array
    by: Indices
    at_once: Flags
    busy: Array
    open: Array


def play(floor: Floor) -> Played:
    """Play the day to its end."""
    return _Day(floor).played()


class _Day:
    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        self.futures, self.errands = floor.eligible.shape
        self.counters = floor.opens.shape[1]
        self.rows = np.arange(self.futures)
        shape = (self.futures, self.errands)
        self.scores = floor.scores.copy()
        self.eligible = floor.eligible.copy()
        self.began = np.where(np.isfinite(self.eligible), 0.0, np.nan)
        self.called, self.ended = np.full(shape, np.nan), np.full(shape, np.nan)
        self.by = np.full(shape, -1, dtype=np.int64)
        self.at_once = np.zeros(shape, dtype=bool)
        self.free = floor.opens.copy()
        self.idle = np.zeros((self.futures, self.counters), dtype=bool)
        self.idle_since = np.full((self.futures, self.counters), INF)
        self.done = np.full((self.futures, self.counters), -INF)
        self.busy = np.zeros((self.futures, self.counters))
        self.left = np.zeros((self.futures, self.counters))
        self.absent = np.zeros((self.futures, self.counters))
        self.breaks = np.zeros((self.futures, self.counters), dtype=np.int64)
        self.waits_back: Flags = np.zeros(shape, dtype=bool)
        self.returners = np.flatnonzero(floor.returner)

    def played(self) -> Played:
        """Step until no counter is left anywhere."""
        if self.counters and self.errands:
            while self._step():
                pass
        if not self.errands:  # nobody comes: everybody stays until the end
            self.left = np.maximum(self.floor.closes, self.floor.opens)
        there = np.isfinite(self.floor.opens)
        opened = np.where(there, self.left, 0.0) - np.where(there, self.floor.opens, 0.0)
        return Played(
            began=self.began,
            called=self.called,
            ended=self.ended,
            by=self.by,
            at_once=self.at_once,
            busy=self.busy,
            open=np.maximum(opened - self.absent, 0.0),
        )

    def _step(self) -> bool:
        """Whichever counter is free first does what it does next; of idle ones the longest so."""
        rows, floor = self.rows, self.floor
        at = self.free.min(axis=1)
        alive = at < INF
        if not alive.any():
            return False
        since = np.where(self.idle, self.idle_since, self.free)
        chosen = np.where(self.free == at[:, None], since, INF).argmin(axis=1)
        due = floor.due[rows, chosen, self.breaks[rows, chosen]]
        rests = alive & (due <= at)
        goes = alive & ~rests & (at >= floor.closes[rows, chosen])
        if rests.any():
            self._rest(rows[rests], chosen[rests], at[rests], due[rests])
        if goes.any():
            self._go(rows[goes], chosen[goes])
        looks = alive & ~rests & ~goes
        if looks.any():
            self._look(rows[looks], chosen[looks], at[looks])
        return True

    def _rest(self, rows: Indices, counters: Indices, at: Array, due: Array) -> None:
        number = self.breaks[rows, counters]
        begins = np.where(self.idle[rows, counters], due, at)
        back = self.floor.back[counters, number]
        fixed = np.isfinite(back)
        ends = np.where(
            fixed, np.maximum(back, begins), begins + self.floor.away[rows, counters, number]
        )
        self.absent[rows, counters] += np.where(fixed, ends - begins, 0.0)
        self.breaks[rows, counters] += 1
        self.free[rows, counters] = np.maximum(ends, at)

    def _go(self, rows: Indices, counters: Indices) -> None:
        closes = np.maximum(self.floor.closes[rows, counters], self.floor.opens[rows, counters])
        self.left[rows, counters] = np.maximum(closes, self.done[rows, counters])
        self.free[rows, counters] = INF
        self.idle[rows, counters] = False

    def _look(self, rows: Indices, counters: Indices, at: Array) -> None:
        eligible = self.eligible[rows]
        here = (eligible <= at[:, None]) & (self.floor.until > at[:, None])
        reluctance = self.floor.reluctance[counters]
        if self.returners.size:
            self._place_returners(rows, at, here, reluctance)
        wanted = np.where(here, self.scores[rows] + reluctance, INF)
        best = wanted.argmin(axis=1)
        found = wanted[np.arange(rows.size), best] < INF
        if found.any():
            crowd = here[found].sum(axis=1) - 1
            self._call(rows[found], counters[found], best[found], at[found], crowd)
        none = ~found
        if none.any():
            self._wait(rows[none], counters[none], at[none], eligible[none], reluctance[none])

    def _wait(
        self, rows: Indices, counters: Indices, at: Array, eligible: Array, reluctance: Array
    ) -> None:
        """Nobody for this counter now: it looks again when the next one comes."""
        comes = (eligible > at[:, None]) & (self.floor.until > eligible) & (reluctance < INF)
        later = np.where(comes, eligible, INF).min(axis=1)
        already = self.idle[rows, counters]
        self.idle_since[rows, counters] = np.where(already, self.idle_since[rows, counters], at)
        self.idle[rows, counters] = True
        # With nobody to come it stays until it closes: a further leg may still wake it.
        self.free[rows, counters] = np.minimum(
            later, np.maximum(self.floor.closes[rows, counters], at)
        )

    def _place_returners(self, rows: Indices, at: Array, here: Flags, reluctance: Array) -> None:
        """Who is back from a missed call is level with the second of those who wait."""
        columns = self.returners
        back = here[:, columns] & ~self.waits_back[rows[:, None], columns]
        for index in np.flatnonzero(back.any(axis=1)):
            row = rows[index]
            able = here[index] & np.isfinite(reluctance[index])
            able[columns[back[index]]] = False
            others = np.sort(self.scores[row, able])[:2]
            level = others[-1] if others.size else at[index]
            for column in columns[back[index]]:
                self.scores[row, column] = level + LATER
                self.waits_back[row, column] = True

    def _call(
        self, rows: Indices, counters: Indices, columns: Indices, at: Array, crowd: Array
    ) -> None:
        floor = self.floor
        self.called[rows, columns], self.by[rows, columns] = at, counters
        self._take(rows, columns)
        busier = np.exp(floor.slope * load(crowd))
        done = at + self._lasts(rows, counters, columns, at, busier)
        self.ended[rows, columns] = done
        done, following = self._also(rows, counters, columns, done, busier)
        gap = floor.gaps[rows, columns]
        self.busy[rows, counters] += done - at
        self.done[rows, counters] = done
        self.free[rows, counters] = done + gap
        self.idle[rows, counters] = False
        more = following >= 0
        if more.any():
            self._queue(rows[more], following[more], done[more])

    def _take(self, rows: Indices, columns: Indices) -> None:
        """Nobody else may call them, nor what stands for them later."""
        while columns.size:
            self.eligible[rows, columns] = INF
            columns = self.floor.twin[columns]
            rows, columns = rows[columns >= 0], columns[columns >= 0]

    def _lasts(
        self, rows: Indices, counters: Indices, columns: Indices, at: Array, busier: Array
    ) -> Array:
        floor = self.floor
        hour = np.clip(at // 3600, 0, 23).astype(np.int64)
        speed = floor.paces[rows, counters, floor.service[columns]] * floor.hours[rows, hour]
        lasts = floor.lasts[rows, columns]
        return np.where(floor.brief[rows, columns], lasts, lasts * speed * busier)

    def _also(
        self, rows: Indices, counters: Indices, columns: Indices, done: Array, busier: Array
    ) -> tuple[Array, Indices]:
        """Further legs that this counter serves begin at once; answers the first that does not."""
        floor = self.floor
        done, following = done.copy(), floor.next[columns]
        came = ~floor.brief[rows, columns]
        for _ in range(self.errands):
            leg = np.maximum(following, 0)
            begins = (following >= 0) & floor.also[leg] & came
            begins &= np.isfinite(floor.reluctance[counters, leg])
            if not begins.any():
                break
            r, c, t = rows[begins], counters[begins], leg[begins]
            self.began[r, t] = self.called[r, t] = done[begins]
            self.by[r, t], self.at_once[r, t] = c, True
            done[begins] += self._lasts(r, c, t, done[begins], busier[begins])
            self.ended[r, t] = done[begins]
            following = np.where(begins, floor.next[leg], following)
        # Who did not come is followed by nothing but the own return.
        leg = np.maximum(following, 0)
        return done, np.where(came | ~floor.also[leg], following, -1)

    def _queue(self, rows: Indices, columns: Indices, done: Array) -> None:
        """The next errand of the same ticket waits; counters without anybody look up."""
        floor = self.floor
        again = done + floor.delay[columns]
        self.began[rows, columns] = again
        self.eligible[rows, columns] = again
        able = np.isfinite(floor.reluctance[:, columns]).T & self.idle[rows]
        free = self.free[rows]
        self.free[rows] = np.where(able, np.minimum(free, again[:, None]), free)
