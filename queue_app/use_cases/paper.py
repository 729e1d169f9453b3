"""Entering afterwards what was written by hand while the system was away: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from queue_app.domain.events import Recorded
from queue_app.domain.opening_hours import business_day
from queue_app.domain.paper import Row, visits_on_paper
from queue_app.use_cases.ports import Actor, Answer, Deps, Once
from queue_app.use_cases.pressing import Press, Render, press


def enter(
    deps: Deps,
    office: str,
    rows: Sequence[Row],
    actor: Actor,
    render: Render[dict[str, Any]],
    *,
    kept_days: int,
    once: Once | None = None,
) -> Answer:
    """Record the visits of one day that stand on paper; raises PaperRefused.

    `kept_days` is how long a day's facts are kept. Says `{entered, day}`.
    """

    def deed(current: Press) -> dict[str, Any]:
        queue = current.queue
        today = business_day(current.now, queue.office.zone)

        def facts_of(day: date) -> list[Recorded] | None:
            return current.unit.facts_of_day(office, day)

        day, visits = visits_on_paper(
            rows,
            queue.office,
            current.now,
            first_kept=today - timedelta(days=kept_days),
            facts_of=facts_of,
        )
        for visit in visits:
            queue.record(replace(visit.fact, visit=deps.new_id()), visit.at)
        return {"entered": len(visits), "day": day.isoformat()}

    return press(deps, office, actor, "paper", deed, render, once=once)
