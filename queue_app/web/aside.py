"""Runs heavy work that only reads beside the hub, so that nobody else has to wait for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import gevent
from gevent.lock import BoundedSemaphore

T = TypeVar("T")

_one_at_a_time = BoundedSemaphore(1)


def aside(work: Callable[[], T]) -> T:
    """Run it in the hub's threadpool; directly where no hub runs (a command, a test)."""
    if not isinstance(gevent.getcurrent(), gevent.Greenlet):
        return work()
    result: T = gevent.get_hub().threadpool.apply(work)
    return result


def aside_one_at_a_time(work: Callable[[], T]) -> T:
    """Likewise, but never two at once: hashing a password takes memory and a whole core, and
    pictures are made by a library that knows one thread.
    """
    if not isinstance(gevent.getcurrent(), gevent.Greenlet):
        return work()
    with _one_at_a_time:
        return aside(work)
