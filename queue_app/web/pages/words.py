"""In which language a page speaks, and its texts; wording lives in `queue_app.translations`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Flask, g, request
from markupsafe import Markup

from queue_app.translations import Catalogue, Domain, Translations
from queue_app.web.services import services

PARAMETER = "lang"
COOKIE = "queue_language"
"""What a person chose on a page of ours; nothing else is in it."""


def speak(language: str, *domains: Domain) -> None:
    """Let the present page speak a language."""
    g.catalogue = services().translations.text(language, *domains)


def chosen(offered: Sequence[str], domain: Domain, preferred: str | None = None) -> str:
    """The language of a page: as asked in the address, as chosen before, as the ticket was drawn
    (`preferred`), as the browser wishes, or the first one offered.
    """
    translations: Translations = services().translations
    known = [one for one in offered if translations.choose(one, offered, domain) == one]
    for wish in (request.args.get(PARAMETER), request.cookies.get(COOKIE), preferred):
        if wish in known:
            return str(wish)
    return translations.best(request.accept_languages, known, domain)


def register(app: Flask) -> None:
    """Give templates `_` and `ngettext`: texts are ours, values are escaped."""
    app.jinja_env.globals["_"] = gettext
    app.jinja_env.globals["gettext"] = gettext
    app.jinja_env.globals["ngettext"] = ngettext


def mark(message: str) -> str:
    """Marks a text for the catalogues where it stands in a table and is translated later."""
    return message


def gettext(message: str, **values: Any) -> Markup:
    """A text in the page's language, with its values."""
    found = _catalogue()
    if found is None:
        return Markup(message) % values  # noqa: S704 - texts are ours, Markup escapes the values
    text = found.gettext(message)
    return Markup(text) % found.isolated(values)  # noqa: S704 - likewise


def ngettext(singular: str, plural: str, n: int, **values: Any) -> Markup:
    """A text that depends on a number; `%(n)s` is given."""
    found = _catalogue()
    given = {"n": n, "num": n, **values}
    if found is None:
        return Markup(singular if n == 1 else plural) % given  # noqa: S704 - likewise
    return Markup(found.ngettext(singular, plural, n)) % found.isolated(given)  # noqa: S704 - likewise


def _catalogue() -> Catalogue | None:
    found: Catalogue | None = g.get("catalogue")
    return found
