"""Kiosk and display: what their blueprints show, and the one-time link that makes a browser one."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import (
    Blueprint,
    Request,
    Response,
    after_this_request,
    make_response,
    redirect,
    request,
)
from flask.typing import ResponseReturnValue

from queue_app.domain.office import Display, Kiosk, Office
from queue_app.domain.queue import Queue
from queue_app.realtime import messages
from queue_app.realtime.messages import Channel
from queue_app.web import auth, cookies
from queue_app.web.errors import Problem
from queue_app.web.pages import places
from queue_app.web.pages.boot import device_boot
from queue_app.web.pages.sorry import not_enrolled, sorry, used_link
from queue_app.web.services import services

blueprint = Blueprint("devices", __name__)

PAGES = {"kiosk": "/kiosk", "display": "/display"}
AUDIENCES = {"kiosk": "issuer", "display": "display"}


@blueprint.get("/enrol/<code>")
def enrol(code: str) -> ResponseReturnValue:
    """Make this browser a kiosk or display, once, and show its page (`?display=`: that one's)."""
    redeemed = services().accounts.redeem_enrolment(code) if len(code) <= 200 else None
    if redeemed is None:
        return used_link()
    secret, device = redeemed
    which = {key: request.args[key] for key in ("display",) if key in request.args}
    query = f"?{urlencode(which)}" if which else ""
    response = make_response(redirect(f"{PAGES[device.role]}/{device.office}{query}", 303))
    cookies.set_device(response, services(), device.role, secret)
    return response


class Pages:
    """What the blueprints `kiosk` and `displays`, which do not know this program, ask it for.

    Each method answers the values of their template, or a response to give instead.
    """

    def sorry(self, problem: Problem) -> Response:
        """A sentence for a person instead of the page."""
        return sorry(problem)

    def kiosk(self, office: str) -> dict[str, Any] | Response:
        """The ticket terminal of an office, or a certain one of several (`?kiosk=`)."""
        queue = places.office(office)
        refusal = _refusal("kiosk", queue.office)
        if refusal is not None:
            return refusal
        device = _kiosk(queue.office, request.args.get("kiosk"))
        return {
            "boot": device_boot(
                queue,
                printing=services().config.printing.mode,
                device={"id": device.id, "diagonal_inches": device.diagonal_inches},
            )
        }

    def display(self, office: str, asked: Request = request) -> dict[str, Any] | Response:
        """The screen of an office or of one waiting area (`?display=` or `?area=`)."""
        queue = places.office(office)
        refusal = _refusal("display", queue.office)
        if refusal is not None:
            return refusal
        screen = _screen(queue.office, asked.args.get("display"), asked.args.get("area"))
        area = asked.args.get("area") or (screen.area if asked.args.get("display") else None)
        return {"boot": _display_boot(queue, screen, area)}


def _display_boot(queue: Queue, screen: Display, area: str | None) -> dict[str, Any]:
    sources = services().relay.sources
    channel = Channel("", "board", queue.office.id, area)
    return device_boot(
        queue,
        area=area,
        display={
            "id": screen.id,
            "area": screen.area,
            "diagonal_inches": screen.diagonal_inches,
            "viewing_distance_metres": screen.viewing_distance_metres,
            "part": screen.part,
            "parts": screen.parts,
        },
        board=messages.show(channel, sources.moment(queue.office.id), sources),
    )


def _screen(office: Office, asked: str | None, area: str | None) -> Display:
    """The configured screen that is meant, or the usual one."""
    if area is not None and area not in office.areas:
        raise Problem(404, "unknown_area", "There is no such waiting area.")
    for screen in office.displays:
        if screen.id == asked or (asked is None and area in (None, screen.area)):
            return screen
    if asked is not None:
        raise Problem(404, "unknown_display", "There is no such display.")
    return Display("", area or "main")


def _kiosk(office: Office, asked: str | None) -> Kiosk:
    """The described terminal that is meant, or the first one."""
    return office.kiosks[0] if asked is None else office.kiosk(asked)


def _refusal(role: str, office: Office) -> Response | None:
    """The page instead of the device's, when this browser may not be one."""
    if role == "display" and office.public_board:
        return None
    try:
        identity = auth.entitled(auth.callers(), AUDIENCES[role], office.id)
    except Problem:
        return not_enrolled(role)
    if identity.role == role and identity.by_cookie:
        after_this_request(partial(_renew, role, identity.secret))
    return None


def _renew(role: str, secret: str, response: Response) -> Response:
    """Browsers forget cookies after 400 days; a device that is used stays one."""
    cookies.set_device(response, services(), role, secret)
    return response
