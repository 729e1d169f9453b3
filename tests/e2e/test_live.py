"""How a page stays at the truth: which view it takes, when it asks itself, how it comes back.

The phone page stands for all, since every page shares one module. The real server answers; a
cable between the two is listened to, cut, and plays again what once came through it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.support.server import Api, Server, wait_until

NewPage = Callable[..., Page]

VIEW, PULSE = "view", "pulse"
PING, PONG = "2", "3"
"""Of Engine.IO, below: answered in the order of the messages."""
SECOND = 1000
AWAY = 40_000


class Cable:
    """What runs between a page and the server over its socket."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.deaf = False
        self.plugs: list[WebSocketRoute] = []
        self.heard: list[str] = []
        self.said: list[str] = []
        self.echoes = 0
        self.awaited = 0
        page.route_web_socket(lambda url: "/socket.io/" in url, self._plug)

    def _plug(self, plug: WebSocketRoute) -> None:
        self.plugs.append(plug)
        server = plug.connect_to_server()

        def up(text: str | bytes) -> None:
            if text == PONG and self.echoes < self.awaited:
                self.echoes += 1
                return
            self.said.append(str(text))
            server.send(text)

        def down(text: str | bytes) -> None:
            # Socket.IO's own heartbeat stays alive: this is a server that has nothing to say.
            if self.deaf and str(text).startswith("42"):
                return
            self.heard.append(str(text))
            plug.send(text)

        plug.on_message(up)
        server.on_message(down)

    def messages(self, event: str) -> list[dict[str, Any]]:
        """What came down so far, oldest first."""
        found = [json.loads(text[text.index("[") :]) for text in self.heard if text[:2] == "42"]
        return [data for name, data in found if name == event]

    def play(self, event: str, message: dict[str, Any]) -> None:
        """Say something to the page as the server would; it is dealt with when this ends."""
        self.plugs[-1].send(f"42/live,{json.dumps([event, message])}")
        self.awaited += 1
        self.plugs[-1].send(PING)
        self.until(lambda: self.echoes == self.awaited, "the page's answer")

    def until(self, condition: Callable[[], bool], what: str) -> None:
        wait_until(
            lambda: self.page.title() is not None and condition(), seconds=AWAY / SECOND, what=what
        )

    def subscriptions(self) -> int:
        return sum('"subscribe"' in text for text in self.said)


class Line:
    """One number, its page, and the cable in between."""

    def __init__(self, page: Page, ticket: dict[str, Any]) -> None:
        self.page = page
        self.ticket = ticket
        self.cable = Cable(page)
        self.asked: list[str] = []
        page.on("request", self._note)

    def _note(self, request: Any) -> None:
        if request.url.endswith(f"/api/v1/tickets/{self.ticket['token']}"):
            self.asked.append(request.method)

    def open(self) -> None:
        self.page.goto(self.ticket["url"])
        self.is_in("waiting")
        self.has_come(VIEW, 1)

    def is_in(self, state: str) -> None:
        expect(self.page.locator("#phone")).to_have_attribute("data-state", state, timeout=AWAY)

    def has_come(self, event: str, count: int) -> None:
        self.cable.until(lambda: len(self.cable.messages(event)) >= count, f"{count} × {event}")


@pytest.fixture
def line(office: Server, staff: Api, new_page: NewPage) -> Line:
    """Somebody waits at an open counter and looks at the phone."""
    staff.at("counter-3", "open")
    page = new_page(locale="de-DE")
    page.clock.install()
    here = Line(page, staff.draw())
    here.open()
    return here


def test_an_older_view_changes_nothing(line: Line, staff: Api) -> None:
    before = line.cable.messages(VIEW)[-1]
    staff.at("counter-3", "call-next")
    line.is_in("called")
    later = line.cable.messages(VIEW)[-1]
    assert later["revision"] > before["revision"]

    line.cable.play(VIEW, before)

    expect(line.page.locator("#phone")).to_have_attribute("data-state", "called")
    staff.at("counter-3", "start")
    line.is_in("serving")


