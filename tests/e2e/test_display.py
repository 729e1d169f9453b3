"""The waiting-room display in a real browser: who is announced, for how long, and what is honest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.support.accessibility import axe
from tests.support.browser import ARGUMENTS, CHROMIUM
from tests.support.server import TUESDAY, Api, Office, Server, new_server, wait_until

NewPage = Callable[..., Page]

HALL: ViewportSize = {"width": 1920, "height": 1080}
EARS = """
  window.gongs = 0;
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (...all) {
    window.gongs += 1;
    return start.apply(this, all);
  };
"""
# Notes since when which number has the whole screen; null when none has.
EYES = """
  window.seen = [];
  document.addEventListener("DOMContentLoaded", () => {
    const lamp = document.getElementById("announcement");
    const look = () => {
      const on = lamp.dataset.on === "true";
      const number = on ? lamp.querySelector("[data-number]").dataset.number : null;
      if (number !== (window.seen.at(-1)?.number ?? null)) {
        window.seen.push({number, at: performance.now()});
      }
    };
    new MutationObserver(look).observe(lamp, {attributes: true, childList: true});
  });
"""


SIZES = [
    (1920, 1080, 55, 6),
    (3840, 2160, 55, 6),
    (1080, 1920, 55, 6),
    (2160, 3840, 75, 8),
    (1080, 1920, 55, 9),
    (1366, 768, 32, 3),
    (1920, 1080, 55, 9),
    (1920, 1080, 85, 3),
    (2560, 1080, 49, 5),
]
"""Pixels of a screen, its inches, and metres to the last chair."""
PAIR = [{"id": f"wall-{n}", "area": "main", "part": n, "parts": 2} for n in (1, 2)]


def many_screens(office: Office) -> None:
    """Two waiting areas, and a screen of every size."""
    for counter in office["counters"]:
        counter["area"] = "north" if counter["id"] in ("counter-1", "counter-2") else "main"
    office["displays"] = [
        {"id": f"size-{n}", "diagonal_inches": inches, "viewing_distance_metres": metres}
        for n, (_, _, inches, metres) in enumerate(SIZES)
    ]
    office["displays"] += [{"id": "north-wall", "area": "north"}, *PAIR]
    office["displays"] += [{"id": "far", "viewing_distance_metres": 30}]
    office["displays"] += [{"id": "far-upright", "viewing_distance_metres": 30, "upright": True}]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One office for all these stories: each calls numbers of its own."""
    folder = tmp_path_factory.mktemp("display")
    made = new_server(folder, now=TUESDAY, change=many_screens).start()
    yield made
    made.close()


@pytest.fixture(scope="module")
def bruno(server: Server) -> Api:
    """Who calls."""
    return Api(server, server.token("clerk"))


@pytest.fixture(scope="module")
def kiosk(server: Server) -> Api:
    """Where numbers are drawn."""
    return Api(server, server.token("kiosk"))


@pytest.fixture
def hall(server: Server, new_page: NewPage) -> Page:
    """The screen in the hall, freshly started; its clock can be moved on."""
    return hang(server, new_page)


def hang(server: Server, new_page: NewPage, query: str = "", **options: Any) -> Page:
    page = new_page(viewport=HALL, **options)
    page.clock.install()
    page.add_init_script(EARS)
    page.add_init_script(EYES)
    page.goto(server.enrol("display"))
    if query:
        page.goto(f"{server.url}/display/lindenhof{query}")
    expect(page.locator("#screen[data-ready=true]")).to_be_visible()
    return page


def announced(page: Page, number: str) -> None:
    """The whole screen says this number."""
    lamp = page.locator("#announcement[data-on=true]")
    expect(lamp.locator(f"[data-number={number}]")).to_be_visible()
    expect(lamp).to_have_css("opacity", "1")


def quiet(page: Page) -> None:
    """Nobody is announced."""
    expect(page.locator("#announcement")).to_have_attribute("data-on", "false")


def outlast(page: Page) -> None:
    """Wait until everybody has been announced."""
    for _ in range(10):
        page.wait_for_timeout(500)  # what is called just now is still on its way
        if page.locator("#announcement").get_attribute("data-on") == "false":
            break
        page.clock.run_for(11000)
    quiet(page)


