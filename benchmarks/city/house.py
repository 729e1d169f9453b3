"""The processes under load: a city behind nginx, or one embedded process; and what they cost."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.city.town import configuration
from benchmarks.speed.rig import cpu_seconds, resident_mib
from tests.support.cluster import cluster, make
from tests.support.server import Server, new_server

OPTIONS = ("--always-open",)


@dataclass
class House:
    """What is measured: `parts` are the first processes of each part by its name."""

    server: Server
    parts: dict[str, list[int]]

    @property
    def port(self) -> int:
        """Where everybody asks."""
        return int(self.server.url.rsplit(":", 1)[1])

    def cpu(self) -> dict[str, float]:
        """Seconds of processor time of each part so far, with all that it started."""
        return {
            name: sum(cpu_seconds(pid) + ended(pid) for first in pids for pid in family(first))
            for name, pids in self.parts.items()
        }

    def memory(self) -> float:
        """MiB of the processes that hold sockets."""
        return sum(resident_mib(pid) for pid in self.parts["web"])


def family(pid: int) -> list[int]:
    """A process and its children."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text(encoding="ascii").split():
            found += family(int(child))
    return found


def ended(pid: int) -> float:
    """Seconds of children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def city(folder: Path, offices: int, counters: int, webs: int) -> Iterator[House]:
    """PostgreSQL, Redis, nginx, web processes, one worker."""
    config = configuration(offices, counters)
    with cluster(folder, now=None, webs=webs, workers=1, options=OPTIONS, config=config) as made:
        parts = {
            "web": [_pid(node) for node in made.webs],
            "worker": [_pid(node) for node in made.workers],
            "PostgreSQL": [made.postgres.pid],
            "nginx": [made.nginx.pid],
            "Redis": [made.valkey.pid],
        }
        yield House(made.house, parts)


def _pid(node: object) -> int:
    process = getattr(node, "process", None)
    assert process is not None
    return int(process.pid)


@contextmanager
def embedded(folder: Path, offices: int, counters: int) -> Iterator[House]:
    """One process with an embedded database."""
    server = new_server(make(folder, "house"), now=None, always_open=True)
    text = configuration(offices, counters)
    server.config_path.write_text(text, encoding="utf-8")
    server.environment = {
        "QUEUE_APP_SERVER__PORT": str(server.port),
        "QUEUE_APP_DATABASE__URL": server.database_url,
    }
    try:
        server.start()
        yield House(server, {"web": [_pid(server)]})
    finally:
        server.close()
