"""Pages for staff: desk, reception, manager, admin. Who is not signed in is sent to do so."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from queue_app import views
from queue_app.domain.queue import Queue
from queue_app.translations import Language, language
from queue_app.web import auth
from queue_app.web.auth import Identity
from queue_app.web.pages import places
from queue_app.web.pages.boot import staff_boot
from queue_app.web.services import services

blueprint = Blueprint("staff", __name__)


@blueprint.get("/desk")
def desk() -> ResponseReturnValue:
    """A clerk's desk; `counter` is where the person sits now."""
    return _page("desk.html", "clerk", _counter_of)


@blueprint.get("/reception")
def reception() -> ResponseReturnValue:
    """Issue, check in, correct, find."""
    return _page("reception.html", "clerk", _counter_of)


@blueprint.get("/reception/paper")
def paper() -> ResponseReturnValue:
    """Enter what was written by hand while the system was away."""
    return _page("reception_written.html", "clerk", _counter_of)


@blueprint.get("/reception/paper/sheet")
def paper_sheet() -> ResponseReturnValue:
    """An empty sheet to write on, to be printed beforehand."""
    return _page("reception_sheet.html", "clerk", _counter_of)


@blueprint.get("/manager")
def manager() -> ResponseReturnValue:
    """Today and the last days."""
    return _page("manager.html", "manager", lambda _queue, _person: {})


@blueprint.get("/admin")
def admin() -> ResponseReturnValue:
    """What is set up: offices, people, programs and devices; changed by the command line."""
    return _page("admin.html", "admin", lambda _queue, _person: {"admin": _overview()})


def _page(template: str, audience: str, more: Any) -> ResponseReturnValue:
    person = _person()
    if person is None:
        return _sign_in()
    auth.entitled((person,), audience, None)
    queue = places.home(person)
    boot = staff_boot(queue, person, offices=_offices(person), **more(queue, person))
    return render_template(template, boot=boot)


def _person() -> Identity | None:
    return next((one for one in auth.callers() if one.user is not None), None)


def _sign_in() -> Response:
    here = request.full_path.rstrip("?")
    answer: Response = redirect(f"/login?{urlencode({'next': here})}", 303)  # type: ignore[assignment]  # Flask's own class
    return answer


def _offices(person: Identity) -> list[dict[str, str]]:
    reader = services().reader
    mine = [one for one in reader.office_ids() if person.office in (None, one)]
    return [{"id": one, "name": reader.queue(one).office.name} for one in mine]


def _counter_of(queue: Queue, person: Identity) -> dict[str, Any]:
    sitting = (place for place, clerk in queue.clerks.items() if clerk.id == person.user)
    return {"counter": next(sitting, None)}


def _overview() -> dict[str, Any]:
    it = services()
    now = it.clock()
    offices = [views.office(it.reader.queue(one), now) for one in it.reader.office_ids()]
    offered = {one for office in offices for one in office["languages"]}
    return {
        "offices": offices,
        "users": [
            {"name": one.name, "role": one.role, "office": one.office, "disabled": one.disabled}
            for one in it.accounts.users()
        ],
        "tokens": [
            {"name": one.name, "role": one.role, "office": one.office}
            for one in it.accounts.tokens()
        ],
        "languages_reviewed": [_review(one, offered) for one in it.translations.languages()],
        "voice": _voice(offices),
        "public_url": it.config.server.public_url,
        "version": it.version,
    }


def _voice(offices: list[dict[str, Any]]) -> dict[str, Any]:
    """What speaks, in which of the offered languages, and how much has been said beforehand."""
    it = services()
    offered = dict.fromkeys(one for office in offices for one in office["languages"])
    return {
        "engine": it.config.voice.engine,
        "name": it.studio.voice.name,
        "languages": [
            {**language(one).as_json(), "speaks": it.studio.speaks(one)} for one in offered
        ],
        "offices": [
            {
                "name": office["name"],
                "progress": it.rehearsal.progress(it.reader.queue(office["id"])),
            }
            for office in offices
        ],
    }


def _review(one: Language, offered: set[str]) -> dict[str, object]:
    """Whether a native speaker has read every catalogue of a language, English being the source;
    and whether an office offers it.
    """
    unread = services().translations.unreviewed([one.id])
    return {
        "id": one.id,
        "name": one.name,
        "dir": one.dir,
        "reviewed": not unread,
        "offered": one.id in offered,
    }
