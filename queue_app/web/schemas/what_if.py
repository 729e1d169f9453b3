"""What a replay and a staffing plan take and answer."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - `date` would hide behind a field's name
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

from queue_app.web.schemas.answers import Shape
from queue_app.web.schemas.requests import Body, Day, Id, Query

Clock = Annotated[str, StringConstraints(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
"""A time on the office's wall clock, `HH:MM`; 24:00 is the end of the day."""

Minutes = Annotated[float, Field(ge=0, le=24 * 60)]
Reluctances = Annotated[dict[Id, Minutes], Field(min_length=1, max_length=100)]


class Span(Body):
    """From when until when."""

    model_config = ConfigDict(populate_by_name=True)

    since: Clock = Field(alias="from")
    until: Clock


Spans = Annotated[list[Span], Field(max_length=8)]


class CounterChange(Body):
    """One of the office's counters on the changed day; what is not named stays as it was."""

    counter: Id
    closed: bool = Field(False, description="It stays closed all day")
    hours: Spans | None = Field(None, description="When it is open")
    breaks: Spans | None = Field(None, description="Its breaks; an empty list: none")
    services: Reluctances | None = Field(None, description="Service to reluctance in minutes")
    also: Reluctances | None = Field(None, description="What it serves in addition")
    without: Annotated[list[Id], Field(max_length=100)] = Field(
        default_factory=list, description="What it does not serve any more"
    )


class NewCounter(Body):
    """A further counter, which serves what another one does, or the services named."""

    like: Id | None = None
    services: Reluctances | None = None
    hours: Annotated[list[Span], Field(min_length=1, max_length=8)]
    breaks: Spans = Field(default_factory=list)


class WhatIf(Body):
    """A past day, or a weekday as its retained days were, and what is changed in it."""

    day: Annotated[Day, Field(strict=False)] | None = None
    weekday: Annotated[int, Field(ge=1, le=7)] | None = Field(None, description="Monday is 1")
    counters: Annotated[list[CounterChange], Field(max_length=100)] = Field(default_factory=list)
    added: Annotated[list[NewCounter], Field(max_length=20)] = Field(default_factory=list)
    opening_hours: Span | None = None
    ticket_hours: Spans | None = None
    priorities: Annotated[dict[Id, Minutes], Field(max_length=50)] = Field(
        default_factory=dict, description="Priority class to its credit in minutes"
    )
    appointment_credit_minutes: Minutes | None = None
    arrivals_percent: Annotated[float, Field(ge=-90, le=100)] = Field(
        0, description="So many per cent more (or fewer) people"
    )
    replications: Annotated[int, Field(ge=20, le=1000)] = 200
    seed: Annotated[int, Field(ge=0, le=2**31)] = 1


class StaffingQuery(Query):
    """Which coming days, and what is aimed at."""

    first: Day | None = Field(None, alias="from", description="Default tomorrow")
    days: Annotated[int, Field(ge=1, le=28)] = 7
    minutes: Annotated[float, Field(ge=0, le=240)] | None = Field(
        None, description="Called within; default the office's first service level"
    )
    share: Annotated[float, Field(ge=0.5, le=0.99)] = Field(0.8, description="Of the people")


class BandOf(Shape):
    """A figure over the replications: nine of ten lie from `low` to `high`; null: it has none."""

    low: float | None
    likely: float | None
    high: float | None


class ProofFigure(Shape):
    """One real figure, and where the replay of the unchanged day expects it (95 in 100)."""

    key: str
    real: float
    low: float
    likely: float
    high: float
    inside: bool


class ProofOf(Shape):
    """Whether the replay of the unchanged day finds what really happened."""

    holds: bool
    figures: list[ProofFigure]


class Sides(Shape):
    """Figures as they really were, replayed unchanged, and changed.

    `median`, `p90`, `mean` seconds; `called`, `unserved` (at closing), `left` people; `level:900`
    shares; `last` the end of the last service in seconds since midnight; `occupancy` a share.
    """

    real: dict[str, float | None]
    base: dict[str, BandOf]
    scenario: dict[str, BandOf]
    difference: dict[str, BandOf]


class WaitingAt(Shape):
    """How many waited at an instant, in seconds since midnight."""

    clock: float
    real: float
    base: BandOf
    scenario: BandOf


class WhatIfAnswer(Shape):
    """What a replay found. Without counter statistics `counters` is empty."""

    office: str
    days: list[Date]
    weekday: int | None
    replications: int
    band: float
    proof: ProofOf
    total: Sides
    services: list[dict[str, Any]]
    counters: list[dict[str, Any]]
    waiting: list[WaitingAt]


class HalfHourNeed(Shape):
    """Expected arrivals (eight of ten days lie from low to high) and counters needed."""

    half_hour: str
    expected: float
    low: float
    high: float
    counters: int
    kinds: list[int]
    erlang: int
    level: float | None
    reached: bool


class PlannedDay(Shape):
    """One coming day; closed ones have no half-hours."""

    day: Date
    open: bool
    after_closed: bool
    expected: float | None
    half_hours: list[HalfHourNeed]


class StaffingAnswer(Shape):
    """A plan. `enough` is false where too few past days are known for any."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    office: str
    first: Date = Field(alias="from")
    last: Date = Field(alias="to")
    target: dict[Literal["minutes", "share"], float]
    enough: bool
    known_days: int
    least_days: int
    after_closed: dict[str, float]
    backtest: dict[str, float] | None
    kinds: list[dict[str, Any]]
    days: list[PlannedDay]
