"""What charts are drawn from: every part of a small day and of odd nights, worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from queue_app.domain.statistics.cells import cells_by_day
from queue_app.domain.statistics.packing import pack, pack_together
from queue_app.views.figures import Asked, By, answer
from tests.domain.test_report import small_day
from tests.support.builders import MONDAY, local, one_counter_office
from tests.support.story import Story

TUESDAY = MONDAY + timedelta(days=1)


def told(story: Story, first: date = MONDAY, last: date = MONDAY, **asked: Any) -> dict[str, Any]:
    """The statistics of a story's days."""
    found = cells_by_day(story.facts, zone=story.office.zone, now=story.now)
    packed = [(story.office.id, pack(cells)) for cells in found]
    by = By(asked.pop("by", "service"))
    return answer([story.office], packed, Asked(first, last, by, **asked))


DAY = told(small_day())


class TestSmallDay:
    """The day of `test_report`: waits of 5, 10, 35 and 0 minutes; one left after 40."""

    def test_bands_by_the_half_hour_of_arrival(self) -> None:
        # 09:00: 300, 600, 2100; 10:30: 0. P10 and P25 of three are the first, P75 the third.
        assert DAY["bands"] == [
            {
                "half_hour": "09:00", "count": 3, "p10": 300, "p25": 300, "median": 600,
                "p75": 2100, "p90": 2100,
            },
            {
                "half_hour": "10:30", "count": 1, "p10": 0, "p25": 0, "median": 0, "p75": 0,
                "p90": 0,
            },
        ]  # fmt: skip

    def test_arrivals_are_visits_not_legs(self) -> None:
        # A001, A002, P001 | P002 | A003; the leg begun at once is no arrival.
        assert DAY["arrivals"] == [
            {"weekday": 1, "half_hour": "09:00", "count": 3, "days": 1},
            {"weekday": 1, "half_hour": "09:30", "count": 1, "days": 1},
            {"weekday": 1, "half_hour": "10:30", "count": 1, "days": 1},
        ]

    def test_waits_by_five_minutes(self) -> None:
        # 0 and 300 lie in the first, 600 in the second, 2100 in the seventh.
        counts = [(bucket["from"], bucket["to"], bucket["count"]) for bucket in DAY["waits"]]
        assert counts == [
            (0, 300, 2), (300, 600, 1), (600, 900, 0), (900, 1200, 0), (1200, 1500, 0),
            (1500, 1800, 0), (1800, 2100, 1),
        ]  # fmt: skip

    def test_the_service_level_by_day(self) -> None:
        (point,) = DAY["levels"]["points"]
        assert (DAY["levels"]["unit"], point["day"]) == ("day", "2026-11-23")
        assert point["service_level"] == {"900": 3 / 5, "1800": 3 / 5}
        assert point["service_level_counts"]["900"] == {"within": 3, "of": 5}

    def test_waiting_against_open_counters(self) -> None:
        # Waiting minutes 09:00: A001 5, A002 10, P001 15 = 30; 09:30: P001 20, P002 20 = 40;
        # 10:00: P002 20. Open: one from 09:00, three from 09:30, both until 11:00.
        assert DAY["standing"] == [
            {"half_hour": "09:00", "waiting": 30 / 30, "counters_open": 1},
            {"half_hour": "09:30", "waiting": 40 / 30, "counters_open": 2},
            {"half_hour": "10:00", "waiting": 20 / 30, "counters_open": 2},
            {"half_hour": "10:30", "waiting": 0, "counters_open": 2},
        ]

    def test_turned_away_and_why(self) -> None:
        assert DAY["turned_away"] == {
            "count": 1,
            "reasons": {"stopped": 1},
            "half_hours": [{"half_hour": "10:30", "count": 1}],
        }

    def test_services_side_by_side(self) -> None:
        services = {one["key"]: one for one in DAY["services"]}
        assert services["id-card"]["wait"]["median"] == 300  # 0, 300, 600
        assert services["parking"]["service"] == {
            "count": 1, "p10": 1200, "p25": 1200, "median": 1200, "p75": 1200, "p90": 1200,
        }  # fmt: skip
        assert services["registration"]["wait"]["count"] == 0

    def test_no_notice_where_there_is_something(self) -> None:
        assert (DAY["notice"], DAY["days"]) == (None, 1)


