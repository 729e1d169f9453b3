"""What a manager reads: the live picture and the figures of past days."""

from __future__ import annotations

from flask import Response

from queue_app.domain.opening_hours import business_day
from queue_app.realtime import messages
from queue_app.realtime.messages import Channel
from queue_app.web import guards
from queue_app.web.api.docs import STAFF_READ, answers, blueprint
from queue_app.web.aside import aside
from queue_app.web.endpoint import Here, as_json, guarded
from queue_app.web.errors import Problem
from queue_app.web.schemas.answers import Now, Statistics
from queue_app.web.schemas.requests import OfficePath, StatisticsQuery

api = blueprint("manager", "The live picture and past figures, for managers")

MOST_DAYS = 400


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
    sources = here.services.relay.sources
    moment = sources.moment(here.office)
    office = moment.queue.office
    first = query.first or query.last or business_day(moment.now, office.zone)
    last = query.last or first
    if not 0 <= (last - first).days < MOST_DAYS:
        raise Problem(
            422, "invalid", f"`to` is not before `from`, and at most {MOST_DAYS} days are asked."
        )
    return as_json(
        aside(lambda: sources.figures.statistics(office, first, last, query.by, moment.now))
    )
