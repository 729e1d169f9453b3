"""The reception's buttons: a ticket by its id, for the citizen without a phone; and the alarm."""

from __future__ import annotations

from flask import Response

from queue_app.realtime.messages import Channel
from queue_app.use_cases import business_day, visiting
from queue_app.web import guards
from queue_app.web.api import rendering
from queue_app.web.api.docs import STAFF_PRESS, STAFF_READ, answers, blueprint
from queue_app.web.api.public import shown
from queue_app.web.endpoint import Here, as_json, guarded, pressed
from queue_app.web.schemas.answers import AlarmState, QueueAnswer, StaffTicket
from queue_app.web.schemas.requests import (
    Alarm,
    Correction,
    Nothing,
    OfficePath,
    OfficeTicketPath,
    Postponement,
)

api = blueprint("reception", "The whole queue, corrections and the silent alarm, for clerks")

TICKET = answers(StaffTicket, *STAFF_PRESS)


@api.get("/offices/<office>/queue", responses=answers(QueueAnswer, *STAFF_READ))
@guarded(guards.clerk)
def queue(path: OfficePath, here: Here) -> Response:
    """Everybody in the house, waiting in office order, those not yet eligible last"""
    return as_json(shown(here, Channel("", "queue", here.office)))


@api.post("/offices/<office>/tickets/<ticket>/cancel", responses=TICKET)
@guarded(guards.clerk_for_ticket)
def cancel(path: OfficeTicketPath, body: Nothing, here: Here) -> Response:
    """Give a ticket back for its citizen"""
    return pressed(
        here, visiting.cancel, here.ticket, action="cancel",
        render=rendering.staffs_ticket(here), by_staff=True,
    )  # fmt: skip


@api.post("/offices/<office>/tickets/<ticket>/postpone", responses=TICKET)
@guarded(guards.clerk_for_ticket)
def postpone(path: OfficeTicketPath, body: Postponement, here: Here) -> Response:
    """Have a citizen called later"""
    return pressed(
        here, visiting.postpone, here.ticket, action="postpone",
        render=rendering.staffs_ticket(here), minutes=body.minutes,
    )  # fmt: skip


@api.post("/offices/<office>/tickets/<ticket>/return", responses=TICKET)
@guarded(guards.clerk_for_ticket)
def come_back(path: OfficeTicketPath, body: Nothing, here: Here) -> Response:
    """Bring back who missed the call, also after the hold"""
    return pressed(
        here, visiting.come_back, here.ticket, action="return",
        render=rendering.staffs_ticket(here), by_staff=True,
    )  # fmt: skip


@api.post("/offices/<office>/tickets/<ticket>/expire", responses=TICKET)
@guarded(guards.clerk_for_ticket)
def expire(path: OfficeTicketPath, body: Nothing, here: Here) -> Response:
    """End a visit that nobody will continue"""
    return pressed(
        here, visiting.expire, here.ticket, action="expire", render=rendering.staffs_ticket(here)
    )


@api.post("/offices/<office>/tickets/<ticket>/change", responses=TICKET)
@guarded(guards.clerk_for_ticket)
def change(path: OfficeTicketPath, body: Correction, here: Here) -> Response:
    """Correct a waiting ticket: service, further services, persons, priority"""
    return pressed(
        here, visiting.change, here.ticket, action="change", render=rendering.staffs_ticket(here),
        service=body.service, also=None if body.also is None else tuple(body.also),
        persons=body.persons, priority=body.priority,
    )  # fmt: skip


@api.post("/offices/<office>/alarm", responses=answers(AlarmState, *STAFF_PRESS))
@guarded(guards.clerk)
def raise_alarm(path: OfficePath, body: Alarm, here: Here) -> Response:
    """Call colleagues without a sound; the alarm ends by itself"""
    return pressed(
        here, business_day.raise_alarm, render=rendering.alarm_state, counter=body.counter
    )


@api.delete("/offices/<office>/alarm", responses=answers(AlarmState, *STAFF_READ, 400))
@guarded(guards.clerk)
def end_alarm(path: OfficePath, here: Here) -> Response:
    """Somebody is there; anyone may end the alarm"""
    return pressed(here, business_day.end_alarm, render=rendering.alarm_state)
