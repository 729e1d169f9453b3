"""What a manager reads: the live picture and the figures of past days."""

from __future__ import annotations

from typing import Any

from flask import Response

from queue_app import views
from queue_app.domain.opening_hours import business_day
from queue_app.realtime import messages
from queue_app.realtime.messages import Channel
from queue_app.web import guards
from queue_app.web.api.docs import STAFF_READ, answers, blueprint
from queue_app.web.api.periods import checked
from queue_app.web.aside import aside
from queue_app.web.endpoint import Here, as_json, guarded
from queue_app.web.schemas.answers import Now, Statistics
from queue_app.web.schemas.requests import OfficePath, StatisticsQuery

api = blueprint("manager", "The live picture and past figures, for managers")


@api.get("/offices/<office>/now", responses=answers(Now, *STAFF_READ))
@guarded(guards.manager)
def now(path: OfficePath, here: Here) -> Response:
    """The live picture: who waits, what the counters do, today's figures"""
    sources = here.services.relay.sources
    moment = sources.moment(here.office)
    channel = Channel("", "office", here.office)
    return as_json(aside(lambda: messages.show(channel, moment, sources)))


@api.get("/offices/<office>/statistics", responses=answers(Statistics, *STAFF_READ, 422))
@guarded(guards.manager)
def statistics(path: OfficePath, query: StatisticsQuery, here: Here) -> Response:
    """Figures of local days, both included, per service, counter, half-hour, day or weekday"""
    it = here.services
    office = it.reader.queue(here.office).office
    now = it.clock()
    asked = query.first or query.last or business_day(now, office.zone)
    first, last = checked(asked, query.last or asked)

    def work() -> dict[str, Any]:
        return views.statistics(
            office,
            it.reports.facts(office.id, first, last),
            it.reports.estimates_of_days(office.id, first, last),
            first=first,
            last=last,
            by=query.by,
            now=now,
            counter_statistics=it.config.privacy.counter_statistics,
        )

    return as_json(aside(work))
