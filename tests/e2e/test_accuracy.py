"""How right the waiting times were: Clara reads it in full, everybody one sentence when it is fair."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from queue_app.storage.estimates import PublishedRanges
from queue_app.use_cases import calling
from queue_app.use_cases.ports import PublishedEstimate
from tests.storage.people import Process, furnish
from tests.support.accessibility import axe
from tests.support.server import TUESDAY, Server, new_server

NewPage = Callable[..., Page]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The example office, in which a morning has passed."""
    server = new_server(tmp_path_factory.mktemp("accuracy"), now=TUESDAY)
    lived_through(server.database_url)
    yield server.start()
    server.close()


def lived_through(url: str) -> None:
    """110 people are promised 1-10 minutes; 99 are called after four, eleven after twelve."""
    furnish(url)
    office = Process(url)
    office.open()
    promise = PublishedEstimate(office.clock(), 60, 300, 600, 60, 600, "history")
    services = ["id-card"] + 109 * ["residence"]
    tickets = [office.draw(service, estimate=promise)["id"] for service in services]
    office.clock.advance(minutes=2)
    later = replace(promise, as_of=office.clock())
    PublishedRanges(office.database).write({(tickets[0], later.as_of): later})
    for minutes, people in ((2, 99), (8, 11)):
        office.clock.advance(minutes=minutes)
        for _ in range(people):
            office.next()
            office.at("counter-1", calling.finish)
    office.database.close()


@pytest.fixture
def clara(server: Server, new_page: NewPage) -> Callable[..., Page]:
    """Clara signed in, looking at the day."""

    def open_page(path: str, **options: Any) -> Page:
        page = new_page(viewport={"width": 1440, "height": 900}, **options)
        name = f"clara-{len(server.accounts.users())}"
        account = {"username": name, "password": server.user(name, "manager")}
        assert page.context.request.post(f"{server.url}/api/v1/session", data=account).ok
        page.goto(f"{server.url}{path}")
        return page

    return open_page


PAST = "/manager?view=past&from=2026-11-24&to=2026-11-24"


def test_the_manager_reads_how_many_ranges_held(clara: Callable[..., Page]) -> None:
    page = clara(PAST, locale="de-DE")
    section = page.locator("[data-part=accuracy]")

    expect(section).to_contain_text("Wie oft unsere Wartezeiten stimmten")
    expect(section).to_contain_text(re.compile(r"99 von 110 Spannen haben gehalten \(90\s%\)"))
    # 99 times one minute too long, eleven times seven too short
    expect(section).to_contain_text("im Mittel 1,6 min daneben, weder zu lang noch zu kurz")
    expect(section).to_contain_text(re.compile(r"hat 1 von 1 gehalten \(100\s%\)"))
    services = section.locator("table").first
    expect(services.locator("[data-key=residence] td").first).to_have_text("109")
    expect(services.locator("[data-key=total] td").first).to_have_text("110")
    expect(section.locator("[data-key='09:00']")).to_contain_text("ab 9:00")
    assert axe(page) == []


def test_days_without_ranges_have_no_such_section(clara: Callable[..., Page]) -> None:
    page = clara("/manager?view=past&from=2026-11-20&to=2026-11-20", locale="en-GB")
    expect(page.locator("#past .lead")).to_be_visible()
    expect(page.locator("[data-part=accuracy]")).to_be_hidden()


def test_the_public_page_says_it_the_day_after(server: Server, new_page: NewPage) -> None:
    assert server.clock is not None
    before = new_page(locale="en-GB")
    before.goto(f"{server.url}/status/lindenhof")
    expect(before.locator("#hours tr").first).to_be_visible()
    expect(before.locator("#accuracy")).to_be_hidden()

    server.clock.set(TUESDAY + timedelta(days=1))
    for locale, words in (
        ("en-GB", r"In the last 30 days 90%\sof our waiting times were right\."),
        ("de-DE", r"In den letzten 30 Tagen stimmten 90\s%\sunserer Wartezeiten\."),
    ):
        page = new_page(locale=locale)
        page.goto(f"{server.url}/status/lindenhof")
        expect(page.locator("#accuracy")).to_have_text(re.compile(words))
        assert axe(page) == []
