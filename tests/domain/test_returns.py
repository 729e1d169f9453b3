"""Back after a missed call, and where everybody stands: returns, positions, what is said."""

from __future__ import annotations

import pytest

from queue_app.domain import discipline
from queue_app.domain.errors import HoldOver
from queue_app.domain.ticket import State
from tests.support.builders import local, one_counter_office
from tests.support.story import Citizen, Clerk, Story


def order(story: Story, at: str | None = None) -> list[str]:
    """The numbers that wait in office order, or in one counter's."""
    desk = story.office.counters[at] if at else None
    return [t.number for t in discipline.in_order(story.queue.waiting, story.office, desk)]


def reasons(story: Story, anna: Citizen, at: str | None = None) -> dict[str, dict[str, object]]:
    desk = story.office.counters[at] if at else None
    passed_over = story.desk(at).passed_over if at else ()
    told = discipline.explain(anna.ticket, story.office, story.now, desk, passed_over)
    return {reason.code: reason.figures for reason in told}


def missed(story: Story, bruno: Clerk, anna: Citizen) -> None:
    bruno.calls(anna)
    story.later(seconds=30)
    bruno.misses()


class TestReturn:
    """Hold 15 minutes; the returner is placed level with the second of its rivals and loses the tie."""

    def queue_of(self, *arrivals: str) -> tuple[Story, Clerk, Citizen, list[Citizen]]:
        """Anna of 08:30 missed her call at 08:31; the others came since."""
        story = Story(one_counter_office()).at("08:30")
        bruno = story.clerk().opens()
        anna = story.citizen("Anna").draws()
        missed(story, bruno, anna)
        others = []
        for clock in arrivals:
            story.at(clock)
            others.append(story.citizen(clock).draws())
        return story, bruno, anna, others

    def test_behind_the_second_of_those_who_wait(self) -> None:
        story, _, anna, (first, second, third) = self.queue_of("08:32", "08:33", "08:34")
        story.at("08:40")
        anna.returns()
        assert anna.ticket.queue_time == local("08:33")
        assert order(story) == [first.number, second.number, anna.number, third.number]
        assert reasons(story, anna)["returned"] == {
            "at": local("08:40"),
            "counts_from": local("08:33"),
        }

    def test_with_one_behind_that_one(self) -> None:
        story, _, anna, (only,) = self.queue_of("08:32")
        story.at("08:40")
        anna.returns()
        assert anna.ticket.queue_time == local("08:32")
        assert order(story) == [only.number, anna.number]

    def test_with_nobody_from_now(self) -> None:
        story, _, anna, _ = self.queue_of()
        story.at("08:40")
        anna.returns()
        assert anna.ticket.queue_time == local("08:40")

    def test_her_own_credit_gives_no_second_advantage(self) -> None:
        # Level with the second: score 08:33. With 15 minutes of credit that is queue_time 08:48.
        story = Story(one_counter_office()).at("08:30")
        bruno = story.clerk().opens()
        anna = story.citizen("Anna").draws(priority="priority")
        missed(story, bruno, anna)
        others = [story.at(c).citizen(c).draws() for c in ("08:32", "08:33", "08:34")]
        story.at("08:40")
        anna.returns()
        assert anna.ticket.queue_time == local("08:48")
        assert order(story) == [others[0].number, others[1].number, anna.number, others[2].number]

    def test_the_second_ones_credit_counts(self) -> None:
        # Pia 08:33 - 15 = 08:18 is first, 08:32 second: Anna counts from 08:32.
        story, _, anna, (first,) = self.queue_of("08:32")
        story.at("08:33")
        pia = story.citizen("Pia").draws(priority="priority")
        anna.returns()
        assert anna.ticket.queue_time == local("08:32")
        assert order(story) == [pia.number, first.number, anna.number]

    def test_between_returners_the_earlier_return_goes_first(self) -> None:
        story = Story(one_counter_office()).at("08:30")
        bruno = story.clerk().opens()
        anna, berta = story.citizen("Anna").draws(), story.citizen("Berta").draws()
        missed(story, bruno, anna)
        missed(story, bruno, berta)
        others = [story.at(c).citizen(c).draws() for c in ("08:32", "08:33", "08:34")]
        story.at("08:36")
        berta.returns()
        anna.returns()
        assert anna.ticket.queue_time == berta.ticket.queue_time == local("08:33")
        assert order(story) == [
            others[0].number,
            others[1].number,
            berta.number,
            anna.number,
            others[2].number,
        ]

    def test_only_those_who_share_a_counter_and_are_eligible_are_rivals(self) -> None:
        # Anna does registration (one, two). Parking is three's alone; Emil is not due.
        story = Story().at("08:30")
        bruno = story.clerk().opens()
        anna = story.citizen("Anna").draws("registration")
        missed(story, bruno, anna)
        story.at("08:31")
        story.citizen("Pia").draws("parking")
        story.citizen("Emil").checks_in("10:00")
        story.at("08:32")
        iris = story.citizen("Iris").draws("id-card")
        story.at("08:33")
        rita = story.citizen("Rita").draws("registration")
        anna.returns()
        assert anna.ticket.queue_time == local("08:33")
        rivals = [iris.number, rita.number, anna.number]
        assert [n for n in order(story) if n in rivals] == rivals

    def test_the_citizen_within_the_hold_the_staff_until_closing(self) -> None:
        story, _, anna, _ = self.queue_of()
        held_until = local("08:45:30")
        assert anna.ticket.hold_until(15) == held_until
        story.at("08:45:30.000001")
        with pytest.raises(HoldOver) as refusal:
            anna.returns()
        assert refusal.value.extra == {"held_until": held_until}
        assert anna.state == "no_show"
        story.at("15:59")
        assert anna.returns(with_staff=True).state is State.WAITING

    def test_the_last_instant_of_the_hold_still_counts(self) -> None:
        story, _, anna, _ = self.queue_of()
        story.at("08:45:30")
        anna.returns()
        assert anna.state is State.WAITING

    def test_a_missed_appointment_or_postponement_is_due_on_return(self) -> None:
        story = Story(one_counter_office()).at("09:30")
        bruno = story.clerk().opens()
        emil = story.citizen("Emil").checks_in("10:00")
        missed(story, bruno, emil)
        emil.returns()
        assert discipline.is_eligible(emil.ticket, story.now)
        assert bruno.next_number == emil.number


