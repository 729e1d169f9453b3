"""Every published range against what happened: each figure with its sum, by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from queue_app.domain.statistics import accuracy_report, score
from queue_app.domain.statistics.accuracy import Accuracy, accuracy
from tests.support.builders import one_counter_office
from tests.support.story import Story


@dataclass(frozen=True)
class Range:
    """What was published: likely 5 min, P10 to P90 1-10 min, shown 2-8 min."""

    as_of: datetime
    low: float | None = 60
    likely: float | None = 300
    high: float | None = 600
    shown_low: float | None = 120
    shown_high: float | None = 480
    basis: str = "history"


def test_the_morning_by_hand() -> None:
    # Called after 4, 9 and 12 min; Dora left after 3 min, Emil after 9: his range was over.
    story = Story(one_counter_office()).at("09:00")
    bruno = story.clerk().opens()
    people = [story.citizen(name).draws() for name in ("Anna", "Ben", "Cleo", "Dora", "Emil")]
    anna, ben, cleo, dora, emil = people
    waiting = story.citizen("Finn").draws()
    published = {p.id: Range(story.now) for p in (*people, waiting)}
    story.at("09:03")
    dora.cancels()
    story.at("09:04")
    bruno.serves(anna, minutes=5)
    emil.cancels()
    bruno.serves(ben, minutes=3)
    bruno.serves(cleo, minutes=3)
    assert accuracy(score(story.legs(), published)) == Accuracy(
        ranges=5,  # Finn still waits
        called=3,
        never_called=2,
        judged=4,  # of Dora nobody knows
        held=1,  # Anna
        inside_shown=1 / 4,
        inside_p10_p90=2 / 3,  # Anna and Ben, not Cleo; Emil's 10 min were not over
        mae=(60 + 240 + 420) / 3,
        bias=(60 - 240 - 420) / 3,
        width=360,
        share_never_called=2 / 5,
    )


def test_the_ends_of_a_range_belong_to_it() -> None:
    story = Story(one_counter_office()).at("09:00")
    bruno = story.clerk().opens()
    anna, ben = story.citizen().draws(), story.citizen().draws()
    published = {p.id: Range(story.now) for p in (anna, ben)}
    story.later(minutes=2)
    bruno.serves(anna, minutes=6)
    bruno.serves(ben)
    assert accuracy(score(story.legs(), published)).held == 2


def test_each_range_shown_while_waiting_is_scored_from_its_own_instant() -> None:
    story = Story(one_counter_office()).at("09:00")
    bruno = story.clerk().opens()
    anna = story.citizen().draws()
    first = Range(story.now)
    shown_later = [
        replace(first, as_of=first.as_of + timedelta(minutes=6)),  # 9 min left: too short
        replace(first, as_of=first.as_of + timedelta(minutes=10)),  # 5 min left: right
    ]
    story.later(minutes=15)
    bruno.calls(anna)
    report = accuracy_report(
        score(story.legs(), {anna.id: first}, {anna.id: shown_later}), story.office.zone
    )
    assert (report.total.ranges, report.total.bias) == (1, 300 - 900)
    assert (report.while_waiting.ranges, report.while_waiting.held) == (2, 1)
    assert report.while_waiting.mae == (240 + 0) / 2


def test_who_asks_to_be_called_later_is_known_until_then() -> None:
    story = Story(one_counter_office()).at("09:00")
    bruno = story.clerk().opens()
    soon, late = story.citizen().draws(), story.citizen().draws()
    published = {p.id: Range(story.now) for p in (soon, late)}
    story.later(minutes=3)
    soon.postpones(10)  # nobody knows
    story.later(minutes=6)
    late.postpones(10)  # nine minutes were more than eight
    again = Range(story.now)
    story.later(minutes=10)
    for someone in (soon, late):
        bruno.calls(someone)
        bruno.finishes()
    figures = accuracy(score(story.legs(), published))
    assert (figures.called, figures.never_called) == (0, 2)
    assert (figures.judged, figures.held, figures.mae) == (1, 0, None)
    # What was shown after the wish knew of it, and counts.
    (scored,) = score(story.legs(), {}, {soon.id: [again]})
    assert (scored.wait, scored.error) == (600, -300)


def test_a_range_after_a_return_runs_to_the_next_call() -> None:
    story = Story(one_counter_office()).at("09:00")
    bruno = story.clerk().opens()
    anna = story.citizen().draws()
    issued = Range(story.now)
    story.later(minutes=5)
    bruno.calls(anna)
    bruno.misses(override=True)
    story.later(minutes=1)
    anna.returns()
    returned = Range(story.now)
    story.later(minutes=4)
    bruno.calls(anna)
    scored = score(story.legs(), {anna.id: issued}, {anna.id: [returned]})
    assert [one.wait for one in scored] == [300, 240]


def test_a_call_that_was_undone_is_no_call() -> None:
    story = Story(one_counter_office()).at("09:00")
    bruno = story.clerk().opens()
    anna = story.citizen().draws()
    published = {anna.id: Range(story.now)}
    story.later(minutes=1)
    bruno.calls(anna)
    bruno.undoes()
    assert score(story.legs(), published) == []
    story.later(minutes=4)
    bruno.calls(anna)
    (scored,) = score(story.legs(), published)
    assert scored.wait == 300


def test_by_service_hour_and_basis() -> None:
    story = Story().at("09:40")
    bruno = story.clerk().opens()
    anna = story.citizen().draws("id-card")
    ben = story.citizen().draws("registration")
    published = {
        anna.id: Range(story.now, basis="prior"),
        ben.id: Range(story.now),
    }
    story.at("10:05")
    cleo = story.citizen().draws("id-card")
    published[cleo.id] = Range(story.now)
    for someone in (anna, ben, cleo):
        bruno.serves(someone)
    report = accuracy_report(score(story.legs(), published), story.office.zone)
    assert {key: row.ranges for key, row in report.services.items()} == {
        "id-card": 2, "registration": 1,
    }  # fmt: skip
    assert {key: row.ranges for key, row in report.hours.items()} == {"09:00": 2, "10:00": 1}
    assert {key: row.ranges for key, row in report.bases.items()} == {"history": 2, "prior": 1}
    assert report.total.ranges == 3
    assert report.while_waiting == Accuracy(0, 0, 0, 0, 0)


@pytest.mark.parametrize("missing", ["likely", "low", "high"])
def test_an_estimate_without_figures_promised_nothing(missing: str) -> None:
    story = Story(one_counter_office()).at("09:00")
    bruno = story.clerk().opens()
    anna = story.citizen().draws()
    silent = replace(Range(story.now), **{missing: None})  # type: ignore[arg-type]  # by its name
    bruno.calls(anna)
    assert score(story.legs(), {anna.id: silent}) == []
