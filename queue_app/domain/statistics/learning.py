"""What the forecast learns service times from: one observation a leg, never a word about a clerk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from queue_app.domain.statistics.leg import End, Leg


class EndedBy(StrEnum):
    """How a service ended; `next` within three seconds of the counter's next call."""

    FINISH = "finish"
    NEXT = "next"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class Observation:
    """How long one leg was served: the sum of its serving intervals, without parking."""

    service: str
    counter: str
    persons: int
    seconds: float
    ended_at: datetime
    ended_by: EndedBy


def observations(
    legs: Iterable[Leg], limits: Mapping[str, float] | None = None
) -> list[Observation]:
    """The service times worth learning from, in the order in which they ended.

    `limits` are the seconds beyond which a service of that id is implausibly long (its 99.5th
    percentile). Left out are those, the unconfirmed ones, legs given up while parked, legs in
    which another service was rendered too, and those that took no time at all.
    """
    known = limits or {}
    found = [
        Observation(
            service=leg.service,
            counter=leg.counter,
            persons=leg.persons,
            seconds=leg.service_time,
            ended_at=leg.t3,
            ended_by=_ended_by(leg),
        )
        for leg in legs
        if leg.counter is not None
        and leg.t3 is not None
        and leg.service_time is not None
        and _tells(leg, leg.service_time, known.get(leg.service))
    ]
    return sorted(found, key=lambda each: each.ended_at)


def _tells(leg: Leg, seconds: float, limit: float | None) -> bool:
    if leg.unconfirmed or leg.end not in (End.FINISHED, End.TRANSFERRED):
        return False
    if any(service != leg.service for service in leg.rendered):
        return False
    return seconds > 0 and (limit is None or seconds <= limit)


def _ended_by(leg: Leg) -> EndedBy:
    if leg.end is End.TRANSFERRED:
        return EndedBy.TRANSFER
    return EndedBy.NEXT if leg.ended_by_next else EndedBy.FINISH