def seen(page: Page) -> list[tuple[str, float]]:
    """Who had the whole screen, and for how many seconds of the page's time."""
    notes = page.evaluate("window.seen")
    return [
        (one["number"], (then["at"] - one["at"]) / 1000)
        for one, then in pairwise(notes)
        if one["number"]
    ]


def numbers(page: Page) -> list[str]:
    """What stands on the board, newest first."""
    found: list[str] = page.locator("#newest .number, #before-list .number").evaluate_all(
        "all => all.map(one => one.dataset.number)"
    )
    return found


def gongs(page: Page) -> int:
    heard: int = page.evaluate("window.gongs")
    return heard


def call(kiosk: Api, bruno: Api, counter: str = "counter-3", **ticket: Any) -> str:
    """Somebody draws a number and is called at once."""
    bruno.at(counter, "open")
    kiosk.draw(**ticket)
    return str(bruno.at(counter, "call-next", current="served")["number"])


def test_a_call_takes_the_screen_for_ten_seconds_and_joins(
    hall: Page, kiosk: Api, bruno: Api
) -> None:
    expect(hall.get_by_text("Noch wurde niemand aufgerufen.")).to_be_visible()

    number = call(kiosk, bruno, language="en")

    announced(hall, number)
    lamp = hall.locator("#announcement")
    expect(lamp).to_contain_text("Sie sind dran")
    expect(lamp.get_by_text("It is your turn")).to_have_attribute("lang", "en")
    expect(lamp).to_contain_text("Schalter 3")
    expect(lamp).to_contain_text("Gang rechts, zweite Tür")
    expect(lamp).to_contain_text("Corridor right, second door")
    expect(lamp.locator("use[href$='arrow-right']")).to_have_count(1)
    expect(hall.locator("#said")).to_have_text(f"{number}, Schalter 3")
    assert gongs(hall) == 1
    outlast(hall)
    assert [who for who, _ in seen(hall)] == [number]
    assert 10 <= seen(hall)[0][1] < 11
    assert numbers(hall)[0] == number
    assert axe(hall) == []


def test_calls_that_coincide_take_turns_and_none_is_cut_off(
    hall: Page, kiosk: Api, bruno: Api
) -> None:
    counters = ["counter-1", "counter-2", "counter-3", "counter-4"]
    order = [call(kiosk, bruno, counter) for counter in counters]
    outlast(hall)

    assert [who for who, _ in seen(hall)] == order
    lengths = [seconds for _, seconds in seen(hall)]
    assert min(lengths) >= 5  # while several wait
    assert min(lengths[2:]) >= 10
    assert max(lengths) < 11
    assert gongs(hall) == 4
    assert numbers(hall)[:4] == order[::-1]


def test_who_has_come_or_was_taken_back_is_not_announced(
    hall: Page, kiosk: Api, bruno: Api
) -> None:
    first, second, third = (call(kiosk, bruno, f"counter-{n}") for n in (1, 2, 3))
    announced(hall, first)
    bruno.at("counter-2", "start")
    bruno.at("counter-3", "undo")
    struck = hall.locator(f"[data-number={third}]")
    expect(struck).to_have_attribute("data-state", "withdrawn")

    hall.clock.fast_forward(10500)

    quiet(hall)
    assert gongs(hall) == 1
    assert second in numbers(hall)
    expect(hall.get_by_text("Aufruf zurückgenommen")).to_be_visible()
    assert axe(hall) == []


def test_an_announcement_ends_when_its_call_is_taken_back(
    hall: Page, kiosk: Api, bruno: Api
) -> None:
    announced(hall, call(kiosk, bruno))
    assert axe(hall) == []

    bruno.at("counter-3", "undo")

    quiet(hall)


def test_a_recall_is_announced_again_and_a_new_screen_announces_none(
    server: Server, hall: Page, kiosk: Api, bruno: Api, new_page: NewPage
) -> None:
    number = call(kiosk, bruno)
    announced(hall, number)
    hall.clock.fast_forward(10500)
    quiet(hall)

    fresh = hang(server, new_page)

    assert numbers(fresh)[0] == number
    quiet(fresh)
    bruno.at("counter-3", "recall")
    for screen in (hall, fresh):
        announced(screen, number)
    assert gongs(hall) == 2
    assert gongs(fresh) == 1


