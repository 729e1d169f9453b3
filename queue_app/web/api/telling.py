"""The message line of the waiting room."""

from __future__ import annotations

from flask import Response

from queue_app.use_cases import telling
from queue_app.web import guards
from queue_app.web.api import rendering
from queue_app.web.api.docs import STAFF_PRESS, answers, blueprint
from queue_app.web.endpoint import Here, guarded, pressed
from queue_app.web.schemas.answers import MessagesState
from queue_app.web.schemas.requests import BoardQuery, DisplayMessage, OfficePath

api = blueprint("message", "The message line of the displays, for clerks")

MESSAGES = answers(MessagesState, *STAFF_PRESS)


@api.post("/offices/<office>/message", responses=MESSAGES)
@guarded(guards.clerk)
def show_message(path: OfficePath, body: DisplayMessage, here: Here) -> Response:
    """Show a message on the displays of the office, or of one waiting area, instead of another

    An area's own message goes before the office's. It ends by itself.
    """
    return pressed(
        here, telling.show_message, render=rendering.messages_state,
        texts=body.texts, area=body.area, until=body.until,
    )  # fmt: skip


@api.delete("/offices/<office>/message", responses=MESSAGES)
@guarded(guards.clerk)
def end_message(path: OfficePath, query: BoardQuery, here: Here) -> Response:
    """Take the message of the office, or of one waiting area, away"""
    return pressed(here, telling.end_message, render=rendering.messages_state, area=query.area)
