"""What is asked of the past: the days, the filters, and what a row is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

HALF_HOURS = 48


class By(StrEnum):
    """What the rows of an answer are about."""

    SERVICE = "service"
    GROUP = "group"
    COUNTER = "counter"
    HALF_HOUR = "half_hour"
    DAY = "day"
    WEEKDAY = "weekday"
    WEEK = "week"
    MONTH = "month"
    LANGUAGE = "language"
    KIND = "kind"
    OFFICE = "office"


@dataclass(frozen=True)
class Asked:
    """Local days from `first` to `last`, and which legs of them; empty or None: all.

    `half_hours` are counted from midnight, the second one not included; `kind` is `walk_in` or
    `appointment`; weekdays are 1 (Monday) to 7.
    """

    first: date
    last: date
    by: By = By.SERVICE
    services: frozenset[str] = frozenset()
    counters: frozenset[str] = frozenset()
    weekdays: frozenset[int] = frozenset()
    half_hours: tuple[int, int] | None = None
    kind: str | None = None
    languages: frozenset[str] = frozenset()

    @property
    def needs_languages(self) -> bool:
        """Whether it can be answered of days only whose facts are kept."""
        return bool(self.languages) or self.by is By.LANGUAGE

    @property
    def is_of_counters(self) -> bool:
        """Whether figures of single counters are wanted."""
        return bool(self.counters) or self.by is By.COUNTER

    @property
    def narrows_legs(self) -> bool:
        """Whether some legs of a day are left out by what they are."""
        return bool(
            self.services or self.counters or self.kind or self.languages or self.half_hours
        )


def half_hour_text(index: int) -> str:
    """`HH:MM` of a half-hour's beginning."""
    return f"{index // 2:02d}:{index % 2 * 30:02d}"
