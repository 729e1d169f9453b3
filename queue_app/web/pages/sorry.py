"""A sentence for a person where a page cannot be shown: what is the matter, and what to do."""

from __future__ import annotations

from flask import Response, make_response, render_template, request

from queue_app.web.errors import Problem
from queue_app.web.pages.boot import public_boot
from queue_app.web.pages.words import gettext as _
from queue_app.web.pages.words import mark

TEMPLATE = "message.html"

FAULT = (
    mark("Something went wrong"),
    mark("It is our fault and has been noted. Please try again."),
)
REFUSED = (mark("That did not work"), mark("Please load the page again."))
SENTENCES = {
    "unknown_ticket": (
        mark("There is no such ticket"),
        mark("Perhaps the address is incomplete, or the visit was long ago."),
    ),
    "unknown_office": (
        mark("There is no such office"),
        mark("Perhaps the address is incomplete."),
    ),
    "404": (mark("This page does not exist"), mark("Perhaps the address is incomplete.")),
    "401": (mark("This page is not open to you"), mark("Please sign in first.")),
    "403": (
        mark("This page is not open to you"),
        mark("Please sign in with an account that may see it."),
    ),
    "429": (mark("Too many attempts"), mark("Please wait a few minutes and try again.")),
    "503": (mark("The server is busy"), mark("Please try again in a moment.")),
}
"""By the problem's code, or by its status."""


def sorry(problem: Problem) -> Response:
    """The page for a problem."""
    boot = public_boot()
    title, sentence = _words(problem)
    link = {"href": "/", "text": _("To the start page")}
    if problem.status == 403:
        link = {"href": f"/login?next={request.path}", "text": _("Sign in with another account")}
    return _page(boot, problem.status, title, sentence, link)


def not_enrolled(role: str) -> Response:
    """How a browser becomes a kiosk or display."""
    boot = public_boot()
    if role == "kiosk":
        title = _("This browser is not a kiosk yet")
        sentence = _(
            "Open the one-time link that the server printed for it, or sign in as staff of this office."
        )
    else:
        title = _("This browser is not a display yet")
        sentence = _(
            "Open the one-time link that the server printed for it, or sign in as staff of this office."
        )
    link = {"href": f"/login?next={request.path}", "text": _("Sign in")}
    return _page(boot, 403, title, sentence, link)


def used_link() -> Response:
    """A one-time link that is used up, too old, or was never made."""
    boot = public_boot()
    title = _("This link does not work any more")
    sentence = _("A one-time link works once and for an hour. Let the server print a new one.")
    return _page(boot, 404, title, sentence, {"href": "/", "text": _("To the start page")})


def _page(
    boot: dict[str, object], status: int, title: str, sentence: str, link: dict[str, str]
) -> Response:
    text = render_template(
        TEMPLATE, boot=boot, status=status, title=title, sentence=sentence, link=link
    )
    return make_response(text, status)


def _words(problem: Problem) -> tuple[str, str]:
    title, sentence = SENTENCES.get(problem.code) or SENTENCES.get(
        str(problem.status), FAULT if problem.status >= 500 else REFUSED
    )
    return _(title), _(sentence)
