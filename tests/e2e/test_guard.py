"""Late in the afternoon in a real browser: the kiosk warns before it issues, then it stops; the
phone says why it takes longer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from queue_app.storage import office_store
from queue_app.storage.database import Database
from queue_app.storage.queue_cache import QueueCache
from tests.api.people import config_for
from tests.support.accessibility import axe
from tests.support.server import Api, Server, new_server, wait_until

NewPage = Callable[..., Page]

HALF_PAST_FOUR = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
"""In Berlin; the office closes at six, and issues numbers until half past five."""
TALL = {"width": 1080, "height": 1920}
PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "de-DE"}


@pytest.fixture(scope="module")
def late_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One counter is open, nine people wait for it."""
    server = new_server(tmp_path_factory.mktemp("late"), now=HALF_PAST_FOUR).start()
    clerk = Api(server, server.token("clerk"))
    clerk.at("counter-3", "open")
    for _ in range(9):
        clerk.draw("residence")
    assert server.clock is not None
    server.clock.advance(minutes=20)
    yield server
    server.close()


def row(server: Server, service: str = "residence") -> dict[str, object]:
    """What the public feed says of a service."""
    found = Api(server).get("/offices/lindenhof/wait-times").json()
    one: dict[str, object] = next(s for s in found["services"] if s["service"]["id"] == service)
    return {**one, "state": found["state"]}


def is_full(server: Server) -> None:
    wait_until(lambda: row(server)["will_be_called"] is False, what="the guard's word")


def set_guard(server: Server, mode: str) -> None:
    """The office changes its rule beside the running server."""
    office = config_for(server.database_url, rules={"capacity_guard": mode}).offices[0]
    database = Database(server.database_url)
    office_store.bring_in(database, QueueCache(always_open=False), office, HALF_PAST_FOUR)
    database.close()


def test_the_kiosk_warns_before_it_issues(late_office: Server, new_page: NewPage) -> None:
    is_full(late_office)
    assert row(late_office)["state"] == "amber"
    page = new_page(viewport=TALL, screen=TALL, locale="de-DE")
    page.goto(late_office.enrol("kiosk"))
    residence = page.locator("[data-service=residence]")
    expect(residence).to_contain_text("heute vielleicht nicht mehr")
    residence.locator(".service").click()
    expect(page.locator("#panel-notices")).to_contain_text("bis zum Ende um 18:00 Uhr")
    assert axe(page) == []
    page.locator("[data-action=draw]").click()
    expect(page.locator(".paper[data-number]")).to_be_visible()


def test_a_kiosk_that_stops_says_so_in_the_open_row_and_in_the_list(
    late_office: Server, new_page: NewPage
) -> None:
    is_full(late_office)
    page = new_page(viewport=TALL, screen=TALL, locale="de-DE")
    page.goto(late_office.enrol("kiosk"))
    page.locator("[data-service=residence] .service").click()
    set_guard(late_office, "stop")
    try:
        kiosk = Api(late_office, late_office.token("kiosk"))
        body = {"service": "residence"}
        wait_until(
            lambda: kiosk.post("/offices/lindenhof/tickets", body).status_code == 409, what="stop"
        )
        page.reload()
        residence = page.locator("[data-service=residence]")
        expect(residence).to_have_attribute("data-row", "off")
        expect(residence).to_contain_text("heute ausgebucht")
        # Room again: it can be opened; while it stands open the room goes.
        clerk = Api(late_office, late_office.token("clerk"))
        for counter in ("counter-1", "counter-2", "counter-5"):
            clerk.at(counter, "open")
        residence.locator(".service").click(timeout=30_000)
        expect(page.locator("[data-action=draw]")).to_be_enabled()
        for counter in ("counter-1", "counter-2", "counter-5"):
            clerk.at(counter, "close")
        expect(page.locator("#panel-notices")).to_contain_text("Heute ist es zu voll")
        expect(page.locator("[data-action=draw]")).to_have_attribute("aria-disabled", "true")
        assert axe(page) == []
        page.locator("[data-action=back]").click()
        expect(page.locator("[data-service=parking]")).to_be_visible()
        status = new_page(viewport=TALL, locale="de-DE")
        status.goto(f"{late_office.url}/status/lindenhof")
        expect(status.locator("[data-service=residence]")).to_contain_text("heute ausgebucht")
    finally:
        set_guard(late_office, "warn")


