"""Signing in by a form that works without scripts, and signing out."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_limiter import RequestLimit

from queue_app.web import auth, cookies, csrf
from queue_app.web.api.session import sign_in
from queue_app.web.errors import Problem
from queue_app.web.limits import (
    SIGN_IN_OF_AN_ADDRESS,
    SIGN_IN_OF_ONE,
    by_name,
    failed,
    limiter,
)
from queue_app.web.pages.boot import staff_boot
from queue_app.web.pages.words import gettext as _
from queue_app.web.services import services

blueprint = Blueprint("login", __name__)

HOMES = {"clerk": "/desk", "manager": "/manager", "admin": "/manager"}


@blueprint.get("/login")
def form() -> ResponseReturnValue:
    """The form."""
    return _form(200, None, "")


def _too_often(_limit: RequestLimit) -> Response:
    return _form(429, "often", request.form.get("username", ""))


@blueprint.post("/login")
@limiter.limit(SIGN_IN_OF_ONE, key_func=by_name, deduct_when=failed, on_breach=_too_often)
@limiter.limit(SIGN_IN_OF_AN_ADDRESS, deduct_when=failed, on_breach=_too_often)
def submit() -> ResponseReturnValue:
    """Check name and password; then on to where the person wanted to go."""
    csrf.check_origin(services().config.server.public_url)
    username = request.form.get("username", "").strip()
    password = request.form.get("password", "")
    if not username or not password or "\0" in username:
        return _form(422, "missing", username)
    try:
        secret, person = sign_in(services(), username, password)
    except Problem:
        return _form(401, "wrong", username)
    response = make_response(redirect(_wanted() or HOMES[person["role"] or "clerk"], 303))
    cookies.set_session(response, services(), secret)
    return response


@blueprint.post("/logout")
def leave() -> ResponseReturnValue:
    """Sign out; the token comes from the page's form."""
    person = auth.entitled(auth.callers(), "clerk", None)
    csrf.check(request.form.get("csrf_token"), person.secret)
    services().accounts.end_session(person.secret)
    response = make_response(redirect("/login", 303))
    cookies.drop_session(response, services())
    return response


def _form(status: int, error: str | None, username: str) -> Response:
    boot = staff_boot(None, scripted=False)
    page = render_template(
        "login.html",
        boot=boot,
        error=error,
        sentence=_sentence(error),
        username=username,
        next=_wanted() or "",
        csrf_token=boot["csrf"],
    )
    return make_response(page, status)


def _sentence(error: str | None) -> str | None:
    """What is wrong, beside the fields."""
    match error:
        case "wrong":
            return _("The name or the password is wrong.")
        case "missing":
            return _("Please enter both your name and your password.")
        case "often":
            return _("Too many attempts. Please wait five minutes and try again.")
        case _:
            return None


def _wanted() -> str | None:
    """Where the person wanted to go: only ever an address of ours."""
    path = request.values.get("next", "")
    ours = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if ours and path.isprintable() and "\\" not in path else None
