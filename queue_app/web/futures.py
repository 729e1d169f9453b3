"""Runs questions about other days in processes of their own: few at once, told as they go, ended.

The hub only waits for lines; nothing is computed in this process.
"""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from typing import Any

from gevent import spawn
from gevent import subprocess as cooperative
from gevent.lock import BoundedSemaphore
from gevent.queue import Empty, Queue

from queue_app.realtime.future import Job
from queue_app.web.errors import Problem

AT_ONCE = 2
"""Replays that may run at the same time; the others are asked to come again."""
HEARTBEAT = 0.5
"""Seconds after which whoever waits is told that it goes on; a page that has gone is noticed."""
LONGEST = 120.0
"""Seconds after which a replay is given up."""
KEPT = 16
"""Answers of the last questions: the download asks what the page has just been told."""

Line = dict[str, Any]


class Futures:
    """One for each process."""

    def __init__(self) -> None:
        self._places = BoundedSemaphore(AT_ONCE)
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def lines(self, job: Job, key: Hashable | None = None) -> Iterator[Line]:
        """Signs of progress, then `{"result": …}`, or `{"problem": code}`.

        The first line raises Problem 429 when too many run. Closing the iterator ends the work.
        With a `key` the answer is kept for who asks again.
        """
        if key is not None and key in self._kept:
            self._kept.move_to_end(key)
            yield {"result": self._kept[key]}
            return
        if not self._places.acquire(blocking=False):
            raise Problem(
                429,
                "busy",
                "Other replays are being computed; try again in a few seconds.",
                headers={"Retry-After": "5"},
            )
        try:
            yield from self._run(job, key)
        finally:
            self._places.release()

    def answer(self, job: Job, key: Hashable | None = None) -> Any:
        """The result alone."""
        for line in self.lines(job, key):
            if "problem" in line:
                raise Problem(503, line["problem"], "The replay could not be computed.")
            if "result" in line:
                return line["result"]
        raise Problem(503, "replay_failed", "The replay could not be computed.")

    def _run(self, job: Job, key: Hashable | None) -> Iterator[Line]:
        child: Any = cooperative.Popen(
            [sys.executable, "-m", "queue_app.realtime.future_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield from self._heard(child, job, key)
        finally:
            if child.poll() is None:
                child.kill()
            child.wait()
            child.stdout.close()

    def _heard(self, child: Any, job: Job, key: Hashable | None) -> Iterator[Line]:
        child.stdin.write(pickle.dumps(job))
        child.stdin.close()
        said: Queue[bytes | None] = Queue()
        listening = spawn(_listen, child.stdout, said)
        silent = 0.0
        try:
            while True:
                try:
                    raw = said.get(timeout=HEARTBEAT)
                except Empty:
                    silent += HEARTBEAT
                    if silent > LONGEST:
                        yield {"problem": "replay_too_long"}
                        return
                    yield {}
                    continue
                silent = 0.0
                if raw is None:
                    yield {"problem": "replay_failed"}
                    return
                line: Line = json.loads(raw)
                if "result" in line:
                    self._keep(key, line["result"])
                    yield line
                    return
                yield line
        finally:
            listening.kill()

    def _keep(self, key: Hashable | None, result: Any) -> None:
        if key is not None:
            self._kept[key] = result
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)


def _listen(stream: Any, said: Queue[bytes | None]) -> None:
    for line in stream:
        said.put(line)
    said.put(None)
