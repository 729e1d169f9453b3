"""What the API answers about past days: rows, and what charts are drawn from."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - `date` would hide behind a field's name
from typing import Any, Literal

from pydantic import ConfigDict, Field

from queue_app.web.schemas.answers import Shape


class Spread(Shape):
    """A distribution in seconds."""

    count: int
    mean: float | None
    median: float | None
    p90: float | None
    max: float | None


class Band(Shape):
    """Percentiles in seconds, by nearest rank; the median of an even count is the middle's mean."""

    count: int
    p10: float | None
    p25: float | None
    median: float | None
    p75: float | None
    p90: float | None


class BandOfDay(Band):
    """The waits of those who came in a half-hour (`HH:MM`)."""

    half_hour: str


class Within(Shape):
    """How many were called in time, of those who count."""

    within: int
    of: int


class StatisticsRow(Shape):
    """The figures of one row; suppressed: null."""

    key: str | int | None = None
    issued: int | None
    called: int | None
    served: int | None
    unserved: int | None
    no_show_rate: float | None
    abandonment: float | None
    turned_away: int | None
    throughput: float | None
    occupancy: float | None
    wait: Spread | None
    walking: Spread | None
    service: Spread | None
    handling: Spread | None
    delay: Spread | None
    service_level: dict[str, float | None] | None
    service_level_counts: dict[str, Within] | None
    paper: int | None = Field(
        description="Of the issued: written by hand while the system was away, entered afterwards"
    )


class GuardFate(Shape):
    """Numbers that were issued, and how many of them expired before a call."""

    count: int
    never_called: int


class GuardRecord(Shape):
    """How right the capacity guard was, on days that are over."""

    refused: int
    scored: int
    would_have_been_served: int | None
    warned: GuardFate
    overridden: GuardFate
    passed: GuardFate


class Notice(Shape):
    """Why there is little to see: `no_data`, `nothing_found` or `counter_statistics_off`."""

    code: str
    detail: str


class ArrivalCell(Shape):
    """Visits begun in a half-hour of a weekday (Monday = 1), on so many such days."""

    weekday: int
    half_hour: str
    count: int
    days: int


class WaitBucket(Shape):
    """How many waited longer than `from` and not longer than `to` seconds (null: any longer)."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    since: int = Field(alias="from")
    to: int | None
    count: int


class LevelPoint(Shape):
    """The service level of a day, week or month, by its first day; its waits' median and P90."""

    day: Date
    service_level: dict[str, float | None]
    service_level_counts: dict[str, Within]
    median: float | None
    p90: float | None


class Levels(Shape):
    """The trend, by the unit that fits the period."""

    unit: Literal["day", "week", "month"]
    points: list[LevelPoint]


class Standing(Shape):
    """How many waited, and how many counters were open, on average over a half-hour."""

    half_hour: str
    waiting: float
    counters_open: float


class Counted(Shape):
    """How often something was said at the end of a leg."""

    key: str
    count: int


class HalfHourCount(Shape):
    """How many in a half-hour."""

    half_hour: str
    count: int


class TurnedAway(Shape):
    """Refused a number: in all, by reason (`closed`, `stopped`, `capacity`), by half-hour."""

    count: int
    reasons: dict[str, int]
    half_hours: list[HalfHourCount]


class Appointments(Shape):
    """Booked visits. Bookings are another system's, so `booked` is not known here.

    `late`: checked in too late to count as an appointment; `never_came`: called, and nobody there.
    """

    booked: int | None
    checked_in: int
    late: int
    never_came: int


class Compared(Shape):
    """The spread of one service's, or office's, waits and service times."""

    key: str
    label: str
    wait: Band
    service: Band


class Statistics(Shape):
    """Figures of local days. Parts that would say too little about a counter's few are null."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    office: str | None = None
    first: Date = Field(alias="from")
    last: Date = Field(alias="to")
    by: str
    days: int = Field(description="Days of which anything is known")
    notice: Notice | None
    rows: list[StatisticsRow]
    total: StatisticsRow
    levels: Levels
    bands: list[BandOfDay] | None
    arrivals: list[ArrivalCell] | None
    waits: list[WaitBucket] | None
    standing: list[Standing] | None
    outcomes: list[Counted] | None
    rendered: list[Counted] | None
    turned_away: TurnedAway | None
    appointments: Appointments | None
    services: list[Compared] | None
    offices: list[Compared] | None
    estimate_quality: dict[str, Any] | None
    capacity_guard: GuardRecord | None
