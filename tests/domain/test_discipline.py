"""Who is next: score, appointments, postponing, returns, position; each with figures by hand."""

from __future__ import annotations

import pytest

from queue_app.domain import discipline
from queue_app.domain.errors import Invalid, PostponeLimit
from queue_app.domain.ticket import State
from tests.support.builders import counter, local, office, one_counter_office
from tests.support.story import Citizen, Story


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

    def test_a_short_wish_does_not_shorten_a_longer_one(self) -> None:
        # Later by 10 min at 09:00, by 1 min at 09:02: still not before 09:10, and all 11 count.
        story = Story().at("09:00")
        anna = story.citizen().draws()
        anna.postpones(10)
        story.at("09:02")
        anna.postpones(1)
        assert anna.ticket.postponed_until == local("09:10")
        assert anna.ticket.queue_time == local("09:11")

    def test_it_is_said_with_its_figures(self) -> None:
        story = Story(one_counter_office()).at("09:00")
        anna = story.citizen().draws()
        anna.postpones(7)
        told = reasons(story, anna)["postponed"]
        assert told == {"minutes": 7, "until": local("09:07")}


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
