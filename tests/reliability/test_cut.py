"""The network between two hosts is cut: one has a web process and the leading worker, the other
one everything else. Both are network namespaces of this machine with a line between them.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import requests

from tests.reliability.test_faults import RECOVERY, note
from tests.support.cluster import Cluster, Node, cluster, make
from tests.support.net import free_port
from tests.support.pressure import Pressure
from tests.support.server import TUESDAY, wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.redis]

HERE, THERE, NETWORK = "10.231.77.1", "10.231.77.2", "10.231.77.0/30"


@dataclass
class Line:
    """A second host and the line to it."""

    host: str

    def lay(self) -> None:
        here = f"{self.host}a"
        for words in (
            f"netns add {self.host}",
            f"link add {here} type veth peer name {self.host}b netns {self.host}",
            f"addr add {HERE}/30 dev {here}",
            f"link set {here} up",
            f"-n {self.host} addr add {THERE}/30 dev {self.host}b",
            f"-n {self.host} link set {self.host}b up",
            f"-n {self.host} link set lo up",
        ):
            _ip(words)

    def cut(self) -> None:
        _ip(f"link set {self.host}a down")

    def mend(self) -> None:
        _ip(f"link set {self.host}a up")

    def remove(self) -> None:
        _ip(f"netns del {self.host}")


def _ip(words: str) -> None:
    subprocess.run(["ip", *words.split()], check=True, capture_output=True)


@pytest.fixture
def line() -> Iterator[Line]:
    """A second host, where this machine lets us have one."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.skip("a second host needs root and iproute2 (network namespaces)")
    made = Line(f"q{secrets.token_hex(3)}")
    try:
        made.lay()
    except subprocess.CalledProcessError as error:
        with suppress(subprocess.CalledProcessError):
            made.remove()
        pytest.skip(f"a second host cannot be made: {error.stderr.decode().strip()}")
    yield made
    made.remove()


@pytest.fixture
def hosts(line: Line) -> Iterator[tuple[Cluster, Node, Node]]:
    """The city here, and a web process and a worker that leads there."""
    with (
        tempfile.TemporaryDirectory(prefix="queue-app-hosts-") as folder,
        cluster(
            Path(folder), now=TUESDAY, webs=1, workers=1, address=HERE, network=NETWORK
        ) as city,
    ):
        (here,) = city.workers
        far = {
            key: value.replace("@127.0.0.1", f"@{HERE}").replace("//127.0.0.1", f"//{HERE}")
            if key.startswith(("QUEUE_APP_DATABASE", "QUEUE_APP_PUSH"))
            else value
            for key, value in here.environment.items()
        }
        web = Node("serve", make(Path(folder), "far-web"), here.config, far, inside=line.host)
        web.environment = far | {
            "QUEUE_APP_SERVER__PORT": str(free_port()),
            "QUEUE_APP_SERVER__HOST": THERE,
        }
        web.port = int(web.environment["QUEUE_APP_SERVER__PORT"])
        web.host = THERE
        worker = replace(web, command="worker", folder=make(Path(folder), "far-worker"))
        try:
            for node in (web, worker):
                node.begin()
            for node in (web, worker):
                wait_until(node.is_ready, 60, node.folder.name)
            here.stop()
            wait_until(worker.leads, what="the worker there leads")
            here.start()
            yield city, web, worker
        finally:
            for node in (web, worker):
                node.stop()


def test_the_line_between_two_hosts_is_cut(hosts: tuple[Cluster, Node, Node], line: Line) -> None:
    city, web, worker = hosts
    pressure = Pressure(city.through(), city.house)
    with pressure.pressing():
        line.cut()
        cut = time.monotonic()
        wait_until(city.workers[0].leads, RECOVERY, "a leader here")
        note("network cut", f"the worker on this side leads after {time.monotonic() - cut:.1f} s")
        wait_until(lambda: not worker.leads(), RECOVERY, "no leader there")
        line.mend()
        mended = time.monotonic()
        wait_until(lambda: requests.get(f"{web.url}/readyz", timeout=5).ok, RECOVERY, "its web")
        note(
            "network mended",
            f"the web process there is well after {time.monotonic() - mended:.1f} s",
        )
        wait_until(lambda: pressure.since(mended), RECOVERY, "an answer for everybody")
    assert not worker.leads()
    pressure.check()
