"""Rita at the reception: issues, checks in, finds, corrects, brings back, stops the kiosk."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.e2e.staff import House, again, house
from tests.support.accessibility import axe
from tests.support.paper import pdf_text

__all__ = ["house"]

SIZES: list[ViewportSize] = [
    {"width": 1280, "height": 720},
    {"width": 1440, "height": 900},
    {"width": 1024, "height": 768},
    {"width": 640, "height": 360},
]


def reception(house: House, **options: Any) -> Page:
    page = house.page("/reception", "rita", **options)
    expect(page.locator("#service-search")).to_be_focused()
    expect(page.locator("#numbers-none")).to_have_text(re.compile("Niemand|Nobody"))
    return page


def test_a_number_is_issued_by_keyboard(house: House) -> None:
    house.api.at("counter-1", "open")
    page = reception(house)
    assert axe(page) == []

    page.keyboard.type("fuhr")  # however it is typed
    first = page.locator("#services li:not([hidden]) > .service").first
    expect(first).to_contain_text("Führerschein umtauschen")  # before others of its group
    page.keyboard.type("ungs")
    page.keyboard.press("Enter")
    form = page.locator("#paper[data-kind=draw]")
    expect(form).to_contain_text("Mitbringen: Ausweis")
    expect(form.locator("[data-action=draw]")).to_be_focused()
    assert axe(page) == []
    form.get_by_label("3", exact=True).check()
    form.get_by_label("Weitere Anliegen").select_option("parking")
    form.get_by_label("Dringend").check()
    form.locator("[data-action=draw]").press("Enter")

    issued = page.locator("#paper[data-kind=issued]")
    expect(issued.locator("[data-number=F001]")).to_be_visible()
    expect(issued).to_contain_text("3 Personen · Danach: Bewohnerparkausweis")
    expect(issued.locator("img")).to_have_js_property("complete", True)
    assert issued.locator("img").evaluate("one => one.naturalWidth") > 0
    slip = issued.locator(".slip-link").get_attribute("href")
    printed = page.context.request.get(f"{house.server.url}{slip}")
    assert "F001" in pdf_text(printed.body())
    issued.locator("[data-action=print]").press("Enter")
    expect(page.locator("#print-state")).to_contain_text("auf dem Weg zum Drucker")
    assert axe(page) == []
    [ticket] = house.view("counter-1")["waiting"]
    assert (ticket["persons"], ticket["priority"]) == (3, "urgent")
    assert [one["id"] for one in ticket["also"]] == ["parking"]

    page.keyboard.press("F2")
    expect(page.locator("#service-search")).to_be_focused()
    expect(page.locator("#paper[data-kind=empty]")).to_be_visible()


def test_an_appointment_checks_in_at_the_offices_own_time(house: House) -> None:
    house.api.at("counter-1", "open")
    page = reception(house, timezone_id="America/New_York")
    page.locator("#services [data-service=id-card]").click()
    booked = page.get_by_label("Termin um")
    booked.fill("9:61")
    booked.press("Enter")
    expect(page.locator("#booked-error")).to_be_visible()
    assert axe(page) == []
    booked.fill("0930")
    booked.press("Enter")
    expect(page.locator("#paper[data-kind=issued]")).to_contain_text("Termin 9:30")
    [ticket] = house.view("counter-1")["waiting"]
    assert datetime.fromisoformat(ticket["booked_at"]) == house.instant(9, 30)
    expect(page.locator("#numbers [data-ticket=C001]")).to_contain_text("Dran ab 9:25")


def test_a_number_is_found_corrected_and_ended(house: House) -> None:
    for _ in range(3):
        house.api.draw("residence")
    page = house.page("/reception", "rita")
    expect(page.locator("#numbers [data-ticket]:visible")).to_have_count(3)
    page.keyboard.press("F4")
    page.keyboard.type("2")
    expect(page.locator("#numbers [data-ticket]:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    visit = page.locator("#paper[data-kind=visit]")
    expect(visit.locator("[data-number=A002]")).to_be_visible()
    assert axe(page) == []

    visit.locator("[data-action=change]").press("Enter")
    correct = page.locator("#paper[data-kind=correct]")
    expect(correct).to_contain_text("die Ankunft bleibt")
    assert axe(page) == []
    correct.get_by_label("Anliegen", exact=True).select_option("parking")
    correct.get_by_label("2", exact=True).check()
    correct.locator("[data-action=save]").press("Enter")
    expect(visit).to_contain_text("Bewohnerparkausweis")
    expect(visit).to_contain_text("2 Personen")

    visit.locator("[data-action=postpone]").press("Enter")
    expect(visit).to_contain_text("Verschoben bis 9:10")
    again(page)
    visit.locator("[data-action=postpone]").press("Enter")
    expect(visit.locator("[data-action=postpone]")).to_have_attribute("aria-disabled", "true")

    visit.locator("[data-action=cancel]").press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("nicht mehr aufgerufen werden")
    page.keyboard.press("Enter")
    expect(visit).to_contain_text("Zurückgegeben")
    page.locator("#number-search").fill("")
    expect(page.locator("#numbers [data-ticket]:visible")).to_have_count(2)


def test_who_missed_the_call_is_brought_back(house: House) -> None:
    house.api.at("counter-1", "open")
    house.api.draw("residence")
    house.api.at("counter-1", "call-next")
    page = house.page("/reception", "rita")
    expect(page.locator("[data-group=called] [data-ticket=A001]")).to_contain_text("Schalter 1")
    house.api.at("counter-1", "no-show", override=True)
    page.locator("[data-only=missed]").click()
    page.locator("#numbers [data-ticket=A001] button").click()
    visit = page.locator("#paper[data-kind=visit]")
    expect(visit).to_contain_text("Nicht erschienen · noch 15 min gehalten")
    visit.locator("[data-action=return]").press("Enter")
    expect(visit).to_contain_text("Wartend")
    expect(page.locator("[data-count=waiting]").first).to_have_text("1")


def test_issuing_is_stopped_and_resumed(house: House) -> None:
    page = reception(house)
    page.locator("#issuing").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Was wird angehalten").select_option("parking")
    dialog.get_by_label("Grund").fill("Drucker defekt")
    assert axe(page) == []
    page.keyboard.press("Enter")
    expect(page.locator("#stopped")).to_contain_text("Bewohnerparkausweis ist angehalten: Drucker")
    expect(page.locator("[data-service=parking]")).to_contain_text("angehalten")
    assert axe(page) == []

    page.locator("[data-service=parking]").click()
    page.locator("[data-action=draw]").press("Enter")
    expect(page.locator("#paper .paper-problem")).to_contain_text(
        "Die Ausgabe ist angehalten: Drucker"
    )

    again(page)
    page.locator("#issuing").click()
    dialog.get_by_role("button", name="Fortsetzen: Bewohnerparkausweis").click()
    expect(page.locator("#stopped")).to_be_hidden()


def test_the_displays_are_told_what_to_say(house: House) -> None:
    page = house.page("/reception", locale="de-DE")
    page.locator("summary", has_text="Mehr").click()
    page.locator("#message").click()
    dialog = page.get_by_role("dialog", name="Hinweis auf den Anzeigen")
    show = dialog.get_by_role("button", name="Hinweis zeigen")
    show.click()
    expect(dialog).to_contain_text("Bitte schreiben Sie einen Text.")
    dialog.get_by_label("Deutsch", exact=True).fill("Bitte Türen schließen.")
    dialog.get_by_label("Weitere Sprache").select_option("ar")
    dialog.get_by_label("Arabisch").fill("أغلقوا الأبواب.")
    assert axe(page) == []
    again(page)
    show.click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#messages")).to_contain_text(
        re.compile(r"Auf allen Anzeigen bis \w+, 23:59: Bitte Türen schließen\.")
    )
    board = house.api.get("/offices/lindenhof/board").json()
    assert board["message"] == {"de": "Bitte Türen schließen.", "ar": "أغلقوا الأبواب."}

    page.locator("summary", has_text="Mehr").click()
    page.locator("#message").click()
    again(page)
    dialog.get_by_role("button", name="Hinweis entfernen").click()

    expect(page.locator("#messages")).to_be_hidden()
    assert house.api.get("/offices/lindenhof/board").json()["message"] is None


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_reception_on_every_screen_and_in_english(house: House, theme: str) -> None:
    page = reception(house, locale="en-GB", color_scheme=theme)
    page.locator("#services [data-service=residence]").click()
    for size in SIZES:
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), size
    assert axe(page) == []
    page.set_viewport_size(SIZES[0])
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    expect(page.locator("[data-action=draw]")).to_be_in_viewport()
