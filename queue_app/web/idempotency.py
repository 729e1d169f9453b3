"""The Idempotency-Key of a request: with whom, where and for what it counts."""

from __future__ import annotations

import hashlib
import re

from flask import request

from queue_app.use_cases.ports import Once
from queue_app.web.errors import Problem

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


def once(credential: str) -> Once | None:
    """The key of the present request, in the scope of a credential; None without one."""
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        raise Problem(
            400, "idempotency_key_invalid", f"{HEADER}: 1 to 200 visible ASCII characters."
        )
    digest = hashlib.sha256(request.get_data() or b"{}").hexdigest()
    return Once(scope=f"{credential} {request.method} {request.path}", key=key, digest=digest)
