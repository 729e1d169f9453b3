"""Addresses on this machine for servers that a test starts."""

import socket


def free_port() -> int:
    """Give a TCP port on loopback that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
