"""The learner of durations: one linear mixed model of log durations, refitted in milliseconds.

ln(duration) = office + service + counter + counter x service + hour of day + day + load + noise,
every effect shrunk by a normal prior (Henderson's mixed-model equations, Biometrics 31, 1975).
The office's own effect lets a few legs of one service correct what was configured for all; days
are a random effect, so that today's common effect and the uncertainty of a mean learned on few
days come from the same equations. The prior variances are learned by EM from five days on.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from queue_app.estimation.draws import Array, Indices

HOURS = 24
GROUPS = ("counter", "cell", "hour", "day")
START = {"counter": 0.10, "cell": 0.03, "hour": 0.06, "day": 0.08, "load": 0.06, "office": 0.12}
"""Prior standard deviations before they are learned (the last two never are)."""
FLOOR = {"counter": 0.05, "cell": 0.02, "hour": 0.01, "day": 0.03}
LOAD_SLOPE = -0.05
"""Prior of the load effect: people work a little faster when many wait (Kc & Terwiesch 2009)."""
EM_DAYS = 5
MOST_CELLS = 150
LOAD_HALF = 10.0
"""So many people waiting are half the load effect: x = waiting / (waiting + 10)."""


def load(waiting: Array | float) -> Array:
    """The load feature of a number of people waiting, 0 … 1."""
    waiting = np.maximum(np.asarray(waiting, dtype=float), 0.0)
    return np.asarray(waiting / (waiting + LOAD_HALF))


@dataclass(frozen=True)
class Legs:
    """Cleaned legs as columns of equal length n; indices count from 0."""

    logs: Array
    weights: Array
    service: Indices
    counter: Indices
    hour: Indices
    day: Indices
    load: Array


@dataclass(frozen=True)
class Fitted:
    """What the equations answer, in logs.

    `means` (S,): level of each service today at its usual counters, without hour and load;
    `counters` (C, S): differences of counters; `hours` (24,); `load`: slope. `covariance` (K, K)
    of the errors of levels, hours, load and counters, in this order: K = S + 24 + 1 + C.
    `lasting` (S, S): what the levels' errors share with those of other days (row i without today's
    common effect, column j with it).
    """

    means: Array
    covariance: Array
    lasting: Array
    counters: Array
    hours: Array
    load: float
    residual: Array = field(compare=False)


class Equations:
    """The mixed-model equations of one set of legs."""

    def __init__(self, legs: Legs, prior: Array, prior_sd: float, sizes: tuple[int, int, int]):
        """`prior` (S,) are the services' prior means; `sizes` = services, counters, days."""
        services, counters, days = sizes
        self.legs, self.sizes = legs, sizes
        self.prior, self.prior_sd = prior, prior_sd
        cells = counters * services if counters * services <= MOST_CELLS else 0
        widths = {"service": services, "counter": counters, "cell": cells, "hour": HOURS}
        widths |= {"day": days, "office": 1, "load": 1}
        self.at: dict[str, slice] = {}
        start = 0
        for name, width in widths.items():
            self.at[name] = slice(start, start + width)
            start += width
        self.width = start
        columns = {
            "service": legs.service,
            "counter": legs.counter,
            "cell": legs.counter * services + legs.service,
            "hour": legs.hour,
            "day": legs.day,
            "office": np.zeros(legs.day.size, dtype=np.int64),
        }
        self.columns = [
            self.at[name].start + column
            for name, column in columns.items()
            if self.at[name].stop > self.at[name].start
        ]

    def gram(self, precision: Array) -> tuple[Array, Array]:
        """X'WX (p, p) and X'Wy (p,), y as difference from the services' priors."""
        legs, width = self.legs, self.width
        weights = legs.weights * precision[legs.service]
        table = np.zeros(width * width)
        for first in self.columns:
            for second in self.columns:
                table += np.bincount(first * width + second, weights, width * width)
        matrix = table.reshape(width, width)
        last = self.at["load"].start
        response = weights * (legs.logs - self.prior[legs.service] - LOAD_SLOPE * legs.load)
        vector = np.zeros(width)
        for column in self.columns:
            side = np.bincount(column, weights * legs.load, width)
            matrix[last] += side
            matrix[:, last] += side
            vector += np.bincount(column, response, width)
        matrix[last, last] += float(np.sum(weights * legs.load**2))
        vector[last] += float(np.sum(response * legs.load))
        return matrix, vector

    def ridge(self, sds: dict[str, float]) -> Array:
        """The priors' precisions, (p,)."""
        diagonal = np.empty(self.width)
        diagonal[self.at["service"]] = self.prior_sd**-2
        for name, sd in sds.items():
            diagonal[self.at[name]] = sd**-2
        return diagonal

    def predicted(self, effects: Array) -> Array:
        """Fitted log durations of the legs, (n,)."""
        slope = LOAD_SLOPE + effects[self.at["load"].start]
        total = self.prior[self.legs.service] + slope * self.legs.load
        for column in self.columns:
            total = total + effects[column]
        return np.asarray(total)


