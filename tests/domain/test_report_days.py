"""Reports over days, what lasts until now, counter hours, appointments."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from queue_app.domain.statistics import (
    Appointments,
    Summary,
    appointments,
    counter_hours,
)
from tests.support.builders import MONDAY, local, one_counter_office
from tests.support.story import Story

TUESDAY = MONDAY + timedelta(days=1)


class TestDays:
    def two_days(self) -> Story:
        story = Story(one_counter_office())
        for day, visits in ((MONDAY, 2), (TUESDAY, 3)):
            story.at("09:00", day)
            bruno = story.clerk().opens()
            for _ in range(visits):
                story.citizen().draws()
                story.later(minutes=1)
            for _ in range(visits):
                bruno.calls_next()
                story.later(minutes=10)
            bruno.finishes()
            bruno.closes()
        return story

    def test_only_the_days_asked_for_both_included(self) -> None:
        story = self.two_days()
        for days, issued in (
            ((MONDAY, MONDAY), 2),
            ((TUESDAY, TUESDAY), 3),
            ((MONDAY, TUESDAY), 5),
            ((date(2026, 1, 1), date(2026, 1, 2)), 0),
        ):
            assert story.report("day", days=days).total.issued == issued
        one = story.report("day", days=(TUESDAY, TUESDAY), now=None).total
        # Tuesday 09:00-09:33: three finished in 33 minutes, of which 30 busy.
        assert one.throughput == pytest.approx(3 / (33 / 60))
        assert one.occupancy == pytest.approx(30 / 33)

    def test_weekdays_are_numbers_from_monday(self) -> None:
        assert [each.key for each in self.two_days().report("weekday").rows] == [1, 2]

    def test_now_ends_what_still_lasts(self) -> None:
        story = Story(one_counter_office()).at("09:00")
        bruno = story.clerk().opens()
        story.citizen().draws()
        bruno.calls_next()
        story.at("09:30")
        total = story.report(now=local("09:20")).total
        assert total.occupancy == 1
        assert total.throughput == 0
        assert total.service == Summary(0)

    def test_a_half_hour_of_the_night_when_clocks_go_back_holds_both(self) -> None:
        autumn = date(2026, 10, 25)
        story = Story(one_counter_office(always_open=True), day=autumn, begins="01:59")
        for minute in range(0, 130, 30):
            story.clock.now = local("01:59", autumn) + timedelta(minutes=minute)
            story.citizen().draws()
        # 01:59, 02:29 summer, 02:59 summer, 02:29 winter, 02:59 winter.
        rows = {each.key: each.issued for each in story.report("half_hour").rows}
        assert rows == {"01:30": 1, "02:00": 2, "02:30": 2}

    def test_local_days_not_utc_days(self) -> None:
        story = Story(one_counter_office(always_open=True)).at("00:30")
        story.citizen().draws()
        assert [each.key for each in story.report("day").rows] == ["2026-11-23"]


class TestCounterHours:
    def test_a_pause_counts_as_open_and_a_take_over_is_nothing(self) -> None:
        story = Story(one_counter_office()).at("09:00")
        bruno = story.clerk().opens()
        story.at("10:00")
        bruno.pauses()
        story.at("10:20")
        bruno.opens()
        story.at("11:00")
        bruno.closes()
        story.at("12:00")
        bruno.opens()
        hours = counter_hours(story.facts, until=local("12:30"))
        assert hours == {
            "one": [(local("09:00"), local("11:00")), (local("12:00"), local("12:30"))]
        }

    def test_a_counter_found_at_work_was_open_before(self) -> None:
        story = Story(one_counter_office()).at("09:00")
        bruno = story.clerk().opens()
        story.citizen().draws()
        story.at("10:00")
        bruno.calls_next()
        later = story.facts[2:]
        assert counter_hours(later, since=local("09:30"), until=local("11:00")) == {
            "one": [(local("09:30"), local("11:00"))]
        }
        assert counter_hours(later, until=local("11:00")) == {
            "one": [(local("10:00"), local("11:00"))]
        }

    def test_no_facts_no_hours(self) -> None:
        assert counter_hours([]) == {}
        assert Story().report().total.occupancy is None


def test_busy_time_is_clipped_to_open_time() -> None:
    # Served until 16:30; the counter closes with the ticket: busy 90 of 90 minutes, not more.
    story = Story(one_counter_office()).at("15:00")
    bruno = story.clerk().opens()
    story.citizen().draws()
    bruno.calls_next()
    bruno.starts()
    story.at("16:30")
    bruno.finishes()
    story.at("18:00")
    assert story.report().total.occupancy == 1
    assert story.report("half_hour").rows[-1].key == "16:00"


def test_appointments_of_the_day() -> None:
    story = Story(one_counter_office()).at("09:00")
    bruno = story.clerk().opens()
    story.citizen("Emil").checks_in("09:00")
    story.citizen("Late").checks_in("08:45")
    story.citizen("Anna").draws()
    bruno.calls_next()
    story.later(minutes=1)
    bruno.misses()
    assert appointments(story.legs()) == Appointments(checked_in=2, late=1, missed=1)
