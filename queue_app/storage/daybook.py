"""The book of days that are over: each is worked out from its facts once, and kept.

A day's entry holds its packed cells (also by language while the facts are kept), the guard's
record, what was observed for learning, and two hashes: `content` of the day's log and `chain` of
that and the entry before. Working a day out again gives the same bytes. When facts of a past day
come late, its entry is replaced, and the chain after it is linked anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from queue_app import estimation as est
from queue_app.domain.events import Recorded
from queue_app.domain.office import Office
from queue_app.domain.opening_hours import business_day
from queue_app.domain.statistics import left_open, score_guard
from queue_app.domain.statistics.cells import day_cells
from queue_app.domain.statistics.packing import pack
from queue_app.storage import event_log, observations
from queue_app.storage.database import Database
from queue_app.storage.reading import Reader
from queue_app.storage.tables import days, facts

NO_FACTS = 0
"""The revision of a day without facts (counters were left open over it)."""


@dataclass(frozen=True)
class Entry:
    """A day as it stands in the book; `open_after` are the counters left open."""

    office: str
    day: date
    revision: int
    content: str
    chain: str
    retained: bool
    open_after: tuple[str, ...]
    cells: bytes
    cells_by_language: bytes | None
    guard: dict[str, Any]
    learned: bytes | None


class Daybook:
    """Works days out and keeps them."""

    def __init__(self, database: Database, beside: Database, reader: Reader) -> None:
        """What is kept goes to `database`; `beside` and its `reader` serve real threads."""
        self._database, self._beside, self._reader = database, beside, reader

    def due(self, office: Office, now: datetime) -> list[date]:
        """The days before today whose entries are missing or have got further facts, in order."""
        today = business_day(now, office.zone)
        with self._beside.reading() as connection:
            known = heads(connection, office.id)
            newest = newest_revisions(connection, office.id, date.min, today - timedelta(days=1))
        found = {
            day
            for day, revision in newest.items()
            if day not in known or (known[day].retained and known[day].revision != revision)
        }
        return sorted(found | set(self._left_open(known, newest, today)))

    @staticmethod
    def _left_open(known: dict[date, Head], newest: dict[date, int], today: date) -> Iterator[date]:
        """Days without facts on which a counter stood open all the same."""
        for day, head in known.items():
            following = day + timedelta(days=1)
            nothing = following not in known and following not in newest
            if head.open_after and following < today and nothing:
                yield following

    def work_out(self, office: Office, day: date, now: datetime) -> Entry:
        """A day's entry from its facts, still without its place in the chain; reads only."""
        with self._beside.reading() as connection:
            rows = _rows(connection, office.id, day)
            before = open_before(connection, office.id, day)
        found = [event_log.from_row(row) for row in rows]
        published = self._reader.estimates_of_days(office.id, day, day)

        def cells(*, languages: bool) -> bytes:
            return pack(
                day_cells(
                    found, zone=office.zone, day=day, published=published, before=before,
                    languages=languages,
                )
            )  # fmt: skip

        return Entry(
            office=office.id,
            day=day,
            revision=rows[-1]["revision"] if rows else NO_FACTS,
            content=content_hash(rows),
            chain="",
            retained=True,
            open_after=tuple(sorted(left_open(found, before))),
            cells=cells(languages=False),
            cells_by_language=cells(languages=True),
            guard=score_guard(found, office, days=(day, day), now=now).to_json(),
            learned=observations.to_bytes(est.observations_of(found, office)),
        )

    def keep(self, entry: Entry) -> None:
        """Put an entry into the book, and link it and those after it into the chain.

        An entry whose facts are gone already is left as it is. Raises Conflict or Unavailable.
        """
        mine = (days.c.office == entry.office) & (days.c.day == entry.day)
        with self._database.writing() as connection:
            retained = connection.execute(select(days.c.retained).where(mine)).scalar()
            if retained is False:
                return
            connection.execute(delete(days).where(mine))
            chain = link(_chain_before(connection, entry), entry.content)
            connection.execute(insert(days), [_row(replace(entry, chain=chain))])
            self._link_after(connection, entry, chain)

    @staticmethod
    def _link_after(connection: Connection, entry: Entry, chain: str) -> None:
        query = (
            select(days.c.day, days.c.content)
            .where(days.c.office == entry.office, days.c.day > entry.day)
            .order_by(days.c.day)
        )
        for day, content in connection.execute(query).all():
            chain = link(chain, content)
            where = (days.c.office == entry.office) & (days.c.day == day)
            connection.execute(update(days).where(where).values(chain=chain))

    def count(self, office: str) -> int:
        """How many days of an office are in the book."""
        with self._beside.reading() as connection:
            query = select(func.count()).select_from(days).where(days.c.office == office)
            return connection.execute(query).scalar_one()

    def check(self, office: Office, now: datetime) -> list[str]:
        """What does not fit: broken links, days whose facts or figures are no longer the same.

        One sentence each; nothing means that everything is in order.
        """
        with self._beside.reading() as connection:
            query = select(days).where(days.c.office == office.id).order_by(days.c.day)
            entries = [_entry(row) for row in connection.execute(query).mappings()]
        wrong = []
        chain = ""
        for entry in entries:
            chain = link(chain, entry.content)
            if entry.chain != chain:
                wrong.append(
                    f"{entry.day}: the hash of the log does not follow from the day before."
                )
                chain = entry.chain
            if entry.retained:
                again = self.work_out(office, entry.day, now)
                if again.content != entry.content:
                    wrong.append(f"{entry.day}: the log is not the one that was closed.")
                elif (again.cells, again.cells_by_language) != (
                    entry.cells, entry.cells_by_language
                ):  # fmt: skip
                    wrong.append(f"{entry.day}: the figures are not those of the log.")
        return wrong


