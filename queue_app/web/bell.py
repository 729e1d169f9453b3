"""Rung when something has happened that a held request waits for; what it was is asked elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from time import monotonic
from typing import TypeVar

import gevent
from gevent.event import Event

ASK_SECONDS = 1.0
"""How often is asked all the same: another process may have done it."""

T = TypeVar("T")


class Bell:
    """One for each process, with a rope for each thing that may happen."""

    def __init__(self) -> None:
        self._waiting: dict[Hashable, set[Event]] = {}

    def ring(self, rope: Hashable) -> None:
        """Wake everybody who waits at this rope."""
        for event in self._waiting.pop(rope, ()):
            event.set()

    def wait(self, rope: Hashable, ask: Callable[[], T], seconds: float) -> T:
        """Ask until the answer is true or the seconds are over; gives the last answer.

        Where no hub runs (a test, a command) nobody could ring: it is asked once.
        """
        until = monotonic() + seconds
        while True:
            event = Event()
            self._waiting.setdefault(rope, set()).add(event)
            try:
                answer = ask()
                left = until - monotonic()
                if answer or left <= 0 or not isinstance(gevent.getcurrent(), gevent.Greenlet):
                    return answer
                event.wait(min(ASK_SECONDS, left))
            finally:
                self._leave(rope, event)

    def _leave(self, rope: Hashable, event: Event) -> None:
        others = self._waiting.get(rope)
        if others is not None:
            others.discard(event)
            if not others:
                del self._waiting[rope]
