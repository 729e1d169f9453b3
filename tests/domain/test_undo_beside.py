"""What undo finds beside the ticket: pass-overs, breaks, bindings, the order of the rest."""

from __future__ import annotations

from dataclasses import replace

from queue_app.domain import discipline
from queue_app.domain.queue import CounterState
from queue_app.domain.ticket import State, Ticket
from tests.support.builders import local, office
from tests.support.story import Clerk, Story


def essence(ticket: Ticket) -> Ticket:
    """A ticket without what undo adds to its story: later revisions, the withdrawn call."""
    return replace(ticket, revision=0, last_deed=0, withdrawn=False)


def opened(story: Story) -> Clerk:
    return story.at("09:00").clerk().opens()


class TestPassOver:
    """Anna is put back at counter one: the next *next* there passes her over, once."""

    def put_back_anna(self) -> tuple[Story, Clerk]:
        story = Story()
        bruno = opened(story)
        self.anna = story.citizen("Anna").draws()
        self.berta = story.citizen("Berta").draws()
        bruno.calls_next()
        bruno.puts_back()
        return story, bruno

    def test_undo_of_put_back_takes_it_away(self) -> None:
        story, bruno = self.put_back_anna()
        bruno.undoes()
        assert story.desk().passed_over == ()
        assert self.anna.state is State.CALLED

    def test_undo_of_next_gives_it_back(self) -> None:
        story, bruno = self.put_back_anna()
        bruno.calls_next()
        assert (self.berta.state, story.desk().passed_over) == (State.CALLED, ())
        bruno.undoes()
        assert story.desk().passed_over == (self.anna.id,)
        bruno.calls_next()
        assert self.berta.state is State.CALLED

    def test_undo_of_next_that_took_her_for_want_of_others_gives_it_back(self) -> None:
        story, bruno = self.put_back_anna()
        self.berta.cancels()
        bruno.calls_next()
        assert self.anna.state is State.CALLED
        bruno.undoes()
        assert story.desk().passed_over == (self.anna.id,)

    def test_a_next_that_finds_nobody_uses_it_up(self) -> None:
        story, bruno = self.put_back_anna()
        self.anna.postpones(10)
        self.berta.cancels()
        assert bruno.calls_next() is None
        assert story.desk().passed_over == ()
        story.later(minutes=10)
        story.citizen("Carla").draws()
        bruno.calls_next()
        assert self.anna.state is State.CALLED

    def test_undo_of_a_next_that_finished_and_found_nobody_gives_it_back(self) -> None:
        story, bruno = self.put_back_anna()
        self.anna.postpones(10)
        bruno.calls(self.berta)
        bruno.calls_next()
        assert (self.berta.state, story.desk().passed_over) == (State.FINISHED, ())
        bruno.undoes()
        assert (self.berta.state, story.desk().passed_over) == (State.CALLED, (self.anna.id,))

    def test_a_next_that_found_nobody_is_no_action_to_take_back(self) -> None:
        story = Story()
        bruno = opened(story)
        anna = story.citizen().checks_in("09:20")
        bruno.calls(anna)
        bruno.puts_back()
        assert bruno.calls_next() is None  # she is not due yet
        assert story.desk().passed_over == ()
        bruno.undoes()
        assert (anna.state, story.desk().passed_over) == (State.CALLED, ())

    def test_undo_of_a_call_by_hand_leaves_it_alone(self) -> None:
        story, bruno = self.put_back_anna()
        bruno.calls(self.anna)
        bruno.undoes()
        assert story.desk().passed_over == (self.anna.id,)
        bruno.calls_next()
        assert self.berta.state is State.CALLED

    def test_put_back_twice_and_taken_back_once_still_passes_over(self) -> None:
        story, bruno = self.put_back_anna()
        bruno.calls(self.anna)
        bruno.puts_back()
        bruno.undoes()
        assert self.anna.state is State.CALLED
        bruno.puts_back()
        bruno.calls_next()
        assert self.berta.state is State.CALLED
        assert story.desk().passed_over == ()