LINES = """names => names.map((one) =>
  Math.round(one.getBoundingClientRect().height / parseFloat(getComputedStyle(one).lineHeight)))"""


def test_the_phone_says_why_it_takes_longer(late_office: Server, new_page: NewPage) -> None:
    clerk = Api(late_office, late_office.token("clerk"))
    for counter in ("counter-1", "counter-2"):
        clerk.at(counter, "open")
    anna = clerk.draw("residence")
    page = new_page(**PHONE)
    page.goto(anna["url"])

    assert late_office.clock is not None
    now = late_office.clock.advance(seconds=20)

    def her_own() -> dict[str, str] | None:
        found: dict[str, str] = clerk.get(f"/tickets/{anna['token']}").json()["estimate"]
        return found if datetime.fromisoformat(found["as_of"]) == now else None

    assert wait_until(her_own, what="an estimate of her own")["reason"] is None
    late_office.clock.advance(seconds=10)
    for counter in ("counter-1", "counter-2"):
        clerk.at(counter, "close")
    late_office.clock.advance(seconds=20)
    at_home = new_page(**PHONE)
    at_home.goto(f"{late_office.url}/status/lindenhof")
    expect(at_home.locator(".row-rise").first).to_contain_text("Es dauert länger")
    lines = at_home.locator(".row-title").evaluate_all(LINES)
    assert max(lines) <= 2  # the reason leaves the name its room
    rise = page.locator(".paper-rise")
    # A forecast may come between the two.
    closed = re.compile("Es dauert länger: (Ein Schalter hat|2 Schalter haben) geschlossen.")
    expect(rise).to_have_text(closed)
    expect(page.locator("#said")).to_contain_text(closed)
    # Ten people before her: even the earliest call would come after closing.
    expect(page.locator(".back")).to_contain_text("Vielleicht können wir Sie nicht mehr aufrufen")
    assert axe(page) == []
    late_office.clock.advance(minutes=6)
    expect(rise.get_by_text("geschlossen")).to_have_count(0)


def test_the_manager_reads_afterwards_how_the_guard_did(
    late_office: Server, new_page: NewPage
) -> None:
    clerk = Api(late_office, late_office.token("clerk"))
    is_full(late_office)
    set_guard(late_office, "stop")
    body = {"service": "residence"}
    kiosk = Api(late_office, late_office.token("kiosk"))
    wait_until(
        lambda: kiosk.post("/offices/lindenhof/tickets", body).status_code == 409, what="stop"
    )
    over = clerk.post("/offices/lindenhof/tickets", {**body, "override": True})
    assert over.status_code == 201
    assert late_office.clock is not None
    late_office.clock.set(HALF_PAST_FOUR.replace(hour=17, minute=20))  # twenty past six
    password = late_office.user("clara", "manager")
    page = new_page(viewport={"width": 1440, "height": 900}, locale="de-DE")
    account = {"username": "clara", "password": password}
    assert page.context.request.post(f"{late_office.url}/api/v1/session", data=account).ok
    page.goto(f"{late_office.url}/manager?view=past&from=2026-11-24&to=2026-11-24")
    figures = page.locator("[data-part=all] section", has_text="Kapazitätswächter")
    expect(figures).to_contain_text("Vom Wächter abgewiesen")
    # The one open counter never called anybody: none of the refused would have come to it.
    expect(figures).to_contain_text("Davon wären 0 noch drangekommen.")
    expect(figures).to_contain_text("Vom Personal trotzdem ausgegeben")
    expect(figures).to_contain_text("Davon verfiel 1 ohne Aufruf.")
    assert axe(page) == []
