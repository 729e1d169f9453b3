"""Clara, who manages the office, looks at the day and at the days before."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.accessibility import axe
from tests.support.paper import pdf_text
from tests.support.server import TUESDAY, Api, Make, Server

NewPage = Callable[..., Page]

SCREEN = {"viewport": {"width": 1440, "height": 900}, "locale": "de-DE"}
PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "de-DE"}


class Office:
    """The office's morning, pressed through the interface, with the clock in hand."""

    def __init__(self, server: Server) -> None:
        assert server.clock is not None
        self.server = server
        self.clock = server.clock
        self.clerk = Api(server, server.token("clerk"))

    def serve(self, service: str, *, wait: float, minutes: float, counter: str) -> None:
        """Somebody draws, waits so many minutes, comes at once and is served."""
        self.clerk.draw(service)
        self.clock.advance(minutes=wait)
        self.clerk.at(counter, "call-next")
        self.clerk.at(counter, "start")
        self.clock.advance(minutes=minutes)
        self.clerk.at(counter, "finish")


@pytest.fixture
def office(server: Server) -> Office:
    return Office(server)


@pytest.fixture
def clara(office: Office, new_page: NewPage) -> Callable[..., Page]:
    """Clara signed in: `clara("/manager?view=past", **options)` answers the page."""
    server = office.server
    password = server.user("clara", "manager")

    def open_page(path: str = "/manager", **options: Any) -> Page:
        page = new_page(**{**SCREEN, **options})
        account = {"username": "clara", "password": password}
        assert page.context.request.post(f"{server.url}/api/v1/session", data=account).ok
        page.goto(f"{server.url}{path}")
        return page

    return open_page


def figure(page: Page, name: str, view: str = "#now") -> Any:
    """One of the large figures: its value with the unit, and what stands beneath."""
    return page.locator(f"{view} [data-figure={name}]")


def lead(page: Page, view: str = "#now") -> Any:
    return page.locator(f"{view} .lead")


def test_an_empty_morning_says_so(clara: Callable[..., Page]) -> None:
    page = clara()

    expect(lead(page)).to_have_text("Niemand wartet. Kein Schalter ist geöffnet.")
    expect(figure(page, "counters")).to_contain_text("0 von 6")
    expect(figure(page, "longest")).to_contain_text("niemand wartet")
    expect(figure(page, "mean")).to_contain_text("heute noch niemand aufgerufen")
    expect(page.locator("[data-service=residence]")).to_contain_text("bedient niemand")
    assert axe(page) == []


def test_the_picture_follows_the_office_without_a_touch(
    office: Office, clara: Callable[..., Page]
) -> None:
    page = clara()
    office.clerk.draw("residence")
    expect(lead(page)).to_contain_text("Ein Mensch wartet. Kein Schalter ist geöffnet.")
    expect(page.locator("[data-hint=no-counter]")).to_be_visible()

    office.clock.advance(minutes=20)
    office.clerk.draw("id-card")
    expect(lead(page)).to_contain_text("2 Menschen warten.")
    expect(figure(page, "longest")).to_contain_text("20 min")
    expect(figure(page, "longest")).to_contain_text("A001, seit 9:00")
    expect(page.locator("[data-service=residence]")).to_contain_text("20 min")
    office.clock.advance(minutes=10)
    expect(page.locator("[data-hint=alert-wait]")).to_contain_text(
        "Ein Mensch wartet über 30 Minuten."
    )
    expect(page.locator("[data-hint=alert-wait]")).to_contain_text("A001 · Schwelle 30 min")

    office.clerk.at("counter-1", "open")
    office.clerk.at("counter-1", "call-next")
    desk = page.locator("[data-counter=counter-1]")
    expect(desk.locator("[data-number=A001][data-state=called]")).to_be_visible()
    expect(desk).to_contain_text("gerufen")
    expect(figure(page, "counters")).to_contain_text("1 von 6")
    expect(figure(page, "level")).to_contain_text("0 %")
    expect(page.locator("[data-hint=no-counter]")).to_have_count(0)

    office.clerk.at("counter-1", "start")
    expect(desk).to_contain_text("bedient")
    expect(desk.locator("[data-number=A001]")).not_to_have_attribute("data-state", "called")
    assert axe(page) == []