@dataclass(frozen=True)
class Head:
    """What tells whether an entry is current."""

    revision: int
    retained: bool
    open_after: bool


def heads(connection: Connection, office: str) -> dict[date, Head]:
    """The entries of an office by day, without what is in them."""
    query = select(days.c.day, days.c.revision, days.c.retained, days.c.open_after).where(
        days.c.office == office
    )
    return {
        row.day: Head(row.revision, row.retained, row.open_after != "[]")
        for row in connection.execute(query)
    }


def newest_revisions(
    connection: Connection, office: str, first: date, last: date
) -> dict[date, int]:
    """The newest fact of each business day that has facts."""
    query = (
        select(facts.c.day, func.max(facts.c.revision))
        .where(facts.c.office == office, facts.c.day.between(first, last))
        .group_by(facts.c.day)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def open_before(connection: Connection, office: str, day: date) -> tuple[str, ...]:
    """The counters that were left open before a day, as the book has it."""
    query = (
        select(days.c.open_after)
        .where(days.c.office == office, days.c.day < day)
        .order_by(days.c.day.desc())
        .limit(1)
    )
    found = connection.execute(query).scalar()
    return tuple(json.loads(found)) if found else ()


def content_hash(rows: Sequence[RowMapping]) -> str:
    """SHA-256 over a day's rows of the log, in order."""
    found = sha256()
    for row in rows:
        values = [
            row["revision"], row["at"].isoformat(), row["day"].isoformat(), row["action"],
            row["desk"], row["kind"], row["ticket"], row["counter"], row["data"],
        ]  # fmt: skip
        found.update(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode())
        found.update(b"\n")
    return found.hexdigest()


def link(chain: str, content: str) -> str:
    """The hash of a day's place in the chain: of the link before and its content."""
    return sha256(f"{chain}\n{content}".encode()).hexdigest()


def read_facts(connection: Connection, office: str, day: date) -> list[Recorded]:
    """The facts of one business day."""
    return [event_log.from_row(row) for row in _rows(connection, office, day)]


def _rows(connection: Connection, office: str, day: date) -> Sequence[RowMapping]:
    query = event_log.of_office(office).where(facts.c.day == day)
    return connection.execute(query).mappings().all()


def _chain_before(connection: Connection, entry: Entry) -> str:
    query = (
        select(days.c.chain)
        .where(days.c.office == entry.office, days.c.day < entry.day)
        .order_by(days.c.day.desc())
        .limit(1)
    )
    return connection.execute(query).scalar() or ""


def _row(entry: Entry) -> dict[str, Any]:
    values = {name: getattr(entry, name) for name in entry.__dataclass_fields__}
    values["open_after"] = json.dumps(list(entry.open_after))
    values["guard"] = json.dumps(entry.guard)
    return values


def _entry(row: RowMapping) -> Entry:
    values = {name: row[name] for name in Entry.__dataclass_fields__}
    values["open_after"] = tuple(json.loads(row["open_after"]))
    values["guard"] = json.loads(row["guard"])
    return Entry(**values)
