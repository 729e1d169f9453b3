"""Everybody's place at one instant, worked out together: what `discipline.ahead` says of one ticket,
for all of them at little more than the price of one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable
from datetime import datetime
from operator import itemgetter

from queue_app.domain.discipline import Key, is_eligible, may_call, order_key
from queue_app.domain.office import Office
from queue_app.domain.ticket import Ticket

Kind = tuple[str, str | None]
"""What decides which counters may call a ticket: its service and its binding."""


class Standing:
    """The eligible waiting tickets of an office in office order."""

    def __init__(
        self,
        tickets: Iterable[Ticket],
        office: Office,
        open_counters: Collection[str],
        now: datetime,
    ) -> None:
        eligible = [ticket for ticket in tickets if is_eligible(ticket, now)]
        placed = [(order_key(ticket, office), _kind(ticket)) for ticket in eligible]
        placed.sort(key=itemgetter(0))
        self._keys: list[Key] = [key for key, _ in placed]
        self._kinds: list[Kind] = [kind for _, kind in placed]
        self._samples = {_kind(ticket): ticket for ticket in eligible}
        self._office = office
        self._open = open_counters
        self._shared: dict[Kind, frozenset[Kind]] = {}

    def ahead(self, ticket: Ticket) -> int:
        """How many count as ahead of a ticket, which need not be among them."""
        own = order_key(ticket, self._office)
        shared = self._sharing(ticket)
        before = self._kinds[: bisect_left(self._keys, own)]
        return sum(kind in shared for kind in before)

    def _sharing(self, ticket: Ticket) -> frozenset[Kind]:
        """The kinds that a counter able to serve the ticket may also call."""
        kind = _kind(ticket)
        known = self._shared.get(kind)
        if known is None:
            able = [c for c in self._office.counters.values() if may_call(c, ticket)]
            able = [c for c in able if c.id in self._open] or able
            known = frozenset(
                other
                for other, sample in self._samples.items()
                if any(may_call(counter, sample) for counter in able)
            )
            self._shared[kind] = known
        return known


def _kind(ticket: Ticket) -> Kind:
    return ticket.service, ticket.bound_to