def test_what_needs_attention_is_said_in_words(office: Office, clara: Callable[..., Page]) -> None:
    page = clara()
    office.clerk.at("counter-1", "open")
    office.clerk.at("info", "open")
    office.clerk.at("counter-1", "pause", reason="Besprechung")
    office.clerk.post("/offices/lindenhof/alarm", {"counter": "counter-1"})
    office.clerk.post("/offices/lindenhof/issuing", {"open": False, "reason": "Umzug"})

    expect(page.locator("[data-hint=alarm]")).to_contain_text("Stiller Alarm")
    expect(page.locator("[data-hint=stopped]")).to_contain_text("Umzug")
    expect(page.locator("[data-counter=counter-1]")).to_contain_text("Pause: Besprechung")
    expect(page.locator("[data-service=residence]")).to_contain_text("angehalten")
    assert axe(page) == []


def test_a_counter_that_stays_free_while_people_wait_is_named(
    office: Office, clara: Callable[..., Page]
) -> None:
    page = clara()
    office.clerk.at("info", "open")
    office.clerk.draw("advice")
    office.clock.advance(minutes=5)

    hint = page.locator("[data-hint=alert-idle_counter-info]")
    expect(hint).to_contain_text("Auskunft ist frei, obwohl jemand wartet.")
    expect(hint).to_contain_text("Ein Mensch wartet, den er bedienen kann.")


def test_the_chart_of_the_day_has_a_table_behind_it(
    office: Office, clara: Callable[..., Page]
) -> None:
    office.clerk.draw("residence")
    office.clock.advance(minutes=12)
    office.clerk.draw("residence")
    page = clara()
    chart = page.locator("#now [data-part=chart]")
    expect(chart.get_by_role("img")).to_have_accessible_name(re.compile("jetzt warten 2"))

    chart.get_by_role("button", name="Als Tabelle").click()

    expect(chart.get_by_role("row", name="9:05 1")).to_be_visible()
    expect(chart.get_by_role("row", name="9:12 2")).to_be_visible()
    expect(chart.get_by_role("img")).to_be_hidden()
    assert axe(page) == []


@contextmanager
def gone(server: Server) -> Iterator[None]:
    """The server is away for a while, as in a power cut."""
    server.kill()
    yield
    server.start()


def test_a_lost_connection_shows_and_heals(office: Office, clara: Callable[..., Page]) -> None:
    office.clerk.draw("residence")
    page = clara()
    expect(lead(page)).to_contain_text("Ein Mensch wartet.")

    with gone(office.server):
        expect(page.locator("#band")).to_contain_text("Keine Verbindung seit", timeout=20000)
        expect(page.locator("#main")).to_have_attribute("data-stale", "true")
        assert axe(page) == []
    expect(page.locator("#band")).to_be_empty(timeout=20000)
    expect(page.locator("#main")).to_have_attribute("data-stale", "false")


def morning(office: Office) -> None:
    """Three people at two counters; their waits are 2, 10 and 20 minutes."""
    for counter in ("counter-1", "info"):
        office.clerk.at(counter, "open")
    office.serve("residence", wait=2, minutes=8, counter="counter-1")
    office.serve("residence", wait=10, minutes=10, counter="counter-1")
    office.serve("advice", wait=20, minutes=5, counter="info")


def test_the_figures_of_today_are_those_worked_out_by_hand(
    office: Office, clara: Callable[..., Page]
) -> None:
    morning(office)
    page = clara("/manager?view=past")

    expect(lead(page, "#past")).to_contain_text(
        "Heute wartete die Hälfte höchstens 10 Minuten, neun von zehn höchstens 20."
    )
    expect(figure(page, "median", "#past")).to_contain_text("10 min")
    expect(figure(page, "median", "#past")).to_contain_text("Mittel 11 min")
    expect(figure(page, "p90", "#past")).to_contain_text("20 min")
    expect(figure(page, "level", "#past")).to_contain_text("67 %")
    expect(figure(page, "level", "#past")).to_contain_text("100 % in 30 min")
    expect(figure(page, "issued", "#past")).to_contain_text("3")
    table = page.locator("#compare")
    # begun, called, served; mean, median, P90, longest wait
    cells = table.locator("[data-key=residence] td")
    for index, expected in enumerate(["2", "2", "2", "6", "6", "10", "10", "100 %"]):
        expect(cells.nth(index)).to_have_text(expected)
    assert axe(page) == []

    # A short outage takes none of them away; the band says how old they are.
    page.route("**/statistics?*", lambda route: route.abort())
    page.locator(".manager-bar [data-view=past]").click()
    expect(page.locator("#band")).to_contain_text("Keine Verbindung seit 0 s. Stand 9:55.")
    expect(figure(page, "median", "#past")).to_contain_text("10 min")
    expect(page.locator("#main")).to_have_attribute("data-stale", "true")
    assert axe(page) == []
    page.unroute_all()
    page.locator(".manager-bar [data-view=past]").click()
    expect(page.locator("#band")).to_be_empty()


