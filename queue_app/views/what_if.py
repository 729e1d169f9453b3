"""A replay as JSON: real, as it was, changed, each with its band; whether it proved itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date

from queue_app.domain.office import Office
from queue_app.estimation.what_if import Answer, Band
from queue_app.views.parts import Json, counter_ref, service_ref

PLAIN = ("median", "p90", "mean", "called", "unserved", "left", "last", "occupancy")


def what_if(
    office: Office,
    answer: Answer,
    *,
    days: Sequence[date],
    weekday: int | None,
    added: Sequence[str] = (),
) -> Json:
    """What a replay found; durations and clocks (since midnight) in seconds, rates fractions."""
    of_services = dict.fromkeys(
        key.split(":")[1] for key in answer.base if key.startswith("service:")
    )
    counters = [key.split(":")[1] for key in answer.scenario if key.startswith("counter:")]
    return {
        "office": office.id,
        "days": [day.isoformat() for day in days],
        "weekday": weekday,
        "replications": answer.replications,
        "band": 0.9,
        "proof": {"holds": answer.holds, "figures": [asdict(each) for each in answer.proof]},
        "total": {
            "real": {key: answer.real.get(key) for key in _keys(answer, "")},
            **_sides(answer, ""),
        },
        "services": [
            {
                "service": service_ref(office, service),
                "real": {
                    key: answer.real.get(f"service:{service}:{key}")
                    for key in _keys(answer, f"service:{service}:")
                },
                **_sides(answer, f"service:{service}:"),
            }
            for service in dict.fromkeys([*office.services, *of_services])
            if service in of_services
        ],
        "counters": [
            {
                "counter": counter_ref(office, counter),
                "added": counter in added,
                "real": {"occupancy": answer.real.get(f"counter:{counter}:occupancy")},
                **_sides(answer, f"counter:{counter}:"),
            }
            for counter in counters
        ],
        "waiting": [
            {
                "clock": clock,
                "real": real,
                "base": _band(base),
                "scenario": _band(changed),
            }
            for clock, real, base, changed in zip(
                answer.clocks,
                answer.waiting_real,
                answer.waiting_base,
                answer.waiting_scenario,
                strict=True,
            )
        ],
    }


def _keys(answer: Answer, prefix: str) -> list[str]:
    """The figures of a group, without those of the groups within."""
    names = (key.removeprefix(prefix) for key in answer.base if key.startswith(prefix))
    return [name for name in names if name in PLAIN or name.startswith("level:")]


def _sides(answer: Answer, prefix: str) -> Json:
    sides: Mapping[str, Mapping[str, Band]] = {
        "base": answer.base,
        "scenario": answer.scenario,
        "difference": answer.difference,
    }
    return {
        name: {
            key.removeprefix(prefix): _band(value)
            for key, value in side.items()
            if key.startswith(prefix)
            and (key.removeprefix(prefix) in PLAIN or key[len(prefix) :].startswith("level:"))
        }
        for name, side in sides.items()
    }


def _band(band: Band) -> Json:
    return {"low": band.low, "likely": band.likely, "high": band.high}
