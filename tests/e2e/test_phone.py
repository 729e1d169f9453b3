"""The phone page of one number, from drawing to the end, and when the connection breaks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.accessibility import axe
from tests.support.server import Api, Server

NewPage = Callable[..., Page]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "locale": "de-DE"}
AWAY = 40_000
"""Enough for a server to start again on a busy machine, and for the page to notice."""


class Phone:
    """A citizen's phone that shows the page of one number."""

    def __init__(self, page: Page, ticket: dict[str, Any]) -> None:
        self.page = page
        self.ticket = ticket
        self.main = page.locator("#main")

    def is_in(self, state: str) -> None:
        expect(self.page.locator("#phone")).to_have_attribute("data-state", state, timeout=AWAY)

    def says(self, *words: str | re.Pattern[str]) -> None:
        for one in words:
            expect(self.main).to_contain_text(one, timeout=AWAY)

    def press(self, action: str) -> None:
        self.page.locator(f"[data-action={action}]").click()

    def is_in_order(self) -> None:
        """Nothing for axe to find, nothing to scroll sideways."""
        assert axe(self.page) == []
        width = self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width[0] <= width[1]


Take = Callable[..., Phone]


@pytest.fixture
def take(office: Server, staff: Api, new_page: NewPage) -> Take:
    """Draw a number and open its page: `take(service, persons=2, dark=True)`."""

    def open_page(service: str = "residence", *, dark: bool = False, **ticket: Any) -> Phone:
        drawn = staff.draw(service, **ticket)
        scheme = "dark" if dark else "light"
        page = new_page(**PHONE, color_scheme=scheme)
        page.goto(drawn["url"])
        phone = Phone(page, drawn)
        phone.is_in("waiting")
        return phone

    return open_page


def after(server: Server, **time: float) -> None:
    """The office's clock moves on."""
    assert server.clock is not None
    server.clock.advance(**time)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_from_drawing_over_a_missed_call_to_giving_back(
    take: Take, office: Server, staff: Api, dark: bool
) -> None:
    staff.at("counter-3", "open")
    phone = take(dark=dark)
    phone.says("Ihre Nummer", "Niemand vor Ihnen", "Wohnungsgeberbestätigung", "Gebühr: kostenlos")
    phone.is_in_order()

    # Called: one thing only.
    staff.at("counter-3", "call-next")
    phone.is_in("called")
    phone.says("Sie sind dran", "Schalter 3", "Gang rechts, zweite Tür")
    phone.says(re.compile(r"Um \d+:\d\d rufen wir Sie noch einmal"), "15 Minuten")
    expect(phone.page).to_have_title("Sie sind dran: Schalter 3")
    expect(phone.page.locator("#said")).to_contain_text("Sie sind dran. Nummer")
    phone.is_in_order()

    # Missed, but held: back with one press.
    after(office, seconds=60)
    staff.at("counter-3", "no-show")
    phone.is_in("no_show")
    phone.says("Sie waren nicht da", re.compile(r"Wir halten Ihre Nummer bis \d+:\d\d Uhr"))
    phone.is_in_order()
    phone.press("return")
    phone.is_in("waiting")

    # Later, as often as the office allows, each time asked first.
    for left in (2, 1):
        phone.press("postpone")
        dialog = phone.page.get_by_role("dialog", name="10 Minuten später aufrufen?")
        expect(dialog).to_contain_text(re.compile(r"frühestens um \d+:\d\d Uhr"))
        expect(dialog).to_contain_text(f"Das geht noch {left}-mal.")
        phone.is_in_order()
        phone.press("yes")
        expect(dialog).to_be_hidden()
        phone.says(re.compile(r"Wir rufen Sie frühestens um \d+:\d\d Uhr"))
    phone.is_in_order()
    phone.page.locator("[data-action=postpone][aria-disabled]").click(force=True)
    expect(phone.page.get_by_role("dialog")).to_contain_text(
        "Das ging 2-mal. Bitte warten Sie jetzt."
    )
    phone.page.get_by_role("button", name="Schließen").click()

    # Given back, once it is confirmed.
    phone.press("cancel")
    dialog = phone.page.get_by_role("dialog", name="Nummer abgeben?")
    phone.is_in_order()
    dialog.get_by_role("button", name="Zurück").click()
    phone.is_in("waiting")
    phone.press("cancel")
    phone.press("yes")
    phone.is_in("cancelled")
    phone.says("Diese Nummer wurde abgegeben.")
    assert staff.get("/offices/lindenhof/queue").json()["waiting"] == []
    phone.is_in_order()


