"""The cookies of people and devices: never readable by scripts, never sent along by other sites."""

from __future__ import annotations

from flask import Response

from queue_app.web.auth import DEVICE_COOKIES, SESSION_COOKIE
from queue_app.web.services import Services

DEVICE_DAYS = 400
"""Browsers keep no cookie longer; a kiosk or display renews it at every start."""


def set_session(response: Response, services: Services, secret: str) -> None:
    """Remember who signed in, until the browser closes or the session ends."""
    response.set_cookie(
        SESSION_COOKIE, secret, httponly=True, samesite="Lax", secure=services.is_https
    )


def drop_session(response: Response, services: Services) -> None:
    """Forget who signed in."""
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="Lax", secure=services.is_https)


def set_device(response: Response, services: Services, role: str, secret: str) -> None:
    """Make this browser a kiosk or display, or renew that it is one."""
    response.set_cookie(
        DEVICE_COOKIES[role],
        secret,
        max_age=DEVICE_DAYS * 24 * 3600,
        httponly=True,
        samesite="Lax",
        secure=services.is_https,
    )
