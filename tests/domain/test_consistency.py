"""The checker of logs: silent about every true story, and loud about each kind of lie."""

from __future__ import annotations

from dataclasses import replace

import pytest

from queue_app.domain import events as e
from queue_app.domain.consistency import flaws
from tests.support.story import Story


@pytest.fixture
def story() -> Story:
    """Two numbers, a call, an undo, a transfer."""
    story = Story()
    clerk = story.at("09:00").clerk().opens()
    for _ in range(3):
        story.citizen().draws()
    clerk.calls_next()
    clerk.calls_next()
    clerk.undoes()
    clerk.starts()
    clerk.finishes("done")
    clerk.calls_next()
    return story


def about(facts: list[e.Recorded]) -> str:
    return "; ".join(map(str, flaws(facts)))


def test_a_true_story_has_no_flaw(story: Story) -> None:
    assert flaws(story.facts) == []


def test_a_log_whose_first_days_are_gone_is_no_lie(story: Story) -> None:
    assert flaws(story.facts[4:]) == []


def test_a_missing_fact_is_found(story: Story) -> None:
    assert "follows" in about([f for f in story.facts if f.revision != 3])


def test_a_number_twice_is_found(story: Story) -> None:
    first = next(f for f in story.facts if isinstance(f.fact, e.TicketIssued))
    assert isinstance(first.fact, e.TicketIssued)
    again = replace(first.fact, ticket="another")
    last = story.facts[-1].revision + 1
    assert "follows 3" in about([*story.facts, e.Recorded(last, first.at, last, again)])


def test_a_state_that_the_table_does_not_know_is_found(story: Story) -> None:
    call = [f for f in story.facts if isinstance(f.fact, e.TicketCalled)][-1]
    last = story.facts[-1].revision + 1
    twice = e.Recorded(last, call.at, last, call.fact)
    assert "TicketCalled" in about([*story.facts, twice])


def test_two_tickets_at_one_counter_are_found(story: Story) -> None:
    called = {f.fact.ticket for f in story.facts if isinstance(f.fact, e.TicketCalled)}
    call = [f for f in story.facts if isinstance(f.fact, e.TicketCalled)][-1]
    issued = {f.fact.ticket for f in story.facts if isinstance(f.fact, e.TicketIssued)}
    (waiting,) = issued - called
    assert isinstance(call.fact, e.TicketCalled)
    last = story.facts[-1].revision + 1
    second = e.Recorded(last, call.at, last, replace(call.fact, ticket=waiting))
    assert f"{call.fact.counter} has" in about([*story.facts, second])
