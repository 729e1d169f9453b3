"""How right the published waiting times were, in figures for managers and for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from queue_app.domain.statistics.scoring import Published, Scored


class WithBasis(Published, Protocol):
    """A published estimate that says what it rested on."""

    @property
    def basis(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Figures of some ranges; seconds, shares as fractions, None without anything to count.

    `ranges` whose fate is known = `called` + `never_called` (left, expired, or asked to be called
    later). `judged` are those called and those never called whose range was over by then; `held`
    of them lay inside the range shown, and `inside_shown` is their share. `inside_p10_p90`
    likewise for P10 to P90. `mae` and `bias` are of `likely`, over those called; a positive bias
    promised too much waiting. `width` is the median of the ranges shown.
    """

    ranges: int
    called: int
    never_called: int
    judged: int
    held: int
    inside_shown: float | None = None
    inside_p10_p90: float | None = None
    mae: float | None = None
    bias: float | None = None
    width: float | None = None
    share_never_called: float | None = None

    def to_json(self) -> dict[str, Any]:
        """The fields by name."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class AccuracyReport:
    """The ranges at issue by service, local hour (`HH:00`) and basis, and in all.

    `while_waiting` are the ranges shown after the issue, whenever the one shown changed.
    """

    services: dict[str, Accuracy]
    hours: dict[str, Accuracy]
    bases: dict[str, Accuracy]
    total: Accuracy
    while_waiting: Accuracy


def accuracy(scored: Sequence[Scored[Any]]) -> Accuracy:
    """The figures of some scored ranges."""
    errors = [error for one in scored if (error := one.error) is not None]
    shown = [held for one in scored if (held := one.held) is not None]
    inner = [
        inside
        for one in scored
        if (inside := one.inside(one.range.low, one.range.high)) is not None
    ]
    widths = [
        one.range.shown_high - one.range.shown_low
        for one in scored
        if one.range.shown_low is not None and one.range.shown_high is not None
    ]
    never = sum(one.wait is None for one in scored)
    return Accuracy(
        ranges=len(scored),
        called=len(scored) - never,
        never_called=never,
        judged=len(shown),
        held=sum(shown),
        inside_shown=_mean(shown),
        inside_p10_p90=_mean(inner),
        mae=_mean([abs(error) for error in errors]),
        bias=_mean(errors),
        width=median(widths) if widths else None,
        share_never_called=never / len(scored) if scored else None,
    )


def accuracy_report(scored: Iterable[Scored[WithBasis]], zone: ZoneInfo) -> AccuracyReport:
    """All figures; hours are those of the issue, in the office's own zone."""
    known = list(scored)
    issued = [one for one in known if one.at_issue]
    services: dict[str, list[Scored[WithBasis]]] = {}
    hours: dict[str, list[Scored[WithBasis]]] = {}
    bases: dict[str, list[Scored[WithBasis]]] = {}
    for one in issued:
        services.setdefault(one.leg.service, []).append(one)
        hours.setdefault(f"{one.leg.t0.astimezone(zone):%H}:00", []).append(one)
        bases.setdefault(one.range.basis, []).append(one)
    return AccuracyReport(
        services=_each(services),
        hours=_each(hours),
        bases=_each(bases),
        total=accuracy(issued),
        while_waiting=accuracy([one for one in known if not one.at_issue]),
    )


def _each(groups: dict[str, list[Scored[WithBasis]]]) -> dict[str, Accuracy]:
    return {key: accuracy(groups[key]) for key in sorted(groups)}


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
