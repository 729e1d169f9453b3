"""People of the office at their screens: signed in, with the clock in hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.support.server import Api, Server

DESK = {"viewport": {"width": 1280, "height": 720}, "locale": "de-DE"}
BERLIN = ZoneInfo("Europe/Berlin")
SATURDAY = 5
PASSWORD = "correct horse"
BOUNCE = 1100
"""Milliseconds after which a press on the same key is a new wish."""


class House:
    """The example office with counters that programs serve, and Bruno, who is a person."""

    def __init__(self, server: Server, api: Api, new_page: Callable[..., Page]) -> None:
        assert server.clock is not None
        self.server = server
        self.clock = server.clock
        self.new_page = new_page
        self.api = api

    def new_morning(self) -> None:
        """Nine o'clock of the next office day: numbers begin anew."""
        today = self.clock.now.astimezone(BERLIN).date()
        following = (today + timedelta(days=n) for n in range(1, 4))
        day = next(one for one in following if one.weekday() < SATURDAY)
        self.clock.set(datetime.combine(day, time(9), BERLIN))

    def instant(self, hour: int, minute: int) -> datetime:
        """A time of this day on the office's wall clock."""
        return self.clock.now.astimezone(BERLIN).replace(hour=hour, minute=minute)

    def page(self, path: str, name: str = "bruno", role: str = "clerk", **options: Any) -> Page:
        """A browser in which this person is signed in, at a page."""
        if all(one.name != name for one in self.server.accounts.users()):
            self.server.user(name, role, PASSWORD)
        page = self.new_page(**{**DESK, **options})
        account = {"username": name, "password": PASSWORD}
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
def house(office: Server, staff: Api, new_page: Callable[..., Page]) -> House:
    """A morning at nine, nobody there yet."""
    found = House(office, staff, new_page)
    found.new_morning()
    return found


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
