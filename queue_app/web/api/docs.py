"""What the addresses say about themselves in the API's document: tags and answers."""

from __future__ import annotations

from typing import Any

from flask_openapi import APIBlueprint
from pydantic import BaseModel

PREFIX = "/api/v1"
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}

MEANINGS = {
    204: "Done; there is nothing to say",
    400: "Malformed request, or the CSRF token is missing",
    401: "No valid credential",
    403: "The credential does not reach this far",
    404: "There is no such office, counter or ticket",
    409: "A rule forbids it; nothing has changed (closed, stopped and capacity count as turned away)",
    413: "Larger than 64 KiB",
    415: "The body is not JSON",
    422: "Well-formed, but makes no sense; or an Idempotency-Key came with another request",
    429: "Too many attempts",
    501: "This installation lacks what it takes",
}

READ = (404,)
STAFF_READ = (401, 403, 404)
CITIZEN_PRESS = (400, 404, 409, 413, 415, 422, 429)
STAFF_PRESS = (400, 401, 403, 404, 409, 413, 415, 422)


def blueprint(name: str, description: str) -> APIBlueprint:
    """A part of the API."""
    return APIBlueprint(
        name, __name__, url_prefix=PREFIX, abp_tags=[{"name": name, "description": description}]
    )


def answers(
    model: type[BaseModel] | None, *problems: int, status: int = 200, empty: bool = False
) -> dict[Any, Any]:
    """The answers of an address: the good one, and the problems it may have."""
    found: dict[Any, Any] = {}
    if model is not None:
        found[status] = model
    if empty or model is None:
        found[204] = {"description": MEANINGS[204]}
    for problem in problems:
        found[problem] = {"description": MEANINGS[problem], "content": PROBLEM}
    return found


def file_answer(content_type: str, description: str, *problems: int) -> dict[Any, Any]:
    """An answer that is a file."""
    found = answers(None, *problems)
    del found[204]
    schema = {"type": "string", "format": "binary"}
    found[200] = {"description": description, "content": {content_type: {"schema": schema}}}
    return found
