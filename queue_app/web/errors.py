"""Refusals and failures as answers: problem+json for programs, a plain sentence for people."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, request
from flask_limiter import RateLimitExceeded
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException, InternalServerError

from queue_app.domain.errors import Invalid, Refused, Unknown
from queue_app.storage.database import Unavailable
from queue_app.use_cases.ports import Conflict, KeyReused

log = logging.getLogger("queue_app.web")

API = "/api/"
CONTENT_TYPE = "application/problem+json"

HTTP_CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    408: "too_slow",
    411: "length_required",
    413: "too_large",
    414: "too_large",
    415: "unsupported_media_type",
    416: "bad_range",
    429: "too_many_requests",
    431: "too_large",
}

HTTP_DETAILS = {
    404: "There is nothing at this address.",
    405: "This address does not take this method.",
    413: "The request is too large.",
    429: "Too many attempts: please wait before the next one.",
    415: "The body must be JSON: Content-Type: application/json.",
}


class Problem(Exception):
    """A request is refused by the web floor itself."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = dict(headers or {})
        self.extra = extra


def status_of(refusal: Refused) -> int:
    """The HTTP status of a rule's refusal."""
    if isinstance(refusal, Unknown):
        return 404
    return 422 if isinstance(refusal, Invalid) else 409


def problem_body(status: int, code: str, detail: str, extra: Mapping[str, Any]) -> dict[str, Any]:
    """The members of a problem (RFC 9457)."""
    return {
        **{key: _plain(value) for key, value in extra.items()},
        "type": f"urn:queue-app:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    }


def refusal_body(refusal: Refused) -> tuple[int, dict[str, Any]]:
    """Status and problem of a rule's refusal."""
    status = status_of(refusal)
    return status, problem_body(status, refusal.code, refusal.detail, refusal.extra)


def problem_response(problem: Problem) -> Response:
    """A problem as an answer to a program."""
    body = problem_body(problem.status, problem.code, problem.detail, problem.extra)
    text = json.dumps(body, ensure_ascii=False)
    return Response(text, problem.status, problem.headers, content_type=CONTENT_TYPE)


def validation_problem(error: ValidationError) -> Problem:
    """What is wrong with a body or a query, without repeating what was sent."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    if any(one["type"] == "json_invalid" for one in found):
        return Problem(400, "malformed_json", "The body is no well-formed JSON.")
    errors = [
        {"path": ".".join(str(part) for part in one["loc"]), "message": one["msg"]} for one in found
    ]
    first = errors[0]
    where = f"{first['path']}: " if first["path"] else ""
    return Problem(422, "invalid", f"{where}{first['message']}", errors=errors)


def as_problem(error: Exception) -> Problem:
    """Any failure as the problem that is told; what nobody foresaw is logged."""
    match error:
        case Problem():
            return error
        case Refused():
            return Problem(status_of(error), error.code, error.detail, **error.extra)
        case HTTPException() if error.code is not None and error.code != 500:
            return _of_http(error, error.code)
    return _of_storage(error) or _unforeseen(error)


def _of_storage(error: Exception) -> Problem | None:
    match error:
        case KeyReused():
            return Problem(
                422,
                "idempotency_key_reused",
                "This Idempotency-Key was used before with another request.",
            )
        case Conflict():
            return _try_again("busy", "Somebody else changed the same thing: please try again.")
        case Unavailable():
            log.error("database unavailable: %s", error)
            return _try_again("unavailable", "The database cannot be reached: please try again.")
    return None


def _unforeseen(error: Exception) -> Problem:
    # Werkzeug hands in the failure wrapped or bare. The path may hold a token: the rule is said.
    cause = error.original_exception if isinstance(error, InternalServerError) else error
    rule = request.url_rule.rule if request.url_rule else None
    log.error("failed", exc_info=cause or error, extra={"route": rule})
    return Problem(500, "internal", "Something went wrong on our side; it has been noted.")


def _try_again(code: str, detail: str) -> Problem:
    return Problem(503, code, detail, headers={"Retry-After": "1"})


def _of_http(error: HTTPException, status: int) -> Problem:
    headers = {
        name: value
        for name, value in error.get_headers()
        if name.lower() not in {"content-type", "content-length"}
    }
    if isinstance(error, RateLimitExceeded) and error.limit is not None:
        headers["Retry-After"] = str(error.limit.limit.get_expiry())
    code = HTTP_CODES.get(status, f"http_{status}")
    detail = HTTP_DETAILS.get(status) or HTTPStatus(status).description or "The request failed."
    return Problem(status, code, detail, headers=headers)


def register(app: Flask) -> None:
    """Answer every failure: programs by problem+json, people by a page."""

    def answer(error: Exception) -> Response:
        if isinstance(error, HTTPException) and error.response is not None:
            ready: Response = error.get_response()  # type: ignore[assignment]  # Flask's own class
            return ready
        if isinstance(error, HTTPException) and error.code is not None and error.code < 400:
            redirect: Response = error.get_response()  # type: ignore[assignment]  # likewise
            return redirect
        problem = as_problem(error)
        if request.path.startswith(API) or not _wants_page():
            return problem_response(problem)
        try:
            page: Response = current_app.extensions["pages"].sorry(problem)
        except Exception as worse:  # noqa: BLE001 - a page about a failure must not be another
            return problem_response(_unforeseen(worse))
        return page

    app.register_error_handler(Exception, answer)


def _wants_page() -> bool:
    return "pages" in current_app.extensions and request.accept_mimetypes.accept_html


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
