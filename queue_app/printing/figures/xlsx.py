"""The figures as a spreadsheet with real types, written row by row in constant memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from queue_app.printing.figures.dossier import Dossier, Json
from queue_app.printing.figures.key_figures import definitions, key_figures, level, limits
from queue_app.printing.figures.words import Words

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Kind = Literal["text", "count", "minutes", "share", "decimal", "date", "time"]
Plain = str | float | date | time | None


@dataclass(frozen=True)
class Typed:
    """A value of another kind than its column's."""

    value: float | None
    kind: Kind


Cell = Plain | Typed
WIDTHS = {"text": 34, "date": 12, "time": 9}
FORMATS: dict[str, dict[str, Any]] = {
    "count": {"num_format": "#,##0"},
    "minutes": {"num_format": "0.0"},
    "share": {"num_format": "0.0%"},
    "decimal": {"num_format": "0.0"},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
    "time": {"num_format": "hh:mm", "align": "left"},
    "text": {"valign": "top"},
}
INK = "#14213A"


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its columns with their kinds, and rows of their values.

    Minutes come in seconds; shares are fractions.
    """

    name: str
    columns: Sequence[tuple[str, Kind]]
    rows: Iterable[Sequence[Cell]]
    total: bool = False
    """Whether the last row is the total."""


def render_xlsx(dossier: Dossier, words: Words) -> bytes:
    """The workbook: key figures, by service, counter, half-hour, weekday and day, definitions."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figures.xlsx"
        options = {
            "constant_memory": True,
            "tmpdir": folder,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(str(file), options) as book:
            period = words.period(dossier.first, dossier.last)
            book.set_properties({"title": f"{dossier.office}, {period}", "author": dossier.office})
            _write(book, sheets(dossier, words))
        return file.read_bytes()


def _write(book: Workbook, found: Iterable[Sheet]) -> None:
    formats = {kind: book.add_format(form) for kind, form in FORMATS.items()}
    totals = {
        kind: book.add_format({**form, "bold": True, "top": 1, "top_color": INK})
        for kind, form in FORMATS.items()
    }
    head = book.add_format(
        {"bold": True, "bottom": 1, "bottom_color": INK, "text_wrap": True, "valign": "top"}
    )
    for sheet in found:
        page = book.add_worksheet(sheet.name[:31])
        page.freeze_panes(1, 1)
        for at, (name, kind) in enumerate(sheet.columns):
            page.set_column(at, at, WIDTHS.get(kind, max(10, min(24, len(name) * 0.8))))
            page.write_string(0, at, name, head)
        page.repeat_rows(0)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        rows = list(sheet.rows)
        for down, row in enumerate(rows, start=1):
            last = sheet.total and down == len(rows)
            for at, ((_, usual), cell) in enumerate(zip(sheet.columns, row, strict=True)):
                value, kind = (cell.value, cell.kind) if isinstance(cell, Typed) else (cell, usual)
                _cell(page, down, at, kind, value, (totals if last else formats)[kind])


def _cell(page: Any, down: int, at: int, kind: Kind, cell: Plain, form: Format) -> None:
    if cell is None:
        page.write_blank(down, at, None, form)
    elif isinstance(cell, str):
        page.write_string(down, at, cell, form)
    elif isinstance(cell, date | time):
        page.write_datetime(down, at, cell, form)
    else:
        page.write_number(down, at, cell / 60 if kind == "minutes" else cell, form)


def sheets(dossier: Dossier, t: Words) -> list[Sheet]:
    """What stands in the workbook."""
    total = dossier.total
    found = [
        _key_figures(dossier, t),
        _compared(t("By service"), (t("Service"), "text"), dossier.services, t),
    ]
    if dossier.counters is not None:
        found.append(_compared(t("By counter"), (t("Counter"), "text"), dossier.counters, t))
    return [
        *found,
        _compared(t("By half-hour"), (t("Half-hour"), "time"), dossier.half_hours, t),
        _compared(t("By weekday"), (t("Weekday"), "text"), dossier.weekdays, t),
        _compared(t("By day"), (t("Day"), "date"), dossier.days, t),
        Sheet(
            t("Definitions"),
            [(t("Word"), "text"), (t("Meaning"), "text")],
            definitions(total, t, with_counters=dossier.counters is not None),
        ),
    ]


def _key_figures(dossier: Dossier, t: Words) -> Sheet:
    columns: list[tuple[str, Kind]] = [
        (t("Figure"), "text"),
        (t.period(dossier.first, dossier.last), "decimal"),
        (t.before(dossier.first, dossier.last), "decimal"),
        (t("Unit"), "text"),
        (t("Meaning"), "text"),
    ]
    units = {"minutes": t("minutes"), "share": "%", "count": t("number")}
    rows: list[list[Cell]] = []
    for one in key_figures(dossier.total, t):
        values = [
            Typed(None if row is None else one.read(row), one.kind)
            for row in (dossier.total, dossier.earlier)
        ]
        unit = units.get(one.kind, t("number"))
        rows.append([f"{one.group}: {one.word}", *values, unit, one.meaning])
    return Sheet(t("Key figures"), columns, rows)


def _compared(name: str, first: tuple[str, Kind], statistics: Json, t: Words) -> Sheet:
    total = statistics["total"]
    within = limits(total)
    columns: list[tuple[str, Kind]] = [
        first,
        (t("Begun"), "count"),
        (t("Called"), "count"),
        (t("Served"), "count"),
        (t("Wait, mean, min"), "minutes"),
        (t("Wait, median, min"), "minutes"),
        (t("Wait, P90, min"), "minutes"),
        (t("Wait, longest, min"), "minutes"),
        *((t("Called within %(n)s min", n=n), "share") for n in within),
        (t("From call to start, mean, min"), "minutes"),
        (t("Service time, mean, min"), "minutes"),
        (t("Service time, P90, min"), "minutes"),
        (t("Did not come"), "share"),
        (t("Left before a call"), "share"),
        (t("Turned away"), "count"),
        (t("Finished in an hour"), "decimal"),
        (t("Counters occupied"), "share"),
    ]
    rows = [_row(_key(row, statistics["by"], t), row, within) for row in statistics["rows"]]
    return Sheet(name, columns, [*rows, _row(t("All"), total, within)], total=True)


def _row(key: Cell, row: Mapping[str, Any], within: Sequence[int]) -> list[Cell]:
    wait, walking, service = (row.get(one) or {} for one in ("wait", "walking", "service"))
    return [
        key,
        *(row.get(one) for one in ("issued", "called", "served")),
        *(wait.get(one) for one in ("mean", "median", "p90", "max")),
        *(level(row, minutes) for minutes in within),
        walking.get("mean"),
        service.get("mean"),
        service.get("p90"),
        *(row.get(one) for one in (
            "no_show_rate", "abandonment", "turned_away", "throughput", "occupancy",
        )),
    ]  # fmt: skip


def _key(row: Mapping[str, Any], by: str, t: Words) -> Cell:
    """A key as the type it is."""
    key = row["key"]
    if by == "half_hour":
        return time.fromisoformat(key)
    if by == "day":
        return date.fromisoformat(key)
    return t.weekday(int(key)) if by == "weekday" else t.name(row)
