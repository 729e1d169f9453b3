"""Gathers what a report or spreadsheet is made of, reading the days only once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from queue_app.domain.office import Office
from queue_app.domain.opening_hours import business_day
from queue_app.printing.figures.dossier import Dossier, Json, gather, period_before
from queue_app.printing.figures.words import Words
from queue_app.storage.days import Days, PastDay
from queue_app.views.figures import Asked, By, Unanswerable, answer, check


@dataclass(frozen=True)
class Gathering:
    """Where dossiers come from; `days` must be such that real threads may use it."""

    days: Days
    counter_statistics: bool

    def dossier(self, office: Office, asked: Asked, now: datetime, words: Words) -> Dossier:
        """Everything about the days that are asked for, with the period before them.

        The question must have passed `check`. Counters are in it where they may be.
        """
        found = self.days.between(
            office,
            period_before(asked.first, asked.last)[0],
            asked.last,
            now,
            languages=asked.needs_languages,
        )
        return gather(
            partial(self._answer, office, asked, found),
            office=office.name,
            days=(asked.first, asked.last),
            made_at=now.astimezone(office.zone),
            with_counters=self._may_see_counters(office, asked, now),
            filters=in_words(office, asked, words),
        )

    def _answer(
        self,
        office: Office,
        asked: Asked,
        found: Sequence[PastDay],
        by: str,
        first: date,
        last: date,
    ) -> Json:
        wanted = asked.weekdays
        return answer(
            [office],
            [(day.office, day.cells) for day in found],
            replace(asked, by=By(by), first=first, last=last),
            guards=[
                guard
                for day in found
                for at, guard in day.guards
                if first <= at <= last and (not wanted or at.isoweekday() in wanted)
            ],
            counter_statistics=self.counter_statistics,
        )

    def _may_see_counters(self, office: Office, asked: Asked, now: datetime) -> bool:
        if not self.counter_statistics:
            return False
        today = business_day(now, office.zone)
        by_counter = replace(asked, by=By.COUNTER)
        try:
            check(by_counter, [office], today=today, counter_statistics=self.counter_statistics)
        except Unanswerable:
            return False
        return True


def in_words(office: Office, asked: Asked, t: Words) -> tuple[str, ...]:
    """What is asked for beside the days, one line each."""
    found = []
    for word, ids, known in (
        (t("Service"), asked.services, office.services),
        (t("Counter"), asked.counters, office.counters),
    ):
        if ids:
            names = [t.of_names(known[one].names) for one in known if one in ids]
            found.append(f"{word}: {', '.join(names)}")
    if asked.weekdays:
        found.append(", ".join(t.weekday(one) for one in sorted(asked.weekdays)))
    if asked.half_hours is not None:
        ends = (f"{at // 2}:{'30' if at % 2 else '00'}" for at in asked.half_hours)
        found.append("\N{EN DASH}".join(ends))
    if asked.kind:
        found.append(t("Appointments only") if asked.kind == "appointment" else t("Walk-ins only"))
    if asked.languages:
        found.append(f"{t('Language')}: {', '.join(sorted(asked.languages))}")
    return tuple(found)
