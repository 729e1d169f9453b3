"""Servers as processes of their own, real websockets, and what the processes cost."""

from __future__ import annotations

import json
import os
import re
import selectors
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import requests
import websocket

from tests.support.net import free_port
from tests.support.server import ROOT, Api, Server, new_server

NAMESPACE = "/live"
TICKS = os.sysconf("SC_CLK_TCK")
READY_SECONDS = 60


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_mib(pid: int) -> float:
    """Resident memory of a process in MiB."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """Nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Watcher:
    """One client on one websocket; notes when each revision of its channel came.

    All watchers are read by one thread that looks at the clock first and at the message later: a
    hundred displays are a hundred machines, and must not wait for each other here.
    """

    def __init__(self, url: str, token: str | None, channel: str | None) -> None:
        self._came: list[tuple[float, bytes]] = []
        self._rest = b""
        address = url.replace("http", "ws", 1)
        self._line = websocket.create_connection(
            f"{address}/socket.io/?EIO=4&transport=websocket", timeout=30
        )
        self._hear("0")
        self._line.send(f"40{NAMESPACE},{json.dumps({'token': token} if token else {})}")
        self._hear(f"40{NAMESPACE}")
        if channel:
            self._line.send(f'42{NAMESPACE},1["subscribe",{json.dumps({"channel": channel})}]')
            answer = self._hear(f"43{NAMESPACE}")
            assert answer.endswith('[{"ok":true}]'), answer
        assert self._line.sock is not None
        self.socket: socket.socket = self._line.sock
        self.socket.setblocking(False)
        _EARS.listen(self)

    def _hear(self, start: str) -> str:
        while not (text := str(self._line.recv())).startswith(start):
            self._came.append((time.perf_counter(), text.encode()))
        return text

    def read(self) -> bool:
        """Take what has arrived; false when the line has ended."""
        try:
            data = self.socket.recv(1 << 20)
        except BlockingIOError:
            return True
        except OSError:
            return False
        now = time.perf_counter()
        self._rest += data
        while frame := _FRAME.match(self._rest):
            short, medium, long = frame.groups()
            size = int.from_bytes(long or medium or bytes([short[0] & 127]), "big")
            end = frame.end() + size
            if len(self._rest) < end:
                break
            text, self._rest = self._rest[frame.end() : end], self._rest[end:]
            if text == b"2":
                self._line.send("3")
            else:
                self._came.append((now, text))
        return bool(data)

    def when(self, revision: int, seconds: float = 30) -> float:
        """When a view of at least that revision came."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for at, text in list(self._came):
                found = _REVISION.search(text)
                if found and text.startswith(b"42") and int(found[1]) >= revision:
                    self._came = [one for one in self._came if one[0] >= at]
                    return at
            time.sleep(0.005)
        raise RuntimeError(f"revision {revision} never came")

    def close(self) -> None:
        """Hang up."""
        _EARS.forget(self)
        self.socket.close()


# What a server sends is whole, not masked: a byte of kind, a length of 1, 3 or 9 bytes.
_FRAME = re.compile(rb"[\x80-\x8f](?:([\x00-\x7d])|\x7e(..)|\x7f(.{8}))", re.DOTALL)
_REVISION = re.compile(rb'"revision": ?(\d+)')


class _Ears:
    """The thread that reads for all watchers."""

    def __init__(self) -> None:
        self._lines = selectors.DefaultSelector()
        self._begun = False

    def listen(self, watcher: Watcher) -> None:
        self._lines.register(watcher.socket, selectors.EVENT_READ, watcher)
        if not self._begun:
            self._begun = True
            threading.Thread(target=self._run, daemon=True).start()

    def forget(self, watcher: Watcher) -> None:
        with suppress(KeyError, ValueError):
            self._lines.unregister(watcher.socket)

    def _run(self) -> None:
        while True:
            for key, _ in self._lines.select(0.05):
                watcher: Watcher = key.data
                if not watcher.read():
                    self.forget(watcher)


_EARS = _Ears()


def watch(url: str, wanted: Sequence[tuple[str | None, str | None]]) -> list[Watcher]:
    """Clients for pairs of (token, channel)."""
    return [Watcher(url, token, channel) for token, channel in wanted]


@contextmanager
def our_server(
    folder: Path,
    program: str = "queue_app",
    before: Callable[[Server], None] = lambda _server: None,
) -> Iterator[Server]:
    """The real server with the example office, open at every hour; `before` may prepare it."""
    folder.mkdir()
    server = new_server(folder, now=None, always_open=True)
    server.cold, server.program = True, program
    before(server)
    try:
        yield server.start()
    finally:
        server.close()


@contextmanager
def floor_server(folder: Path, message: Any) -> Iterator[tuple[str, int]]:
    """The floor, as (address, process id), which sends the given message at each press."""
    folder.mkdir()
    (folder / "message.json").write_text(json.dumps(message), encoding="utf-8")
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.speed.floor"]
    process = subprocess.Popen(
        [*command, str(port), str(folder / "floor.sqlite3"), str(folder / "message.json")],
        cwd=ROOT,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_ready(url)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait()


def wait_ready(url: str) -> None:
    """Ask until the server answers."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        with suppress(requests.RequestException):
            if requests.get(f"{url}/readyz", timeout=2).ok:
                return
        time.sleep(0.02)
    raise RuntimeError(f"{url} does not answer")


def staffed(server: Server) -> tuple[Api, Api, str]:
    """A kiosk, a clerk with every counter open, and a display's token."""
    kiosk, clerk = Api(server, server.token("kiosk")), Api(server, server.token("clerk"))
    for counter in ("counter-1", "counter-2", "counter-3"):
        clerk.at(counter, "open")
    return kiosk, clerk, server.token("display")


def board_of(server: Server, display: str) -> Any:
    """What the displays of the example office are sent."""
    address = f"{server.url}/api/v1/offices/lindenhof/board"
    headers = {"Authorization": f"Bearer {display}"}
    return requests.get(address, headers=headers, timeout=30).json()


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)
