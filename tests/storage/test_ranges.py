"""Published ranges on disk: that of the issue with the ticket, later ones soon after, none in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from queue_app.realtime.ledger import Ledger
from queue_app.storage.database import Database
from queue_app.storage.estimates import PublishedRanges
from queue_app.storage.tables import ranges, tickets
from queue_app.use_cases.forecasting import Forecast
from queue_app.use_cases.ports import PublishedEstimate
from tests.storage.people import OFFICE, TUESDAY, Process

DAY = TUESDAY.date()
QUANTILES = tuple(float(10 * n) for n in range(40))
SHOWN = PublishedEstimate(
    TUESDAY, 60.0, 120.5, 300.25, 0, 300, "history", "twin-1", 1, QUANTILES, (1.25, 3.0)
)


def shown(at: datetime, since: datetime | None = None) -> PublishedEstimate:
    return replace(SHOWN, as_of=at, shown_at=since or at)


def forecast(at: datetime, **waiting: PublishedEstimate) -> Forecast:
    return Forecast(OFFICE, 1, at, tickets=waiting)


def on_disk(process: Process) -> dict[str, list[datetime]]:
    found = process.reader.ranges_of_days(OFFICE, DAY, DAY)
    return {ticket: [one.as_of for one in rows] for ticket, rows in found.items()}


def test_the_estimate_at_issue_keeps_what_scoring_needs(process: Process) -> None:
    anna = process.draw(estimate=SHOWN)["id"]
    plain = process.reader.estimates_of_days(OFFICE, DAY, DAY)[anna]
    full = process.reader.estimates_of_days(OFFICE, DAY, DAY, samples=True)[anna]
    assert plain == replace(SHOWN, quantiles=(), features=())
    assert full == SHOWN


def test_a_new_range_is_written_and_one_that_stays_is_not(process: Process) -> None:
    anna = process.draw()["id"]
    ledger = Ledger(PublishedRanges(process.database))
    later = TUESDAY + timedelta(minutes=1)
    ledger.note(forecast(TUESDAY, **{anna: shown(TUESDAY)}))
    assert on_disk(process) == {}
    ledger.write()
    ledger.note(forecast(later, **{anna: shown(later, since=TUESDAY)}))
    ledger.write()
    assert on_disk(process) == {anna: [TUESDAY]}
    ledger.note(forecast(later, **{anna: shown(later)}))
    ledger.write()
    assert on_disk(process) == {anna: [TUESDAY, later]}
    (first, _) = process.reader.ranges_of_days(OFFICE, DAY, DAY, samples=True)[anna]
    assert first == SHOWN
    other_day = DAY + timedelta(days=1)
    assert process.reader.ranges_of_days(OFFICE, other_day, other_day) == {}


def test_a_range_that_stood_on_the_kiosk_is_not_written_again(process: Process) -> None:
    anna = process.draw(estimate=SHOWN)["id"]
    ledger = Ledger(PublishedRanges(process.database))
    first = TUESDAY + timedelta(seconds=3)
    ledger.note(forecast(first, **{anna: shown(first, since=TUESDAY)}))
    ledger.write()
    assert on_disk(process) == {}


def test_two_of_one_instant_are_one(process: Process) -> None:
    # The clock may stand still, and a process that starts again shows the same range anew.
    anna = process.draw()["id"]
    for high in (300.0, 420.0):
        ledger = Ledger(PublishedRanges(process.database))
        ledger.note(forecast(TUESDAY, **{anna: replace(shown(TUESDAY), shown_high=high)}))
        ledger.write()
    (kept,) = process.reader.ranges_of_days(OFFICE, DAY, DAY)[anna]
    assert kept.shown_high == 420


def test_what_was_noted_for_a_ticket_that_is_gone_harms_nobody(process: Process) -> None:
    anna = process.draw()["id"]
    ledger = Ledger(PublishedRanges(process.database))
    ledger.note(forecast(TUESDAY, **{anna: shown(TUESDAY), "nobody": shown(TUESDAY)}))
    ledger.write()
    assert on_disk(process) == {anna: [TUESDAY]}


def test_a_database_that_does_not_answer_is_asked_again(process: Process) -> None:
    anna = process.draw()["id"]
    ranges_there = PublishedRanges(process.database)
    nowhere = Database("postgresql://nobody@127.0.0.1:1/nothing")
    ledger = Ledger(PublishedRanges(nowhere))
    ledger.note(forecast(TUESDAY, **{anna: shown(TUESDAY)}))
    ledger.write()
    ledger._ranges = ranges_there
    ledger.write()
    assert on_disk(process) == {anna: [TUESDAY]}


def test_ranges_go_with_their_ticket(process: Process, new_office: Callable[[], str]) -> None:
    anna = process.draw()["id"]
    PublishedRanges(process.database).write({(anna, TUESDAY): SHOWN})
    assert process.reader.ranges_of_days(new_office(), DAY, DAY) == {}
    with process.database.writing() as connection:
        connection.execute(delete(tickets).where(tickets.c.id == anna))
    with process.database.reading() as connection:
        assert connection.execute(select(ranges)).all() == []
