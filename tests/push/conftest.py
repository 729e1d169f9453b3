"""Followers that leave when the test is over, before the server stops."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from tests.push.people import Follower
from tests.support.server import Server


@pytest.fixture
def follower(server: Server) -> Iterator[Callable[..., Follower]]:
    """Connect somebody: `follower(token=…)` or `follower(cookie=…)`, or without for the public."""
    everyone: list[Follower] = []

    def connect(**credential: str) -> Follower:
        everyone.append(Follower(server, **credential))
        return everyone[-1]

    yield connect
    for one in everyone:
        with suppress(Exception):
            one.leave()