def test_a_hold_that_is_over_sends_to_the_information_desk(
    take: Take, office: Server, staff: Api
) -> None:
    staff.at("counter-3", "open")
    phone = take()
    staff.at("counter-3", "call-next")
    after(office, seconds=60)
    staff.at("counter-3", "no-show")
    phone.is_in("no_show")

    after(office, minutes=16)

    phone.says("Wir konnten Ihre Nummer nicht länger halten.", "Bitte gehen Sie zur Auskunft.")
    expect(phone.page.locator("[data-action=return]")).to_have_count(0)
    phone.is_in_order()


def test_served_parked_and_finished(take: Take, office: Server, staff: Api) -> None:
    staff.at("counter-1", "open")
    phone = take("id-card", also=["id-pickup"])
    phone.says("Ausweis oder Pass beantragen", "Fertigen Ausweis abholen")
    phone.page.get_by_label("Alter Ausweis").check()
    staff.at("counter-1", "call-next")
    staff.at("counter-1", "start")
    phone.is_in("serving")
    phone.says("Sie werden bedient", "Schalter 1")
    expect(phone.page.get_by_label("Alter Ausweis")).to_be_checked()
    phone.is_in_order()

    staff.at("counter-1", "park")
    phone.is_in("parked")
    phone.says("Ihr Anliegen ruht kurz.")
    phone.is_in_order()

    staff.at("counter-1", "call", ticket=phone.ticket["id"])
    staff.at("counter-1", "start")
    staff.at("counter-1", "finish", services=["id-card", "id-pickup"])
    phone.is_in("finished")
    phone.says("Ihr Besuch ist beendet.")
    assert phone.page.evaluate("localStorage.length") == 0
    phone.is_in_order()


def test_a_call_taken_back_is_admitted(take: Take, staff: Api) -> None:
    staff.at("counter-3", "open")
    phone = take()
    staff.at("counter-3", "call-next")
    phone.is_in("called")

    staff.at("counter-3", "undo")

    phone.is_in("waiting")
    phone.says("Der Aufruf wurde zurückgenommen.", "Ihre Nummer behält ihren Platz.")
    expect(phone.page.locator("html.lit, .lit")).to_have_count(0)
    phone.is_in_order()


def test_a_second_gong_is_announced_again(take: Take, office: Server, staff: Api) -> None:
    staff.at("counter-3", "open")
    phone = take()
    staff.at("counter-3", "call-next")
    phone.is_in("called")

    after(office, seconds=46)

    phone.says("Wir haben Sie zum zweiten Mal gerufen.")
    phone.is_in_order()


def test_what_cannot_be_estimated_is_said_in_words(take: Take, staff: Api) -> None:
    phone = take()
    phone.says("Zurzeit bedient das kein Schalter. Ihre Nummer behält ihren Platz.")
    expect(phone.page.locator(".axis")).to_have_count(0)
    phone.is_in_order()

    staff.at("counter-3", "open")

    phone.says("Gleich dran")
    staff.at("counter-3", "close")
    phone.says("Zurzeit bedient das kein Schalter.")


def test_the_wait_moves_with_the_queue_and_says_when_to_be_back(
    take: Take, staff: Api, office: Server
) -> None:
    staff.at("counter-3", "open")
    for _ in range(3):
        staff.draw("residence")
    phone = take()
    phone.says("3 vor Ihnen", "Sie warten noch etwa", "Seien Sie zurück bis")
    expect(phone.page.locator(".back-time")).to_have_text(re.compile(r"^\d+:\d\d$"))
    phone.is_in_order()

    staff.at("counter-3", "call-next")

    phone.says("2 vor Ihnen")


def test_why_this_order_tells_numbers_and_nobody_elses_business(
    take: Take, office: Server, staff: Api
) -> None:
    staff.draw("residence")
    staff.draw("residence")
    after(office, minutes=1)
    phone = take(priority="priority", language="en")
    after(office, minutes=1)
    staff.draw("residence", priority="urgent")

    phone.page.locator("[data-action=why]").click()

    dialog = phone.page.get_by_role("dialog", name="Why this order?")
    expect(dialog).to_contain_text("1 person goes first by rule.")
    expect(dialog).to_contain_text("You have priority: it counts as 15 minutes of waiting.")
    expect(dialog).not_to_contain_text(re.compile(r"A\s?\d{3}"))
    phone.is_in_order()


