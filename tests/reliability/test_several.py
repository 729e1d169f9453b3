"""Several processes are one house: what happens in one is seen in all, at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
import requests

from tests.push.people import Follower
from tests.support.cluster import Cluster
from tests.support.server import Api, wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.redis]

OFFICE = "lindenhof"
COUNTER = "counter-1"


def newest(ticket: str) -> Callable[[Any], bool]:
    """Whether a board's newest call is that of a ticket."""
    return lambda board: [call["id"] for call in board["calls"][:1]] == [ticket]


@pytest.fixture
def follow(city: Cluster) -> Iterator[Callable[..., Follower]]:
    """Somebody who follows through a given web process (None: through nginx)."""
    everyone: list[Follower] = []

    def connect(web: int | None = None, token: str | None = None) -> Follower:
        server = city.through(None if web is None else city.webs[web])
        everyone.append(Follower(server, token=token))
        return everyone[-1]

    yield connect
    for one in everyone:
        with suppress(Exception):
            one.leave()


def test_a_call_is_on_every_display_whichever_process_holds_it(
    city: Cluster, follow: Callable[..., Follower]
) -> None:
    display = city.house.token("display")
    screens = [follow(web, display) for web in (0, 1, None)]
    for screen in screens:
        screen.follow(f"board:{OFFICE}")
    here, there = (Api(city.through(web), city.house.token("clerk")) for web in city.webs)
    kiosk = Api(city.through(), city.house.token("kiosk"))
    here.at(COUNTER, "open")
    for desk in (there, here, there):
        drawn = kiosk.draw()
        called = desk.at(COUNTER, "call-next")
        assert called["id"] == drawn["id"]
        for screen in screens:
            board = screen.sees(f"board:{OFFICE}", newest(drawn["id"]))
            assert board["revision"] >= called["revision"]
        for web in city.webs:
            queue = Api(city.through(web), city.house.token("clerk")).get(
                f"/offices/{OFFICE}/queue"
            )
            assert queue.json()["revision"] == called["revision"]


def test_one_worker_computes_and_every_process_shows_the_same(city: Cluster) -> None:
    assert [worker.leads() for worker in city.workers].count(True) == 1
    Api(city.through(), city.house.token("clerk")).at(COUNTER, "open")
    kiosk = Api(city.through(), city.house.token("kiosk"))
    for _ in range(3):
        kiosk.draw("residence")

    def shown(web: int) -> Any:
        url = f"{city.webs[web].url}/api/v1/offices/{OFFICE}/wait-times"
        return [one["estimate"] for one in requests.get(url, timeout=10).json()["services"]]

    def alike() -> bool:
        return shown(0) == shown(1) and any(one["likely"] for one in shown(0))

    wait_until(alike, what="the same forecast everywhere")
    ticket = kiosk.draw("residence")
    assert ticket["estimate"]["basis"] in ("prior", "history")


def test_a_key_and_a_session_count_in_every_process(city: Cluster) -> None:
    token = city.house.token("kiosk")
    answers = [
        Api(city.through(web), token).post(
            f"/offices/{OFFICE}/tickets", {"service": "residence"}, key="one-press"
        )
        for web in city.webs
    ]
    assert answers[0].text == answers[1].text
    password = city.house.user("bruno", "clerk")
    signed = requests.Session()
    body = {"username": "bruno", "password": password}
    assert signed.post(f"{city.webs[0].url}/api/v1/session", json=body, timeout=30).ok
    there = signed.get(f"{city.webs[1].url}/api/v1/offices/{OFFICE}/queue", timeout=30)
    assert there.status_code == 200


def test_attempts_to_sign_in_are_counted_together(city: Cluster) -> None:
    body = {"username": "nobody", "password": "guess"}
    statuses = [
        requests.post(f"{city.webs[n % 2].url}/api/v1/session", json=body, timeout=30).status_code
        for n in range(11)
    ]
    assert statuses == [401] * 10 + [429]
