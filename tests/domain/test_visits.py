"""Visits as legs: no-shows, several legs, undo, corrections, who waits longest."""

from __future__ import annotations

from datetime import timedelta

from queue_app import views
from queue_app.domain.statistics import End, Leg, legs, longest_wait
from tests.support.builders import MONDAY, local, office, one_counter_office
from tests.support.story import Clerk, Story


def nine() -> tuple[Story, Clerk]:
    """One counter, one service, nine o'clock."""
    story = Story(one_counter_office()).at("09:00")
    return story, story.clerk().opens()


def only(story: Story) -> Leg:
    (leg,) = story.legs()
    return leg


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
        longest = longest_wait(story.queue.waiting, story.now)
        assert longest is not None  # Anna 12 - 7 = 5 min, Berta 7
        assert (longest.ticket, longest.seconds, longest.since) == (berta.id, 420, local("09:05"))

    def test_a_returner_waits_from_the_return(self) -> None:
        story, bruno = nine()
        anna = story.citizen("Anna").draws()
        bruno.calls_next()
        story.at("09:01")
        bruno.misses()
        assert longest_wait(story.queue.waiting, story.now) is None
        story.at("09:10")
        anna.returns()
        story.at("09:12")
        longest = longest_wait(story.queue.waiting, story.now)
        assert longest is not None
        assert longest.seconds == 120

    def test_a_put_back_ticket_waits_from_its_beginning(self) -> None:
        story, bruno = nine()
        story.citizen("Anna").draws()
        bruno.calls_next()
        bruno.puts_back()
        story.at("09:30")
        longest = longest_wait(story.queue.waiting, story.now)
        assert longest is not None
        assert longest.seconds == 1800

    def test_a_further_leg_is_a_wait_of_its_own(self) -> None:
        story = Story().at("09:00")
        bruno = story.clerk().opens()
        story.citizen("Anna").draws(also=("parking",))
        bruno.calls_next()
        story.at("09:20")
        bruno.finishes()
        story.at("09:23")
        view = views.now(story.queue, story.now, None, {})
        assert view["longest"]["seconds"] == 180
        assert view["longest"]["since"] == "2026-11-23T08:20:00Z"
        assert [row["longest"] for row in view["services"]] == [None, None, 180]
        assert views.desk(story.queue, "one", story.now, None)["light"]["longest"] == 180


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
