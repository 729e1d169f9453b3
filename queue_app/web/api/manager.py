"""What a manager reads: the live picture and the figures of past days."""

from __future__ import annotations

from flask import Response

from queue_app.realtime import messages
from queue_app.realtime.messages import Channel
from queue_app.web import guards
from queue_app.web.api.asking import statistics_of
from queue_app.web.api.docs import STAFF_READ, answers, blueprint
from queue_app.web.aside import aside
from queue_app.web.endpoint import Here, as_json, guarded
from queue_app.web.errors import Problem
from queue_app.web.schemas.answers import Now
from queue_app.web.schemas.figures import Statistics
from queue_app.web.schemas.requests import Nowhere, OfficePath, OfficesQuery, StatisticsQuery

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
    """Figures of local days, both included: rows, total, and what charts are drawn from

    Filters narrow the legs; dates are the office's own. A question that makes no sense is a 422
    whose code says why: `days_reversed`, `period_too_long`, `in_the_future`, `hours_reversed`,
    `unknown_service`, `unknown_group`, `unknown_counter`, `counter_divided`,
    `counter_statistics_off`, `beyond_retention`. Days without data are a 200 with a `notice`.
    """
    it = here.services
    return as_json(statistics_of(it, [it.reader.queue(here.office).office], query))


@api.get("/statistics", responses=answers(Statistics, 401, 403, 422))
@guarded(guards.manager_of_offices)
def statistics_of_offices(path: Nowhere, query: OfficesQuery, here: Here) -> Response:
    """The same over several offices, compared: all of those that the caller manages

    Single counters are asked for office by office.
    """
    it = here.services
    home = here.caller.office if here.caller else None
    known = it.reader.office_ids()
    for office in query.office:
        if office not in known:
            raise Problem(422, "unknown_office", f"There is no office {office!r}.")
        if home not in (None, office):
            raise Problem(403, "forbidden", "This is not yours to see or to do.")
    asked = [one for one in known if home in (None, one)]
    asked = [one for one in asked if one in query.office] if query.office else asked
    return as_json(statistics_of(it, [it.reader.queue(one).office for one in asked], query))
