"""Drawing a ticket: kiosks, staff, and everybody where the office issues remote tickets."""

from __future__ import annotations

from flask import Response

from queue_app.domain.issuing import Request
from queue_app.use_cases.issuing import draw_ticket, set_issuing
from queue_app.web import guards
from queue_app.web.api import rendering
from queue_app.web.api.docs import STAFF_PRESS, answers, blueprint
from queue_app.web.endpoint import Here, guarded, pressed
from queue_app.web.errors import Problem
from queue_app.web.headers import carries_token
from queue_app.web.limits import is_known, limiter
from queue_app.web.schemas.answers import IssuingState, NewTicketAnswer
from queue_app.web.schemas.requests import Issuing, NewTicket, OfficePath

api = blueprint("issuing", "Drawing tickets; stopping and resuming it")


@api.post("/offices/<office>/tickets", responses=answers(NewTicketAnswer, *STAFF_PRESS, status=201))
@limiter.limit("30/minute", exempt_when=is_known)
@guarded(guards.issuer)
def draw(path: OfficePath, body: NewTicket, here: Here) -> Response:
    """Draw a ticket

    Refusals with `closed`, `stopped` or `capacity` count as turned away.
    """
    carries_token()
    forecasts = here.services.forecasts
    request = Request(
        service=body.service,
        also=tuple(body.also),
        persons=body.persons,
        language=body.language,
        priority=body.priority,
        counter=body.counter,
        booked_at=body.booked_at,
        override=body.override,
        by_staff=here.caller is not None and here.caller.is_staff,
    )
    return pressed(
        here,
        lambda deps, office, actor, render, once: draw_ticket(
            deps, office, actor, request, render, rendering.refusal, once=once,
            estimate=forecasts.published(path.office, body.service),
            full=forecasts.is_full(path.office, body.service, deps.clock()),
        ),
        render=rendering.issued(here),
    )  # fmt: skip


@api.post("/offices/<office>/issuing", responses=answers(IssuingState, *STAFF_PRESS))
@guarded(guards.clerk)
def issuing(path: OfficePath, body: Issuing, here: Here) -> Response:
    """Stop or resume issuing, for the office or one service

    Managers; clerks where the office lets them.
    """
    caller = here.caller
    if caller is not None and caller.role == "clerk":
        office = here.services.reader.queue(path.office).office
        if not office.clerks_may_stop_issuing:
            raise Problem(403, "forbidden", "In this office managers stop and resume issuing.")
    return pressed(
        here, set_issuing, render=rendering.issuing_state,
        is_open=body.open, service=body.service, reason=body.reason,
    )  # fmt: skip
