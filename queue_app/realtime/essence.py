"""What of a view matters to whoever looks at it: its content without the passing of time.

A view that differs only in when it was made is not worth sending. What pages let run by
themselves (seconds waited) is left out; of an estimate stays what is shown, from which minute.
"""

from __future__ import annotations

from typing import Any

_RUNNING = frozenset({"as_of", "epoch", "waited", "seconds"})
_OF_TICKETS = _RUNNING | {"revision"}
_MINUTE = len("2026-11-22T10:34")


def essence(view: dict[str, Any]) -> Any:
    """The lasting content of a view, to be compared with that of the one sent before."""
    return {key: _strip(key, value) for key, value in view.items() if key not in _OF_TICKETS}


def _strip(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        if "shown" in value and "basis" in value:
            minute = (value.get("as_of") or "")[:_MINUTE]
            return value["shown"], value["basis"], value.get("reason"), minute
        # Every ticket names the queue's revision, which says nothing about that ticket.
        dropped = _OF_TICKETS if "issued_at" in value else _RUNNING
        return {k: _strip(k, v) for k, v in value.items() if k not in dropped}
    if isinstance(value, list):
        return [_strip(key, one) for one in value]
    return None if key == "longest" else value
