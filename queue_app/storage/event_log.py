"""Facts to rows and back: a fact survives JSON unchanged."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, insert, select

from queue_app.domain import events as e
from queue_app.domain.opening_hours import business_day
from queue_app.domain.queue import Queue
from queue_app.storage.tables import facts

_COLUMNS = ("ticket", "counter")
"""Fields that stand in columns of their own rather than in the JSON."""

Decoder = Callable[[Any], Any]


def _decoder(annotation: str) -> Decoder | None:
    if annotation.startswith("datetime"):
        return lambda value: None if value is None else datetime.fromisoformat(value)
    if annotation.startswith("tuple"):
        return tuple
    return None


_DECODERS: dict[str, list[tuple[str, Decoder | None]]] = {
    name: [(field.name, _decoder(str(field.type))) for field in fields(kind)]
    for name, kind in e.FACTS.items()
}


def to_row(queue: Queue, recorded: e.Recorded) -> dict[str, Any]:
    """A fact as a row of the log; its day is the ticket's business day or the local date."""
    fact = recorded.fact
    ticket = e.ticket_of(fact)
    counter = e.counter_of(fact)
    if ticket is not None:
        day = date.fromisoformat(queue.tickets[ticket].business_day)
    else:
        day = business_day(recorded.at, queue.office.zone)
    values = {
        field: value.isoformat() if isinstance(value, datetime) else value
        for field, value in vars(fact).items()
        if field not in _COLUMNS
    }
    return {
        "office": queue.office.id,
        "revision": recorded.revision,
        "at": recorded.at,
        "day": day,
        "action": recorded.action,
        "desk": recorded.desk,
        "kind": type(fact).__name__,
        "ticket": ticket,
        "counter": counter,
        "data": json.dumps(values, ensure_ascii=False, separators=(",", ":")),
    }


def from_row(row: RowMapping) -> e.Recorded:
    """A row of the log as the fact it was."""
    values = json.loads(row["data"])
    values["ticket"] = row["ticket"]
    values["counter"] = row["counter"]
    arguments = {
        name: decode(values[name]) if decode else values[name]
        for name, decode in _DECODERS[row["kind"]]
        if name in values
    }
    fact = e.FACTS[row["kind"]](**arguments)
    return e.Recorded(row["revision"], row["at"], row["action"], fact, row["desk"])


def append(connection: Connection, queue: Queue, new: Iterable[e.Recorded]) -> None:
    """Write facts at the end of the office's log."""
    rows = [to_row(queue, recorded) for recorded in new]
    if rows:
        connection.execute(insert(facts), rows)


def read(connection: Connection, query: Select[Any]) -> list[e.Recorded]:
    """The facts of a query over the log's columns, in the order it says."""
    return [from_row(row) for row in connection.execute(query).mappings()]


def of_office(office: str) -> Select[Any]:
    """The log of an office in order, to be narrowed."""
    return select(facts).where(facts.c.office == office).order_by(facts.c.revision)
