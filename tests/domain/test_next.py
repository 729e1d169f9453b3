"""*next* and its neighbours: whom it disposes of, whom it calls, whom it passes over."""

from __future__ import annotations

import pytest

from queue_app.domain import events as e
from queue_app.domain.errors import (
    CounterBusy,
    CounterClosed,
    CounterPaused,
    NotServedHere,
    TooEarly,
    Unknown,
)
from queue_app.domain.ticket import State
from tests.support.builders import local, office
from tests.support.story import Clerk, Story


def morning() -> tuple[Story, Clerk]:
    story = Story().at("09:00")
    return story, story.clerk().opens()


class TestNext:
    def test_it_finishes_who_is_served_then_calls(self) -> None:
        story, bruno = morning()
        anna, berta = story.citizen("Anna").draws(), story.citizen("Berta").draws()
        bruno.calls_next()
        bruno.starts()
        story.later(minutes=4)
        called = bruno.calls_next()
        assert called is not None
        assert called.id == berta.id
        assert (anna.state, anna.ticket.ended_at) == (State.FINISHED, local("09:04"))

    @pytest.mark.parametrize("said", [None, "served"])
    def test_who_is_called_counts_as_served_since_the_last_call(self, said: str | None) -> None:
        story, bruno = morning()
        anna = story.citizen("Anna").draws()
        bruno.calls_next()
        story.at("09:02")
        bruno.recalls()
        story.at("09:06")
        assert bruno.calls_next(said) is None
        assert anna.state is State.FINISHED
        assert anna.ticket.started_at == local("09:02")
        starts = [f.at for f in story.facts if isinstance(f.fact, e.ServiceStarted)]
        assert starts == [local("09:02")]

    def test_or_as_absent_when_the_clerk_says_so(self) -> None:
        story, bruno = morning()
        anna, berta = story.citizen("Anna").draws(), story.citizen("Berta").draws()
        bruno.calls_next()
        story.later(seconds=30)
        bruno.calls_next("absent")
        assert (anna.state, berta.state) == (State.NO_SHOW, State.CALLED)

    def test_absent_too_early_changes_nothing_at_all(self) -> None:
        story, bruno = morning()
        anna, berta = story.citizen("Anna").draws(), story.citizen("Berta").draws()
        bruno.calls_next()
        story.later(seconds=29)
        told = len(story.facts)
        with pytest.raises(TooEarly) as refusal:
            bruno.calls_next("absent")
        assert refusal.value.extra["earliest"] == local("09:00:30")
        assert (anna.state, berta.state, len(story.facts)) == ("called", "waiting", told)
        bruno.calls_next("absent", override=True)
        assert (anna.state, berta.state) == (State.NO_SHOW, State.CALLED)

    def test_who_is_served_is_finished_whatever_is_said_about_a_call(self) -> None:
        # "absent" concerns a called ticket: another window may have pressed start meanwhile.
        story, bruno = morning()
        anna = story.citizen("Anna").draws()
        bruno.calls_next()
        bruno.starts()
        assert bruno.calls_next("absent") is None
        assert anna.state is State.FINISHED

    def test_it_disposes_also_when_nobody_is_eligible(self) -> None:
        story, bruno = morning()
        anna = story.citizen("Anna").draws()
        bruno.calls_next()
        bruno.starts()
        assert bruno.calls_next() is None
        assert anna.state is State.FINISHED

    def test_with_nobody_anywhere_it_leaves_no_fact(self) -> None:
        story, bruno = morning()
        told = len(story.facts)
        assert bruno.calls_next() is None
        assert len(story.facts) == told

    def test_a_further_service_of_this_counter_begins_and_nobody_is_called(self) -> None:
        story, bruno = morning()
        anna = story.citizen("Anna").draws("id-card", also=("registration",))
        berta = story.citizen("Berta").draws()
        bruno.calls_next()
        bruno.starts()
        story.later(minutes=5)
        same = bruno.calls_next()
        assert same is not None
        assert same.id == anna.id
        assert (same.state, same.service, same.leg) == (State.SERVING, "registration", 2)
        assert same.started_at == same.leg_began == story.now
        assert berta.state is State.WAITING

    def test_all_facts_of_one_press_are_one_action(self) -> None:
        story, bruno = morning()
        for name in ("Anna", "Berta"):
            story.citizen(name).draws()
        bruno.calls_next()
        told = len(story.facts)
        story.later(seconds=30)
        bruno.calls_next()
        press = story.facts[told:]
        assert [type(f.fact).__name__ for f in press] == [
            "ServiceStarted",
            "ServiceFinished",
            "TicketCalled",
        ]
        assert {f.action for f in press} == {press[0].revision}

    def test_needs_an_open_counter_and_no_break(self) -> None:
        story = Story().at("09:00")
        bruno = story.clerk()
        with pytest.raises(CounterClosed):
            bruno.calls_next()
        bruno.opens()
        bruno.pauses()
        with pytest.raises(CounterPaused):
            bruno.calls_next()
        with pytest.raises(Unknown):
            story.dora().calls_next()

    def test_two_counters_in_the_same_instant_never_get_the_same_ticket(self) -> None:
        story, bruno = morning()
        britta = story.clerk("two", "Britta").opens()
        story.citizen("Anna").draws()
        first, second = bruno.calls_next(), britta.calls_next()
        assert first is not None
        assert second is None


