"""The figures of a leg, each rule with its sum worked out in the comment."""

from __future__ import annotations

from datetime import timedelta

from queue_app.domain.statistics import End, Leg, legs, longest_wait
from tests.support.builders import MONDAY, Clerk, Story, local, office, one_counter_office


def nine() -> tuple[Story, Clerk]:
    """One counter, one service, nine o'clock."""
    story = Story(one_counter_office()).at("09:00")
    return story, story.clerk().opens()


def only(story: Story) -> Leg:
    (leg,) = story.legs()
    return leg


class TestTheFourInstants:
    def test_issue_first_call_first_start_end(self) -> None:
        story, bruno = nine()
        story.citizen().draws()
        story.at("09:10")
        bruno.calls_next()
        story.at("09:10:40")
        bruno.starts()
        story.at("09:18")
        bruno.finishes("done")
        leg = only(story)
        assert (leg.t0, leg.t1, leg.t2, leg.t3) == (
            local("09:00"), local("09:10"), local("09:10:40"), local("09:18"),
        )  # fmt: skip
        assert leg.wait == 600  # 09:10:00 - 09:00:00
        assert leg.walking == 40  # 09:10:40 - 09:10:00
        assert leg.service_time == 440  # 09:18:00 - 09:10:40
        assert leg.handling == 480  # 40 + 440
        assert (leg.end, leg.counter, leg.called, leg.served) == (End.FINISHED, "one", True, True)
        assert leg.delay is None  # no appointment

    def test_a_put_back_does_not_erase_the_first_call(self) -> None:
        story, bruno = nine()
        story.citizen().draws()
        story.at("09:05")
        bruno.calls_next()
        bruno.puts_back()
        story.at("09:20")
        bruno.calls_next()
        story.at("09:21")
        bruno.starts()
        story.at("09:26")
        bruno.finishes()
        leg = only(story)
        assert leg.wait == 300  # until 09:05, not 09:20
        assert leg.walking == 60  # from the last call, 09:20
        assert leg.service_time == 300

    def test_seconds_are_not_rounded(self) -> None:
        story, bruno = nine()
        story.citizen().draws()
        story.at("09:00:00.123456")
        bruno.calls_next()
        assert only(story).wait == 0.123456


class TestWalking:
    def test_counts_from_the_last_recall_by_hand(self) -> None:
        story, bruno = nine()
        story.citizen().draws()
        bruno.calls_next()
        story.at("09:00:30")
        bruno.recalls()
        story.at("09:00:50")
        bruno.starts()
        assert only(story).walking == 20  # 09:00:50 - 09:00:30

    def test_and_not_from_the_automatic_one(self) -> None:
        story, bruno = nine()
        story.citizen().draws()
        bruno.calls_next()
        story.at("09:00:50")  # gonged by itself at 09:00:45
        bruno.starts()
        assert "TicketRecalled" in story.kinds()
        assert only(story).walking == 50

    def test_is_nothing_when_the_start_was_implied(self) -> None:
        story, bruno = nine()
        story.citizen().draws()
        bruno.calls_next()
        story.at("09:00:30")
        bruno.recalls()
        story.at("09:06")
        bruno.finishes()
        leg = only(story)
        assert leg.walking == 0  # the start is dated to the last call, 09:00:30
        assert leg.service_time == 330  # 09:06:00 - 09:00:30
        assert leg.handling == 330

    def test_of_a_later_start_after_parking_does_not_count(self) -> None:
        story, bruno = nine()
        anna = story.citizen().draws()
        bruno.calls_next()
        story.at("09:00:20")
        bruno.starts()
        story.at("09:03:20")
        bruno.parks()
        story.at("09:30")
        bruno.calls(anna)
        story.at("09:31")
        bruno.starts()
        story.at("09:33")
        bruno.finishes()
        leg = only(story)
        assert leg.walking == 20
        assert leg.service_time == 300  # 180 + 120, without 26:40 of parking and the walk
        assert leg.handling == 320
        assert leg.t2 == local("09:00:20")


