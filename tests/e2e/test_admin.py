"""Adam, the administrator, reads what is set up and takes the commands with him."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.accessibility import axe
from tests.support.server import Office, Server

NewPage = Callable[..., Page]

SCREEN = {"viewport": {"width": 1440, "height": 900}, "locale": "de-DE"}


@pytest.fixture
def adam(server: Server, new_page: NewPage) -> Callable[..., Page]:
    """Adam signed in, looking at the page."""
    password = server.user("adam", "admin")
    server.user("bruno", "clerk")
    server.accounts.create_token("display", "lindenhof", "hall")

    def open_page(**options: Any) -> Page:
        page = new_page(**{**SCREEN, **options})
        account = {"username": "adam", "password": password}
        assert page.context.request.post(f"{server.url}/api/v1/session", data=account).ok
        page.goto(f"{server.url}/admin")
        return page

    return open_page


def test_what_is_set_up_stands_on_one_page(adam: Callable[..., Page]) -> None:
    page = adam()

    expect(page.locator("h1")).to_contain_text("Ein Amt ist eingerichtet.")
    office = page.locator("#office-lindenhof")
    expect(office.get_by_role("row", name="Dienstag 08:00–18:00 08:00–17:30")).to_be_visible()
    expect(office).to_contain_text("24. Dezember 2026")
    expect(office).to_contain_text("Berlin (DE-BE)")
    expect(office.locator("[data-counter=counter-4]")).to_contain_text("Hauptbereich")
    service = office.locator("[data-service=id-card]")
    expect(service).to_contain_text("Ausweis oder Pass beantragen")
    expect(service).to_contain_text("Schalter 1")
    expect(office.locator("[data-counter=counter-4]")).to_contain_text("(10 min)")
    expect(office).to_contain_text("in 15, 30 min aufgerufen")
    assert axe(page) == []


def test_every_change_comes_with_its_command(adam: Callable[..., Page]) -> None:
    page = adam()

    for line in (
        "queue-app office export lindenhof > lindenhof.toml",
        "queue-app office import lindenhof.toml --dry-run",
        "queue-app user disable bruno",
        "queue-app user password bruno",
        "queue-app token revoke hall",
    ):
        expect(page.get_by_text(line, exact=True)).to_be_visible()


def test_a_command_is_copied_with_one_press(adam: Callable[..., Page]) -> None:
    page = adam(permissions=["clipboard-read", "clipboard-write"])

    page.get_by_role("button", name="queue-app user disable bruno kopieren").click()

    expect(page.locator("#copied")).to_have_text("Kopiert.")
    assert page.evaluate("navigator.clipboard.readText()") == "queue-app user disable bruno"


def test_a_service_that_no_counter_serves_is_pointed_out(
    make_server: Callable[..., Server], new_page: NewPage
) -> None:
    def without_advice(office: Office) -> None:
        for counter in office["counters"]:
            counter["services"].pop("advice", None)

    server = make_server(change=without_advice)
    password = server.user("adam", "admin")
    page = new_page(**SCREEN)
    account = {"username": "adam", "password": password}
    page.context.request.post(f"{server.url}/api/v1/session", data=account)

    page.goto(f"{server.url}/admin")

    expect(page.locator("[data-service=advice] .wrong")).to_contain_text("kein Schalter")


@pytest.mark.parametrize(
    "options",
    [
        {"viewport": {"width": 390, "height": 844}},
        {"color_scheme": "dark"},
        {"locale": "en-GB"},
    ],
    ids=["phone", "dark", "english"],
)
def test_on_a_phone_in_the_dark_and_in_english(
    adam: Callable[..., Page], options: dict[str, Any]
) -> None:
    page = adam(**options)
    width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")

    assert width[0] <= width[1]
    assert axe(page) == []


@pytest.mark.parametrize("role", ["clerk", "manager"])
def test_others_do_not_see_it(server: Server, new_page: NewPage, role: str) -> None:
    password = server.user("bruno", role)
    page = new_page(**SCREEN)
    account = {"username": "bruno", "password": password}
    page.context.request.post(f"{server.url}/api/v1/session", data=account)

    answer = page.context.request.get(f"{server.url}/admin")

    assert answer.status == 403
    assert "office export lindenhof" not in answer.text()
