"""The capacity guard scored after the day: small afternoons, every opening worked out by hand.

Lindenhof closes at 16:00 (grace until 16:15); tickets are issued until 15:30.
"""

from __future__ import annotations

import pytest

from queue_app.domain.errors import OverCapacity
from queue_app.domain.statistics import GuardScore, score_guard
from tests.support.builders import local, office, one_counter_office
from tests.support.story import Story

SERVICE = "id-card"


def afternoon(**changes: object) -> Story:
    """Counter one opens at three o'clock; the guard stops."""
    story = Story(one_counter_office(rules={"capacity_guard": "stop"}, **changes)).at("15:00")
    story.clerk().opens()
    return story


def is_refused(story: Story, *, at: str, service: str = SERVICE) -> None:
    """Somebody asks for a number and the guard says no."""
    story.at(at)
    with pytest.raises(OverCapacity):
        story.citizen("Dora").draws(service, full=True)


def serves(story: Story, *, begin: str, end: str, counter: str = "one") -> None:
    """*Next*, started at once, finished."""
    clerk = story.clerk(counter)
    story.at(begin)
    assert clerk.calls_next() is not None
    clerk.starts()
    story.at(end)
    clerk.finishes()


def scored(story: Story) -> GuardScore:
    """The record when the day is over."""
    story.at("17:00")
    return score_guard(
        story.facts, story.office, days=(story.day, story.day), now=local("17:00", story.day)
    )


def test_an_idle_counter_before_closing_would_have_taken_as_many_as_fit() -> None:
    # Anna is served 15:00-15:20 (the day's median handling: 20 min). Idle from 15:20 to 16:00:
    # the refused of 15:05 would have been called at 15:20, that of 15:06 at 15:40, that of 15:07 at
    # 16:00, which is closing.
    story = afternoon()
    story.citizen("Anna").draws(SERVICE)
    bruno = story.clerk()
    bruno.calls_next()
    bruno.starts()
    for at in ("15:05", "15:06", "15:07"):
        is_refused(story, at=at)
    story.at("15:20")
    bruno.finishes()
    found = scored(story)
    assert (found.refused, found.scored, found.would_have_been_served) == (3, 3, 2)


def test_nobody_would_have_been_served_by_counters_busy_until_closing() -> None:
    story = afternoon()
    for _ in range(2):
        story.citizen().draws(SERVICE)
    is_refused(story, at="15:01")
    serves(story, begin="15:02", end="15:30")
    serves(story, begin="15:31", end="16:05")  # 15:30-15:31 somebody waited: no idle minute
    assert scored(story).would_have_been_served == 0


def test_a_later_walk_in_that_was_called_proves_room_for_one() -> None:
    # Busy without a break until after closing. At 15:10 two are refused; at 15:15 staff issue one
    # all the same, which is called at 15:40: the first of the two would have been called then.
    story = afternoon()
    story.citizen("Anna").draws(SERVICE)
    bruno = story.clerk()
    bruno.calls_next()
    bruno.starts()
    is_refused(story, at="15:10")
    is_refused(story, at="15:11")
    story.at("15:15")
    story.citizen("Clara").draws(SERVICE, full=True, override=True, by_staff=True)
    story.at("15:40")
    bruno.calls_next()
    bruno.starts()
    story.at("16:10")
    bruno.finishes()
    found = scored(story)
    assert found.would_have_been_served == 1
    assert (found.overridden.count, found.overridden.never_called) == (1, 0)


def test_an_appointment_that_goes_first_by_rule_proves_nothing() -> None:
    story = afternoon()
    is_refused(story, at="15:20")
    story.at("15:20")
    story.citizen().checks_in("15:25")
    serves(story, begin="15:20", end="16:05")
    # 30 minutes of credit: the appointment counts from 14:55. The counter was not idle after 15:20.
    assert scored(story).would_have_been_served == 0


def test_only_counters_that_serve_the_service_and_are_not_on_a_break_count() -> None:
    story = Story(office(rules={"capacity_guard": "stop"})).at("15:00")
    dora = story.clerk("three").opens()  # parking and ID cards
    story.clerk("one").opens()  # ID cards and registration, idle all the time
    dora.pauses()
    is_refused(story, at="15:10", service="parking")
    is_refused(story, at="15:10", service="registration")
    assert scored(story).would_have_been_served == 1


def test_the_other_mistake_numbers_passed_that_expired_uncalled() -> None:
    story = Story(one_counter_office(rules={"capacity_guard": "warn"})).at("15:00")
    story.clerk().opens()
    story.citizen("Anna").draws(SERVICE)
    story.citizen("Bruno").draws(SERVICE)
    story.citizen("Clara").draws(SERVICE, full=True)
    story.citizen("Dora").draws(SERVICE, full=True).cancels()
    serves(story, begin="15:05", end="16:10")
    found = scored(story)
    assert (found.refused, found.scored) == (0, 0)
    assert (found.passed.count, found.passed.never_called) == (2, 1)
    assert (found.warned.count, found.warned.never_called) == (2, 1)  # Dora left by herself


def test_a_day_that_is_not_over_is_counted_but_not_scored() -> None:
    story = afternoon()
    is_refused(story, at="15:10")
    found = score_guard(
        story.facts, story.office, days=(story.day, story.day), now=local("16:14", story.day)
    )
    assert (found.refused, found.scored) == (1, 0)
    assert found.to_json()["would_have_been_served"] is None
    assert scored(story).would_have_been_served == 1


def test_what_was_undone_and_further_legs_do_not_confuse_the_second_reading() -> None:
    story = Story(office(rules={"capacity_guard": "stop"})).at("15:00")
    bruno = story.clerk("one").opens()
    story.citizen().draws(SERVICE, also=("registration",))
    bruno.calls_next()
    bruno.undoes()
    bruno.calls_next()
    is_refused(story, at="15:29")
    story.at("15:40")
    bruno.finishes()  # registration begins here at once
    story.at("15:50")
    bruno.finishes()
    # One is idle from 15:50 until closing, and was not before.
    assert scored(story).would_have_been_served == 1
