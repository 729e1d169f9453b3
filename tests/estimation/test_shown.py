"""What is printed: rounded outwards, still while true, with a reason when it rises."""

from __future__ import annotations

import pytest

from queue_app.estimation import Estimate, keep_shown
from queue_app.estimation.shown import rounded_outwards


def published(low: float, likely: float, high: float, as_of: float = 0.0) -> Estimate:
    shown = rounded_outwards(low * 60, high * 60)
    return Estimate(
        as_of, "history", low=low * 60, likely=likely * 60, high=high * 60,
        lower=low * 60, upper=high * 60, shown_low=shown[0], shown_high=shown[1],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (3.4, 8.2, (3, 9)),
        (9.9, 10.1, (9, 12)),
        (11, 29, (10, 30)),
        (31, 52, (30, 55)),
        (0, 0.2, (0, 1)),
    ],
)
def test_ranges_are_rounded_outwards(low: float, high: float, shown: tuple[int, int]) -> None:
    assert rounded_outwards(low * 60, high * 60) == (shown[0] * 60, shown[1] * 60)


def test_a_range_stays_while_it_is_true() -> None:
    first = keep_shown(None, published(10, 16, 22))
    assert first is not None
    assert keep_shown(first, published(8, 14, 19, as_of=60)) is first


def test_a_range_counts_down_on_its_grid_without_a_jump() -> None:
    held = keep_shown(None, published(12.9, 15, 17.3))
    assert held is not None
    minutes = [tuple(end / 60 for end in held.printed(second)) for second in (0, 50, 61, 130, 250)]
    assert minutes == [(12, 18), (12, 18), (10, 18), (10, 16), (8, 14)]
    assert held.printed(30 * 60) == (0, 60)


def test_a_later_end_is_shown_with_its_reason() -> None:
    first = keep_shown(None, published(10, 16, 22))
    later = keep_shown(first, published(18, 25, 34, as_of=60), "counter_closed")
    assert later is not None
    assert later.reason == "counter_closed"
    assert later.seconds(60) == (18 * 60, 35 * 60)
    unexplained = keep_shown(first, published(18, 25, 34, as_of=60))
    assert unexplained is not None
    assert unexplained.reason == "rose"


def test_an_earlier_call_needs_no_reason() -> None:
    first = keep_shown(None, published(20, 26, 34))
    sooner = keep_shown(first, published(2, 4, 7, as_of=120))
    assert sooner is not None
    assert sooner.reason is None
    assert sooner.high_at < 34 * 60


def test_a_range_that_has_passed_is_never_shown() -> None:
    first = keep_shown(None, published(1, 2, 4))
    now = keep_shown(first, published(0, 0.5, 1, as_of=4 * 60))
    assert now is not None
    assert now.high_at > 4 * 60


def test_without_figures_nothing_is_shown() -> None:
    assert keep_shown(None, Estimate(0.0, "insufficient")) is None
