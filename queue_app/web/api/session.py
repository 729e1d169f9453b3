"""Signing in and out with a name and a password."""

from __future__ import annotations

from flask import Response

from queue_app.web import auth, cookies, csrf, guards
from queue_app.web.api.docs import answers, blueprint
from queue_app.web.aside import aside_one_at_a_time
from queue_app.web.endpoint import Here, as_json, guarded
from queue_app.web.errors import Problem
from queue_app.web.limits import (
    SIGN_IN_OF_AN_ADDRESS,
    SIGN_IN_OF_ONE,
    by_name,
    failed,
    limiter,
)
from queue_app.web.schemas.answers import SignedIn
from queue_app.web.schemas.requests import Nowhere, SignIn
from queue_app.web.services import Services

api = blueprint("session", "Signing in and out, for staff")


def sign_in(services: Services, username: str, password: str) -> tuple[str, dict[str, str | None]]:
    """Check name and password; answers the secret of a new session and who it is.

    Raises Problem 401.
    """
    user = services.accounts.verify(username, password, aside_one_at_a_time)
    if user is None:
        raise Problem(401, "wrong_credentials", "Name or password is wrong.")
    person = {"name": user.name, "role": user.role, "office": user.office}
    return services.accounts.begin_session(user), person


@api.post("/session", responses=answers(SignedIn, 400, 401, 413, 415, 422, 429))
@limiter.limit(SIGN_IN_OF_ONE, key_func=by_name, deduct_when=failed)
@limiter.limit(SIGN_IN_OF_AN_ADDRESS, deduct_when=failed)
@guarded(guards.everybody)
def begin(path: Nowhere, body: SignIn, here: Here) -> Response:
    """Sign in: sets the session cookie"""
    csrf.check_origin(here.services.config.server.public_url)
    secret, person = sign_in(here.services, body.username, body.password)
    response = as_json({"user": person, "csrf": csrf.token(secret)})
    cookies.set_session(response, here.services, secret)
    return response


@api.delete("/session", responses=answers(None, 400, 401))
@guarded(guards.everybody)
def end(path: Nowhere, here: Here) -> Response:
    """Sign out: ends the session"""
    identity = auth.require("clerk")
    if identity.user is None:
        raise Problem(401, "unauthorized", "There is no session to end.")
    here.services.accounts.end_session(identity.secret)
    response = Response(status=204)
    cookies.drop_session(response, here.services)
    return response
