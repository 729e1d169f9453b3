"""Help at a kiosk: called there, answered by staff, taken back."""

from __future__ import annotations

from flask import Response

from queue_app.realtime.messages import Channel
from queue_app.use_cases import helping
from queue_app.web import guards
from queue_app.web.api import rendering
from queue_app.web.api.docs import STAFF_PRESS, STAFF_READ, answers, blueprint
from queue_app.web.api.public import shown
from queue_app.web.endpoint import Here, as_json, guarded, pressed
from queue_app.web.schemas.answers import HelpAnswer, HelpState
from queue_app.web.schemas.requests import HelpWanted, KioskPath, Nothing, OfficePath

api = blueprint("help", "Staff called to a kiosk, by kiosks; answered by clerks")


@api.post("/offices/<office>/help", responses=answers(HelpState, *STAFF_PRESS))
@guarded(guards.kiosk)
def call_help(path: OfficePath, body: HelpWanted, here: Here) -> Response:
    """Call staff to a kiosk; the call ends by itself

    While a call stands unanswered, another one changes nothing.
    """
    return pressed(here, helping.call_help, body.kiosk, render=rendering.help_state(body.kiosk))


@api.get("/offices/<office>/help/<kiosk>", responses=answers(HelpAnswer, *STAFF_READ))
@guarded(guards.kiosk_place)
def kiosk_help(path: KioskPath, here: Here) -> Response:
    """The call of a kiosk, or null; `coming_since` tells that somebody is on the way"""
    return as_json(shown(here, Channel("", "help", here.office, path.kiosk)))


@api.post("/offices/<office>/help/<kiosk>/coming", responses=answers(HelpState, *STAFF_PRESS))
@guarded(guards.clerk_for_kiosk)
def answer_help(path: KioskPath, body: Nothing, here: Here) -> Response:
    """Somebody of the staff is on the way; the kiosk says so"""
    return pressed(here, helping.answer_help, path.kiosk, render=rendering.help_state(path.kiosk))


@api.delete("/offices/<office>/help/<kiosk>", responses=answers(HelpState, *STAFF_READ, 400))
@guarded(guards.kiosk_place)
def end_help(path: KioskPath, here: Here) -> Response:
    """Help is no longer needed; ending it twice changes nothing"""
    return pressed(here, helping.end_help, path.kiosk, render=rendering.help_state(path.kiosk))
