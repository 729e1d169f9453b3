"""Which services are full: the question of the capacity guard, with hysteresis against flapping."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from queue_app.estimation.forecast import Estimate

MARGIN = 0.05
"""By how much a full service must exceed the certainty before numbers pass again."""


def full_services(
    services: Mapping[str, Estimate], certainty: float, before: Collection[str] = ()
) -> frozenset[str]:
    """The services for which a number drawn now would not be called in time for sure enough.

    A service becomes full when P(called before closing) falls below `certainty`; one that was
    full (`before`) passes again from certainty + 0.05 on, or from half-way to 1 where that is
    nearer. So noise of a few futures, or one person more or less, does not turn the light back and
    forth, while a counter that opens does at once. A service nobody serves, and one that nothing
    can be said of, is never full.
    """
    again = certainty + min(MARGIN, (1 - certainty) / 2)
    return frozenset(
        service
        for service, one in services.items()
        if one.by_closing is not None
        and one.by_closing < (again if service in before else certainty)
    )