def test_what_is_compared_stays_in_the_address(office: Office, clara: Callable[..., Page]) -> None:
    morning(office)
    page = clara("/manager?view=past")
    page.get_by_role("link", name="Schalter", exact=True).click()
    expect(page).to_have_url(re.compile("by=counter"))

    page.reload()

    expect(page.locator("[data-by=counter]")).to_have_attribute("aria-current", "true")
    # Fewer than five cases at each counter: nothing of them is shown.
    expect(page.locator("#compare [data-key=counter-1]")).to_contain_text("–")
    expect(page.locator("#compare [data-key=counter-1]")).not_to_contain_text("10")
    expect(
        page.get_by_text("Zahlen unter 5 Vorgängen zeigen wir nicht", exact=False)
    ).to_be_visible()
    assert axe(page) == []

    page.go_back()
    expect(page.locator("[data-by=service]")).to_have_attribute("aria-current", "true")
    for by, row in (("half_hour", "9:00"), ("day", "Di., 24. Nov."), ("weekday", "Dienstag")):
        page.locator(f"[data-by={by}]").click()
        expect(page.locator("#compare tbody th").first).to_have_text(row)


def test_without_figures_of_counters_there_is_no_table_of_them(
    make_server: Make, new_page: NewPage
) -> None:
    server = make_server(environment={"QUEUE_APP_PRIVACY__COUNTER_STATISTICS": "false"})
    office = Office(server)
    morning(office)
    password = server.user("clara", "manager")
    page = new_page(**SCREEN)
    page.context.request.post(
        f"{server.url}/api/v1/session", data={"username": "clara", "password": password}
    )

    page.goto(f"{server.url}/manager?view=past&by=counter")

    expect(page.get_by_text("Dieses Amt führt keine Zahlen je Schalter.")).to_be_visible()
    expect(page.locator("#compare")).to_have_count(0)


def test_several_days_are_shown_day_by_day(office: Office, clara: Callable[..., Page]) -> None:
    morning(office)
    office.clock.set(TUESDAY + timedelta(days=1))
    office.clerk.at("counter-1", "open")
    office.serve("residence", wait=4, minutes=3, counter="counter-1")
    page = clara("/manager?view=past&from=2026-11-24&to=2026-11-25&by=day")

    expect(lead(page, "#past")).to_contain_text("Vom 24. bis 25. November wartete die Hälfte")
    rows = page.locator("#compare tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("Di., 24. Nov.")
    expect(rows.nth(1)).to_contain_text("Mi., 25. Nov.")
    days = page.locator("[data-part=days]")
    days.get_by_role("button", name="Als Tabelle").click()
    expect(days.get_by_role("row", name=re.compile("Di., 24. Nov. 3 67"))).to_be_visible()
    assert axe(page) == []


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("from=2026-11-20&to=2026-11-10", "Bitte einen anderen Zeitraum wählen."),
        ("from=2026-02-31&to=2026-11-10", "Bitte einen anderen Zeitraum wählen."),
        ("from=1926-01-01&to=2026-11-10", "Bitte einen anderen Zeitraum wählen."),
        ("from=2027-01-01", "Dieser Zeitraum liegt noch vor uns."),
        ("from=2026-11-01&to=2026-11-02", "wurde keine Nummer gezogen."),
    ],
)
def test_a_period_without_figures_gets_a_sentence(
    clara: Callable[..., Page], query: str, sentence: str
) -> None:
    page = clara(f"/manager?view=past&{query}")

    expect(lead(page, "#past")).to_contain_text(sentence)
    expect(page.locator("#past [data-part=content]")).to_be_hidden()
    assert axe(page) == []


