"""The texts of one language for pages that change it: fetched when chosen, kept by the browser."""

from __future__ import annotations

import json

from flask import Blueprint, Response, request, url_for

from queue_app.web.errors import Problem
from queue_app.web.services import services

blueprint = Blueprint("texts", __name__)

FOREVER = "public, max-age=31536000, immutable"
"""The address names the version of the texts, so that what it answers never changes."""


@blueprint.get("/texts/<language>.json")
def texts(language: str) -> Response:
    """What citizens read, in one language: `{messages, plurals}`."""
    translations = services().translations
    if language not in {one.id for one in translations.languages()}:
        raise Problem(404, "unknown_language", "There are no texts in this language.")
    body = json.dumps(
        translations.text(language, "citizen").for_browser(),
        ensure_ascii=False,
        separators=(",", ":"),
    )
    response = Response(body, mimetype="application/json")
    if request.args.get("v") == translations.text(language, "citizen").fingerprint:
        response.headers["Cache-Control"] = FOREVER
    return response


def address(language: str) -> str:
    """Where the present texts of a language are."""
    current = services().translations.text(language, "citizen").fingerprint
    return url_for("texts.texts", language=language, v=current)
