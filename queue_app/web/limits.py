"""How often somebody unknown may try: signing in, remote tickets, presses on a phone.

Kiosks and clerks are never limited here.
"""

from __future__ import annotations

import hashlib

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from queue_app.web import auth

limiter = Limiter(get_remote_address, strategy="moving-window")

PATIENCE_SECONDS = 0.5


def configure(app: Flask, queue: str) -> None:
    """Count in Redis where several processes share one; each for itself while that is away."""
    if queue:
        app.config["RATELIMIT_STORAGE_URI"] = queue
        app.config["RATELIMIT_STORAGE_OPTIONS"] = {
            "socket_connect_timeout": PATIENCE_SECONDS,
            "socket_timeout": PATIENCE_SECONDS,
        }
        app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = True
    else:
        app.config["RATELIMIT_STORAGE_URI"] = "memory://"
    limiter.init_app(app)


SIGN_IN_OF_ONE = "10 per 5 minutes"
SIGN_IN_OF_AN_ADDRESS = "60 per 5 minutes"


def is_known() -> bool:
    """Whether the request carries a valid credential."""
    return bool(auth.callers())


def by_ticket() -> str:
    """The ticket of the address; hashed, because exceeded limits are logged."""
    return _hashed(str((request.view_args or {}).get("token", "")))


def by_name() -> str:
    """Who tries to sign in from where."""
    body = request.get_json(silent=True) if request.is_json else request.form
    name = body.get("username") if isinstance(body, dict) else None
    return _hashed(f"{get_remote_address()} {str(name).casefold()}")


def failed(response: Response) -> bool:
    """Only attempts that failed count."""
    return response.status_code == 401


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:32]
