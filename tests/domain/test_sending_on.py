"""A visit of several legs: further services, transfers, coming back, bindings."""

from __future__ import annotations

import pytest

from queue_app.domain.errors import (
    CounterClosed,
    Invalid,
    NotAllowed,
    NotServedHere,
    Unknown,
)
from queue_app.domain.ticket import State
from tests.support.builders import local
from tests.support.story import Clerk, Story


def morning() -> tuple[Story, Clerk]:
    story = Story().at("09:00")
    return story, story.clerk().opens()


class TestFurtherServices:
    def test_one_this_counter_cannot_do_waits_with_its_arrival_kept(self) -> None:
        story, bruno = morning()
        anna = story.citizen("Anna").draws("id-card", also=("parking",))
        story.at("09:10")
        pia = story.citizen("Pia").draws("parking")
        bruno.calls_next()
        bruno.starts()
        story.at("09:15")
        bruno.finishes("done")
        assert (anna.state, anna.ticket.service, anna.ticket.also) == ("waiting", "parking", ())
        assert anna.ticket.queue_time == local("09:00")
        assert anna.ticket.leg_began == local("09:15")
        assert (anna.ahead, pia.ahead) == (0, 1)

    def test_the_first_that_this_counter_does_goes_before_the_others(self) -> None:
        story, bruno = morning()
        anna = story.citizen().draws("id-card", also=("parking", "registration"))
        bruno.calls_next()
        bruno.finishes()
        assert (anna.ticket.service, anna.ticket.also) == ("registration", ("parking",))
        bruno.finishes()
        assert (anna.state, anna.ticket.service) == (State.WAITING, "parking")

    def test_one_rendered_with_the_first_needs_no_leg(self) -> None:
        story, bruno = morning()
        anna = story.citizen().draws("id-card", also=("registration",))
        bruno.calls_next()
        bruno.finishes("done", services=("id-card", "registration"))
        assert (anna.state, anna.ticket.leg) == (State.FINISHED, 1)

    def test_an_outcome_or_service_that_does_not_exist_is_refused(self) -> None:
        story, bruno = morning()
        story.citizen().draws()
        bruno.calls_next()
        told = len(story.facts)
        with pytest.raises(Invalid):
            bruno.finishes("whatever")
        with pytest.raises(Unknown):
            bruno.finishes("done", services=("haircut",))
        assert len(story.facts) == told

    def test_unconfirmed_is_no_outcome_to_choose(self) -> None:
        story, bruno = morning()
        story.citizen().draws()
        bruno.calls_next()
        with pytest.raises(Invalid):
            bruno.finishes("unconfirmed")


