"""The kiosk for eyes and hands: low reach, high contrast, large text, measured on the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.staff import House, house
from tests.support.accessibility import axe
from tests.support.server import Server, wait_until

__all__ = ["house"]

MODES = ("low", "contrast", "large")
LOWER = 0.4
"""Above this share of the screen's height nothing is touched within low reach."""

SIZES = {
    "portrait": ({"width": 1080, "height": 1920}, 21.5),
    "landscape": ({"width": 1920, "height": 1080}, 21.5),
    "tablet": ({"width": 1280, "height": 800}, 10.1),
}

MEASURE = """() => {
  const seen = (one) => {
    const box = one.getBoundingClientRect();
    if (!box.width || !one.checkVisibility()) return null;
    for (let up = one.parentElement; up; up = up.parentElement) {
      if (getComputedStyle(up).overflowY === "visible") continue;
      const frame = up.getBoundingClientRect();
      if (box.top < frame.top - 1 || box.bottom > frame.bottom + 1) return null;
    }
    return box;
  };
  const light = (colour) => {
    const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((one) => {
      const share = one / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const ground = (one) => {
    for (let up = one; up; up = up.parentElement) {
      const colour = getComputedStyle(up).backgroundColor;
      if (!colour.startsWith("rgba") || !colour.endsWith(", 0)")) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const contrast = (one) => {
    const [first, second] = [getComputedStyle(one).color, ground(one)].map(light);
    return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
  };
  const texts = [...document.querySelectorAll(".kiosk *")].filter((one) => seen(one)
    && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  const page = document.documentElement;
  return {
    controls: [...document.querySelectorAll(".kiosk button")].map((one) => [one, seen(one)])
      .filter(([, box]) => box)
      .map(([one, box]) => ({name: one.textContent, top: box.top, width: box.width,
        height: box.height, right: box.right, left: box.left,
        cut: one.scrollWidth > one.clientWidth + 1})),
    poor: texts.filter((one) => contrast(one) < 7).map((one) => one.textContent),
    wide: page.scrollWidth, high: page.scrollHeight,
    below: [...document.querySelectorAll(".foot, .scroller:not([hidden])")]
      .map((one) => one.getBoundingClientRect().bottom),
  };
}"""


@pytest.fixture
def kiosk(office: Server, new_page: Callable[..., Page]) -> Callable[..., Page]:
    """A browser that was made the kiosk of a screen."""

    def stand(size: str = "portrait", **options: Any) -> Page:
        screen, inches = SIZES[size]
        page = new_page(**{"viewport": screen, "screen": screen, "locale": "de-DE", **options})
        page.goto(office.enrol("kiosk"))
        page.goto(f"{office.url}/kiosk/lindenhof?diagonal={inches}")
        expect(page.locator("[data-service], .closed").first).to_be_visible()
        page.evaluate("document.fonts.ready.then(() => {})")
        return page

    return stand


def switch(page: Page, *tools: str) -> None:
    for tool in tools:
        page.locator(f"[data-tool={tool}]").click()
        expect(page.locator(f"[data-tool={tool}]")).to_have_attribute("aria-pressed", "true")


def fits(page: Page, size: str) -> dict[str, Any]:
    """Nothing sticks out, and what is touched measures at least 20 mm."""
    screen, inches = SIZES[size]
    seen: dict[str, Any] = page.evaluate(MEASURE)
    diagonal = (screen["width"] ** 2 + screen["height"] ** 2) ** 0.5
    millimetres = inches * 25.4 / diagonal
    assert (seen["wide"], seen["high"]) == (screen["width"], screen["height"])
    assert max(seen["below"]) <= screen["height"]
    assert len(seen["controls"]) > 5
    for one in seen["controls"]:
        assert one["height"] * millimetres >= 19.9, one
        assert one["width"] * millimetres >= 19.9, one
        assert one["left"] >= 0, one
        assert one["right"] <= screen["width"], one
        assert not one["cut"], one
    return seen


@pytest.mark.parametrize("size", SIZES)
def test_low_contrast_and_large_on_every_screen(kiosk: Callable[..., Page], size: str) -> None:
    page = kiosk(size)
    fits(page, size)
    switch(page, *MODES)

    for step in ("start", "open", "result"):
        if step == "open":
            page.locator(".service").first.click()
        if step == "result":
            page.locator("[data-action=draw]").click()
            expect(page.locator(".paper[data-number]")).to_be_visible()
        seen = fits(page, size)
        lower = LOWER * SIZES[size][0]["height"]
        assert [one for one in seen["controls"] if one["top"] < lower - 1] == [], step
        assert seen["poor"] == [], step

    page.locator("[data-action=done]").click()
    expect(page.locator(".tool[aria-pressed=true]")).to_have_count(0)
    expect(page.locator("html[data-theme], html[data-low], html[data-large]")).to_have_count(0)


@pytest.mark.parametrize("language", ["de", "ar"])
def test_every_mode_is_open_to_everybody(kiosk: Callable[..., Page], language: str) -> None:
    page = kiosk("landscape")
    page.locator(f"[data-language={language}]").click()
    expect(page.locator(f"html[lang={language}]")).to_be_visible()
    for mode in ("voice", *MODES, "help"):
        switch(page, mode)
        assert axe(page) == [], mode
    page.locator("[data-action=languages]").click()
    assert axe(page) == []
    page.locator("[data-action=languages]").click()
    page.locator(".service").first.click()
    assert axe(page) == []
    page.locator("[data-action=draw]").click()
    expect(page.locator(".paper[data-number]")).to_be_visible()
    assert axe(page) == []
    page.locator("[data-tool=help]").click()
    expect(page.locator("#help")).to_be_hidden()


def test_who_asks_the_system_for_contrast_has_it_from_the_start(
    kiosk: Callable[..., Page],
) -> None:
    page = kiosk(contrast="more")
    expect(page.locator("html[data-theme=contrast]")).to_be_visible()
    assert fits(page, "portrait")["poor"] == []


def test_help_is_called_seen_at_the_desk_and_answered(
    house: House, kiosk: Callable[..., Page]
) -> None:
    page = kiosk()
    desk = house.desk("counter-3")
    page.keyboard.press("6")
    page.keyboard.press("3")
    expect(page.locator("#help")).to_contain_text("Hilfe ist gerufen.")

    call = desk.locator("#help [data-kiosk=entrance]")
    expect(call).to_contain_text("Automat am Eingang: Jemand bittet um Hilfe.")
    expect(desk.locator("#warn")).to_contain_text("Jemand bittet um Hilfe")
    assert axe(desk) == []
    desk.keyboard.press("F8")

    expect(call).to_have_count(0)
    expect(page.locator("#help")).to_contain_text("Es kommt jemand zu Ihnen.")
    wait_until(
        lambda: (
            page.evaluate("window.kioskSpoken.map((one) => one.text)")[-1]
            == "Es kommt jemand zu Ihnen."
        ),
        what="the answer is said",
    )
