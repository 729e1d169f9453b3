"""One ticket: its way through the day, and who was called before it by which rule."""

from __future__ import annotations

import json

import pytest

from queue_app.domain.one_ticket import find, one_ticket
from queue_app.views.one_ticket import visit
from tests.support.builders import local
from tests.support.story import Citizen, Story


@pytest.fixture
def morning() -> tuple[Story, Citizen]:
    """Anna complains: she drew A002 at 8:10 and was called at 9:00.

    | called | number | at    | why it came before Anna                     |
    | 08:15  | A001   | one   | came at 8:05                                |
    | 08:20  | P001   | three | parking is counter three's main work (5 min); drawn at 8:12 |
    | 08:25  | A003   | one   | priority, 15 minutes                        |
    | 08:30  | B001   | two   | chosen by hand, drawn at 8:28               |
    """
    story = Story().at("08:05")
    one, two, three = (story.clerk(name).opens() for name in ("one", "two", "three"))
    early = story.citizen("Early").draws()
    story.at("08:10")
    anna = story.citizen("Anna").draws()
    story.at("08:12")
    story.citizen("Parker").draws("parking")
    story.at("08:15")
    one.calls_next()
    assert one.current is not None
    assert one.current.id == early.id
    story.at("08:20")
    three.calls_next()
    story.citizen("Urgent").draws(priority="priority")
    story.at("08:25")
    one.calls_next("served")
    story.at("08:28")
    favoured = story.citizen("Favoured").draws("registration")
    story.at("08:30")
    two.calls(favoured)
    story.at("09:00")
    one.calls_next("served")
    one.starts()
    story.at("09:12")
    one.finishes()
    return story, anna


def test_each_call_before_hers_has_its_reason(morning: tuple[Story, Citizen]) -> None:
    story, anna = morning
    found = one_ticket(story.facts, anna.id, story.office)

    (call,) = found.calls
    assert (call.at, call.counter, call.seconds, call.by_hand) == (
        local("09:00"), "one", 50 * 60, False,
    )  # fmt: skip
    assert [(one.number, one.counter, one.why.code) for one in call.before] == [
        ("A001", "one", "earlier"),
        ("P001", "three", "reluctance"),
        ("A003", "one", "priority"),
        ("B001", "two", "by_hand"),
    ]
    assert call.before[1].why.figures == {"minutes": 5}
    assert call.before[2].why.figures == {"priority": "priority", "minutes": 15}


def test_the_timeline_tells_every_fact_and_no_clerk(morning: tuple[Story, Citizen]) -> None:
    story, anna = morning
    steps = one_ticket(story.facts, anna.id, story.office).steps
    assert [(one.code, one.at) for one in steps] == [
        ("ticket_issued", local("08:10")),
        ("ticket_called", local("09:00")),
        ("service_started", local("09:00")),
        ("service_finished", local("09:12")),
    ]
    told = json.dumps(visit(story.office, story.facts, anna.id))
    assert "Bruno" not in told
    assert json.loads(told)["calls"][0]["before"]["counts"] == {
        "earlier": 1, "reluctance": 1, "priority": 1, "by_hand": 1,
    }  # fmt: skip


def test_who_gave_the_place_away_reads_that() -> None:
    story = Story().at("08:00")
    one = story.clerk().opens()
    anna = story.citizen("Anna").draws()
    anna.postpones(10)
    story.at("08:02")
    story.citizen("Second").draws()
    story.at("08:03")
    one.calls_next()  # Anna's time has not come
    story.at("08:09")
    third = story.citizen("Third").draws()
    story.at("08:10")
    one.calls_next("served")
    assert third.state.value == "called"  # 8:09 against Anna's 8:10
    story.at("08:11")
    one.calls_next("served")

    (call,) = one_ticket(story.facts, anna.id, story.office).calls
    assert [(before.why.code) for before in call.before] == ["not_yet", "postponed"]
    assert call.before[0].why.figures == {"at": local("08:10")}


def test_a_call_that_was_taken_back_is_told_but_called_nobody() -> None:
    story = Story().at("08:00")
    one = story.clerk().opens()
    story.citizen("First").draws()
    anna = story.citizen("Anna").draws()
    story.at("08:05")
    one.calls_next()
    one.undoes()
    story.at("08:06")
    one.calls(anna)

    found = one_ticket(story.facts, anna.id, story.office)
    assert [one.before for one in found.calls] == [()]
    first = one_ticket(story.facts, "t1-First", story.office)
    assert [(step.code, step.undone) for step in first.steps] == [
        ("ticket_issued", False),
        ("ticket_called", True),
        ("action_undone", False),
    ]
    assert [before.why.code for before in first.waiting] == ["by_hand"]


def test_a_counter_that_cannot_take_it_says_so() -> None:
    story = Story().at("08:00")
    three = story.clerk("three").opens()
    anna = story.citizen("Anna").draws("registration")
    story.citizen("Parker").draws("parking")
    three.calls_next()
    (before,) = one_ticket(story.facts, anna.id, story.office).waiting
    assert before.why.code == "not_served"


def test_numbers_are_found_as_people_write_them(morning: tuple[Story, Citizen]) -> None:
    story, anna = morning
    assert find(story.facts, " a 002 ") == anna.id
    assert find(story.facts, "A999") is None
    with pytest.raises(ValueError, match="no fact"):
        one_ticket(story.facts, "nobody", story.office)
