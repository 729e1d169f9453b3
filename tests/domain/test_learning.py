"""What the forecast may learn service times from, and how many waited over the day."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

import pytest

from queue_app.domain.statistics import Observation, arrivals, observations, waiting_over_day
from tests.support.builders import MONDAY, local, one_counter_office
from tests.support.story import Clerk, Story


def nine() -> tuple[Story, Clerk]:
    story = Story().at("09:00")
    return story, story.clerk().opens()


class TestObservations:
    def test_one_a_finished_leg(self) -> None:
        story, bruno = nine()
        story.citizen().draws(persons=3)
        bruno.calls_next()
        story.at("09:01")
        bruno.starts()
        story.at("09:08")
        bruno.finishes()
        (seen,) = observations(story.legs())
        assert seen == Observation("id-card", "one", 3, 420, local("09:08"), seen.ended_by)
        assert seen.ended_by == "finish"

    @pytest.mark.parametrize(("pause", "how"), [(0, "next"), (3, "next"), (3.001, "finish")])
    def test_a_finish_just_before_the_next_call_may_have_been_forgotten(
        self, pause: float, how: str
    ) -> None:
        story, bruno = nine()
        for name in ("Anna", "Berta"):
            story.citizen(name).draws()
        bruno.calls_next()
        story.at("09:20")
        bruno.finishes()
        story.later(seconds=pause)
        bruno.calls_next()
        (seen,) = observations(story.legs())
        assert seen.ended_by == how

    def test_next_at_another_counter_says_nothing_about_this_one(self) -> None:
        story, bruno = nine()
        britta = story.clerk("two", "Britta").opens()
        for name in ("Anna", "Berta"):
            story.citizen(name).draws()
        bruno.calls_next()
        story.at("09:20")
        bruno.finishes()
        britta.calls_next()
        (seen,) = observations(story.legs())
        assert seen.ended_by == "finish"

    def test_a_leg_sent_on_took_its_time_as_well(self) -> None:
        story, bruno = nine()
        story.citizen().draws()
        bruno.calls_next()
        story.at("09:02")
        bruno.transfers("parking")
        assert observations(story.legs()) == []  # never started
        bruno.undoes()
        bruno.starts()
        story.at("09:05")
        bruno.transfers("parking")
        (seen,) = observations(story.legs())
        assert (seen.seconds, seen.ended_by) == (180, "transfer")

    def test_not_from_what_nobody_confirmed(self) -> None:
        story, bruno = nine()
        story.citizen().draws()
        bruno.calls_next()
        bruno.starts()
        story.at("09:00", MONDAY + timedelta(days=1))
        assert observations(story.legs()) == []

    def test_not_from_the_implausibly_long(self) -> None:
        story, bruno = nine()
        story.citizen().draws()
        bruno.calls_next()
        bruno.starts()
        story.at("09:50")
        bruno.finishes()
        assert len(observations(story.legs(), {"id-card": 3000})) == 1
        assert observations(story.legs(), {"id-card": 2999}) == []
        assert len(observations(story.legs(), {"parking": 1})) == 1

    def test_not_from_two_services_in_one(self) -> None:
        story, bruno = nine()
        story.citizen().draws("id-card", also=("registration",))
        bruno.calls_next()
        story.at("09:20")
        bruno.finishes(services=("id-card", "registration"))
        assert observations(story.legs()) == []

    def test_not_from_who_was_parked_and_never_came_back_nor_from_no_time_at_all(self) -> None:
        story, bruno = nine()
        story.citizen("Paul").draws()
        bruno.calls_next()
        bruno.starts()
        story.at("09:05")
        bruno.parks()
        story.citizen("Zoe").draws()
        bruno.calls_next()
        bruno.finishes()
        story.at("18:00")
        assert observations(story.legs()) == []

    def test_parking_is_not_part_of_it(self) -> None:
        story, bruno = nine()
        anna = story.citizen().draws()
        bruno.calls_next()
        bruno.starts()
        story.at("09:02")
        bruno.parks()
        story.at("10:00")
        bruno.calls(anna)
        bruno.starts()
        story.at("10:01")
        bruno.finishes()
        (seen,) = observations(story.legs())
        assert seen.seconds == 180  # 2 + 1 min

    def test_never_a_word_about_a_clerk(self) -> None:
        assert {field.name for field in fields(Observation)} == {
            "service", "counter", "persons", "seconds", "ended_at", "ended_by",
        }  # fmt: skip


class TestTheDaysCurve:
    def test_how_many_waited_at_each_step(self) -> None:
        story = Story(one_counter_office()).at("09:00")
        bruno = story.clerk().opens()
        for clock in ("09:01", "09:02", "09:05"):
            story.at(clock)
            story.citizen().draws()
        story.at("09:10")
        bruno.calls_next()
        story.at("09:12")
        bruno.misses()
        story.at("09:14")
        bruno.calls_next()
        story.at("09:20")
        curve = waiting_over_day(story.facts, 300, since=local("09:00"), until=story.now)
        # 09:05 all three (the third comes at this very instant), 09:10 one is called, 09:14 one more.
        assert curve == [
            (local("09:00"), 0),
            (local("09:05"), 3),
            (local("09:10"), 2),
            (local("09:15"), 1),
            (local("09:20"), 1),
        ]

    def test_returned_put_back_and_sent_on_people_wait_again(self) -> None:
        story, bruno = nine()
        anna, berta, carla = (story.citizen(n).draws() for n in ("Anna", "Berta", "Carla"))
        story.at("09:01")
        bruno.calls(anna)
        story.at("09:02")
        bruno.misses()
        bruno.calls(berta)
        bruno.puts_back()
        bruno.calls(carla)
        bruno.starts()
        story.at("09:03")
        bruno.transfers("parking")
        story.at("09:04")
        anna.returns()
        curve = waiting_over_day(story.facts, 60, until=story.now)
        assert [count for _, count in curve] == [3, 2, 1, 2, 3]

    def test_undone_calls_never_happened(self) -> None:
        story, bruno = nine()
        story.citizen().draws()
        story.at("09:01")
        bruno.calls_next()
        story.at("09:02")
        bruno.undoes()
        curve = waiting_over_day(story.facts, 60, until=story.now)
        assert [count for _, count in curve] == [1, 1, 1]

    def test_an_empty_day_has_no_curve(self) -> None:
        assert waiting_over_day([]) == []

    def test_arrivals_by_weekday_and_half_hour_count_visits_not_legs(self) -> None:
        story, bruno = nine()
        story.citizen().draws("id-card", also=("registration",))
        bruno.calls_next()
        story.at("09:29:59")
        bruno.finishes()
        story.citizen().draws()
        story.at("09:30")
        story.citizen().draws()
        found = arrivals(story.legs(), story.office.zone)
        assert found == {(1, "09:00"): 2, (1, "09:30"): 1}
