"""Addresses on this machine for servers that a test starts."""

import itertools
import os
import random
import socket

# Below what the system hands out for outgoing connections, and a stretch for each worker: a server
# that is killed and started again finds its port free.
_FIRST, _EACH, _STRETCHES = 12_000, 2_000, 10
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_ports = itertools.count(random.randrange(_EACH))  # noqa: S311 - two runs at once should differ


def free_port() -> int:
    """Give a TCP port on loopback that nobody uses and that was not given before in this run."""
    start = _FIRST + _WORKER % _STRETCHES * _EACH
    for step in itertools.islice(_ports, _EACH):
        port = start + step % _EACH
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError(f"no port between {start} and {start + _EACH} is free")
