"""Files and texts travel compressed to browsers that can read it; nothing else does.

What is compressed is the same for everybody: a page with a secret in it would tell of the secret
by its length.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Flask, Response, request

LEAST = 1024
"""Bytes below which it is not worth it."""

_TYPES = frozenset(
    {"text/css", "text/javascript", "application/json", "image/svg+xml", "text/plain"}
)
_OPEN = frozenset({"texts.texts", "public.office"})
"""Endpoints whose answers hold nothing but what everybody may read."""


def register(app: Flask) -> None:
    """Compress the answers that may be."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if not _may_be(response):
        return response
    response.headers.add("Vary", "Accept-Encoding")
    if request.accept_encodings.quality("gzip") <= 0:
        return response
    response.direct_passthrough = False
    response.set_data(_packed(response.get_data()))
    response.headers["Content-Encoding"] = "gzip"
    etag, _weak = response.get_etag()
    if etag is not None:
        response.set_etag(etag, weak=True)
    return response


def _may_be(response: Response) -> bool:
    endpoint = request.endpoint or ""
    ours = endpoint in _OPEN or endpoint.rpartition(".")[2] == "static"
    plain = response.status_code == 200 and "Content-Encoding" not in response.headers
    large = (response.content_length or 0) >= LEAST
    return ours and plain and large and request.method == "GET" and response.mimetype in _TYPES


@lru_cache(maxsize=256)
def _packed(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)
