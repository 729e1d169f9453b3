"""Start page, sign-in, messages and public waiting times, as a newcomer and a citizen meet them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.support.accessibility import axe
from tests.support.server import TUESDAY, Api, Server, new_server

NewPage = Callable[..., Page]

SIZES: list[ViewportSize] = [{"width": 1440, "height": 900}, {"width": 390, "height": 844}]
PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One office for all these stories."""
    made = new_server(tmp_path_factory.mktemp("pages"), now=TUESDAY).start()
    made.user("bruno", "clerk", PASSWORD)
    yield made
    made.close()


@pytest.fixture
def anna(new_page: NewPage) -> Page:
    """A citizen's browser."""
    return new_page(locale="de-DE", viewport=SIZES[0])


def sound(page: Page) -> None:
    """Usable by everybody, in both sizes and both lights, without scrolling sideways."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for size in SIZES:
            page.set_viewport_size(size)
            assert axe(page) == [], (scheme, size)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.set_viewport_size(SIZES[0])


def test_the_start_page_leads_everywhere(server: Server, anna: Page) -> None:
    anna.goto(server.url)

    expect(anna.get_by_role("heading", name="Wohin möchten Sie?")).to_be_visible()
    office = anna.locator("[data-office=lindenhof]")
    expect(office.get_by_text("jetzt geöffnet")).to_be_visible()
    links = anna.locator("main a").evaluate_all("all => all.map(one => one.pathname)")
    assert links == [
        "/kiosk/lindenhof",
        "/display/lindenhof",
        "/status/lindenhof",
        "/desk",
        "/reception",
        "/manager",
        "/api/docs",
    ]
    sound(anna)
    for link in ("/status/lindenhof", "/api/docs"):
        answer = anna.request.get(server.url + link)
        assert answer.ok


def test_the_page_speaks_the_language_that_is_chosen(server: Server, anna: Page) -> None:
    anna.goto(server.url)
    anna.locator(".language-menu > summary").click()
    anna.get_by_role("link", name="English").click()

    expect(anna.get_by_role("heading", name="Where would you like to go?")).to_be_visible()
    expect(anna.locator("html")).to_have_attribute("lang", "en")


def test_signing_in_with_a_slip_of_the_fingers(server: Server, anna: Page) -> None:
    anna.goto(f"{server.url}/login")
    expect(anna.get_by_label("Name")).to_be_focused()
    anna.keyboard.type("bruno")
    anna.keyboard.press("Enter")
    password = anna.get_by_label("Passwort")
    expect(password).to_have_attribute("aria-invalid", "true")
    expect(anna.get_by_text("Bitte geben Sie Namen und Passwort ein.")).to_be_visible()
    sound(anna)

    password.fill("wrong")
    anna.keyboard.press("Enter")
    expect(anna.get_by_text("Name oder Passwort stimmt nicht.")).to_be_visible()
    expect(anna.get_by_label("Name")).to_have_value("bruno")
    expect(password).to_be_focused()

    anna.keyboard.type(PASSWORD)
    anna.keyboard.press("Enter")
    anna.wait_for_url("**/desk")
    anna.goto(server.url)
    expect(anna.get_by_text("bruno")).to_be_visible()
    sound(anna)
    anna.get_by_role("button", name="Abmelden").click()
    anna.wait_for_url("**/login")


def test_who_may_not_go_on_is_told_how(server: Server, anna: Page) -> None:
    anna.goto(f"{server.url}/nowhere")
    expect(anna.get_by_role("heading", name="Diese Seite gibt es nicht")).to_be_visible()
    sound(anna)

    anna.goto(f"{server.url}/display/lindenhof")
    expect(
        anna.get_by_role("heading", name="Dieser Browser ist noch keine Anzeige")
    ).to_be_visible()
    anna.get_by_role("link", name="Anmelden").click()
    anna.get_by_label("Name").fill("bruno")
    anna.get_by_label("Passwort").fill(PASSWORD)
    anna.keyboard.press("Enter")
    anna.wait_for_url("**/display/lindenhof")
    expect(anna.locator("#screen[data-ready=true]")).to_be_visible()

    link = server.enrol("display")
    anna.goto(link)
    expect(anna.locator("#screen[data-ready=true]")).to_be_visible()
    anna.goto(link)
    expect(anna.get_by_role("heading", name="Dieser Link gilt nicht mehr")).to_be_visible()


def test_waiting_times_are_live(server: Server, anna: Page) -> None:
    bruno = Api(server, server.token("clerk"))
    kiosk = Api(server, server.token("kiosk"))
    anna.goto(f"{server.url}/status/lindenhof")
    row = anna.locator("[data-service=residence]")
    expect(row).to_contain_text("kein Schalter offen")
    expect(anna.get_by_text("Nummern werden ausgegeben.")).to_be_visible()
    expect(anna.locator("#when")).to_have_text("Stand 9:00")
    sound(anna)

    bruno.at("counter-1", "open")
    for _ in range(3):
        kiosk.draw()

    expect(row).to_contain_text("3 vor Ihnen")
    expect(row.locator(".range")).to_contain_text("min")
    assert row.locator(".stroke").evaluate("one => one.style.getPropertyValue('--to')") != ""
    expect(anna.locator("tr[aria-current=date]")).to_contain_text("Dienstag8:00")
    sound(anna)


def test_a_closed_office_says_when_it_opens_again(server: Server, anna: Page) -> None:
    assert server.clock is not None
    anna.goto(f"{server.url}/status/lindenhof")
    expect(anna.get_by_text("Nummern werden ausgegeben.")).to_be_visible()

    server.clock.set(TUESDAY.replace(hour=18))
    anna.reload()

    expect(anna.get_by_text("Wieder am Mittwoch ab 8:00 Uhr.")).to_be_visible()
    expect(anna.locator(".range")).to_have_count(0)
    sound(anna)
    server.clock.set(TUESDAY)


def test_waiting_times_that_are_old_look_old(server: Server, anna: Page) -> None:
    anna.goto(f"{server.url}/status/lindenhof")
    expect(anna.locator("#when")).to_be_visible()

    server.kill()

    expect(anna.get_by_text("Keine Verbindung seit")).to_be_visible(timeout=20000)
    assert axe(anna) == []
    server.start()
    expect(anna.get_by_text("Keine Verbindung seit")).to_be_hidden(timeout=30000)
