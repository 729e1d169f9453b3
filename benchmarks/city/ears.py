"""Thousands of websockets in one thread: when each view came, and what was shown last."""

from __future__ import annotations

import base64
import json
import re
import secrets
import selectors
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

NAMESPACE = "/live"
_FRAME = re.compile(rb"[\x80-\x8f](?:([\x00-\x7d])|\x7e(..)|\x7f(.{8}))", re.DOTALL)
_VIEW = re.compile(rb'42/live,\["view",\{"channel":"([^"]+)","epoch":"[^"]*","revision":(\d+)')
PATIENCE_SECONDS = 30


@dataclass
class Ear:
    """One client on one websocket that follows one channel, or (None) none."""

    port: int
    token: str | None
    channel: str | None
    came: list[tuple[float, int]] = field(default_factory=list)
    last: bytes = b""
    lost: bool = False
    _rest: bytes = b""

    def connect(self) -> Ear:
        """Shake hands and subscribe."""
        self.line = socket.create_connection(("127.0.0.1", self.port), PATIENCE_SECONDS)
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        self.line.sendall(
            (
                "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
                f"Host: 127.0.0.1:{self.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
            ).encode()
        )
        while b"\r\n\r\n" not in self._rest:
            self._rest += self._more()
        head, _, self._rest = self._rest.partition(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n", 1)[0]:
            raise RuntimeError(head.decode(errors="replace"))
        self._hear(b"0")
        self.say(f"40{NAMESPACE},{json.dumps({'token': self.token} if self.token else {})}")
        self._hear(b"40/live")
        if self.channel:
            self.follow(self.channel)
            answer = self._hear(b"43/live")
            if not answer.endswith(b'[{"ok":true}]'):
                raise RuntimeError(answer.decode())
        self.line.setblocking(False)
        return self

    def follow(self, channel: str) -> None:
        """Subscribe without waiting."""
        self.channel = channel
        self.say(f'42{NAMESPACE},1["subscribe",{json.dumps({"channel": channel})}]')

    def say(self, text: str) -> None:
        """Send a short text; what a client sends is masked (with nothing)."""
        data = text.encode()
        size = (
            bytes([128 | len(data)]) if len(data) < 126 else b"\xfe" + len(data).to_bytes(2, "big")
        )
        self.line.sendall(b"\x81" + size + bytes(4) + data)

    def _more(self) -> bytes:
        data = self.line.recv(1 << 16)
        if not data:
            raise RuntimeError("the line has ended")
        return data

    def _hear(self, start: bytes) -> bytes:
        while True:
            while (text := self._next()) is None:
                self._rest += self._more()
            if text.startswith(start):
                return text
            self._take(time.perf_counter(), text)

    def _next(self) -> bytes | None:
        frame = _FRAME.match(self._rest)
        if frame is None:
            return None
        short, medium, long = frame.groups()
        size = int.from_bytes(long or medium or short, "big")
        end = frame.end() + size
        if len(self._rest) < end:
            return None
        text, self._rest = self._rest[frame.end() : end], self._rest[end:]
        return text

    def _take(self, now: float, text: bytes) -> None:
        if text == b"2":
            self.say("3")
        elif found := _VIEW.match(text.replace(b'": ', b'":').replace(b', "', b',"')[:300]):
            self.came.append((now, int(found[2])))
            self.last = text

    def read(self) -> None:
        """Take what has arrived."""
        try:
            data = self.line.recv(1 << 18)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.lost = True
            return
        now = time.perf_counter()
        self._rest += data
        while (text := self._next()) is not None:
            self._take(now, text)

    @property
    def shown(self) -> Any:
        """The data of the last view."""
        start = self.last.index(b"[")
        return json.loads(self.last[start:])[1]["data"]


class Room:
    """Everybody who listens, and the thread that reads for them."""

    def __init__(self) -> None:
        self.ears: list[Ear] = []
        self._lines = selectors.DefaultSelector()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def enter(self, ear: Ear) -> Ear:
        """Connect, and listen from now on."""
        ear.connect()
        self.ears.append(ear)
        self._lines.register(ear.line, selectors.EVENT_READ, ear)
        return ear

    def lost(self) -> int:
        """How many lines have ended."""
        return sum(ear.lost for ear in self.ears)

    def _run(self) -> None:
        while not self._over.is_set():
            for key, _ in self._lines.select(0.2) if self._lines.get_map() else ():
                ear: Ear = key.data
                ear.read()
                if ear.lost:
                    self._lines.unregister(ear.line)
            if not self._lines.get_map():
                time.sleep(0.05)

    def close(self) -> None:
        """Hang up everywhere."""
        self._over.set()
        self._thread.join()
        for ear in self.ears:
            with suppress(OSError):
                ear.line.close()
