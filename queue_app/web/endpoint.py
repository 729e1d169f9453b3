"""The frame of every address of the API: who asks comes first, then what was sent, then the answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, get_origin, get_type_hints

from flask import Response, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from queue_app.domain.errors import NotAllowed, Unknown, UnknownTicket
from queue_app.use_cases.ports import Actor, Answer
from queue_app.web.auth import Identity
from queue_app.web.errors import CONTENT_TYPE, Problem, validation_problem
from queue_app.web.idempotency import once
from queue_app.web.services import Services

JSON = "application/json"

M = TypeVar("M", bound=BaseModel)

UNKNOWN_PARTS = {
    "office": "unknown_office",
    "counter": "unknown_counter",
    "ticket": "unknown_ticket",
    "token": "unknown_ticket",
    "printer": "unknown_printer",
    "kiosk": "unknown_kiosk",
}


@dataclass(frozen=True)
class Here:
    """Where a request acts and as whom, after its authority has been checked.

    `caller` is None for a citizen, whose only credential is the ticket's token.
    """

    services: Services
    office: str
    actor: Actor
    caller: Identity | None = None
    counter: str = ""
    ticket: str = ""

    @property
    def is_public(self) -> bool:
        """Whether nothing at all says who asks."""
        return self.caller is None and not self.ticket


Guard = Callable[[Any], Here]
View = Callable[..., Response]


def guarded(guard: Guard) -> Callable[[View], View]:
    """Let a view be called with `here` from the guard and the validated parts it declares.

    flask-openapi reads the annotations of `path`, `query` and `body` for the document; the
    validation is ours, so that nobody learns what a body should look like before being known.
    """

    def decorate(function: View) -> View:
        hints = get_type_hints(function)
        path_model, query_model = hints["path"], hints.get("query")
        body_model = hints.get("body")

        @wraps(function)
        def view(**values: str) -> Response:
            path = _path(path_model, values)
            here = guard(path)
            parts: dict[str, Any] = {}
            if query_model is not None:
                parts["query"] = _query(query_model)
            if body_model is not None:
                parts["body"] = _body(body_model)
            return function(path=path, here=here, **parts)

        # The library's own mark for a view that validates by itself.
        view.__delay_validate_request__ = True  # type: ignore[attr-defined]
        return view

    return decorate


def pressed(
    here: Here,
    press: Callable[..., Answer],
    *arguments: Any,
    render: Callable[..., Any],
    action: str | None = None,
    about: str | None = None,
    **options: Any,
) -> Response:
    """Press a use case's button and answer; whoever looks at the office is told.

    `action` names what is done to the ticket of the address (or the one it is `about`), for the
    refusal when its visit is over.
    """
    once_only = (
        once(here.actor.credential, shared=here.is_public) if request.method == "POST" else None
    )
    try:
        answer = press(
            here.services.deps, here.office, *arguments, here.actor, render,
            once=once_only, **options,
        )  # fmt: skip
    except Unknown as unknown:
        raise _better_said(here, unknown, action, about or here.ticket) from None
    here.services.relay.announce(here.office)
    return answered(answer)


def _better_said(here: Here, unknown: Unknown, action: str | None, ticket: str) -> Exception:
    """What does not exist is either over, or was named in the body: the address is checked."""
    if action is not None and isinstance(unknown, UnknownTicket):
        with suppress(UnknownTicket):
            state = here.services.reader.ticket(here.office, ticket).state
            return NotAllowed(state.value, action)
    return Problem(422, unknown.code, unknown.detail, **unknown.extra)


def answered(answer: Answer) -> Response:
    """A use case's answer over HTTP, the same when it is repeated for a key."""
    content_type = CONTENT_TYPE if answer.status >= 400 else JSON
    return Response(answer.body, answer.status, content_type=content_type)


def as_json(value: Any, status: int = 200) -> Response:
    """A value as JSON."""
    return Response(json.dumps(value, ensure_ascii=False), status, content_type=JSON)


def _path(model: type[BaseModel], values: dict[str, str]) -> BaseModel:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        part = str(error.errors()[0]["loc"][0])
        raise Problem(404, UNKNOWN_PARTS[part], f"There is no such {part}.") from None


def _query(model: type[BaseModel]) -> BaseModel:
    values: dict[str, Any] = request.args.to_dict()
    for name, field in model.model_fields.items():
        if get_origin(field.annotation) is list:
            values[field.alias or name] = request.args.getlist(field.alias or name)
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise validation_problem(error) from None


def _body(model: type[BaseModel]) -> BaseModel:
    raw = request.get_data()
    if request.content_length is None and _goes_on(len(raw)):
        raise RequestEntityTooLarge
    if raw and not request.is_json:
        raise Problem(
            415, "unsupported_media_type", "The body must be JSON: Content-Type: application/json."
        )
    try:
        return model.model_validate_json(raw or b"{}")
    except ValidationError as error:
        raise validation_problem(error) from None


def _goes_on(size: int) -> bool:
    """Whether a body that says no length was cut at the limit: then there is more to read."""
    most = request.max_content_length
    if most is None or size < most:
        return False
    try:
        return bool(request.environ["wsgi.input"].read(1))
    except OSError:  # broken off, or no pieces at all
        return True