class TestCallByHand:
    def test_waiting_parked_and_missed_tickets(self) -> None:
        story, bruno = morning()
        anna, berta, carla = (story.citizen(n).draws() for n in ("Anna", "Berta", "Carla"))
        bruno.calls(carla)
        assert carla.state is State.CALLED
        story.later(seconds=40)
        bruno.misses()
        bruno.calls(berta)
        bruno.starts()
        bruno.parks()
        bruno.calls(carla)
        bruno.puts_back()
        bruno.calls(berta)
        assert (anna.state, berta.state, carla.state) == ("waiting", "called", "waiting")

    def test_not_with_a_current_ticket_nor_on_a_break_nor_a_strange_service(self) -> None:
        story, bruno = morning()
        anna, pia = story.citizen("Anna").draws(), story.citizen("Pia").draws("parking")
        bruno.calls_next()
        with pytest.raises(CounterBusy):
            bruno.calls(pia)
        bruno.puts_back()
        with pytest.raises(NotServedHere):
            bruno.calls(pia)
        bruno.pauses()
        with pytest.raises(CounterPaused):
            bruno.calls(anna)

    def test_a_missed_ticket_until_closing_plus_grace(self) -> None:
        story = Story().at("15:00")
        bruno = story.clerk().opens()
        anna = story.citizen().draws()
        bruno.calls_next()
        story.later(minutes=1)
        bruno.misses()
        story.at("16:14:59")
        bruno.calls(anna)
        assert anna.state is State.CALLED


class TestNoShow:
    def test_thirty_seconds_after_the_last_call_or_with_an_override(self) -> None:
        story, bruno = morning()
        anna = story.citizen().draws()
        bruno.calls_next()
        story.later(seconds=20)
        bruno.recalls()
        story.later(seconds=20)
        with pytest.raises(TooEarly):
            bruno.misses()
        story.later(seconds=10)
        bruno.misses()
        assert anna.state is State.NO_SHOW

    def test_the_automatic_recall_does_not_count(self) -> None:
        story, bruno = morning()
        story.citizen().draws()
        bruno.calls_next()
        story.later(seconds=46)
        assert bruno.misses().state is State.NO_SHOW

    def test_zero_switches_the_waiting_off(self) -> None:
        story = Story(office(rules={"no_show_after_seconds": 0})).at("09:00")
        bruno = story.clerk().opens()
        story.citizen().draws()
        bruno.calls_next()
        assert bruno.misses().state is State.NO_SHOW


class TestPutBack:
    def test_the_next_next_passes_over_once(self) -> None:
        story, bruno = morning()
        anna, berta = story.citizen("Anna").draws(), story.citizen("Berta").draws()
        bruno.calls_next()
        bruno.puts_back()
        assert (anna.state, anna.ticket.queue_time) == (State.WAITING, local("09:00"))
        assert bruno.next_number == "A002"
        bruno.calls_next()
        assert berta.state is State.CALLED
        bruno.calls_next()
        assert anna.state is State.CALLED

    def test_unless_nobody_else_is_eligible(self) -> None:
        story, bruno = morning()
        anna = story.citizen("Anna").draws()
        story.citizen("Pia").draws("parking")
        bruno.calls_next()
        bruno.puts_back()
        bruno.calls_next()
        assert anna.state is State.CALLED

    def test_used_up_whether_or_not_the_ticket_was_first(self) -> None:
        # Urgent Ursula comes in between: she would have gone first anyway, and still the one
        # pass-over is used up; afterwards Anna is before Berta.
        story, bruno = morning()
        anna, berta = story.citizen("Anna").draws(), story.citizen("Berta").draws()
        bruno.calls_next()
        bruno.puts_back()
        ursula = story.citizen("Ursula").draws(priority="urgent", by_staff=True)
        bruno.calls_next()
        assert ursula.state is State.CALLED
        bruno.calls_next()
        assert (anna.state, berta.state) == (State.CALLED, State.WAITING)

    def test_other_counters_do_not_pass_over(self) -> None:
        story, bruno = morning()
        britta = story.clerk("two", "Britta").opens()
        anna = story.citizen("Anna").draws()
        story.citizen("Berta").draws()
        bruno.calls_next()
        bruno.puts_back()
        britta.calls_next()
        assert (anna.state, anna.ticket.counter) == (State.CALLED, "two")

    def test_a_call_by_hand_does_not_use_it_up(self) -> None:
        story, bruno = morning()
        anna, berta, carla = (story.citizen(n).draws() for n in ("Anna", "Berta", "Carla"))
        bruno.calls_next()
        bruno.puts_back()
        bruno.calls(carla)
        bruno.calls_next()
        assert (berta.state, anna.state) == (State.CALLED, State.WAITING)
