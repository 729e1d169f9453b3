"""The lock file of an embedded database: one server at a time, and no restore beside it."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from queue_app.storage.database import Database, Unavailable


class InUse(Exception):
    """Another process serves this database; the message says what to do."""


@contextmanager
def alone(database: Database, why: str) -> Iterator[None]:
    """Hold the lock of an embedded database; raises InUse, with `why` it was wanted.

    Raises Unavailable where the lock file can't be written: nor could the database.

    The system lets go of it when the process ends, however it ends; the empty file stays. A
    database on a server of its own has no such lock.
    """
    file = lock_file(database)
    if file is None:
        yield
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        opened = file.open("a", encoding="utf-8")
    except OSError as error:
        reason = f"{file.name}: {error.strerror}"
        raise Unavailable(f"The database cannot be written to ({reason.lower()}).") from None
    with opened as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(f"A server is running on {database.file}: {why}") from None
        yield


def lock_file(database: Database) -> Path | None:
    """Where the lock is; beside the database's file."""
    file = database.file
    return None if file is None else file.with_name(f"{file.name}.lock")
