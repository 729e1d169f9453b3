"""Forecasts that one process computes and all the others read, by way of the database."""

from __future__ import annotations

import logging

from queue_app.storage.database import Unavailable
from queue_app.storage.forecast_store import ForecastStore
from queue_app.use_cases.forecasting import Forecast, Forecasts
from queue_app.use_cases.ports import Conflict

log = logging.getLogger("queue_app.forecasts")


class Shared:
    """One process's way to the forecasts of all."""

    def __init__(self, store: ForecastStore, forecasts: Forecasts) -> None:
        self._store, self._forecasts = store, forecasts

    def put(self, forecast: Forecast) -> None:
        """Let the others have what was published here; the next one will do if this one cannot."""
        try:
            self._store.put(forecast)
        except (Unavailable, Conflict) as problem:
            log.warning("a forecast was not handed on: %s", problem)

    def take(self) -> None:
        """Publish here what the others have put; raises Unavailable."""
        for forecast in self._store.fresh():
            self._forecasts.publish(forecast)
