"""A day on paper, entered afterwards: what can be, and the figures worked out by hand."""

from __future__ import annotations

import zlib
from datetime import date, timedelta
from typing import Any

import pytest

from queue_app.domain import events as e
from queue_app.domain.paper import PaperRefused, Row, Visit, visits_on_paper
from queue_app.domain.statistics import legs, score_guard, summarise
from queue_app.domain.statistics.cells import day_cells
from queue_app.domain.statistics.exporting import (
    FACT_COLUMNS,
    LEG_COLUMNS,
    fact_rows,
    leg_rows,
    visits_of,
)
from queue_app.domain.statistics.packing import pack
from queue_app.estimation import observations_of
from queue_app.views.figures import Asked, answer
from tests.support.builders import MONDAY, local, office

OFFICE = office()
EVENING = local("18:00")
KEPT = MONDAY - timedelta(days=30)


def row(number: str, issued: str = "09:00", **more: Any) -> Row:
    """A row of Monday with local times: `row("7", "09:00", called_at="09:10", …)`."""
    times = {
        name: f"{MONDAY}T{value}" if name.endswith("_at") and ":" in value[:3] else value
        for name, value in more.items()
        if isinstance(value, str)
    }
    values: dict[str, Any] = {
        "number": number, "service": "id-card", "issued_at": f"{MONDAY}T{issued}",
    }  # fmt: skip
    return Row(**values | more | times)


def served(number: str, issued: str, called: str, end: str, counter: str = "one") -> Row:
    return row(
        number, issued, called_at=called, started_at=called, finished_at=end, counter=counter
    )


def read(*rows: Row, known: tuple[e.Recorded, ...] | None = (), now: Any = EVENING) -> list[Visit]:
    _, found = visits_on_paper(rows, OFFICE, now, first_kept=KEPT, facts_of=lambda _day: known)
    return found


def refused(*rows: Row, **more: Any) -> list[tuple[int, str, str]]:
    with pytest.raises(PaperRefused) as refusal:
        read(*rows, **more)
    return [(one["row"], one["field"], one["reason"]) for one in refusal.value.extra["errors"]]


def recorded(visits: list[Visit], first: int = 1) -> tuple[e.Recorded, ...]:
    """The visits as they stand in the log."""
    return tuple(
        e.Recorded(
            first + at, one.at, first, e.VisitOnPaper(**vars(one.fact) | {"visit": f"p{at}"})
        )
        for at, one in enumerate(visits)
    )


DAY = (
    served("1", "09:00", "09:04", "09:10"),
    served("2", "09:00", "09:10", "09:30"),
    served("3", "09:05", "09:05", "09:17", counter="two"),
    served("4", "09:10", "09:30", "09:38"),
    row("5", "09:20", called_at="09:40", counter="one", ended="no_show"),
    row("6", "09:30", finished_at="09:50", ended="cancelled"),
)
"""Waits 4, 10, 0, 20, 20 min; served 6, 20, 12, 8 min; one missed, one left after 20 min."""


def test_the_figures_of_a_day_on_paper() -> None:
    facts = recorded(read(*DAY))
    total = summarise(facts, zone=OFFICE.zone, days=(MONDAY, MONDAY)).total

    assert (total.issued, total.called, total.served, total.unserved, total.paper) == (
        6,
        5,
        4,
        1,
        6,
    )
    assert total.wait is not None
    assert total.service is not None
    assert (total.wait.mean, total.wait.median, total.wait.p90) == (648, 600, 1200)
    assert (total.service.mean, total.service.median, total.service.p90) == (690, 600, 1200)
    assert total.no_show_rate == 1 / 5
    assert total.abandonment == 1 / 6
    assert total.service_level == {"900": 3 / 6, "1800": 5 / 5}
    assert (total.throughput, total.occupancy) == (None, None)


def test_kept_days_and_exports_say_the_same_with_the_mark() -> None:
    facts = recorded(read(*DAY))
    cells = day_cells(facts, zone=OFFICE.zone, day=MONDAY)
    told = answer([OFFICE], [(OFFICE.id, pack(cells))], Asked(MONDAY, MONDAY))
    assert told["total"]["paper"] == 6
    assert told["total"]["wait"]["median"] == 600
    assert {one["key"]: one["paper"] for one in told["rows"]}["id-card"] == 6

    rows = list(leg_rows(facts, OFFICE.zone))
    assert [one["paper"] for one in rows] == [True] * 6
    assert set(rows[0]) == set(LEG_COLUMNS)
    first, *_ = fact_rows([(MONDAY, one) for one in facts], visits_of(facts))
    assert set(first) == set(FACT_COLUMNS)
    assert (first["kind"], first["visit"]) == ("VisitOnPaper", 1)
    assert "number" not in str(first["data"])


def test_a_day_without_paper_is_kept_in_the_same_bytes_as_ever() -> None:
    assert b"paper" in zlib.decompress(
        pack(day_cells(recorded(read(*DAY)), zone=OFFICE.zone, day=MONDAY))
    )
    opened = e.Recorded(1, local("10:00"), 1, e.CounterOpened("one"))
    pressed = day_cells((opened,), zone=OFFICE.zone, day=MONDAY)
    assert b"paper" not in zlib.decompress(pack(pressed))


