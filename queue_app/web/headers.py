"""What every answer says to the browser: what it may load, keep and pass on."""

from __future__ import annotations

import base64
import hashlib

from flask import Flask, Response, request

IMPORT_MAP = "importmap.json"

# Addresses that contain a ticket's token, or a one-time code.
_SECRET_RULES = ("<token>", "<code>")

_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
    ),
}


def content_security_policy(app: Flask) -> str:
    """The policy of every page; the import map is the only inline script, known by its hash."""
    import_map = app.jinja_env.get_template(IMPORT_MAP).render()
    digest = base64.b64encode(hashlib.sha256(import_map.encode()).digest()).decode()
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'sha256-{digest}'",
            "style-src 'self'",
            "img-src 'self' data:",
            "media-src 'self' blob:",
            "connect-src 'self' ws: wss:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def register(app: Flask) -> None:
    """Add the headers to every answer."""
    policy = content_security_policy(app)

    def add(response: Response) -> Response:
        headers = response.headers
        for name, value in _EVERYWHERE.items():
            headers.setdefault(name, value)
        if response.mimetype in ("text/html", "image/svg+xml"):
            headers.setdefault("Content-Security-Policy", policy)
        if _is_secret():
            headers["Referrer-Policy"] = "no-referrer"
            headers["Cache-Control"] = "no-store"
        else:
            headers.setdefault("Referrer-Policy", "same-origin")
            if request.endpoint is None or not request.endpoint.endswith("static"):
                headers.setdefault("Cache-Control", "no-store")
        return response

    app.after_request(add)


def carries_token() -> None:
    """Mark the present answer as one that names a ticket's token."""
    request.environ["queue_app.secret"] = True


def _is_secret() -> bool:
    if request.environ.get("queue_app.secret"):
        return True
    rule = request.url_rule
    return rule is not None and any(part in rule.rule for part in _SECRET_RULES)
