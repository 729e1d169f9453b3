"""The near future of a queue, R times at once: who is called when, by the office's own rule.

Everything is an array over futures; the loop runs over calls. The order of calling is not
decided here: `World.keys` holds what `domain.discipline` says each counter prefers (its score,
smallest first; `inf` where a counter may not call), and columns stand in the discipline's order
of ties. Times are seconds from the snapshot's instant.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from queue_app.estimation.draws import Array, Flags, Indices

INF = float("inf")
PASSED = 1e9
"""Added to the score of a ticket that a counter's next *next* passes over, in seconds."""


@dataclass(frozen=True)
class Further:
    """Legs that follow a ticket's first; they are columns of their own, at first not eligible.

    `follows` (T, M): columns of the legs after each, -1 for none; `here` (C, T): whether such a
    leg begins at once at that counter; `absent` (R, T): who does not come, so that none follows.
    """

    follows: Indices
    here: Flags
    absent: Flags


@dataclass
class World:
    """R futures of C counters and T tickets, of which the first W wait now; G wait in thought.

    `free` (R, C): when each counter can call first. `keys` (R or 1, C, T): scores. `eligible`,
    `lasts`, `gaps`, `leaves` (R, T): from when a ticket may be called, how long it holds a
    counter, how long that counter then needs, and when the citizen has gone. `ghosts` (C, G):
    scores of tickets that are not there, one a service ("if I drew one now"); they are called
    without holding a counter. `factors` (R, C, S) and `service` (R or 1, T): speed of a counter.
    `hours` (R, 24): speed of an hour of the day, `clock` (seconds) the time of day now.
    `closes` (R, C), `break_from` and `break_until` (R, C, B). `passed` (C, T): put back here.
    """

    waiting: int
    free: Array
    keys: Array
    eligible: Array
    lasts: Array
    gaps: Array
    ghosts: Array
    closes: Array
    break_from: Array
    break_until: Array
    service: Indices
    factors: Array | None = None
    leaves: Array | None = None
    passed: Array | None = None
    further: Further | None = None
    hours: Array | None = None
    clock: float = 0.0

    def available(self, at: Array, rows: Indices, counters: Indices) -> Array:
        """When counters that could call at `at` really can: after the break, or never."""
        for each in range(self.break_from.shape[2]):
            begins = self.break_from[rows, counters, each]
            ends = self.break_until[rows, counters, each]
            at = np.where((at >= begins) & (at < ends), ends, at)
        return np.where(at >= self.closes[rows, counters], INF, at)


def play(world: World) -> tuple[Array, Array]:
    """When each waiting ticket (R, W) and each ghost (R, G) is called; `inf` is never."""
    if world.keys.shape[0] == 1 and _same_order_everywhere(world):
        return _play_in_order(world)
    return _play_by_events(world)


def _same_order_everywhere(world: World) -> bool:
    """Whether nobody can be overtaken: then tickets can be dealt out in the order of scores."""
    plain = world.passed is None and world.further is None
    if not plain or world.keys.shape[2] != world.waiting or bool((world.eligible > 0).any()):
        return False
    keys = np.concatenate([world.keys[0], world.ghosts], axis=1)
    return bool(np.all(np.isinf(keys) | (keys == _least(keys))))


def _least(keys: Array) -> Array:
    return np.min(keys, axis=0) if keys.shape[0] else np.full(keys.shape[1], INF)


def _play_in_order(world: World) -> tuple[Array, Array]:
    """Each ticket in turn goes to the counter that is free first; the same result, cheaper.

    By induction: the first ticket in the order is taken by the first counter that becomes free
    and may take it; it is every such counter's first choice, so the rest see it gone.
    """
    free = world.free.copy()
    futures, waiting = free.shape[0], world.waiting
    rows = np.arange(futures)
    calls = np.full((futures, waiting), INF)
    ghosts = np.full((futures, world.ghosts.shape[1]), INF)
    keys = world.keys[0]
    least = np.concatenate([_least(keys), _least(world.ghosts)])
    for column in np.argsort(least, kind="stable"):
        if column >= waiting:
            able = np.flatnonzero(np.isfinite(world.ghosts[:, column - waiting]))
            if able.size:
                ghosts[:, column - waiting] = free[:, able].min(axis=1)
            continue
        able = np.flatnonzero(np.isfinite(keys[:, column]))
        if not able.size:
            continue
        chosen = able[free[:, able].argmin(axis=1)]
        at = free[rows, chosen]
        calls[:, column] = at
        done = at + _occupied(world, rows, chosen, np.full(futures, column), at)
        free[rows, chosen] = world.available(done, rows, chosen)
    return calls, ghosts


