"""Which services are full: what counts as in time, at which certainty, and no flapping."""

from __future__ import annotations

from dataclasses import replace

import pytest

from queue_app.estimation import Calibration, Estimate, Profile, estimate, full_services
from queue_app.estimation.reading import service_infos, snapshot_of
from tests.estimation.people import NOON, OFFICE, queue_of, ticket


def chance(probability: float | None) -> dict[str, Estimate]:
    basis = "insufficient" if probability is None else "history"
    return {"card": Estimate(0.0, basis, by_closing=probability)}


def test_a_service_is_full_below_the_certainty_and_passes_again_a_little_above() -> None:
    full: frozenset[str] = frozenset()
    story = []
    for probability in (0.95, 0.91, 0.90, 0.89, 0.91, 0.94, 0.89, 0.95, 0.91, 0.2, 0.99):
        full = full_services(chance(probability), 0.9, full)
        story.append("card" in full)
    assert story == [
        False, False, False,  # at the certainty it still passes
        True, True, True, True,  # one person more or less does not turn it back
        False, False,
        True, False,  # a counter opens: at once
    ]  # fmt: skip


def test_near_certainty_half_of_what_is_left_is_enough() -> None:
    assert full_services(chance(0.993), 0.99, {"card"}) == {"card"}
    assert full_services(chance(0.995), 0.99, {"card"}) == frozenset()


def test_of_what_nothing_can_be_said_nothing_is_full() -> None:
    assert full_services(chance(None), 0.9, {"card"}) == frozenset()


def test_called_in_the_grace_is_not_called_before_closing() -> None:
    people = [ticket(n, "card", 10 - n * 0.1) for n in range(6)]
    snapshot = snapshot_of(queue_of(*people, open_counters=("one",)), NOON)
    profile = Profile.prior(service_infos(OFFICE))
    drawn = estimate(snapshot, profile).services["card"]
    assert drawn.likely is not None
    # Closing so that half of the futures call the newcomer before it, and grace for all the rest.
    closes = replace(snapshot, closes=NOON.timestamp() + drawn.likely)
    assert snapshot.closes is not None
    assert estimate(snapshot, profile).services["card"].by_closing == 1.0
    assert estimate(closes, profile).services["card"].by_closing == pytest.approx(0.5, abs=0.03)


def test_the_certainty_is_corrected_by_what_came_of_earlier_forecasts() -> None:
    # Every second wait was longer than nine tenths of its futures: what looks like 90 % is 50 %.
    late = Calibration().with_pits([(0, pit) for pit in (0.45, 0.95) for _ in range(400)])
    assert late.share(0.9) == pytest.approx(0.5, abs=0.06)
    assert Calibration().share(0.9) == 0.9
    assert late.share(2.0) == 1.0
