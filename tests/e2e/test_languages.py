"""Languages in a real browser: chosen with a touch, right to left, also while the server is away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect

from queue_app.translations import LANGUAGE_NAMES
from tests.support.accessibility import axe
from tests.support.server import Api, Server

NewPage = Callable[..., Page]

PORTRAIT = {"width": 1080, "height": 1920}
LANDSCAPE = {"width": 1920, "height": 1080}
PHONE = {"width": 390, "height": 844}
FIRST_LOAD = 300_000
"""Bytes over the network until the kiosk can be used."""

QUESTIONS = {
    "ar": ("rtl", "ماذا تريد أن تنجز اليوم؟", "رقمك"),
    "fa": ("rtl", "امروز چه کاری می‌خواهید انجام دهید؟", "شماره شما"),
    "uk": ("ltr", "Що ви хотіли б зробити сьогодні?", "Ваш номер"),
    "de-simple": ("ltr", "Was möchten Sie heute machen?", "Ihre Nummer"),
}


@pytest.fixture
def kiosk(office: Server, new_page: NewPage) -> Callable[..., Page]:
    def stand(size: dict[str, int] = PORTRAIT) -> Page:
        page = new_page(viewport=size, screen=size, locale="de-DE")
        page.goto(office.enrol("kiosk"))
        expect(page.locator("[data-service]").first).to_be_visible()
        return page

    return stand


def choose(page: Page, language: str) -> None:
    page.locator(f"[data-language={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def width_of(page: Page) -> tuple[int, int]:
    found: list[int] = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return found[0], found[1]


@pytest.mark.parametrize("language", QUESTIONS)
def test_a_person_draws_a_number_in_their_language(
    kiosk: Callable[..., Page], staff: Api, language: str
) -> None:
    direction, question, label = QUESTIONS[language]
    page = kiosk()
    choose(page, language)

    expect(page.locator("html")).to_have_attribute("dir", direction)
    expect(page.get_by_text(question)).to_be_visible()
    page.locator("[data-service=residence] .service").click()
    page.locator("[data-action=draw]").click()
    expect(page.locator(".paper[data-number]")).to_be_visible()
    expect(page.locator(".paper h1")).to_contain_text(label)
    (ticket,) = staff.get("/offices/lindenhof/queue").json()["waiting"]
    assert ticket["language"] == language
    page.locator("[data-action=done]").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
def test_fifteen_languages_by_their_own_names_and_nothing_to_scroll(
    kiosk: Callable[..., Page], size: dict[str, int]
) -> None:
    page = kiosk(size)
    expect(page.locator("[data-language]")).to_have_count(15)
    seen = page.evaluate(
        """() => Array.from(document.querySelectorAll("[data-language]"), (one) => ({
            id: one.dataset.language,
            name: one.innerText.split("\\n").join(" / "),
            bottom: one.getBoundingClientRect().bottom,
            fits: one.scrollWidth <= one.clientWidth,
        }))"""
    )

    assert {one["id"]: one["name"] for one in seen} == LANGUAGE_NAMES
    assert all(one["bottom"] <= size["height"] and one["fits"] for one in seen)
    for language, name in LANGUAGE_NAMES.items():
        choose(page, language)
        chosen = page.locator(f"[data-language={language}]")
        assert chosen.evaluate("one => one.scrollWidth <= one.clientWidth"), name
        assert page.evaluate("document.documentElement.scrollHeight") <= size["height"], name
        assert width_of(page)[0] <= size["width"], name


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
def test_an_arabic_kiosk_is_open_to_everybody(
    kiosk: Callable[..., Page], size: dict[str, int]
) -> None:
    page = kiosk(size)
    choose(page, "ar")
    assert axe(page) == []
    page.locator("[data-service=residence] .service").click()
    expect(page.locator("[data-action=draw]")).to_be_enabled()
    assert axe(page) == []
    page.locator("[data-action=draw]").click()
    expect(page.locator(".paper[data-number]")).to_be_visible()
    assert axe(page) == []
    assert width_of(page)[0] <= size["width"]


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_phone_and_waiting_times_run_from_right_to_left(
    office: Server, staff: Api, new_page: NewPage, language: str
) -> None:
    ticket = staff.draw("residence", language=language)
    page = new_page(viewport=PHONE, locale="de-DE")
    page.goto(f"{office.url}/t/{ticket['token']}")
    expect(page.locator(".paper")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert axe(page) == []
    assert width_of(page) == (PHONE["width"], PHONE["width"])

    page.goto(f"{office.url}/status/lindenhof?lang={language}")
    expect(page.locator("[data-service=residence]")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert axe(page) == []
    assert width_of(page) == (PHONE["width"], PHONE["width"])


def test_the_public_page_is_switched_without_a_script(office: Server, new_page: NewPage) -> None:
    page = new_page(viewport=PHONE, locale="de-DE", java_script_enabled=False)
    page.goto(f"{office.url}/status/lindenhof")
    page.locator(".language-menu > summary").click()
    assert page.locator(".language-list a").count() == 15
    page.get_by_role("link", name="فارسی").click()

    expect(page.locator("html")).to_have_attribute("dir", "rtl")


def test_figures_between_arabic_words_stay_in_their_order(
    kiosk: Callable[..., Page], staff: Api
) -> None:
    staff.at("counter-1", "open")
    staff.draw("residence")
    page = kiosk()
    choose(page, "ar")
    figures = page.locator("[data-service=residence] .range b")
    expect(figures).to_contain_text("–")

    assert figures.locator("bdi").get_attribute("dir") == "ltr"
    arrow = page.locator("[data-service=residence] .icon-forward")
    assert arrow.evaluate("one => getComputedStyle(one).transform").startswith("matrix(-1")
    row, stroke = (
        page.locator(f"[data-service=residence] {part}").bounding_box()
        for part in (".service", ".row-title >> nth=0")
    )
    assert row is not None
    assert stroke is not None
    assert stroke["x"] + stroke["width"] > row["x"] + row["width"] * 0.9


def test_what_an_office_has_not_said_in_a_language_is_marked(
    office: Server, staff: Api, new_page: NewPage
) -> None:
    staff.at("counter-1", "open")
    ticket = staff.draw("residence", language="ar")
    staff.at("counter-1", "call-next", current="served")
    page = new_page(viewport=PHONE, locale="de-DE")
    page.goto(f"{office.url}/t/{ticket['token']}")

    way = page.locator(".called-way bdi")
    expect(way).to_have_text("Gang links, erste Tür")
    assert (way.get_attribute("lang"), way.get_attribute("dir")) == ("de", "ltr")
    expect(page.locator(".called-counter")).to_have_text("الشباك 1")


def test_a_language_can_be_chosen_while_the_server_is_away(
    kiosk: Callable[..., Page], new_page: NewPage
) -> None:
    page = kiosk()
    page.wait_for_function(
        "count => performance.getEntriesByType('resource')"
        ".filter((one) => one.name.includes('/texts/') && one.responseEnd).length >= count",
        arg=len(LANGUAGE_NAMES) - 2,
    )
    page.context.set_offline(True)
    choose(page, "fa")

    expect(page.get_by_text(QUESTIONS["fa"][1])).to_be_visible()


def test_a_language_whose_texts_have_not_come_yet_comes_as_soon_as_they_do(
    office: Server, new_page: NewPage
) -> None:
    page = new_page(viewport=PORTRAIT, screen=PORTRAIT, locale="de-DE")
    away = {"now": True}
    page.route("**/texts/**", lambda route: route.abort() if away["now"] else route.continue_())
    page.goto(office.enrol("kiosk"))
    page.locator("[data-language=uk]").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    away["now"] = False

    expect(page.get_by_text(QUESTIONS["uk"][1])).to_be_visible()


def test_the_kiosk_is_small_on_first_load(office: Server, new_page: NewPage) -> None:
    page = new_page(viewport=PORTRAIT, screen=PORTRAIT, locale="de-DE")
    answers: list[Response] = []

    def note(answer: Response) -> None:
        answers.append(answer)

    page.on("response", note)
    page.goto(office.enrol("kiosk"))
    expect(page.locator("[data-service]").first).to_be_visible()
    page.evaluate("document.fonts.ready")
    sizes: dict[str, Any] = {
        answer.url: answer.request.sizes()["responseBodySize"]
        for answer in answers
        if "/texts/" not in answer.url and answer.status == 200
    }

    assert all(url.startswith(office.url) for url in sizes)
    assert sum(sizes.values()) < FIRST_LOAD, sizes
