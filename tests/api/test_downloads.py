"""The past as files: the same figures as the answer, with the same question."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any, cast

import openpyxl
import pyarrow.parquet as pq
import pypdf
import pytest

from queue_app.printing.figures.csv_file import render_csv
from tests.api.people import COUNTER, Asker, House, code_of, open_house
from tests.support.paper import pdf_text

STATISTICS = "/offices/lindenhof/statistics"
REPORT = "/offices/lindenhof/report.pdf"
MORNING = {"from": "2026-11-24", "to": "2026-11-24"}


@pytest.fixture(scope="module")
def house(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The day after a morning of six people, who waited 2 to 12 minutes."""
    file = tmp_path_factory.mktemp("downloads") / "queue.sqlite3"
    shutil.copy(furnished, file)
    with open_house(f"sqlite:///{file}") as opened:
        morning(opened)
        opened.clock.advance(hours=20)  # what is known of counters is of days that are over
        yield opened


@pytest.fixture(scope="module")
def clara(house: House) -> Asker:
    return house.person("clara", "manager")


def morning(house: House) -> None:
    clerk = house.program("clerk")
    clerk.at(COUNTER, "open")
    for minutes in (2, 4, 6, 8, 10, 12):
        clerk.draws("residence")
        house.clock.advance(minutes=minutes)
        clerk.at(COUNTER, "call-next")
        clerk.at(COUNTER, "start")
        house.clock.advance(minutes=5)
        clerk.at(COUNTER, "finish")


def test_csv_says_what_the_answer_says(clara: Asker) -> None:
    answer = clara.get(f"{STATISTICS}.csv", **MORNING)
    assert answer.content_type == "text/csv; charset=utf-8; header=present"
    assert (
        'filename="lindenhof_2026-11-24_2026-11-24_service.csv"'
        in answer.headers["Content-Disposition"]
    )
    assert answer.data.count(b"\r\n") == answer.data.count(b"\n")
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(answer.get_data(as_text=True)))}
    total = clara.get(STATISTICS, **MORNING).get_json()["total"]
    assert float(rows["total"]["wait_median"]) == total["wait"]["median"] == 7 * 60
    assert float(rows["total"]["service_level_900"]) == 1
    assert rows["residence"]["label"] == "Wohnsitz an-, um- oder abmelden"
    assert rows["residence"]["issued"] == "6"
    assert rows["id-card"]["wait_mean"] == ""


def test_no_cell_is_a_formula() -> None:
    row: dict[str, Any] = {"key": "a", "label": '=HYPERLINK("http://evil")', "wait": None}
    total: dict[str, Any] = {"key": "total", "issued": -1}
    text = render_csv({"rows": [row], "total": total}).decode()
    assert '\r\na,"\'=HYPERLINK(""http://evil"")",' in text
    assert "total,total,-1," in text  # a number is no formula


def test_parquet_and_json_hold_the_same(clara: Asker) -> None:
    table = pq.read_table(io.BytesIO(clara.get(f"{STATISTICS}.parquet", **MORNING).data))
    last = table.to_pylist()[-1]
    assert (last["key"], last["issued"], last["wait_p90"]) == ("total", 6, 12 * 60.0)
    answer = clara.get(f"{STATISTICS}.json", **MORNING)
    assert json.loads(answer.data) == clara.get(STATISTICS, **MORNING).get_json()


def test_the_spreadsheet_has_real_types_and_a_frozen_head(clara: Asker) -> None:
    answer = clara.get(f"{STATISTICS}.xlsx", **MORNING, report_language="en", by="counter")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == [
        "Key figures", "By service", "By counter", "By half-hour", "By weekday", "By day",
        "Definitions",
    ]  # fmt: skip
    services, days, halves = (book[one] for one in ("By service", "By day", "By half-hour"))
    assert services.freeze_panes == "B2"
    names = [cell.value for cell in services[1]]
    total = dict(zip(names, [cell.value for cell in services[services.max_row]], strict=True))
    assert total["Wait, median, min"] == 7
    assert total["Called within 15 min"] == 1
    assert services.cell(2, names.index("Called within 15 min") + 1).number_format == "0.0%"
    assert days["A2"].value.date() == date(2026, 11, 24)
    assert halves["A2"].value == time(9, 0)
    assert book["By counter"]["B2"].value == 6


def test_the_report_is_a_document_in_both_languages(clara: Asker) -> None:
    answer = clara.get(REPORT, **MORNING)
    assert answer.content_type == "application/pdf"
    reader = pypdf.PdfReader(io.BytesIO(answer.data))
    assert str(reader.root_object["/Lang"]) == "de"
    assert reader.metadata is not None
    assert reader.metadata.title == "Bürgeramt Lindenhof: Bericht: Dienstag, 24. November 2026"
    assert len(reader.outline) >= 5
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in reader.pages
        for font in cast("dict[str, Any]", page["/Resources"])["/Font"].values()
    }
    assert all("AtkinsonHyperlegible" in font for font in fonts if font != "/Helvetica")
    text = " ".join(pdf_text(answer.data).split())
    assert "wartete die Hälfte" in text
    assert "höchstens 7 Minuten" in text
    assert "Seite 2 von" in text

    english = " ".join(pdf_text(clara.get(REPORT, **MORNING, report_language="en").data).split())
    assert "half waited at most 7 minutes, nine out of ten at most 12." in english
    assert "Counter 1" in english


def test_a_report_of_nothing_says_so(clara: Asker) -> None:
    text = pdf_text(clara.get(REPORT, **{"from": "2026-11-02", "to": "2026-11-08"}).data)
    assert "keine Nummer gezogen" in " ".join(text.split())


def test_filters_hold_in_files_too(clara: Asker) -> None:
    query = MORNING | {"service": "id-card"}
    text = pdf_text(clara.get(REPORT, **query, report_language="en").data)
    assert "Service: Apply for an ID card or passport" in " ".join(text.split())
    rows = clara.get(f"{STATISTICS}.csv", **query).get_data(as_text=True)
    assert "residence" not in rows


def test_counters_that_are_not_to_be_seen_are_in_no_file(house: House, clara: Asker) -> None:
    privacy = house.services.config.privacy
    object.__setattr__(privacy, "counter_statistics", False)
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(clara.get(f"{STATISTICS}.xlsx", **MORNING, report_language="en").data)
        )
        assert "By counter" not in book.sheetnames
        assert "Counter 1" not in pdf_text(clara.get(REPORT, **MORNING, report_language="en").data)
        rows = clara.get(f"{STATISTICS}.csv", **MORNING, by="counter").get_data(as_text=True)
        assert "counter-1" not in rows
    finally:
        object.__setattr__(privacy, "counter_statistics", True)


def test_questions_without_an_answer(clara: Asker) -> None:
    for file in ("statistics.csv", "statistics.xlsx", "report.pdf"):
        for query, code in (
            ({"from": "2026-11-20", "to": "2026-11-10"}, "days_reversed"),
            ({"from": "1990-01-01", "to": "2026-11-10"}, "period_too_long"),
            ({"from": "2031-01-01", "to": "2031-01-02"}, "in_the_future"),
            ({"service": "nobody"}, "unknown_service"),
        ):
            answer = clara.get(f"/offices/lindenhof/{file}", **query)
            assert code_of(answer) == (422, code)


def test_files_are_the_managers(house: House) -> None:
    for file in ("statistics.csv", "statistics.json", "statistics.xlsx", "report.pdf"):
        path = f"/offices/lindenhof/{file}"
        assert code_of(house.program("clerk").get(path)) == (403, "forbidden")
        assert code_of(house.public().get(path)) == (401, "unauthorized")
