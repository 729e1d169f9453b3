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
from queue_app.web.pages import words
from queue_app.web.services import services

CITIZEN: tuple[Domain, ...] = ("citizen",)
STAFF: tuple[Domain, ...] = ("staff",)
BOTH: tuple[Domain, ...] = ("citizen", "staff")


def citizens_boot(queue: Queue, preferred: str | None = None, **more: Any) -> dict[str, Any]:
    """For a page in all the languages that the office offers its citizens."""
    offered = queue.office.languages
    spoken = words.chosen(offered, "citizen", preferred)
    known = [one for one in offered if one in _known("citizen")] or [spoken]
    return _boot(spoken, known, CITIZEN, queue, texts_in=known, **more)


def device_boot(queue: Queue, **more: Any) -> dict[str, Any]:
    """For a screen that nobody has a language on yet: it begins with the office's first."""
    translations = services().translations
    offered = queue.office.languages
    spoken = translations.choose(None, offered)
    known = [one for one in offered if one in _known("citizen")] or [spoken]
    return _boot(spoken, known, CITIZEN, queue, texts_in=known, **more)


def staff_boot(
    queue: Queue | None,
    person: Identity | None = None,
    domains: tuple[Domain, ...] = STAFF,
    *,
    scripted: bool = True,
    **more: Any,
) -> dict[str, Any]:
    """For a page of the staff, in the language that the person's browser wishes.

    A page that is not `scripted` is worded by its template alone and carries no catalogue.
    """
    offered = _known("staff")
    spoken = words.chosen(offered, "staff")
    boot = _boot(spoken, offered, domains, queue, texts_in=[spoken] if scripted else [], **more)
    if person is not None:
        boot["user"] = {"name": person.name, "role": person.role, "office": person.office}
    return boot


def _boot(
    spoken: str,
    offered: Sequence[str],
    domains: tuple[Domain, ...],
    queue: Queue | None,
    *,
    texts_in: Sequence[str],
    **more: Any,
) -> dict[str, Any]:
    it = services()
    now = it.clock()
    words.speak(spoken, *domains)
    return {
        "language": spoken,
        "languages": [language(one).as_json() for one in offered],
        "texts": it.translations.for_browser(texts_in, *domains),
        "csrf": auth.csrf_token(),
        "now": instant(now),
        "always_open": it.always_open,
        "test_clock": it.test_clock,
        "office": None if queue is None else views.office(queue, now),
        "user": None,
        **more,
    }


def _known(domain: Domain) -> list[str]:
    return [one.id for one in services().translations.languages(domain)]
