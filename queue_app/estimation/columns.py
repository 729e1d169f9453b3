"""People as columns of the world: those who wait first, then legs and people still to come."""

from __future__ import annotations

import numpy as np

from queue_app.estimation.draws import Array, Draws, Flags, Indices
from queue_app.estimation.service_times import Profile
from queue_app.estimation.simulator import Further


class Columns:
    """Collects columns; everything about a person is drawn under their name."""

    def __init__(self, profile: Profile, draws: Draws) -> None:
        """Nobody yet."""
        self._profile, self._draws = profile, draws
        self.keys: list[Array] = []  # (C,), or (R, C) where every future has somebody else
        self.eligible: list[Array] = []
        self.lasts: list[Array] = []
        self.gaps: list[Array] = []
        self.leaves: list[Array] = []
        self.absent: list[Flags] = []
        self.service: list[Indices] = []
        self.follows: dict[int, list[int]] = {}
        self.here: dict[int, Flags] = {}

    def append(
        self,
        name: str,
        keys: Array,
        eligible: Array | float,
        lasts: Array,
        service: Indices | int,
        may_miss: bool = True,
    ) -> int:
        """Add somebody and answer the column; no-show, gap and pause afterwards are drawn here."""
        draws, profile = self._draws, self._profile
        size = (draws.rollouts,)
        absent = np.zeros(size, dtype=bool)
        if may_miss:
            absent = draws.uniform(f"absent:{name}") < profile.no_show
            lasts = np.where(absent, draws.of(profile.absences, f"absence:{name}"), lasts)
        gaps = draws.of(profile.gaps, f"gap:{name}")
        paused = draws.uniform(f"pauses:{name}") < profile.pause_after
        gaps = np.where(paused, gaps + draws.of(profile.pauses, f"pause:{name}"), gaps)
        self.keys.append(keys)
        self.eligible.append(np.broadcast_to(np.asarray(eligible, dtype=float), size))
        self.lasts.append(lasts)
        self.gaps.append(gaps)
        self.absent.append(absent)
        self.service.append(np.broadcast_to(np.asarray(service, dtype=np.int64), size))
        if profile.leaving_rate > 0:
            patience = -np.log(draws.uniform(f"leaves:{name}")) / profile.leaving_rate
            self.leaves.append(patience)
        return len(self.keys) - 1

    def stacked(self, what: str) -> Array:
        """One of the lists as an array (R, T)."""
        columns = getattr(self, what)
        if not columns:
            return np.empty((self._draws.rollouts, 0))
        return np.stack(columns, axis=1)

    def scores(self, counters: int) -> Array:
        """The scores (1, C, T), or (R, C, T) where futures differ in who comes."""
        static = all(keys.ndim == 1 for keys in self.keys)
        table = np.empty((1 if static else self._draws.rollouts, counters, len(self.keys)))
        for at, each in enumerate(self.keys):
            table[:, :, at] = each
        return table

    def further(self, counters: int) -> Further | None:
        """What follows whom; None when nobody asks for more than one service."""
        if not self.here:
            return None
        total = len(self.keys)
        width = max((len(legs) for legs in self.follows.values()), default=1)
        follows = np.full((total, width), -1, dtype=np.int64)
        here = np.zeros((counters, total), dtype=bool)
        for column, legs in self.follows.items():
            follows[column, : len(legs)] = legs
        for column, begins in self.here.items():
            here[:, column] = begins
        return Further(follows, here, np.stack(self.absent, axis=1))
