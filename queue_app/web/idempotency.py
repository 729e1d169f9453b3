"""The Idempotency-Key of a request: with whom, where and for what it counts."""

from __future__ import annotations

import hashlib
import re

from flask import request

from queue_app.use_cases.ports import Once
from queue_app.web.errors import Problem

HEADER = "Idempotency-Key"
SECRET_LENGTH = 16
"""Characters of the shortest key that may count without a credential."""
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


def once(credential: str, *, shared: bool = False) -> Once | None:
    """The key of the present request, in the scope of a credential; None without one.

    A scope that strangers may have in common (`shared`: somebody without a credential, of whom
    only the address is known) asks for a key that nobody guesses: who repeats it gets the first
    answer, and with it a ticket's token.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        raise Problem(
            400, "idempotency_key_invalid", f"{HEADER}: 1 to 200 visible ASCII characters."
        )
    if shared and len(key) < SECRET_LENGTH:
        raise Problem(
            400,
            "idempotency_key_invalid",
            f"{HEADER}: without a credential at least {SECRET_LENGTH} random characters.",
        )
    digest = hashlib.sha256(request.get_data() or b"{}").hexdigest()
    return Once(scope=f"{credential} {request.method} {request.path}", key=key, digest=digest)
