"""What the server says while it runs: a line a happening, as JSON or as text; no personal data.

Somebody who starts it at a terminal reads warnings in plain words instead; the one-time links
above must not scroll away.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
PLAIN = "%(levelname)s %(name)s: %(message)s"
VALUES = ("DETAIL:", "CONTEXT:")
INSTANT = "%Y-%m-%dT%H:%M:%S%z"


class _Discreet(logging.Formatter):
    """PostgreSQL adds to a complaint, on a line of its own, the values that it is about."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        """The traceback without those lines."""
        lines = super().formatException(ei).splitlines()
        return "\n".join(line for line in lines if not line.startswith(VALUES))


class JsonLines(_Discreet):
    """A record as one JSON object: instant, level, logger, message, and its extra figures."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, object] = {
            "at": self.formatTime(record, INSTANT),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **dict(_extras(record)),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class TextLines(_Discreet):
    """A record as a line for reading: the same, with `name=value` at its end."""

    def __init__(self) -> None:
        super().__init__(f"%(asctime)s {PLAIN}", INSTANT)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The line, before a traceback."""
        extras = (f"{key}={value}" for key, value in _extras(record))
        return " ".join((super().formatMessage(record), *extras))


def _extras(record: logging.LogRecord) -> Iterator[tuple[str, object]]:
    return ((key, value) for key, value in vars(record).items() if key not in STANDARD)


def speak(form: str = "auto", *filters: logging.Filter) -> None:
    """Begin to log on standard error: as `json` or `text`; `auto` is brief at a terminal."""
    brief = form == "auto" and sys.stderr.isatty()
    handler = logging.StreamHandler()
    if brief:
        handler.setFormatter(_Discreet(PLAIN))
    else:
        handler.setFormatter(TextLines() if form == "text" else JsonLines())
    for one in filters:
        handler.addFilter(one)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("queue_app").setLevel(logging.WARNING if brief else logging.INFO)
    # It warns when a job that is still running is due again, which is how it should be.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
