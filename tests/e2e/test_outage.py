"""Everything goes away under open pages and comes back: server, network, database, for an hour.

Kiosk, display, desk and phone stand beside each other, each says so in its language with its age,
and afterwards nobody has two numbers, and no call was missed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.accessibility import axe
from tests.support.postgres import Postgres
from tests.support.server import TUESDAY, Api, Server, new_server

NewPage = Callable[..., Page]

AWAY = 60_000
"""Enough for a server to start again on a busy machine, and for a page to notice."""
HOUR = 3_600_000
SILENCE = 31_000
"""Longer than a page waits for a sign of life."""


@dataclass
class Room:
    """One office with all its screens on."""

    server: Server
    staff: Api
    kiosk: Page
    display: Page
    desk: Page
    phone: Page
    keys: list[str]

    @property
    def pages(self) -> list[Page]:
        return [self.kiosk, self.display, self.desk, self.phone]

    def everybody_says_so(self) -> None:
        expect(self.kiosk.locator("#offline")).to_contain_text("No connection since", timeout=AWAY)
        lost = self.display.locator("#lost")
        expect(lost).to_be_visible(timeout=AWAY)
        expect(lost).to_contain_text("Diese Anzeige ist nicht aktuell")
        expect(self.desk.locator("#offline")).to_contain_text("Keine Verbindung", timeout=AWAY)
        expect(self.phone.locator(".offline")).to_contain_text("لا يوجد اتصال", timeout=AWAY)

    def everybody_is_back(self) -> None:
        for page in (self.kiosk, self.desk):
            expect(page.locator("#offline")).to_be_hidden(timeout=AWAY)
        expect(self.display.locator("#lost")).to_be_hidden(timeout=AWAY)
        expect(self.phone.locator(".offline")).to_have_count(0, timeout=AWAY)

    def numbers(self, group: str) -> list[str]:
        queue = self.staff.get("/offices/lindenhof/queue").json()
        return [one["number"] for one in queue[group]]


def move_in(server: Server, new_page: NewPage) -> Room:
    """Three wait, A001 stands at counter 3, and Bruno sits at counter 4."""
    staff = Api(server, server.token("manager"))
    staff.at("counter-3", "open")
    first = staff.draw("residence", language="ar")
    staff.draw("residence")
    staff.draw("residence")

    def opened(address: str, **options: Any) -> Page:
        page = new_page(**options)
        page.clock.install()
        page.goto(address)
        return page

    kiosk = opened(server.enrol("kiosk"), viewport={"width": 1080, "height": 1920})
    keys: list[str] = []

    def note(request: Any) -> None:
        if request.method == "POST" and request.url.endswith("/lindenhof/tickets"):
            keys.append(request.headers["idempotency-key"])

    kiosk.on("request", note)
    display = opened(server.enrol("display"), viewport={"width": 1920, "height": 1080})
    phone = opened(
        first["url"], viewport={"width": 390, "height": 844}, locale="ar", has_touch=True
    )
    server.user("bruno", "clerk")
    desk = new_page(viewport={"width": 1280, "height": 720}, locale="de-DE")
    desk.clock.install()
    account = {"username": "bruno", "password": "correct horse"}
    assert desk.context.request.post(f"{server.url}/api/v1/session", data=account).ok
    desk.goto(f"{server.url}/desk")
    desk.locator("[data-counter=counter-4] button").click()
    expect(desk.locator("#next-sentence")).to_have_text("Ruft A001")
    staff.at("counter-3", "call-next")
    announced(display, "A001")
    expect(phone.locator("#phone")).to_have_attribute("data-state", "called")
    expect(desk.locator("#next-sentence")).to_have_text("Ruft A002")
    display.clock.fast_forward(11_000)
    expect(display.locator("#announcement")).to_have_attribute("data-on", "false")
    kiosk.locator("[data-language=en]").click()
    kiosk.locator("[data-service=residence] .service").click()
    expect(kiosk.locator("[data-action=draw]")).to_be_enabled()
    return Room(server, staff, kiosk, display, desk, phone, keys)


def announced(display: Page, number: str) -> None:
    lamp = display.locator("#announcement[data-on=true]")
    expect(lamp.locator(f"[data-number={number}]")).to_be_visible(timeout=AWAY)


@pytest.fixture
def room(tmp_path: Path, new_page: NewPage) -> Iterator[Room]:
    """On the embedded database, with the clock that runs."""
    server = new_server(tmp_path, now=None, always_open=True).start()
    yield move_in(server, new_page)
    server.close()


def test_a_server_that_is_gone_for_an_hour(room: Room) -> None:
    room.server.kill()
    # Both press before they can know.
    room.kiosk.locator("[data-action=draw]").click()
    room.desk.keyboard.press("F2")

    room.everybody_says_so()
    expect(room.desk.locator("#last")).to_contain_text("Noch keine Antwort.")
    expect(room.kiosk.locator(".paper")).to_have_count(0)
    # What is still true stays: the number on the display and on the phone.
    expect(room.display.locator("#newest .number")).to_have_attribute("data-number", "A001")
    expect(room.phone.locator("[data-number=A001]").first).to_be_visible()
    for page in (room.display, room.phone, room.desk):
        page.clock.fast_forward(HOUR)
    expect(room.display.locator("#lost-age")).to_have_text(re.compile(r"^1:0\d:\d\d$"))
    expect(room.display.locator("#lost-unit")).to_have_text("Stunden")
    expect(room.desk.locator("#offline")).to_contain_text(re.compile(r"seit 1 h"))
    for page in room.pages:
        assert axe(page) == []

    room.server.start()

    room.everybody_is_back()
    # The kiosk's press made one number, with the key of its first attempt.
    paper = room.kiosk.locator(".paper[data-number]")
    expect(paper).to_have_attribute("data-number", "A004", timeout=AWAY)
    assert len(room.keys) > 1
    assert len(set(room.keys)) == 1
    # The clerk's press called one person, whom the display announces: the call came after.
    announced(room.display, "A002")
    assert room.numbers("waiting") == ["A003", "A004"]
    assert sorted(room.numbers("called")) == ["A001", "A002"]
    expect(room.phone.locator("#phone")).to_have_attribute("data-state", "called")


def test_who_is_called_while_a_display_is_cut_off_is_announced_afterwards(room: Room) -> None:
    room.display.context.set_offline(True)
    room.phone.context.set_offline(True)
    lost = room.display.locator("#lost")
    expect(lost).to_be_visible(timeout=AWAY)
    room.staff.at("counter-3", "call-next", current="served")
    room.staff.at("counter-3", "call-next", current="served")  # A002 has been and gone
    room.display.context.set_offline(False)
    room.phone.context.set_offline(False)

    announced(room.display, "A003")

    expect(lost).to_be_hidden()
    expect(room.phone.locator("#phone")).to_have_attribute("data-state", "finished", timeout=AWAY)
    seen = room.display.locator("#before-list .number")
    expect(seen.first).to_have_attribute("data-number", "A002")


@pytest.fixture
def database() -> Iterator[Postgres]:
    """A PostgreSQL server that nobody else uses."""
    with TemporaryDirectory(prefix="queue-app-postgres-") as folder:
        server = Postgres(Path(folder))
        server.start()
        yield server
        server.stop()


@pytest.mark.postgres
def test_a_database_that_is_gone_for_an_hour(
    tmp_path: Path, database: Postgres, new_page: NewPage
) -> None:
    server = new_server(tmp_path, now=TUESDAY, database_url=database.url).start()
    try:
        gone_and_back(database, move_in(server, new_page))
    finally:
        server.close()


def gone_and_back(database: Postgres, room: Room) -> None:
    database.stop()
    room.kiosk.locator("[data-action=draw]").click()
    room.desk.keyboard.press("F2")
    for page in room.pages:
        page.clock.fast_forward(SILENCE)
    room.everybody_says_so()
    assert room.server.clock is not None
    room.server.clock.advance(minutes=60)

    database.start()

    for page in room.pages:
        page.clock.fast_forward(SILENCE)
    room.everybody_is_back()
    paper = room.kiosk.locator(".paper[data-number]")
    expect(paper).to_have_attribute("data-number", "A004", timeout=AWAY)
    assert len(set(room.keys)) == 1
    announced(room.display, "A002")
    assert room.numbers("waiting") == ["A003", "A004"]
    assert "A002" in room.numbers("called")
