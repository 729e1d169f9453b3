"""The printers of the kiosks as their agents report them, and what each is to print.

A slip is printed at most once: its job bears the ticket's id, and whoever prints it claims it
before. A job that nobody claimed in time is given up: its person has gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from queue_app.clock import Clock
from queue_app.storage.database import Database
from queue_app.storage.tables import print_jobs, printers, tickets
from queue_app.use_cases.ports import Conflict

SILENT = "silent"
ABLE = ("ready", "paper_low")
"""States in which paper comes out."""
STATES = (*ABLE, "paper_out", "cover_open", "error", "offline")
"""What an agent reports; `silent` is the server's word for an agent that does not."""

SILENT_SECONDS = 30
SEEN_SECONDS = 5
"""How often it is noted that nothing has changed."""
PATIENCE_SECONDS = 20
"""For a job to be claimed, and again for it to be printed."""
TRUSTED_SECONDS = 0.5
"""For how long what other processes may have changed is not asked anew, in real seconds."""

WAITING, PRINTING, PRINTED, SENT, FAILED = "waiting", "printing", "printed", "sent", "failed"
OVER = (PRINTED, SENT, FAILED)

_PRINTERS = select(printers).order_by(printers.c.id)


@dataclass(frozen=True)
class Printer:
    """A printer and its state since an instant; without one it was never heard of."""

    id: str
    state: str
    since: datetime | None = None


@dataclass(frozen=True)
class Job:
    """A slip to be printed. `sent` went to a printer that reports nothing; `failed` has a reason."""

    ticket: str
    printer: str
    state: str
    reason: str | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in OVER


@dataclass(frozen=True)
class Order:
    """A job for an agent, with the citizen's key, by which it fetches the slip."""

    ticket: str
    token: str