class TestBreaks:
    def test_the_break_that_began_with_the_action_is_taken_back_with_it(self) -> None:
        story = Story()
        bruno = opened(story)
        anna = story.citizen().draws()
        bruno.calls_next()
        bruno.starts()
        bruno.pauses("lunch")
        assert story.desk().pausing
        bruno.finishes()
        assert story.desk().state is CounterState.PAUSED
        bruno.undoes()
        assert anna.state is State.SERVING
        assert (story.desk().state, story.desk().pausing) == (CounterState.OPEN, True)
        bruno.finishes()
        assert (story.desk().state, story.desk().reason) == (CounterState.PAUSED, "lunch")

    def test_a_break_ended_since_is_not_begun_anew(self) -> None:
        story = Story()
        bruno = opened(story)
        anna = story.citizen().draws()
        bruno.calls_next()
        bruno.pauses()
        bruno.finishes()
        story.later(seconds=5)
        bruno.opens()
        bruno.undoes()
        assert anna.state is State.CALLED
        assert (story.desk().state, story.desk().pausing) == (CounterState.OPEN, False)

    def test_a_break_declared_since_waits_for_the_ticket_that_is_back(self) -> None:
        # A pause takes effect after the current ticket, also after one that undo brought back.
        story = Story()
        bruno = opened(story)
        anna = story.citizen().draws()
        bruno.calls_next()
        bruno.finishes()
        story.later(seconds=5)
        bruno.pauses("tea")
        bruno.undoes()
        assert anna.state is State.CALLED
        assert (story.desk().state, story.desk().pausing) == (CounterState.OPEN, True)
        bruno.finishes()
        assert (story.desk().state, story.desk().reason) == (CounterState.PAUSED, "tea")

    def test_a_break_asked_for_since_begins_when_undo_takes_the_ticket_away(self) -> None:
        story = Story()
        bruno = opened(story)
        anna = story.citizen().draws()
        bruno.calls_next()
        bruno.pauses("tea")
        story.later(seconds=5)
        bruno.undoes()
        assert anna.state is State.WAITING
        assert (story.desk().state, story.desk().reason) == (CounterState.PAUSED, "tea")
        assert story.desk().since == local("09:00:05")

    def test_a_break_declared_since_goes_on_when_no_ticket_comes_back(self) -> None:
        story = Story()
        bruno = opened(story)
        parked = story.citizen().draws()
        bruno.calls_next()
        bruno.starts()
        bruno.parks()
        bruno.transfers("registration", parked=parked)
        bruno.pauses()
        bruno.undoes()
        assert parked.state is State.PARKED
        assert story.desk().state is CounterState.PAUSED


class TestBindings:
    def test_a_binding_that_comes_back_is_dropped_if_its_counter_has_closed(self) -> None:
        # Anna is bound to two, but one calls her by hand and sends her to three. Then two
        # closes, and one takes the transfer back: nobody may be bound to a closed counter.
        story = Story()
        bruno = opened(story)
        britta = story.clerk("two", "Britta").opens()
        anna = story.citizen().draws(counter="two", by_staff=True)
        bruno.calls(anna)
        bruno.transfers("parking")
        britta.closes()
        bruno.undoes()
        assert anna.state is State.CALLED
        assert anna.ticket.bound_to is None
        assert anna.ticket.unbound_from == "two"
        assert story.kinds()[-1] == "TicketUnbound"

    def test_an_auto_return_is_taken_back_with_the_leg_it_began(self) -> None:
        story = Story()
        bruno = opened(story)
        britta = story.clerk("three", "Britta").opens()
        anna = story.citizen().draws()
        bruno.calls_next()
        bruno.starts()
        bruno.transfers("parking", auto_return=True)
        britta.calls_next()
        britta.starts()
        before = essence(anna.ticket)
        britta.finishes()
        assert (anna.ticket.leg, anna.ticket.bound_to) == (3, "one")
        britta.undoes()
        assert essence(anna.ticket) == before
        assert anna.ticket.return_to == "one"


def test_undo_leaves_the_order_as_it_was() -> None:
    story = Story(office())
    bruno = opened(story)
    people = [story.citizen(name).draws() for name in "ABCDE"]
    order = [t.id for t in discipline.in_order(story.queue.waiting, story.office)]
    bruno.calls_next()
    bruno.calls_next()
    bruno.undoes()
    bruno.puts_back()
    bruno.undoes()
    bruno.puts_back()
    assert [t.id for t in discipline.in_order(story.queue.waiting, story.office)] == order
    assert [p.id for p in people] == order
