"""Somebody who follows channels over Socket.IO, and what came."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import socketio

from tests.support.server import Server, wait_until

NAMESPACE = "/live"

Message = dict[str, Any]


@dataclass
class Follower:
    """One connection."""

    server: Server
    token: str | None = None
    cookie: str | None = None
    came: list[tuple[str, Message]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = socketio.Client(reconnection=True, reconnection_delay=0.1)
        for event in ("view", "pulse", "denied"):
            self.client.on(event, self._taker(event), namespace=NAMESPACE)
        self.client.on("disconnect", self._hang_up, namespace=NAMESPACE)
        self.connect()

    def _hang_up(self, *_reason: object) -> None:
        # The library forgets a line that was lost, without closing it.
        line = self.client.eio.ws
        if line is not None and line.sock is not None:
            with suppress(OSError):  # the other side was faster
                line.sock.shutdown(socket.SHUT_RDWR)  # wakes the thread that reads
            line.shutdown()

    def _taker(self, event: str) -> Callable[[Message], None]:
        return lambda message: self.came.append((event, message))

    def connect(self) -> None:
        self.client.connect(
            self.server.url,
            namespaces=[NAMESPACE],
            auth={"token": self.token} if self.token else None,
            headers={"Cookie": self.cookie} if self.cookie else {},
            transports=["websocket"],
            wait_timeout=20,
        )

    def ask(self, event: str, request: Any) -> Any:
        """Send something and give the acknowledgement."""
        return self.client.call(event, request, namespace=NAMESPACE, timeout=20)

    def follow(self, channel: str) -> Message:
        """Subscribe, which must succeed, and give the first view."""
        before = len(self.views(channel))
        assert self.ask("subscribe", {"channel": channel}) == {"ok": True}
        wait_until(lambda: len(self.views(channel)) > before, what=f"the first view of {channel}")
        return self.last(channel)

    def all(self, event: str, channel: str) -> list[Message]:
        return [m for kind, m in list(self.came) if kind == event and m["channel"] == channel]

    def views(self, channel: str) -> list[Message]:
        return self.all("view", channel)

    def last(self, channel: str) -> Message:
        return self.views(channel)[-1]

    def sees(self, channel: str, what: Callable[[Any], Any]) -> Message:
        """Wait until the last view's data are as described, and give the message."""

        def found() -> Message | None:
            views = self.views(channel)
            return views[-1] if views and what(views[-1]["data"]) else None

        message: Message = wait_until(found, what=f"a view of {channel}")
        return message

    def leave(self) -> None:
        self.client.disconnect()
