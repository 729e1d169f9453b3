"""What an operator asks of a database: which program, how it keeps its log, whether it is sound."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from sqlalchemy import func, select, text

from queue_app.storage.database import Database

OLDEST_SQLITE = (3, 35)
"""The first with RETURNING."""
OLDEST_POSTGRES = 14
"""The oldest that its makers still mend."""


def program(database: Database) -> str:
    """Name and version of the database program; raises Unavailable."""
    if database.is_sqlite:
        return f"SQLite {sqlite3.sqlite_version}"
    with database.reading() as connection:
        (version,) = connection.execute(text("SHOW server_version")).one()
    return f"PostgreSQL {version}"


def is_too_old(database: Database) -> bool:
    """Whether the program is older than what this release was made for; raises Unavailable."""
    if database.is_sqlite:
        return sqlite3.sqlite_version_info < OLDEST_SQLITE
    with database.reading() as connection:
        (number,) = connection.execute(text("SHOW server_version_num")).one()
    return int(number) < OLDEST_POSTGRES * 10_000


def complaint(database: Database) -> str | None:
    """What an embedded database finds wrong with itself; None when it is sound. Takes a while."""
    if not database.is_sqlite:
        return None
    with database.reading() as connection:
        said = connection.execute(text("PRAGMA quick_check(1)")).scalar_one()
    return None if said == "ok" else str(said)


def clock(database: Database) -> datetime | None:
    """What time a database on another machine has; None for an embedded one, which has ours."""
    if database.is_sqlite:
        return None
    with database.reading() as connection:
        now: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return now
