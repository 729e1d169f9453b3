"""What is asked of the database without changing it: queues, tickets, facts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from time import monotonic

from sqlalchemy import RowMapping, select

from queue_app.domain.errors import UnknownCounter, UnknownOffice, UnknownTicket
from queue_app.domain.events import Recorded, TicketIssued
from queue_app.domain.folding import fold
from queue_app.domain.queue import Queue
from queue_app.domain.ticket import Ticket
from queue_app.storage import estimates, event_log
from queue_app.storage.database import Database
from queue_app.storage.queue_cache import QueueCache
from queue_app.storage.tables import facts, offices, queues, tickets
from queue_app.use_cases.ports import PublishedEstimate

# Built once: to build them costs more than the answer.
_HOW_FAR = select(queues.c.office, queues.c.revision)
_OFFICES = select(offices.c.id).order_by(offices.c.position)


@dataclass(frozen=True)
class TicketPlace:
    """Where a ticket is found."""

    office: str
    ticket: str


class Reader:
    """Reads through the cache of queues; what it returns must not be changed."""

    def __init__(self, database: Database, cache: QueueCache, *, trust: float = 0.0) -> None:
        """`trust`: for how many real seconds the copy in memory is believed without asking.

        Only the one server of an embedded database may: all presses go through it, and what a
        command beside it writes is seen by the next sweep that asks.
        """
        self._database = database
        self._cache = cache
        self._trust = trust
        self._offices: tuple[float, list[str]] = (0.0, [])
        self._stands_in: dict[str, str] = {}

    def look(self) -> None:
        """Ask once how far every office is: afterwards `queue` with a trust asks nothing more."""
        with self._database.asking() as connection:
            rows = connection.execute(_HOW_FAR).all()
        self._cache.confirm({row.office: row.revision for row in rows})

    def queue(self, office: str, *, trust: float = 0.0) -> Queue:
        """The office's queue as the database has it now, or had it `trust` seconds ago.

        Raises UnknownOffice.
        """
        trust = max(trust, self._trust)
        recent = self._cache.recent(office, trust) if trust else None
        if recent is not None:
            return recent
        epoch = self._database.epoch
        with self._database.asking() as connection:
            known = self._cache.agreeing(connection, office, epoch)
        if known is not None:
            return known
        with self._database.reading() as connection:
            return self._cache.get(connection, office, epoch, lock=False)

    def office_ids(self) -> list[str]:
        """The ids of all offices in their order."""
        asked, known = self._offices
        if known and monotonic() - asked < self._trust:
            return known
        with self._database.asking() as connection:
            found = list(connection.execute(_OFFICES).scalars())
        self._offices = (monotonic(), found)
        return found

    def office_of_counter(self, counter: str) -> str:
        """The office a counter stands in; raises UnknownCounter."""
        known = self._stands_in.get(counter)
        if known is not None and self._stands(counter, known):
            return known
        for office in self.office_ids():
            if self._stands(counter, office):
                self._stands_in[counter] = office
                return office
        self._stands_in.pop(counter, None)
        raise UnknownCounter(f"There is no counter {counter!r}.")

    def _stands(self, counter: str, office: str) -> bool:
        try:
            return counter in self.queue(office).office.counters
        except UnknownOffice:
            return False

    def find_token(self, token: str) -> TicketPlace:
        """The ticket a citizen's token opens; raises UnknownTicket."""
        with self._database.asking() as connection:
            query = select(tickets.c.office, tickets.c.id).where(tickets.c.token == token)
            row = connection.execute(query).first()
        if row is None:
            raise UnknownTicket("There is no such ticket.")
        return TicketPlace(row.office, row.id)

    def ticket(self, office: str, ticket_id: str) -> Ticket:
        """A ticket of an office, also one that is final; raises UnknownTicket."""
        known = self.queue(office).tickets.get(ticket_id)
        if known is not None:
            return known
        with self._database.reading() as connection:
            query = event_log.of_office(office).where(facts.c.ticket == ticket_id)
            history = event_log.read(connection, query)
        if not history:
            raise UnknownTicket("There is no such ticket.")
        return fold(history)

    def estimates_of_days(
        self, office: str, first: date, last: date, *, samples: bool = False
    ) -> dict[str, PublishedEstimate]:
        """The estimates published at issue, by ticket, for business days from first to last.

        With `samples` they carry their quantiles and features, which only learning needs.
        """
        with self._database.reading() as connection:
            query = select(tickets).where(
                tickets.c.office == office,
                tickets.c.day.between(first, last),
                tickets.c.estimate_as_of.is_not(None),
            )
            rows = connection.execute(query).mappings()
            return {row["id"]: _at_issue(row, samples=samples) for row in rows}

    def ranges_of_days(
        self, office: str, first: date, last: date, *, samples: bool = False
    ) -> dict[str, list[PublishedEstimate]]:
        """The ranges shown after the issue, by ticket in the order of time; days as above."""
        return estimates.PublishedRanges(self._database).of_days(
            office, first, last, samples=samples
        )

    def facts(self, office: str, first: date, last: date, *, after: int = 0) -> list[Recorded]:
        """The facts of the business days from first to last, both included, in order.

        With `after` only those of a later revision.
        """
        with self._database.reading() as connection:
            query = event_log.of_office(office).where(
                facts.c.day.between(first, last), facts.c.revision > after
            )
            return event_log.read(connection, query)

    def days_with_arrivals(self, office: str, first: date, last: date) -> list[date]:
        """The business days from first to last, both included, on which a number was drawn."""
        with self._database.reading() as connection:
            query = (
                select(facts.c.day)
                .where(
                    facts.c.office == office,
                    facts.c.day.between(first, last),
                    facts.c.kind == TicketIssued.__name__,
                )
                .distinct()
                .order_by(facts.c.day)
            )
            return list(connection.execute(query).scalars())

    def arrivals(self, office: str, first: date, last: date) -> list[tuple[date, datetime, str]]:
        """Who drew a number on the business days from first to last: day, instant, service."""
        with self._database.reading() as connection:
            query = select(facts.c.day, facts.c.at, facts.c.data).where(
                facts.c.office == office,
                facts.c.day.between(first, last),
                facts.c.kind == TicketIssued.__name__,
            )
            rows = connection.execute(query)
            return [(row.day, row.at, json.loads(row.data)["service"]) for row in rows]

    def visits(
        self, office: str, ids: Sequence[str]
    ) -> tuple[list[Recorded], dict[str, PublishedEstimate]]:
        """All facts of some tickets in order, and their estimates published at issue."""
        query = event_log.of_office(office).where(facts.c.ticket.in_(ids))
        with self._database.reading() as connection:
            history = event_log.read(connection, query)
            rows = connection.execute(select(tickets).where(tickets.c.id.in_(ids))).mappings()
            published = {row["id"]: _at_issue(row) for row in rows if row["estimate_as_of"]}
        return history, published


def _at_issue(row: RowMapping, *, samples: bool = False) -> PublishedEstimate:
    return estimates.from_row(row, estimates.AT_ISSUE, samples=samples)
