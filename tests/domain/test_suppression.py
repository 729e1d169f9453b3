"""Counters in reports: five legs a cell, also against subtraction, or no counters at all."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from queue_app.domain.statistics import Row, Summary, summarise
from queue_app.domain.statistics.suppression import LEAST_LEGS, shown_counters
from tests.support.builders import MONDAY, counter, one_counter_office, service
from tests.support.story import Story

TUESDAY = MONDAY + timedelta(days=1)
BOTH = frozenset({1, 2})
"""Their weekdays; leg by leg nothing is left out of a longer time."""


class TestOneDay:
    def test_five_legs_are_shown_four_are_not(self) -> None:
        assert shown_counters({"one": [5], "two": [4], "three": [4], "four": [9]}) == {
            "one", "four",
        }  # fmt: skip

    def test_exactly_one_hidden_would_be_the_total_less_the_rest(self) -> None:
        # Total 21 less 8 less 9 would say 4: the next smallest is hidden too.
        assert shown_counters({"one": [9], "two": [4], "three": [8]}) == {"one"}

    def test_two_hidden_must_be_a_crowd_together(self) -> None:
        # 1 + 2 = 3 legs of two counters are still a handful: 8 goes with them.
        legs = {"one": [9], "two": [1], "three": [2], "four": [8]}
        assert shown_counters(legs) == {"one"}

    def test_an_idle_counter_is_not_shown_and_protects_nobody(self) -> None:
        assert shown_counters({"one": [9], "idle": [0]}) == {"one"}
        assert shown_counters({"one": [9], "two": [3], "idle": [0]}) == set()

    def test_of_equals_always_the_same_is_hidden(self) -> None:
        assert shown_counters({"b": [7], "a": [7], "c": [1]}) == {"b"}

    def test_a_figure_of_few_legs_hides_the_day(self) -> None:
        # Nine legs, of which three were started: their mean would be three people's. One hidden
        # counter could be found by subtraction: "three" goes with it, the smaller of the rest.
        legs = {"one": [9, 3], "two": [12, 12], "three": [10, 10]}
        assert shown_counters(legs) == {"two"}

    def test_what_is_hidden_is_a_crowd_under_every_figure(self) -> None:
        # 4 + 6 legs of two counters are a crowd, but nobody of "one" was started: what is left
        # of the second figure would be "two"'s alone.
        legs = {"one": [4, 0], "two": [6, 4], "three": [7, 7], "four": [8, 8]}
        assert shown_counters(legs) == {"four"}


@given(
    st.dictionaries(
        st.sampled_from("abcdefgh"),
        st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda of: (max(of), min(of))),
        min_size=1,
    )
)
def test_what_is_hidden_is_nothing_or_a_crowd_or_everything(legs: dict[str, list[int]]) -> None:
    shown = shown_counters(legs)
    for base in range(2):
        hidden = [of[base] for counter, of in legs.items() if counter not in shown and of[base]]
        assert all(legs[counter][base] not in range(1, LEAST_LEGS) for counter in shown)
        if hidden and shown:
            assert len(hidden) >= 2
            assert sum(hidden) >= LEAST_LEGS


def shown(rows: list[Row]) -> dict[object, bool]:
    return {row.key: row.issued is not None for row in rows}


def story_of(**visits: int) -> Story:
    """So many visits at each counter, by hand."""
    place = one_counter_office(
        services={"id-card": service("id-card", "A")},
        counters={id: counter(id, id_card=0) for id in visits},
    )
    story = Story(place).at("09:00")
    for id, count in visits.items():
        clerk = story.clerk(id).opens()
        for _ in range(count):
            clerk.serves(story.citizen().draws(), minutes=1)
    return story


class TestReports:
    def test_by_counter_what_no_counter_has_is_null(self) -> None:
        (row,) = story_of(one=6).report("counter").rows
        assert (row.issued, row.called, row.served) == (6, 6, 6)
        assert (row.unserved, row.abandonment, row.turned_away) == (None, None, None)
        # Opened 09:00, six visits of a minute each, until 09:06.
        assert (row.throughput, row.occupancy) == (60, 1)
        assert row.service == Summary(6, 60, 60, 60, 60)

    def test_small_counters_are_null_the_office_is_always_shown(self) -> None:
        report = story_of(one=6, two=2, three=7).report("counter")
        assert shown(list(report.rows)) == {"one": False, "three": True, "two": False}
        assert report.total.issued == 15
        assert story_of(one=2).report("counter").total.issued == 2

    def test_services_are_always_shown_however_few(self) -> None:
        (row,) = story_of(one=1).report("service").rows
        assert (row.issued, row.wait) == (1, Summary(1, 0, 0, 0, 0))

    def test_a_leg_belongs_to_the_counter_that_started_it_else_the_one_that_called(self) -> None:
        story = story_of(one=5, two=5)
        bruno, britta = story.clerk("one"), story.clerk("two")
        anna, mia = story.citizen("Anna").draws(), story.citizen("Mia").draws()
        bruno.calls(anna)
        bruno.starts()
        bruno.parks()
        britta.calls(anna)
        britta.finishes()
        bruno.calls(mia)
        bruno.puts_back()
        britta.calls(mia)
        issued = {row.key: row.issued for row in story.report("counter").rows}
        assert issued == {"one": 6, "two": 6}

    def test_without_counter_statistics_there_are_no_counters(self) -> None:
        story = story_of(one=6, two=6)
        zone = story.office.zone
        report = summarise(story.facts, zone=zone, by="counter", counter_statistics=False)
        assert report.rows == ()
        assert report.total.issued == 12


def two_days(monday: dict[str, int], tuesday: dict[str, int]) -> Story:
    """So many visits at each counter on two days."""
    place = one_counter_office(
        services={"id-card": service("id-card", "A")},
        counters={id: counter(id, id_card=0) for id in monday},
    )
    story = Story(place)
    for day, visits in ((MONDAY, monday), (TUESDAY, tuesday)):
        story.at("09:00", day)
        for id, count in visits.items():
            clerk = story.clerk(id).opens()
            for _ in range(count):
                clerk.serves(story.citizen().draws(), minutes=1)
            clerk.closes()
    return story


class TestDifferences:
    """Two questions must not tell together what neither tells alone."""

    def test_a_day_of_few_legs_counts_in_no_period(self) -> None:
        # Both days less Monday would be Tuesday's three legs of "one".
        story = two_days({"one": 8, "two": 9, "three": 9}, {"one": 3, "two": 7, "three": 8})
        both = {row.key: row.issued for row in story.report("counter", weekdays=BOTH).rows}
        # Tuesday hides "one" and, against subtraction, "two"; "three" is shown on both days.
        assert both == {"one": 8, "two": 9, "three": 17}
        monday = story.report("counter", days=(MONDAY, MONDAY), weekdays=BOTH).rows
        assert {row.key: row.issued for row in monday} == {"one": 8, "two": 9, "three": 9}

    def test_one_counter_is_its_days_that_may_be_shown(self) -> None:
        story = two_days({"one": 8, "two": 9}, {"one": 3, "two": 7})
        report = story.report("day", counters=frozenset({"two"}))
        assert [(row.key, row.issued) for row in report.rows] == [("2026-11-23", 9)]
        assert (report.total.issued, report.total.turned_away) == (9, None)
