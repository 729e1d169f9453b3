"""Pages for citizens: where to go, public waiting times, the phone page of a ticket."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    current_app,
    render_template,
    send_from_directory,
    url_for,
)

from queue_app import views
from queue_app.realtime import messages
from queue_app.realtime.messages import Channel
from queue_app.web import auth
from queue_app.web.api import rendering
from queue_app.web.endpoint import as_json
from queue_app.web.pages import places
from queue_app.web.pages.boot import brief, citizens_boot, public_boot
from queue_app.web.services import services

blueprint = Blueprint("citizens", __name__)

PAPER = "#ecede8"
"""The ground of the pages, as in tokens.css, for what the phone draws before the page is there."""


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


@blueprint.get("/t/<token>/app.webmanifest")
def manifest(token: str) -> Response:
    """The ticket's page as a page that a phone installs beside its programs."""
    queue = services().reader.queue(places.ticket(token).office)
    number = services().reader.ticket(queue.office.id, places.ticket(token).ticket).number
    page = url_for("citizens.phone", token=token)
    icons = [
        {"src": url_for("static", filename=f"app-icons/app-{size}.png"), "type": "image/png",
         "sizes": f"{size}x{size}", "purpose": purpose}
        for size in (192, 512) for purpose in ("any", "maskable")
    ]  # fmt: skip
    value = {
        "id": page,
        "start_url": page,
        "scope": page,
        "name": f"{number} · {queue.office.name}",
        "short_name": number,
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": icons,
    }
    response = as_json(value)
    response.content_type = "application/manifest+json"
    return response


@blueprint.get("/t/worker.js")
def worker() -> Response:
    """What shows a notification where a page may not: served from where its pages are."""
    return send_from_directory(current_app.static_folder or "", "phone/worker.js")


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
