"""What the API takes and answers about alerts, and about one ticket's way."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - `date` would hide behind a field's name
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from queue_app.web.schemas.answers import Reason, Ref, Shape, TicketState
from queue_app.web.schemas.requests import Body, Day, Query


class VisitQuery(Query):
    """Which ticket."""

    day: Day | None = Field(None, description="Business day; default today")
    number: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[\w ]{1,16}$")] = (
        Field(description="The printed number, such as A039")
    )


Level = Annotated[float, Field(gt=0, le=1440)]


class AlertThresholds(Body):
    """From when managers want to be told; null: never."""

    wait_minutes: Level | None = Field(description="The longest wait")
    queue_length: Annotated[int, Field(ge=1, le=2000)] | None = Field(description="How many wait")
    idle_minutes: Level | None = Field(
        description="A counter is free although somebody waits whom it may call"
    )
    printer_minutes: Level | None = Field(description="A printer gives no paper")
    silent_minutes: Level | None = Field(
        description="A display or kiosk is not heard of while the office is open"
    )


class AlertAnswer(Shape):
    """Something that passed its threshold, at `since`; over when `cleared_at` is said."""

    code: Literal["wait", "queue", "idle_counter", "printer", "silent", "report"]
    subject: str
    threshold: float
    since: AwareDatetime
    cleared_at: AwareDatetime | None


class Alerts(Shape):
    """An office's alerts, open ones first, and its thresholds (minutes, people; null: never)."""

    thresholds: dict[str, float | None]
    alerts: list[AlertAnswer]


class VisitStep(Shape):
    """One thing that happened to a ticket; `undone`: it was taken back."""

    at: AwareDatetime
    code: str
    counter: Ref | None
    undone: bool


class CalledBefore(Shape):
    """Who was called first: how many for each reason, and each of them."""

    counts: dict[str, int]
    called: list[dict[str, Any]]


class VisitCall(Shape):
    """One call: how long it was waited for, the reasons of the place, and who came before."""

    at: AwareDatetime
    counter: Ref | None
    by_hand: bool
    waiting_since: AwareDatetime
    seconds: float
    reasons: list[Reason]
    before: CalledBefore


class Visit(Shape):
    """One ticket's way through its day; no person stands in it."""

    office: str
    day: Date
    number: str
    state: TicketState
    service: Ref
    steps: list[VisitStep]
    calls: list[VisitCall]
    since_then: CalledBefore
    rules_changed: bool
