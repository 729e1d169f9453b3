"""What was observed on a day as bytes and back: learning survives the deletion of the facts."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import fields

from queue_app.estimation import observations as o

_KINDS: dict[str, type[o.Observation]] = {
    kind.__name__: kind
    for kind in (o.Arrival, o.Booking, o.Gap, o.Missed, o.Pause, o.Served, o.Shift, o.Waited)
}


def to_bytes(seen: Iterable[o.Observation]) -> bytes:
    """Observations in their order; no ticket, no person and no clerk is in them."""
    rows = [
        [type(one).__name__, *(getattr(one, field.name) for field in fields(one))] for one in seen
    ]
    return zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def from_bytes(stored: bytes) -> list[o.Observation]:
    """What `to_bytes` was given."""
    return [_KINDS[kind](*values) for kind, *values in json.loads(zlib.decompress(stored))]