def test_nothing_is_learned_from_written_minutes_and_the_guard_is_left_alone() -> None:
    facts = recorded(read(*DAY))
    assert observations_of(facts, OFFICE) == []
    guard = score_guard(facts, OFFICE, days=(MONDAY, MONDAY), now=EVENING)
    assert guard.passed.count == 0


def test_paper_throughput_counts_nowhere_beside_pressed_work() -> None:
    opened = e.Recorded(1, local("10:00"), 1, e.CounterOpened("one"))
    closed = e.Recorded(2, local("12:00"), 2, e.CounterClosed("one"))
    facts = (opened, closed, *recorded(read(*DAY), first=3))
    total = summarise(facts, zone=OFFICE.zone, days=(MONDAY, MONDAY)).total
    assert (total.throughput, total.occupancy) == (0, 0)


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        (Row(), [("number", "required"), ("service", "required"), ("issued_at", "required"),
                 ("finished_at", "required"), ("started_at", "required")]),
        (served("Frau Roth", "09:00", "09:04", "09:10"), [("number", "not_a_number")]),
        (row("1", service="passport", started_at="09:04", finished_at="09:10", counter="one"),
         [("service", "unknown")]),
        (row("1", started_at="09:04", finished_at="09:10"), [("counter", "required")]),
        (row("1", started_at="09:04", finished_at="09:10", counter="nine"),
         [("counter", "unknown")]),
        (row("1", service="parking", started_at="09:04", finished_at="09:10", counter="one"),
         [("counter", "not_served_here")]),
        (served("1", "09:00", "08:59", "09:10"),
         [("called_at", "too_early"), ("started_at", "too_early")]),
        (served("1", "09:00", "09:20", "09:10"), [("finished_at", "too_early")]),
        (served("1", "09:00", "17:00", "18:01"), [("finished_at", "in_future")]),
        (row("1", called_at="09:10", started_at="09:11", counter="one", ended="no_show"),
         [("started_at", "not_here")]),
        (row("1", ended="no_show"), [("called_at", "required")]),
        (row("1", finished_at="09:10", ended="cancelled", counter="one"),
         [("counter", "not_here")]),
        (row("1", finished_at="09:10", ended="asleep"),
         [("ended", "unknown")]),
        (row("1", started_at="09:04", finished_at="09:10", counter="one", persons=7),
         [("persons", "not_possible")]),
        (row("1", started_at="09:04", finished_at="09:10", counter="one", outcome="chat"),
         [("outcome", "unknown")]),
        (row("1", started_at="9 o'clock", finished_at="09:10", counter="one"),
         [("started_at", "not_a_time")]),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field(wrong: Row, errors: list[tuple[str, str]]) -> None:
    good = served("99", "08:00", "08:01", "08:02")
    found = refused(good, wrong)
    assert set(found) == {(2, name, reason) for name, reason in errors}


def test_one_day_that_is_kept_and_no_other() -> None:
    def on(day: date) -> Row:
        times: dict[str, Any] = {
            name: f"{day}T{clock}"
            for name, clock in (
                ("issued_at", "09:00"), ("started_at", "09:05"), ("finished_at", "09:10"),
            )
        }  # fmt: skip
        return Row(number=f"{day.day}", service="id-card", counter="one", **times)

    friday = MONDAY - timedelta(days=3)
    assert refused(on(MONDAY), on(friday)) == [(2, "issued_at", "other_day")]
    assert refused(on(MONDAY - timedelta(days=31))) == [(1, "issued_at", "too_long_ago")]
    assert refused(on(friday), known=None) == [(1, "issued_at", "too_long_ago")]
    assert len(read(on(friday))) == 1


def test_a_number_once_a_day_and_a_counter_one_at_a_time() -> None:
    once = recorded(read(served("a 7", "09:00", "09:04", "09:10")))
    again = served("A 7", "10:00", "10:04", "10:10")
    assert refused(again, known=once) == [(1, "number", "already_entered")]
    assert refused(again, served("a  7", "11:00", "11:04", "11:10")) == [(2, "number", "twice")]
    beside = served("8", "09:00", "09:09", "09:12")
    assert refused(beside, known=once) == [(1, "started_at", "overlap")]
    assert refused(again, served("8", "10:00", "10:09", "10:12")) == [(2, "started_at", "overlap")]
    assert read(served("8", "09:00", "09:10", "09:12"), known=once)


def test_minutes_may_overlap_with_recorded_seconds_by_one_minute() -> None:
    pressed = (
        e.Recorded(1, local("09:00"), 1, e.TicketIssued(
            "t", "A001", "A", "id-card", (), 1, "de", "normal", str(MONDAY), local("09:00"))),
        e.Recorded(2, local("09:01"), 2, e.TicketCalled("t", "one")),
        e.Recorded(3, local("09:01:30"), 3, e.ServiceStarted("t", "one")),
        e.Recorded(4, local("09:05:40"), 4, e.ServiceFinished("t", "one")),
    )  # fmt: skip
    assert read(served("A001", "09:00", "09:05", "09:10"), known=pressed)
    assert refused(served("8", "09:00", "09:04", "09:10"), known=pressed) == [
        (1, "started_at", "overlap")
    ]
    assert [leg.paper for leg in legs(pressed)] == [False]
