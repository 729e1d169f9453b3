"""Clara asks what one more counter would have changed, and plans the coming week."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from queue_app.config import Config, parse
from tests.support import past
from tests.support.accessibility import axe
from tests.support.server import TUESDAY, Server, new_server

DESKS = ("counter-1", "counter-2", "counter-3", "info")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Tuesday morning, two weeks into the office's life."""
    server = new_server(tmp_path_factory.mktemp("office"), now=TUESDAY)
    values = tomllib.loads(server.config_path.read_text(encoding="utf-8"))
    office = parse(Config, values, "config.toml").offices[0]
    past.settle(server.database_url, office, TUESDAY, days=14, people=135, counters=DESKS)
    yield server.start()
    server.close()


@pytest.fixture(scope="module")
def clara(running: Server, browser: Browser) -> Iterator[Page]:
    """Clara's own browser; errors of scripts are collected on the page."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE")
    page = context.new_page()
    account = {"username": "clara", "password": running.user("clara", "manager")}
    assert context.request.post(f"{running.url}/api/v1/session", data=account).ok
    yield page
    context.close()


def part(page: Page, name: str) -> Any:
    return page.locator(f"#future [data-part={name}]")


def until(page: Page) -> Any:
    """The end of the first change."""
    return page.locator("#future").get_by_label("bis", exact=True)


def test_one_more_counter_by_keyboard_and_the_address_can_be_sent(
    running: Server, clara: Page
) -> None:
    errors: list[str] = []
    clara.on("pageerror", lambda error: errors.append(str(error)))
    clara.goto(f"{running.url}/manager?view=future")
    expect(part(clara, "lead")).to_have_text("Hätte ein Schalter mehr geholfen?")
    expect(clara.get_by_label("Datum")).to_have_value("2026-11-23")
    assert axe(clara) == []

    clara.get_by_role("button", name="Hinzufügen").press("Enter")
    expect(clara.locator("#change-0-counter")).to_be_focused()
    until(clara).fill("08:00")
    clara.get_by_role("button", name="Tag nachspielen").press("Enter")
    expect(until(clara)).to_be_focused()
    expect(clara.locator("#change-0-error")).to_have_text("Das Ende liegt nicht nach dem Anfang.")
    assert axe(clara) == []

    until(clara).fill("15:00")
    clara.get_by_role("button", name="Tag nachspielen").press("Enter")
    expect(part(clara, "lead")).to_contain_text("Mit einem Schalter mehr von 9:00 bis 15:00")
    expect(part(clara, "proof").locator(".proof")).to_contain_text("Nachspiel des unveränderten")
    expect(clara.locator("[data-figure=median]").first).to_contain_text("unverändert")
    expect(clara.locator("[data-part=counters] [data-counter=added-1]")).to_be_visible()
    expect(clara.locator("[data-part=waiting] svg.graph")).to_be_visible()
    assert axe(clara) == []
    sent = urlsplit(clara.url).query
    assert parse_qs(sent)["changes"] == ["add.counter-1.0900.1500"]
    told = part(clara, "lead").inner_text()

    clara.goto("about:blank")
    clara.goto(f"{running.url}/manager?{sent}")
    expect(part(clara, "lead")).to_have_text(told)
    expect(until(clara)).to_have_value("15:00")
    assert errors == []


def test_what_cannot_be_replayed_is_said_beside_the_day(running: Server, clara: Page) -> None:
    clara.goto(f"{running.url}/manager?view=future&day=2026-11-22")
    error = part(clara, "day-error")
    expect(error).to_contain_text("An diesem Tag hat niemand eine Nummer gezogen")
    clara.goto(f"{running.url}/manager?view=future&day=2026-11-24")
    expect(error).to_contain_text("Heute ist noch nicht vorbei")
    expect(part(clara, "content")).to_be_hidden()
    assert axe(clara) == []


def test_a_replay_can_be_given_up(running: Server, clara: Page) -> None:
    clara.route("**/what-if", lambda _route: None)  # an answer that never comes
    clara.goto(f"{running.url}/manager?view=future&day=2026-11-23")
    cancel = clara.get_by_role("button", name="Abbrechen")
    expect(part(clara, "progress")).to_be_visible()
    assert axe(clara) == []
    cancel.click()
    expect(part(clara, "lead")).to_have_text("Das Nachspiel wurde abgebrochen.")
    expect(clara.get_by_role("button", name="Tag nachspielen")).to_be_visible()
    clara.unroute("**/what-if")


def test_the_coming_week_is_planned_and_taken_along(running: Server, clara: Page) -> None:
    clara.goto(f"{running.url}/manager?view=future")
    clara.get_by_role("button", name="Planen").click()
    expect(part(clara, "plan-lead")).to_contain_text("Höchstens")
    expect(part(clara, "plan-note")).to_contain_text("derselbe Tag der Vorwoche")
    expect(clara.locator(".heat-table tbody tr")).to_have_count(5)
    assert axe(clara) == []
    with clara.expect_download() as download:
        clara.get_by_role("link", name="CSV").click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("day,half_hour,expected")
    assert len(lines) > 50
