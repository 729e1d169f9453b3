"""Who is next: score, appointments, postponing, returns, position; each with figures by hand."""

from __future__ import annotations

import pytest

from queue_app.domain import discipline
from queue_app.domain.errors import HoldOver, Invalid, PostponeLimit
from queue_app.domain.ticket import State
from tests.support.builders import Citizen, Clerk, Story, counter, local, office, one_counter_office


def order(story: Story, at: str | None = None) -> list[str]:
    """The numbers that wait in office order, or in one counter's."""
    desk = story.office.counters[at] if at else None
    return [t.number for t in discipline.in_order(story.queue.waiting, story.office, desk)]


def reasons(story: Story, anna: Citizen, at: str | None = None) -> dict[str, dict[str, object]]:
    desk = story.office.counters[at] if at else None
    passed_over = story.desk(at).passed_over if at else ()
    told = discipline.explain(anna.ticket, story.office, story.now, desk, passed_over)
    return {reason.code: reason.figures for reason in told}


class TestFirstComeFirstServed:
    def test_equal_class_equal_service_goes_by_arrival(self) -> None:
        story = Story(one_counter_office()).at("09:00")
        for minute in range(5):
            story.at(f"09:0{minute}")
            story.citizen().draws()
        assert order(story) == ["A001", "A002", "A003", "A004", "A005"]

    def test_in_the_same_instant_by_the_order_of_issue(self) -> None:
        story = Story(one_counter_office()).at("09:00")
        people = [story.citizen(str(n)).draws() for n in range(3)]
        assert order(story) == [p.number for p in people]


class TestCredit:
    def test_priority_is_worth_fifteen_minutes_of_arrival(self) -> None:
        # Pia 09:15 - 15 = 09:00:00, level with Anna; the earlier issue goes first.
        # Paul 09:14:59 - 15 = 08:59:59, a second before Anna.
        story = Story(one_counter_office()).at("09:00")
        anna = story.citizen("Anna").draws()
        story.at("09:14:59")
        paul = story.citizen("Paul").draws(priority="priority")
        story.at("09:15")
        pia = story.citizen("Pia").draws(priority="priority")
        assert order(story) == [paul.number, anna.number, pia.number]

    def test_urgent_goes_before_everybody_of_the_day(self) -> None:
        story = Story(one_counter_office()).at("08:00")
        story.citizen().draws(priority="priority")
        story.at("15:00")
        ursula = story.citizen("Ursula").draws(priority="urgent", by_staff=True)
        assert order(story)[0] == ursula.number

    def test_the_reception_may_correct_the_class(self) -> None:
        story = Story(one_counter_office()).at("09:00")
        story.citizen("Anna").draws()
        story.at("09:05")
        pia = story.citizen("Pia").draws()
        pia.is_changed(priority="priority")
        assert order(story)[0] == pia.number


class TestReluctance:
    """Counter three does parking (0) and ID cards with five minutes of reluctance."""

    def test_a_counter_prefers_its_main_work_up_to_its_reluctance(self) -> None:
        # At three: Anna (ID card) 09:00 + 5 = 09:05:00; Pia (parking) 09:04:59; Paul 09:05:00.
        story = Story().at("09:00")
        anna = story.citizen("Anna").draws("id-card")
        story.at("09:04:59")
        pia = story.citizen("Pia").draws("parking")
        story.at("09:05")
        paul = story.citizen("Paul").draws("parking")
        assert order(story, "three") == [pia.number, anna.number, paul.number]

    def test_the_office_order_knows_no_reluctance(self) -> None:
        story = Story().at("09:00")
        anna = story.citizen("Anna").draws("id-card")
        story.at("09:04:59")
        pia = story.citizen("Pia").draws("parking")
        assert order(story) == [anna.number, pia.number]

    def test_it_is_a_reason_at_that_counter_alone(self) -> None:
        story = Story().at("09:00")
        anna = story.citizen("Anna").draws("id-card")
        assert reasons(story, anna, "three")["reluctance"] == {"minutes": 5}
        assert "reluctance" not in reasons(story, anna, "one")
        assert "reluctance" not in reasons(story, anna)