def test_the_same_revision_counts_by_its_time(line: Line) -> None:
    view = line.cable.messages(VIEW)[-1]

    def at(second: str, state: str) -> dict[str, Any]:
        as_of = f"2026-11-24T{second}Z"
        data = {**view["data"], "state": state, "as_of": as_of}
        return {**view, "as_of": as_of, "data": data}

    line.cable.play(VIEW, at("23:00:00", "parked"))
    line.is_in("parked")
    line.cable.play(VIEW, at("22:00:00", "waiting"))
    expect(line.page.locator("#phone")).to_have_attribute("data-state", "parked")
    line.cable.play(VIEW, at("23:00:01", "finished"))
    line.is_in("finished")


def test_another_epoch_replaces_whatever_is_shown(line: Line, staff: Api) -> None:
    before = line.cable.messages(VIEW)[-1]
    staff.at("counter-3", "call-next")
    line.is_in("called")

    # As after a restore from a backup: another history, whose revisions may be smaller.
    line.cable.play(VIEW, {**before, "epoch": "another", "revision": 1})

    line.is_in("waiting")


def test_silence_makes_the_page_ask(line: Line, staff: Api) -> None:
    line.cable.deaf = True
    staff.at("counter-3", "call-next")
    line.asked.clear()
    line.page.clock.fast_forward(20 * SECOND)
    expect(line.page.locator("#phone")).to_have_attribute("data-state", "waiting")
    assert line.asked == []

    line.page.clock.fast_forward(12 * SECOND)

    line.is_in("called")
    assert line.asked
    assert set(line.asked) == {"GET"}


def test_a_pulse_that_is_ahead_makes_the_page_ask(line: Line, staff: Api) -> None:
    line.cable.deaf = True
    staff.at("counter-3", "call-next")
    seen = line.cable.messages(VIEW)[-1]
    asked = len(line.asked)

    pulse = {key: seen[key] for key in ("channel", "epoch", "revision")}
    line.cable.play(PULSE, {**pulse, "revision": seen["revision"] + 1})

    line.is_in("called")
    assert len(line.asked) > asked


def test_a_pulse_on_time_asks_nothing(line: Line) -> None:
    seen = line.cable.messages(VIEW)[-1]
    pulse = {key: seen[key] for key in ("channel", "epoch", "revision")}
    line.asked.clear()

    for _ in range(6):
        line.page.clock.fast_forward(10 * SECOND)
        line.cable.play(PULSE, pulse)

    assert line.asked == []
    expect(line.page.locator("#link")).to_have_text("verbunden")


def test_the_server_sends_a_pulse_with_the_revision_of_the_channel(line: Line) -> None:
    line.has_come(PULSE, 1)

    pulse = line.cable.messages(PULSE)[-1]
    view = line.cable.messages(VIEW)[-1]

    assert pulse["channel"] == f"ticket:{line.ticket['token']}"
    assert pulse["epoch"] == view["epoch"]
    assert pulse["revision"] <= view["revision"]


def test_a_cut_cable_is_plugged_in_again_and_shows_the_truth(line: Line, staff: Api) -> None:
    line.cable.deaf = True
    staff.at("counter-3", "call-next")
    subscribed = line.cable.subscriptions()
    line.cable.plugs[-1].close()
    line.cable.deaf = False

    line.is_in("called")

    line.cable.until(lambda: line.cable.subscriptions() > subscribed, "another subscription")
    assert len(line.cable.plugs) > 1
    staff.at("counter-3", "start")
    line.is_in("serving")


def test_without_any_socket_the_page_asks_now_and_then(
    office: Server, staff: Api, new_page: NewPage
) -> None:
    staff.at("counter-3", "open")
    page = new_page(locale="de-DE")
    page.clock.install()
    page.route_web_socket(lambda url: "/socket.io/" in url, lambda plug: plug.close())
    ticket = staff.draw()
    page.goto(ticket["url"])
    expect(page.locator("#link")).to_have_text("verbunden")
    staff.at("counter-3", "call-next")

    for _ in range(3):
        page.clock.fast_forward(7 * SECOND)

    expect(page.locator("#phone")).to_have_attribute("data-state", "called", timeout=AWAY)
    expect(page.get_by_text("Keine Verbindung")).to_have_count(0)


def test_a_server_that_starts_again_is_followed_again(
    line: Line, office: Server, staff: Api
) -> None:
    office.kill()
    expect(line.page.locator("#link")).to_have_text("keine Verbindung", timeout=AWAY)
    office.start()

    expect(line.page.locator("#link")).to_have_text("verbunden", timeout=AWAY)

    staff.at("counter-3", "call-next")
    line.is_in("called")
