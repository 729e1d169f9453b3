"""`queue-app backtest`: the past played again, a table, and one line when there is none."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from queue_app.use_cases import calling
from queue_app.use_cases.ports import PublishedEstimate
from tests.cli.conftest import Terminal
from tests.storage.people import TUESDAY, Process


def mornings(terminal: Terminal, days: int, *, people: int = 20, promised: bool = False) -> None:
    """Days on which people draw every three minutes and are served for five."""
    office = Process(f"sqlite:///{terminal.folder}/queue.sqlite3")
    for day in range(days):
        office.clock.now = TUESDAY + timedelta(days=day)
        office.settle()
        for counter in ("counter-1", "counter-2"):
            office.open(counter)
        for number in range(people):
            now = office.clock()
            promise = PublishedEstimate(now, 0, 120, 600, 0, 600, "history") if promised else None
            office.draw(estimate=promise)
            office.clock.advance(minutes=3)
            counter = f"counter-{number % 2 + 1}"
            if office.queue().current(counter) is not None:
                office.at(counter, calling.finish)
            office.next(counter)
    office.database.close()


def line_of(table: str, name: str) -> list[str]:
    (line,) = (one for one in table.splitlines() if one.startswith(name))
    return line.removeprefix(name).split()


def test_the_past_is_scored_and_compared(installed: Terminal) -> None:
    mornings(installed, 3, promised=True)
    ended = installed.type("backtest", "--office", "lindenhof")
    assert ended.status == 0, ended.err
    assert re.search(r"2026-11-24 \(day 1 of 3\)\n2026-11-25 \(day 2 of 3\)\n", ended.err)
    head = ended.out.splitlines()[0]
    assert head.startswith("lindenhof, 2026-11-24 to 2026-11-26: 3 days, 60 tickets called")
    published = line_of(ended.out, "published")
    assert published[0] == "60"
    assert published[1:4] == ["1.00", "1.00", "-1.00"]  # two minutes promised, three waited
    assert published[4:] == ["1.000", "-", "10.00", "-"]
    twin = line_of(ended.out, "twin")
    assert twin[0] == "60"
    assert all(re.fullmatch(r"-?\d+\.\d+", cell) for cell in twin[1:])
    for name in ("position x", "people ahead x", "QL", "LES", "HOL"):
        assert any(line.startswith(name) for line in ended.out.splitlines()), name


def test_days_bounds_what_is_scored(installed: Terminal) -> None:
    mornings(installed, 3)
    said = installed.done("backtest", "--office", "lindenhof", "--days", "2")
    assert said.startswith("lindenhof, 2026-11-25 to 2026-11-26: 2 days, 40 tickets called")
    assert "No published estimates were kept" in said


@pytest.mark.parametrize("days", ["0", "-3", "many"])
def test_days_are_at_least_one(installed: Terminal, days: str) -> None:
    ended = installed.type("backtest", "--office", "lindenhof", "--days", days)
    assert ended.status == 2
    assert "--days" in ended.err


def test_an_office_that_does_not_exist(installed: Terminal) -> None:
    complaint = installed.type("backtest", "--office", "atlantis").complaint
    assert complaint == "queue-app: There is no office 'atlantis'."


def test_too_little_history(installed: Terminal) -> None:
    expected = (
        "queue-app: lindenhof has too little history: {} tickets were called on {}, "
        "at least 30 are needed."
    )
    assert installed.type("backtest", "--office", "lindenhof").complaint == expected.format(
        0, "0 days"
    )
    mornings(installed, 1, people=12)
    assert installed.type("backtest", "--office", "lindenhof").complaint == expected.format(
        12, "1 day"
    )
