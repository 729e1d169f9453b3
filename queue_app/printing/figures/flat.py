"""The rows of the statistics as one flat table with stable English names, for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Value = str | int | float | None

COUNTS = ("issued", "called", "served", "unserved", "turned_away")
RATES = ("no_show_rate", "abandonment", "throughput", "occupancy")
SUMMARIES = ("wait", "walking", "service", "handling", "delay")
PARTS = ("count", "mean", "median", "p90", "max")
TEXTS = ("key", "label")
WHOLE = frozenset((*COUNTS, "paper", *(f"{one}_count" for one in SUMMARIES)))
"""The columns that hold whole numbers."""


def columns(statistics: Mapping[str, Any]) -> list[str]:
    """The names of the columns; durations are in seconds, rates are fractions."""
    return [*TEXTS, *COUNTS, *RATES, *_levels(statistics), *_summaries(), "paper"]


def rows(statistics: Mapping[str, Any]) -> list[list[Value]]:
    """The rows, and the total as the last one; hidden figures are None."""
    levels = _limits(statistics)
    return [_row(row, levels) for row in (*statistics["rows"], statistics["total"])]


def _row(row: Mapping[str, Any], levels: Sequence[str]) -> list[Value]:
    shares = row.get("service_level") or {}
    summaries = [row.get(one) or {} for one in SUMMARIES]
    return [
        str(row["key"]),
        str(row.get("label") or row["key"]),
        *(row.get(name) for name in (*COUNTS, *RATES)),
        *(shares.get(one) for one in levels),
        *(summary.get(part) for summary in summaries for part in PARTS),
        row.get("paper"),
    ]


def _limits(statistics: Mapping[str, Any]) -> list[str]:
    return sorted(statistics["total"].get("service_level") or {}, key=float)


def _levels(statistics: Mapping[str, Any]) -> list[str]:
    return [f"service_level_{one}" for one in _limits(statistics)]


def _summaries() -> list[str]:
    return [f"{summary}_{part}" for summary in SUMMARIES for part in PARTS]
