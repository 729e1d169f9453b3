"""Undo: a counter's last action is taken back as a whole, for a minute, by facts of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from queue_app.domain import events as e
from queue_app.domain.errors import UndoRefused, Unknown
from queue_app.domain.ticket import State, Ticket
from tests.support.builders import local
from tests.support.story import Clerk, Story


def essence(ticket: Ticket) -> Ticket:
    """A ticket without what undo adds to its story: later revisions, the withdrawn call."""
    return replace(ticket, revision=0, last_deed=0, withdrawn=False)


def opened(story: Story) -> Clerk:
    return story.at("09:00").clerk().opens()


PRESSES: dict[str, Callable[[Clerk], object]] = {
    "recall": lambda clerk: clerk.recalls(),
    "start": lambda clerk: clerk.starts(),
    "finish": lambda clerk: clerk.finishes("done"),
    "no_show": lambda clerk: clerk.misses(override=True),
    "put_back": lambda clerk: clerk.puts_back(),
    "transfer": lambda clerk: clerk.transfers("parking"),
    "next, served": lambda clerk: clerk.calls_next(),
    "next, absent": lambda clerk: clerk.calls_next("absent", override=True),
}


@pytest.mark.parametrize("press", PRESSES.values(), ids=PRESSES.keys())
def test_every_press_on_a_called_ticket_can_be_taken_back_whole(
    press: Callable[[Clerk], object],
) -> None:
    story = Story()
    bruno = opened(story)
    anna, berta = story.citizen("Anna").draws(), story.citizen("Berta").draws()
    bruno.calls_next()
    before = [essence(c.ticket) for c in (anna, berta)]
    story.later(seconds=10)
    press(bruno)
    story.later(seconds=60)
    bruno.undoes()
    assert [essence(c.ticket) for c in (anna, berta)] == before
    assert bruno.current is not None
    assert bruno.current.id == anna.id


@pytest.mark.parametrize("press", ["finish", "transfer", "park", "next, served"])
def test_every_press_on_a_served_ticket_can_be_taken_back_whole(press: str) -> None:
    story = Story()
    bruno = opened(story)
    anna, berta = story.citizen("Anna").draws(), story.citizen("Berta").draws()
    bruno.calls_next()
    bruno.starts()
    before = [essence(c.ticket) for c in (anna, berta)]
    story.later(seconds=10)
    deeds = PRESSES | {"park": lambda clerk: clerk.parks()}
    deeds[press](bruno)
    bruno.undoes()
    assert [essence(c.ticket) for c in (anna, berta)] == before


def test_next_is_one_action_its_call_and_what_it_finished() -> None:
    story = Story()
    bruno = opened(story)
    anna, berta = story.citizen("Anna").draws(), story.citizen("Berta").draws()
    bruno.calls_next()
    bruno.starts()
    story.later(minutes=5)
    bruno.calls_next()
    assert (anna.state, berta.state) == (State.FINISHED, State.CALLED)
    story.later(seconds=20)
    bruno.undoes()
    assert (anna.state, berta.state) == (State.SERVING, State.WAITING)
    assert anna.ticket.started_at == local("09:00")
    assert berta.ticket.withdrawn
    undone = [f.fact for f in story.facts if isinstance(f.fact, e.ActionUndone)]
    assert [f.ticket for f in undone] == [anna.id, berta.id]


def test_displays_show_an_undone_call_as_withdrawn_until_it_is_called_again() -> None:
    story = Story()
    bruno = opened(story)
    anna = story.citizen().draws()
    bruno.calls_next()
    bruno.undoes()
    assert [c.withdrawn for c in story.queue.calls] == [True]
    bruno.calls_next()
    assert [c.withdrawn for c in story.queue.calls] == [False, True]
    assert not anna.ticket.withdrawn


def test_sixty_seconds_and_not_one_more() -> None:
    for seconds, allowed in ((60, True), (60.001, False)):
        story = Story()
        bruno = opened(story)
        story.citizen().draws()
        bruno.calls_next()
        story.later(seconds=seconds)
        if allowed:
            bruno.undoes()
        else:
            with pytest.raises(UndoRefused):
                bruno.undoes()


def test_the_minute_runs_from_the_press_not_from_the_implied_start() -> None:
    # Called 09:00, finished without a start at 09:05: the start is dated 09:00, the press 09:05.
    story = Story()
    bruno = opened(story)
    anna = story.citizen().draws()
    bruno.calls_next()
    story.at("09:05")
    bruno.finishes()
    story.at("09:05:50")
    bruno.undoes()
    assert anna.state is State.CALLED


def test_no_undo_of_undo_and_none_before_it() -> None:
    story = Story()
    bruno = opened(story)
    story.citizen().draws()
    bruno.calls_next()
    bruno.starts()
    bruno.undoes()
    with pytest.raises(UndoRefused):
        bruno.undoes()


def test_an_undo_at_another_counter_is_a_later_fact() -> None:
    # Bruno sends Anna on, Britta calls her and takes that back: Bruno's transfer stands.
    story = Story()
    bruno = opened(story)
    britta = story.clerk("three", "Britta").opens()
    anna = story.citizen().draws()
    bruno.calls_next()
    bruno.transfers("parking")
    britta.calls_next()
    britta.undoes()
    assert anna.state is State.WAITING
    with pytest.raises(UndoRefused):
        bruno.undoes()


@pytest.mark.parametrize("later", ["cancel", "postpone", "called elsewhere", "unbound"])
def test_refused_once_the_ticket_has_a_later_fact(later: str) -> None:
    story = Story()
    bruno = opened(story)
    britta = story.clerk("two", "Britta").opens()
    anna = story.citizen().draws()
    bruno.calls_next()
    bruno.transfers(to="two")
    match later:
        case "cancel":
            anna.cancels()
        case "postpone":
            anna.postpones()
        case "called elsewhere":
            britta.calls_next()
        case _:
            britta.closes()
    with pytest.raises(UndoRefused):
        bruno.undoes()


def test_refused_when_any_ticket_of_the_action_has_a_later_fact() -> None:
    story = Story()
    bruno = opened(story)
    anna, berta = story.citizen("Anna").draws(), story.citizen("Berta").draws()
    bruno.calls_next()
    bruno.calls_next()
    berta.cancels()
    with pytest.raises(UndoRefused):
        bruno.undoes()
    assert anna.state is State.FINISHED


def test_the_automatic_recall_is_no_later_fact_and_goes_with_the_call() -> None:
    story = Story()
    bruno = opened(story)
    anna = story.citizen().draws()
    bruno.calls_next()
    story.later(seconds=50)
    assert "TicketRecalled" in story.kinds()
    bruno.undoes()
    assert anna.state is State.WAITING
    assert anna.ticket.gonged_at is None


def test_other_people_may_go_on_meanwhile() -> None:
    story = Story()
    bruno, britta = opened(story), story.clerk("two", "Britta").opens()
    anna, berta = story.citizen("Anna").draws(), story.citizen("Berta").draws()
    bruno.calls_next()
    britta.calls_next()
    berta_now = berta.ticket
    bruno.undoes()
    assert anna.state is State.WAITING
    assert berta.ticket == berta_now


def test_opening_pausing_and_closing_are_no_actions_to_take_back() -> None:
    story = Story()
    bruno = opened(story)
    with pytest.raises(UndoRefused):
        bruno.undoes()
    story.citizen().draws()
    bruno.calls_next()
    bruno.puts_back()
    bruno.closes()
    with pytest.raises(UndoRefused):
        bruno.undoes()
    bruno.opens()
    with pytest.raises(UndoRefused):
        bruno.undoes()


def test_nobody_undoes_at_a_counter_of_another_office() -> None:
    with pytest.raises(Unknown):
        Story().dora().undoes()


def test_revisions_stay_gapless_and_facts_are_never_rewritten() -> None:
    story = Story()
    bruno = opened(story)
    story.citizen().draws()
    bruno.calls_next()
    told = list(story.facts)
    bruno.undoes()
    assert story.facts[: len(told)] == told
    assert [f.revision for f in story.facts] == list(range(1, len(story.facts) + 1))
