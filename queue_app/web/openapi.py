"""The API's own document (OpenAPI 3.1), generated from the code, and the page that shows it."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, cast

from flask import Blueprint, Response, current_app, render_template
from flask_openapi import OpenAPI

from queue_app.web.api.docs import PREFIX, PROBLEM
from queue_app.web.auth import DEVICE_COOKIES, SESSION_COOKIE
from queue_app.web.csrf import HEADER as CSRF_HEADER
from queue_app.web.endpoint import JSON
from queue_app.web.idempotency import HEADER as KEY_HEADER
from queue_app.web.idempotency import SECRET_LENGTH

VERSION = "3.1.0"
METHODS = ("get", "post", "put", "patch", "delete")

DESCRIPTION = """\
Queue and waiting times of a citizens' office. Instants are RFC 3339 with offset, durations are \
seconds. Answers may carry further fields. Every refusal is `application/problem+json` with a \
stable `code`; reasons are codes with figures, worded by the pages. Changes are pushed over \
Socket.IO, namespace `/live`."""

SECURITY_SCHEMES: dict[str, Any] = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token made by `queue-app token create`, for programs.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": SESSION_COOKIE,
        "description": f"A person signed in; what changes something also needs {CSRF_HEADER}.",
    },
    "kiosk": {"type": "apiKey", "in": "cookie", "name": DEVICE_COOKIES["kiosk"]},
    "display": {"type": "apiKey", "in": "cookie", "name": DEVICE_COOKIES["display"]},
}

KEY_PARAMETER = {
    "name": KEY_HEADER,
    "in": "header",
    "required": False,
    "description": (
        "One key for one press: within 24 hours the same key and body get the first answer again. "
        f"Without a credential a key counts for the caller's address and has at least "
        f"{SECRET_LENGTH} random characters."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}

blueprint = Blueprint("docs", __name__)


@blueprint.get(f"{PREFIX}/openapi.json")
def document() -> Response:
    """The document itself."""
    return Response(_text(cast("OpenAPI", current_app)), content_type=JSON)


@blueprint.get("/api/docs")
def page() -> str:
    """The document for people, without anything from elsewhere."""
    spec = specification(cast("OpenAPI", current_app))
    return render_template("docs.html", spec=spec, operations=_by_tag(spec))


@lru_cache(maxsize=4)
def _text(app: OpenAPI) -> str:
    return json.dumps(specification(app), ensure_ascii=False)


@lru_cache(maxsize=4)
def specification(app: OpenAPI) -> dict[str, Any]:
    """The document of an application, with what the library cannot know."""
    spec: dict[str, Any] = json.loads(json.dumps(app.api_doc))
    for path, item in spec["paths"].items():
        for method in METHODS:
            if method in item:
                _complete(spec, path, method, item[method])
    return spec


def _complete(spec: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> None:
    operation.pop("deprecated", None)
    if "description" in operation:
        operation["description"] = operation["description"].replace("<br/>", " ").strip()
    answers = operation["responses"]
    for status, answer in list(answers.items()):
        if int(status) >= 400 and "application/problem+json" not in answer.get("content", {}):
            del answers[status]  # the library's own guess
    answers["default"] = {"description": "Any other problem", "content": PROBLEM}
    if path.endswith("/session"):
        operation["security"] = [{"session": []}] if method == "delete" else [{}]
    else:
        operation["security"] = _security(path, is_staff="401" in answers)
        if method == "post" and not path.endswith("/speech"):  # that one commits nothing
            operation.setdefault("parameters", []).append(KEY_PARAMETER)
    if operation.get("requestBody"):
        operation["requestBody"]["required"] = _needs_body(spec, operation["requestBody"])


def _security(path: str, *, is_staff: bool) -> list[dict[str, list[str]]]:
    if not is_staff:
        return [{}]
    staff: list[dict[str, list[str]]] = [{"token": []}, {"session": []}]
    if path.endswith("/{office}/tickets"):
        return [*staff, {"kiosk": []}, {}]
    if path.endswith("/speech"):
        return [*staff, {"kiosk": []}]
    if path.endswith("/board"):
        return [*staff, {"display": []}, {}]
    return [*staff, {}] if path.endswith("/accuracy") else staff


def _needs_body(spec: dict[str, Any], body: dict[str, Any]) -> bool:
    name = body["content"][JSON]["schema"]["$ref"].rpartition("/")[2]
    return bool(spec["components"]["schemas"][name].get("required"))


def _by_tag(spec: dict[str, Any]) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    return [
        (
            tag,
            [
                {"method": method.upper(), "path": path, **item[method]}
                for path, item in spec["paths"].items()
                for method in METHODS
                if method in item and tag["name"] in item[method].get("tags", ())
            ],
        )
        for tag in spec.get("tags", ())
    ]
