"""Counters: open, pause, close; the calls that displays are told of."""

from __future__ import annotations

from datetime import timedelta

import pytest

from queue_app.domain.errors import (
    CounterBusy,
    CounterClosed,
    NoCurrentTicket,
    TooEarly,
)
from queue_app.domain.queue import CounterState
from queue_app.domain.ticket import State
from tests.support.builders import local, one_counter_office
from tests.support.story import Clerk, Story


def morning() -> tuple[Story, Clerk]:
    story = Story().at("09:00")
    return story, story.clerk().opens()


class TestOpenPauseClose:
    def test_opening_twice_is_nothing_new(self) -> None:
        story, bruno = morning()
        told = len(story.facts)
        bruno.opens()
        assert len(story.facts) == told

    def test_a_pause_takes_effect_after_the_current_ticket(self) -> None:
        story, bruno = morning()
        anna, berta = story.citizen("Anna").draws(), story.citizen("Berta").draws()
        bruno.calls_next()
        bruno.starts()
        bruno.pauses("lunch")
        assert (story.desk().state, story.desk().pausing) == (CounterState.OPEN, True)
        assert bruno.calls_next() is None
        assert (anna.state, berta.state) == (State.FINISHED, State.WAITING)
        assert (story.desk().state, story.desk().reason) == (CounterState.PAUSED, "lunch")

    @pytest.mark.parametrize("end", ["misses", "puts_back", "parks", "transfers", "cancels"])
    def test_however_the_current_ticket_ends(self, end: str) -> None:
        story, bruno = morning()
        anna = story.citizen("Anna").draws()
        bruno.calls_next()
        if end == "parks":
            bruno.starts()
        bruno.pauses()
        story.later(minutes=1)
        deeds = {
            "misses": bruno.misses,
            "puts_back": bruno.puts_back,
            "parks": bruno.parks,
            "transfers": lambda: bruno.transfers("parking"),
            "cancels": anna.cancels,
        }
        deeds[end]()
        assert (story.desk().state, story.desk().since) == (CounterState.PAUSED, story.now)
        assert story.desk().free_since == story.now

    def test_not_before_its_further_leg_here_has_ended_too(self) -> None:
        story, bruno = morning()
        story.citizen().draws("id-card", also=("registration",))
        bruno.calls_next()
        bruno.pauses()
        assert bruno.calls_next() is not None
        assert story.desk().state is CounterState.OPEN
        assert bruno.calls_next() is None
        assert story.desk().state is CounterState.PAUSED

    def test_opening_calls_off_a_break_that_has_not_begun(self) -> None:
        story, bruno = morning()
        story.citizen().draws()
        bruno.calls_next()
        bruno.pauses()
        story.later(minutes=1)
        bruno.opens()
        assert not story.desk().pausing
        assert story.desk().since == local("09:00")
        bruno.finishes()
        assert story.desk().state is CounterState.OPEN

    def test_a_paused_counter_counts_as_open_for_who_serves(self) -> None:
        story, bruno = morning()
        bruno.pauses()
        assert story.queue.open_counters == {"one"}
        assert story.queue.is_served("id-card")
        assert not story.queue.is_served("parking")

    def test_no_closing_with_a_current_ticket(self) -> None:
        story, bruno = morning()
        story.citizen().draws()
        bruno.calls_next()
        with pytest.raises(CounterBusy):
            bruno.closes()
        bruno.finishes()
        bruno.closes()
        told = len(story.facts)
        bruno.closes()
        assert len(story.facts) == told

    def test_a_closed_counter_does_nothing(self) -> None:
        story = Story().at("09:00")
        bruno = story.clerk()
        anna = story.citizen().draws()
        for deed in (bruno.calls_next, bruno.recalls, bruno.starts, bruno.pauses, bruno.finishes):
            with pytest.raises(CounterClosed):
                deed()
        with pytest.raises(CounterClosed):
            bruno.calls(anna)

    def test_an_open_counter_without_a_ticket_has_nothing_to_end(self) -> None:
        _, bruno = morning()
        for deed in (bruno.recalls, bruno.starts, bruno.misses, bruno.finishes, bruno.parks):
            with pytest.raises(NoCurrentTicket):
                deed()


class TestCalls:
    def test_after_a_return_a_park_or_a_put_back_it_is_a_call_again(self) -> None:
        story, bruno = morning()
        anna = story.citizen().draws()
        bruno.calls_next()
        bruno.puts_back()
        story.at("09:05")
        bruno.calls_next()
        assert anna.ticket.called_at == local("09:05")
        story.at("09:06")
        bruno.misses()
        anna.returns()
        story.at("09:10")
        bruno.calls_next()
        assert anna.ticket.called_at == local("09:10")
        bruno.starts()
        bruno.parks()
        story.at("09:20")
        bruno.calls(anna)
        assert anna.ticket.called_at == local("09:20")
        assert anna.ticket.started_at is None
        assert len(story.queue.calls) == 4

    def test_a_recall_raises_the_same_call(self) -> None:
        story, bruno = morning()
        story.citizen().draws()
        bruno.calls_next()
        story.later(seconds=20)
        bruno.recalls()
        call = story.queue.calls[0]
        assert len(story.queue.calls) == 1
        assert (call.called_at, call.recalled_at) == (local("09:00"), local("09:00:20"))
        assert call.revision > call.first_revision

    def test_the_queue_remembers_at_least_twenty_newest_first(self) -> None:
        story = Story(one_counter_office()).at("08:00")
        bruno = story.clerk().opens()
        people = [story.citizen(str(i)).draws() for i in range(50)]
        for _ in people:
            bruno.calls_next()
            story.later(seconds=10)
        numbers = [call.number for call in story.queue.calls]
        assert numbers[0] == "A050"
        assert len(numbers) >= 20
        assert numbers == sorted(numbers, reverse=True)


def test_a_refused_press_leaves_nothing_behind() -> None:
    story, bruno = morning()
    story.citizen().draws()
    bruno.calls_next()
    before = story.queue.copy()
    with pytest.raises(TooEarly):
        bruno.calls_next("absent")
    assert story.queue == before
    assert story.now - local("09:00") == timedelta(0)
