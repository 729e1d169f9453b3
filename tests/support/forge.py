"""Starts servers quickly: a process that has imported everything forks one for each order.

What runs is the real command in a process of its own, which can be killed like any other; only the
second or two of reading modules is done once for a whole test run, and not eighty times.

python -m tests.support.forge   (orders are JSON lines on standard input, answers process ids)
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any


class Child:
    """A process that the forge started; the part of Popen that tests need."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        """None while it runs; how it ended is only known to the forge."""
        of_process = Path(f"/proc/{self.pid}")
        try:
            state = (of_process / "stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
            # The first thread may be gone while others still hold the port.
            threads = len(list((of_process / "task").iterdir()))
        except OSError:
            return 0
        return 0 if state == "Z" and threads == 1 else None

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def wait(self, timeout: float = 30) -> int:
        deadline = time.monotonic() + timeout
        while self.poll() is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            time.sleep(0.005)
        return 0


class Forge:
    """The process that forks, begun with the first order and ended with the test run."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._one_at_a_time = threading.Lock()

    def start(self, arguments: list[str], folder: Path, environment: dict[str, str]) -> Child:
        """Run `queue-app ARGUMENTS` in a folder; what it says goes to server.log there."""
        order = {"arguments": arguments, "folder": str(folder), "environment": environment}
        with self._one_at_a_time:
            process = self._running()
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(order) + "\n")
            process.stdin.flush()
            return Child(int(process.stdout.readline()))

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.support.forge"],
                cwd=Path(__file__).parents[2],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            atexit.register(self._end)
        return self._process

    def _end(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait()


FORGE = Forge()


def _serve() -> None:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command does
    from gevent import monkey

    monkey.patch_all()
    # Everything the server imports, also what it imports late; the catalogues are read once.
    import displays  # noqa: F401 - only to have it read
    import kiosk  # noqa: F401 - likewise
    import queue_app.app  # noqa: F401 - likewise
    from queue_app.cli.main import commands
    from queue_app.web.services import translations

    translations()

    for line in sys.stdin:
        order = json.loads(line)
        with suppress(ChildProcessError):  # those that ended meanwhile
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        pid = os.fork()
        if pid == 0:
            _become(order, commands)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _become(order: dict[str, Any], commands: Any) -> None:
    status = 1
    try:
        os.chdir(order["folder"])
        os.environ.clear()
        os.environ.update(order["environment"])
        log = os.open("server.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for old, new in ((nothing, 0), (log, 1), (log, 2)):
            os.dup2(old, new)
        commands(args=order["arguments"], prog_name="queue-app")
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    _serve()
