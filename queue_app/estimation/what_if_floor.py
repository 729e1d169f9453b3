"""From a day and a profile to the arrays that are played; draws belong to names.

The same errand takes as long, and the same counter rests as long, whatever is changed (common
random numbers): so a difference between two plays comes from the change alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from queue_app.domain.discipline import Score
from queue_app.estimation.draws import Array, Draws, Flags, Indices
from queue_app.estimation.durations import Durations
from queue_app.estimation.service_times import Profile
from queue_app.estimation.snapshot import Snapshot
from queue_app.estimation.what_if_day import INF, Errand, PastDay, Place
from queue_app.estimation.what_if_play import Floor

SPREAD = 900.0
"""Who comes in addition comes within so many seconds of somebody who came."""
NAN = float("nan")


@dataclass(frozen=True)
class Stage:
    """A floor with what its columns and counters are: what figures are made from."""

    floor: Floor
    errands: tuple[Errand, ...]
    since: Array
    """(R, T): when the wait of an errand that follows no other began; `nan` if it is not there."""
    counters: tuple[str, ...]


class Casting:
    """Draws for one day's office: made once, used for the day as it was and as it is changed."""

    def __init__(self, profile: Profile, *, replications: int, seed: int) -> None:
        """`profile` is what was learned up to the evening of the day."""
        self.profile, self.replications = profile, replications
        self.draws = Draws(seed, replications)
        empty = Snapshot(0.0, 0.0, tuple(profile.expected.values()), ())
        self.durations = Durations(empty, profile, self.draws)
        self.hours: Array = np.exp(self.durations.hours)

    def stage(self, day: PastDay, arrivals: float = 1.0) -> Stage:
        """The arrays of a day; `arrivals` times as many come."""
        errands = _sorted(_more(day.errands) if arrivals > 1 else day.errands)
        since, eligible, moved = self._presence(errands, arrivals)
        names = tuple(day.places)
        services = sorted({each.service for each in errands})
        at = {service: place for place, service in enumerate(services)}
        brief = np.zeros((self.replications, len(errands)), dtype=bool)
        for column, each in enumerate(errands):
            brief[:, column] = self._brief(each)
        floor = Floor(
            scores=np.array([score(each, day) for each in errands]) + moved,
            reluctance=np.array(
                [[_reluctance(each, name, day) for each in errands] for name in names]
            ).reshape(len(names), len(errands)),
            eligible=eligible,
            until=np.array([each.until for each in errands]),
            lasts=self._columns(errands, self._lasts),
            gaps=self._columns(
                errands, lambda each: self.draws.of(self.profile.gaps, f"gap:{each.name}")
            ),
            brief=brief,
            paces=self._paces(names, services),
            service=np.array([at[each.service] for each in errands], dtype=np.int64),
            hours=self.hours,
            slope=self.profile.load_slope,
            next=np.array([each.next for each in errands], dtype=np.int64),
            twin=np.array([each.twin for each in errands], dtype=np.int64),
            delay=np.array([each.delay for each in errands]),
            also=np.array([each.also for each in errands], dtype=bool),
            returner=np.array([each.returner for each in errands], dtype=bool),
            **self._roster(day, names),
        )
        return Stage(floor, tuple(errands), since, names)

    def _columns(self, errands: list[Errand], draw: Callable[[Errand], Array]) -> Array:
        columns = [draw(each) for each in errands]
        return np.column_stack(columns) if columns else np.zeros((self.replications, 0))

    # Citizens

    def _presence(self, errands: list[Errand], arrivals: float) -> tuple[Array, Array, Array]:
        """Who is there in which replication, since when (`nan`, `inf`: not), how much moved."""
        shape = (self.replications, len(errands))
        since = np.array(np.broadcast_to([each.since for each in errands], shape), dtype=float)
        eligible = np.array(
            np.broadcast_to([each.eligible for each in errands], shape), dtype=float
        )
        moved = np.zeros(shape)
        for column, each in enumerate(errands):
            ticket = each.name.partition("/")[0]
            chance = self.draws.uniform(f"comes:{ticket}")
            extra = ticket.endswith("+")
            gone = chance >= (arrivals - 1 if extra else arrivals)
            if extra:
                moved[:, column] = (self.draws.uniform(f"when:{ticket}") - 0.5) * 2 * SPREAD
                since[:, column] += moved[:, column]
                eligible[:, column] += moved[:, column]
            since[gone, column], eligible[gone, column] = NAN, INF
        return since, eligible, moved

    def _brief(self, errand: Errand) -> Flags:
        """Who does not come: as on the day; where nobody knows, as often as was learned."""
        if errand.came is not None:
            return np.full(self.replications, not errand.came)
        return np.asarray(self.draws.uniform(f"absent:{errand.name}") < self.profile.no_show)

    def _lasts(self, errand: Errand) -> Array:
        absent = self.draws.of(self.profile.absences, f"silent:{errand.name}")
        served = self.durations.of(errand.service, errand.persons, errand.name)
        return np.where(self._brief(errand), absent, served)

    # Counters

    def _paces(self, names: tuple[str, ...], services: list[str]) -> Array:
        learned = self.profile.counters
        fixed = np.array([[learned.get((n, s), 0.0) for s in services] for n in names])
        drawn = [self.durations.pace(name) for name in names]
        shape = (self.replications, len(names), len(services))
        if not names or not services:
            return np.ones(shape)
        return np.asarray(np.exp(fixed[None] + np.column_stack(drawn)[:, :, None]))

    def _roster(self, day: PastDay, names: tuple[str, ...]) -> dict[str, Array]:
        most = max((_rests(day.places[name]) for name in names), default=0)
        size, counters = self.replications, len(names)
        opens = np.full((size, counters), INF)
        closes = np.full((size, counters), -INF)
        due = np.full((size, counters, most + 1), INF)
        away = np.zeros((size, counters, most + 1))
        back = np.full((counters, most + 1), NAN)
        for at, name in enumerate(names):
            shifts = [s for s in day.places[name].shifts if s.opens < min(s.high, day.calls_end)]
            if not shifts:
                continue
            opens[:, at] = shifts[0].opens
            rest = 0
            for number, shift in enumerate(shifts):
                for each in shift.breaks:
                    due[:, at, rest] = self._between(each.low, each.high, f"{name}:rest:{rest}")
                    away[:, at, rest] = each.seconds
                    back[at, rest] = NAN if each.ends is None else each.ends
                    rest += 1
                leaves = self._between(shift.low, shift.high, f"{name}:leaves:{number}")
                if number + 1 < len(shifts):
                    due[:, at, rest], back[at, rest] = leaves, shifts[number + 1].opens
                    rest += 1
                else:
                    closes[:, at] = np.minimum(leaves, day.calls_end)
        return {"opens": opens, "closes": closes, "due": due, "away": away, "back": back}

    def _between(self, low: float, high: float, name: str) -> Array:
        return low + (high - low) * self.draws.uniform(name)