def test_a_wrong_period_is_said_beside_the_field(clara: Callable[..., Page]) -> None:
    page = clara("/manager?view=past")
    past = page.locator("#past")
    past.get_by_label("von", exact=True).fill("2026-11-20")
    past.get_by_label("bis", exact=True).fill("2026-11-10")

    past.get_by_role("button", name="Zeigen").click()

    expect(past.get_by_label("bis", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(past.get_by_label("bis", exact=True)).to_have_accessible_description(
        "Der letzte Tag liegt vor dem ersten."
    )
    expect(page).not_to_have_url(re.compile("2026-11-10"))


def test_the_page_works_by_keyboard_alone(clara: Callable[..., Page]) -> None:
    page = clara()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Jetzt")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name="Rückblick")).to_have_attribute("aria-current", "page")
    expect(lead(page, "#past")).to_be_focused()
    expect(page).to_have_title("Rückblick · Bürgeramt Lindenhof")


@pytest.mark.parametrize("view", ["now", "past"])
def test_on_a_phone_nothing_runs_out_of_the_page(
    office: Office, clara: Callable[..., Page], view: str
) -> None:
    morning(office)
    page = clara(f"/manager?view={view}", **PHONE)
    expect(page.locator(f"#{view} .figures")).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert axe(page) == []


@pytest.mark.parametrize(
    "options",
    [{"color_scheme": "dark"}, {"locale": "en-GB"}, {"forced_colors": "active"}],
    ids=["dark", "english", "forced colours"],
)
def test_light_dark_and_english(
    office: Office, clara: Callable[..., Page], options: dict[str, str]
) -> None:
    morning(office)
    page = clara(**options)
    expect(page.locator("#now .figures")).to_be_visible()
    assert axe(page) == []

    page.locator("[data-view=past]").click()
    expect(page.locator("#compare")).to_be_visible()
    assert axe(page) == []
    if "locale" in options:
        expect(lead(page, "#past")).to_contain_text("Today half waited at most 10 minutes")


def test_on_paper_there_are_figures_and_no_controls(
    office: Office, clara: Callable[..., Page]
) -> None:
    morning(office)
    page = clara("/manager?view=past", color_scheme="dark")
    expect(page.locator("#compare")).to_be_visible()

    printed = pdf_text(page.pdf(prefer_css_page_size=True))

    assert "Bürgeramt Lindenhof, Dienstag, 24. November 2026" in printed
    assert "Im Vergleich" in printed
    assert "Zeigen" not in printed
    assert "Als Tabelle" not in printed


def test_after_signing_out_the_page_says_so_and_offers_the_way_back(
    office: Office, clara: Callable[..., Page]
) -> None:
    page = clara("/manager?view=past")
    expect(lead(page, "#past")).to_be_visible()
    page.context.clear_cookies()

    page.locator("[data-preset=yesterday]").click()

    expect(page.get_by_role("link", name="Wieder anmelden")).to_have_attribute(
        "href", re.compile(r"^/login\?next=%2Fmanager%3Fview%3Dpast")
    )
    assert axe(page) == []


def test_before_opening_it_says_when(make_server: Make, new_page: NewPage) -> None:
    early = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
    server = make_server(now=early)
    password = server.user("clara", "manager")
    page = new_page(**SCREEN)
    page.context.request.post(
        f"{server.url}/api/v1/session", data={"username": "clara", "password": password}
    )

    page.goto(f"{server.url}/manager")

    expect(lead(page)).to_have_text("Das Amt ist geschlossen. Es öffnet um 8:00.")


def test_thresholds_are_set_on_the_page_and_wrong_ones_are_said_beside_the_field(
    office: Office, clara: Callable[..., Page]
) -> None:
    page = clara()
    page.get_by_text("Ab wann Hinweise kommen").click()
    form = page.locator(".thresholds")
    wait = form.get_by_label("jemand wartet seit")
    expect(wait).to_have_value("30")
    wait.fill("-3")
    form.get_by_label("so viele warten").fill("2,5")
    form.get_by_role("button", name="Speichern").click()
    expect(wait).to_be_focused()
    expect(wait).to_have_accessible_description(
        "Bitte eine Zahl über 0 angeben, höchstens 1440, oder nichts."
    )
    expect(form.get_by_label("so viele warten")).to_have_attribute("aria-invalid", "true")
    assert axe(page) == []

    wait.fill("10")
    form.get_by_label("so viele warten").fill("")
    form.get_by_role("button", name="Speichern").click()
    expect(form.get_by_role("status")).to_contain_text("Gespeichert.")
    office.clerk.draw("residence")
    office.clock.advance(minutes=10)
    expect(page.locator("[data-hint=alert-wait]")).to_contain_text("Schwelle 10 min, seit 9:10")


def test_one_ticket_is_found_and_its_order_explained(
    office: Office, clara: Callable[..., Page]
) -> None:
    office.clerk.at("counter-1", "open")
    office.clerk.draw("residence")
    office.clock.advance(minutes=1)
    office.clerk.draw("residence", priority="priority")
    office.clock.advance(minutes=10)
    office.clerk.at("counter-1", "call-next")
    office.clerk.at("counter-1", "call-next", current="served")
    page = clara("/manager?view=ticket")
    expect(lead(page, "#ticket")).to_have_text("Um welche Nummer geht es?")
    page.get_by_label("Nummer", exact=True).fill("a?")
    page.get_by_role("button", name="Suchen").click()
    expect(page.get_by_label("Nummer", exact=True)).to_have_accessible_description(
        "Eine Nummer besteht nur aus Buchstaben und Ziffern, zum Beispiel A039."
    )

    page.get_by_label("Nummer", exact=True).fill("a 001")
    page.get_by_role("button", name="Suchen").click()

    expect(page).to_have_url(re.compile("number=a\\+001"))
    expect(lead(page, "#ticket")).to_contain_text("A001 wartete 11 min, dann rief Schalter 1 auf.")
    call = page.locator("[data-call='1']")
    expect(call).to_contain_text("1 wurde vorher aufgerufen: 1 mit Vorrang.")
    expect(call.locator("[data-why=priority]")).to_contain_text("15 Minuten Gutschrift")
    expect(page.locator("[data-step=ticket_issued]")).to_contain_text("9:00")
    assert axe(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert axe(page) == []

    page.goto(f"{office.server.url}/manager?view=ticket&day=2026-11-24&number=A999")
    expect(lead(page, "#ticket")).to_contain_text("An diesem Tag gibt es keine Nummer A999.")
    expect(page.locator("#ticket-error")).to_be_visible()


def test_filters_stay_in_the_address_and_can_be_taken_off(
    office: Office, clara: Callable[..., Page]
) -> None:
    morning(office)
    page = clara("/manager?view=past")
    expect(figure(page, "issued", "#past")).to_contain_text("3")
    page.get_by_text("Eingrenzen").click()
    page.get_by_label("Anliegen", exact=True).select_option("residence")
    page.get_by_role("checkbox", name="Dienstag").check()

    expect(page).to_have_url(re.compile("weekday=2"))
    expect(page).to_have_url(re.compile("service=residence"))
    expect(figure(page, "issued", "#past")).to_contain_text("2")
    expect(page.locator("[data-file='report.pdf']")).to_have_attribute(
        "href", re.compile("service=residence.*weekday=2.*report_language=de")
    )
    assert axe(page) == []

    page.reload()
    expect(page.locator(".set-filter")).to_have_count(2)
    page.locator(".set-filter").first.click()
    expect(figure(page, "issued", "#past")).to_contain_text("3")

    page.goto(f"{office.server.url}/manager?view=past&hour_from=12:00&hour_to=09:00")
    expect(page.locator("#filter-error")).to_have_text(
        "Die letzte Uhrzeit liegt nicht nach der ersten."
    )
    page.goto(f"{office.server.url}/manager?view=past&service=nobody")
    expect(page.locator("#filter-error")).to_have_text("Dieses Anliegen hat das Amt nicht.")
    expect(page.locator("#past [data-part=content]")).to_be_hidden()
    assert axe(page) == []
