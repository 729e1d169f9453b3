"""Followers that leave when the test is over, and a server for those who can share one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from tests.push.people import Follower
from tests.support.server import TUESDAY, Server, new_server


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with whatever others left in it: Tuesday nine o'clock, clock standing."""
    server = new_server(tmp_path_factory.mktemp("shared"), now=TUESDAY)
    server.start()
    yield server
    server.close()


@pytest.fixture
def follower(request: pytest.FixtureRequest) -> Iterator[Callable[..., Follower]]:
    """Connect somebody: `follower(token=…)` or `follower(cookie=…)`, or without for the public."""
    everyone: list[Follower] = []

    def connect(*, token: str | None = None, cookie: str | None = None) -> Follower:
        name = "server" if "server" in request.fixturenames else "shared_server"
        server: Server = request.getfixturevalue(name)
        everyone.append(Follower(server, token=token, cookie=cookie))
        return everyone[-1]

    yield connect
    for one in everyone:
        with suppress(Exception):
            one.leave()
