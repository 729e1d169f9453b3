"""What managers are told of without looking, and the way of one ticket for a complaint."""

from __future__ import annotations

from typing import Any

from flask import Response

from queue_app import views
from queue_app.domain.alerts import Thresholds
from queue_app.domain.errors import UnknownTicket
from queue_app.domain.one_ticket import find
from queue_app.domain.opening_hours import business_day
from queue_app.web import guards
from queue_app.web.api.docs import STAFF_READ, answers, blueprint
from queue_app.web.aside import aside
from queue_app.web.endpoint import Here, as_json, guarded
from queue_app.web.schemas.requests import OfficePath
from queue_app.web.schemas.watching import Alerts, AlertThresholds, Visit, VisitQuery

api = blueprint("watching", "Alerts, and the way of one ticket, for managers")


@api.get("/offices/<office>/alerts", responses=answers(Alerts, *STAFF_READ))
@guarded(guards.manager)
def alerts(path: OfficePath, here: Here) -> Response:
    """The office's alerts and from when they are raised"""
    return as_json(_alerts(here))


@api.put("/offices/<office>/alerts", responses=answers(Alerts, 400, *STAFF_READ, 413, 415, 422))
@guarded(guards.manager)
def set_thresholds(path: OfficePath, body: AlertThresholds, here: Here) -> Response:
    """From when the managers want to be told; null: never

    All thresholds are said; what is raised is looked at again within two seconds.
    """
    here.services.watch.set_thresholds(here.office, Thresholds(**body.model_dump()))
    here.services.relay.announce(here.office)
    return as_json(_alerts(here))


def _alerts(here: Here) -> dict[str, Any]:
    moment = here.services.relay.sources.moment(here.office)
    watched = here.services.watch.of(here.office, moment.now)
    return {
        "thresholds": watched.thresholds.to_json(),
        "alerts": views.alerts(watched.alerts, moment.queue, moment.now),
    }


@api.get("/offices/<office>/visit", responses=answers(Visit, *STAFF_READ, 422))
@guarded(guards.manager)
def visit(path: OfficePath, query: VisitQuery, here: Here) -> Response:
    """One ticket by day and number: what happened, and who was called before it by which rule"""
    it = here.services
    office = it.reader.queue(here.office).office
    day = query.day or business_day(it.clock(), office.zone)

    def work() -> dict[str, Any]:
        facts = it.reports.facts(office.id, day, day)
        ticket = find(facts, query.number)
        if ticket is None:
            raise UnknownTicket(f"On {day.isoformat()} there is no number {query.number}.")
        return views.visit(office, facts, ticket)

    return as_json(aside(work))
