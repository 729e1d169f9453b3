"""Kiosks and desks that press without end, each press with its key until it is answered."""

from __future__ import annotations

import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests

from queue_app.domain import events as e
from queue_app.domain.consistency import flaws
from queue_app.storage import event_log
from queue_app.storage.database import Database
from queue_app.storage.log_check import check_log
from tests.support.server import Api, Server

AGAIN = (502, 503, 504)
"""Answers after which the same press is sent again."""
PACE = 0.03
"""Seconds between the presses of one presser."""


@dataclass
class Presser:
    """A kiosk or a desk, which goes on until the story is over."""

    api: Api
    path: str
    body: dict[str, Any]
    answers: list[Any] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    answered: float = 0.0

    def go_on(self, stop: threading.Event) -> None:
        """Press; what gets no answer is pressed again with the same key."""
        while not stop.is_set():
            self.press(stop)
            stop.wait(PACE)

    def press(self, stop: threading.Event) -> None:
        key = str(uuid.uuid4())
        while True:
            answer = self._send(key)
            if answer is not None or stop.wait(0.1):
                break
        if answer is not None and answer.content:
            self.answers.append(answer.json())

    def _send(self, key: str) -> requests.Response | None:
        headers = {"Idempotency-Key": key}
        url = f"{self.api.server.url}/api/v1{self.path}"
        try:
            answer = self.api.http.post(url, json=self.body, headers=headers, timeout=8)
        except requests.RequestException:
            self.told.append("no answer")
            return None
        if answer.status_code in AGAIN:
            self.told.append(str(answer.status_code))
            return None
        if answer.status_code not in (200, 201, 204):
            self.odd.append(f"{answer.status_code} {answer.text}")
        self.answered = time.monotonic()
        return answer


@dataclass
class Pressure:
    """Everybody who presses in an office of a house, which gives them their tokens."""

    server: Server
    house: Server
    office: str = "lindenhof"
    counters: tuple[str, ...] = ("counter-1", "counter-2", "counter-3")
    kiosks: list[Presser] = field(default_factory=list)
    desks: list[Presser] = field(default_factory=list)

    def __post_init__(self) -> None:
        for service in ("residence", "parking", "id-card", "residence"):
            api = Api(self.server, self.house.token("kiosk", self.office))
            path = f"/offices/{self.office}/tickets"
            self.kiosks.append(Presser(api, path, {"service": service}))
        for counter in self.counters:
            api = Api(self.server, self.house.token("clerk", self.office))
            api.at(counter, "open")
            self.desks.append(Presser(api, f"/counters/{counter}/call-next", {}))

    @property
    def everybody(self) -> list[Presser]:
        return [*self.kiosks, *self.desks]

    def acknowledged(self) -> int:
        """How many presses were answered so far."""
        return sum(len(one.answers) for one in self.everybody)

    def told(self) -> set[str]:
        """What they were told instead of an answer."""
        return {word for one in self.everybody for word in one.told}

    def since(self, moment: float) -> bool:
        """Whether everybody was answered after a moment (time.monotonic)."""
        return all(one.answered > moment for one in self.everybody)

    @contextmanager
    def pressing(self) -> Iterator[None]:
        """Press in the background; unanswered presses are finished at the end."""
        stop = threading.Event()
        threads = [threading.Thread(target=one.go_on, args=(stop,)) for one in self.everybody]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def check(self) -> int:
        """Nothing acknowledged is lost, nothing is there twice; gives the log's length."""
        assert not [odd for one in self.everybody for odd in one.odd]
        database = Database(self.server.database_url)
        try:
            with database.reading() as connection:
                log = event_log.read(connection, event_log.of_office(self.office))
            assert [finding.wrong for finding in check_log(database)] == [()] * len(
                check_log(database)
            )
        finally:
            database.close()
        assert flaws(log) == []
        issued = {f.fact.ticket: f.fact for f in log if isinstance(f.fact, e.TicketIssued)}
        for ticket in (ticket for kiosk in self.kiosks for ticket in kiosk.answers):
            assert issued[ticket["id"]].number == ticket["number"]
        called = [
            (f.fact.ticket, f.fact.counter) for f in log if isinstance(f.fact, e.TicketCalled)
        ]
        assert max(Counter(ticket for ticket, _ in called).values(), default=1) == 1
        told = {(t["id"], t["counter"]["id"]) for desk in self.desks for t in desk.answers}
        assert told <= set(called)
        return len(log)
