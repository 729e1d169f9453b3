"""Kiosks and desks of a whole city at an even pace; each press with its key, noted with its answer."""

from __future__ import annotations

import http.client
import itertools
import json
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from benchmarks.city.house import House
from benchmarks.city.town import counter_of, name_of

HANDS = 16
"""Threads that press: so many presses may be under way."""
PATIENCE_SECONDS = 30


@dataclass
class Press:
    """One press and its answer."""

    office: int
    began: float
    ended: float
    status: int
    answer: Any


@dataclass
class Tally:
    """All presses of a phase."""

    tickets: list[Press] = field(default_factory=list)
    calls: list[Press] = field(default_factory=list)
    seconds: float = 0.0
    cpu: dict[str, float] = field(default_factory=dict)

    @property
    def failed(self) -> int:
        """Presses that were not acknowledged."""
        return sum(one.status not in (200, 201, 204) for one in (*self.tickets, *self.calls))

    def milliseconds(self, share: float) -> float:
        """Nearest rank of how long a press waited for its answer."""
        took = sorted(one.ended - one.began for one in (*self.tickets, *self.calls))
        return took[min(len(took) - 1, int(share * len(took)))] * 1000 if took else 0.0


class Load:
    """Everybody who presses in the city."""

    def __init__(self, house: House, offices: int, counters: int) -> None:
        self.house, self.offices, self.counters = house, offices, counters
        token = house.server.token
        names = [name_of(number) for number in range(offices)]
        self.kiosks = [token("kiosk", name) for name in names]
        self.clerks = [token("clerk", name) for name in names]
        self.displays = [token("display", name) for name in names]
        self._turns = itertools.count()
        self._desk = itertools.count()
        self._guard = threading.Lock()

    def open_all(self) -> None:
        """Every counter opens."""
        line = self._line()
        for number in range(self.offices):
            for counter in range(self.counters):
                path = f"/counters/{counter_of(number, counter)}/open"
                status, body = self._post(line, path, {}, self.clerks[number])
                if status != 200:
                    raise RuntimeError(f"{status} {body}")
        line.close()

    def run(self, seconds: float, *, tickets: float = 0.0, calls: float = 0.0) -> Tally:
        """Press so many times a second; gives all answers and what they cost."""
        tally = Tally()
        due = iter(sorted([*_times(seconds, tickets, "ticket"), *_times(seconds, calls, "call")]))
        before, began = self.house.cpu(), time.perf_counter()
        hands = [
            threading.Thread(target=self._press_all, args=(due, began, tally)) for _ in range(HANDS)
        ]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()
        time.sleep(max(0.0, began + seconds - time.perf_counter()))
        tally.seconds = time.perf_counter() - began
        tally.cpu = {name: spent - before[name] for name, spent in self.house.cpu().items()}
        return tally

    def _press_all(self, due: Iterator[tuple[float, str]], began: float, tally: Tally) -> None:
        line = self._line()
        while True:
            with self._guard:
                when, kind = next(due, (0.0, ""))
                turn = next(self._turns if kind == "ticket" else self._desk)
            if not kind:
                break
            time.sleep(max(0.0, began + when - time.perf_counter()))
            found = tally.tickets if kind == "ticket" else tally.calls
            found.append(self._press(line, kind, turn))
        line.close()

    def _press(self, line: http.client.HTTPConnection, kind: str, turn: int) -> Press:
        office, round_ = turn % self.offices, turn // self.offices
        name = name_of(office)
        began = time.perf_counter()
        if kind == "ticket":
            service = f"{name}-{('residence', 'id-card')[round_ % 2]}"
            path, body, token = (
                f"/offices/{name}/tickets",
                {"service": service},
                self.kiosks[office],
            )
        else:
            counter = counter_of(office, round_ % self.counters)
            path, body, token = f"/counters/{counter}/call-next", {}, self.clerks[office]
        status, answer = self._post(line, path, body, token)
        return Press(office, began, time.perf_counter(), status, answer)

    def _line(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=PATIENCE_SECONDS)

    def _post(
        self, line: http.client.HTTPConnection, path: str, body: Any, token: str
    ) -> tuple[int, Any]:
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Idempotency-Key": str(uuid.uuid4()),
        }
        try:
            line.request("POST", f"/api/v1{path}", json.dumps(body), headers)
            answer = line.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            line.close()
            return 0, None
        is_json = "json" in (answer.headers.get("Content-Type") or "")
        return answer.status, json.loads(text) if text and is_json else None


def _times(seconds: float, rate: float, kind: str) -> list[tuple[float, str]]:
    return [(number / rate, kind) for number in range(int(seconds * rate))] if rate else []
