"""What every page is given to start with: language, texts, time, office, person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from queue_app import views
from queue_app.domain.queue import Queue
from queue_app.translations import Domain, language
from queue_app.views.parts import instant
from queue_app.web import auth
from queue_app.web.auth import Identity
from queue_app.web.pages import texts, words
from queue_app.web.services import services

CITIZEN: tuple[Domain, ...] = ("citizen",)
STAFF: tuple[Domain, ...] = ("staff",)
BOTH: tuple[Domain, ...] = ("citizen", "staff")


def citizens_boot(queue: Queue, preferred: str | None = None, **more: Any) -> dict[str, Any]:
    """For a page in all the languages that the office offers its citizens."""
    offered = queue.office.languages
    spoken = words.chosen(offered, "citizen", preferred)
    known = [one for one in offered if one in _known("citizen")] or [spoken]
    return _boot(spoken, known, CITIZEN, queue, texts_at=_addresses(known), **more)


def device_boot(queue: Queue, **more: Any) -> dict[str, Any]:
    """For a screen that nobody has a language on yet: it begins with the office's first."""
    translations = services().translations
    offered = queue.office.languages
    spoken = translations.choose(None, offered)
    known = [one for one in offered if one in _known("citizen")] or [spoken]
    return _boot(spoken, known, CITIZEN, queue, texts_at=_addresses(known), **more)


def staff_boot(
    queue: Queue | None,
    person: Identity | None = None,
    *,
    scripted: bool = True,
    **more: Any,
) -> dict[str, Any]:
    """For a page of the staff, in the language that the person's browser wishes.

    A page that is not `scripted` is worded by its template alone and carries no catalogue.
    """
    offered = _known("staff")
    spoken = words.chosen(offered, "staff")
    boot = _boot(spoken, offered, STAFF, queue, scripted=scripted, **more)
    return boot | {"user": _user(person)}


def public_boot(
    queue: Queue | None = None,
    person: Identity | None = None,
    offering: Sequence[Queue] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """For a page that anybody may come upon: in the languages of the staff and of the offices
    that are `offering` something on it; without these, in all that there are.
    """
    offered = _known("citizen")
    if offering is not None:
        ours = {*_known("staff"), *(one for queue in offering for one in queue.office.languages)}
        offered = [one for one in offered if one in ours]
    spoken = words.chosen(offered, "citizen")
    boot = _boot(spoken, offered, BOTH, queue, scripted=False, **more)
    return boot | {"user": _user(person), "office": boot["office"] and brief(boot["office"])}


def brief(office: dict[str, Any]) -> dict[str, Any]:
    """Of an office what a page without scripts says, and no texts in fifteen languages."""
    return {key: office[key] for key in ("id", "name", "timezone", "open_now", "public_board")}


def _boot(
    spoken: str,
    offered: Sequence[str],
    domains: tuple[Domain, ...],
    queue: Queue | None,
    *,
    scripted: bool = True,
    **more: Any,
) -> dict[str, Any]:
    it = services()
    now = it.clock()
    words.speak(spoken, *domains)
    return {
        "language": spoken,
        "languages": [language(one).as_json() for one in offered],
        "texts": it.translations.for_browser([spoken] if scripted else [], *domains),
        "csrf": auth.csrf_token(),
        "now": instant(now),
        "always_open": it.always_open,
        "test_clock": it.test_clock,
        "office": None if queue is None else views.office(queue, now),
        "user": None,
        **more,
    }


def _user(person: Identity | None) -> dict[str, Any] | None:
    if person is None:
        return None
    return {"name": person.name, "role": person.role, "office": person.office}


def _addresses(languages: Sequence[str]) -> dict[str, str]:
    """Where a page finds the texts of the languages that it does not begin with."""
    return {one: texts.address(one) for one in languages}


def _known(domain: Domain) -> list[str]:
    return [one.id for one in services().translations.languages(domain)]
