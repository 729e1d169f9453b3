"""A real browser for the tests, Debian's Chromium; not the pages that it shows.

It comes in two packages of the same engine. The one without a window opens a new person's page with a
quarter of the work; only the one with a window can print.
"""

import os
import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

CHROMIUM = os.environ.get("QUEUE_APP_TEST_CHROMIUM", "/usr/bin/chromium-headless-shell")
PRINTING = os.environ.get("QUEUE_APP_TEST_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",  # root has none
    "--disable-gpu",
    "--disable-quic",
    # A test speaks to our server and to nobody else.
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Displays speak without having been touched.
    "--autoplay-policy=no-user-gesture-required",
    # /dev/shm is tiny in containers; a page that outgrows it dies.
    "--disable-dev-shm-usage",
    # Without a window, today's Chromium dies of printing a PDF that stands in a frame of a process
    # of its own; with one it does not. The last list counts, so what Playwright wants off and
    # matters here is named again.
    "--disable-features=PdfOopif,PaintHolding,MediaRouter,OptimizationHints,HttpsUpgrades",
]
SCREENSHOTS = Path(__file__).parents[2] / "screenshots" / "failed"

# A machine that runs everything at once is slow; what never comes fails all the same.
expect.set_options(timeout=20_000)

failed = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if call.when == "call":
        item.stash[failed] = report.failed
    return report


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    """What drives the browsers."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(driver: Playwright) -> Iterator[Browser]:
    """One browser for the whole run; tests take pages of it, each with cookies of its own."""
    with driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS) as chromium:
        yield chromium


@pytest.fixture(scope="session")
def printing_browser(driver: Playwright) -> Iterator[Browser]:
    """The one that can print."""
    with driver.chromium.launch(executable_path=PRINTING, args=ARGUMENTS) as chromium:
        yield chromium


@pytest.fixture
def page_errors() -> list[str]:
    """What went wrong inside this test's pages. A test that expects it clears the list."""
    return []


@pytest.fixture
def new_page(
    browser: Browser, page_errors: list[str], request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Open a page as a new person would: `new_page(locale="de-DE", viewport={…})`.

    With `prints=True` its browser can print.

    An uncaught error of a script, or something that the content security policy stopped, fails
    the test. Of a failed test each page leaves a picture in screenshots/failed/.
    """
    contexts: list[BrowserContext] = []

    def open_page(*, prints: bool = False, **options: Any) -> Page:
        taken = request.getfixturevalue("printing_browser") if prints else browser
        contexts.append(taken.new_context(**options))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: page_errors.append(str(error)))
        page.on("console", lambda message: _note_policy(message, page_errors))
        return page

    yield open_page
    if request.node.stash.get(failed, False):
        _take_pictures(contexts, request.node.nodeid)
    for context in contexts:
        context.close()
    if page_errors:
        pytest.fail("Errors inside the page:\n" + "\n".join(page_errors))


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """One page, for a test with one person."""
    return new_page()


def _note_policy(message: ConsoleMessage, errors: list[str]) -> None:
    if message.type == "error" and "Content Security Policy" in message.text:
        errors.append(message.text)


def _take_pictures(contexts: list[BrowserContext], test: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"\W+", "-", test.removeprefix("tests/"))
    pages = [page for context in contexts for page in context.pages]
    for index, page in enumerate(pages, start=1):
        page.screenshot(path=SCREENSHOTS / f"{name}-{index}.png")
