"""Figures of a group of legs: summaries, rates, and the row that the interface promises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from math import fsum
from typing import Any

from queue_app.domain.statistics.leg import Leg

Key = str | int
"""What a row is about: an id, "HH:MM", an ISO date, or 1-7 (Monday = 1)."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Mean, median, P90 and maximum together with the count; None where there is nothing."""

    count: int
    mean: float | None = None
    median: float | None = None
    p90: float | None = None
    max: float | None = None

    @classmethod
    def of(cls, values: Iterable[float]) -> Summary:
        """The summary of some seconds; P90 by nearest rank, the median of two the mean."""
        ordered = sorted(values)
        count = len(ordered)
        if not count:
            return cls(0)
        middle = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
        rank = -(-9 * count // 10)  # the ceiling of 0.9 n, in whole numbers
        return cls(count, fsum(ordered) / count, middle, ordered[rank - 1], ordered[-1])


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the statistics. None: it does not exist, or is hidden to protect a counter.

    `issued` legs begun, `called`, `served`, `unserved` (ended before a call); `throughput` is per
    hour with a counter open; `occupancy` a share; `service_level` by seconds as text, and beside
    it the counts it is the share of: called `within` that time, `of` all that count. `paper` of
    the issued legs were written by hand and entered afterwards.
    """

    key: Key
    issued: int | None = None
    called: int | None = None
    served: int | None = None
    unserved: int | None = None
    no_show_rate: float | None = None
    abandonment: float | None = None
    turned_away: int | None = None
    throughput: float | None = None
    occupancy: float | None = None
    wait: Summary | None = None
    walking: Summary | None = None
    service: Summary | None = None
    handling: Summary | None = None
    delay: Summary | None = None
    service_level: Mapping[str, float | None] | None = None
    service_level_counts: Mapping[str, Mapping[str, int]] | None = None
    paper: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The row as plain values, in the order of the interface."""
        return {each.name: _plain(getattr(self, each.name)) for each in fields(self)}


def _plain(value: Any) -> Any:
    if isinstance(value, Summary):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    return dict(value) if isinstance(value, Mapping) else value


@dataclass(slots=True)
class Tally:
    """What is counted for one row, leg by leg and stretch by stretch."""

    issued: int = 0
    called: int = 0
    served: int = 0
    unserved: int = 0
    no_shows: int = 0
    finished: int = 0
    turned_away: int = 0
    paper: int = 0
    open_seconds: list[float] = field(default_factory=list)
    busy_seconds: list[float] = field(default_factory=list)
    staffed_seconds: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    unserved_waits: list[float] = field(default_factory=list)
    walkings: list[float] = field(default_factory=list)
    services: list[float] = field(default_factory=list)
    handlings: list[float] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)

    def add(self, leg: Leg) -> None:
        """Count a leg; when it was finished is counted apart (see `finished`)."""
        self.issued += 1
        self.called += leg.called
        self.served += leg.served
        self.unserved += leg.unserved
        self.no_shows += leg.is_no_show
        self.paper += leg.paper
        for values, value in (
            (self.waits, leg.wait),
            (self.unserved_waits, leg.waited),
            (self.walkings, leg.walking),
            (self.services, leg.service_time),
            (self.handlings, leg.handling),
            (self.delays, leg.delay),
        ):
            if value is not None:
                values.append(value)

    def row(self, key: Key, level_minutes: Sequence[float]) -> Row:
        """The row these counts make."""
        hours = fsum(self.staffed_seconds) / 3600
        levels = {
            f"{minutes * 60:g}": self.service_level(minutes * 60) for minutes in level_minutes
        }
        return Row(
            key=key,
            issued=self.issued,
            called=self.called,
            served=self.served,
            unserved=self.unserved,
            no_show_rate=share(self.no_shows, self.called),
            abandonment=share(self.unserved, self.issued),
            turned_away=self.turned_away,
            throughput=self.finished / hours if hours else None,
            occupancy=share(fsum(self.busy_seconds), fsum(self.open_seconds)),
            wait=Summary.of(self.waits),
            walking=Summary.of(self.walkings),
            service=Summary.of(self.services),
            handling=Summary.of(self.handlings),
            delay=Summary.of(self.delays),
            service_level={key: share(within, of) for key, (within, of) in levels.items()},
            service_level_counts={
                key: {"within": within, "of": of} for key, (within, of) in levels.items()
            },
            paper=self.paper,
        )

    def service_level(self, seconds: float) -> tuple[int, int]:
        """Called in time, of those called and those who waited longer and were never called."""
        in_time = sum(wait <= seconds for wait in self.waits)
        in_vain = sum(wait > seconds for wait in self.unserved_waits)
        return in_time, len(self.waits) + in_vain


def share(part: float, whole: float) -> float | None:
    """A fraction between 0 and 1; None of nothing."""
    return min(part / whole, 1.0) if whole else None


@dataclass(frozen=True, slots=True)
class Appointments:
    """Appointments that checked in: how many, how many of them late, how many missed the call.

    Who booked and never checked in is not in the facts: bookings are another system's.
    """

    checked_in: int
    late: int
    missed: int


def appointments(legs: Iterable[Leg]) -> Appointments:
    """The appointments among the legs; each visit counts once."""
    booked = [leg for leg in legs if leg.booked_at is not None and leg.index == 1]
    return Appointments(
        checked_in=len(booked),
        late=sum(not leg.appointment for leg in booked),
        missed=sum(leg.is_no_show for leg in booked),
    )
