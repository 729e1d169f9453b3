"""Who asks: programs by bearer token, people and devices by cookie; and what each may do.

A bearer token counts alone; without one, all cookies of the browser count together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g, request
from werkzeug.http import parse_cookie

from queue_app.storage.accounts import Accounts
from queue_app.use_cases.ports import Actor
from queue_app.web import csrf
from queue_app.web.errors import Problem
from queue_app.web.services import services

SESSION_COOKIE = "queue_session"
DEVICE_COOKIES = {"kiosk": "queue_kiosk", "display": "queue_display"}

STAFF = frozenset({"clerk", "manager", "admin"})
ADMITTED = {
    "issuer": STAFF | {"kiosk"},
    "display": STAFF | {"display"},
    "clerk": STAFF,
    "manager": frozenset({"manager", "admin"}),
    "admin": frozenset({"admin"}),
}
"""The roles that an audience consists of; `everybody` needs no credential at all."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Secrets:
    """What a request or a connection brings along to say who it is."""

    bearer: str | None = None
    session: str | None = None
    kiosk: str | None = None
    display: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return self.bearer is None and not (self.session or self.kiosk or self.display)


@dataclass(frozen=True)
class Identity:
    """One role that the asker has; without an office everywhere. `user` is a person's id."""

    id: str
    name: str
    role: str
    office: str | None
    user: str | None
    by_cookie: bool
    secret: str

    @property
    def actor(self) -> Actor:
        """The same for the use cases."""
        return Actor(name=self.name, role=self.role, credential=self.id, user=self.user)

    @property
    def is_staff(self) -> bool:
        """Whether staff's fields are open."""
        return self.role in STAFF


def secrets_of(environ: Mapping[str, Any], token: str | None = None) -> Secrets:
    """What a WSGI environment brings along; `token` stands for a bearer token."""
    bearer = token
    scheme, _, value = str(environ.get("HTTP_AUTHORIZATION", "")).partition(" ")
    if bearer is None and scheme:
        bearer = value.strip() if scheme.lower() == "bearer" else ""
    header = environ.get("HTTP_COOKIE")
    if not header:
        return Secrets(bearer=bearer)
    cookies = parse_cookie(header)
    return Secrets(
        bearer=bearer,
        session=cookies.get(SESSION_COOKIE) or None,
        kiosk=cookies.get(DEVICE_COOKIES["kiosk"]) or None,
        display=cookies.get(DEVICE_COOKIES["display"]) or None,
    )


def identities(accounts: Accounts, secrets: Secrets) -> tuple[Identity, ...]:
    """Every role that the secrets prove, a person's first; none when all are worthless."""
    if secrets.bearer is not None:
        found = _credential(accounts, secrets.bearer, by_cookie=False)
        return (found,) if found else ()
    everyone = [_person(accounts, secrets.session) if secrets.session else None]
    for role, secret in (("kiosk", secrets.kiosk), ("display", secrets.display)):
        device = _credential(accounts, secret, by_cookie=True) if secret else None
        everyone.append(device if device and device.role == role else None)
    return tuple(identity for identity in everyone if identity is not None)


def _person(accounts: Accounts, secret: str) -> Identity | None:
    user = accounts.session(secret)
    if user is None:
        return None
    return Identity(
        f"user:{user.id}", user.name, user.role, user.office, user.id,
        by_cookie=True, secret=secret,
    )  # fmt: skip


def _credential(accounts: Accounts, secret: str, *, by_cookie: bool) -> Identity | None:
    found = accounts.credential(secret)
    if found is None:
        return None
    return Identity(
        f"credential:{found.id}", found.name, found.role, found.office, None,
        by_cookie=by_cookie, secret=secret,
    )  # fmt: skip


def entitled(found: tuple[Identity, ...], audience: str, office: str | None) -> Identity:
    """The identity that belongs to an audience in an office; raises Problem 401 or 403."""
    for identity in found:
        at_home = office is None or identity.office is None or identity.office == office
        if at_home and identity.role in ADMITTED[audience]:
            return identity
    if not found:
        raise Problem(
            401,
            "unauthorized",
            "Sign in first, or send a valid token.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    raise Problem(403, "forbidden", "This is not yours to see or to do.")


def callers() -> tuple[Identity, ...]:
    """The identities of the present request, looked up once."""
    if "callers" not in g:
        g.secrets = secrets_of(request.environ)
        g.callers = () if g.secrets.is_empty else identities(services().accounts, g.secrets)
    known: tuple[Identity, ...] = g.callers
    return known


def require(audience: str, office: str | None = None) -> Identity:
    """The present request's identity in an audience; raises Problem 401, 403 or 400 (CSRF)."""
    identity = entitled(callers(), audience, office)
    if identity.by_cookie and request.method not in SAFE_METHODS:
        csrf.check(request.headers.get(csrf.HEADER), identity.secret)
    return identity


def csrf_token() -> str:
    """The token that the present browser's pages send along with what they do."""
    callers()
    secrets: Secrets = g.secrets
    return csrf.token(secrets.session, secrets.kiosk, secrets.display)