class TestTransfer:
    def test_keeps_arrival_number_and_credit_and_begins_a_leg(self) -> None:
        story, bruno = morning()
        story.clerk("three").opens()
        anna = story.citizen().draws(priority="priority")
        story.at("09:07")
        bruno.calls_next()
        bruno.starts()
        story.at("09:09")
        sent = bruno.transfers("parking")
        assert (sent.number, sent.priority, sent.service) == ("A001", "priority", "parking")
        assert (sent.queue_time, sent.leg, sent.leg_began) == (local("09:00"), 2, local("09:09"))
        assert (sent.bound_to, sent.transferred_from) == (None, "one")
        assert anna.state is State.WAITING

    def test_to_a_counter_binds(self) -> None:
        story, bruno = morning()
        britta = story.clerk("two", "Britta").opens()
        anna = story.citizen().draws()
        bruno.calls_next()
        bruno.transfers(to="two")
        assert anna.ticket.bound_to == "two"
        assert bruno.calls_next() is None
        called = britta.calls_next()
        assert called is not None
        assert called.id == anna.id

    def test_to_nowhere_or_to_a_counter_that_cannot_is_refused(self) -> None:
        story, bruno = morning()
        story.citizen().draws()
        bruno.calls_next()
        with pytest.raises(Invalid):
            bruno.transfers()
        with pytest.raises(CounterClosed):
            bruno.transfers(to="two")
        story.clerk("two").opens()
        with pytest.raises(NotServedHere):
            bruno.transfers("parking", to="two")
        with pytest.raises(Unknown):
            bruno.transfers("haircut")
        with pytest.raises(Unknown):
            bruno.transfers(to="rosenweg-window")

    def test_coming_back_the_ticket_waits_bound_for_who_sent_it(self) -> None:
        story, bruno = morning()
        britta = story.clerk("three", "Britta").opens()
        anna = story.citizen().draws("registration")
        bruno.calls_next()
        bruno.starts()
        bruno.transfers("parking", auto_return=True)
        britta.calls_next()
        britta.starts()
        story.later(minutes=3)
        britta.finishes()
        back = anna.ticket
        assert (back.state, back.service, back.bound_to) == ("waiting", "registration", "one")
        assert (back.leg, back.queue_time) == (3, local("09:00"))
        bruno.calls_next()
        bruno.finishes()
        assert anna.state is State.FINISHED

    def test_if_who_sent_it_has_closed_anybody_may_take_it_and_the_log_says_so(self) -> None:
        story, bruno = morning()
        britta = story.clerk("three", "Britta").opens()
        anna = story.citizen().draws("registration")
        bruno.calls_next()
        bruno.transfers("parking", auto_return=True)
        bruno.closes()
        britta.calls_next()
        britta.finishes()
        assert (anna.state, anna.ticket.bound_to, anna.ticket.unbound_from) == (
            "waiting", None, "one",
        )  # fmt: skip
        assert story.kinds()[-1] == "TicketUnbound"

    def test_coming_back_goes_before_further_services(self) -> None:
        story, bruno = morning()
        britta = story.clerk("three", "Britta").opens()
        anna = story.citizen().draws("registration", also=("id-card",))
        bruno.calls_next()
        bruno.transfers("parking", auto_return=True)
        britta.calls_next()
        britta.finishes()
        assert (anna.ticket.service, anna.ticket.also) == ("registration", ("id-card",))
        bruno.calls_next()
        bruno.finishes()
        assert (anna.state, anna.ticket.service) == (State.SERVING, "id-card")

    def test_sent_to_a_further_service_there_is_nothing_left_of_it(self) -> None:
        story, bruno = morning()
        britta = story.clerk("three", "Britta").opens()
        anna = story.citizen().draws("registration", also=("parking", "id-card"))
        bruno.calls_next()
        bruno.starts()
        bruno.transfers("parking")
        assert (anna.ticket.service, anna.ticket.also) == ("parking", ("id-card",))
        britta.calls_next()
        britta.starts()
        story.later(minutes=3)
        britta.finishes()
        assert (anna.state, anna.ticket.service, anna.ticket.also) == ("serving", "id-card", ())
        britta.finishes()
        assert [leg.service for leg in story.legs()] == ["registration", "parking", "id-card"]

    def test_what_it_comes_back_for_is_no_further_service_as_well(self) -> None:
        story, bruno = morning()
        story.clerk("three").opens()
        anna = story.citizen().draws("registration")
        bruno.calls_next()
        bruno.transfers("parking", auto_return=True)
        with pytest.raises(Invalid):
            anna.is_changed(also=("registration",))

    @pytest.mark.parametrize(("service", "to"), [("id-card", "one"), ("registration", None)])
    def test_sent_back_by_hand_it_does_not_come_back_once_more(
        self, service: str, to: str | None
    ) -> None:
        story, bruno = morning()
        britta = story.clerk("three", "Britta").opens()
        anna = story.citizen().draws("registration")
        bruno.calls_next()
        bruno.transfers("parking", auto_return=True)
        britta.calls_next()
        britta.transfers(service, to)
        bruno.calls_next()
        bruno.finishes()
        assert anna.state is State.FINISHED

    def test_sent_on_for_the_same_service_it_still_comes_back(self) -> None:
        story, bruno = morning()
        britta = story.clerk("two", "Britta").opens()
        anna = story.citizen().draws("registration")
        bruno.calls_next()
        bruno.transfers(to="two", auto_return=True)
        britta.calls_next()
        britta.transfers("registration")
        britta.calls_next()
        britta.finishes()
        assert (anna.state, anna.ticket.bound_to) == (State.WAITING, "one")

    def test_a_parked_ticket_can_be_sent_on_beside_the_current_one(self) -> None:
        story, bruno = morning()
        story.clerk("three").opens()
        anna, berta = story.citizen("Anna").draws(), story.citizen("Berta").draws()
        bruno.calls_next()
        bruno.starts()
        bruno.parks()
        bruno.calls_next()
        bruno.transfers("parking", parked=anna)
        assert (anna.state, anna.ticket.service) == (State.WAITING, "parking")
        assert berta.state is State.CALLED

    def test_nobody_sends_on_what_is_at_another_counter(self) -> None:
        story, bruno = morning()
        britta = story.clerk("two", "Britta").opens()
        anna = story.citizen().draws()
        bruno.calls_next()
        with pytest.raises(NotAllowed):
            britta.transfers("parking", parked=anna)


class TestBinding:
    def test_only_that_counters_next_takes_it_but_any_clerk_may_call_it(self) -> None:
        story, bruno = morning()
        britta = story.clerk("two", "Britta").opens()
        anna = story.citizen().draws(counter="one", by_staff=True)
        assert britta.calls_next() is None
        assert britta.calls(anna).state is State.CALLED
        britta.puts_back()
        assert anna.ticket.bound_to == "one"
        called = bruno.calls_next()
        assert called is not None
        assert called.id == anna.id

    def test_dropped_when_the_counter_closes_and_the_log_says_so(self) -> None:
        story, bruno = morning()
        britta = story.clerk("two", "Britta").opens()
        anna = story.citizen().draws(counter="one", by_staff=True)
        bruno.closes()
        assert (anna.ticket.bound_to, anna.ticket.unbound_from) == (None, "one")
        assert story.kinds()[-2:] == ["CounterClosed", "TicketUnbound"]
        called = britta.calls_next()
        assert called is not None
        assert called.id == anna.id

    def test_dropped_also_while_another_counter_is_calling_it(self) -> None:
        # Else a put_back at two would leave Anna bound to a closed counter: never called.
        story, bruno = morning()
        britta = story.clerk("two", "Britta").opens()
        anna = story.citizen().draws(counter="one", by_staff=True)
        britta.calls(anna)
        bruno.closes()
        britta.puts_back()
        assert anna.ticket.bound_to is None
        called = britta.calls_next()
        assert called is not None
        assert called.id == anna.id

    def test_dropped_for_one_who_missed_the_call(self) -> None:
        story, bruno = morning()
        anna = story.citizen().draws(counter="one", by_staff=True)
        bruno.calls_next()
        story.later(minutes=1)
        bruno.misses()
        bruno.closes()
        anna.returns()
        assert anna.ticket.bound_to is None

    def test_a_pause_keeps_it(self) -> None:
        story, bruno = morning()
        anna = story.citizen().draws(counter="one", by_staff=True)
        bruno.pauses()
        assert anna.ticket.bound_to == "one"

    def test_a_change_to_a_service_the_counter_does_not_do_drops_it(self) -> None:
        story, bruno = morning()
        anna = story.citizen().draws(counter="one", by_staff=True)
        assert anna.is_changed(service="registration").bound_to == "one"
        assert anna.is_changed(service="parking").bound_to is None
        assert bruno.calls_next() is None
