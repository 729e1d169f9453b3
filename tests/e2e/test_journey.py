"""The whole way of one number: drawn, printed, followed, called, served, counted."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import requests
from PIL import Image
from playwright.sync_api import Page, expect

from tests.support.accessibility import axe
from tests.support.paper import pdf_text, qr_codes
from tests.support.server import Server, wait_until

NewPage = Callable[..., Page]

KIOSK = {"viewport": {"width": 1080, "height": 1920}, "locale": "de-DE"}
HALL = {"viewport": {"width": 1920, "height": 1080}, "locale": "de-DE"}
DESK = {"viewport": {"width": 1280, "height": 720}, "locale": "de-DE"}
PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "de-DE", "has_touch": True}
OFFICE = {"viewport": {"width": 1440, "height": 900}, "locale": "de-DE"}


def sign_in(page: Page, server: Server, name: str, password: str, then: str) -> None:
    """As a person does it: the page asks, the form is filled, the page wanted comes."""
    page.goto(f"{server.url}{then}")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Passwort").fill(password)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url(f"{server.url}{then}*")


def picture(page: Page) -> Image.Image:
    """What somebody would photograph."""
    return Image.open(BytesIO(page.screenshot()))


def finish(desk: Page) -> None:
    """End the service with the first outcome, by keyboard."""
    desk.keyboard.press("f")
    expect(desk.get_by_role("dialog")).to_be_visible()
    desk.keyboard.press("Enter")


def test_a_number_from_the_kiosk_to_the_statistics(server: Server, new_page: NewPage) -> None:
    """Anna draws a number, Bruno calls it; two displays and her phone know at once."""
    bruno = server.user("bruno", "clerk")
    clara = server.user("clara", "manager")
    kiosk, left, right, desk, phone, manager = (
        new_page(**options) for options in (KIOSK, HALL, HALL, DESK, PHONE, OFFICE)
    )

    # Two displays hang in the hall; nobody has been called yet.
    for display in (left, right):
        display.goto(server.enrol("display"))
        expect(display.locator("#screen[data-ready=true]")).to_be_visible()
    assert axe(left) == []

    # Bruno signs in and sits down at counter 1.
    sign_in(desk, server, "bruno", bruno, "/desk")
    assert axe(desk) == []
    desk.locator("[data-counter=counter-1] button").first.click()
    expect(desk.get_by_role("button", name=re.compile("Nächste Nummer"))).to_be_visible()

    # Anna sees the services with their waits, opens one, and draws.
    kiosk.goto(server.enrol("kiosk"))
    expect(kiosk.get_by_role("heading", name="Was möchten Sie heute erledigen?")).to_be_visible()
    assert axe(kiosk) == []
    kiosk.locator("[data-service=residence] button").first.click()
    assert axe(kiosk) == []
    kiosk.get_by_role("button", name="Nummer ziehen").click()
    expect(kiosk.locator(".paper[data-number=A001]")).to_be_visible()
    expect(kiosk.get_by_text("Niemand ist vor Ihnen", exact=False)).to_be_visible()
    assert axe(kiosk) == []

    # The code on the screen leads to her phone page; the slip says the same.
    link = wait_until(lambda: qr_codes(picture(kiosk)), what="a readable code")[0]
    token = link.rsplit("/", 1)[1]
    slip = requests.get(f"{server.url}/api/v1/tickets/{token}/slip.pdf", timeout=10)
    assert slip.headers["Content-Type"] == "application/pdf"
    assert "001" in pdf_text(slip.content)
    phone.goto(link)
    expect(phone.locator("[data-number=A001][data-state=waiting]").first).to_be_visible()
    assert axe(phone) == []

    # One key, and everybody knows.
    expect(desk.locator("[data-number=A001]").first).to_be_visible()
    desk.keyboard.press("F2")
    for display in (left, right):
        lamp = display.locator("#announcement[data-on=true]")
        expect(lamp).to_contain_text("001")
        expect(lamp).to_contain_text("Schalter 1")
    expect(phone.locator("[data-number=A001][data-state=called]").first).to_be_visible()
    expect(phone.get_by_role("heading", name="Sie sind dran")).to_be_visible()
    assert axe(phone) == []
    assert axe(left) == []
    assert axe(desk) == []

    # She comes, is served for twelve minutes, and leaves.
    server.clock and server.clock.advance(seconds=40)
    desk.keyboard.press("b")
    expect(phone.locator("[data-state=serving]").first).to_be_visible()
    expect(desk.locator("#sheet[data-situation=serving]")).to_be_visible()
    server.clock and server.clock.advance(minutes=12)
    finish(desk)
    expect(phone.locator("[data-state=finished]").first).to_be_visible()
    assert axe(phone) == []

    # Clara sees what happened.
    sign_in(manager, server, "clara", clara, "/manager")
    expect(manager.get_by_text("Niemand wartet", exact=False).first).to_be_visible()
    assert axe(manager) == []
