"""After a day without power somebody types the sheet, and the manager sees it with its mark."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.staff import House, house
from tests.support.accessibility import axe

__all__ = ["house"]


def field(page: Page, row: int, name: str) -> Any:
    return page.locator(f"#rows tr:nth-child({row}) [data-field={name}] .input")


def test_a_sheet_is_typed_mended_and_entered(house: House) -> None:
    page = house.page("/reception", "clara", "manager", viewport={"width": 1440, "height": 900})
    page.locator(".menu > summary").first.click()
    page.get_by_role("link", name="Nummern vom Papier").click()
    expect(field(page, 1, "number")).to_be_focused()
    day = page.locator("#day").input_value()

    for text in ("1", "Wohnsitz"):  # a choice is made by its first letters
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    expect(field(page, 1, "service")).to_have_value("residence")
    for name, text in (("issued_at", "805"), ("called_at", "8.10"), ("started_at", "8:11"),
                       ("finished_at", "8:05")):  # fmt: skip
        field(page, 1, name).fill(text)
    field(page, 1, "counter").select_option("counter-1")
    field(page, 1, "finished_at").press("Enter")
    expect(field(page, 2, "number")).to_be_focused()
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text", text);
            document.activeElement.dispatchEvent(new ClipboardEvent("paste",
              {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        "2;residence;8:10;8:20;counter-1;;8:30;2;\n3;residence;8:15;8:40;counter-1;;;;nicht da",
    )
    expect(field(page, 3, "ended")).to_have_value("no_show")

    page.get_by_role("button", name="Alle Zeilen eintragen").click()

    expect(page.locator("#problem")).to_have_text(
        "1 Feld kann so nicht sein. Noch ist nichts eingetragen."
    )
    wrong = field(page, 1, "finished_at")
    expect(wrong).to_be_focused()
    expect(wrong).to_have_accessible_description("Früher als die Zeit davor.")
    expect(field(page, 2, "number")).to_have_value("2")
    assert axe(page) == []
    wrong.fill("8:20")
    wrong.press("Enter")
    page.get_by_role("button", name="Alle Zeilen eintragen").click()
    expect(page.locator("#done")).to_contain_text("3 Besuche")
    expect(field(page, 1, "number")).to_have_value("")

    page.goto(f"{house.server.url}/manager?view=past&from={day}&to={day}")
    expect(page.locator("#past .lead")).to_contain_text(
        "3 dieser Vorgänge wurden von Hand geschrieben und nachträglich eingetragen."
    )
    page.goto(f"{house.server.url}/reception/paper/sheet")
    expect(page.locator(".sheet tbody tr")).to_have_count(18)
    assert axe(page) == []
