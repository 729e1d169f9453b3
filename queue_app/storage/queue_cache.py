"""The queue of each office in memory, brought up to the revision that the database has.

The revision tells whether the copy is the truth. When other processes wrote, their facts are
followed one by one; after an undo, a change of the office or too many facts the queue is read
anew: open tickets are the fold of their facts.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from time import monotonic

from sqlalchemy import Connection, RowMapping, bindparam, select

from queue_app.domain import events as e
from queue_app.domain.calls import KEPT_CALLS, Call, latest, recalled, withdrawn
from queue_app.domain.errors import UnknownOffice
from queue_app.domain.folding import fold
from queue_app.domain.helping import HelpCall
from queue_app.domain.message import Message
from queue_app.domain.office import Office
from queue_app.domain.queue import (
    Alarm,
    Clerk,
    CounterState,
    Desk,
    Queue,
    Stop,
)
from queue_app.domain.ticket import State, Ticket
from queue_app.storage import event_log, offices
from queue_app.storage.tables import desk_sessions, desks, facts, queues, tickets, users

# Built once: a press would spend more time on building them than the database on answering.
_LOOK = select(queues).where(queues.c.office == bindparam("of"))
_LOCK = _LOOK.with_for_update()
_HOW_FAR = select(queues.c.revision).where(queues.c.office == bindparam("of"))

_SINCE = (
    select(facts)
    .where(facts.c.office == bindparam("of"), facts.c.revision > bindparam("known"))
    .order_by(facts.c.revision)
)

FOLLOWED_FACTS = 200
"""Facts that are followed one by one; beyond, reading anew costs less."""
READ_ANEW = (e.ActionUndone, e.OfficeConfigured)
"""Facts that say less than they change."""
AT_DESKS = (e.CounterFact, e.TicketCancelled)
"""Facts beside which a desk or its person changes without a word in the log."""
NOTED = (e.TicketParked, e.TicketTransferred)
"""Facts beside which a note is kept."""

CALL_KINDS = ("TicketCalled", "TicketRecalled", "ActionUndone")
ENDS = {
    "ServiceFinished": State.FINISHED,
    "TicketCancelled": State.CANCELLED,
    "TicketExpired": State.EXPIRED,
}
"""The last fact of a ticket that is over, and its state."""


class QueueCache:
    """One queue an office; what it hands out is never changed in place."""

    def __init__(self, *, always_open: bool) -> None:
        self._always_open = always_open
        self._queues: dict[str, Queue] = {}
        self._seen: dict[str, float] = {}
        self._guard = threading.Lock()

    def get(self, connection: Connection, office: str, epoch: str, *, lock: bool) -> Queue:
        """The queue at the database's revision; with `lock` its row is locked until the end.

        Raises Unknown for an office that does not exist.
        """
        row = connection.execute(_LOCK if lock else _LOOK, {"of": office}).mappings().first()
        if row is None:
            raise UnknownOffice(f"There is no office {office!r}.")
        known = self._queues.get(office)
        if known is not None and known.epoch != epoch:
            known = None
        if known is not None and known.revision == row["revision"]:
            self._seen[office] = monotonic()
            return known
        followed = known and _followed(connection, known, row["revision"])
        fresh = followed or self._load(connection, office, epoch)
        fresh.revision = row["revision"]
        fresh.stopped = {
            key or None: Stop(reason, datetime.fromisoformat(since))
            for key, (reason, since) in json.loads(row["stopped"]).items()
        }
        fresh.messages = {
            key or None: Message(texts, datetime.fromisoformat(until))
            for key, (texts, until) in json.loads(row["messages"] or "{}").items()
        }
        fresh.alarm = _alarm(row["alarm"])
        fresh.help = _help(row["help"])
        self.put(fresh)
        return fresh

    def agreeing(self, connection: Connection, office: str, epoch: str) -> Queue | None:
        """The copy in memory if it is the truth: one question. Raises UnknownOffice."""
        revision = connection.execute(_HOW_FAR, {"of": office}).scalar()
        if revision is None:
            raise UnknownOffice(f"There is no office {office!r}.")
        known = self._queues.get(office)
        if known is None or known.epoch != epoch or known.revision != revision:
            return None
        self._seen[office] = monotonic()
        return known

    def put(self, queue: Queue) -> None:
        """Keep a queue unless a newer one is known; facts are on disk by now."""
        with self._guard:
            known = self._queues.get(queue.office.id)
            if known is None or known.epoch != queue.epoch or known.revision <= queue.revision:
                self._queues[queue.office.id] = queue
                self._seen[queue.office.id] = monotonic()

    def recent(self, office: str, seconds: float) -> Queue | None:
        """The copy that was the truth at most so many real seconds ago, if there is one."""
        seen = self._seen.get(office)
        if seen is None or monotonic() - seen > seconds:
            return None
        return self._queues.get(office)

    def confirm(self, revisions: Mapping[str, int]) -> None:
        """Take note of how far every office is in the database; copies that are behind are read
        again when somebody asks.
        """
        now = monotonic()
        for office, revision in revisions.items():
            known = self._queues.get(office)
            if known is not None and known.revision == revision:
                self._seen[office] = now
            else:
                self._seen.pop(office, None)

    def _load(self, connection: Connection, office_id: str, epoch: str) -> Queue:
        config = offices.load_config(connection, office_id)
        if config is None:
            raise UnknownOffice(f"There is no office {office_id!r}.")
        office = offices.to_office(config, always_open=self._always_open)
        queue = Queue(office, epoch)
        queue.tickets = {ticket.id: ticket for ticket in open_tickets(connection, office_id)}
        queue.desks = {desk.counter: desk for desk in _desks(connection, office_id)}
        queue.calls = _calls(connection, office)
        queue.clerks = _clerks(connection, office_id)
        queue.notes = _notes(connection, office_id)
        return queue


def _followed(connection: Connection, known: Queue, revision: int) -> Queue | None:
    """The queue brought up to a later revision by what happened since; None where that is no way.

    What stands beside the facts is read anew where one of them may have changed it.
    """
    office = known.office.id
    if not 0 < revision - known.revision <= FOLLOWED_FACTS:
        return None
    query = _SINCE.params(of=office, known=known.revision)
    since = event_log.read(connection, query)
    if len(since) != revision - known.revision or any(isinstance(f.fact, READ_ANEW) for f in since):
        return None
    queue = known.copy()
    for recorded in since:
        queue.follow(recorded)
    queue.tickets = {key: ticket for key, ticket in queue.tickets.items() if not ticket.is_final}
    if any(isinstance(recorded.fact, AT_DESKS) for recorded in since):
        queue.desks = {desk.counter: desk for desk in _desks(connection, office)}
        queue.clerks = _clerks(connection, office)
    if any(isinstance(recorded.fact, NOTED) for recorded in since):
        queue.notes = _notes(connection, office)
    queue.notes = {key: note for key, note in queue.notes.items() if key in queue.tickets}
    return queue


def _clerks(connection: Connection, office: str) -> dict[str, Clerk]:
    query = (
        select(desk_sessions.c.counter, users.c.id, users.c.name)
        .join_from(desk_sessions, users)
        .where(desk_sessions.c.office == office)
    )
    return {counter: Clerk(user, name) for counter, user, name in connection.execute(query)}


def _notes(connection: Connection, office: str) -> dict[str, str]:
    query = select(tickets.c.id, tickets.c.note).where(
        tickets.c.office == office, tickets.c.open, tickets.c.note.is_not(None)
    )
    return {row.id: row.note for row in connection.execute(query)}


def open_tickets(connection: Connection, office: str) -> list[Ticket]:
    """The tickets that are not final, each the fold of its facts."""
    query = (
        select(facts)
        .join(tickets, facts.c.ticket == tickets.c.id)
        .where(tickets.c.office == office, tickets.c.open)
        .order_by(facts.c.revision)
    )
    return [fold(history) for history in by_ticket(event_log.read(connection, query)).values()]


def by_ticket(recorded: Iterable[e.Recorded]) -> dict[str, list[e.Recorded]]:
    """Facts sorted out by ticket, in their order."""
    found: dict[str, list[e.Recorded]] = {}
    for one in recorded:
        ticket = e.ticket_of(one.fact)
        if ticket is not None:
            found.setdefault(ticket, []).append(one)
    return found


def _alarm(text: str | None) -> Alarm | None:
    if text is None:
        return None
    value = json.loads(text)
    return Alarm(value["counter"], datetime.fromisoformat(value["since"]))


def _help(text: str | None) -> dict[str, HelpCall]:
    return {
        kiosk: HelpCall(
            kiosk, datetime.fromisoformat(since), coming and datetime.fromisoformat(coming)
        )
        for kiosk, (since, coming) in json.loads(text or "{}").items()
    }


def _desks(connection: Connection, office: str) -> list[Desk]:
    rows = connection.execute(select(desks).where(desks.c.office == office)).mappings()
    return [
        Desk(
            counter=row["counter"],
            state=CounterState(row["state"]),
            since=row["since"],
            pausing=row["pausing"],
            reason=row["reason"],
            passed_over=tuple(json.loads(row["passed_over"])),
            last_action=row["last_action"],
            last_action_at=row["last_action_at"],
            last_kind=row["last_kind"],
            last_number=row["last_number"],
            free_since=row["free_since"],
        )
        for row in rows
    ]


def _calls(connection: Connection, office: Office) -> list[Call]:
    """The latest calls as `Queue` remembers them, with what became of them since."""
    kept = _kept_calls(connection, office)
    query = (
        select(facts, tickets.c.number, tickets.c.language, tickets.c.open)
        .join(tickets, facts.c.ticket == tickets.c.id)
        .where(
            facts.c.ticket.in_({ticket for _, ticket in kept}),
            facts.c.kind.in_((*CALL_KINDS, *ENDS)),
        )
        .order_by(facts.c.revision)
    )
    made = {revision for revision, _ in kept}
    calls: list[Call] = []
    for row in connection.execute(query).mappings():
        recorded = event_log.from_row(row)
        match recorded.fact:
            case e.TicketCalled() if recorded.revision in made:
                calls.insert(0, _call(recorded, row))
            case e.TicketRecalled(ticket=ticket):
                calls = recalled(calls, ticket, recorded.revision, recorded.at)
            case e.ActionUndone(undoes=undoes):
                calls = withdrawn(calls, undoes)
            case fact if not row["open"] and row["kind"] in ENDS:
                calls = [_over(call, fact, ENDS[row["kind"]]) for call in calls]
    return latest(calls, office)


def _kept_calls(connection: Connection, office: Office) -> list[tuple[int, str]]:
    """Revision and ticket of the latest calls of the last day with any, area by area."""
    made = (
        select(facts.c.revision, facts.c.ticket, facts.c.day)
        .where(facts.c.office == office.id, facts.c.kind == "TicketCalled")
        .order_by(facts.c.revision.desc())
    )
    newest = connection.execute(made.limit(1)).first()
    if newest is None:
        return []
    before = connection.execute(made.where(facts.c.day < newest.day).limit(1)).scalar() or 0
    found: list[tuple[int, str]] = []
    for area in {counter.area for counter in office.counters.values()}:
        here = [counter.id for counter in office.counters.values() if counter.area == area]
        of_area = made.where(facts.c.counter.in_(here), facts.c.revision > before)
        rows = connection.execute(of_area.limit(KEPT_CALLS))
        found += [(row.revision, row.ticket) for row in rows]
    return found


def _call(recorded: e.Recorded, row: RowMapping) -> Call:
    return Call(
        ticket=row["ticket"],
        number=row["number"],
        language=row["language"],
        counter=row["counter"],
        day=row["day"].isoformat(),
        called_at=recorded.at,
        first_revision=recorded.revision,
        revision=recorded.revision,
    )


def _over(call: Call, fact: e.Fact, state: State) -> Call:
    return replace(call, ended=state) if call.ticket == e.ticket_of(fact) else call
