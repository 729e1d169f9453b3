"""Waits and forecast errors of fresh calls, worked out when somebody asks for the figures."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from queue_app.domain.statistics import legs, score
from queue_app.web.services import Services


def measure_calls(it: Services) -> None:
    """Count the calls since it was last asked; raises Unavailable.

    Two questions to the database for each office that called, about the called tickets alone. A
    call that was undone meanwhile counts nowhere.
    """
    fresh = list(it.meters.fresh_calls)
    calls: dict[str, dict[str, set[datetime]]] = defaultdict(lambda: defaultdict(set))
    for call in fresh:
        calls[call.office][call.ticket].add(call.at)
    for office, by_ticket in calls.items():
        _measure(it, office, by_ticket)
    for call in fresh:
        # One that was let go meanwhile is gone already.
        if it.meters.fresh_calls and it.meters.fresh_calls[0] is call:
            it.meters.fresh_calls.popleft()


def _measure(it: Services, office: str, calls: dict[str, set[datetime]]) -> None:
    facts, published = it.reader.visits(office, list(calls))
    first_called = [leg for leg in legs(facts) if leg.t1 in calls[leg.ticket] and leg.called]
    for leg in first_called:
        if leg.wait is not None:
            it.meters.waits.labels(office).observe(leg.wait)
    for one in score([leg for leg in first_called if leg.index == 1], published):
        if one.error is not None:
            it.meters.errors.labels(office).observe(abs(one.error))
        if one.held is not None:
            it.meters.ranges.labels(office, str(one.held).lower()).inc()
