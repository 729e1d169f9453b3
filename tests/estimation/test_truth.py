"""What the office's own published estimates teach: levels, and when a regression takes over."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import numpy as np
import pytest

from queue_app.domain.statistics import Leg, Scored
from queue_app.estimation import MODEL, calibration_of, stack_of
from queue_app.estimation.calibration import LEVELS
from queue_app.use_cases.ports import PublishedEstimate
from tests.estimation.people import NOON
from tests.support.builders import one_counter_office
from tests.support.story import Story

GRID = tuple(float(level * 1000) for level in LEVELS)
"""Quantiles of a wait that is evenly spread over 1 000 s: a wait of 300 s has the PIT 0.3."""


def a_leg() -> Leg:
    story = Story(one_counter_office()).at("09:00")
    story.citizen().draws()
    return story.legs()[0]


LEG = a_leg()


def scored(
    wait: float | None,
    quantiles: tuple[float, ...] = GRID,
    *,
    features: tuple[float, ...] = (),
    load: int = 0,
    model: str = MODEL,
    at: datetime = NOON,
    at_issue: bool = True,
) -> Scored[PublishedEstimate]:
    middle = quantiles[len(quantiles) // 2]
    one = PublishedEstimate(
        at, quantiles[4], middle, quantiles[36], 0, 60, "history", model, load, quantiles, features
    )
    return Scored(LEG, one, wait, wait or 0.0, at_issue)


def test_pits_by_load_class_oldest_first() -> None:
    found = calibration_of(
        [
            scored(300.0, at=NOON + timedelta(hours=1)),
            scored(700.0),
            scored(500.0, load=1),
            scored(None),  # never called
            scored(100.0, model="another"),
            scored(200.0, at_issue=False),
        ]
    )
    assert found.as_lists() == [[0.7, 0.3], [0.5]]


def test_waits_beyond_the_samples_widen_what_is_published() -> None:
    late = calibration_of(scored(1500.0) for _ in range(200))
    wanted = np.array([0.5, 0.9])
    assert (late.levels(wanted) > wanted).all()
    assert (late.levels(wanted, load=1) == wanted).all()


def a_past(count: int, *, features_know: bool) -> list[Scored[PublishedEstimate]]:
    """Tickets whose wait either the features tell exactly, or the published quantiles do."""
    random = Random(7)  # noqa: S311 - invented waits
    found = []
    for n in range(count):
        wait = random.uniform(300, 3000)
        told = wait if not features_know else random.uniform(300, 3000)
        quantiles = tuple(told + level - 0.5 for level in LEVELS)
        feature = np.sqrt(wait) if features_know else random.random()
        features = (float(feature), random.random())
        at = NOON + timedelta(minutes=n)
        found.append(scored(wait, quantiles, features=features, at=at))
    return found


def test_a_regression_takes_over_where_it_would_have_won() -> None:
    past = a_past(3700, features_know=True)
    stack = stack_of(reversed(past))  # in any order
    assert stack is not None
    (median,) = stack.quantiles(np.array([30.0, 0.5]), np.array([0.5]))
    assert median == pytest.approx(900, rel=0.02)


def test_it_does_not_where_the_twin_is_better() -> None:
    assert stack_of(a_past(3700, features_know=False)) is None


def test_it_does_not_before_it_can_be_tried_on_tickets_it_has_not_seen() -> None:
    assert stack_of(a_past(1290, features_know=True)) is None
    assert stack_of([]) is None


def test_it_has_to_win_while_people_wait_as_well() -> None:
    past = a_past(3700, features_know=True)
    later = [
        scored(
            one.range.likely,
            one.range.quantiles,
            features=one.range.features,
            at=one.range.as_of,
            at_issue=False,
        )
        for one in past[-400:]
    ]
    assert stack_of(past) is not None
    assert stack_of(past + later) is None


def test_features_of_another_kind_are_not_mixed() -> None:
    past = a_past(3700, features_know=True)
    assert stack_of([*past, scored(300.0, features=(1.0,))]) is None
