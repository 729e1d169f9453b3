"""Reads a whole database and says what of it cannot be true: the log, its tickets, given answers."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from queue_app.domain import events as e
from queue_app.domain.consistency import flaws
from queue_app.storage import event_log
from queue_app.storage.database import Database
from queue_app.storage.tables import answers, days, facts, queues, tickets

ISSUED = 201


@dataclass(frozen=True)
class Finding:
    """An office's log: how many facts it has, and what is wrong with them (nothing)."""

    office: str
    facts: int
    wrong: tuple[str, ...]


def check_log(database: Database) -> list[Finding]:
    """Read every office's log; raises Unavailable."""
    with database.reading() as connection:
        offices = connection.execute(select(queues.c.office).order_by(queues.c.office)).scalars()
        return [_office(connection, office) for office in offices.all()]


def _office(connection: Connection, office: str) -> Finding:
    # Days that were let go may have left a fact that stands between the next day's.
    let_go = select(func.max(days.c.revision)).where(
        days.c.office == office, days.c.retained.is_(False)
    )
    begin = connection.execute(let_go).scalar() or 0
    query = event_log.of_office(office).where(facts.c.revision > begin)
    log = event_log.read(connection, query)
    wrong = [str(flaw) for flaw in flaws(log)]
    revision = connection.execute(
        select(queues.c.revision).where(queues.c.office == office)
    ).scalar_one()
    if log and log[-1].revision != revision:
        wrong.append(f"the queue stands at {revision}, its log ends with {log[-1].revision}")
    rows = select(tickets.c.id, tickets.c.number).where(tickets.c.office == office)
    known = {row.id: row.number for row in connection.execute(rows)}
    wrong += [
        f"revision {one.revision}: {one.fact.number} is not among the tickets"
        for one in log
        if isinstance(one.fact, e.TicketIssued) and known.get(one.fact.ticket) != one.fact.number
    ]
    wrong += _answers(connection, office, known)
    return Finding(office, len(log), tuple(wrong))


def _answers(connection: Connection, office: str, known: dict[str, str]) -> list[str]:
    """The remembered answers that gave a number which is not there."""
    query = select(answers.c.body).where(answers.c.status == ISSUED)
    found = []
    for body in connection.execute(query).scalars():
        ticket = json.loads(body)
        place = ticket.get("office")
        if (place.get("id") if isinstance(place, dict) else place) != office:
            continue
        if ticket.get("id") not in known:
            found.append(f"{ticket.get('number')} was given out and is not among the tickets")
    return found