def test_a_lost_connection_is_seen_with_its_age_and_heals(
    server: Server, hall: Page, kiosk: Api, bruno: Api
) -> None:
    first = call(kiosk, bruno)
    announced(hall, first)
    hall.clock.fast_forward(10500)
    server.kill()
    lost = hall.locator("#lost")

    expect(lost).to_be_visible(timeout=20000)

    expect(lost).to_contain_text("Diese Anzeige ist nicht aktuell")
    expect(hall.locator("#newest-caption")).to_have_text(re.compile("vor der Störung"))
    width = "one => getComputedStyle(one).webkitTextStrokeWidth"
    assert hall.locator("#newest .number").evaluate(width) != "0px"
    expect(hall.locator("#before-list .number")).to_have_count(3)  # they stay, the waits give way
    expect(hall.locator("#waits")).to_be_hidden()
    assert axe(hall) == []
    server.start()
    expect(lost).to_be_hidden(timeout=30000)
    announced(hall, call(kiosk, bruno))
    assert gongs(hall) == 2


def test_a_screen_that_lost_its_right_says_so(server: Server, hall: Page) -> None:
    for one in server.accounts.tokens():
        if one.role == "display":
            server.accounts.revoke_token(one.name)

    # It is told; should the word get lost, the silence makes it ask.
    expect(hall.get_by_text(re.compile("nicht mehr als Anzeige angemeldet"))).to_be_visible(
        timeout=25000
    )


def test_without_permission_a_button_asks_for_sound(
    server: Server, browser: Browser, page_errors: list[str]
) -> None:
    strict = browser.browser_type.launch(
        executable_path=CHROMIUM, args=[one for one in ARGUMENTS if "autoplay" not in one]
    )
    page = strict.new_page(viewport=HALL, locale="de-DE")
    page.goto(server.enrol("display"))
    button = page.get_by_role("button", name="Ton erlauben")
    expect(button).to_be_visible()
    assert axe(page) == []
    button.click()
    expect(button).to_be_hidden()
    strict.close()


def test_a_waiting_area_sees_its_own_calls(
    server: Server, kiosk: Api, bruno: Api, new_page: NewPage
) -> None:
    north = hang(server, new_page, "?display=north-wall")
    south = hang(server, new_page, "?area=main")

    here = call(kiosk, bruno, "counter-1")
    there = call(kiosk, bruno, "counter-3")

    announced(north, here)
    announced(south, there)
    outlast(north)
    outlast(south)
    assert numbers(north)[0] == here
    assert numbers(south)[0] == there
    assert here not in numbers(south)
    assert there not in numbers(north)


def test_numbers_are_read_from_the_last_chair(
    server: Server, kiosk: Api, bruno: Api, new_page: NewPage
) -> None:
    for counter in ("counter-1", "counter-2", "info", "counter-3", "counter-4", "counter-5"):
        call(kiosk, bruno, counter, service="advice" if counter == "info" else "residence")
    page = hang(server, new_page)
    for n, (width, height, inches, metres) in enumerate(SIZES):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{server.url}/display/lindenhof?display=size-{n}")
        expect(page.locator("#screen[data-ready=true]")).to_be_visible()
        page.evaluate("document.fonts.ready")
        millimetres = inches * 25.4 / (width**2 + height**2) ** 0.5
        sizes = page.locator(".room .number, .room .place, .row-short").evaluate_all(FONT_SIZES)
        assert sizes
        for size in sizes:
            assert size * CAP_HEIGHT * millimetres >= metres * 1000 / 82 * 0.999, SIZES[n]
        assert page.evaluate(OUTSIDE) == [], SIZES[n]
        names = page.locator(".wait-name").evaluate_all(FONT_SIZES)
        assert len(set(names)) <= 1, SIZES[n]


