"""Pages for citizens: where to go, public waiting times, the phone page of a ticket."""

from __future__ import annotations

from flask import Blueprint, render_template

from queue_app import views
from queue_app.realtime import messages
from queue_app.realtime.messages import Channel
from queue_app.web import auth
from queue_app.web.api import rendering
from queue_app.web.pages import places
from queue_app.web.pages.boot import brief, citizens_boot, public_boot
from queue_app.web.services import services

blueprint = Blueprint("citizens", __name__)


@blueprint.get("/")
def index() -> str:
    """Where to go."""
    reader = services().reader
    queues = [reader.queue(office) for office in reader.office_ids()]
    now = services().clock()
    person = next((one for one in auth.callers() if one.user is not None), None)
    devices = [one.role for one in auth.callers() if one.user is None]
    only = queues[0] if len(queues) == 1 else None
    boot = public_boot(
        only, person, queues,
        offices=[brief(views.office(queue, now)) for queue in queues], devices=devices,
    )  # fmt: skip
    return render_template("index.html", boot=boot)


@blueprint.get("/status/<office>")
def status(office: str) -> str:
    """The public waiting times of an office."""
    queue = places.office(office)
    sources = services().relay.sources
    waits = messages.show(Channel("", "waits", office), sources.moment(office), sources)
    told = services().config.estimation.publish_accuracy
    return render_template("status.html", boot=citizens_boot(queue, waits=waits, accuracy=told))


@blueprint.get("/t/<token>")
def phone(token: str) -> str:
    """The page of a ticket, for whoever holds its token."""
    it = services()
    place = places.ticket(token)
    moment = it.relay.sources.moment(place.office)
    ticket = it.relay.sources.ticket(moment, place.ticket)
    view = views.ticket(
        moment.queue, ticket, moment.now, moment.forecast,
        token=token, url=rendering.page_of(it, token),
    )  # fmt: skip
    boot = citizens_boot(moment.queue, ticket.language, ticket=view, token=token)
    return render_template("phone.html", boot=boot)
