"""The engine and its transactions: one code path for SQLite and PostgreSQL.

SQLite runs in WAL mode with full durability; writers begin at once (BEGIN IMMEDIATE) under a
process-wide lock, because a greenlet that waits for another one's transaction in the same thread
would wait for ever. PostgreSQL locks the office's queue row; its driver begins nothing either, for
one question alone needs no transaction around it.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from time import perf_counter
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    DatabaseError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    InvalidatePoolError,
    OperationalError,
)
from sqlalchemy.pool import NullPool

from queue_app.storage.tables import meta
from queue_app.use_cases.ports import Conflict

BUSY_MILLISECONDS = 10_000
POOL_SIZE = 10
LINE = {
    "connect_timeout": 3,
    "keepalives_idle": 3,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 4000,
}
"""PostgreSQL: how soon it is noticed that its machine cannot be reached (seconds, milliseconds);
what stands in the address goes before."""
_RETRIED = ("40001", "40P01", "55P03")
"""PostgreSQL: serialization failure, deadlock, lock not available."""


class Unavailable(Exception):
    """The database cannot be reached or cannot write; the message is for an operator."""


class Database:
    """An engine, its write lock, and the epoch of the database behind it."""

    def __init__(self, url: str, *, always_open: bool = False, pooled: bool = True) -> None:
        """Open lazily: nothing is touched before the first transaction.

        Work beside the hub (reports in real threads) takes a database of its own that is not
        `pooled`: a pool's locks belong to the greenlets of the main thread.
        """
        self.url = make_url(url)
        if self.url.drivername == "postgresql":
            self.url = self.url.set(drivername="postgresql+psycopg")
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.always_open = always_open
        self._lock: Any = threading.Lock() if self.is_sqlite else nullcontext()
        pool: dict[str, Any] = (
            {"pool_size": POOL_SIZE, "max_overflow": POOL_SIZE}
            if pooled
            else {"poolclass": NullPool}
        )
        self.engine = _sqlite(self.url, pool) if self.is_sqlite else _postgres(self.url, pool)
        self._epoch: str | None = None
        self.tell: Callable[[str, float], None] = lambda _kind, _seconds: None
        """Hears of each transaction, `read` or `write`, how many seconds it took."""

    @property
    def file(self) -> Path | None:
        """The file of an embedded database."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    @property
    def epoch(self) -> str:
        """The random id of this database, made at init and restore."""
        if self._epoch is None:
            with self.reading() as connection:
                query = select(meta.c.value).where(meta.c.name == "epoch")
                self._epoch = connection.execute(query).scalar_one()
        return self._epoch

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that may write; commits at the end, rolls back on any exception."""
        with (
            self._timed("write"),
            self._lock,
            self._translated(),
            self.engine.connect() as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads, beside any writer; all of it sees the same instant."""
        with self._timed("read"), self._translated(), self.engine.connect() as connection:
            yield connection.execution_options(only_reads=True)
            # To roll back would make the driver forget what it has prepared.
            connection.commit()

    @contextmanager
    def asking(self) -> Iterator[Connection]:
        """For one question alone, without a transaction; a second one sees a later instant."""
        with self._timed("read"), self._translated(), self.engine.connect() as connection:
            yield connection.execution_options(alone=True)

    @contextmanager
    def _timed(self, kind: str) -> Iterator[None]:
        began = perf_counter()
        try:
            yield
        finally:
            self.tell(kind, perf_counter() - began)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Conflicts and failures of the database in the house's own words."""
        try:
            yield
        except IntegrityError as error:
            raise Conflict(_said(error)) from error
        except (OperationalError, InterfaceError) as error:
            code = getattr(error.orig, "sqlstate", None)
            if code in _RETRIED or "database is locked" in str(error.orig):
                raise Conflict(_said(error)) from error
            raise self._unavailable(error) from error
        except DBAPIError as error:
            # A damaged file is the bare class; the other ones are mistakes of ours.
            if error.connection_invalidated or type(error) is DatabaseError:
                raise self._unavailable(error) from error
            raise

    def _unavailable(self, error: DBAPIError) -> Unavailable:
        return Unavailable(f"The database {self.url!r} cannot be used: {_said(error)}")

    def check(self) -> None:
        """Ask for one row; raises Unavailable."""
        with self.reading() as connection:
            connection.execute(select(meta.c.value)).first()

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


def _said(error: DBAPIError) -> str:
    """What the database complained of, without the values that PostgreSQL adds below."""
    lines = str(error.orig).splitlines()
    return "; ".join(line.strip() for line in lines if not line.startswith(("DETAIL:", "CONTEXT:")))


def new_epoch() -> str:
    """A random id for a new or restored database."""
    return secrets.token_hex(8)


def _sqlite(url: Any, pool: dict[str, Any]) -> Engine:
    engine = create_engine(url, hide_parameters=True, **pool)

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver begins nothing: we do
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if not options.get("alone"):
            connection.exec_driver_sql("BEGIN" if options.get("only_reads") else "BEGIN IMMEDIATE")

    return engine


def _postgres(url: Any, pool: dict[str, Any]) -> Engine:
    line = {key: value for key, value in LINE.items() if key not in url.query}
    engine = create_engine(
        url, hide_parameters=True, connect_args={**line, "autocommit": True}, **pool
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if not options.get("alone"):
            # Otherwise every statement sees what was committed since the one before.
            level = " ISOLATION LEVEL REPEATABLE READ" if options.get("only_reads") else ""
            connection.exec_driver_sql(f"BEGIN{level}")

    @event.listens_for(engine, "checkout")
    def _is_there(connection: Any, _record: object, _proxy: object) -> None:
        # Costs no way to the database and back: its end of the line says when it has gone.
        try:
            for _ in ("its last words", "the end"):
                connection.pgconn.consume_input()
        except psycopg.Error as gone:
            raise InvalidatePoolError(str(gone)) from gone

    return engine