class Printers:
    """Printers and print jobs in the database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._known: dict[str, list[Row[Any]]] = {}
        self._asked = float("-inf")

    # Printers

    def of(self, office: str) -> tuple[Printer, ...]:
        """The printers of an office by name, as they are now."""
        if monotonic() - self._asked > TRUSTED_SECONDS:
            self._ask_all()
        rows = self._known.get(office, ())
        now = self._clock()
        return tuple(_printer(row, now) for row in rows)

    def _ask_all(self) -> None:
        """One question for all offices: a sweep looks at each of them."""
        found: dict[str, list[Row[Any]]] = {}
        with self._database.asking() as connection:
            for row in connection.execute(_PRINTERS):
                found.setdefault(row.office, []).append(row)
        self._known, self._asked = found, monotonic()

    def one(self, office: str, printer: str) -> Printer:
        """One printer; silent when it was never heard of."""
        return next((one for one in self.of(office) if one.id == printer), Printer(printer, SILENT))

    def report(self, office: str, printer: str, state: str) -> bool:
        """An agent says how its printer is; answers whether that is news."""
        now = self._clock()
        with self._database.reading() as connection:
            before = _row(connection, office, printer)
        if before is not None and before.state == state:
            age = (now - before.seen).total_seconds()
            if 0 <= age < SEEN_SECONDS:
                return False
        with self._database.writing() as connection:
            _note(connection, office, printer, state, now)
        self._asked = float("-inf")
        return before is None or _printer(before, now).state != state

    # Jobs

    def ask(self, office: str, printer: str, ticket: str) -> Job:
        """A slip is wanted: once for each ticket, however often it is asked."""
        known = self.job(office, ticket)
        if known is not None:
            return known
        state = self.one(office, printer).state
        able = state in ABLE
        row = {
            "ticket": ticket,
            "office": office,
            "printer": printer,
            "asked": self._clock(),
            "state": WAITING if able else FAILED,
            "reason": None if able else state,
        }
        try:
            with self._database.writing() as connection:
                connection.execute(insert(print_jobs), row)
        except Conflict:
            found = self.job(office, ticket)  # asked twice at the same moment
            if found is None:
                raise
            return found
        return Job(ticket, printer, str(row["state"]), None if able else state)

    def job(self, office: str, ticket: str) -> Job | None:
        """What has become of a ticket's slip; None when it was never asked for."""
        with self._database.reading() as connection:
            query = select(print_jobs).where(
                print_jobs.c.office == office, print_jobs.c.ticket == ticket
            )
            row = connection.execute(query).first()
        return None if row is None else _job(row, self._clock())

    def orders(self, office: str, printer: str) -> list[Order]:
        """What is to be printed now, the oldest first."""
        with self._database.reading() as connection:
            query = (
                select(print_jobs.c.ticket, tickets.c.token)
                .join_from(print_jobs, tickets, print_jobs.c.ticket == tickets.c.id)
                .where(
                    print_jobs.c.office == office,
                    print_jobs.c.printer == printer,
                    print_jobs.c.state == WAITING,
                    print_jobs.c.asked > self._clock() - timedelta(seconds=PATIENCE_SECONDS),
                )
                .order_by(print_jobs.c.asked)
            )
            return [Order(row.ticket, row.token) for row in connection.execute(query)]

    def claim(self, office: str, ticket: str, claim: str) -> Job | None:
        """Let one agent print a job, and no other: whoever has no `printing` back must not.

        The same claim again is answered likewise: its first answer may have been lost.
        """
        now = self._clock()
        with self._database.writing() as connection:
            change = update(print_jobs).where(
                print_jobs.c.office == office,
                print_jobs.c.ticket == ticket,
                print_jobs.c.state == WAITING,
                print_jobs.c.asked > now - timedelta(seconds=PATIENCE_SECONDS),
            )
            connection.execute(change.values(state=PRINTING, claim=claim, asked=now))
            row = _job_row(connection, office, ticket)
        if row is None or row.claim == claim:
            return None if row is None else _job(row, now)
        job = _job(row, now)
        return job if job.is_over else Job(job.ticket, job.printer, FAILED, "claimed")

    def settle(
        self, office: str, ticket: str, claim: str, state: str, reason: str | None
    ) -> Job | None:
        """The agent that claimed a job says what came of it; the first word counts."""
        with self._database.writing() as connection:
            change = update(print_jobs).where(
                print_jobs.c.office == office,
                print_jobs.c.ticket == ticket,
                print_jobs.c.state == PRINTING,
                print_jobs.c.claim == claim,
            )
            connection.execute(change.values(state=state, reason=reason))
            row = _job_row(connection, office, ticket)
        return None if row is None else _job(row, self._clock())


def _row(connection: Connection, office: str, printer: str) -> Row[Any] | None:
    query = select(printers).where(printers.c.office == office, printers.c.id == printer)
    return connection.execute(query).first()


def _note(connection: Connection, office: str, printer: str, state: str, now: datetime) -> None:
    before = _row(connection, office, printer)
    if before is None:
        values = {"office": office, "id": printer, "state": state, "since": now, "seen": now}
        connection.execute(insert(printers), values)
        return
    since = before.since if _printer(before, now).state == state else now
    change = update(printers).where(printers.c.office == office, printers.c.id == printer)
    connection.execute(change.values(state=state, since=since, seen=now))


def _printer(row: Row[Any], now: datetime) -> Printer:
    quiet = now - row.seen > timedelta(seconds=SILENT_SECONDS)
    return Printer(row.id, SILENT, row.seen) if quiet else Printer(row.id, row.state, row.since)


def _job_row(connection: Connection, office: str, ticket: str) -> Row[Any] | None:
    query = select(print_jobs).where(print_jobs.c.office == office, print_jobs.c.ticket == ticket)
    return connection.execute(query).first()


def _job(row: Row[Any], now: datetime) -> Job:
    late = now - row.asked > timedelta(seconds=PATIENCE_SECONDS)
    if late and row.state == WAITING:
        return Job(row.ticket, row.printer, FAILED, SILENT)
    if late and row.state == PRINTING:
        return Job(row.ticket, row.printer, SENT)  # paper may have come out: nobody knows
    return Job(row.ticket, row.printer, row.state, row.reason)
