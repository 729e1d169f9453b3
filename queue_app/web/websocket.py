"""How websocket messages leave the process: whole, uncompressed, and framed once for everybody.

The library below hands a message to the socket once and does not look how much of it was taken:
on a slow line a large view arrives cut off. It also compresses every message for each client
anew, which costs more than all the rest of a push.
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import simple_websocket
from engineio.async_drivers.gevent import WebSocketWSGI
from gevent.lock import BoundedSemaphore
from wsproto.utilities import ProtocolError

MESSAGE_LIMIT = 16 * 1024
"""Bytes that a client may send at once; a subscription has some hundred."""

_TEXT = 0x81
"""A final frame of text; what a server sends is not masked."""

_SHORT, _MEDIUM = 126, 1 << 16


class WebSocket(WebSocketWSGI):  # type: ignore[misc]  # has no types
    """The websocket that Engine.IO is given."""

    def __call__(self, environ: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
        """Serve one connection to its end."""
        plain = {k: v for k, v in environ.items() if k != "HTTP_SEC_WEBSOCKET_EXTENSIONS"}
        try:
            self.ws = _Server(plain, max_message_size=MESSAGE_LIMIT, **self.server_args)
        except ProtocolError:
            start("400 Bad Request", [("Content-Type", "text/plain"), ("Connection", "close")])
            return [b"This is no websocket handshake."]
        self.app(self)
        return _Ended()


class _Ended:
    """The body of an answer that there is not: the line is closed and nothing is read from it.

    Otherwise the HTTP server takes the last bytes of the websocket for a further request, and the
    client waits for an end that does not come.
    """

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        raise BrokenPipeError(errno.EPIPE, "the websocket has ended")


class _Server(simple_websocket.Server):  # type: ignore[misc]  # has no types
    sock: Any

    def handshake(self) -> None:
        """Begin; everything from here on goes out whole."""
        self.sock = _Whole(self.sock)
        super().handshake()

    def send(self, data: str | bytes) -> None:
        """Send a text; anything else, and on a closed connection, as the library does."""
        if isinstance(data, str) and self.connected:
            self.sock.send(_frames.of(data))
        else:
            super().send(data)


class _Whole:
    """A socket whose `send` sends everything, one message after the other."""

    def __init__(self, sock: Any) -> None:
        self._sock = sock
        self._turn = BoundedSemaphore(1)

    def send(self, data: bytes) -> None:
        """Send all of it; on a slow line others wait for their turn."""
        with self._turn:
            self._sock.sendall(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


class _Frames:
    """Frames texts, and remembers the last: a push sends the same text to many."""

    def __init__(self) -> None:
        self._last: tuple[str, bytes] = ("", b"")

    def of(self, text: str) -> bytes:
        """The frame of a text."""
        if text is not self._last[0]:
            self._last = (text, frame(text.encode()))
        return self._last[1]


def frame(payload: bytes) -> bytes:
    """A payload as one frame (RFC 6455, section 5.2)."""
    size = len(payload)
    if size < _SHORT:
        return struct.pack("!BB", _TEXT, size) + payload
    if size < _MEDIUM:
        return struct.pack("!BBH", _TEXT, 126, size) + payload
    return struct.pack("!BBQ", _TEXT, 127, size) + payload


_frames = _Frames()
