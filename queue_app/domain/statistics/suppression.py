"""Which days of which counters may be shown, so that no figure stands for a handful of people.

The smallest thing that is shown or hidden is a counter's whole day. Everything that shows figures
of single counters asks here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

LEAST_LEGS = 5
"""How many legs a counter's cell must stand for."""

C = TypeVar("C", str, int)


def shown_counters(bases: Mapping[C, Sequence[int]]) -> set[C]:
    """The counters of a day that may be shown, by how many legs each of their figures stands for.

    The first base counts the counter's legs; every counter has as many bases. Hidden are those
    with one to four legs under any base, and then the next smallest until what is hidden stands
    under every base for nobody, or for two counters and five legs at least: so the office's total
    less the counters shown gives nobody away. Idle counters show nothing and protect nobody.
    """
    at_work = {counter: of for counter, of in bases.items() if of[0]}
    hidden = {
        counter for counter, of in at_work.items() if any(0 < base < LEAST_LEGS for base in of)
    }
    for counter in sorted(at_work, key=lambda counter: (at_work[counter][0], counter)):
        if _is_safe([at_work[one] for one in hidden]):
            break
        hidden.add(counter)
    return at_work.keys() - hidden


def shown_under(bases: Mapping[C, Sequence[int]]) -> list[set[C]]:
    """For each base the counters whose figures of this base may be shown.

    Whoever is hidden under the first base, the legs, is hidden under all of them.
    """
    shown = shown_counters({counter: of[:1] for counter, of in bases.items()})
    size = len(next(iter(bases.values()), ()))
    return [
        shown & shown_counters({counter: (of[0], of[at]) for counter, of in bases.items()})
        for at in range(size)
    ]


def _is_safe(hidden: Sequence[Sequence[int]]) -> bool:
    """Whether under every base there is nobody, or a crowd at two counters at least."""
    for base in zip(*hidden, strict=True):
        if sum(base) and (sum(base) < LEAST_LEGS or sum(map(bool, base)) < 2):
            return False
    return True
