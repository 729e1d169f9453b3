"""One line for every request: who asked is not in it, nor the address, which may hold a token.

Each line that is written meanwhile carries the request's id.
"""

from __future__ import annotations

import logging
import re
import secrets
from time import perf_counter

from flask import Flask, Response, g, has_request_context, request

HEADER = "X-Request-ID"
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class RequestId(logging.Filter):
    """Puts the id of the present request on every record that has none."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass."""
        if has_request_context() and "request_id" in g and not hasattr(record, "request_id"):
            record.request_id = g.request_id
        return True


log = logging.getLogger("queue_app.web.access")


def register(app: Flask) -> None:
    """Note every request by its rule, status and duration."""

    def begin() -> None:
        given = request.headers.get(HEADER, "")
        g.request_id = given if _ID.fullmatch(given) else secrets.token_hex(8)
        g.began = perf_counter()

    def end(response: Response) -> Response:
        response.headers[HEADER] = g.request_id
        log.info(
            "request",
            extra={
                "method": request.method,
                "route": request.url_rule.rule if request.url_rule else None,
                "status": response.status_code,
                "milliseconds": round((perf_counter() - g.began) * 1000, 1),
            },
        )
        return response

    app.before_request(begin)
    app.after_request(end)
