"""The office's own published estimates correct the next day's, also after a restart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from queue_app.estimation import MODEL
from queue_app.realtime.forecaster import Forecaster
from queue_app.storage.days import Days
from queue_app.use_cases import calling
from queue_app.use_cases.forecasting import Forecast, Forecasts
from queue_app.use_cases.ports import PublishedEstimate
from tests.storage.people import TUESDAY, Process

PROMISED = tuple(float(n) for n in range(40))


def lived_through(process: Process, office: str, model: str) -> None:
    """A morning on which everybody was promised less than a minute and waited longer."""
    desk = f"{office}-1"
    process.open(desk, office=office)
    for _ in range(40):
        promise = PublishedEstimate(
            process.clock(), 4, 20, 36, 0, 60, "prior", model, 0, PROMISED
        )  # fmt: skip
        process.draw(f"{office}-card", office=office, estimate=promise)
    process.clock.advance(minutes=1)
    for _ in range(40):
        process.clock.advance(seconds=10)
        process.next(desk, office=office)
        process.at(desk, calling.start, office=office)
        process.clock.advance(seconds=50)
        process.at(desk, calling.finish, office=office)
    process.at(desk, calling.close_counter, office=office)


def published(process: Process, office: str) -> tuple[float | None, int]:
    """P90 for the last of some people who wait, and how many ranges the forecast noted."""
    noted: list[Forecast] = []
    forecasts = Forecasts()
    forecaster = Forecaster(
        process.reader,
        process.reader,
        process.clock,
        forecasts,
        past=Days(process.database, process.reader),
        rollouts=1000,
        note=noted.append,
    )
    forecaster.refresh(office)
    latest = forecasts.latest(office)
    assert latest is not None
    assert noted == [latest]
    assert all(one.model == MODEL and len(one.quantiles) == 40 for one in latest.tickets.values())
    assert all(one.shown_at is not None for one in latest.tickets.values())
    return latest.services[f"{office}-card"].high, len(latest.tickets)


def test_yesterdays_ranges_correct_todays(process: Process, new_office: Callable[[], str]) -> None:
    learning, forgetting = new_office(), new_office()
    for office, model in ((learning, MODEL), (forgetting, "earlier")):
        process.clock.now = TUESDAY
        lived_through(process, office, model)
    process.clock.now = TUESDAY + timedelta(days=1)
    for office in (learning, forgetting):
        process.settle(office)
        process.open(f"{office}-1", office=office)
        for _ in range(3):
            process.draw(f"{office}-card", office=office)
    (corrected, three), (plain, _) = published(process, learning), published(process, forgetting)
    assert corrected is not None
    assert plain is not None
    assert corrected > plain * 1.04
    assert three == 3
    # A process that starts later knows the same: everything is in the database.
    assert published(process, learning)[0] == corrected
