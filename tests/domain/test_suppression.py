"""Counters in reports: five legs a cell, also against subtraction, or no counters at all."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from queue_app.domain.statistics import Row, Summary
from queue_app.domain.statistics.suppression import LEAST_LEGS, protect
from tests.support.builders import counter, one_counter_office, service
from tests.support.story import Story


def a_row(key: str, legs: int, *, delayed: int | None = None) -> Row:
    """A counter's row whose figures all stand for its legs, the delays for some of them."""
    summary = Summary.of([60.0] * legs)
    return Row(
        key,
        issued=legs,
        called=legs,
        served=legs,
        no_show_rate=0.0 if legs else None,
        throughput=float(legs),
        occupancy=0.5,
        wait=summary,
        walking=summary,
        service=summary,
        handling=summary,
        delay=Summary.of([60.0] * (legs if delayed is None else delayed)),
        service_level={"900": 1.0 if legs else None},
        service_level_counts={"900": {"within": legs, "of": legs}},
    )


def shown(rows: list[Row]) -> dict[object, bool]:
    return {row.key: row.issued is not None for row in rows}


class TestRows:
    def test_five_legs_are_shown_four_are_not(self) -> None:
        rows = protect([a_row("one", 5), a_row("two", 4), a_row("three", 4), a_row("four", 9)])
        assert shown(rows) == {"one": True, "two": False, "three": False, "four": True}
        hidden = next(row for row in rows if row.key == "two")
        assert hidden == Row("two")  # everything null but the key

    def test_exactly_one_hidden_would_be_the_total_less_the_rest(self) -> None:
        # Total 21 less 8 less 9 would say 4: the next smallest is hidden too.
        rows = protect([a_row("one", 9), a_row("two", 4), a_row("three", 8)])
        assert shown(rows) == {"one": True, "two": False, "three": False}

    def test_two_hidden_must_be_a_crowd_together(self) -> None:
        # 1 + 2 = 3 legs of two counters are still a handful: 8 goes with them.
        rows = protect([a_row("one", 9), a_row("two", 1), a_row("three", 2), a_row("four", 8)])
        assert shown(rows) == {"one": True, "two": False, "three": False, "four": False}

    def test_an_idle_counter_is_not_shown_and_protects_nobody(self) -> None:
        rows = protect([a_row("one", 9), a_row("idle", 0)])
        assert shown(rows) == {"one": True, "idle": False}
        rows = protect([a_row("one", 9), a_row("two", 3), a_row("idle", 0)])
        assert shown(rows) == {"one": False, "two": False, "idle": False}

    def test_of_equals_always_the_same_is_hidden(self) -> None:
        rows = [a_row("b", 7), a_row("a", 7), a_row("c", 1)]
        assert shown(protect(rows)) == shown(protect(rows[::-1])) == {
            "a": False, "b": True, "c": False,
        }  # fmt: skip


class TestSingleFigures:
    def test_a_figure_that_stands_for_few_legs_is_hidden_in_a_row_that_is_shown(self) -> None:
        rows = protect([a_row("one", 9, delayed=2), a_row("two", 9, delayed=3), a_row("three", 9)])
        assert [row.delay for row in rows[:2]] == [None, None]
        assert rows[2].delay == Summary.of([60.0] * 9)
        assert all(row.wait is not None for row in rows)

    def test_also_against_subtraction(self) -> None:
        rows = protect(
            [a_row("one", 9, delayed=2), a_row("two", 9, delayed=6), a_row("three", 9, delayed=7)]
        )
        assert [row.delay is None for row in rows] == [True, True, False]

    def test_and_with_what_a_hidden_row_holds(self) -> None:
        # Three's whole row is hidden (4 legs, 4 delays), and with it two's for the subtraction.
        rows = protect(
            [a_row("one", 20, delayed=20), a_row("two", 8, delayed=0), a_row("three", 4)]
        )
        assert shown(rows) == {"one": True, "two": False, "three": False}
        assert rows[0].delay is None  # 24 - 20 = 4 delays could only be three's

    def test_nothing_at_all_says_so(self) -> None:
        rows = protect([a_row("one", 9, delayed=0), a_row("two", 9, delayed=9)])
        assert rows[0].delay == Summary(0)
        assert rows[1].delay == Summary.of([60.0] * 9)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=8))
def test_what_is_hidden_is_nothing_or_a_crowd_or_everything(legs: list[int]) -> None:
    rows = protect([a_row(str(n), count) for n, count in enumerate(legs)])
    hidden = [count for row, count in zip(rows, legs, strict=True) if row.issued is None and count]
    left = [count for row, count in zip(rows, legs, strict=True) if row.issued is not None]
    assert all(count >= LEAST_LEGS for count in left)
    if hidden and left:
        assert len(hidden) >= 2
        assert sum(hidden) >= LEAST_LEGS


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
        report = story.report("counter", counter_statistics=False, keys=("one", "two"))
        assert report.rows == ()
        assert report.total.issued == 12
        assert len(story.report("service", counter_statistics=False).rows) == 1
