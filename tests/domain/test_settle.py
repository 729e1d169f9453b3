"""The sweep: late, twice or in time comes to the same, and its next moment is known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_app.domain import events as e
from queue_app.domain import timed
from queue_app.domain.queue import Queue
from tests.support.builders import MONDAY, local, office, one_counter_office
from tests.support.story import Story

TUESDAY = MONDAY + timedelta(days=1)


TUESDAY = MONDAY + timedelta(days=1)


def busy_afternoon(always_open: bool) -> Story:
    """15:55, with a ticket in every state that time alone can move."""
    story = Story(office(always_open=always_open)).at("15:00")
    clerks = [story.clerk(counter).opens() for counter in ("one", "two", "three")]
    people = [story.citizen(name).draws() for name in "ABCDEF"]
    clerks[0].calls(people[0])
    story.later(seconds=40)
    clerks[0].misses()
    clerks[0].calls(people[1])
    clerks[0].starts()
    clerks[0].parks()
    story.at("15:55")
    clerks[0].calls(people[2])
    clerks[1].calls(people[3])
    clerks[1].starts()
    clerks[1].pauses()
    people[4].postpones(10)
    story.press(lambda queue: queue.record(e.AlarmRaised("one"), story.now))
    return story


def settled(queue: Queue, moments: Iterable[datetime]) -> tuple[Queue, list[tuple[object, ...]]]:
    """A copy settled at each moment, and what it recorded without revisions."""
    queue = queue.copy()
    for moment in moments:
        timed.settle(queue, moment)
    return queue, sorted(((f.at, f.fact) for f in queue.recorded), key=repr)


BEGIN = local("15:55")
minutes_later = st.floats(0, 60 * 36, allow_nan=False)


@pytest.mark.parametrize("always_open", [False, True])
@given(offsets=st.lists(minutes_later, max_size=12))
def test_late_twice_or_in_time_comes_to_the_same(
    offsets: list[float], *, always_open: bool
) -> None:
    queue = STORIES[always_open].queue
    end = BEGIN + timedelta(hours=36)
    moments = sorted(BEGIN + timedelta(minutes=offset) for offset in offsets)
    once, late = settled(queue, [end])
    often, punctual = settled(queue, [*moments, *moments[-1:], end])
    assert punctual == late
    assert once.tickets.keys() == often.tickets.keys()
    assert {t.id: t.state for t in once.tickets.values()} == {
        t.id: t.state for t in often.tickets.values()
    }
    again = len(often.recorded)
    timed.settle(often, end)
    assert len(often.recorded) == again


STORIES = {True: busy_afternoon(always_open=True), False: busy_afternoon(always_open=False)}


def test_next_due_names_every_instant_at_which_the_clock_changes_something() -> None:
    # Hopping from due moment to due moment is the same as sweeping every second.
    story = busy_afternoon(always_open=False)
    moments = []
    moment: datetime | None = BEGIN
    end = local("01:00", TUESDAY)
    while moment is not None and moment < end:
        moments.append(moment)
        moment = timed.next_due(settled(story.queue, moments)[0], moment)
    _, hopping = settled(story.queue, moments)
    _, late = settled(story.queue, [end])
    assert hopping == late
    instants = [at for at, _ in hopping]
    assert set(instants) <= set(moments)


def test_next_due_of_an_empty_queue_is_the_next_edge_of_the_day() -> None:
    story = Story(one_counter_office()).at("15:00")
    assert timed.next_due(story.queue, story.now) == local("15:30")
    story.at("16:00")
    assert timed.next_due(story.queue, story.now) == local("16:15")
    story.at("16:15")
    assert timed.next_due(story.queue, story.now) == local("00:00", TUESDAY)


def test_facts_are_aware_and_in_utc() -> None:
    story = busy_afternoon(always_open=False)
    story.at("10:00", TUESDAY)
    assert {f.at.tzinfo for f in story.facts} == {UTC}