class TestAppointment:
    """Early 5 min, late 10 min, credit 30 min."""

    def test_not_before_booked_less_five_and_it_hides_nobody(self) -> None:
        story = Story(one_counter_office()).at("09:00")
        bruno = story.clerk().opens()
        emil = story.citizen("Emil").checks_in("10:00")
        story.at("09:30")
        anna = story.citizen("Anna").draws()
        assert emil.ahead == 0
        assert anna.ahead == 0
        assert reasons(story, emil)["not_due"] == {"at": local("09:55")}
        bruno.calls_next()
        assert anna.state is State.CALLED
        story.at("09:54:59")
        assert bruno.calls_next() is None
        story.at("09:55")
        called = bruno.calls_next()
        assert called is not None
        assert called.id == emil.id

    def test_booked_time_less_thirty_minutes_counts(self) -> None:
        # Emil 10:00 - 30 = 09:30; Anna 09:29 is before him, Berta 09:31 behind.
        story = Story(one_counter_office()).at("09:00")
        emil = story.citizen("Emil").checks_in("10:00")
        story.at("09:29")
        anna = story.citizen("Anna").draws()
        story.at("09:31")
        berta = story.citizen("Berta").draws()
        story.at("09:56")
        assert order(story) == [anna.number, emil.number, berta.number]

    def test_up_to_ten_minutes_late_nothing_is_lost(self) -> None:
        story = Story(one_counter_office()).at("10:10")
        emil = story.citizen("Emil").checks_in("10:00")
        assert emil.ticket.appointment
        assert emil.ticket.queue_time == local("10:00")
        assert discipline.is_eligible(emil.ticket, story.now)

    def test_later_it_counts_as_a_walk_in_from_check_in(self) -> None:
        story = Story(one_counter_office()).at("10:10:01")
        emil = story.citizen("Emil").checks_in("10:00")
        assert not emil.ticket.appointment
        assert emil.ticket.queue_time == local("10:10:01")
        assert reasons(story, emil)["appointment_late"] == {"booked_at": local("10:00")}
        assert "appointment" not in reasons(story, emil)

    def test_the_larger_of_both_credits_counts(self) -> None:
        story = Story(one_counter_office()).at("09:58")
        emil = story.citizen("Emil").checks_in("10:00", priority="priority")
        ursula = story.citizen("Ursula").checks_in("10:00", priority="urgent")
        worth = [discipline.score(c.ticket, story.office).credit / 60 for c in (emil, ursula)]
        assert worth == [30, 1440]

    def test_only_the_credit_that_counts_has_minutes_in_the_reasons(self) -> None:
        story = Story(one_counter_office()).at("09:58")
        emil = story.citizen("Emil").checks_in("10:00", priority="priority")
        ursula = story.citizen("Ursula").checks_in("10:00", priority="urgent")
        assert reasons(story, emil)["appointment"]["minutes"] == 30
        assert "priority" not in reasons(story, emil)
        assert reasons(story, ursula)["appointment"]["minutes"] == 0
        assert reasons(story, ursula)["priority"]["minutes"] == 1440

    def test_of_another_day_it_does_not_check_in(self) -> None:
        story = Story(one_counter_office()).at("09:00")
        with pytest.raises(Invalid):
            story.citizen().draws(
                booked_at=local("09:00", story.day.replace(day=24)), by_staff=True
            )


class TestPostpone:
    def test_out_until_then_and_later_by_as_much(self) -> None:
        story = Story(one_counter_office()).at("09:00")
        bruno = story.clerk().opens()
        anna = story.citizen("Anna").draws()
        story.at("09:04")
        anna.postpones(10)
        assert anna.ticket.queue_time == local("09:10")
        story.at("09:06")
        berta = story.citizen("Berta").draws()
        story.at("09:13:59")
        assert bruno.next_number == berta.number
        story.at("09:14")
        assert order(story) == [berta.number, anna.number]
        bruno.calls(berta)
        bruno.finishes()
        assert bruno.next_number == anna.number

    def test_at_most_twice_and_ten_minutes_each(self) -> None:
        story = Story(one_counter_office()).at("09:00")
        anna = story.citizen().draws()
        for minutes in (0, 11, -1):
            with pytest.raises(Invalid):
                anna.postpones(minutes)
        anna.postpones(10)
        story.at("09:05")
        anna.postpones(10)
        assert anna.ticket.queue_time == local("09:20")
        assert anna.ticket.postponed_until == local("09:15")
        with pytest.raises(PostponeLimit):
            anna.postpones(1)

    def test_it_is_said_with_its_figures(self) -> None:
        story = Story(one_counter_office()).at("09:00")
        anna = story.citizen().draws()
        anna.postpones(7)
        told = reasons(story, anna)["postponed"]
        assert told == {"minutes": 7, "until": local("09:07")}


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


class TestNobodyEverTakesOverBeyondTheDifference:
    def test_a_counter_without_the_service_never_calls_it(self) -> None:
        story = Story(
            one_counter_office(
                services=office().services,
                counters={"one": counter("one", id_card=0), "two": counter("two", parking=0)},
            )
        ).at("09:00")
        bruno = story.clerk().opens()
        story.citizen().draws("parking")
        story.at("15:00")
        assert bruno.next_number is None
        assert bruno.calls_next() is None


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
