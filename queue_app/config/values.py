"""What values a configuration is made of: ids, numbers, stretches of time, closures."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

MINUTES_OF_DAY = 24 * 60

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$")]
Prefix = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,2}$")]
Texts = dict[str, str]


def _no_truth(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("should be a number, not true or false")  # noqa: TRY004 - pydantic's way
    return value


Whole = Annotated[int, BeforeValidator(_no_truth)]
Number = Annotated[float, BeforeValidator(_no_truth)]
Minutes = Annotated[Number, Field(ge=0, le=MINUTES_OF_DAY)]


class Section(BaseModel):
    """A part of the configuration: frozen, and unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def parse_span(text: str) -> tuple[int, int]:
    """ "08:00-16:00" as minutes after midnight, (480, 960); raises ValueError."""
    try:
        start, until = (_minute(part) for part in text.split("-"))
    except ValueError:
        raise ValueError(f"{text!r} is no stretch of time such as 08:00-16:00") from None
    if not 0 <= start < until <= MINUTES_OF_DAY:
        raise ValueError(f"{text!r} ends before it begins, or after 24:00")
    return start, until


def _minute(text: str) -> int:
    hour, minute = text.strip().split(":")
    if len(minute) != 2 or not 0 <= int(minute) < 60 or not 0 <= int(hour) <= 24:
        raise ValueError(text)
    return int(hour) * 60 + int(minute)


def parse_closure(text: str) -> tuple[date, date]:
    """ "2026-12-24" or "2026-12-28/2026-12-31" as first and last day; raises ValueError."""
    first, _, last = text.partition("/")
    try:
        span = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        raise ValueError(
            f"{text!r} is no date and no range such as 2026-12-24/2026-12-31"
        ) from None
    if span[0] > span[1]:
        raise ValueError(f"{text!r} ends before it begins")
    return span
