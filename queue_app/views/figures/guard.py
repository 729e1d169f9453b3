"""The capacity guard's record over many days: the sum of the days'."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_FATES = ("warned", "overridden", "passed")


def guard_over(days: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The `capacity_guard` of the interface from those of single days."""
    found: dict[str, Any] = {
        "refused": 0,
        "scored": 0,
        "would_have_been_served": 0,
        **{fate: {"count": 0, "never_called": 0} for fate in _FATES},
    }
    for day in days:
        for name in ("refused", "scored", "would_have_been_served"):
            found[name] += day[name] or 0
        for fate in _FATES:
            for name in ("count", "never_called"):
                found[fate][name] += day[fate][name]
    if not found["scored"]:
        found["would_have_been_served"] = None
    return found
