"""Who does the timed work, of several processes on one database: whoever holds the lock.

PostgreSQL keeps it with a connection of its own and frees it when the process ends or cannot be
reached; beside an embedded database it is a lock on a file, which the system frees likewise.
"""

from __future__ import annotations

import fcntl
from pathlib import Path
from time import monotonic
from typing import IO, Protocol

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from queue_app.storage.database import Database

KEY = 0x5175657565
"""The number of the advisory lock ("Queue"), one a database."""
SURE_SECONDS = 3.0
"""For so long a lock that was asked for is believed; a connection that hangs ends the belief."""
LINE = {
    "connect_timeout": 2,
    "keepalives_idle": 1,
    "keepalives_interval": 1,
    "keepalives_count": 2,
    "tcp_user_timeout": 3000,
}
"""How soon our side notices that the database's machine is gone."""
LINE_THERE = (
    "SELECT set_config('tcp_keepalives_idle', '1', false),"
    " set_config('tcp_keepalives_interval', '1', false),"
    " set_config('tcp_keepalives_count', '2', false),"
    " set_config('tcp_user_timeout', '3000', false),"
    " set_config('application_name', 'queue-app leader', false)"
)
"""How soon its side notices that our machine is gone, and frees the lock."""


class _Lock(Protocol):
    def hold(self) -> bool:
        """Whether we hold it, after trying to."""
        ...

    def release(self) -> None:
        """Let it go."""
        ...


class Leadership:
    """Held by one process at a time; `renew` is called often, `held` may be asked at any time."""

    def __init__(self, database: Database) -> None:
        self._lock = _lock_of(database)
        self._held = False
        self._asked = float("-inf")

    @property
    def held(self) -> bool:
        """Whether this process does the timed work."""
        return self._held and monotonic() - self._asked < SURE_SECONDS

    def renew(self) -> bool:
        """Take the lock if nobody holds it, or make sure that we still do; answers like `held`."""
        self._held = self._lock.hold()
        self._asked = monotonic()
        return self._held

    def release(self) -> None:
        """Let a successor begin."""
        self._held = False
        self._lock.release()


def _lock_of(database: Database) -> _Lock:
    if not database.is_sqlite:
        return _AdvisoryLock(database)
    return _FileLock(database.file) if database.file else _Alone()


class _Alone:
    """A database in memory has one process."""

    def hold(self) -> bool:
        return True

    def release(self) -> None:
        """Nobody waits for it."""


class _FileLock:
    def __init__(self, file: Path) -> None:
        self._path = file.with_name(f"{file.name}.leader")
        self._file: IO[str] | None = None

    def hold(self) -> bool:
        if self._file is not None:
            return True
        try:
            file = self._path.open("a")
        except OSError:
            return True  # nowhere to write: then there is nobody else who could
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


class _AdvisoryLock:
    def __init__(self, database: Database) -> None:
        self._engine: Engine = create_engine(
            database.url, poolclass=NullPool, connect_args=LINE, isolation_level="AUTOCOMMIT"
        )
        self._connection: Connection | None = None
        self._locked = False

    def hold(self) -> bool:
        try:
            return self._ask()
        except DBAPIError:
            self.release()
            return False

    def _ask(self) -> bool:
        if self._connection is None:
            self._connection = self._engine.connect()
            self._connection.execute(text(LINE_THERE))
        if self._locked:
            self._connection.execute(text("SELECT 1"))
        else:
            taken = self._connection.execute(text(f"SELECT pg_try_advisory_lock({KEY})"))
            self._locked = bool(taken.scalar())
        return self._locked

    def release(self) -> None:
        connection, self._connection, self._locked = self._connection, None, False
        if connection is not None:
            connection.invalidate()
            connection.close()
