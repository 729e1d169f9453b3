"""A disk that is full, and one that can only be read, below the embedded database."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.pressure import Pressure
from tests.support.server import TUESDAY, Api, Server, new_server, wait_until

SIZE = 8
"""MiB of the small disk."""


class Disk:
    """A small disk of memory where this machine lets us mount one; else a limit that a process
    meets in the same place: no file of it may grow.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        words = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}m", "none", str(folder)]
        self.is_real = (
            os.geteuid() == 0
            and subprocess.run(words, capture_output=True, check=False).returncode == 0
        )

    @contextmanager
    def full(self, server: Server) -> Iterator[None]:
        """Not a byte is left."""
        if not self.is_real:
            assert server.process is not None
            pid = server.process.pid
            _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, most))
            yield
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, most))
            return
        filler = self.folder / "filler"
        with filler.open("wb", buffering=0) as file:
            for size in (1 << 20, 1 << 12, 1):
                try:
                    while True:
                        file.write(bytes(size))
                except OSError:
                    continue
        yield
        filler.unlink()

    def only_read(self, *, yes: bool) -> None:
        """Let nothing be written any more; a real disk alone can do that to its owner."""
        mode = "ro" if yes else "rw"
        subprocess.run(["mount", "-o", f"remount,{mode}", str(self.folder)], check=True)

    def remove(self) -> None:
        if self.is_real:
            subprocess.run(["umount", "-l", str(self.folder)], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    made = Disk(folder)
    yield made
    made.remove()


@pytest.fixture
def installed(tmp_path: Path, disk: Disk) -> Iterator[Server]:
    """The example office whose database lies on the small disk; its log does not."""
    folder = tmp_path / "house"
    folder.mkdir()
    url = f"sqlite:///{disk.folder / 'queue.sqlite3'}"
    server = new_server(folder, now=TUESDAY, database_url=url)
    yield server.start()
    server.close()


def test_a_full_disk_is_said_and_nothing_acknowledged_is_lost(
    installed: Server, disk: Disk
) -> None:
    pressure = Pressure(installed, installed)
    display = Api(installed, installed.token("display"))
    with pressure.pressing():
        wait_until(lambda: pressure.acknowledged() > 20, what="answers")
        with disk.full(installed):
            before = len(pressure.kiosks[0].told)
            wait_until(lambda: len(pressure.kiosks[0].told) > before, 30, "a refusal")
            # What can be read is still shown.
            assert display.get("/offices/lindenhof/board").status_code == 200
        enough = pressure.acknowledged() + 20
        wait_until(lambda: pressure.acknowledged() >= enough, 30, "answers again")
    assert pressure.told() == {"503"}
    pressure.check()


def test_a_disk_that_can_only_be_read_is_one_clear_line(installed: Server, disk: Disk) -> None:
    if not disk.is_real:
        pytest.skip("mounting a disk that can only be read needs root and CAP_SYS_ADMIN")
    drawn = Api(installed, installed.token("kiosk")).draw()
    installed.close()
    installed._accounts = None
    disk.only_read(yes=True)
    installed.begin()
    process = installed.process
    assert process is not None
    wait_until(lambda: process.poll() is not None, 30, "the end")
    last = installed.log.strip().splitlines()[-1]
    assert last.startswith("queue-app: The database")
    assert "readonly" in last or "read-only" in last or "unable to open" in last
    disk.only_read(yes=False)
    installed.start()
    again = Api(installed, installed.token("clerk")).get("/offices/lindenhof/queue").json()
    assert [ticket["number"] for ticket in again["waiting"]] == [drawn["number"]]
