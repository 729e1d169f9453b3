"""What docs/accessibility.md claims of every page alike: reflow, text spacing, visible focus."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.support.accessibility import axe
from tests.support.server import TUESDAY, Api, Office, Server, new_server

NewPage = Callable[..., Page]

PUBLIC = ["/", "/login", "/status/lindenhof"]
STAFF = ["/desk", "/reception", "/manager", "/admin"]


def arabic_first(office: Office) -> None:
    office["languages"].remove("ar")
    office["languages"].insert(0, "ar")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An office whose displays speak Arabic, where somebody waits and somebody is called."""
    folder = tmp_path_factory.mktemp("conformance")
    made = new_server(folder, now=TUESDAY, change=arabic_first).start()
    staff = Api(made, made.token("manager"))
    staff.at("counter-3", "open")
    staff.draw("residence")
    staff.at("counter-3", "call-next")
    staff.draw("parking")
    yield made
    made.close()


@pytest.fixture
def visitor(server: Server, new_page: NewPage) -> tuple[Page, list[str]]:
    """Somebody who may see everything, and the addresses of all pages that scroll."""
    page = new_page(locale="de-DE")
    if all(one.name != "adam" for one in server.accounts.users()):
        server.user("adam", "admin")
    account = {"username": "adam", "password": "correct horse"}
    assert page.context.request.post(f"{server.url}/api/v1/session", data=account).ok
    ticket = Api(server, server.token("clerk")).draw("residence", language="de")
    return page, [*PUBLIC, ticket["url"].removeprefix(server.url), *STAFF]


def show(page: Page, server: Server, path: str) -> None:
    page.goto(f"{server.url}{path}")
    expect(page.locator("h1, h2").first).to_be_visible()
    page.evaluate("document.fonts.ready")


def test_at_320_pixels_nothing_scrolls_sideways(
    server: Server, visitor: tuple[Page, list[str]]
) -> None:
    page, paths = visitor
    page.set_viewport_size({"width": 320, "height": 640})
    for path in paths:
        show(page, server, path)
        wide, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= room, path


def test_with_wider_text_spacing_nothing_is_cut_off(
    server: Server, visitor: tuple[Page, list[str]]
) -> None:
    page, paths = visitor
    page.set_viewport_size({"width": 1280, "height": 900})
    for path in paths:
        show(page, server, path)
        before = page.evaluate(CUT_OFF)
        page.evaluate(SPACED)
        assert set(page.evaluate(CUT_OFF)) <= set(before), path


def test_whoever_goes_by_keyboard_sees_where(
    server: Server, visitor: tuple[Page, list[str]]
) -> None:
    page, paths = visitor
    page.set_viewport_size({"width": 1280, "height": 900})
    for path in paths:
        show(page, server, path)
        seen = set()
        for _ in range(12):
            page.keyboard.press("Tab")
            what, ring, hidden = page.evaluate(FOCUS)
            if what is None:
                break
            seen.add(what)
            assert ring, f"{path}: {what}"
            assert not hidden, f"{path}: {what}"
        assert seen, path


def test_every_page_is_in_order_in_arabic(server: Server, new_page: NewPage) -> None:
    page = new_page(locale="ar")
    ticket = Api(server, server.token("clerk")).draw("residence", language="ar")
    for path in ("/status/lindenhof?lang=ar", ticket["url"].removeprefix(server.url)):
        show(page, server, path)
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        assert axe(page) == [], path


def test_a_display_is_in_order_in_arabic_with_message_and_without_server(
    server: Server, new_page: NewPage
) -> None:
    staff = Api(server, server.token("clerk"))
    assert staff.post("/offices/lindenhof/message", {"texts": {"ar": "جهاز الصور معطل."}}).ok
    page = new_page()
    page.goto(server.enrol("display"))
    for width, height in ((1920, 1080), (1080, 1920)):
        page.set_viewport_size({"width": width, "height": height})
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        expect(page.locator("#newest .number")).to_be_visible()
        expect(page.locator("#message-text")).to_have_text("جهاز الصور معطل.")
        assert axe(page) == []
    server.kill()
    expect(page.locator("#lost")).to_be_visible(timeout=40_000)
    assert axe(page) == []
    server.start()
    expect(page.locator("#lost")).to_be_hidden(timeout=40_000)


# WCAG 1.4.12: the reader's own spacing.
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
# Elements with text of their own that hide a part of it.
CUT_OFF = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const style = getComputedStyle(one);
  if (style.clipPath !== "none" || style.visibility === "hidden" || !one.offsetWidth) return false;
  if (![...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) return false;
  const hides = (way) => ["hidden", "clip"].includes(way);
  return (hides(style.overflowX) && one.scrollWidth > one.clientWidth + 1)
    || (hides(style.overflowY) && one.scrollHeight > one.clientHeight + 1);
}).map((one) => one.textContent.trim())"""
FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return [null, true, false];
  const style = getComputedStyle(one);
  const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
    || style.boxShadow !== "none";
  const box = one.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const hidden = !(top && (one.contains(top) || top.contains(one) || one.labels?.[0]?.contains(top)));
  return [one.textContent.trim() || one.id || one.tagName, ring, hidden];
}"""
