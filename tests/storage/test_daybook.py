"""Days that are over: kept once, the same each time; what is too old goes, its figures remain."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from queue_app import estimation as est
from queue_app.domain.office import Office
from queue_app.storage.daybook import Daybook
from queue_app.storage.days import BeyondRetention, Days
from queue_app.storage.retention import Retention
from queue_app.storage.tables import days, facts, ranges, series, tickets
from queue_app.use_cases import calling
from queue_app.views.figures import Asked, By, answer
from tests.storage.people import TUESDAY, Process, bring_in, small_office
from tests.storage.test_ranges import SHOWN

OFFICE = "corner"
COUNTERS = ("corner-1", "corner-2")
FIRST = TUESDAY.date()
WEDNESDAY = FIRST + timedelta(days=1)


class Corner:
    """A small office with its book; one process does everything."""

    def __init__(self, process: Process) -> None:
        self.process, self.clock = process, process.clock
        bring_in(process.database, small_office(OFFICE))
        self.book = Daybook(process.database, process.database, process.reader)
        self.days = Days(process.database, process.reader)

    @property
    def office(self) -> Office:
        return self.process.queue(OFFICE).office

    def lives(self, visits: int, *, leaves: int = 1) -> None:
        """A morning: people come every two minutes and are served by two counters."""
        for counter in COUNTERS:
            self.process.open(counter, office=OFFICE)
        for number in range(visits):
            service = f"{OFFICE}-{('card', 'move', 'info', 'move')[number % 4]}"
            language = "en" if number % 4 == 0 else "de"
            shown = replace(SHOWN, as_of=self.clock())
            self.process.draw(service, office=OFFICE, language=language, estimate=shown)
            self.clock.advance(minutes=2, seconds=number)
            self.process.next(COUNTERS[number % 2], office=OFFICE)
            self.clock.advance(seconds=31)
            self.process.at(COUNTERS[number % 2], calling.start, office=OFFICE)
        for counter in COUNTERS:
            self.clock.advance(minutes=1)
            self.process.at(counter, calling.finish, office=OFFICE)
            self.process.at(counter, calling.close_counter, office=OFFICE)
        for _ in range(leaves):  # nobody calls them: they expire
            self.process.draw(f"{OFFICE}-card", office=OFFICE)

    def close_days(self) -> list[date]:
        """What the job does before it deletes."""
        closed = []
        while due := self.book.due(self.office, self.clock()):
            for day in due:
                self.book.keep(self.book.work_out(self.office, day, self.clock()))
                closed.append(day)
        return closed

    def answer(self, **asked: Any) -> Any:
        """The statistics of the two days, as JSON text."""
        question = Asked(FIRST, WEDNESDAY, **asked)
        found = self.days.between(
            self.office, FIRST, WEDNESDAY, self.clock(), languages=question.needs_languages
        )
        packed = [(day.office, day.cells) for day in found]
        guards = [guard for day in found for _, guard in day.guards]
        return json.dumps(answer([self.office], packed, question, guards=guards))

    def entries(self) -> list[Any]:
        with self.process.database.reading() as connection:
            query = select(days).where(days.c.office == OFFICE).order_by(days.c.day)
            return list(connection.execute(query).mappings())

    def count(self, table: Any) -> int:
        with self.process.database.reading() as connection:
            query = select(func.count()).select_from(table)
            if "office" in table.c:
                query = query.where(table.c.office == OFFICE)
            return int(connection.execute(query).scalar_one())


def two_days(process: Process) -> Corner:
    """A Tuesday and a Wednesday that are over; it is Thursday."""
    corner = Corner(process)
    for visits in (12, 13):
        corner.lives(visits)
        process.clock.now = TUESDAY + timedelta(days=1)
        if visits == 13:
            process.clock.now = TUESDAY + timedelta(days=2)
        process.settle(OFFICE)
    return corner


QUESTIONS: tuple[dict[str, Any], ...] = (
    {},
    {"by": By.HALF_HOUR},
    {"by": By.DAY},
    {"by": By.COUNTER},
    {"by": By.KIND, "half_hours": (18, 20)},
    {"services": frozenset({"corner-card"}), "by": By.WEEKDAY},
    {"counters": frozenset({"corner-1"}), "by": By.DAY},
)


def test_a_kept_day_gives_the_figures_of_its_facts_and_the_same_bytes_twice(
    process: Process,
) -> None:
    corner = two_days(process)
    from_facts = [corner.answer(**asked) for asked in QUESTIONS]
    assert json.loads(from_facts[0])["total"]["issued"] == 27
    assert json.loads(from_facts[0])["estimate_quality"]["count"] == 25
    assert corner.close_days() == [FIRST, WEDNESDAY]
    assert corner.close_days() == []
    assert [corner.answer(**asked) for asked in QUESTIONS] == from_facts
    kept = corner.entries()
    again = [corner.book.work_out(corner.office, day, corner.clock()) for day in (FIRST, WEDNESDAY)]
    for entry, once_more in zip(kept, again, strict=True):
        for name in ("cells", "cells_by_language", "content", "learned", "revision"):
            assert entry[name] == getattr(once_more, name), name
    assert corner.book.check(corner.office, corner.clock()) == []


def test_languages_are_told_while_the_facts_are_kept(process: Process) -> None:
    corner = two_days(process)
    before = corner.answer(by=By.LANGUAGE)
    rows = {row["key"]: row["issued"] for row in json.loads(before)["rows"]}
    assert rows == {"de": 20, "en": 7}
    corner.close_days()
    assert corner.answer(by=By.LANGUAGE) == before
    let_go(corner, WEDNESDAY + timedelta(days=31))
    with pytest.raises(BeyondRetention, match="2026-11-24"):
        corner.answer(languages=frozenset({"en"}))


def test_facts_that_come_late_replace_the_day_and_link_the_chain_anew(process: Process) -> None:
    corner = Corner(process)
    corner.lives(3)
    process.clock.now = TUESDAY + timedelta(days=1)
    assert corner.close_days() == [FIRST]  # before the sweep has expired who still waited
    (early,) = corner.entries()
    process.settle(OFFICE)
    corner.lives(2)
    process.clock.now = TUESDAY + timedelta(days=2)
    process.settle(OFFICE)
    assert json.loads(corner.answer())["total"]["unserved"] == 2
    assert corner.close_days() == [FIRST, WEDNESDAY]
    first, second = corner.entries()
    assert first["chain"] != early["chain"]
    assert second["chain"] not in (first["chain"], "")
    assert json.loads(corner.answer())["total"]["unserved"] == 2
    assert corner.book.check(corner.office, corner.clock()) == []


def let_go(corner: Corner, today: date, **options: Any) -> int:
    retention = Retention(corner.process.database, ticket_days=30, learning_days=90)
    return retention.delete(OFFICE, today, **options)


def test_what_is_too_old_goes_as_a_whole_and_its_figures_remain(process: Process) -> None:
    corner = two_days(process)
    before = [corner.answer(**asked) for asked in QUESTIONS]
    corner.close_days()
    observed = est.observations_of(process.log(OFFICE), corner.office)
    assert corner.days.learned(OFFICE, FIRST, WEDNESDAY) == []
    assert let_go(corner, FIRST + timedelta(days=30)) == 0
    assert let_go(corner, FIRST + timedelta(days=31)) == 1  # Tuesday is 31 days ago
    assert {recorded.at.date() for recorded in process.log(OFFICE)} == {WEDNESDAY}
    assert let_go(corner, FIRST + timedelta(days=60)) == 1
    for table in (facts, tickets, ranges, series):
        assert corner.count(table) == 0, table.name
    assert [corner.answer(**asked) for asked in QUESTIONS] == before
    assert corner.days.learned(OFFICE, FIRST, WEDNESDAY) == observed
    assert corner.book.check(corner.office, corner.clock()) == []
    assert corner.close_days() == []  # and nothing is worked out from no facts


def test_observations_are_forgotten_when_they_teach_nothing_any_more(process: Process) -> None:
    corner = two_days(process)
    corner.close_days()
    let_go(corner, FIRST + timedelta(days=91))
    kept = [entry["learned"] is not None for entry in corner.entries()]
    assert kept == [False, True]


def test_a_deletion_that_was_interrupted_is_finished_by_the_next(process: Process) -> None:
    corner = two_days(process)
    before = corner.answer()
    corner.close_days()
    breaks = iter([False, False, False, True])

    def rest() -> None:
        if next(breaks):
            raise ConnectionError("the plug")

    with pytest.raises(ConnectionError):
        let_go(corner, FIRST + timedelta(days=60), rest=rest)
    assert corner.count(facts) > 0
    assert corner.close_days() == []
    assert corner.answer() == before
    assert let_go(corner, FIRST + timedelta(days=60)) == 0
    assert (corner.count(facts), corner.count(tickets)) == (0, 0)
    assert corner.answer() == before


def test_a_day_with_an_open_ticket_or_not_in_the_book_stays(process: Process) -> None:
    corner = two_days(process)
    assert let_go(corner, FIRST + timedelta(days=60)) == 0  # nothing is in the book
    corner.close_days()
    with process.database.writing() as connection:
        one = select(func.min(tickets.c.id)).where(
            tickets.c.office == OFFICE, tickets.c.day == FIRST
        )
        connection.execute(
            update(tickets).where(tickets.c.id == one.scalar_subquery()).values(open=True)
        )
    assert let_go(corner, FIRST + timedelta(days=60)) == 1
    assert {recorded.at.date() for recorded in process.log(OFFICE)} == {FIRST}


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("data", '{"counter":"corner-1","by_hand":true}', "not the one that was closed"),
        ("cells", b"", "the figures are not"),
        ("content", "0" * 64, "does not follow"),
    ],
)
def test_the_chain_tells_what_was_changed_afterwards(
    process: Process, column: str, value: object, says: str
) -> None:
    corner = two_days(process)
    corner.close_days()
    table = facts if column in facts.c else days
    first = select(func.max(table.c.revision)).where(table.c.office == OFFICE, table.c.day == FIRST)
    with process.database.writing() as connection:
        which = (table.c.office == OFFICE) & (table.c.revision == first.scalar_subquery())
        connection.execute(update(table).where(which).values({column: value}))
    wrong = corner.book.check(corner.office, corner.clock())
    assert any(says in one and "2026-11-24" in one for one in wrong), wrong