def learned_sds(equations: Equations, precision: Array, rounds: int = 6) -> dict[str, float]:
    """Prior standard deviations by EM: sd^2 = mean of (effect^2 + its posterior variance)."""
    sds = dict(START)
    matrix, vector = equations.gram(precision)
    for _ in range(rounds):
        inverse = np.linalg.inv(matrix + np.diag(equations.ridge(sds)))
        effects = inverse @ vector
        seen = np.diag(matrix) > 0
        for name in GROUPS:
            at = np.arange(equations.width)[equations.at[name]]
            at = at[seen[at]]
            if at.size >= 3:
                square = effects[at] ** 2 + np.diag(inverse)[at]
                # Two pseudo-effects of the starting size keep few groups from vanishing.
                total = float(square.sum()) + 2 * START[name] ** 2
                sds[name] = max(FLOOR[name], (total / (at.size + 2)) ** 0.5)
    return sds


def fit(equations: Equations, precision: Array, sds: dict[str, float], today: int) -> Fitted:
    """Solve for all effects; `today` is the index of today's day effect."""
    services, counters, _ = equations.sizes
    matrix, vector = equations.gram(precision)
    full = matrix + np.diag(equations.ridge(sds))
    usual = _usual(equations, matrix, today)
    rows = np.concatenate([usual, *_others(equations, matrix)])
    solved = np.asarray(np.linalg.solve(full, np.column_stack([vector, rows.T])), dtype=np.float64)
    effects = solved[:, 0]
    covariance = rows @ solved[:, 1:]
    means = equations.prior + usual @ effects
    lasting = usual.copy()
    lasting[:, equations.at["day"]] = 0.0
    differences = np.zeros((counters, services))
    if counters:
        own = effects[equations.at["counter"]][:, None]
        cells = effects[equations.at["cell"]]
        own = own + (cells.reshape(counters, services) if cells.size else 0.0)
        shared = usual.copy()
        for name in ("service", "office", "day"):
            shared[:, equations.at[name]] = 0.0
        differences = own - (shared @ effects)[None, :]
    return Fitted(
        means,
        (covariance + covariance.T) / 2,
        lasting @ solved[:, 1 : 1 + services],
        differences,
        effects[equations.at["hour"]],
        # Where nobody counts who waits there is no such effect to speak of.
        LOAD_SLOPE + float(effects[equations.at["load"].start])
        if equations.legs.load.any()
        else 0.0,
        equations.legs.logs - equations.predicted(effects),
    )


def _usual(equations: Equations, matrix: Array, today: int) -> Array:
    """Rows (S, p) that pick a service's level: itself, its usual counters, the office, today."""
    services, counters, _ = equations.sizes
    rows = np.zeros((services, equations.width))
    rows[:, equations.at["service"]] = np.eye(services)
    shares = matrix[equations.at["service"], equations.at["counter"]]
    total = shares.sum(axis=1, keepdims=True)
    shares = np.divide(shares, total, out=np.zeros_like(shares), where=total > 0)
    rows[:, equations.at["counter"]] = shares
    if equations.at["cell"].stop > equations.at["cell"].start:
        for service in range(services):
            at = equations.at["cell"].start + np.arange(counters) * services + service
            rows[service, at] = shares[service]
    rows[:, equations.at["office"]] = 1.0
    rows[:, equations.at["day"].start + today] = 1.0
    return rows


def _others(equations: Equations, matrix: Array) -> tuple[Array, Array, Array]:
    """Rows (24, p), (1, p) and (C, p) that pick hours, the load, and counters off their mean."""
    _, counters, _ = equations.sizes
    hours, load_, own = (np.zeros((n, equations.width)) for n in (HOURS, 1, counters))
    hours[:, equations.at["hour"]] = np.eye(HOURS)
    load_[:, equations.at["load"]] = 1.0
    legs = np.diag(matrix)[equations.at["counter"]]
    own[:, equations.at["counter"]] = np.eye(counters) - legs / max(float(legs.sum()), 1e-9)
    return hours, load_, own