class TestFilters:
    def test_a_service(self) -> None:
        found = told(small_day(), services=frozenset({"parking"}))
        assert (found["total"]["issued"], found["total"]["turned_away"]) == (2, 1)
        assert [row["key"] for row in found["rows"]] == ["parking"]

    def test_half_hours_are_those_of_the_arrival_and_of_what_was_done(self) -> None:
        found = told(small_day(), half_hours=(18, 19))
        # Four legs begun from 09:00 to 09:30; two finished then, one counter open.
        assert (found["total"]["issued"], found["total"]["throughput"]) == (4, 4)
        assert found["total"]["occupancy"] == pytest.approx(16 / 30)

    def test_what_nobody_did(self) -> None:
        found = told(small_day(), kind="appointment")
        assert found["total"]["issued"] == 0
        assert found["notice"]["code"] == "nothing_found"
        assert told(small_day(), TUESDAY, TUESDAY)["notice"]["code"] == "no_data"

    def test_appointments_and_their_delay(self) -> None:
        story = Story(one_counter_office()).at("09:00")
        bruno = story.clerk().opens()
        story.citizen("Emil").checks_in("09:00")
        story.citizen("Late").checks_in("08:45")
        story.citizen("Anna").draws(language="en")
        story.at("09:04")
        bruno.calls_next()
        story.later(minutes=1)
        bruno.misses()
        found = told(story, by="kind")
        rows = {row["key"]: row["issued"] for row in found["rows"]}
        assert rows == {"appointment": 2, "walk_in": 1}
        assert found["appointments"] == {
            "booked": None, "checked_in": 2, "late": 1, "never_came": 1,
        }  # fmt: skip
        assert found["total"]["delay"] == {
            "count": 1, "mean": 240, "median": 240, "p90": 240, "max": 240,
        }  # fmt: skip
        languages = told(story, by="language", languages=frozenset({"en"}))
        assert [(row["key"], row["issued"]) for row in languages["rows"]] == [("en", 1)]

    def test_outcomes_and_services_rendered(self) -> None:
        place = one_counter_office(outcomes=("done", "referred"))
        story = Story(place).at("09:00")
        bruno = story.clerk().opens()
        for outcome in ("done", "done", "referred"):
            story.citizen().draws()
            bruno.calls_next()
            story.later(minutes=5)
            bruno.finishes(outcome=outcome, services=("id-card",))
        found = told(story)
        assert found["outcomes"] == [
            {"key": "done", "count": 2},
            {"key": "referred", "count": 1},
        ]
        assert [(one["key"], one["count"]) for one in found["rendered"]] == [("id-card", 3)]


class TestOddNights:
    def test_a_counter_left_open_over_midnight_is_open_on_both_days(self) -> None:
        story = Story(one_counter_office(always_open=True)).at("23:00")
        story.clerk().opens()
        story.at("01:00", TUESDAY)
        rows = told(story, MONDAY, TUESDAY, by="day")["rows"]
        assert [row["key"] for row in rows] == ["2026-11-23", "2026-11-24"]
        found = told(story, TUESDAY, TUESDAY)
        assert [one["half_hour"] for one in found["standing"]] == ["00:00", "00:30"]
        assert found["total"]["occupancy"] == 0

    def test_the_hour_that_comes_twice_is_an_hour_of_two_hours(self) -> None:
        autumn = date(2026, 10, 25)
        story = Story(one_counter_office(always_open=True), day=autumn, begins="01:30")
        story.clerk().opens()
        story.citizen().draws()
        story.clock.now = local("01:30", autumn) + timedelta(hours=2, minutes=30)  # 03:00 winter
        found = told(story, autumn, autumn)["standing"]
        # One waits and one counter is open all the time: the mean is one in every half-hour.
        assert [(one["half_hour"], one["waiting"], one["counters_open"]) for one in found] == [
            ("01:30", 1, 1), ("02:00", 1, 1), ("02:30", 1, 1),
        ]  # fmt: skip

    def test_who_still_waits_has_no_wait_yet(self) -> None:
        story = Story(one_counter_office()).at("09:00")
        story.clerk().opens()
        story.citizen().draws()
        story.at("09:20")
        found = told(story)
        assert (found["total"]["issued"], found["total"]["wait"]["count"]) == (1, 0)
        assert found["standing"][0]["waiting"] == pytest.approx(20 / 30)

    def test_what_was_undone_counts_nowhere(self) -> None:
        story = Story(one_counter_office()).at("09:00")
        bruno = story.clerk().opens()
        story.citizen().draws()
        story.at("09:10")
        bruno.calls_next()
        bruno.undoes()
        story.at("09:30")
        found = told(story)
        assert (found["total"]["called"], found["bands"], found["waits"]) == (0, [], [])
        # Undone at once: the waiting goes on as if nobody had called.
        assert found["standing"][0]["waiting"] == 1


def test_days_packed_together_say_what_they_say_apart() -> None:
    story = Story(one_counter_office())
    for day, visits in ((MONDAY, 3), (TUESDAY, 4)):
        story.at("09:00", day)
        bruno = story.clerk().opens()
        for number in range(visits):
            story.citizen().draws(language=("de", "en")[number % 2])
            story.later(minutes=2, seconds=number)
            bruno.calls_next()
        bruno.finishes()
        bruno.closes()
    office, zone = story.office, story.office.zone
    apart = [pack(cells) for cells in cells_by_day(story.facts, zone=zone)]
    for by in By:
        asked = Asked(MONDAY, TUESDAY, by)
        one = answer([office], [(office.id, pack_together(apart))], asked)
        assert one == answer([office], [(office.id, part) for part in apart], asked)
