"""Which questions have an answer, and a sentence for those that have none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from queue_app.domain.errors import Invalid
from queue_app.domain.office import Office
from queue_app.views.figures.asked import Asked, By

MOST_DAYS = 3660
"""Ten years at once."""


class Unanswerable(Invalid):
    """A question about the past without an answer; `code` says why."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def check(
    asked: Asked, offices: Sequence[Office], *, today: date, counter_statistics: bool
) -> None:
    """Raise Unanswerable where the days, the names or the combination make no sense."""
    _check_days(asked, today)
    _check_names(asked, offices)
    if asked.half_hours is not None and asked.half_hours[0] >= asked.half_hours[1]:
        raise Unanswerable("hours_reversed", "`hour_to` is not after `hour_from`.")
    if asked.is_of_counters:
        _check_counters(asked, offices, counter_statistics=counter_statistics)


def _check_days(asked: Asked, today: date) -> None:
    if asked.last < asked.first:
        raise Unanswerable("days_reversed", "`to` is before `from`.")
    if (asked.last - asked.first).days >= MOST_DAYS:
        raise Unanswerable("period_too_long", f"At most {MOST_DAYS} days are asked at once.")
    if asked.first > today:
        raise Unanswerable("in_the_future", "These days are still to come.")


def _check_names(asked: Asked, offices: Sequence[Office]) -> None:
    for code, wanted, known in (
        ("service", asked.services, {one for office in offices for one in office.services}),
        ("counter", asked.counters, {one for office in offices for one in office.counters}),
    ):
        missing = sorted(wanted - known)
        if missing:
            raise Unanswerable(f"unknown_{code}", f"There is no {code} {missing[0]!r}.")


def _check_counters(asked: Asked, offices: Sequence[Office], *, counter_statistics: bool) -> None:
    if asked.counters and not counter_statistics:
        raise Unanswerable(
            "counter_statistics_off", "Figures of single counters are switched off here."
        )
    if len(offices) > 1:
        raise Unanswerable("counter_of_offices", "Counters are asked for office by office.")
    divided = asked.services or asked.kind or asked.languages or asked.half_hours
    if divided or asked.by not in (By.COUNTER, By.DAY, By.WEEKDAY, By.WEEK, By.MONTH):
        raise Unanswerable(
            "counter_divided",
            "Figures of a counter are of whole days: they are not divided by service, hour, "
            "kind or language, so that no figure stands for a handful of people.",
        )
