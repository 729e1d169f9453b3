"""The desk within the house: choosing a counter, breaks, colleagues, alarm, a lost connection."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.staff import House, again, button, house, sheet
from tests.support.accessibility import axe

__all__ = ["house"]


def test_choosing_a_counter_and_taking_one_over(house: House) -> None:
    anna = house.desk("counter-2", "anna")
    page = house.page("/desk")
    expect(page.get_by_role("heading", level=1)).to_contain_text("An welchem Schalter")
    expect(page.locator("[data-counter=counter-2]")).to_contain_text("anna, seit 9:00")
    assert axe(page) == []

    page.locator("[data-counter=counter-2] button").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("anna sitzt dort.")
    assert axe(page) == []
    page.keyboard.press("Escape")
    page.locator("[data-counter=counter-2] button").press("Enter")
    again(page)
    page.keyboard.press("Escape")
    page.locator("[data-counter=counter-2] button").press("Enter")
    expect(dialog).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#counter-name")).to_have_text("Schalter 2")
    sheet(page, "idle")

    # Anna sees by whom, and her keys do nothing any more.
    expect(sheet(anna, "taken")).to_contain_text("bruno hat diesen Schalter übernommen.")
    expect(button(anna, "finish")).to_have_attribute("aria-disabled", "true")
    assert axe(anna) == []


def test_a_number_held_elsewhere_is_explained(house: House) -> None:
    house.api.draw("residence")
    page = house.desk("counter-1")
    page.keyboard.press("F2")
    sheet(page, "called")
    page.locator("#desk details.menu summary").click()
    button(page, "leave").click()
    page.locator("[data-counter=counter-2] button").click()
    notice = page.locator("#chooser-notice")
    expect(notice).to_contain_text("Sie haben noch eine Nummer an Schalter 1.")
    assert axe(page) == []
    notice.get_by_role("button", name="Zu Schalter 1").press("Enter")
    expect(sheet(page, "called").locator("[data-number=A001]")).to_be_visible()


def test_a_break_and_the_end_of_the_day(house: House) -> None:
    house.api.draw("residence")
    house.api.draw("residence")
    page = house.desk()
    page.keyboard.press("F2")
    sheet(page, "called")
    page.keyboard.press("b")
    sheet(page, "serving")
    expect(button(page, "close")).to_have_attribute("aria-disabled", "true")

    button(page, "pause").click()
    expect(page.get_by_role("dialog")).to_contain_text("Pause nach dieser Nummer")
    assert axe(page) == []
    page.keyboard.press("1")
    expect(page.locator("#counter-state")).to_contain_text("Pause folgt")
    expect(page.locator("#next-sentence")).to_contain_text("dann beginnt die Pause")

    again(page)
    page.keyboard.press("F2")
    expect(sheet(page, "paused")).to_contain_text("Pause bis 9:15")
    expect(sheet(page, "paused")).to_contain_text("Kein anderer Schalter ist offen.")
    house.api.at("counter-1", "open")
    expect(sheet(page, "paused")).to_contain_text("An den anderen Schaltern geht es weiter.")
    assert axe(page) == []
    again(page)
    page.keyboard.press("F2")
    sheet(page, "idle")
    button(page, "close").click()
    expect(sheet(page, "closed")).to_contain_text("Dieser Schalter ist geschlossen.")
    expect(page.locator("#next-words")).to_have_text("Schalter öffnen")
    assert axe(page) == []


def test_nobody_waits(house: House) -> None:
    house.api.draw("residence", booked_at=house.instant(9, 30).isoformat())
    page = house.desk()
    expect(page.locator("#next-sentence")).to_contain_text("um 9:25 dran")
    page.keyboard.press("F2")
    expect(page.locator("#last")).to_contain_text("Niemand wartet auf diesen Schalter.")
    assert axe(page) == []

    house.api.draw("parking")
    expect(page.locator("#next-sentence")).to_have_text("Ruft B001")
    expect(page.locator("#say")).to_contain_text("B001 wartet auf Sie.")


def test_a_silent_alarm_is_seen_everywhere_and_ended_by_who_comes(house: House) -> None:
    anna = house.desk("counter-2", "anna")
    page = house.desk("counter-3")
    anna.keyboard.press("F9")
    expect(anna.locator("#alarm")).to_have_attribute("data-alarm", "own")

    alarm = page.locator("#alarm[data-alarm=called]")
    expect(alarm).to_contain_text("Stiller Alarm: Schalter 2 braucht Hilfe.")
    expect(page.locator("#warn")).to_contain_text("Schalter 2 braucht Hilfe")
    assert axe(page) == []
    page.keyboard.press("F9")
    expect(page.locator("#alarm")).to_have_attribute("data-alarm", "quiet")
    expect(anna.locator("#alarm")).to_have_attribute("data-alarm", "quiet")


def test_a_lost_connection_is_shown_and_heals(house: House) -> None:
    house.api.draw("residence")
    page = house.desk()
    expect(page.locator("#next-sentence")).to_have_text("Ruft A001")
    house.server.kill()
    band = page.locator("#offline")
    expect(band).to_be_visible(timeout=20000)
    expect(band).to_contain_text("Stand 9:00")
    expect(band).to_contain_text(re.compile(r"seit \d+ (s|min)\."))
    expect(page.locator("body")).to_have_attribute("data-stale", "true")
    assert axe(page) == []

    # A press during that time counts once the server is there again.
    page.keyboard.press("F2")
    expect(page.locator("#last")).to_contain_text("Noch keine Antwort.")
    house.server.start()
    expect(sheet(page, "called").locator("[data-number=A001]")).to_be_visible(timeout=20000)
    expect(band).to_be_hidden(timeout=20000)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_desk_in_english(house: House, theme: str) -> None:
    house.api.draw("residence", priority="urgent")
    page = house.desk(locale="en-GB", color_scheme=theme)
    expect(page.locator("#next-words")).to_have_text("Next number")
    expect(page.locator("#waiting-rows [data-ticket=A001]")).to_contain_text("Urgent, goes first")
    page.keyboard.press("F2")
    expect(sheet(page, "called")).to_contain_text("Called, not here yet")
    assert axe(page) == []
    page.locator("#desk details.menu summary").click()
    assert axe(page) == []
