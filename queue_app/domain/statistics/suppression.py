"""What a report hides of single counters, so that no figure stands for a handful of people.

A cell needs five legs to be shown, also against subtraction: the total less the cells shown must
not give away the one hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from queue_app.domain.statistics.figures import Key, Row, Summary

LEAST_LEGS = 5
"""How many legs a counter's cell must stand for."""


@dataclass(frozen=True)
class _Column:
    """Figures that stand for the same legs, and how many these are in a row."""

    names: tuple[str, ...]
    base: Callable[[Row], int]


def _count(name: str) -> Callable[[Row], int]:
    def count(row: Row) -> int:
        summary: Summary | None = getattr(row, name)
        return summary.count if summary else 0

    return count


_CALLED = _Column(
    ("no_show_rate", "service_level", "service_level_counts"), lambda row: row.called or 0
)
_SUMMARIES = tuple(
    _Column((name,), _count(name)) for name in ("wait", "walking", "service", "handling", "delay")
)


def protect(rows: Sequence[Row]) -> list[Row]:
    """The rows of counters with everything hidden that would stand for too few legs.

    A counter with fewer than five legs shows nothing at all. Of the others each figure that
    stands for one to four legs is hidden; one that stands for none says so.
    """
    hidden = _hidden({row.key: row.issued or 0 for row in rows})
    protected = [Row(row.key) if row.key in hidden or not row.issued else row for row in rows]
    for column in (_CALLED, *_SUMMARIES):
        protected = _without_small(protected, rows, column)
    return protected


def _without_small(shown: Sequence[Row], all_rows: Sequence[Row], column: _Column) -> list[Row]:
    """The rows shown without the figures of a column that are too small or give one away."""
    gone = frozenset(row.key for row in shown if row.issued is None)
    hidden = _hidden({row.key: column.base(row) for row in all_rows}, already=gone)
    nothing: dict[str, Any] = dict.fromkeys(column.names)
    return [replace(row, **nothing) if row.key in hidden else row for row in shown]


def _hidden(bases: Mapping[Key, int], already: frozenset[Key] = frozenset()) -> set[Key]:
    """Which cells to hide: the small ones, and the next smallest until these are a crowd.

    Cells without any leg neither need protection nor give it: everybody can see an idle counter.
    """
    counted = sorted((key for key in bases if bases[key]), key=lambda key: (bases[key], str(key)))
    hidden = {key for key in counted if bases[key] < LEAST_LEGS or key in already}
    for key in counted:
        crowd = sum(bases[other] for other in hidden)
        if not hidden or (len(hidden) > 1 and crowd >= LEAST_LEGS):
            break
        hidden.add(key)
    return hidden
