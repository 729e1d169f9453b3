"""Deleting days that have outlived their time: facts and tickets go as a whole, figures remain.

First the day's entry in the book says that its facts are gone, so that nothing is ever worked out
from half a day; then rows go in small batches, each a short transaction of its own. What was
interrupted is finished by the next run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Column, Connection, Delete, Select, Table, delete, exists, select, update

from queue_app.storage.database import Database
from queue_app.storage.tables import days, facts, print_jobs, ranges, series, tickets

BATCH = 200
"""Tickets, or facts, deleted in one transaction: a few milliseconds of the write lock."""
_Delete = Callable[[Sequence[Any]], Delete]


class Retention:
    """Deletes what may no longer be kept; the book must know the days before."""

    def __init__(self, database: Database, *, ticket_days: int, learning_days: int) -> None:
        """Facts and tickets are kept for `ticket_days` after their day, observations of it for
        `learning_days`.
        """
        self._database = database
        self._ticket_days, self._learning_days = ticket_days, learning_days

    def first_kept(self, today: date) -> date:
        """The oldest day whose facts and tickets are kept."""
        return today - timedelta(days=self._ticket_days)

    def delete(self, office: str, today: date, rest: Callable[[], None] = lambda: None) -> int:
        """Delete an office's days that are too old; how many days' facts were let go.

        `rest` is called between batches. Raises Conflict or Unavailable; what is done is done.
        """
        first_kept = self.first_kept(today)
        with self._database.writing() as connection:
            let_go = self._let_go(connection, office, first_kept, today)
        for batch in self._batches(office, first_kept):
            rest()
            while self._delete_some(*batch):
                rest()
        return let_go

    def _let_go(self, connection: Connection, office: str, first_kept: date, today: date) -> int:
        """Say in the book which days' facts are gone; not of one with a ticket still open."""
        still_open = exists().where(
            tickets.c.office == office, tickets.c.day == days.c.day, tickets.c.open.is_(True)
        )
        gone = connection.execute(
            update(days)
            .where(
                days.c.office == office,
                days.c.day < first_kept,
                days.c.retained.is_(True),
                ~still_open,
            )
            .values(retained=False, cells_by_language=None)
        )
        forgotten = today - timedelta(days=max(self._learning_days, self._ticket_days))
        connection.execute(
            update(days)
            .where(days.c.office == office, days.c.day < forgotten, days.c.learned.is_not(None))
            .values(learned=None)
        )
        connection.execute(
            delete(series).where(series.c.office == office, series.c.day < first_kept)
        )
        return int(gone.rowcount)

    def _batches(self, office: str, first_kept: date) -> Iterator[tuple[Select[Any], _Delete]]:
        """What goes, in this order: the next keys of a table, and how they are deleted."""
        with self._database.reading() as connection:
            gone = sorted(
                {
                    day
                    for table in (facts, tickets)
                    for day in connection.execute(_left(table, office, first_kept)).scalars()
                }
            )
        for day in gone:
            of_day = select(tickets.c.id).where(tickets.c.office == office, tickets.c.day == day)
            for table in (ranges, print_jobs):
                some = select(table.c.ticket).where(table.c.ticket.in_(of_day)).distinct()
                yield some.limit(BATCH), _of_tickets(table, table.c.ticket)
            yield of_day.limit(BATCH), _of_tickets(tickets, tickets.c.id)
            of_log = select(facts.c.revision).where(facts.c.office == office, facts.c.day == day)
            yield of_log.limit(BATCH), _of_log(office)

    def _delete_some(self, some: Select[Any], statement: _Delete) -> int:
        """One batch, in a transaction of its own; how many keys it was."""
        with self._database.writing() as connection:
            keys = list(connection.execute(some).scalars())
            if keys:
                connection.execute(statement(keys))
            return len(keys)


def _left(table: Table, office: str, first_kept: date) -> Select[Any]:
    """The days of which there are rows though the book says that they are gone."""
    gone = exists().where(
        days.c.office == office, days.c.day == table.c.day, days.c.retained.is_(False)
    )
    where = (table.c.office == office, table.c.day < first_kept, gone)
    return select(table.c.day).where(*where).distinct()


def _of_tickets(table: Table, column: Column[Any]) -> _Delete:
    return lambda keys: delete(table).where(column.in_(keys))


def _of_log(office: str) -> _Delete:
    return lambda keys: delete(facts).where(facts.c.office == office, facts.c.revision.in_(keys))
