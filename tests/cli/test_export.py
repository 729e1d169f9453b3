"""`queue-app export` and `verify`: no personal data, and figures that others can recompute."""

from __future__ import annotations

import csv
import json
import random
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import update

from queue_app.domain.errors import Refused
from queue_app.storage.daybook import Daybook
from queue_app.storage.days import Days
from queue_app.storage.tables import facts
from queue_app.views.figures import Asked, By, answer
from tests.cli.conftest import Terminal
from tests.cli.recomputed import days_of, facts_of, legs_of
from tests.storage.morning import Morning
from tests.storage.people import PROGRAM, TUESDAY, Process, bring_in, small_office

OFFICE = "corner"
PERIOD = ("--from", "2026-11-24", "--to", "2026-11-25")
KINDS = ("draw", *["desk"] * 5, *["visit"] * 2, "undo", "time", "time", "odd")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """Two days on which people press whatever there is to press; it is Thursday."""
    terminal = Terminal(tmp_path_factory.mktemp("lived"))
    terminal.configure()
    terminal.done("init")
    process = Process(f"sqlite:///{terminal.folder}/queue.sqlite3")
    bring_in(process.database, small_office(OFFICE))
    chance = random.Random(20)  # noqa: S311 - invented people
    for day in range(2):
        process.clock.now = TUESDAY + timedelta(days=day)
        morning = Morning(OFFICE, (process, process), (PROGRAM, PROGRAM))
        morning.begin()
        for _ in range(350):
            counter, choice = morning.counter(chance.randrange(3)), chance.randrange(1, 100)
            button = morning.choose(chance.choice(KINDS), counter, choice)
            with suppress(Refused):
                getattr(morning, button)(counter, choice)
            process.clock.advance(seconds=chance.randrange(40))
    process.clock.now = TUESDAY + timedelta(days=2)
    process.settle(OFFICE)
    book = Daybook(process.database, process.database, process.reader)
    office = process.queue(OFFICE).office
    for closed in book.due(office, process.clock()):
        book.keep(book.work_out(office, closed, process.clock()))
    process.database.close()
    return terminal


def exported(terminal: Terminal, kind: str, folder: Path) -> dict[str, Path]:
    said = terminal.done(
        "export", "--office", OFFICE, *PERIOD, "--format", kind, "--output", str(folder)
    )
    files = [Path(line.split(": ")[0]) for line in said.splitlines()]
    return {file.stem.rsplit("_", 1)[1]: file for file in files}


def ours(terminal: Terminal) -> list[dict[str, Any]]:
    """The figures by day, from the book."""
    process = Process(f"sqlite:///{terminal.folder}/queue.sqlite3")
    process.clock.now = TUESDAY + timedelta(days=2)
    office = process.queue(OFFICE).office
    first, last = TUESDAY.date(), TUESDAY.date() + timedelta(days=1)
    days = Days(process.database, process.reader).between(office, first, last, process.clock())
    asked = Asked(first, last, By.DAY)
    found = answer([office], [(day.office, day.cells) for day in days], asked)
    process.database.close()
    rows: list[dict[str, Any]] = found["rows"]
    return rows


def test_somebody_else_comes_to_the_same_figures(lived: Terminal, tmp_path: Path) -> None:
    files = exported(lived, "csv", tmp_path)
    theirs = days_of(legs_of(facts_of(files["facts"]), "Europe/Berlin"))
    rows = ours(lived)
    assert [row["key"] for row in rows] == ["2026-11-24", "2026-11-25"]
    for row in rows:
        found = theirs[row["key"]]
        assert row["issued"] > 30
        for name in ("issued", "called", "served", "unserved", "no_show_rate"):
            assert row[name] == pytest.approx(found[name]), name
        for name in ("wait", "walking", "service", "handling"):
            assert row[name] == pytest.approx(found[name], abs=0.001), name


def test_every_format_says_the_same_in_its_own_types(lived: Terminal, tmp_path: Path) -> None:
    with exported(lived, "csv", tmp_path)["legs"].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    plain = json.loads(exported(lived, "json", tmp_path)["legs"].read_text(encoding="utf-8"))
    typed = pl.read_parquet(exported(lived, "parquet", tmp_path)["legs"])
    assert len(rows) == len(plain) == typed.height
    assert typed.schema["t0"] == pl.Datetime("us", "UTC")
    assert typed["wait"].to_list() == [row["wait"] for row in plain]
    assert [float(row["wait"]) if row["wait"] else None for row in rows] == [
        row["wait"] for row in plain
    ]


def test_nobody_is_in_it(lived: Terminal, tmp_path: Path) -> None:
    process = Process(f"sqlite:///{lived.folder}/queue.sqlite3")
    issued = [f.fact for f in process.log(OFFICE) if type(f.fact).__name__ == "TicketIssued"]
    process.database.close()
    assert issued
    for kind in ("csv", "json"):
        for file in exported(lived, kind, tmp_path).values():
            text = file.read_text(encoding="utf-8")
            for fact in issued:
                assert getattr(fact, "ticket") not in text  # noqa: B009 - of that kind only
                assert f'"{getattr(fact, "number")}"' not in text  # noqa: B009 - likewise


def test_counters_are_left_out_where_they_are_switched_off(lived: Terminal, tmp_path: Path) -> None:
    lived.configure(lambda values: values["privacy"].update(counter_statistics=False))
    try:
        files = exported(lived, "csv", tmp_path)
    finally:
        lived.configure()
    assert "corner-1" not in files["legs"].read_text() + files["facts"].read_text()


def test_what_cannot_be_exported_is_said_in_a_line(lived: Terminal) -> None:
    line = lived.type("export", "--office", OFFICE, "--from", "2026-11-25", "--to", "2026-11-24")
    assert line.complaint == "queue-app: --to is before --from."
    line = lived.type("export", "--office", OFFICE, "--from", "2020-01-01", "--to", "2020-01-02")
    assert "corner has no facts from 2020-01-01 to 2020-01-02" in line.complaint
    assert "moon" in lived.type("export", "--office", "moon", *PERIOD).complaint


def test_verify_tells_whether_days_are_as_they_were_kept(lived: Terminal) -> None:
    assert f"{OFFICE}: 2 days in order.\n" in lived.done("verify")
    process = Process(f"sqlite:///{lived.folder}/queue.sqlite3")
    mine = (facts.c.office == OFFICE) & (facts.c.revision == 1)
    with process.database.writing() as connection:
        before = connection.execute(facts.select().where(mine)).mappings().one()["at"]
        later = before + timedelta(seconds=1)
        connection.execute(update(facts).where(mine).values(at=later))
    ended = lived.type("verify", "--office", OFFICE)
    with process.database.writing() as connection:
        connection.execute(update(facts).where(mine).values(at=before))
    process.database.close()
    assert ended.status == 2
    assert ended.err.splitlines() == [
        f"{OFFICE}, 2026-11-24: the log is not the one that was closed.",
        "queue-app: 1 thing not as it was kept.",
    ]
