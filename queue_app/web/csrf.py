"""CSRF tokens: proof that a request comes from a page of ours, not from one that rides on a cookie.

A token is derived from the very secret whose cookie authorises. It needs no key of the server's,
outlives a restart, and ends with the session. See docs/decisions for why it is not Flask-WTF.
"""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlsplit

from flask import request

from queue_app.web.errors import Problem

HEADER = "X-CSRFToken"
_LENGTH = 32


def token(*secrets: str | None) -> str:
    """One token for all the secrets that a browser's cookies hold."""
    return "".join(_derived(secret) for secret in secrets if secret)


def check(sent: str | None, secret: str) -> None:
    """Raise Problem unless what was sent is a token for this secret."""
    expected = _derived(secret)
    sent = sent or ""
    parts = (sent[start : start + _LENGTH] for start in range(0, len(sent), _LENGTH))
    matches = [hmac.compare_digest(part.encode(), expected.encode()) for part in parts]
    if not any(matches):
        raise Problem(
            400, "csrf", f"The header {HEADER} is missing or out of date: load the page again."
        )


def check_origin(public_url: str) -> None:
    """Raise Problem when another site's page sent this form (nobody is signed in yet)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site in ("same-origin", "none"):
        return
    if site is None and is_ours(request.headers.get("Origin"), request.host, public_url):
        return
    raise Problem(400, "csrf", "This form was sent from another site.")


def is_ours(origin: str | None, host: str, public_url: str) -> bool:
    """Whether a request came from a page of ours, or from no page at all (a program)."""
    return origin is None or urlsplit(origin).netloc in (host, urlsplit(public_url).netloc)


def _derived(secret: str) -> str:
    digest = hmac.new(secret.encode(), b"queue-app csrf", hashlib.sha256)
    return digest.hexdigest()[:_LENGTH]
