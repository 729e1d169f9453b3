"""The simulated offices: what a town hall's floor may look like, in minutes since midnight."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

Profile = tuple[tuple[float, float], ...]

NORMAL: Profile = (
    (480, 1.6), (510, 1.3), (600, 1.1), (690, 1.0), (750, 0.7), (810, 0.8), (870, 0.9), (930, 0.6)
)  # fmt: skip
PEAK: Profile = (
    (480, 4.0), (500, 2.2), (560, 1.3), (660, 1.0), (750, 0.7), (840, 0.8), (930, 0.5)
)  # fmt: skip
TICKETS_END = 930.0
CLOSING = 1080.0
"""When the last counters stop calling, with time enough to clear the room."""


@dataclass(frozen=True)
class ServiceSpec:
    """A service: mean minutes, coefficient of variation, shares of walk-ins and bookings."""

    name: str
    mean: float
    cv: float
    share: float
    priority: float = 0.0
    booked: float = 0.0
    reluctance: float = 0.0


@dataclass(frozen=True)
class CounterSpec:
    """A counter: its services (indices), opening, closing and break, in minutes."""

    skills: tuple[int, ...]
    opens: float = 480.0
    closes: float = CLOSING
    pause: tuple[float, float] | None = None


@dataclass(frozen=True)
class OfficeSpec:
    """An office and its noise; figures as in the published description."""

    name: str
    services: tuple[ServiceSpec, ...]
    counters: tuple[CounterSpec, ...]
    walk_ins: float
    profile: Profile
    appointments: int = 0
    volume_cv: float = 0.15
    counter_sd: float = 0.15
    no_show: float = 0.04
    no_show_minutes: float = 2.0
    gap: float = 0.8
    gap_cv: float = 0.8
    pause: float = 0.02
    pause_minutes: float = 9.0
    break_end_sd: float = 2.0
    day_sd: float = 0.0
    hour_sd: float = 0.0
    faster: float = 0.0
    long_share: float = 0.0
    long_factor: float = 2.5
    forgotten: float = 0.0
    breaks_known: bool = True
    configured_sd: float = 0.25
    credit: float = 1440.0
    appointment_credit: float = 1440.0
    reluctance: dict[tuple[int, int], float] = field(default_factory=dict)


def _skills(letters: str) -> tuple[int, ...]:
    return tuple("ABCDEFG".index(letter) for letter in letters)


def _counter(
    letters: str, opens: float, closes: float | None, start: float | None = None, end: float = 0.0
) -> CounterSpec:
    pause = (start, end) if start is not None else None
    return CounterSpec(_skills(letters), opens, closes or CLOSING, pause)


SEVEN = (
    ServiceSpec("register", 11, 0.55, 0.24, 0.06, 0.40),
    ServiceSpec("passport", 13, 0.50, 0.16, 0.06, 0.40),
    ServiceSpec("pickup", 4, 0.60, 0.20, 0.04),
    ServiceSpec("certificate", 6, 0.65, 0.14, 0.05),
    ServiceSpec("licence", 10, 0.55, 0.10, 0.05, 0.20),
    ServiceSpec("parking", 8, 0.60, 0.10, 0.04),
    ServiceSpec("info", 5, 0.90, 0.06, 0.02),
)
SIX = (
    _counter("ABCDEFG", 480, None, 720, 750),
    _counter("ABCD", 480, None, 750, 780),
    _counter("ABCG", 480, None, 690, 720),
    _counter("CDFG", 480, None, 780, 810),
    _counter("BEF", 480, 840),
    _counter("AEDG", 510, None, 735, 765),
)
MORE = (
    _counter("ABC", 480, None, 760, 790),
    _counter("ABDF", 480, 900, 705, 735),
    _counter("ABCDEFG", 540, None, 750, 780),
)
FIFO3 = OfficeSpec(
    "fifo3",
    (ServiceSpec("a", 6, 0.6, 0.5), ServiceSpec("b", 9, 0.5, 0.3), ServiceSpec("c", 14, 0.6, 0.2)),
    (CounterSpec((0, 1, 2)),) * 3,
    136, NORMAL, no_show=0.0, pause=0.0, gap=0.5,
)  # fmt: skip
OFFICE = OfficeSpec("office", SEVEN, SIX, 245, NORMAL)
MIXED = OfficeSpec("mixed", SEVEN, SIX, 195, NORMAL, appointments=48)
RUSH = OfficeSpec(
    "rush", SEVEN, SIX + MORE, 375, PEAK, appointments=30, day_sd=0.07, hour_sd=0.08, faster=0.10
)
DIRTY = OfficeSpec(
    "dirty", SEVEN, SIX, 200, NORMAL, appointments=36, day_sd=0.10, hour_sd=0.08, faster=0.08,
    long_share=0.15, forgotten=0.025, pause=0.035, pause_minutes=10.0, no_show=0.07,
    breaks_known=False,
)  # fmt: skip
PUBLISHED = (FIFO3, OFFICE, MIXED, RUSH, DIRTY)

# Two that the algorithm was not tuned on: mild credits and reluctance, and a small town.
RELUCTANT = replace(
    MIXED,
    name="reluctant",
    credit=15.0,
    appointment_credit=30.0,
    reluctance={(0, 2): 10.0, (1, 2): 15.0, (3, 5): 5.0, (5, 0): 10.0},
)
VILLAGE = OfficeSpec(
    "village",
    (
        ServiceSpec("all", 12, 0.8, 0.7, 0.05, 0.7),
        ServiceSpec("land", 20, 0.6, 0.2, 0.02, 0.3),
        ServiceSpec("info", 3, 0.7, 0.1),
    ),
    (
        CounterSpec((0, 1, 2), 480, CLOSING, (720, 765)),
        CounterSpec((0, 2), 480, 780, (660, 680)),
    ),
    55, NORMAL, appointments=8, day_sd=0.1, breaks_known=False,
)  # fmt: skip
EXTRA = (RELUCTANT, VILLAGE)
BY_NAME = {spec.name: spec for spec in (*PUBLISHED, *EXTRA)}


@dataclass(frozen=True)
class Truth:
    """What is true of one office, and what is configured there (wrongly)."""

    spec: OfficeSpec
    counter_effect: tuple[float, ...]
    hour_effect: tuple[float, ...]
    configured: tuple[float, ...]

    @staticmethod
    def draw(spec: OfficeSpec, rng: np.random.Generator) -> Truth:
        """A fresh office of this kind."""
        wrong = np.exp(rng.normal(0, spec.configured_sd, len(spec.services)))
        return Truth(
            spec,
            tuple(rng.normal(0, spec.counter_sd, len(spec.counters)).tolist()),
            tuple(rng.normal(0, spec.hour_sd, 24).tolist()),
            tuple(float(s.mean * w) for s, w in zip(spec.services, wrong, strict=True)),
        )
