"""Alerts: raised at a threshold, cleared with hysteresis; the measures are worked out by hand."""

from __future__ import annotations

from datetime import timedelta

from queue_app.domain.alerts import (
    IDLE,
    PRINTER,
    QUEUE,
    SILENT,
    WAIT,
    Alert,
    Equipment,
    Measure,
    Thresholds,
    follow,
    measures,
)
from tests.support.builders import local
from tests.support.story import Story

NOON = local("12:00")
SECOND = timedelta(seconds=1)


def waits(minutes: float) -> list[Measure]:
    return [Measure(WAIT, "", minutes, 30)]


def test_at_the_threshold_it_is_raised_and_a_little_below_it_stays() -> None:
    assert follow([], waits(29.9), NOON) == []
    raised = follow([], waits(30), NOON)
    assert raised == [Alert(WAIT, "", NOON, 30)]
    # 24 minutes are four fifths of 30: around the threshold nothing flaps.
    assert follow(raised, waits(24), NOON + SECOND) == raised


def test_it_is_over_after_a_minute_of_calm_without_a_break() -> None:
    raised = follow([], waits(40), NOON)
    calm = follow(raised, waits(10), NOON + SECOND)
    assert [one.calm_since for one in calm] == [NOON + SECOND]
    again = follow(calm, waits(25), NOON + 30 * SECOND)
    assert [one.calm_since for one in again] == [None]

    calm = follow(again, [], NOON + 40 * SECOND)
    assert follow(calm, [], NOON + 99 * SECOND) == calm
    (over,) = follow(calm, [], NOON + 100 * SECOND)
    assert over.cleared_at == NOON + 100 * SECOND
    assert follow([over], waits(40), NOON + 101 * SECOND) == [
        Alert(WAIT, "", NOON + 101 * SECOND, 30)
    ]


def test_a_threshold_that_was_changed_holds_at_once() -> None:
    (raised,) = follow([], waits(31), NOON)
    (still,) = follow([raised], [Measure(WAIT, "", 31, 20)], NOON + SECOND)
    assert (still.level, still.raised_at) == (20, NOON)


def test_what_is_measured_of_a_morning() -> None:
    """Anna waits since 8:10, Ben for parking since 8:20; one is open since 8:00, three since 8:26."""
    story = Story().at("08:00")
    story.clerk("one").opens()
    story.at("08:10")
    story.citizen("Anna").draws()
    story.at("08:20")
    story.citizen("Ben").draws("parking")
    story.at("08:26")
    story.clerk("three").opens()
    story.at("08:30")
    found = measures(
        story.queue,
        Thresholds(),
        story.now,
        broken=[Equipment("printer", "hall", local("08:28"))],
        heard=[Equipment("display", "main", local("08:25"))],
    )
    assert {(one.kind, one.subject): one.value for one in found} == {
        (WAIT, ""): 20,
        (QUEUE, ""): 2,
        (IDLE, "one"): 20,  # free for longer, but Anna came at 8:10
        (IDLE, "three"): 4,
        (PRINTER, "printer:hall"): 2,
        (SILENT, "display:main"): 5,
    }


def test_what_is_switched_off_or_rests_at_night_is_not_measured() -> None:
    story = Story().at("18:00")  # open until 16:00
    off = Thresholds(wait_minutes=None, queue_length=None, idle_minutes=None, printer_minutes=None)
    silent = [Equipment("display", "main", local("08:25"))]
    assert measures(story.queue, off, story.now, broken=silent, heard=silent) == []
