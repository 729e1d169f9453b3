"""The textbook's answer to how many counters are needed: Erlang's second formula (M/M/c).

A. K. Erlang, Solution of some problems in the theory of probabilities of significance in automatic
telephone exchanges, Elektroteknikeren 13 (1917); in today's notation L. Kleinrock, Queueing
Systems I (1975), section 3.4. It knows one queue, equal counters, exponential times and a steady
state, which no citizens' office has: it stands beside the simulation as a reference.
"""

from __future__ import annotations

import math

MOST = 1000
"""Counters beyond which nobody asks."""


def chance_to_wait(load: float, counters: int) -> float:
    """P(wait > 0), Erlang C, for an offered load in erlangs; 1 where the queue would never end.

    By the recursion of Erlang B, B(0) = 1, B(n) = aB(n-1) / (n + aB(n-1)), and
    C = B / (1 - (a/c)(1 - B)).
    """
    if load <= 0:
        return 0.0
    if counters <= load:
        return 1.0
    blocked = 1.0
    for number in range(1, counters + 1):
        blocked = load * blocked / (number + load * blocked)
    return blocked / (1 - load / counters * (1 - blocked))


def service_level(rate: float, seconds: float, counters: int, within: float) -> float:
    """The share called within so many seconds: 1 - C exp(-(c mu - lambda) t).

    `rate` people come a second, each takes `seconds` on average.
    """
    load = rate * seconds
    if load <= 0:
        return 1.0
    if counters <= load:
        return 0.0
    speed = counters / seconds - rate
    return 1 - chance_to_wait(load, counters) * math.exp(-speed * within)


def counters_needed(rate: float, seconds: float, within: float, share: float) -> int:
    """The fewest counters with which that share is called in time; 0 if nobody comes."""
    if rate * seconds <= 0:
        return 0
    for counters in range(max(1, math.ceil(rate * seconds)), MOST):
        if service_level(rate, seconds, counters, within) >= share:
            return counters
    return MOST
