"""A staffing plan as JSON and as CSV: expected arrivals and counters needed per half-hour."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from queue_app.domain.office import Office
from queue_app.estimation.staffing import Need
from queue_app.estimation.staffing_arrivals import LEAST_DAYS, Expected, Forecast, Tried
from queue_app.estimation.staffing_crowd import Kind, Target
from queue_app.views.parts import Json, counter_ref, service_ref

HEAD = (
    "day", "half_hour", "expected", "expected_low", "expected_high", "counters", "erlang_c",
    "service_level", "reached",
)  # fmt: skip


def staffing(
    office: Office,
    planned: Sequence[tuple[date, Expected | None, Sequence[Need]]],
    *,
    kinds: Sequence[Kind],
    forecast: Forecast,
    tried: Tried | None,
    target: Target,
    days: tuple[date, date],
) -> Json:
    """The plan; without enough days known there is no day in it, and `enough` is false."""
    return {
        "office": office.id,
        "from": days[0].isoformat(),
        "to": days[1].isoformat(),
        "target": {"minutes": target.within / 60, "share": target.share},
        "enough": bool(planned),
        "known_days": len(forecast.days),
        "least_days": LEAST_DAYS,
        "after_closed": {"factor": forecast.after, "days": forecast.after_days},
        "backtest": None if tried is None else asdict(tried),
        "kinds": [_kind(office, kind) for kind in kinds],
        "days": [_day(*each) for each in planned],
    }


def _kind(office: Office, kind: Kind) -> Json:
    return {
        "counters": [counter_ref(office, counter) for counter in kind.counters],
        "services": [service_ref(office, service) for service in kind.services],
    }


def _day(day: date, expected: Expected | None, needs: Sequence[Need]) -> Json:
    return {
        "day": day.isoformat(),
        "open": expected is not None,
        "after_closed": bool(expected and expected.after_closed),
        "expected": None if expected is None else sum(need.expected for need in needs),
        "half_hours": [
            {
                "half_hour": f"{need.half_hour // 2:02}:{need.half_hour % 2 * 30:02}",
                "expected": need.expected,
                "low": need.low,
                "high": need.high,
                "counters": need.counters,
                "kinds": list(need.kinds),
                "erlang": need.erlang,
                "level": need.level,
                "reached": need.reached,
            }
            for need in needs
        ],
    }


def staffing_csv(plan: Json) -> str:
    """The plan as CSV (RFC 4180): one row a half-hour, one column more for each kind of counter."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    names = [
        "counters: " + " / ".join(each["label"] for each in kind["counters"])
        for kind in plan["kinds"]
    ]
    writer.writerow([*HEAD, *map(_harmless, names)])
    for day in plan["days"]:
        for row in day["half_hours"]:
            level = row["level"]
            writer.writerow(
                [
                    day["day"], row["half_hour"],
                    *(f"{row[key]:.1f}" for key in ("expected", "low", "high")),
                    row["counters"], row["erlang"],
                    "" if level is None else f"{level:.3f}",
                    "true" if row["reached"] else "false",
                    *row["kinds"],
                ]
            )  # fmt: skip
    return out.getvalue()


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
