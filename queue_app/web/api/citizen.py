"""What a citizen does with the token of their ticket; no other credential is asked for."""

from __future__ import annotations

from flask import Response

from queue_app import views
from queue_app.printing.escpos import Device, render_escpos
from queue_app.printing.slip import render_slip
from queue_app.printing.slip_content import Slip
from queue_app.realtime import messages
from queue_app.realtime.messages import Channel
from queue_app.use_cases import visiting
from queue_app.web import guards
from queue_app.web.api import rendering
from queue_app.web.api.docs import CITIZEN_PRESS, READ, answers, blueprint, file_answer
from queue_app.web.aside import aside, aside_one_at_a_time
from queue_app.web.endpoint import Here, as_json, guarded, pressed
from queue_app.web.errors import Problem
from queue_app.web.limits import by_ticket, is_known, limiter
from queue_app.web.qr import qr_svg
from queue_app.web.schemas.answers import Ticket, Why
from queue_app.web.schemas.requests import EscposQuery, Nothing, Postponement, TokenPath
from queue_app.web.slips import slip

api = blueprint("ticket", "A ticket, for whoever holds its token")

PRESSES = limiter.limit("30/minute", key_func=by_ticket)
"""For each ticket, not each address: a waiting room shares one."""
SLIPS = limiter.limit("30/minute", key_func=by_ticket, exempt_when=is_known)
"""Drawing a slip takes time; kiosks and staff are not limited."""


@api.get("/tickets/<token>", responses=answers(Ticket, *READ))
@guarded(guards.holder)
def ticket(path: TokenPath, here: Here) -> Response:
    """The ticket"""
    sources = here.services.relay.sources
    channel = Channel("", "ticket", here.office, here.ticket)
    view = messages.show(channel, sources.moment(here.office), sources)
    view["token"] = path.token
    view["url"] = rendering.page_of(here.services, path.token)
    return as_json(view)


@api.get("/tickets/<token>/why", responses=answers(Why, *READ))
@guarded(guards.holder)
def why(path: TokenPath, here: Here) -> Response:
    """Why the ticket stands where it stands: how many go first by rule, how many came earlier"""
    sources = here.services.relay.sources
    moment = sources.moment(here.office)
    return as_json(views.why(moment.queue, sources.ticket(moment, here.ticket), moment.now))


@api.get("/tickets/<token>/qr.svg", responses=file_answer("image/svg+xml", "QR code", *READ))
@guarded(guards.holder)
def qr(path: TokenPath, here: Here) -> Response:
    """The QR code of the ticket's page"""
    drawn = qr_svg(rendering.page_of(here.services, path.token))
    return Response(drawn, content_type="image/svg+xml")


@api.get("/tickets/<token>/slip.pdf", responses=file_answer("application/pdf", "Slip", *READ, 429))
@SLIPS
@guarded(guards.holder)
def slip_pdf(path: TokenPath, here: Here) -> Response:
    """The slip: number, service, expected wait and the way to the ticket's page, 80 mm wide

    The wait is that of the last published forecast; nothing is computed for it here.
    """
    drawn = _slip(here, path.token)
    return Response(aside(lambda: render_slip(drawn)), content_type="application/pdf")


@api.get(
    "/tickets/<token>/slip.escpos",
    responses=file_answer("application/vnd.escpos", "Slip for a thermal printer", *READ, 422, 429),
)
@SLIPS
@guarded(guards.holder)
def slip_escpos(path: TokenPath, query: EscposQuery, here: Here) -> Response:
    """The same slip as ESC/POS bytes, for a printer as the query says it"""
    device = Device(query.dots, query.text, query.qr, query.profile)
    drawn = _slip(here, path.token)
    try:
        printed = aside_one_at_a_time(lambda: render_escpos(drawn, device))
    except ValueError as error:
        raise Problem(422, "invalid", f"profile: {error}") from None
    return Response(printed, content_type="application/vnd.escpos")


def _slip(here: Here, token: str) -> Slip:
    sources = here.services.relay.sources
    moment = sources.moment(here.office)
    view = messages.show(Channel("", "ticket", here.office, here.ticket), moment, sources)
    return slip(here.services, moment.queue, view, rendering.page_of(here.services, token))


@api.post("/tickets/<token>/cancel", responses=answers(Ticket, *CITIZEN_PRESS))
@PRESSES
@guarded(guards.holder)
def cancel(path: TokenPath, body: Nothing, here: Here) -> Response:
    """Give the ticket back"""
    return pressed(
        here, visiting.cancel, here.ticket, action="cancel",
        render=rendering.citizens_ticket(here), by_staff=False,
    )  # fmt: skip


@api.post("/tickets/<token>/postpone", responses=answers(Ticket, *CITIZEN_PRESS))
@PRESSES
@guarded(guards.holder)
def postpone(path: TokenPath, body: Postponement, here: Here) -> Response:
    """Be called later"""
    return pressed(
        here, visiting.postpone, here.ticket, action="postpone",
        render=rendering.citizens_ticket(here), minutes=body.minutes,
    )  # fmt: skip


@api.post("/tickets/<token>/return", responses=answers(Ticket, *CITIZEN_PRESS))
@PRESSES
@guarded(guards.holder)
def come_back(path: TokenPath, body: Nothing, here: Here) -> Response:
    """Come back after a missed call, within the hold"""
    return pressed(
        here, visiting.come_back, here.ticket, action="return",
        render=rendering.citizens_ticket(here), by_staff=False,
    )  # fmt: skip