class TestPosition:
    def test_ahead_are_those_an_open_counter_for_my_service_may_also_call(self) -> None:
        # Registration is done by one and two, ID cards also by three. Only three is open:
        # Rita's counters are shut, so any counter that could serve her counts.
        story = Story().at("09:00")
        story.clerk("three").opens()
        story.citizen("Iris").draws("id-card")
        story.citizen("Pia").draws("parking")
        rita = story.citizen("Rita").draws("registration")
        iris = story.citizen("Ivo").draws("id-card")
        assert rita.ahead == 1  # Iris: counter one could call both
        assert iris.ahead == 2  # at three: Iris and Pia; Rita is no business of three
        story.clerk("one").opens()
        assert rita.ahead == 1
        assert iris.ahead == 3

    def test_who_is_bound_elsewhere_is_not_ahead(self) -> None:
        story = Story().at("09:00")
        story.clerk("one").opens()
        story.clerk("two").opens()
        story.citizen("Tim").draws(counter="two", by_staff=True)
        otto = story.citizen("Otto").draws(counter="one", by_staff=True)
        anna = story.citizen("Anna").draws()
        assert otto.ahead == 0
        assert anna.ahead == 2

    def test_who_is_not_eligible_is_not_ahead(self) -> None:
        story = Story(one_counter_office()).at("09:00")
        postponed = story.citizen("Postponed").draws()
        anna = story.citizen("Anna").draws()
        postponed.postpones(5)
        assert anna.ahead == 0
        story.at("09:05")
        assert (anna.ahead, postponed.ahead) == (0, 1)


def test_put_back_and_bound_and_transferred_are_said() -> None:
    story = Story().at("09:00")
    bruno = story.clerk().opens()
    story.clerk("two").opens()
    anna = story.citizen().draws(priority="priority")
    bruno.calls_next()
    bruno.puts_back()
    assert reasons(story, anna, "one")["put_back"] == {}
    assert "put_back" not in reasons(story, anna, "two")
    bruno.calls(anna)
    bruno.transfers(to="two")
    told = reasons(story, anna)
    assert told["transferred"] == {"counter": "one"}
    assert told["bound"] == {"counter": "two"}
    assert told["arrived"] == {"at": local("09:00")}
    assert told["priority"] == {"priority": "priority", "minutes": 15}
    story.clerk("two").closes()
    assert reasons(story, anna)["unbound"] == {"counter": "two"}
