"""Bruno, who serves at counter 3: his whole work by keyboard, and what he sees of the others."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Request, Route, expect

from tests.e2e.staff import House, again, button, house, sheet
from tests.support.accessibility import axe

__all__ = ["house"]


def test_a_morning_by_keyboard_alone(house: House) -> None:
    for service in ("residence", "id-card", "parking"):
        house.api.draw(service)
    page = house.desk()
    expect(sheet(page, "idle")).to_contain_text("Niemand ist bei Ihnen")
    expect(page.locator("#next-sentence")).to_have_text("Ruft A001")
    assert axe(page) == []

    # Called, come, begun: the filled button and the focus go along.
    page.keyboard.press("F2")
    expect(sheet(page, "called").locator("[data-number=A001]")).to_be_visible()
    expect(button(page, "start")).to_be_focused()
    expect(page.locator("#say")).to_contain_text("A001 ist aufgerufen")
    assert axe(page) == []
    house.clock.advance(seconds=40)
    page.keyboard.press("b")
    expect(sheet(page, "serving")).to_contain_text("Bei mir seit 9:00")
    expect(button(page, "next")).to_be_focused()

    # An outcome by its number.
    house.clock.advance(minutes=9)
    page.keyboard.press("f")
    expect(page.get_by_role("dialog")).to_contain_text("Wie endete A001?")
    assert axe(page) == []
    page.keyboard.press("2")
    expect(page.locator("#last")).to_contain_text("A001 beendet")

    # Nobody came: asked, one key, and asked again because it is so early.
    again(page)
    page.keyboard.press("F2")
    expect(sheet(page, "called").locator("[data-number=C001]")).to_be_visible()
    again(page)
    page.keyboard.press("F2")
    expect(page.get_by_text("War C001 da?")).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("2")
    early = page.get_by_role("dialog", name=re.compile("erst vor"))
    expect(early).to_be_visible()
    page.keyboard.press("Enter")
    expect(sheet(page, "called").locator("[data-number=B001]")).to_be_visible()
    missed = page.locator("#missed [data-ticket=C001]")
    expect(missed).to_contain_text("noch 15 min gehalten")

    # Parked with a note, then called again from there.
    page.keyboard.press("b")
    sheet(page, "serving")
    page.keyboard.press("p")
    page.keyboard.type("Holt Fahrzeugschein")
    page.keyboard.press("Enter")
    expect(page.locator("#parked [data-ticket=B001]")).to_contain_text("Holt Fahrzeugschein")
    sheet(page, "idle")
    page.locator("#parked [data-ticket=B001] button").press("Enter")
    expect(sheet(page, "called").locator("[data-number=B001]")).to_be_visible()
    page.keyboard.press("l")
    sheet(page, "idle")

    # Who missed the call stands there: back into the queue.
    page.locator("#missed [data-ticket=C001] button").press("Enter")
    page.keyboard.press("1")
    expect(page.locator("#waiting-rows [data-ticket=C001]")).to_contain_text("War nicht da")
    expect(button(page, "next")).to_be_focused()


def test_a_press_is_taken_back_within_a_minute(house: House) -> None:
    house.api.draw("residence")
    page = house.desk()
    expect(button(page, "undo")).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("F2")
    sheet(page, "called")
    expect(page.locator("#last")).to_contain_text("Z nimmt das zurück, 60 s")

    house.clock.advance(seconds=18)
    house.api.draw("advice")  # a page whose clock stands learns the time from the next view
    expect(page.locator("#last")).to_contain_text("42 s")
    page.keyboard.press("z")
    sheet(page, "idle")
    expect(page.locator("#last")).to_contain_text("Zurückgenommen.")

    again(page)
    page.keyboard.press("F2")
    sheet(page, "called")
    house.clock.advance(seconds=61)
    house.api.draw("advice")
    expect(button(page, "undo")).to_have_attribute("aria-disabled", "true")
    again(page)
    page.keyboard.press("z")
    expect(page.locator("#last [data-kind=error]")).to_be_visible()
    assert house.view()["current"]["state"] == "called"


def test_passing_on_by_keyboard_with_a_way_back(house: House) -> None:
    house.api.at("counter-1", "open")
    house.api.draw("residence", also=["parking"])
    page = house.desk()
    page.keyboard.press("F2")
    sheet(page, "called")
    page.keyboard.press("b")
    expect(sheet(page, "serving")).to_contain_text("Danach: Bewohnerparkausweis")

    page.keyboard.press("w")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Ankunft und Nummer bleiben.")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("anderes Anliegen, einen Schalter")
    assert axe(page) == []
    expect(dialog.locator("[value=counter-2]")).to_be_disabled()
    nobody = dialog.get_by_text("bearbeitet das kein offener Schalter")
    expect(nobody).to_have_count(0)
    dialog.locator("[name=to-service][value=advice]").check()
    expect(nobody).to_be_visible()
    assert axe(page) == []
    dialog.locator("[name=to-service][value='']").check()
    expect(nobody).to_have_count(0)
    dialog.get_by_label("Schalter 1").check()
    dialog.get_by_label("Kommt danach zu mir zurück").check()
    dialog.get_by_label("Notiz").fill("Gebühr bezahlt")
    page.keyboard.press("Enter")

    sheet(page, "idle")
    page.locator("#waiting-all").click()
    row = page.locator("#others-rows [data-ticket=A001]")
    expect(row).to_contain_text("Nur für Schalter 1", ignore_case=True)
    sent = house.api.at("counter-1", "call-next")
    assert (sent["number"], sent["return_to"]["id"]) == ("A001", "counter-3")
    assert house.view("counter-1")["current"]["note"] == "Gebühr bezahlt"
    expect(page.locator(".colleague[data-state=called]")).to_contain_text("Schalter 1")


def test_a_bouncing_key_calls_once_and_a_lost_answer_is_asked_for_again(house: House) -> None:
    house.api.draw("residence")
    house.api.draw("parking")
    page = house.desk()
    keys: list[str] = []

    def lose_the_first(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) == 1:
            route.fetch()  # it reaches the server; the answer does not reach us
            route.abort()
        else:
            route.continue_()

    page.route("**/call-next", lose_the_first)
    page.keyboard.press("F2")
    page.keyboard.press("F2")
    expect(sheet(page, "called").locator("[data-number=A001]")).to_be_visible()
    expect(page.locator("[data-pending]")).to_have_count(0)

    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert [one["number"] for one in house.view()["waiting"]] == ["B001"]


def test_what_is_not_possible_keeps_its_place_and_says_why(house: House) -> None:
    house.api.draw("residence")
    page = house.desk()
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            sent.append(request.url)

    page.on("request", note)

    park = button(page, "park")
    expect(park).to_have_attribute("aria-disabled", "true")
    park.focus()
    expect(page.locator("#last")).to_contain_text("Niemand ist bei Ihnen.")
    page.keyboard.press("p")
    expect(page.locator("#last [data-kind=error]")).to_contain_text("Niemand ist bei Ihnen.")
    expect(page.locator("#warn")).to_contain_text("Niemand ist bei Ihnen.")
    assert axe(page) == []
    assert sent == []

    # What the server refuses is a sentence at the same place.
    page.route(
        "**/call-next",
        lambda route: route.fulfill(
            status=409,
            content_type="application/problem+json",
            body='{"status": 409, "code": "counter_paused", "title": "Conflict", "detail": "x"}',
        ),
    )
    page.keyboard.press("F2")
    expect(page.locator("#last [data-kind=error]")).to_contain_text("hat Pause")
    expect(button(page, "next")).to_have_attribute("data-refused", "")


def test_letters_can_be_switched_off_and_function_keys_stay(house: House) -> None:
    house.api.draw("residence")
    page = house.desk()
    page.get_by_text("Mehr", exact=True).locator("visible=true").click()
    page.get_by_label("Buchstabentasten an").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("F2")
    sheet(page, "called")
    page.keyboard.press("b")
    page.wait_for_timeout(300)
    sheet(page, "called")
    expect(button(page, "start")).not_to_have_attribute("aria-keyshortcuts", re.compile("."))

    # The desk finds its counter again, and what was chosen.
    page.reload()
    sheet(page, "called")
    expect(page.locator("#letters")).not_to_be_checked()
    button(page, "start").press("Enter")
    sheet(page, "serving")


def test_calling_one_by_hand(house: House) -> None:
    house.api.draw("residence")
    house.api.draw("id-card", persons=2, language="en")
    house.api.draw("advice")
    page = house.desk()
    page.locator("#waiting-rows [data-ticket=C001] button").press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 Personen")
    expect(dialog).to_contain_text("English")
    assert axe(page) == []
    page.keyboard.press("Enter")
    expect(sheet(page, "called").locator("[data-number=C001]")).to_be_visible()

    # A number that this counter does not serve is there, and says why it cannot come.
    page.locator("#waiting-all").click()
    page.locator("#others-rows [data-ticket=H001] button").click()
    expect(dialog).to_contain_text("Dieser Schalter bedient das nicht.")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_what_others_do_is_seen_at_once_and_moves_nothing_under_the_pointer(house: House) -> None:
    house.api.at("counter-1", "open")
    for _ in range(3):
        house.api.draw("residence")
    page = house.desk()
    first = page.locator("#waiting-rows [data-ticket=A001]")
    second = page.locator("#waiting-rows [data-ticket=A002]")
    second.hover()
    page.mouse.move(700, 205)  # somebody aims
    place = second.bounding_box()
    house.api.at("counter-1", "call-next")
    expect(first).to_have_attribute("data-gone", "")
    assert second.bounding_box() == place
    expect(page.locator(".colleague[data-state=called]")).to_contain_text("A001")

    page.mouse.move(10, 10)
    expect(first).to_have_count(0)
    expect(second.locator(".place")).to_have_text("1")


def fits(page: Page) -> bool:
    """Whether nothing of the page lies outside the window."""
    return bool(
        page.evaluate(
            "document.documentElement.scrollHeight <= innerHeight"
            " && document.documentElement.scrollWidth <= innerWidth"
            " && document.getElementById('sheet').scrollHeight"
            " <= document.getElementById('sheet').clientHeight"
        )
    )


INSIDE = """() => {
  const main = document.querySelector(".sheet-main");
  return main.scrollWidth <= main.clientWidth && main.getBoundingClientRect().right
    >= main.querySelector("[data-elapsed]").getBoundingClientRect().right;
}"""
WHOLE = """() => [...document.querySelectorAll("#waiting-rows > li:not([hidden]) .row-why > span")]
  .every((one) => one.scrollWidth <= one.clientWidth
    && getComputedStyle(one).textOverflow === "clip")"""


def assert_reasons_are_whole(page: Page) -> None:
    assert page.evaluate(WHOLE)


def test_the_desk_fits_its_screen(house: House) -> None:
    house.api.at("counter-1", "open")
    for n in range(16):
        house.api.draw("residence" if n % 2 else "id-card", also=["parking"], persons=1 + n % 6)
    page = house.desk()
    assert fits(page)
    page.keyboard.press("F2")
    sheet(page, "called")
    assert fits(page)
    page.keyboard.press("b")
    sheet(page, "serving")
    assert fits(page)
    expect(page.locator("#waiting-rows > li:visible")).to_have_count(10)
    expect(page.locator("#waiting-more")).to_have_text(re.compile(r"^5 weitere"))

    assert_reasons_are_whole(page)

    page.set_viewport_size({"width": 1920, "height": 1080})
    expect(page.locator("#waiting-foot")).to_be_visible()
    assert fits(page)
    assert_reasons_are_whole(page)

    # Whoever stays long has more figures on the sheet.
    for minutes, shown in ((10, "10:00"), (90, "1:40:00")):
        house.clock.advance(minutes=minutes)
        house.api.draw("advice")  # a page whose clock stands learns the time from the next view
        for width, height in ((1280, 720), (960, 600), (390, 844)):
            page.set_viewport_size({"width": width, "height": height})
            expect(page.locator("[data-elapsed]")).to_have_text(shown)
            page.wait_for_function(INSIDE)

    # At 200 % zoom the columns stack, and nothing runs out of the window sideways.
    page.set_viewport_size({"width": 640, "height": 360})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(page) == []
