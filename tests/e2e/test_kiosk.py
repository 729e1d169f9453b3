"""The kiosk in a real browser: one press, one number, and nothing that is not true."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.accessibility import axe
from tests.support.server import Api, Make, Server, wait_until

NewPage = Callable[..., Page]
Kiosk = Callable[..., Page]

PORTRAIT = {"width": 1080, "height": 1920}
LANDSCAPE = {"width": 1920, "height": 1080}
TICKETS = "**/offices/lindenhof/tickets"
SLIP = "**/slip.pdf"
SECOND = 1000
AWAY = 40_000
"""Enough for a server to start again on a busy machine, and for the page to notice."""


@pytest.fixture
def kiosk(office: Server, new_page: NewPage) -> Kiosk:
    """A browser that was made a kiosk: `kiosk(hands=True)` lets its own clock be moved on."""

    def stand(server: Server = office, *, hands: bool = False, **options: Any) -> Page:
        page = new_page(**{"viewport": PORTRAIT, "screen": PORTRAIT, "locale": "de-DE", **options})
        if hands:
            page.clock.install()
        page.goto(server.enrol("kiosk"))
        expect(page.locator("[data-service], .closed").first).to_be_visible()
        return page

    return stand


def choose(page: Page, service: str = "residence") -> None:
    """Touch a service; it opens."""
    page.locator(f"[data-service={service}] .service").click()
    expect(page.locator("[data-action=draw]")).to_be_enabled()


def drawn(page: Page) -> str:
    """The number on the screen."""
    paper = page.locator(".paper[data-number]")
    expect(paper).to_be_visible(timeout=AWAY)
    return str(paper.get_attribute("data-number"))


def draw(page: Page, service: str = "residence") -> str:
    choose(page, service)
    page.locator("[data-action=draw]").click()
    return drawn(page)


def forgotten(page: Page) -> None:
    """The first page stands there in the first language, with nothing of anybody."""
    expect(page.locator("#kiosk[data-view=start]")).to_be_visible()
    expect(page.get_by_role("heading", name="Was möchten Sie heute erledigen?")).to_be_visible()
    expect(page.locator("[data-open=true], [data-slip], .paper, dialog")).to_have_count(0)
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0


def waiting(staff: Api) -> list[dict[str, Any]]:
    """Who waits, as the office sees it."""
    found: list[dict[str, Any]] = staff.get("/offices/lindenhof/queue").json()["waiting"]
    return found


def keys(page: Page) -> list[str]:
    """Collects the idempotency keys of what the page sends from now on to draw a number."""
    found: list[str] = []

    def note(request: Any) -> None:
        if request.method == "POST" and request.url.endswith("/lindenhof/tickets"):
            found.append(request.headers["idempotency-key"])

    page.on("request", note)
    return found


def test_a_double_tap_makes_one_number(kiosk: Kiosk, staff: Api) -> None:
    page = kiosk()
    sent = keys(page)
    choose(page)

    page.locator("[data-action=draw]").dblclick()

    number = drawn(page)
    assert len(sent) == 1
    assert [one["number"] for one in waiting(staff)] == [number]


def test_an_answer_lost_on_the_way_makes_one_number(kiosk: Kiosk, staff: Api) -> None:
    page = kiosk()
    sent = keys(page)

    def lose(route: Route) -> None:
        assert route.fetch().status == 201
        route.abort("connectionreset")

    page.route(TICKETS, lose, times=1)
    number = draw(page)

    assert len(sent) == 2
    assert len(set(sent)) == 1
    assert [one["number"] for one in waiting(staff)] == [number]


def test_a_server_that_dies_after_the_number_was_drawn(
    kiosk: Kiosk, office: Server, staff: Api
) -> None:
    page = kiosk()
    sent = keys(page)

    def die(route: Route) -> None:
        assert route.fetch().status == 201
        office.kill()
        route.abort("connectionreset")

    page.route(TICKETS, die, times=1)
    choose(page)
    page.locator("[data-action=draw]").click()
    expect(page.get_by_text("Sie erhalten genau eine Nummer")).to_be_visible()
    expect(page.locator("#offline")).to_be_visible()
    assert axe(page) == []
    office.start()

    number = drawn(page)

    assert len(set(sent)) == 1
    assert [one["number"] for one in waiting(staff)] == [number]
    expect(page.locator("#offline")).to_be_hidden(timeout=AWAY)


def test_a_page_loaded_again_before_the_answer_still_gets_its_number(
    kiosk: Kiosk, staff: Api
) -> None:
    page = kiosk()
    sent = keys(page)
    lost: list[int] = []
    page.route(TICKETS, lambda route: lost.append(route.fetch().status), times=1)
    page.locator("[data-language=en]").click()
    choose(page)
    page.locator("[data-action=draw]").click()
    wait_until(lambda: page.title() and lost, what="the server's answer")

    page.reload()

    number = drawn(page)
    expect(page.get_by_text("Your number", exact=True)).to_be_visible()
    assert len(set(sent)) == 1
    assert [one["number"] for one in waiting(staff)] == [number]


def test_who_left_before_the_answer_leaves_no_number_behind(kiosk: Kiosk, staff: Api) -> None:
    page = kiosk(hands=True)
    choose(page)
    page.context.set_offline(True)
    page.locator("[data-action=draw]").click()
    expect(page.get_by_text("Sie erhalten genau eine Nummer")).to_be_visible()
    page.clock.fast_forward(75 * SECOND)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.clock.fast_forward(20 * SECOND)
    forgotten(page)

    with page.expect_response(re.compile("/cancel$")) as given_back:
        page.context.set_offline(False)

    assert given_back.value.json()["state"] == "cancelled"
    assert waiting(staff) == []
    forgotten(page)


def test_what_was_chosen_arrives_at_the_server(kiosk: Kiosk, staff: Api) -> None:
    page = kiosk()
    page.locator("[data-language=en]").click()
    expect(page.get_by_role("heading", name="What would you like to do today?")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en"
    assert axe(page) == []
    choose(page, "id-card")
    more = page.get_by_role("button", name="One person more")
    more.click()
    more.click()
    page.locator("[data-priority=priority]").click()
    page.locator("[data-key=further]").click()
    expect(page.get_by_role("heading", name="What else would you like to do?")).to_be_visible()
    assert axe(page) == []
    page.locator("[data-also=id-pickup]").click()
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("[data-key=further]")).to_contain_text("Collect a finished ID document")
    assert axe(page) == []

    page.get_by_role("button", name="Draw a number").click()

    number = drawn(page)
    expect(page.locator(".paper")).to_contain_text("Apply for an ID card or passport")
    expect(page.locator(".paper")).to_contain_text("Collect a finished ID document")
    (ticket,) = waiting(staff)
    assert ticket["number"] == number
    assert ticket["persons"] == 3
    assert ticket["priority"] == "priority"
    assert [one["id"] for one in ticket["also"]] == ["id-pickup"]
    assert ticket["language"] == "en"
    assert axe(page) == []


def test_nobody_serving_is_said_before_and_after_drawing(kiosk: Kiosk, staff: Api) -> None:
    page = kiosk()
    row = page.locator("[data-service=residence]")
    expect(row).to_contain_text("zurzeit kein Schalter")
    choose(page)
    expect(row).to_contain_text(
        "Zurzeit bedient das kein Schalter. Ihre Nummer behält ihren Platz."
    )

    page.locator("[data-action=draw]").click()

    drawn(page)
    expect(page.locator(".paper")).to_contain_text("Zurzeit bedient das kein Schalter.")
    staff.at("counter-1", "open")
    expect(page.locator(".paper")).to_contain_text(re.compile("Gleich dran|Sie warten noch etwa"))
    assert axe(page) == []


def test_the_wait_stands_there_before_anybody_draws(kiosk: Kiosk, staff: Api) -> None:
    staff.at("counter-1", "open")
    for _ in range(4):
        staff.draw("residence")
    page = kiosk()

    row = page.locator("[data-service=residence]")

    expect(row).to_contain_text(re.compile(r"etwa \d+(–\d+)? min"))
    expect(row).to_contain_text("4 vor Ihnen")
    staff.draw("residence")
    expect(row).to_contain_text("5 vor Ihnen")
    assert axe(page) == []

    # Nobody waits for what no counter serves: there is nothing to be ahead of.
    nobody = page.locator("[data-service=driving-licence] .row-side")
    staff.at("counter-1", "close")
    staff.at("info", "open")
    expect(nobody).to_contain_text("zurzeit kein Schalter")
    expect(nobody).not_to_contain_text("vor Ihnen")
    staff.at("counter-1", "open")

    # Who goes earlier is promised no figure that holds for others.
    choose(page)
    expect(row.locator(".row-side")).to_contain_text("min")
    page.locator("[data-priority=priority]").click()
    expect(row.locator(".row-side")).to_have_text(re.compile("rufen wir Sie früher auf"))
    assert axe(page) == []
    page.locator("[data-priority=priority]").click()
    expect(row.locator(".row-side")).to_contain_text("vor Ihnen")


def test_stopped_says_why_and_starts_again_without_a_touch(kiosk: Kiosk, staff: Api) -> None:
    page = kiosk()
    issuing = "/offices/lindenhof/issuing"
    staff.post(issuing, {"open": False, "service": "parking", "reason": "System gestört"})
    row = page.locator("[data-service=parking]")
    expect(row).to_contain_text("zurzeit keine Nummern")
    expect(row).to_contain_text("System gestört")
    expect(row.get_by_role("button")).to_have_count(0)
    assert axe(page) == []

    staff.post(issuing, {"open": False, "reason": "Feueralarm"})
    stopped = page.locator(".closed[data-state=stopped]")
    expect(stopped).to_contain_text("Feueralarm")
    expect(stopped).to_contain_text(re.compile(r"Seit \d?\d:\d\d Uhr"))
    expect(page.get_by_role("heading", name="Zurzeit geben wir keine Nummern aus.")).to_be_visible()
    assert axe(page) == []

    staff.post(issuing, {"open": True})
    staff.post(issuing, {"open": True, "service": "parking"})
    expect(row.get_by_role("button")).to_be_visible()


def test_a_service_stopped_while_it_is_open_is_refused_with_its_reason(
    kiosk: Kiosk, staff: Api
) -> None:
    page = kiosk()
    choose(page, "parking")
    page.context.set_offline(True)
    page.locator("[data-action=draw]").click()
    staff.post(
        "/offices/lindenhof/issuing",
        {"open": False, "service": "parking", "reason": "System gestört"},
    )
    page.context.set_offline(False)

    expect(page.locator("[data-service=parking]")).to_contain_text("System gestört")

    assert waiting(staff) == []
    assert axe(page) == []


def test_the_day_comes_to_its_end(make_server: Make, kiosk: Kiosk) -> None:
    server = make_server(now=datetime(2026, 11, 24, 16, 10, tzinfo=UTC))  # 17:10 in Berlin
    assert server.clock is not None
    page = kiosk(server)
    row = page.locator("[data-service=residence]")

    # Half past five: no more numbers, but who has one is called.
    server.clock.set(datetime(2026, 11, 24, 16, 40, tzinfo=UTC))
    closed = page.locator(".closed[data-state=closed]")
    expect(closed).to_contain_text("Seit 17:30 Uhr.")
    expect(closed).to_contain_text("Mittwoch, 25. November ab 8:00 Uhr")
    expect(closed).to_contain_text("bis 18:00 Uhr aufgerufen")
    expect(page.get_by_role("heading", name=re.compile("keine Nummern mehr"))).to_be_visible()
    assert axe(page) == []
    page.locator("[data-language=en]").click()
    expect(closed).to_contain_text("Numbers are issued again on Wednesday 25 November from 8:00.")

    # The next morning it wakes by itself.
    server.clock.set(datetime(2026, 11, 24, 18, 0, tzinfo=UTC))
    expect(page.get_by_role("heading", name=re.compile("The office is closed"))).to_be_visible()
    server.clock.set(datetime(2026, 11, 25, 7, 1, tzinfo=UTC))
    expect(row.get_by_role("button")).to_be_visible(timeout=AWAY)


def test_the_result_stays_readable_then_closes_and_forgets(kiosk: Kiosk) -> None:
    page = kiosk(hands=True)
    page.locator("[data-language=en]").click()
    number = draw(page)
    expect(page.get_by_text("This page closes in", exact=False)).to_be_visible()

    page.clock.fast_forward(55 * SECOND)
    page.locator("[data-action=longer]").click()
    page.clock.fast_forward(55 * SECOND)
    assert drawn(page) == number
    page.clock.fast_forward(15 * SECOND)

    forgotten(page)
    assert number not in page.content()


def test_done_ends_it_at_once(kiosk: Kiosk) -> None:
    page = kiosk()
    draw(page)

    page.locator("[data-action=done]").click()

    forgotten(page)


def test_who_is_silent_is_asked_and_then_forgotten(kiosk: Kiosk) -> None:
    page = kiosk(hands=True)
    page.locator("[data-language=en]").click()
    choose(page)
    page.clock.fast_forward(71 * SECOND)
    dialog = page.get_by_role("dialog", name="Are you still there?")
    expect(dialog).to_contain_text(re.compile(r"In \d\d seconds"))
    assert axe(page) == []

    dialog.get_by_role("button", name="I need more time").click()
    expect(dialog).to_be_hidden()
    page.clock.fast_forward(60 * SECOND)
    expect(page.locator("[data-action=draw]")).to_be_visible()
    page.clock.fast_forward(12 * SECOND)
    expect(dialog).to_be_visible()
    page.clock.fast_forward(20 * SECOND)

    forgotten(page)


def test_a_server_away_is_said_in_the_chosen_language_and_comes_back_by_itself(
    kiosk: Kiosk, office: Server, staff: Api
) -> None:
    staff.at("counter-1", "open")
    staff.draw("residence")
    page = kiosk()
    trial = page.locator(".trial")
    expect(trial).to_contain_text("von Hand gestellt")
    page.locator("[data-language=en]").click()
    expect(trial).to_contain_text("set by hand")
    choose(page)
    figures = page.locator("[data-service=residence] .range > b")
    hollow = "one => getComputedStyle(one).webkitTextStrokeWidth !== '0px'"
    assert not figures.evaluate(hollow)
    office.stop()

    band = page.locator("#offline")
    expect(band).to_contain_text("No connection since", timeout=AWAY)
    expect(page.get_by_text("Without a connection no number can be drawn.")).to_be_visible()
    assert figures.evaluate(hollow)
    button = page.locator("[data-action=draw]")
    expect(button).to_have_attribute("aria-disabled", "true")
    button.click(force=True)
    assert axe(page) == []

    office.start()
    expect(band).to_be_hidden(timeout=AWAY)
    assert len(waiting(staff)) == 1
    button.click()
    drawn(page)


def test_the_slip_is_printed_by_the_browser(kiosk: Kiosk) -> None:
    page = kiosk(prints=True)
    slips: list[int] = []
    page.on("response", lambda one: slips.append(one.status) if "slip.pdf" in one.url else None)

    draw(page)

    line = page.locator("[data-print]")
    expect(line).to_contain_text("Bitte den Zettel unten entnehmen.")
    expect(page.locator("[data-slip]")).to_have_attribute("src", re.compile(r"/slip\.pdf$"))
    assert slips
    assert set(slips) == {200}
    # The steps promise what there is: a screen and a gong.
    expect(page.locator(".steps")).to_contain_text("Achten Sie auf den Bildschirm und den Gong.")
    expect(page.locator(".steps")).not_to_contain_text("vorgelesen")
    assert axe(page) == []


def test_a_slip_that_cannot_be_had_is_admitted_and_the_number_stays(kiosk: Kiosk) -> None:
    page = kiosk()
    page.route(SLIP, lambda route: route.abort())

    draw(page)

    expect(page.locator("[data-print]")).to_contain_text("Der Drucker antwortet nicht.")
    expect(page.locator("[data-print]")).to_contain_text("fotografieren Sie die Nummer")
    expect(page.locator(".qr")).to_be_visible()
    assert axe(page) == []


def test_who_is_called_while_still_reading_is_told(kiosk: Kiosk, staff: Api) -> None:
    staff.at("counter-1", "open")
    page = kiosk()
    number = draw(page)

    assert staff.at("counter-1", "call-next")["number"] == number

    paper = page.locator(".paper.lit")
    expect(paper).to_contain_text("Sie sind jetzt dran")
    expect(paper).to_contain_text("Schalter 1")
    assert axe(page) == []


SIZES = """() => ({
  height: document.documentElement.scrollHeight,
  width: document.documentElement.scrollWidth,
  rows: [...document.querySelectorAll("[data-service] .service")].map(one => {
    const {bottom, height} = one.getBoundingClientRect();
    return {bottom, height};
  }),
})"""


# What moved has arrived, and whoever watches sizes has been told.
AT_REST = """async () => {
  await Promise.all(document.getAnimations().map((one) => one.finished));
  for (let n = 0; n < 3; n += 1) await new Promise(requestAnimationFrame);
}"""


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_all_services_are_seen_without_scrolling(
    kiosk: Kiosk, staff: Api, size: dict[str, int], language: str
) -> None:
    page = kiosk(viewport=size, screen=size)
    page.locator(f"[data-language={language}]").click()
    staff.at("counter-1", "open")
    expect(page.locator("[data-service=residence]")).to_contain_text(re.compile("min|gleich|soon"))
    expect(page.locator("[data-service]")).to_have_count(8)
    page.evaluate("document.fonts.ready")

    seen = wait_until(lambda: page.evaluate(SIZES), what="eight services")

    assert len(seen["rows"]) == 8
    assert seen["height"] <= size["height"]
    assert seen["width"] <= size["width"]
    assert max(row["bottom"] for row in seen["rows"]) <= size["height"]
    page.locator("[data-service]").last.locator("> button").click()
    page.evaluate(AT_REST)
    assert page.locator("#scroller").is_hidden()
    page.locator("[data-service]").last.locator("> button").click()
    finger = 20 / 25.4 / 21.5 * (1080**2 + 1920**2) ** 0.5  # 20 mm on a screen of 21.5 inches
    assert min(row["height"] for row in seen["rows"]) >= finger - 1
    assert axe(page) == []
    draw(page)
    assert page.evaluate("document.documentElement.scrollHeight") <= size["height"]
    assert axe(page) == []


def test_a_dark_kiosk(kiosk: Kiosk) -> None:
    page = kiosk(color_scheme="dark")
    assert axe(page) == []
    draw(page, "advice")
    assert axe(page) == []
