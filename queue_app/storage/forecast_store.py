"""The last published forecast of each office, for the processes that do not compute it.

One row an office, replaced with each forecast; a random stamp tells whether it is news. What only
scoring needs of a ticket's estimate stays in the process that writes the ranges down.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from queue_app.storage.database import Database
from queue_app.storage.tables import forecasts
from queue_app.use_cases.forecasting import Forecast
from queue_app.use_cases.ports import PublishedEstimate, Rise

DIGITS = 3
"""Of the seconds of an estimate."""
_STAMPS = select(forecasts.c.office, forecasts.c.stamp)
_NUMBERS = ("low", "likely", "high", "shown_low", "shown_high")


class ForecastStore:
    """Where the worker puts forecasts, and web processes find those they do not know."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, str] = {}

    def put(self, forecast: Forecast) -> None:
        """Replace the office's forecast; raises Unavailable or Conflict."""
        row = {
            "office": forecast.office,
            "stamp": secrets.token_hex(8),
            "data": to_text(forecast),
        }
        with self._database.writing() as connection:
            connection.execute(delete(forecasts).where(forecasts.c.office == forecast.office))
            connection.execute(insert(forecasts), row)

    def fresh(self) -> list[Forecast]:
        """The forecasts that were put since it was last asked; raises Unavailable."""
        with self._database.asking() as connection:
            stamps = connection.execute(_STAMPS).all()
        asked = [row.office for row in stamps if self._known.get(row.office) != row.stamp]
        if not asked:
            return []
        query = select(forecasts).where(forecasts.c.office.in_(asked))
        with self._database.asking() as connection:
            rows = connection.execute(query).all()
        self._known |= {row.office: row.stamp for row in rows}
        return [from_text(row.office, row.data) for row in rows]


def to_text(forecast: Forecast) -> str:
    """A forecast as JSON."""
    now = forecast.as_of
    value = {
        "revision": forecast.revision,
        "as_of": now.isoformat(),
        "tickets": {key: _estimate(one) for key, one in forecast.tickets.items()},
        "services": {
            key: _estimate(one)
            | {
                "quantiles": _rounded(one.quantiles),
                "features": one.features,
                "load": one.load,
            }
            for key, one in forecast.services.items()
        },
        "usual": forecast.usual,
        "implausible": forecast.implausible,
        "full": sorted(forecast.full),
        "guarded": forecast.guarded,
        "held": forecast.held,
        "rest": [(at.isoformat(), *counts) for at, *counts in forecast.rest],
    }
    return json.dumps(value, separators=(",", ":"))


def from_text(office: str, text: str) -> Forecast:
    """A forecast of JSON."""
    value: Any = json.loads(text)
    now = datetime.fromisoformat(value["as_of"])
    return Forecast(
        office=office,
        revision=value["revision"],
        as_of=now,
        tickets={key: _published(one, now) for key, one in value["tickets"].items()},
        services={key: _published(one, now) for key, one in value["services"].items()},
        usual={key: (low, high) for key, (low, high) in value["usual"].items()},
        implausible=value["implausible"],
        full=frozenset(value["full"]),
        guarded=value["guarded"],
        held={key: tuple(one) for key, one in value["held"].items()},
        rest=tuple(
            (datetime.fromisoformat(at), low, likely, high)
            for at, low, likely, high in value.get("rest", ())
        ),
    )


def _estimate(one: PublishedEstimate) -> dict[str, Any]:
    found: dict[str, Any] = {
        "range": _rounded(getattr(one, name) for name in _NUMBERS),
        "basis": one.basis,
        "model": one.model,
    }
    if one.shown_at is not None:
        found["shown_at"] = one.shown_at.isoformat()
    if one.reason is not None:
        found["reason"] = (one.reason.code, one.reason.count, one.reason.at.isoformat())
    return found


def _published(one: Mapping[str, Any], now: datetime) -> PublishedEstimate:
    shown_at, reason = one.get("shown_at"), one.get("reason")
    return PublishedEstimate(
        as_of=now,
        **dict(zip(_NUMBERS, one["range"], strict=True)),
        basis=one["basis"],
        model=one["model"],
        load=one.get("load"),
        quantiles=tuple(one.get("quantiles", ())),
        features=tuple(one.get("features", ())),
        shown_at=datetime.fromisoformat(shown_at) if shown_at else None,
        reason=Rise(reason[0], reason[1], datetime.fromisoformat(reason[2])) if reason else None,
    )


def _rounded(values: Any) -> list[float | None]:
    return [None if value is None else round(value, DIGITS) for value in values]
