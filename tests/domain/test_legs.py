"""The figures of a leg, each rule with its sum worked out in the comment."""

from __future__ import annotations

from queue_app.domain.statistics import End, Leg
from tests.support.builders import local, one_counter_office
from tests.support.story import Clerk, Story


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
