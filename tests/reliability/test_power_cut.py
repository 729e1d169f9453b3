"""The server is killed at any instant, several times, while eight kiosks and three desks press.

What was acknowledged is there afterwards, nothing is there twice, and whoever repeats a press that
got no answer gets exactly one ticket.
"""

from __future__ import annotations

import random
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests

from queue_app.domain import events as e
from queue_app.domain.events import Recorded
from queue_app.storage import event_log
from queue_app.storage.database import Database
from tests.support.server import Api, Make, Server, wait_until

OFFICE = "lindenhof"
KIOSKS = 8
COUNTERS = ("counter-1", "counter-2", "counter-3")
SERVICES = {"residence": "A", "parking": "B", "id-card": "C"}
CUTS = 4
DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]

Press = Callable[[Api, str], requests.Response]


@dataclass
class Presser:
    """A kiosk or a desk: a new key for each press, the same until it is answered."""

    api: Api
    press: Press
    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    answers: dict[str, requests.Response] = field(default_factory=dict)

    def go_on_until(self, stop: threading.Event) -> None:
        """Press until told to stop, or until the line is dead."""
        while not stop.is_set():
            try:
                answer = self.press(self.api, self.key)
            except requests.RequestException:
                return
            if answer.status_code == 503:  # "please try again"
                continue
            assert answer.status_code in (200, 201, 204), answer.text
            self.answers[self.key] = answer
            self.key = str(uuid.uuid4())

    def repeat(self) -> None:
        """Send the press that got no answer again, and once more."""
        first, again = self.press(self.api, self.key), self.press(self.api, self.key)
        assert first.status_code in (200, 201, 204), first.text
        assert (again.status_code, again.text) == (first.status_code, first.text)
        self.answers[self.key] = first
        self.key = str(uuid.uuid4())

    @property
    def tickets(self) -> list[Any]:
        """What its answers were about; a 204 was about nobody."""
        return [answer.json() for answer in self.answers.values() if answer.content]


def drawing(service: str) -> Press:
    body = {"service": service}
    return lambda api, key: api.post(f"/offices/{OFFICE}/tickets", body, key=key)


def calling(counter: str) -> Press:
    return lambda api, key: api.post(f"/counters/{counter}/call-next", key=key)


@dataclass
class House:
    """Everybody who presses, and the server that they press at."""

    server: Server
    kiosks: list[Presser]
    desks: list[Presser]

    @property
    def everybody(self) -> list[Presser]:
        return [*self.kiosks, *self.desks]

    def acknowledged(self) -> int:
        return sum(len(presser.answers) for presser in self.everybody)

    def press_until_the_cut(self, presses: int, moment: float) -> None:
        """Let everybody press; cut the power a moment after so many more were answered."""
        stop = threading.Event()
        threads = [
            threading.Thread(target=presser.go_on_until, args=(stop,)) for presser in self.everybody
        ]
        enough = self.acknowledged() + presses
        for thread in threads:
            thread.start()
        try:
            wait_until(lambda: self.acknowledged() >= enough, 40, f"{presses} answers")
            stop.wait(moment)  # so that the cut is not tied to the end of a press
            self.server.kill()
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def cut_the_start(self, *, late: bool) -> None:
        """Cut the power while it starts, at once or with its first words."""
        said = len(self.server.log)
        self.server.begin()
        if late:
            wait_until(lambda: len(self.server.log) > said, what="its first words")
        self.server.kill()

    def log(self) -> list[Recorded]:
        """The log as it stands on the disk."""
        database = Database(self.server.database_url)
        with database.reading() as connection:
            log = event_log.read(connection, event_log.of_office(OFFICE))
        database.close()
        return log

    def check(self) -> None:
        """Every acknowledged press is in the log; nothing is there twice, nothing is missing."""
        log = self.log()
        assert [fact.revision for fact in log] == list(range(1, len(log) + 1))
        issued = {f.fact.ticket: f.fact for f in log if isinstance(f.fact, e.TicketIssued)}
        for service, prefix in SERVICES.items():
            numbers = [fact.number for fact in issued.values() if fact.service == service]
            assert numbers == [f"{prefix}{n:03d}" for n in range(1, len(numbers) + 1)]
        for drawn in (ticket for kiosk in self.kiosks for ticket in kiosk.tickets):
            assert issued[drawn["id"]].number == drawn["number"]
        calls = [(f.fact.ticket, f.fact.counter) for f in log if isinstance(f.fact, e.TicketCalled)]
        assert max(Counter(ticket for ticket, _ in calls).values(), default=1) == 1
        told = [(t["id"], t["counter"]["id"]) for desk in self.desks for t in desk.tickets]
        assert set(told) <= set(calls)

    def check_that_all_is_answered(self) -> None:
        """After the repeats: as many tickets and calls as keys, each told to who asked."""
        log = self.log()
        drawn = Counter(t["id"] for kiosk in self.kiosks for t in kiosk.tickets)
        issued = Counter(f.fact.ticket for f in log if isinstance(f.fact, e.TicketIssued))
        assert drawn == issued
        told = Counter(t["id"] for desk in self.desks for t in desk.tickets)
        called = Counter(f.fact.ticket for f in log if isinstance(f.fact, e.TicketCalled))
        assert told == called
        queue = self.desks[0].api.get(f"/offices/{OFFICE}/queue").json()
        assert queue["revision"] == len(log)
        assert len(queue["waiting"]) == len(issued) - len(called)


@pytest.fixture(params=DATABASES)
def house(request: pytest.FixtureRequest, make_server: Make) -> House:
    """The example office with everybody in place."""
    url = None if request.param == "sqlite" else request.getfixturevalue("new_database")()
    server = make_server(database_url=url)
    services = list(SERVICES)
    house = House(
        server,
        [
            Presser(Api(server, server.token("kiosk")), drawing(services[n % len(services)]))
            for n in range(KIOSKS)
        ],
        [Presser(Api(server, server.token("clerk")), calling(counter)) for counter in COUNTERS],
    )
    for counter, desk in zip(COUNTERS, house.desks, strict=True):
        desk.api.at(counter, "open")
    return house


def test_power_cuts_under_load(house: House) -> None:
    chance = random.Random(house.server.port)  # noqa: S311 - any instant will do
    for cut in range(CUTS):
        house.press_until_the_cut(chance.randint(5, 60), chance.uniform(0, 0.03))
        house.check()
        house.cut_the_start(late=bool(cut % 2))
        house.server.start()
        for presser in house.everybody:
            presser.repeat()
        house.check()
        house.check_that_all_is_answered()


def test_a_cut_between_commit_and_answer(house: House) -> None:
    """The press is on disk, its answer on the line is lost: the repeat gets that answer."""
    kiosk = house.kiosks[0]
    answer = kiosk.press(kiosk.api, kiosk.key)
    assert answer.status_code == 201
    house.server.kill()
    house.server.start()
    kiosk.repeat()
    assert [ticket["id"] for ticket in kiosk.tickets] == [answer.json()["id"]]
    house.check_that_all_is_answered()


def test_a_retry_after_another_press_of_the_same_key_is_told_apart(house: House) -> None:
    """A key that was used before the cut does not serve another wish after it."""
    kiosk = house.kiosks[0]
    assert kiosk.press(kiosk.api, kiosk.key).status_code == 201
    house.server.kill()
    house.server.start()
    other = kiosk.api.post(f"/offices/{OFFICE}/tickets", {"service": "advice"}, key=kiosk.key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