def _occupied(world: World, rows: Indices, counters: Indices, tickets: Indices, at: Array) -> Array:
    """Seconds from a call until the counter can call again; 0 for somebody who has left."""
    lasts = world.lasts[rows, tickets]
    if world.factors is not None:
        service = world.service[rows if world.service.shape[0] > 1 else 0, tickets]
        lasts = lasts * world.factors[rows, counters, service]
    if world.hours is not None:
        hour = np.clip((world.clock + np.minimum(at, 86400.0)) // 3600, 0, 23).astype(np.int64)
        lasts = lasts * world.hours[rows, hour]
    total = lasts + world.gaps[rows, tickets]
    if world.leaves is not None:
        total = np.where(at > world.leaves[rows, tickets], 0.0, total)
    return np.asarray(total)


def _play_by_events(world: World) -> tuple[Array, Array]:
    """Step by step: the counter that is free first calls its best eligible ticket."""
    free = world.free.copy()
    futures, counters = free.shape
    tickets, ghosts = world.keys.shape[2], world.ghosts.shape[1]
    calls = np.full((futures, tickets), INF)
    thought = np.full((futures, ghosts), INF)
    if not counters:
        return calls[:, : world.waiting], thought
    keys = np.array(np.broadcast_to(world.keys, (futures, counters, tickets)))
    eligible = world.eligible.copy()
    fresh = np.ones((futures, counters), dtype=bool) if world.passed is not None else None
    rows = np.arange(futures)
    limit = 4 * (tickets + counters) * (counters + 1)
    for step in range(limit):
        chosen = free.argmin(axis=1)
        at = free[rows, chosen]
        if tickets:
            wanted = np.where(eligible <= at[:, None], keys[rows, chosen], INF)
            if fresh is not None and world.passed is not None:
                wanted += np.where(fresh[rows, chosen, None], world.passed[chosen], 0.0)
            best = wanted.argmin(axis=1)
            score = wanted[rows, best]
        else:
            best, score = np.zeros(futures, dtype=np.int64), np.full(futures, INF)
        if ghosts:
            first = world.ghosts[chosen] < score[:, None]
            np.minimum(thought, np.where(first, at[:, None], INF), out=thought)
        called = (score < INF) & (at < INF)
        if fresh is not None:
            fresh[rows[called], chosen[called]] = False
        _call(world, keys, eligible, free, calls, rows[called], chosen[called], best[called])
        idle = np.flatnonzero(~called & (at < INF))
        if idle.size:
            _look_ahead(world, keys, eligible, free, idle, chosen[idle])
        if step % 4 == 3 and _settled(world, calls, thought, free):
            break
    return calls[:, : world.waiting], thought


def _call(
    world: World,
    keys: Array,
    eligible: Array,
    free: Array,
    calls: Array,
    rows: Indices,
    counters: Indices,
    tickets: Indices,
) -> None:
    at = free[rows, counters]
    calls[rows, tickets] = at
    keys[rows, :, tickets] = INF
    done = at + _occupied(world, rows, counters, tickets, at)
    if world.further is not None:
        done = _follow(world, world.further, keys, eligible, rows, counters, tickets, done)
    free[rows, counters] = world.available(done, rows, counters)


def _follow(
    world: World,
    further: Further,
    keys: Array,
    eligible: Array,
    rows: Indices,
    counters: Indices,
    tickets: Indices,
    done: Array,
) -> Array:
    """Further legs: those this counter serves follow at once, the first other one waits."""
    came = ~further.absent[rows, tickets]
    legs = [np.where(came, each, -1) for each in further.follows[tickets].T]
    for leg in legs:
        open_still = np.isfinite(keys[rows, :, leg]).any(axis=1)
        at_once = np.flatnonzero((leg >= 0) & open_still & further.here[counters, leg])
        done[at_once] += world.lasts[rows[at_once], leg[at_once]]
        keys[rows[at_once], :, leg[at_once]] = INF
    waits = np.zeros(rows.size, dtype=bool)
    for leg in legs:
        open_still = np.isfinite(keys[rows, :, leg]).any(axis=1)
        next_one = np.flatnonzero((leg >= 0) & open_still & ~waits)
        eligible[rows[next_one], leg[next_one]] = done[next_one]
        waits[next_one] = True
    return done


def _look_ahead(
    world: World, keys: Array, eligible: Array, free: Array, rows: Indices, counters: Indices
) -> None:
    """Nobody for this counter now: it waits for the first that will be, or for good.

    Where further legs may still come up it looks again whenever another counter becomes free.
    """
    later = np.full(rows.size, INF)
    if eligible.shape[1]:
        later = np.where(keys[rows, counters] < INF, eligible[rows], INF).min(axis=1)
    if world.further is not None:
        at = free[rows, counters]
        others = np.where(free[rows] > at[:, None], free[rows], INF).min(axis=1)
        later = np.minimum(later, others)
    free[rows, counters] = world.available(later, rows, counters)


def _settled(world: World, calls: Array, thought: Array, free: Array) -> bool:
    """Whether every future has an answer for everybody, or no counter left."""
    answered = np.ones(free.shape[0], dtype=bool)
    if world.waiting:
        answered &= np.isfinite(calls[:, : world.waiting]).all(axis=1)
    if thought.shape[1]:
        answered &= np.isfinite(thought).all(axis=1)
    return bool((answered | np.isinf(free).all(axis=1)).all())
