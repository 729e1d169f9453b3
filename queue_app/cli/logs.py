"""What the server says while it runs: one JSON object a line, without personal data.

Somebody who starts it at a terminal reads warnings in plain words instead; the one-time links
above must not scroll away.
"""

from __future__ import annotations

import json
import logging
import sys

STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
PLAIN = "%(levelname)s %(name)s: %(message)s"


class JsonLines(logging.Formatter):
    """A record as one JSON object: instant, level, logger, message, and its extra figures."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, object] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {key: value for key, value in vars(record).items() if key not in STANDARD}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def speak() -> None:
    """Begin to log on standard error."""
    handler = logging.StreamHandler()
    terminal = sys.stderr.isatty()
    handler.setFormatter(logging.Formatter(PLAIN) if terminal else JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("queue_app").setLevel(logging.WARNING if terminal else logging.INFO)
    # It warns when a job that is still running is due again, which is how it should be.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
