"""The report: rows and total of a small day, every figure worked out by hand; groupings; bytes."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_app.domain.errors import Refused
from queue_app.domain.statistics import Row, Summary
from queue_app.views.figures import By
from tests.support.story import Story


class TestSummary:
    def test_of_an_odd_and_an_even_count(self) -> None:
        assert Summary.of([30, 10, 20]) == Summary(3, 20, 20, 30, 30)
        assert Summary.of([40, 10, 20, 30]) == Summary(4, 25, 25, 40, 40)

    def test_of_nothing_and_of_one(self) -> None:
        assert Summary.of([]) == Summary(0)
        assert Summary.of([7]) == Summary(1, 7, 7, 7, 7)

    @pytest.mark.parametrize(("count", "rank"), [(9, 9), (10, 9), (11, 10), (20, 18), (100, 90)])
    def test_p90_is_the_nearest_rank(self, count: int, rank: int) -> None:
        # The ceiling of 0.9 n: 8.1 -> 9, 9 -> 9, 9.9 -> 10, 18 -> 18, 90 -> 90.
        assert Summary.of(range(1, count + 1)).p90 == rank

    @given(st.lists(st.floats(0, 1e5), min_size=1))
    def test_the_same_values_give_the_same_summary_in_any_order(self, values: list[float]) -> None:
        assert Summary.of(values) == Summary.of(sorted(values, reverse=True))


def small_day() -> Story:
    """Counters one (09:00-11:00) and three (09:30-11:00); five visits, six legs.

    | ticket | service    | t0    | t1    | t2    | t3    | how                          |
    | A001   | id-card    | 09:00 | 09:05 | 09:06 | 09:16 | one, then registration at once |
    |        | registr.   | 09:16 | 09:16 | 09:16 | 09:20 | one                          |
    | A002   | id-card    | 09:10 | 09:20 | -     | 16:15 | missed at one 09:21, expires |
    | P001   | parking    | 09:15 | 09:50 | 09:50 | 10:10 | three, start implied         |
    | P002   | parking    | 09:40 | -     | -     | 10:20 | left after 40 minutes        |
    | A003   | id-card    | 10:30 | 10:30 | 10:31 | 10:40 | one                          |
    Turned away: one for parking (stopped) at 10:50.
    """
    story = Story().at("09:00")
    bruno = story.clerk("one").opens()
    story.citizen("Anna").draws("id-card", also=("registration",))
    story.at("09:05")
    bruno.calls_next()
    story.at("09:06")
    bruno.starts()
    story.at("09:10")
    story.citizen("Mia").draws("id-card")
    story.at("09:15")
    story.citizen("Pia").draws("parking")
    story.at("09:16")
    bruno.finishes()
    story.at("09:20")
    bruno.calls_next()
    story.at("09:21")
    bruno.misses()
    story.at("09:30")
    britta = story.clerk("three", "Britta").opens()
    story.at("09:40")
    left = story.citizen("Paul").draws("parking")
    story.at("09:50")
    britta.calls_next()
    story.at("10:10")
    britta.finishes()
    story.at("10:20")
    left.cancels()
    story.at("10:30")
    story.citizen("Carl").draws("id-card")
    bruno.calls_next()
    story.at("10:31")
    bruno.starts()
    story.at("10:40")
    bruno.finishes()
    story.at("10:50")
    story.manager().stops_issuing("parking")
    with suppress(Refused):
        story.citizen("Petra").draws("parking")
    story.at("11:00")
    bruno.closes()
    britta.closes()
    story.at("17:00")
    return story


DAY = small_day()


def row(by: str, key: object) -> Row:
    return next(each for each in DAY.report(by).rows if each.key == key)


class TestTotal:
    total = DAY.report().total

    def test_counts(self) -> None:
        # Six legs; the one begun at once was not called, P002 never, so four were.
        assert (self.total.issued, self.total.called) == (6, 4)
        assert self.total.served == 4  # A001 twice, P001, A003
        assert self.total.unserved == 1  # P002
        assert self.total.turned_away == 1

    def test_rates(self) -> None:
        assert self.total.no_show_rate == 1 / 4  # A002 of four called
        assert self.total.abandonment == 1 / 6  # P002 of six legs

    def test_durations(self) -> None:
        # Waits: 5:00, 10:00, 35:00, 0:00. Median of four: (300 + 600) / 2.
        assert self.total.wait == Summary(4, 750, 450, 2100, 2100)
        # Walking: 1:00, 0:00 (implied), 1:00.
        assert self.total.walking == Summary(3, 40, 60, 60, 60)
        # Service: 10:00, 4:00, 20:00, 9:00.
        assert self.total.service == Summary(4, 645, 570, 1200, 1200)
        # Handling: 11:00, 4:00, 20:00, 10:00.
        assert self.total.handling == Summary(4, 675, 630, 1200, 1200)
        assert self.total.delay == Summary(0)

    def test_service_level(self) -> None:
        # 15 min: three of four in time; P002 left after 40 min, more than 15: 3 / (4 + 1).
        # 30 min: the same three; P002's 40 min are more than 30 too.
        assert self.total.service_level == {"900": 3 / 5, "1800": 3 / 5}
        three_of_five = {"within": 3, "of": 5}
        assert self.total.service_level_counts == {"900": three_of_five, "1800": three_of_five}
        # 40 min: all four, and P002 did not wait longer than that.
        total = DAY.report(level_minutes=(40, 7.5)).total
        assert total.service_level == {"2400": 4 / 4, "450": 2 / 5}
        assert total.service_level_counts == {
            "2400": {"within": 4, "of": 4},
            "450": {"within": 2, "of": 5},
        }

    def test_throughput_is_per_hour_with_any_counter_open(self) -> None:
        # A001 twice, P001, A003 were finished; a counter was open from 09:00 to 11:00.
        assert self.total.throughput == 4 / 2

    def test_occupancy_is_busy_time_of_open_time(self) -> None:
        # One: 09:05-09:20 and 09:20-09:21 and 10:30-10:40 = 26 min of 120.
        # Three: 09:50-10:10 = 20 min of 90.
        assert self.total.occupancy == pytest.approx(46 / 210)


class TestRows:
    def test_by_service(self) -> None:
        assert [each.key for each in DAY.report("service").rows] == [
            "id-card",
            "parking",
            "registration",
        ]
        cards = row("service", "id-card")
        assert (cards.issued, cards.called, cards.served, cards.unserved) == (3, 3, 2, 0)
        assert cards.no_show_rate == 1 / 3
        assert cards.throughput == 2 / 2  # two finished in the office's two hours
        assert cards.occupancy == pytest.approx(22 / 210)  # 11 + 1 + 10 min
        parking = row("service", "parking")
        assert (parking.turned_away, parking.unserved, parking.abandonment) == (1, 1, 1 / 2)
        assert parking.service_level == {"900": 0, "1800": 0}
        # P001 was called after 35 min, P002 left after 40 min without a call.
        assert parking.service_level_counts == {
            "900": {"within": 0, "of": 2},
            "1800": {"within": 0, "of": 2},
        }

    def test_shares_of_the_services_add_up_to_the_office(self) -> None:
        rows = DAY.report("service").rows
        total = DAY.report("service").total
        assert sum(each.occupancy or 0 for each in rows) == pytest.approx(total.occupancy)
        assert sum(each.throughput or 0 for each in rows) == pytest.approx(total.throughput)

    def test_a_service_nobody_came_for_has_a_row_when_it_is_wanted(self) -> None:
        rows = DAY.report("service", keys=("wedding", "parking")).rows
        assert [each.key for each in rows] == ["wedding", "parking", "id-card", "registration"]
        assert (rows[0].issued, rows[0].wait, rows[0].occupancy) == (0, Summary(0), 0)
        assert rows[0].no_show_rate is None

    def test_by_half_hour_of_the_arrival(self) -> None:
        keys = [each.key for each in DAY.report("half_hour").rows]
        assert keys == ["09:00", "09:30", "10:00", "10:30"]
        nine = row("half_hour", "09:00")
        assert (nine.issued, nine.called) == (4, 3)  # A001 twice, A002, P001
        assert nine.wait == Summary(3, 1000, 600, 2100, 2100)
        assert row("half_hour", "10:30").turned_away == 1

    def test_half_hours_tell_what_was_done_in_them(self) -> None:
        # Finished: 09:16 and 09:20 | - | 10:10 | 10:40. Open counters: always one at least.
        done = [row("half_hour", key).throughput for key in ("09:00", "09:30", "10:00", "10:30")]
        assert done == [4, 0, 2, 2]  # in half an hour, said per hour
        # 09:00: 16 of 30 min. 09:30: 10 of 60. 10:00: 10 of 60. 10:30: 10 of 60.
        busy = [row("half_hour", key).occupancy for key in ("09:00", "09:30", "10:00", "10:30")]
        assert busy == pytest.approx([16 / 30, 10 / 60, 10 / 60, 10 / 60])

    def test_by_day_and_weekday(self) -> None:
        (day,) = DAY.report("day").rows
        (weekday,) = DAY.report("weekday").rows
        assert (day.key, weekday.key) == ("2026-11-23", 1)
        total = DAY.report().total
        for each in (day, weekday):
            for field in fields(Row):
                if field.name != "key":
                    assert getattr(each, field.name) == getattr(total, field.name), field.name

    def test_every_row_has_the_figures_of_the_interface_in_its_order(self) -> None:
        named = [
            "key", "issued", "called", "served", "unserved", "no_show_rate", "abandonment",
            "turned_away", "throughput", "occupancy", "wait", "walking", "service", "handling",
            "delay", "service_level", "service_level_counts", "paper",
        ]  # fmt: skip
        plain = DAY.report().to_json()
        for each in (*plain["rows"], plain["total"]):
            assert list(each) == named
            assert list(each["wait"]) == ["count", "mean", "median", "p90", "max"]
            assert list(each["service_level"]) == ["900", "1800"]

    def test_a_grouping_that_does_not_exist_is_a_value_error(self) -> None:
        with pytest.raises(ValueError, match="clerk"):
            DAY.report("clerk")


@pytest.mark.parametrize("by", list(By))
def test_the_same_facts_give_the_same_bytes(by: By) -> None:
    def encoded(day: Story) -> str:
        return json.dumps(day.report(by).to_json())

    assert encoded(DAY) == encoded(small_day())
    backwards = small_day()
    backwards.facts.reverse()
    assert encoded(backwards) == encoded(DAY)
