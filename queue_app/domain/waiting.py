"""What a wait is: from its beginning, without what was asked for by postponing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple


class Postponement(NamedTuple):
    """A wish to be called later."""

    request: datetime
    minutes: int


def wait_until(end: datetime, since: datetime, postponements: Iterable[Postponement] = ()) -> float:
    """The seconds waited from `since` to `end`, without what was asked for by postponing.

    Two postponements may overlap, so that they take away more than there is: never below zero.
    """
    wait = (end - since).total_seconds()
    for request, minutes in postponements:
        if since <= request < end:  # one asked for after a put_back shortens no wait
            wait -= min(minutes * 60.0, (end - request).total_seconds())
    return max(wait, 0.0)
