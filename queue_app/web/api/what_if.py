"""What if, and how many counters for the coming days: asked by managers, computed beside the server.

Whoever accepts `application/x-ndjson` is told the progress line by line and cancels by hanging up;
everybody else gets the result alone.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator
from datetime import timedelta
from typing import Any

from flask import Response, request

from queue_app import views
from queue_app.domain.opening_hours import business_day
from queue_app.realtime.future import Job, Replay, Staffing
from queue_app.web import guards
from queue_app.web.api.docs import STAFF_READ, answers, blueprint, file_answer
from queue_app.web.api.scenarios import past_days, scenario_of
from queue_app.web.endpoint import Here, as_json, guarded
from queue_app.web.errors import Problem
from queue_app.web.schemas.requests import OfficePath
from queue_app.web.schemas.what_if import StaffingAnswer, StaffingQuery, WhatIf, WhatIfAnswer

NDJSON = "application/x-ndjson"
CSV = "text/csv; charset=utf-8"
FURTHEST_DAYS = 365
"""How far ahead a plan may begin."""

api = blueprint("what_if", "Past days replayed with other staffing, and plans for coming ones")


@api.post(
    "/offices/<office>/what-if",
    responses=answers(WhatIfAnswer, 400, *STAFF_READ, 413, 415, 422, 429),
)
@guarded(guards.manager)
def what_if(path: OfficePath, body: WhatIf, here: Here) -> Response:
    """A real day, or a typical weekday, replayed with other staffing, hours, rules or arrivals

    Figures as they were, as the replay finds them unchanged, and changed, each with its band.
    With `Accept: application/x-ndjson` lines of progress come first; hanging up ends the work.
    """
    it = here.services
    office = it.reader.queue(here.office).office
    scenario, added = scenario_of(body, office)
    days = past_days(it, office, body)
    work = Replay(days, scenario, body.replications, body.seed, body.weekday, added)
    return _answered(here, _job(here, work))


@api.get("/offices/<office>/staffing", responses=answers(StaffingAnswer, *STAFF_READ, 422, 429))
@guarded(guards.manager)
def staffing(path: OfficePath, query: StaffingQuery, here: Here) -> Response:
    """Expected arrivals and counters needed in each half-hour of coming days

    With `Accept: application/x-ndjson` as for what-if.
    """
    job, key = _staffing(here, query)
    return _answered(here, job, key)


@api.get(
    "/offices/<office>/staffing.csv",
    responses=file_answer("text/csv", "One row a half-hour", *STAFF_READ, 422, 429),
)
@guarded(guards.manager)
def staffing_table(path: OfficePath, query: StaffingQuery, here: Here) -> Response:
    """The same plan as CSV"""
    job, key = _staffing(here, query)
    plan = here.services.futures.answer(job, key)
    name = f"staffing-{here.office}-{plan['from']}.csv"
    return Response(
        views.staffing_csv(plan),
        content_type=CSV,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _staffing(here: Here, query: StaffingQuery) -> tuple[Job, Hashable]:
    it = here.services
    office = it.reader.queue(here.office).office
    today = business_day(it.clock(), office.zone)
    first = query.first or today + timedelta(days=1)
    if not today <= first <= today + timedelta(days=FURTHEST_DAYS):
        raise Problem(
            422, "invalid", "A plan begins today at the earliest and within a year.",
            errors=[{"path": "from", "message": "today at the earliest, within a year"}],
        )  # fmt: skip
    minutes = query.minutes
    if minutes is None:
        minutes = next(iter(office.rules.service_level_minutes), 15.0)
    work = Staffing(first, query.days, minutes, query.share, today)
    return _job(here, work), (office.id, work, it.reader.queue(here.office).epoch, repr(office))


def _job(here: Here, work: Replay | Staffing) -> Job:
    it = here.services
    return Job(
        database=it.config.database.url,
        always_open=it.always_open,
        office=here.office,
        counter_statistics=it.config.privacy.counter_statistics,
        work=work,
    )


def _answered(here: Here, job: Job, key: Hashable | None = None) -> Response:
    futures = here.services.futures
    if request.accept_mimetypes.best_match(["application/json", NDJSON]) != NDJSON:
        return as_json(futures.answer(job, key))
    lines = futures.lines(job, key)
    first = next(lines)  # a refusal is an answer of its own, not a line
    return Response(
        _written(first, lines), content_type=NDJSON, headers={"X-Accel-Buffering": "no"}
    )


def _written(first: dict[str, Any], lines: Iterator[dict[str, Any]]) -> Iterator[str]:
    try:
        yield json.dumps(first, ensure_ascii=False) + "\n"
        for line in lines:
            yield json.dumps(line, ensure_ascii=False) + "\n"
    finally:
        lines.close()  # type: ignore[attr-defined]  # a generator