class TestPostponing:
    def test_takes_its_minutes_from_the_wait(self) -> None:
        story, bruno = nine()
        anna = story.citizen().draws()
        story.at("09:02")
        anna.postpones(10)
        story.at("09:20")
        bruno.calls_next()
        assert only(story).wait == 600  # 20:00 - min(10:00, 18:00)

    def test_but_only_as_far_as_they_were_used(self) -> None:
        story, bruno = nine()
        anna = story.citizen().draws()
        story.at("09:02")
        anna.postpones(10)
        story.at("09:06")
        bruno.calls(anna)  # by hand, before her time
        assert only(story).wait == 120  # 6:00 - min(10:00, 4:00)

    def test_each_of_two(self) -> None:
        story, bruno = nine()
        anna = story.citizen().draws()
        story.at("09:02")
        anna.postpones(5)
        story.at("09:10")
        anna.postpones(10)
        story.at("09:30")
        bruno.calls_next()
        assert only(story).wait == 900  # 30 - min(5, 28) - min(10, 20) = 15 min

    def test_two_that_overlap_never_make_it_negative(self) -> None:
        story, bruno = nine()
        anna = story.citizen().draws()
        anna.postpones(10)
        story.at("09:01")
        anna.postpones(10)
        story.at("09:12")
        bruno.calls_next()
        assert only(story).wait == 0  # 12 - min(10, 12) - min(10, 11) = -8, shown as 0

    def test_after_the_first_call_shortens_nothing(self) -> None:
        story, bruno = nine()
        anna = story.citizen().draws()
        story.at("09:10")
        bruno.calls_next()
        bruno.puts_back()
        anna.postpones(10)
        story.at("09:25")
        bruno.calls_next()
        assert only(story).wait == 600

    def test_counts_for_who_left_in_vain_as_well(self) -> None:
        story, _ = nine()
        anna = story.citizen().draws()
        anna.postpones(10)
        story.at("09:40")
        anna.cancels()
        leg = only(story)
        assert (leg.wait, leg.waited) == (None, 1800)  # 40 - 10 min
        assert leg.unserved


class TestAppointments:
    def test_delay_from_the_booked_time(self) -> None:
        story, bruno = nine()
        story.citizen("Emil").checks_in("09:30")
        story.at("09:41")
        bruno.calls_next()
        leg = only(story)
        assert leg.delay == 660  # 09:41 - max(09:30, 09:00)
        assert leg.wait == 2460  # 41 min since check-in

    def test_or_from_the_check_in_when_that_was_later(self) -> None:
        story = Story(one_counter_office()).at("09:37")
        bruno = story.clerk().opens()
        story.citizen("Emil").checks_in("09:30")
        story.at("09:40")
        bruno.calls_next()
        assert only(story).delay == 180  # 09:40 - max(09:30, 09:37)

    def test_called_early_is_no_delay(self) -> None:
        story, bruno = nine()
        story.citizen("Emil").checks_in("09:30")
        story.at("09:26")
        bruno.calls_next()
        assert only(story).delay == 0

    def test_who_came_too_late_counts_too(self) -> None:
        story = Story(one_counter_office()).at("09:50")
        bruno = story.clerk().opens()
        story.citizen("Emil").checks_in("09:30")
        story.at("09:52")
        bruno.calls_next()
        leg = only(story)
        assert not leg.appointment
        assert leg.delay == 120  # 09:52 - max(09:30, 09:50)

    def test_only_the_first_leg_has_one(self) -> None:
        story = Story().at("09:00")
        bruno, britta = story.clerk().opens(), story.clerk("three", "Britta").opens()
        story.citizen("Emil").checks_in("09:00")
        bruno.calls_next()
        bruno.transfers("parking")
        story.at("09:20")
        britta.calls_next()
        assert [leg.delay for leg in story.legs()] == [0, None]


