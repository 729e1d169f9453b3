"""Servers as processes of their own, real Socket.IO clients, and what the processes cost."""

from __future__ import annotations

import json
import os
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
import socketio

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
    """One client on one websocket; notes when each revision of its channel came."""

    def __init__(self, url: str, token: str | None, channel: str | None) -> None:
        self.seen: dict[int, float] = {}
        self.news = threading.Condition()
        self._client = socketio.Client(reconnection=False)
        self._client.on("view", self._view, namespace=NAMESPACE)
        auth = {"token": token} if token else None
        self._client.connect(
            url, auth=auth, transports=["websocket"], namespaces=[NAMESPACE], wait_timeout=30
        )
        if channel:
            answer = self._client.call(
                "subscribe", {"channel": channel}, namespace=NAMESPACE, timeout=30
            )
            assert answer == {"ok": True}, answer

    def _view(self, message: dict[str, Any]) -> None:
        now = time.perf_counter()
        with self.news:
            self.seen.setdefault(message["revision"], now)
            self.news.notify_all()

    def when(self, revision: int, seconds: float = 30) -> float:
        """When a view of at least that revision came."""
        with self.news:
            arrived = self.news.wait_for(
                lambda: [at for known, at in self.seen.items() if known >= revision], seconds
            )
        if not arrived:
            raise RuntimeError(f"revision {revision} never came")
        return min(arrived)

    def close(self) -> None:
        self._client.disconnect()


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
