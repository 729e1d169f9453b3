"""The only place that asks the machine for the time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

Clock = Callable[[], datetime]
"""A function that answers the present instant, aware and in UTC."""


def system_clock() -> datetime:
    """The machine's present instant in UTC."""
    return datetime.now(UTC)


class FileClock:
    """A clock that stands still at the RFC 3339 instant written in a file (for tests).

    The file is read at every question; while it is being rewritten (empty or cut short) the
    last readable instant stands.
    """

    def __init__(self, path: Path) -> None:
        """Read the file once; raises ValueError when it holds no RFC 3339 instant."""
        self._path = path
        self._last = self._read()

    def __call__(self) -> datetime:
        """The instant in the file, in UTC."""
        # A writer may be between truncating and writing: then the last instant stands.
        with suppress(OSError, ValueError):
            self._last = self._read()
        return self._last

    def _read(self) -> datetime:
        instant = datetime.fromisoformat(self._path.read_text(encoding="utf-8").strip())
        if instant.tzinfo is None:
            raise ValueError(f"{self._path}: the instant needs an offset, such as Z or +01:00")
        return instant.astimezone(UTC)