def score(errand: Errand, day: PastDay) -> float:
    """What the discipline compares, without reluctance, in seconds."""
    credit = day.credits.get(errand.priority, 0.0)
    if errand.appointment:
        credit = max(credit, day.appointment_credit)
    return Score(errand.queue_time, credit, 0.0).total


def _reluctance(errand: Errand, counter: str, day: PastDay) -> float:
    place = day.places[counter]
    if errand.service not in place.services:
        return INF
    bound = errand.bound_to
    if bound is not None and bound != counter and _still_there(day.places.get(bound), errand):
        return INF
    return place.services[errand.service] * 60.0


def _still_there(place: Place | None, errand: Errand) -> bool:
    """Whether a bound ticket waits for a counter that is open once it is there."""
    if place is None or errand.service not in place.services:
        return False
    return any(shift.high > errand.queue_time for shift in place.shifts)


def _rests(place: Place) -> int:
    return sum(len(shift.breaks) + 1 for shift in place.shifts)


def _sorted(errands: tuple[Errand, ...]) -> list[Errand]:
    """In the discipline's order of ties, with links renumbered; a returner comes after."""
    order = sorted(range(len(errands)), key=lambda at: (errands[at].tie, at))
    place: Indices = np.empty(len(errands) + 1, dtype=np.int64)
    place[order] = np.arange(len(errands))
    place[-1] = -1
    return [_relinked(errands[at], int(place[errands[at].next]), int(place[errands[at].twin]))
            for at in order]  # fmt: skip


def _relinked(errand: Errand, following: int, twin: int) -> Errand:
    return replace(errand, next=following, twin=twin)


def _more(errands: tuple[Errand, ...]) -> tuple[Errand, ...]:
    """Everybody twice: who may come in addition is like somebody who came."""
    size = len(errands)
    double = [
        replace(
            each,
            name="{}+{}{}".format(*each.name.partition("/")),
            next=each.next + size if each.next >= 0 else -1,
            twin=each.twin + size if each.twin >= 0 else -1,
        )
        for each in errands
    ]
    return (*errands, *double)
