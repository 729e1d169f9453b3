"""The key that signs addresses of speech: one for each database, made when it is first asked for."""

from __future__ import annotations

import secrets

from sqlalchemy import insert, select

from queue_app.storage.database import Database
from queue_app.storage.tables import meta
from queue_app.use_cases.ports import Conflict

NAME = "speech-key"
KEY_BYTES = 32


def speech_key(database: Database) -> bytes:
    """The same for every process on the database, also after a restart."""
    found = _read(database)
    if found is None:
        try:
            with database.writing() as connection:
                fresh = {"name": NAME, "value": secrets.token_hex(KEY_BYTES)}
                connection.execute(insert(meta), fresh)
        except Conflict:  # another process was a moment earlier
            pass
        found = _read(database)
    return bytes.fromhex(found or "")


def _read(database: Database) -> str | None:
    with database.reading() as connection:
        query = select(meta.c.value).where(meta.c.name == NAME)
        found: str | None = connection.execute(query).scalar_one_or_none()
    return found