class TestNoShows:
    def test_never_started_and_the_last_call_ended_so(self) -> None:
        story, bruno = nine()
        story.citizen().draws()
        bruno.calls_next()
        story.at("09:00:40")
        bruno.recalls()
        story.at("09:02")
        bruno.misses()
        leg = only(story)
        assert (leg.is_no_show, leg.unserved) == (True, False)
        assert leg.absences == (80.0,)  # 09:02:00 - 09:00:40
        assert leg.service_time is None

    def test_back_and_served_is_none(self) -> None:
        story, bruno = nine()
        anna = story.citizen().draws()
        bruno.calls_next()
        story.at("09:01")
        bruno.misses()
        story.at("09:05")
        anna.returns()
        story.at("09:08")
        bruno.calls_next()
        story.at("09:08:15")
        bruno.starts()
        story.at("09:10:15")
        bruno.finishes()
        leg = only(story)
        assert not leg.is_no_show
        assert (leg.wait, leg.walking, leg.service_time) == (0, 15, 120)
        assert leg.absences == (60.0,)

    def test_back_and_then_left_is_still_one(self) -> None:
        story, bruno = nine()
        anna = story.citizen().draws()
        bruno.calls_next()
        story.at("09:01")
        bruno.misses()
        anna.returns()
        anna.cancels()
        assert only(story).is_no_show

    def test_called_again_and_put_back_is_none(self) -> None:
        story, bruno = nine()
        anna = story.citizen().draws()
        bruno.calls_next()
        story.at("09:01")
        bruno.misses()
        bruno.calls(anna)
        bruno.puts_back()
        assert not only(story).is_no_show

    def test_called_when_the_day_ends_is_one_and_no_abandonment(self) -> None:
        story = Story(one_counter_office()).at("15:00")
        bruno = story.clerk().opens()
        story.citizen("Anna").draws()
        story.citizen("Wanda").draws()
        story.at("16:14")
        bruno.calls_next()
        story.at("18:00")
        anna, wanda = story.legs()
        ends = [(leg.is_no_show, leg.unserved, leg.end) for leg in (anna, wanda)]
        assert ends == [(True, False, End.EXPIRED), (False, True, End.EXPIRED)]
        assert anna.absences == (60.0,)
        assert wanda.waited == 4500  # 75 min


class TestSeveralLegs:
    def test_a_further_service_here_begins_at_once(self) -> None:
        story = Story().at("09:00")
        bruno = story.clerk().opens()
        story.citizen().draws("id-card", also=("registration",), persons=2)
        story.at("09:04")
        bruno.calls_next()
        story.at("09:05")
        bruno.starts()
        story.at("09:15")
        bruno.calls_next()
        story.at("09:18")
        bruno.finishes()
        first, second = story.legs()
        assert (first.wait, first.walking, first.service_time, first.handling) == (
            240,
            60,
            600,
            660,
        )
        assert second.t0 == second.t1 == second.t2 == local("09:15")
        assert second.at_once
        assert not second.called
        assert (second.wait, second.walking) == (None, None)
        assert (second.service_time, second.handling) == (180, 180)
        assert (second.service, second.index, second.persons) == ("registration", 2, 2)
        assert second.served
        assert not second.unserved

    def test_one_elsewhere_waits_from_the_moment_it_began(self) -> None:
        story = Story().at("09:00")
        bruno, britta = story.clerk().opens(), story.clerk("three", "Britta").opens()
        story.citizen().draws("id-card", also=("parking",))
        bruno.calls_next()
        story.at("09:10")
        bruno.finishes()
        story.at("09:13")
        britta.calls_next()
        first, second = story.legs()
        assert (first.end, first.t3) == (End.FINISHED, local("09:10"))
        assert (second.t0, second.wait, second.counter) == (local("09:10"), 180, "three")

    def test_a_leg_that_was_transferred_is_served_if_it_was_started(self) -> None:
        story = Story().at("09:00")
        bruno, britta = story.clerk().opens(), story.clerk("three", "Britta").opens()
        story.citizen().draws("id-card")
        bruno.calls_next()
        story.at("09:01")
        bruno.starts()
        story.at("09:03")
        bruno.transfers("parking", auto_return=True)
        story.at("09:08")
        britta.calls_next()
        britta.transfers("id-card")  # called, not started
        first, second, third = story.legs()
        assert (first.end, first.served, first.service_time) == (End.TRANSFERRED, True, 120)
        assert (second.end, second.served, second.service_time) == (End.TRANSFERRED, False, None)
        assert (second.wait, second.unserved) == (300, False)
        assert (third.service, third.t0, third.waiting_since) == (
            "id-card", local("09:08"), local("09:08"),
        )  # fmt: skip

    def test_a_parked_leg_that_is_sent_on_ends_there(self) -> None:
        story = Story().at("09:00")
        bruno = story.clerk().opens()
        anna = story.citizen().draws()
        bruno.calls_next()
        bruno.starts()
        story.at("09:02")
        bruno.parks()
        story.at("09:30")
        bruno.transfers("parking", parked=anna)
        first, _ = story.legs()
        assert (first.service_time, first.t3) == (120, local("09:30"))

    def test_a_leg_belongs_to_the_day_of_its_t0_even_if_the_next_day_ends_it(self) -> None:
        story = Story(office(always_open=True)).at("23:50")
        bruno = story.clerk().opens()
        story.citizen().draws()
        bruno.calls_next()
        bruno.starts()
        story.at("08:00", MONDAY + timedelta(days=1))
        leg = only(story)
        assert leg.unconfirmed
        assert leg.service_time == 600  # until midnight
        rows = story.report("day").rows
        assert [(row.key, row.issued) for row in rows] == [("2026-11-23", 1), ("2026-11-24", 0)]


