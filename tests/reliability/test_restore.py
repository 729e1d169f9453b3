"""The restore drill: back up while everybody presses, lose everything, bring it back, compare."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
import requests

from queue_app import views
from queue_app.domain.events import Recorded, TicketCalled, TicketIssued
from queue_app.storage import event_log
from queue_app.storage.database import Database
from queue_app.storage.queue_cache import QueueCache
from queue_app.storage.reading import Reader
from tests.cli.conftest import Terminal
from tests.push.people import NAMESPACE, Follower
from tests.support.server import TUESDAY, Api, Make, Server, wait_until

OFFICE = "lindenhof"
BOARD = f"board:{OFFICE}"
DAY = TUESDAY.date()


class Morning:
    """Two kiosks and two desks that press until the server is gone; the clock goes on with them."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.answered = 0
        desk = Api(server, server.token("clerk"))
        self.presses: list[Callable[[], requests.Response]] = []
        for counter, service in (("counter-1", "residence"), ("counter-2", "id-card")):
            desk.at(counter, "open")
            kiosk, clerk = Api(server, server.token("kiosk")), Api(server, server.token("clerk"))
            self.presses += [self._drawing(kiosk, service), self._calling(clerk, counter)]

    def _drawing(self, kiosk: Api, service: str) -> Callable[[], requests.Response]:
        return lambda: kiosk.post(f"/offices/{OFFICE}/tickets", {"service": service})

    def _calling(self, clerk: Api, counter: str) -> Callable[[], requests.Response]:
        actions = itertools.cycle(("call-next", "start"))

        def press() -> requests.Response:
            answer = clerk.post(f"/counters/{counter}/{next(actions)}")
            if answer.status_code == 204:
                next(actions)
            return answer

        return press

    def _go_on(self, press: Callable[[], requests.Response]) -> None:
        with suppress(requests.RequestException):
            while True:
                answer = press()
                assert answer.status_code in (200, 201, 204), answer.text
                self.answered += 1

    def wait_for(self, presses: int) -> None:
        """Let so many more presses be answered, some minutes later."""
        assert self.server.clock is not None
        self.server.clock.advance(minutes=4)
        enough = self.answered + presses
        wait_until(lambda: self.answered >= enough, 40, f"{presses} answers")

    def __enter__(self) -> Morning:
        self._threads = [threading.Thread(target=self._go_on, args=(p,)) for p in self.presses]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_failure: object) -> None:
        self.server.kill()
        for thread in self._threads:
            thread.join()


def log_of(server: Server) -> list[Recorded]:
    """The log as it stands on the disk."""
    database = Database(server.database_url)
    with database.reading() as connection:
        log = event_log.read(connection, event_log.of_office(OFFICE))
    database.close()
    return log


def figures_of(server: Server, known: list[Recorded]) -> Any:
    """What the lost database said of these facts, worked out beside any server."""
    assert server.clock is not None
    database = Database(server.database_url)
    reader = Reader(database, QueueCache(always_open=False))
    found = views.statistics(
        reader.queue(OFFICE).office, known, reader.estimates_of_days(OFFICE, DAY, DAY),
        first=DAY, last=DAY, by="service", now=server.clock.now,
    )  # fmt: skip
    database.close()
    return found


@pytest.fixture
def server(make_server: Make) -> Server:
    return make_server()


@pytest.fixture
def display(server: Server) -> Iterator[Follower]:
    """A waiting-room screen that connects again by itself."""
    screen = Follower(server, token=server.token("display"))
    yield screen
    screen.leave()


def test_the_restore_drill(server: Server, display: Follower) -> None:
    terminal, backup = Terminal(server.folder), server.folder / "backup.sqlite3"
    first_epoch = display.follow(BOARD)["epoch"]
    with Morning(server) as morning:
        morning.wait_for(40)
        before = len(log_of(server))
        terminal.done("backup", str(backup))
        refused = terminal.type("restore", str(backup)).complaint
        assert refused.endswith(": stop it first, then restore.")
        morning.wait_for(40)
    lost = log_of(server)
    figures_then = {n: figures_of(server, lost[:n]) for n in range(before, len(lost) + 1)}
    server.accounts._database.close()
    for file in server.folder.glob("queue.sqlite3*"):
        file.unlink()

    said = terminal.done("restore", str(backup))
    kept = log_of(server)
    assert f"Restored: {len(kept)} facts, " in said
    assert before <= len(kept) < len(lost)
    assert kept == lost[: len(kept)]

    server.start()
    manager = Api(server, server.token("manager"))
    told = manager.get(f"/offices/{OFFICE}/statistics?from={DAY}&to={DAY}&by=service").json()
    assert told == figures_then[len(kept)]
    newest = [f.fact.ticket for f in kept if isinstance(f.fact, TicketCalled)][-1]
    wait_until(lambda: NAMESPACE in display.client.namespaces, what="the line to the display")
    view = display.follow(BOARD)
    assert view["epoch"] != first_epoch
    assert view["revision"] >= len(kept)  # the clock may have gonged a second time
    assert view["data"]["calls"][0]["id"] == newest
    drawn = Api(server, server.token("kiosk")).draw()
    now = log_of(server)
    assert now[: len(kept)] == kept
    assert drawn["epoch"] == view["epoch"]
    assert drawn["id"] in {f.fact.ticket for f in now if isinstance(f.fact, TicketIssued)}
