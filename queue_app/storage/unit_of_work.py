"""One transaction on one office's queue."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from queue_app.domain import events as e
from queue_app.domain.events import Recorded
from queue_app.domain.queue import Clerk, Desk, Queue
from queue_app.storage import estimates, event_log
from queue_app.storage.database import Database
from queue_app.storage.queue_cache import QueueCache, by_ticket
from queue_app.storage.tables import (
    answers,
    audit,
    days,
    desk_sessions,
    desks,
    facts,
    offices,
    queues,
    series,
    tickets,
)
from queue_app.use_cases.ports import (
    SWEEP,
    SYSTEM,
    Actor,
    Answer,
    Conflict,
    KeyReused,
    Once,
    PublishedEstimate,
)

# Built once: a press would spend more time on building them than the database on answering.
_COUNT_ON = (
    update(series)
    .where(
        series.c.office == bindparam("of"),
        series.c.series == bindparam("name"),
        series.c.day == bindparam("on"),
    )
    .values(last=series.c.last + 1)
    .returning(series.c.last)
)
_ANSWER = select(answers).where(answers.c.scope == bindparam("of"))
_MOVE_ON = (
    update(queues)
    .where(queues.c.office == bindparam("of"), queues.c.revision == bindparam("was"))
    .values(revision=bindparam("revision"))
)
_OF_TICKETS = tickets.c.id.in_(bindparam("of", expanding=True))
_END = update(tickets).where(_OF_TICKETS).values(open=False, note=None)
_REOPEN = update(tickets).where(_OF_TICKETS).values(open=True)
_DESK = update(desks).where(desks.c.counter == bindparam("key"))


Tell = Callable[[str, Sequence[Recorded]], None]
"""Hears which facts were committed in which office."""


class _Rollback(Exception):
    """Left without commit: nothing of it happened."""


@contextmanager
def begin(
    database: Database, cache: QueueCache, tell: Tell | None = None
) -> Iterator[SqlUnitOfWork]:
    """A unit of work; leaving without commit rolls back, and so does any exception."""
    unit: SqlUnitOfWork | None = None
    try:
        with database.writing() as connection:
            unit = SqlUnitOfWork(connection, cache, database.epoch)
            yield unit
            if not unit.committed:
                raise _Rollback
    except _Rollback:
        return
    for queue in unit.saved:
        cache.put(queue)
    if tell is not None:
        for office, recorded in unit.appended:
            tell(office, recorded)


class SqlUnitOfWork:
    """See `use_cases.ports.UnitOfWork`, whose every method is documented there."""

    def __init__(self, connection: Connection, cache: QueueCache, epoch: str) -> None:
        self._connection = connection
        self._cache = cache
        self._epoch = epoch
        self._before: dict[str, Queue] = {}
        self._working: dict[str, Queue] = {}
        self._secrets: dict[str, tuple[str, PublishedEstimate | None]] = {}
        self.saved: list[Queue] = []
        self.appended: list[tuple[str, tuple[Recorded, ...]]] = []
        self.committed = False

    def queue(self, office: str) -> Queue:
        """See the port."""
        known = self._cache.get(self._connection, office, self._epoch, lock=True)
        self._before[office] = known
        self._working[office] = known.copy()
        return self._working[office]

    def next_number(self, office: str, name: str, day: str, first: int) -> int:
        """See the port."""
        key = {"of": office, "name": name, "on": date.fromisoformat(day)}
        number = self._connection.execute(_COUNT_ON, key).scalar()
        if number is not None:
            return int(number)
        row = {"office": office, "series": name, "day": key["on"], "last": first}
        self._connection.execute(insert(series), row)
        return first

    def facts_of_action(self, office: str, action: int) -> list[Recorded]:
        """See the port."""
        query = event_log.of_office(office).where(facts.c.action == action)
        return event_log.read(self._connection, query)

    def facts_of_day(self, office: str, day: date) -> list[Recorded] | None:
        """See the port."""
        kept = select(days.c.retained).where(days.c.office == office, days.c.day == day)
        if self._connection.execute(kept).scalar() is False:
            return None
        return event_log.read(
            self._connection, event_log.of_office(office).where(facts.c.day == day)
        )

    def histories(self, office: str, ids: Sequence[str]) -> dict[str, list[Recorded]]:
        """See the port. Facts recorded in this unit of work (timed work) are part of it."""
        query = event_log.of_office(office).where(facts.c.ticket.in_(ids))
        found = by_ticket(event_log.read(self._connection, query))
        for recorded in self._working[office].recorded:
            ticket = e.ticket_of(recorded.fact)
            if ticket in found:
                found[ticket].append(recorded)
        return found

    def remembered(self, once: Once) -> Answer | None:
        """See the port."""
        row = self._connection.execute(_ANSWER, {"of": _scope(once)}).mappings().first()
        if row is None:
            return None
        if row["digest"] != once.digest:
            raise KeyReused
        return Answer(row["status"], row["body"])

    def remember(self, once: Once, answer: Answer, at: datetime) -> None:
        """See the port."""
        values = {
            "scope": _scope(once),
            "digest": once.digest,
            "status": answer.status,
            "body": answer.body,
            "at": at,
        }
        self._connection.execute(insert(answers), values)

    def add_ticket(self, ticket: str, token: str, estimate: PublishedEstimate | None) -> None:
        """See the port."""
        self._secrets[ticket] = (token, estimate)

    def set_note(self, ticket: str, note: str | None) -> None:
        """See the port."""
        self._connection.execute(update(tickets).where(tickets.c.id == ticket).values(note=note))
        for queue in self._working.values():
            queue.notes.pop(ticket, None)
            if note is not None:
                queue.notes[ticket] = note

    def seat(self, user: str) -> tuple[str, str] | None:
        """See the port."""
        query = select(desk_sessions.c.office, desk_sessions.c.counter).where(
            desk_sessions.c.user == user
        )
        row = self._connection.execute(query).first()
        return None if row is None else (row.office, row.counter)

    def sit(self, counter: str, clerk: Clerk | None) -> None:
        """See the port."""
        table = desk_sessions
        self._connection.execute(delete(table).where(table.c.counter == counter))
        if clerk is not None:
            self._connection.execute(delete(table).where(table.c.user == clerk.id))
        for office, queue in self._working.items():
            gone = [
                place
                for place, sitting in queue.clerks.items()
                if place == counter or (clerk is not None and sitting.id == clerk.id)
            ]
            for place in gone:
                del queue.clerks[place]
            if clerk is not None and counter in queue.office.counters:
                values = {"counter": counter, "office": office, "user": clerk.id}
                self._connection.execute(insert(table), values)
                queue.clerks[counter] = clerk

    def configure(self, office: str, config: str) -> None:
        """Replace the configuration of an office (JSON); the fact about it is the caller's."""
        self._connection.execute(
            update(offices).where(offices.c.id == office).values(config=config)
        )

    def save(
        self, queue: Queue, actor: Actor, action: str, at: datetime, *, settled: int = 0
    ) -> None:
        """See the port."""
        before = self._before[queue.office.id]
        if not queue.recorded:
            if queue.clerks != before.clerks:
                self.saved.append(_settled(queue))
            return
        self._save_tickets(queue)
        event_log.append(self._connection, queue, queue.recorded)
        self.appended.append((queue.office.id, tuple(queue.recorded)))
        self._save_desks(before, queue)
        self._save_queue(before, queue)
        row = {"office": queue.office.id, "at": at}
        by_clock = {"actor": SYSTEM.name, "role": SYSTEM.role, "action": SWEEP}
        by_actor = {"actor": actor.name, "role": actor.role, "action": action}
        self._connection.execute(
            insert(audit),
            [
                {**row, **(by_clock if first <= settled else by_actor), "revision": first}
                for first in sorted({f.action for f in queue.recorded})
            ],
        )
        self.saved.append(_settled(queue))

    def commit(self) -> None:
        """See the port."""
        self.committed = True

    def _save_tickets(self, queue: Queue) -> None:
        issued = [f.fact for f in queue.recorded if isinstance(f.fact, e.TicketIssued)]
        for fact in issued:
            token, estimate = self._secrets[fact.ticket]
            self._connection.execute(
                insert(tickets),
                {
                    "id": fact.ticket,
                    "office": queue.office.id,
                    "day": date.fromisoformat(fact.business_day),
                    "series": fact.series,
                    "number": fact.number,
                    "service": fact.service,
                    "language": fact.language,
                    "token": token,
                    "open": True,
                    "note": None,
                    **estimates.to_columns(estimate, estimates.AT_ISSUE),
                },
            )
        before = self._before[queue.office.id].tickets
        touched = {t for f in queue.recorded if (t := e.ticket_of(f.fact)) is not None}
        ended = [t for t in touched if queue.tickets[t].is_final]
        reopened = [t for t in touched if t not in before and not queue.tickets[t].is_final]
        if ended:
            self._connection.execute(_END, {"of": ended})
        if reopened and len(reopened) > len(issued):
            self._connection.execute(_REOPEN, {"of": reopened})

    def _save_desks(self, before: Queue, queue: Queue) -> None:
        for counter, desk in queue.desks.items():
            old = before.desks.get(counter)
            if old == desk:
                continue
            values = _desk_row(queue.office.id, desk)
            if old is None:
                self._connection.execute(insert(desks), values)
            else:
                values["key"] = values.pop("counter")
                self._connection.execute(_DESK, values)
            if desk.state == "closed":
                self.sit(counter, None)

    def _save_queue(self, before: Queue, queue: Queue) -> None:
        values: dict[str, Any] = {}
        if queue.stopped != before.stopped:
            values["stopped"] = json.dumps(
                {
                    key or "": (stop.reason, stop.since.isoformat())
                    for key, stop in queue.stopped.items()
                }
            )
        if queue.messages != before.messages:
            values["messages"] = json.dumps(
                {
                    key or "": (message.texts, message.until.isoformat())
                    for key, message in queue.messages.items()
                }
            )
        if queue.alarm != before.alarm:
            alarm = queue.alarm
            values["alarm"] = alarm and json.dumps(
                {"counter": alarm.counter, "since": alarm.since.isoformat()}
            )
        if queue.help != before.help:
            values["help"] = json.dumps(
                {
                    call.kiosk: (call.since.isoformat(), call.coming and call.coming.isoformat())
                    for call in queue.help.values()
                }
            )
        key = {"of": queue.office.id, "was": before.revision, "revision": queue.revision}
        changed = self._connection.execute(_MOVE_ON.values(values) if values else _MOVE_ON, key)
        if changed.rowcount != 1:
            raise Conflict("the queue moved on under the lock")


def _settled(queue: Queue) -> Queue:
    """The queue as everybody sees it from now on: without final tickets and pending facts."""
    settled = queue.copy()
    settled.tickets = {key: t for key, t in queue.tickets.items() if not t.is_final}
    settled.notes = {key: note for key, note in queue.notes.items() if key in settled.tickets}
    return settled


def _scope(once: Once) -> str:
    return hashlib.sha256(f"{once.scope}\n{once.key}".encode()).hexdigest()


def _desk_row(office: str, desk: Desk) -> dict[str, Any]:
    return {
        "counter": desk.counter,
        "office": office,
        "state": desk.state.value,
        "since": desk.since,
        "pausing": desk.pausing,
        "reason": desk.reason,
        "passed_over": json.dumps(desk.passed_over),
        "last_action": desk.last_action,
        "last_action_at": desk.last_action_at,
        "last_kind": desk.last_kind,
        "last_number": desk.last_number,
        "free_since": desk.free_since,
    }
