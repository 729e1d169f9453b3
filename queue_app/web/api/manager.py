"""What a manager reads: the live picture."""

from __future__ import annotations

from flask import Response

from queue_app.realtime.messages import Channel
from queue_app.web import guards
from queue_app.web.api.docs import STAFF_READ, answers, blueprint
from queue_app.web.api.public import shown
from queue_app.web.aside import aside
from queue_app.web.endpoint import Here, as_json, guarded
from queue_app.web.schemas.answers import Now
from queue_app.web.schemas.requests import OfficePath

api = blueprint("manager", "The live picture and past figures, for managers")


@api.get("/offices/<office>/now", responses=answers(Now, *STAFF_READ))
@guarded(guards.manager)
def now(path: OfficePath, here: Here) -> Response:
    """The live picture: who waits, what the counters do, today's figures"""
    return as_json(aside(lambda: shown(here, Channel("", "office", here.office))))
