"""The leg of a visit that was written down by hand."""

from __future__ import annotations

from datetime import datetime

from queue_app.domain import events as e
from queue_app.domain.statistics.leg import End, Leg, Stay

ENDS = {"finished": End.FINISHED, "cancelled": End.CANCELLED, "no_show": End.EXPIRED}
"""How each ending that is written down counts."""


def leg_on_paper(fact: e.VisitOnPaper, at: datetime) -> Leg:
    """The leg with its figures; `at` is when the number was given out.

    Where only one of call and start was written, it stands for both, and nothing is known of the
    walking.
    """
    finished = fact.ended == "finished"
    t1 = fact.called_at or fact.started_at
    t2 = (fact.started_at or fact.called_at) if finished else None
    t3 = fact.finished_at or t1
    missed = fact.ended == "no_show"
    known_walking = finished and fact.called_at is not None
    return Leg(
        ticket=fact.visit,
        number=fact.number,
        index=1,
        service=fact.service,
        persons=fact.persons,
        priority=fact.priority,
        counter=fact.counter,
        t0=at,
        t1=t1,
        t2=t2,
        t3=t3,
        at_once=False,
        end=ENDS[fact.ended],
        booked_at=None,
        appointment=False,
        wait=_seconds(at, t1),
        waited=_seconds(at, t3) if t1 is None else None,
        delay=None,
        walking=_seconds(fact.called_at, fact.started_at) if known_walking else None,
        service_time=_seconds(t2, t3),
        absences=_some(_seconds(t1, fact.finished_at)) if missed else (),
        missed=missed,
        unconfirmed=False,
        postponements=(),
        waiting=(Stay(at, t1 or t3),),
        waiting_since=None,
        busy=(),
        outcome=fact.outcome,
        paper=True,
    )


def _seconds(since: datetime | None, until: datetime | None) -> float | None:
    return None if since is None or until is None else (until - since).total_seconds()


def _some(value: float | None) -> tuple[float, ...]:
    return () if value is None else (value,)
