"""The clerk's buttons at a counter."""

from __future__ import annotations

from flask import Response

from queue_app.realtime.messages import Channel
from queue_app.use_cases import calling
from queue_app.web import guards
from queue_app.web.api import rendering
from queue_app.web.api.docs import STAFF_PRESS, STAFF_READ, answers, blueprint
from queue_app.web.api.public import shown
from queue_app.web.endpoint import Here, as_json, guarded, pressed
from queue_app.web.schemas.answers import Desk, StaffTicket
from queue_app.web.schemas.requests import (
    Absence,
    Break,
    Call,
    CounterPath,
    Finish,
    Next,
    Nothing,
    Parking,
    Transfer,
)

api = blueprint("desk", "A counter and its current ticket, for clerks")

DESK = answers(Desk, *STAFF_PRESS)
TICKET = answers(StaffTicket, *STAFF_PRESS)


@api.get("/counters/<counter>", responses=answers(Desk, *STAFF_READ))
@guarded(guards.clerk_at_counter)
def desk(path: CounterPath, here: Here) -> Response:
    """The desk's view"""
    return as_json(shown(here, Channel("", "desk", here.office, here.counter)))


@api.post("/counters/<counter>/open", responses=DESK)
@guarded(guards.clerk_at_counter)
def open_counter(path: CounterPath, body: Nothing, here: Here) -> Response:
    """Open the counter, or end its break

    A person sits down here, leaves the counter of before and takes over one that was left open.
    Twice is 200; 409 `counter_busy` with a current ticket at another counter.
    """
    return pressed(here, calling.open_counter, here.counter, render=rendering.desk(here))


@api.post("/counters/<counter>/pause", responses=DESK)
@guarded(guards.clerk_at_counter)
def pause(path: CounterPath, body: Break, here: Here) -> Response:
    """Declare a break; with a current ticket it begins afterwards"""
    return pressed(
        here, calling.pause_counter, here.counter, render=rendering.desk(here), reason=body.reason
    )


@api.post("/counters/<counter>/close", responses=DESK)
@guarded(guards.clerk_at_counter)
def close(path: CounterPath, body: Nothing, here: Here) -> Response:
    """Close the counter; 409 `counter_busy` with a current ticket"""
    return pressed(here, calling.close_counter, here.counter, render=rendering.desk(here))


@api.post("/counters/<counter>/call-next", responses=answers(StaffTicket, *STAFF_PRESS, empty=True))
@guarded(guards.clerk_at_counter)
def call_next(path: CounterPath, body: Next, here: Here) -> Response:
    """Dispose of the current ticket, then call the next one; 204 when nobody is eligible"""
    return pressed(
        here, calling.call_next, here.counter, render=rendering.called(here),
        current=body.current, override=body.override,
    )  # fmt: skip


@api.post("/counters/<counter>/call", responses=TICKET)
@guarded(guards.clerk_at_counter)
def call(path: CounterPath, body: Call, here: Here) -> Response:
    """Call a given ticket: waiting, parked or missed"""
    return pressed(
        here, calling.call_by_hand, here.counter, action="call", about=body.ticket,
        render=rendering.staffs_ticket(here), ticket=body.ticket,
    )  # fmt: skip


@api.post("/counters/<counter>/recall", responses=TICKET)
@guarded(guards.clerk_at_counter)
def recall(path: CounterPath, body: Nothing, here: Here) -> Response:
    """Call the current number again"""
    return pressed(here, calling.recall, here.counter, render=rendering.staffs_ticket(here))


@api.post("/counters/<counter>/start", responses=TICKET)
@guarded(guards.clerk_at_counter)
def start(path: CounterPath, body: Nothing, here: Here) -> Response:
    """The citizen is here"""
    return pressed(here, calling.start, here.counter, render=rendering.staffs_ticket(here))


@api.post("/counters/<counter>/finish", responses=TICKET)
@guarded(guards.clerk_at_counter)
def finish(path: CounterPath, body: Finish, here: Here) -> Response:
    """End the service with an outcome; a further service of the visit may begin at once"""
    return pressed(
        here, calling.finish, here.counter, render=rendering.staffs_ticket(here),
        outcome=body.outcome, services=tuple(body.services),
    )  # fmt: skip


@api.post("/counters/<counter>/no-show", responses=TICKET)
@guarded(guards.clerk_at_counter)
def no_show(path: CounterPath, body: Absence, here: Here) -> Response:
    """Nobody came; within the first seconds after the last call only with `override`"""
    return pressed(
        here, calling.no_show, here.counter, render=rendering.staffs_ticket(here),
        override=body.override,
    )  # fmt: skip


@api.post("/counters/<counter>/put-back", responses=TICKET)
@guarded(guards.clerk_at_counter)
def put_back(path: CounterPath, body: Nothing, here: Here) -> Response:
    """Withdraw the call; the ticket keeps its place"""
    return pressed(here, calling.put_back, here.counter, render=rendering.staffs_ticket(here))


@api.post("/counters/<counter>/park", responses=TICKET)
@guarded(guards.clerk_at_counter)
def park(path: CounterPath, body: Parking, here: Here) -> Response:
    """Interrupt the service: the citizen fetches something"""
    return pressed(
        here, calling.park, here.counter, render=rendering.staffs_ticket(here), note=body.note
    )


@api.post("/counters/<counter>/transfer", responses=TICKET)
@guarded(guards.clerk_at_counter)
def transfer(path: CounterPath, body: Transfer, here: Here) -> Response:
    """Send the ticket to a service, a counter or both"""
    return pressed(
        here, calling.transfer, here.counter, action="transfer", about=body.ticket,
        render=rendering.staffs_ticket(here), service=body.service, to_counter=body.counter,
        auto_return=body.auto_return, note=body.note, ticket=body.ticket,
    )  # fmt: skip


@api.post("/counters/<counter>/undo", responses=DESK)
@guarded(guards.clerk_at_counter)
def undo(path: CounterPath, body: Nothing, here: Here) -> Response:
    """Take back the counter's last action as a whole, within 60 s; 409 `undo_refused`"""
    return pressed(here, calling.undo, here.counter, render=rendering.desk(here))
