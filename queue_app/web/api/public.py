"""What everybody may read: offices and their waiting times; and the board, where it is public."""

from __future__ import annotations

from flask import Response

from queue_app import views
from queue_app.realtime import messages
from queue_app.realtime.messages import Channel
from queue_app.web import guards
from queue_app.web.api.docs import READ, STAFF_READ, answers, blueprint
from queue_app.web.endpoint import Here, as_json, guarded
from queue_app.web.schemas.answers import Board, Office, Offices, WaitTimes
from queue_app.web.schemas.requests import BoardQuery, Nowhere, OfficePath

api = blueprint("public", "Open to everybody")

FRESH_SECONDS = 5


@api.get("/offices", responses=answers(Offices))
@guarded(guards.everybody)
def offices(path: Nowhere, here: Here) -> Response:
    """All offices"""
    reader = here.services.reader
    queues = [reader.queue(office) for office in reader.office_ids()]
    return as_json(views.offices(queues, here.services.clock()))


@api.get("/offices/<office>", responses=answers(Office, *READ))
@guarded(guards.in_public)
def office(path: OfficePath, here: Here) -> Response:
    """One office: services, counters, languages, hours"""
    return as_json(views.office(here.services.reader.queue(path.office), here.services.clock()))


@api.get("/offices/<office>/wait-times", responses=answers(WaitTimes, *READ))
@guarded(guards.in_public)
def wait_times(path: OfficePath, here: Here) -> Response:
    """Waiting times for a ticket drawn now

    Open to other sites (CORS) and cacheable for a few seconds.
    """
    response = as_json(shown(here, Channel("", "waits", path.office)))
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


@api.get("/offices/<office>/board", responses=answers(Board, *STAFF_READ, 422))
@guarded(guards.spectator)
def board(path: OfficePath, query: BoardQuery, here: Here) -> Response:
    """What a waiting-room display shows: displays and staff; everybody where it is public"""
    name = f"board:{path.office}" + (f":{query.area}" if query.area else "")
    return as_json(shown(here, messages.parse(name, here.services.reader)))


def shown(here: Here, channel: Channel) -> dict[str, object]:
    """The same view that the channel pushes."""
    sources = here.services.relay.sources
    viewer = here.caller.user if here.caller else None
    return messages.show(channel, sources.moment(channel.office), sources, viewer)
