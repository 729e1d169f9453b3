"""How many waited over the day, and how many come when."""

from __future__ import annotations

from queue_app.domain.statistics import arrivals, waiting_over_day
from tests.support.builders import local, one_counter_office
from tests.support.story import Clerk, Story


def nine() -> tuple[Story, Clerk]:
    story = Story().at("09:00")
    return story, story.clerk().opens()


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
