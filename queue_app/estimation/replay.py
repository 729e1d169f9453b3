"""From an office's own log to moments for the backtest: each ticket as it stood when it was drawn.

The queue is rebuilt fact by fact in the order of the log, so that a moment holds nothing that
happened later; only the wait it is scored against comes from afterwards. The office is taken as
it is configured now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from queue_app.domain import events as e
from queue_app.domain.folding import fold
from queue_app.domain.office import Office
from queue_app.domain.opening_hours import business_day
from queue_app.domain.queue import Queue
from queue_app.domain.statistics import Leg, legs
from queue_app.estimation.backtest import Moment
from queue_app.estimation.facts import observed
from queue_app.estimation.observations import Observation
from queue_app.estimation.reading import snapshot_of
from queue_app.estimation.truth import Kept


def moments_of(
    facts: Sequence[e.Recorded],
    office: Office,
    published: Mapping[str, Kept],
    *,
    since: date | None = None,
) -> Iterator[Moment]:
    """The moments of all tickets drawn from the day `since` on whose fate is known.

    `published` are the stored estimates at issue by ticket. What was observed before `since` is
    handed over with the first moment.
    """
    found = dict(observed(facts, office))
    first = {leg.ticket: leg for leg in reversed(legs(facts))}
    past = _Past(office)
    known: list[Observation] = []
    for recorded in sorted(facts, key=lambda each: each.revision):
        past.take(recorded)
        known += found.get(recorded.revision, ())
        if not isinstance(recorded.fact, e.TicketIssued):
            continue
        ticket = recorded.fact.ticket
        day = business_day(recorded.at, office.zone)
        fate = _fate(first[ticket]) if ticket in first else None
        if fate is None or (since is not None and day < since):
            continue
        waited, censored = fate
        snapshot = snapshot_of(past.queue, recorded.at)
        yield Moment(
            day.toordinal(), snapshot, ticket, tuple(known), waited, censored, published.get(ticket)
        )
        known = []


def _fate(leg: Leg) -> tuple[float, bool] | None:
    """The wait in seconds and whether it is censored; None while nobody can say."""
    end = leg.t1 or leg.t3
    if end is None:
        return None
    asked = [p.request for p in leg.postponements if p.request < end]
    known = min(asked, default=end)
    return (known - leg.t0).total_seconds(), leg.t1 is None or bool(asked)


class _Past:
    """The queue as it was, one fact after the other."""

    def __init__(self, office: Office) -> None:
        self.queue = Queue(office, epoch="replay")
        self._histories: dict[str, list[e.Recorded]] = {}
        self._action = 0

    def take(self, recorded: e.Recorded) -> None:
        """One more fact; those of tickets issued before the log begins are passed over."""
        fact, queue = recorded.fact, self.queue
        if recorded.action != self._action:  # a leg that ends may be followed by the next one
            self._action = recorded.action
            queue.tickets = {key: t for key, t in queue.tickets.items() if not t.is_final}
        ticket = e.ticket_of(fact)
        if ticket is not None:
            if isinstance(fact, e.TicketIssued):
                self._histories[ticket] = []
            elif ticket not in self._histories:
                return
            self._histories[ticket].append(recorded)
        queue.follow(recorded)
        if isinstance(fact, e.ActionUndone) and ticket is not None:
            queue.replace_ticket(fold(self._histories[ticket]))
