"""How right the waiting times were: managers ask for any days, everybody for the last thirty."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response

from queue_app import views
from queue_app.domain.opening_hours import business_day
from queue_app.realtime.accuracy import DAYS
from queue_app.web import guards
from queue_app.web.api.docs import STAFF_READ, answers, blueprint
from queue_app.web.api.periods import checked
from queue_app.web.aside import aside, aside_one_at_a_time
from queue_app.web.endpoint import Here, as_json, guarded
from queue_app.web.schemas.answers import Accuracy
from queue_app.web.schemas.requests import DaysQuery, OfficePath

api = blueprint("accuracy", "How right the waiting times were")


@api.get("/offices/<office>/accuracy", responses=answers(Accuracy, *STAFF_READ, 422))
@guarded(guards.auditor)
def accuracy(path: OfficePath, query: DaysQuery, here: Here) -> Response:
    """The published waiting times of local days against the waits that came

    Everybody gets the office's total of the thirty days before today, where the configuration
    publishes it and enough is known.
    """
    it = here.services
    queue = it.reader.queue(here.office)
    office = queue.office
    today = business_day(it.clock(), office.zone)
    if here.caller is None:
        known = it.public_accuracy.known(office.id, today, queue.epoch)
        response = as_json(known or aside_one_at_a_time(lambda: it.public_accuracy(office.id)))
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response
    last = query.last or today
    first, last = checked(query.first or min(last, today - timedelta(days=DAYS - 1)), last)

    def work() -> dict[str, Any]:
        return views.accuracy(
            office,
            it.reports.facts(office.id, first, last),
            it.reports.estimates_of_days(office.id, first, last),
            it.reports.ranges_of_days(office.id, first, last),
            first=first,
            last=last,
        )

    return as_json(aside(work))
