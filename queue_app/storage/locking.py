"""The lock file of an embedded database: one server at a time, and no restore beside it."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from queue_app.storage.database import Database


class InUse(Exception):
    """Another process serves this database; the message says what to do."""


@contextmanager
def alone(database: Database, why: str) -> Iterator[None]:
    """Hold the lock of an embedded database; raises InUse, with `why` it was wanted.

    The system lets go of it when the process ends, however it ends; the empty file stays. A
    database on a server of its own has no such lock.
    """
    file = lock_file(database)
    if file is None:
        yield
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(f"A server is running on {database.file}: {why}") from None
        yield


def lock_file(database: Database) -> Path | None:
    """Where the lock is; beside the database's file."""
    file = database.file
    return None if file is None else file.with_name(f"{file.name}.lock")
