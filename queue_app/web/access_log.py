"""One line for every request: who asked is not in it, nor the address, which may hold a token."""

from __future__ import annotations

import logging
import re
import secrets
from time import perf_counter

from flask import Flask, Response, g, request

HEADER = "X-Request-ID"
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

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
                "request_id": g.request_id,
                "method": request.method,
                "route": request.url_rule.rule if request.url_rule else None,
                "status": response.status_code,
                "milliseconds": round((perf_counter() - g.began) * 1000, 1),
            },
        )
        return response

    app.before_request(begin)
    app.after_request(end)
