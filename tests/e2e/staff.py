"""People of the office at their screens: signed in, with the clock in hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.server import Api, Server

DESK = {"viewport": {"width": 1280, "height": 720}, "locale": "de-DE"}
BOUNCE = 1100
"""Milliseconds after which a press on the same key is a new wish."""


class House:
    """The example office with counters that programs serve, and Bruno, who is a person."""

    def __init__(self, server: Server, new_page: Callable[..., Page]) -> None:
        assert server.clock is not None
        self.server = server
        self.clock = server.clock
        self.new_page = new_page
        self.api = Api(server, server.token("clerk"))
        self.passwords: dict[str, str] = {}

    def page(self, path: str, name: str = "bruno", role: str = "clerk", **options: Any) -> Page:
        """A browser in which this person is signed in, at a page."""
        if name not in self.passwords:
            self.passwords[name] = self.server.user(name, role)
        page = self.new_page(**{**DESK, **options})
        account = {"username": name, "password": self.passwords[name]}
        assert page.context.request.post(f"{self.server.url}/api/v1/session", data=account).ok
        page.goto(f"{self.server.url}{path}")
        return page

    def desk(self, counter: str = "counter-3", name: str = "bruno", **options: Any) -> Page:
        """This person at a counter, ready to call."""
        page = self.page("/desk", name, **options)
        page.locator(f"[data-counter={counter}] button").click()
        expect(page.locator("#desk")).to_be_visible()
        return page

    def view(self, counter: str = "counter-3") -> Any:
        """What the server says about a counter."""
        return self.api.get(f"/counters/{counter}").json()


@pytest.fixture
def house(server: Server, new_page: Callable[..., Page]) -> House:
    """Tuesday nine o'clock, nobody there yet."""
    return House(server, new_page)


def sheet(page: Page, situation: str) -> Any:
    """The sheet of the current number, once it shows this situation."""
    found = page.locator(f"#sheet[data-situation={situation}]")
    expect(found).to_be_visible()
    return found


def button(page: Page, action: str) -> Any:
    """One of the desk's buttons by what it does."""
    return page.locator(f"#desk [data-action={action}]")


def again(page: Page) -> None:
    """Wait until a second press on the same key counts."""
    page.wait_for_timeout(BOUNCE)