def test_another_language_stays_after_loading_again(take: Take) -> None:
    phone = take()
    phone.page.locator("[data-language=en]").click()
    phone.says("Your number")
    phone.is_in_order()

    phone.page.reload()

    phone.says("Your number")
    assert phone.page.evaluate("document.documentElement.lang") == "en"

    phone.page.goto(phone.page.url.split("?")[0])  # the code on the slip, once more

    phone.says("Your number")
    phone.page.locator("[data-language=de]").click()
    phone.says("Ihre Nummer")


def test_without_the_server_the_page_says_so_and_heals(
    take: Take, office: Server, staff: Api
) -> None:
    staff.at("counter-3", "open")
    phone = take()
    office.kill()
    phone.says("Keine Verbindung seit", "bitte achten Sie auch auf den Bildschirm")
    expect(phone.page.locator("#link")).to_have_text("keine Verbindung")
    phone.is_in_order()

    office.start()
    staff.at("counter-3", "call-next")

    phone.is_in("called")
    expect(phone.page.get_by_text("Keine Verbindung")).to_have_count(0)


def test_a_phone_that_was_offline_shows_the_truth_at_once(take: Take, staff: Api) -> None:
    staff.at("counter-3", "open")
    phone = take()
    phone.page.context.set_offline(True)
    staff.at("counter-3", "call-next")
    staff.at("counter-3", "start")

    phone.page.context.set_offline(False)

    phone.is_in("serving")
    expect(phone.page.locator("#link")).to_have_text("verbunden", timeout=AWAY)


def test_giving_back_without_a_connection_is_admitted(take: Take, staff: Api) -> None:
    phone = take()
    phone.page.context.set_offline(True)
    phone.page.clock.install()
    phone.press("cancel")
    phone.press("yes")
    phone.page.clock.fast_forward(21_000)

    dialog = phone.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Keine Verbindung. Bitte versuchen Sie es noch einmal")

    phone.page.context.set_offline(False)
    phone.press("yes")
    phone.is_in("cancelled")


def test_an_installed_page_is_told_of_the_call(take: Take, staff: Api) -> None:
    staff.at("counter-3", "open")
    phone = take()
    page = phone.page
    page.context.grant_permissions(["notifications"])
    page.reload()
    shown = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
    assert page.evaluate(shown) == 0  # nothing is asked or set up before a press
    phone.press("sound")
    page.wait_for_function("navigator.serviceWorker.getRegistration().then((one) => one?.active)")
    theme = page.locator("meta[name=theme-color]")
    expect(theme).to_have_attribute("content", "#ecede8")

    staff.at("counter-3", "call-next")

    phone.is_in("called")
    expect(theme).to_have_attribute("content", "#ffc61a")
    page.wait_for_function(
        "navigator.serviceWorker.ready.then((one) => one.getNotifications())"
        ".then((all) => all[0]?.body.includes('Schalter 3'))"
    )
    manifest = str(page.locator("link[rel=manifest]").get_attribute("href"))
    app = page.context.request.get(f"{staff.server.url}{manifest}")
    assert app.headers["content-type"] == "application/manifest+json"
    assert app.headers["cache-control"] == "no-store"
    value = app.json()
    assert value["start_url"] == manifest.removesuffix("/app.webmanifest")
    assert value["name"] == f"{phone.ticket['number']} · Bürgeramt Lindenhof"
    for icon in value["icons"]:
        picture = page.context.request.get(f"{staff.server.url}{icon['src']}")
        assert picture.headers["content-type"] == "image/png"


def test_an_unknown_number_gets_a_friendly_page(office: Server, new_page: NewPage) -> None:
    page = new_page(**PHONE)

    answer = page.goto(f"{office.url}/t/AAAAAAAAAAAAAAAAAAAAAA")

    assert answer is not None
    assert answer.status == 404
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    expect(page.get_by_role("heading", name="Diese Nummer gibt es nicht")).to_be_visible()
    assert axe(page) == []


def test_the_address_is_kept_from_others(take: Take, staff: Api, office: Server) -> None:
    phone = take()
    token = phone.ticket["token"]

    for path in (f"/t/{token}", *(f"/api/v1/tickets/{token}{end}" for end in ENDS)):
        answer = phone.page.context.request.get(f"{office.url}{path}")
        assert answer.status == 200, path
        assert answer.headers["cache-control"] == "no-store", path
        assert answer.headers["referrer-policy"] == "no-referrer", path
    robots = phone.page.locator("meta[name=robots]")
    expect(robots).to_have_attribute("content", re.compile("noindex"))
    assert token not in office.log


ENDS = ("", "/why", "/qr.svg", "/slip.pdf")
