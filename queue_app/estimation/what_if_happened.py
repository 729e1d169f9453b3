"""What really happened on a day, in the same shape as what is played."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from queue_app.domain import events as e
from queue_app.domain.office import Office
from queue_app.domain.statistics import By, Leg, legs, summarise
from queue_app.domain.statistics.leg import End
from queue_app.estimation.service_times import Profile
from queue_app.estimation.what_if import Lived
from queue_app.estimation.what_if_day import PastDay
from queue_app.estimation.what_if_figures import Seen
from queue_app.estimation.what_if_reading import past_day, wall_midnight

NAN = float("nan")


def lived(
    facts: Sequence[e.Recorded],
    office: Office,
    day: date,
    profile: Profile,
    *,
    counter_statistics: bool = True,
) -> Lived:
    """A day by its facts; `profile` is what was learned up to its evening.

    Without `counter_statistics` nothing is said of single counters.
    """
    facts = e.without_paper(facts)  # nobody knows which counters they could have had
    known = past_day(facts, office, day)
    report = summarise(
        facts,
        zone=office.zone,
        by=By.COUNTER,
        days=(day, day),
        now=None,
        level_minutes=office.rules.service_level_minutes,
        counter_statistics=counter_statistics,
        keys=list(office.counters),
    )
    return Lived(
        known,
        profile,
        happened(legs(facts), known, wall_midnight(day, office)),
        report.total.occupancy,
        {str(row.key): row.occupancy for row in report.rows if row.occupancy is not None},
    )


def happened(found: Sequence[Leg], day: PastDay, midnight: float) -> Seen:
    """The legs of a day as one replication."""
    called = [leg for leg in found if not leg.at_once]

    def row(values: list[float | None]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        return np.array([[NAN if value is None else value for value in values]], dtype=float)

    over = [leg.t1 or leg.t3 for leg in called]
    ends = [leg.t3.timestamp() - midnight for leg in found if leg.served and leg.t3 is not None]
    return Seen(
        services=[leg.service for leg in called],
        waits=row([leg.wait for leg in called]),
        vain=row([leg.waited for leg in called]),
        left=np.array([[leg.unserved and leg.end is End.CANCELLED for leg in called]], dtype=bool),
        began=row([leg.t0.timestamp() - midnight for leg in called]),
        over=row([day.calls_end if at is None else at.timestamp() - midnight for at in over]),
        last=np.array([max(ends, default=NAN)]),
    )
