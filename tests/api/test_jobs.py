"""When a forecast is made: at once after a quiet time, now and then while people press."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from queue_app.jobs import FORECAST_REST_SECONDS, FORECAST_SECONDS, SWEEP_SECONDS, Jobs
from queue_app.storage.tidying import Tidying
from tests.api.people import House


@dataclass
class Sweeping:
    """An office that is swept while real time passes as the story says."""

    house: House
    stands: bool
    real: float = 1000.0
    made: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        it = self.house.services
        tidying = Tidying(it.database, audit_days=90)
        self.jobs = Jobs(
            it.reader, it.deps, it.clock, it.relay, tidying, self.made.append,
            clock_stands=self.stands,
        )  # fmt: skip

    def after(self, seconds: float) -> int:
        """How many forecasts of Lindenhof a sweep makes, some seconds after the last one."""
        self.real += seconds
        if not self.stands:
            self.house.clock.advance(seconds=seconds)
        self.made.clear()
        self.jobs.estimate()
        return self.made.count("lindenhof")


Sweep = Callable[..., Sweeping]


@pytest.fixture
def sweep(house: House, monkeypatch: pytest.MonkeyPatch) -> Sweep:
    def begin(*, stands: bool = False) -> Sweeping:
        found = Sweeping(house, stands)
        monkeypatch.setattr("queue_app.jobs.monotonic", lambda: found.real)
        assert found.after(0) == 1
        return found

    return begin


def test_while_people_press_a_forecast_stands_for_a_moment(sweep: Sweep, house: House) -> None:
    office = sweep()
    kiosk = house.program("kiosk")
    seen = []
    for _ in range(6):
        kiosk.draws("residence")
        seen.append(office.after(SWEEP_SECONDS))
    assert seen == [0, 1, 0, 1, 0, 1]


def test_after_a_quiet_time_a_press_is_followed_at_once(sweep: Sweep, house: House) -> None:
    office = sweep()
    assert office.after(FORECAST_REST_SECONDS + 1) == 0
    house.program("kiosk").draws("residence")
    assert office.after(0.1) == 1


def test_without_a_press_it_is_renewed_all_the_same(sweep: Sweep) -> None:
    office = sweep()
    assert office.after(FORECAST_SECONDS - 1) == 0
    assert office.after(1) == 1


def test_a_clock_that_is_set_by_hand_asks_at_once(sweep: Sweep, house: House) -> None:
    office = sweep(stands=True)
    assert office.after(1) == 0
    house.clock.advance(seconds=2)  # as far as real time has gone: no jump, and yet it was set
    assert office.after(1) == 1
    assert office.after(1) == 0
