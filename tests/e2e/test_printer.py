"""A kiosk with a printer of its own: paper comes, does not come, and comes again by itself."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from queue_app.agent.address import device_at
from queue_app.agent.loop import Agent
from queue_app.agent.printer import Printer
from queue_app.agent.server import Server as Line
from tests.e2e.staff import House
from tests.support.accessibility import axe
from tests.support.server import TUESDAY, Api, Server, new_server, wait_until
from tests.support.thermal import Thermal, thermal

NewPage = Callable[..., Page]

PORTRAIT = {"width": 1080, "height": 1920}
STATE = "/offices/lindenhof/printers/kiosk"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The example office, whose kiosk prints by an agent."""
    server = new_server(tmp_path_factory.mktemp("office"), now=TUESDAY)
    server.environment = {"QUEUE_APP_PRINTING__MODE": "agent"}
    yield server.start()
    server.close()


@pytest.fixture
def paper() -> Iterator[Thermal]:
    """The printer in the kiosk, full of paper."""
    with thermal() as printer:
        yield printer


@pytest.fixture
def agent(office: Server, staff: Api, paper: Thermal) -> Iterator[Agent]:
    """Its agent, at work; the office has heard of it."""
    line = Line(office.url, office.token("kiosk"), "lindenhof", "kiosk")
    agent = Agent(line, Printer(device_at(paper.address)), hold=0.5)
    work = threading.Thread(target=agent.run)
    work.start()
    becomes(staff, "ready")
    yield agent
    agent.end()
    work.join()


def becomes(staff: Api, state: str) -> None:
    wait_until(lambda: staff.get(STATE).json()["printer"]["state"] == state, what=state)


@pytest.fixture
def kiosk(office: Server, agent: Agent, new_page: NewPage) -> Page:
    """The terminal beside the printer."""
    page = new_page(viewport=PORTRAIT, screen=PORTRAIT, locale="de-DE")
    page.goto(office.enrol("kiosk"))
    expect(page.locator("[data-service]").first).to_be_visible()
    return page


def draw(page: Page) -> str:
    """Touch a service, then the button; gives the number on the screen."""
    page.locator("[data-service=residence] .service").click()
    page.locator("[data-action=draw]").click()
    sheet = page.locator(".paper[data-number]")
    expect(sheet).to_be_visible()
    return str(sheet.get_attribute("data-number"))


def waiting(staff: Api) -> list[Any]:
    queue = staff.get("/offices/lindenhof/queue").json()
    return [one["number"] for one in queue["waiting"]]


def test_the_slip_comes_out_and_the_kiosk_says_so(kiosk: Page, paper: Thermal, staff: Api) -> None:
    number = draw(kiosk)

    line = kiosk.locator("[data-print]")
    expect(line).to_contain_text("Ihr Zettel ist gedruckt. Bitte unten entnehmen.")
    (slip,) = paper.slips
    assert number in slip.lines
    assert waiting(staff) == [number]
    assert axe(kiosk) == []


def test_without_paper_everybody_knows_and_all_heals_by_itself(
    kiosk: Page, paper: Thermal, staff: Api, running: Server, new_page: NewPage
) -> None:
    house = House(running, staff, new_page)
    desk = house.desk()
    reception = house.page("/reception")
    manager = house.page("/manager", "clara", "manager")
    paper.paper = "out"
    becomes(staff, "paper_out")

    said = "Der Drucker „kiosk“ hat kein Papier."
    for page in (desk, reception):
        expect(page.locator("[data-printer=kiosk]")).to_contain_text(said)
    expect(manager.locator("[data-hint=printer-kiosk]")).to_contain_text(said)
    expect(kiosk.locator("#printer")).to_contain_text("Zurzeit werden keine Zettel gedruckt.")
    assert [axe(page) for page in (kiosk, desk, reception, manager)] == [[], [], [], []]

    number = draw(kiosk)
    line = kiosk.locator("[data-print]")
    expect(line).to_contain_text("Der Drucker hat kein Papier.")
    expect(line).to_contain_text("fotografieren Sie die Nummer")
    expect(kiosk.locator(".qr")).to_be_visible()
    expect(kiosk.locator("#printer")).to_be_hidden()
    assert waiting(staff) == [number]
    assert axe(kiosk) == []

    kiosk.locator("[data-action=done]").click()
    expect(kiosk.locator("#printer")).to_be_visible()
    paper.mend()
    for page in (desk, reception):
        expect(page.locator("[data-printer]")).to_have_count(0)
    expect(manager.locator("[data-hint=printer-kiosk]")).to_have_count(0)
    expect(kiosk.locator("#printer")).to_be_hidden()
    assert paper.slips == []
    second = draw(kiosk)
    expect(kiosk.locator("[data-print]")).to_contain_text("Ihr Zettel ist gedruckt.")
    assert [second in slip.lines for slip in paper.slips] == [True]


def test_paper_that_ends_under_the_hand(kiosk: Page, paper: Thermal, staff: Api) -> None:
    paper.runs_out_after = 30

    number = draw(kiosk)

    expect(kiosk.locator("[data-print]")).to_contain_text("Der Drucker hat kein Papier.")
    assert kiosk.locator(".paper").get_attribute("data-number") == number
    assert waiting(staff) == [number]


def test_an_open_cover_and_little_paper(
    kiosk: Page, paper: Thermal, staff: Api, running: Server, new_page: NewPage
) -> None:
    desk = House(running, staff, new_page).desk(name="berta")
    paper.paper = "low"
    note = desk.locator("[data-printer=kiosk]")
    expect(note).to_contain_text("geht bald das Papier aus")
    expect(kiosk.locator("#printer")).to_be_hidden()

    paper.cover_open = True

    expect(note).to_contain_text("ist offen")
    draw(kiosk)
    expect(kiosk.locator("[data-print]")).to_contain_text("Der Drucker ist offen.")


def test_an_answer_lost_on_the_way_prints_once(kiosk: Page, paper: Thermal) -> None:
    lost: list[int] = []

    def lose(route: Any) -> None:
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    kiosk.route(re.compile("/printers/kiosk/jobs/"), lose, times=1)
    draw(kiosk)

    expect(kiosk.locator("[data-print]")).to_contain_text("Ihr Zettel ist gedruckt.")
    assert lost == [200]
    assert len(paper.slips) == 1


def test_an_agent_that_is_gone(kiosk: Page, agent: Agent, running: Server, staff: Api) -> None:
    agent.end()
    assert running.clock is not None
    # Its last round may still be under way.
    wait_until(lambda: agent._printer._device is None, what="the agent's end")
    running.clock.advance(seconds=31)
    becomes(staff, "silent")

    expect(kiosk.locator("#printer")).to_be_visible()
    draw(kiosk)

    expect(kiosk.locator("[data-print]")).to_contain_text("Der Drucker antwortet nicht.")
    expect(kiosk.locator(".qr")).to_be_visible()


def test_each_kiosk_has_its_own_printer(
    office: Server, agent: Agent, staff: Api, paper: Thermal, new_page: NewPage
) -> None:
    page = new_page(viewport=PORTRAIT, screen=PORTRAIT, locale="de-DE")
    page.goto(office.enrol("kiosk"))
    page.goto(f"{office.url}/kiosk/lindenhof?printer=upstairs")
    expect(page.locator("#printer")).to_be_visible()

    draw(page)

    expect(page.locator("[data-print]")).to_contain_text("Der Drucker antwortet nicht.")
    assert paper.slips == []