class TestUndo:
    def test_an_undone_fact_counts_nowhere(self) -> None:
        story, bruno = nine()
        story.citizen("Anna").draws()
        story.citizen("Berta").draws()
        story.at("09:05")
        bruno.calls_next()
        bruno.undoes()
        story.at("09:06")
        bruno.calls_next()
        bruno.starts()
        story.at("09:10")
        bruno.calls_next()
        story.at("09:10:30")
        bruno.undoes()
        story.at("09:11")
        bruno.finishes()
        anna, berta = story.legs()
        assert (anna.wait, anna.service_time) == (360, 300)  # 09:06, 09:11; not 09:05, 09:10
        assert (berta.called, berta.busy) == (False, ())

    def test_an_undone_leg_never_began(self) -> None:
        story = Story().at("09:00")
        bruno = story.clerk().opens()
        story.citizen().draws("id-card", also=("registration",))
        bruno.calls_next()
        bruno.finishes()
        assert len(story.legs()) == 2
        bruno.undoes()
        assert len(story.legs()) == 1


class TestCorrections:
    def test_a_leg_counts_as_what_it_was_corrected_to(self) -> None:
        story = Story().at("09:00")
        anna = story.citizen().draws("id-card")
        anna.is_changed(service="parking", persons=3, priority="priority")
        leg = only(story)
        assert (leg.service, leg.persons, leg.priority) == ("parking", 3, "priority")


class TestLongestWait:
    def test_who_waits_longest_without_what_they_asked_for(self) -> None:
        story, _ = nine()
        anna = story.citizen("Anna").draws()
        story.at("09:05")
        berta = story.citizen("Berta").draws()
        anna.postpones(10)
        story.at("09:12")
        longest = longest_wait(story.legs(), story.now)
        assert longest is not None  # Anna 12 - 7 = 5 min, Berta 7
        assert (longest.ticket, longest.seconds, longest.since) == (berta.id, 420, local("09:05"))

    def test_a_returner_waits_from_the_return(self) -> None:
        story, bruno = nine()
        anna = story.citizen("Anna").draws()
        bruno.calls_next()
        story.at("09:01")
        bruno.misses()
        assert longest_wait(story.legs(), story.now) is None
        story.at("09:10")
        anna.returns()
        story.at("09:12")
        longest = longest_wait(story.legs(), story.now)
        assert longest is not None
        assert longest.seconds == 120

    def test_a_put_back_ticket_waits_from_its_beginning(self) -> None:
        story, bruno = nine()
        story.citizen("Anna").draws()
        bruno.calls_next()
        bruno.puts_back()
        story.at("09:30")
        longest = longest_wait(story.legs(), story.now)
        assert longest is not None
        assert longest.seconds == 1800


class TestDeterminism:
    def test_the_order_in_which_facts_are_handed_over_does_not_matter(self) -> None:
        story, bruno = nine()
        for name in "ABC":
            story.citizen(name).draws()
            story.later(seconds=77)
        bruno.calls_next()
        bruno.calls_next()
        bruno.undoes()
        backwards = [*reversed(story.facts)]
        assert legs(backwards) == legs(story.facts)

    def test_facts_of_a_ticket_whose_issue_is_not_among_them_are_left_out(self) -> None:
        story, bruno = nine()
        story.citizen("Anna").draws()
        story.citizen("Berta").draws()
        bruno.calls_next()
        assert [leg.ticket for leg in legs(story.facts[2:])] == ["t2-Berta"]