def test_what_planners_are_told_is_what_the_screen_reaches(
    server: Server, kiosk: Api, bruno: Api, new_page: NewPage
) -> None:
    call(kiosk, bruno, "info", service="advice")  # the longest name of a place
    told = {one["id"]: one for one in bruno.get("/offices/lindenhof").json()["displays"]}
    page = hang(server, new_page)
    for name, width, height in (("far", 1920, 1080), ("far-upright", 1080, 1920)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{server.url}/display/lindenhof?display={name}")
        expect(page.locator("#screen[data-ready=true]")).to_be_visible()
        page.evaluate("document.fonts.ready")
        sizes = page.locator("#newest .number, #newest .place").evaluate_all(FONT_SIZES)
        cap = min(sizes) * CAP_HEIGHT * 55 * 25.4 / (width**2 + height**2) ** 0.5
        reached = cap * 82 / 1000
        assert told[name]["readable_metres"] <= reached * 1.02
        assert told[name]["readable_metres"] > reached * 0.75
        assert told[name]["readable_metres"] < told[name]["viewing_distance_metres"]


CAP_HEIGHT = 0.668
FONT_SIZES = "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
# Letters that leave the screen, or stand on one another.
OUTSIDE = """() => {
  const boxes = [...document.querySelectorAll(
    ".room .number, .place > span, .row-place, .wait-name, .wait-range, .waits-caption, #message")]
    .map(one => [one.className || one.textContent, one.getBoundingClientRect()])
    .filter(([, box]) => box.width);
  const wrong = boxes.filter(([, box]) => box.left < 0 || box.right > innerWidth
    || box.bottom > innerHeight + 1).map(([name]) => `outside: ${name}`);
  boxes.forEach(([name, a], n) => boxes.slice(n + 1).forEach(([other, b]) => {
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 2 && down > Math.min(a.height, b.height) * 0.3) wrong.push(`${name} on ${other}`);
  }));
  return wrong;
}"""


def test_displays_that_share_a_list_go_on_where_the_other_ends(
    server: Server, kiosk: Api, bruno: Api, new_page: NewPage
) -> None:
    counters = [f"counter-{n}" for n in (3, 4, 5)]
    called = [call(kiosk, bruno, counter) for counter in counters * 3][::-1]
    first = hang(server, new_page, "?display=wall-1")
    second = hang(server, new_page, "?display=wall-2")

    assert numbers(first)[0] == called[0]
    shown = numbers(first) + numbers(second)
    assert shown[: len(called)] == called
    assert len(set(shown)) == len(shown)
    expect(first.locator("#waits")).to_be_hidden()  # they stand on the last one
    expect(second.locator("#waits")).to_be_visible()
    expect(second.locator(".newest")).to_be_hidden()
    for height in (1920, 1080):
        second.set_viewport_size({"width": 3000 - height, "height": height})
        wait_until(lambda: second.evaluate(OUTSIDE) == [], what="everything inside the screen")
        letters = second.locator(".call-row .number, .row-short").evaluate_all(FONT_SIZES)
        assert min(letters) >= 172
    assert axe(second) == []
    newest = call(kiosk, bruno)
    for screen in (first, second):
        announced(screen, newest)


def test_a_message_is_said_in_its_languages_one_after_the_other(
    hall: Page, kiosk: Api, bruno: Api
) -> None:
    long = "Heute bleibt das Fotogerät am Eingang außer Betrieb. " * 5
    texts = {"ar": "جهاز الصور معطل اليوم.", "de": long}
    assert bruno.post("/offices/lindenhof/message", {"texts": texts}).ok
    line = hall.locator("#message-text")

    def later() -> None:
        kiosk.draw()  # a sign of life, lest the moved clock looks like a lost connection
        hall.wait_for_timeout(500)
        hall.clock.run_for(12500)

    expect(line).to_contain_text("…")
    later()
    expect(line).to_contain_text("Fotogerät")
    expect(line).not_to_contain_text("…")
    later()
    expect(line).to_have_text(texts["ar"])
    expect(line).to_have_attribute("dir", "rtl")
    expect(line).to_have_attribute("lang", "ar")
    assert axe(hall) == []
    hall.get_by_role("button", name="Seiten anhalten").focus()
    hall.keyboard.press("Enter")
    later()
    expect(line).to_have_text(texts["ar"])
    hall.get_by_role("button", name="Seiten weiterblättern").click()
    later()
    expect(line).to_contain_text("Fotogerät")
    assert bruno.http.delete(f"{bruno.server.url}/api/v1/offices/lindenhof/message").ok
    expect(hall.locator("#message")).to_be_hidden()


def test_nothing_but_transform_and_opacity_is_animated(hall: Page, kiosk: Api, bruno: Api) -> None:
    announced(hall, call(kiosk, bruno))
    moving = hall.evaluate(ANIMATED)
    assert "transform" in moving  # the line that runs down
    assert set(moving) <= {"transform", "opacity", "visibility"}  # the last one is a switch


# The properties of all animations that run or could, and of all transitions.
ANIMATED = """() => {
  const names = new Set();
  for (const one of document.getAnimations()) {
    one.effect.getKeyframes().flatMap(Object.keys).forEach((name) => names.add(name));
  }
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (!(rule instanceof CSSKeyframesRule)) continue;
      for (const frame of rule.cssRules) [...frame.style].forEach((name) => names.add(name));
    }
  }
  for (const one of document.querySelectorAll("#screen, #screen *, #announcement, #announcement *")) {
    if (one.matches("button, button *")) continue;
    const style = getComputedStyle(one);
    const spans = style.transitionDuration.split(", ").map(parseFloat);
    style.transitionProperty.split(", ").forEach((name, n) => {
      if (spans[n % spans.length] > 0) names.add(name);
    });
  }
  ["offset", "computedOffset", "easing", "composite"].forEach((one) => names.delete(one));
  return [...names];
}"""


def test_main_text_has_contrast_7_and_all_of_it_4_5(hall: Page, kiosk: Api, bruno: Api) -> None:
    number = call(kiosk, bruno)
    announced(hall, number)
    assert contrast(hall, "#announcement .number") >= 7
    assert contrast(hall, "#announcement .place") >= 7
    outlast(hall)
    for selector in ("#newest .number", "#newest .place", ".call-row .number", ".row-short"):
        assert contrast(hall, selector) >= 7, selector
    for selector in (".caption", ".head-time", ".wait-name", ".wait-range", ".waits-caption"):
        assert contrast(hall, selector) >= 4.5, selector


def contrast(page: Page, selector: str) -> float:
    """The contrast of an element's text with the nearest ground, by WCAG's formula."""
    ratio: float = page.locator(selector).first.evaluate(CONTRAST)
    return ratio


CONTRAST = """(element) => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (colour) => rgb(colour).slice(0, 3).map((one) => one / 255)
    .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
    .reduce((sum, one, n) => sum + one * [0.2126, 0.7152, 0.0722][n], 0);
  let ground = element;
  const opaque = (one) => { const c = rgb(getComputedStyle(one).backgroundColor); return (c[3] ?? 1) > 0; };
  while (ground.parentElement && !opaque(ground)) ground = ground.parentElement;
  const both = [light(getComputedStyle(element).color),
    light(getComputedStyle(ground).backgroundColor)].sort((a, b) => b - a);
  return (both[0] + 0.05) / (both[1] + 0.05);
}"""


def test_a_long_day_leaves_nothing_behind(hall: Page, kiosk: Api, bruno: Api) -> None:
    for _ in range(5):
        call(kiosk, bruno)
    outlast(hall)
    count = "document.getElementsByTagName('*').length"
    before = hall.evaluate(count)

    for _ in range(40):
        bruno.at("counter-3", "recall")
    outlast(hall)

    assert hall.evaluate(count) <= before + 60  # further rows of waits, by turns


def test_who_wants_no_motion_gets_none(
    server: Server, kiosk: Api, bruno: Api, new_page: NewPage
) -> None:
    hall = hang(server, new_page, reduced_motion="reduce")
    announced(hall, call(kiosk, bruno))
    expect(hall.locator(".announcement-bar")).to_be_hidden()
    assert hall.evaluate("document.getAnimations().length") == 0
