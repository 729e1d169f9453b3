"""Backups of the embedded database: made while it runs, checked, and brought back.

A backup is one file with everything in it, tickets' secrets too: only its owner may read it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, insert, select, update

from queue_app.storage import locking, migrating
from queue_app.storage.database import Database, new_epoch
from queue_app.storage.leadership import Leadership
from queue_app.storage.tables import meta

LAST = "backup"
OWNER_ONLY = 0o600
SIDES = ("-wal", "-shm", "-journal")
"""Files that SQLite keeps beside a database while it is open."""


class BackupError(Exception):
    """A backup cannot be made or brought back; the message is one plain sentence."""


@dataclass(frozen=True)
class Backup:
    """A backup that was made or brought back: its size, and how many facts are in it."""

    size: int
    facts: int
    migration: str
    aside: Path | None = None


def last(database: Database) -> datetime | None:
    """When the last backup was made; None where none was, or it was made by other means."""
    with database.reading() as connection:
        text = connection.execute(select(meta.c.value).where(meta.c.name == LAST)).scalar()
    return None if text is None else datetime.fromisoformat(text)


def make(database: Database, target: Path, now: datetime, *, replace: bool) -> Backup:
    """Copy the database as it is at one instant, check the copy, and note when it was made.

    Nobody waits for it. The file appears under its name when it is complete and on the disk.
    Raises BackupError, or Unavailable when the database cannot be read.
    """
    source = _embedded(database)
    if target.exists() and not replace:
        raise BackupError(f"{target} is there already: name another file, or give --replace.")
    if target.resolve() == source.resolve():
        raise BackupError(f"{target} is the database itself.")
    if not source.exists():
        raise BackupError(f"There is no database at {source}.")
    migrating.check(database)
    with _arriving(target) as fresh:
        try:
            # In one step: what is committed meanwhile stays outside, and does not begin it anew.
            with closing(_open(source)) as old, closing(sqlite3.connect(fresh)) as new:
                old.backup(new, pages=-1)
                new.execute("PRAGMA journal_mode=DELETE")
        except (sqlite3.Error, OSError) as error:
            raise BackupError(f"{target} could not be written: {error}") from None
        facts = _checked(fresh)
        found = Backup(fresh.stat().st_size, facts, migrating.version(database) or "")
    with database.writing() as connection:
        connection.execute(delete(meta).where(meta.c.name == LAST))
        connection.execute(insert(meta), {"name": LAST, "value": now.isoformat()})
    return found


def bring_back(database: Database, source: Path, now: datetime) -> Backup:
    """Put a backup in the place of the database, with a new epoch, migrated to this release.

    What was there is kept aside. At every instant there is a whole database under the name.
    Raises BackupError, InUse beside a running server, WrongVersion for one of a newer release.
    """
    place = _embedded(database)
    if not source.is_file():
        raise BackupError(f"There is no backup at {source}.")
    with locking.alone(database, "stop it first, then restore."):
        _checked(source)
        with _arriving(place, named="restoring") as fresh:
            shutil.copyfile(source, fresh)
            fresh.chmod(OWNER_ONLY)
            facts, migration = _renewed(fresh)
            aside = _set_aside(place, now)
    return Backup(place.stat().st_size, facts, migration, aside)


def renew_epoch(database: Database) -> None:
    """Make a new epoch, so that every page takes what it is sent, whatever it showed before.

    For a database that was restored by its own tools. Raises InUse beside a running server, or
    worker.
    """
    with _nobody_leads(database), database.writing() as connection:
        connection.execute(update(meta).where(meta.c.name == "epoch").values(value=new_epoch()))


@contextmanager
def _nobody_leads(database: Database) -> Iterator[None]:
    """Alone with the database, as far as can be known: web processes alone are not noticed."""
    with locking.alone(database, "stop it first."):
        leadership = Leadership(database)
        try:
            if not leadership.renew():
                raise locking.InUse("A worker leads: stop it and all web processes first.")
            yield
        finally:
            leadership.release()


def _embedded(database: Database) -> Path:
    if database.file is None:
        raise BackupError(
            "This database is PostgreSQL's: back it up with pg_dump, bring it back with pg_restore "
            "and then run `queue-app new-epoch` (docs/operations.md, backup)."
        )
    return database.file


@contextmanager
def _arriving(target: Path, named: str = "part") -> Iterator[Path]:
    """A file beside the target that takes its name at the end, or is gone."""
    fresh = target.with_name(f".{target.name}.{named}")
    try:
        fresh.unlink(missing_ok=True)
        fresh.touch(OWNER_ONLY)
    except OSError as error:
        raise BackupError(f"{target} cannot be written: {error.strerror}.") from None
    try:
        yield fresh
        _to_disk(fresh)
        fresh.replace(target)
        _to_disk(target.parent)
    finally:
        for left in (fresh, *_sides(fresh)):
            left.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _open(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)


def _checked(file: Path) -> int:
    """How many facts are in a file that is sound and ours; raises BackupError."""
    try:
        with closing(_open(file)) as connection:
            (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            if said != "ok":
                raise BackupError(f"{file} is damaged: {said}.")
            if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise BackupError(f"{file} is damaged: rows point to what is not there.")
            (beyond,) = connection.execute(
                "SELECT count(*) FROM facts JOIN queues USING (office)"
                " WHERE facts.revision > queues.revision"
            ).fetchone()
            if beyond:
                raise BackupError(f"{file} is damaged: it has facts beyond its revision.")
            connection.execute("SELECT version_num FROM alembic_version").fetchone()
            (facts,) = connection.execute("SELECT count(*) FROM facts").fetchone()
    except sqlite3.Error as error:
        raise BackupError(f"{file} is no backup of this program: {error}.") from None
    return int(facts)


def _renewed(file: Path) -> tuple[int, str]:
    """Migrate a copy and give it a new epoch; how many facts it has, and its migration."""
    copy = Database(f"sqlite:///{file}", pooled=False)
    try:
        migrating.upgrade(copy)
        with copy.writing() as connection:
            connection.execute(update(meta).where(meta.c.name == "epoch").values(value=new_epoch()))
        migration = migrating.version(copy) or ""
    finally:
        copy.close()
    # Without a log beside it, so that the one file is the whole database.
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    return _checked(file), migration


def _set_aside(place: Path, now: datetime) -> Path | None:
    """Keep what was there under another name, with its log where it is needed."""
    if not place.exists():
        for side in _sides(place):
            side.unlink(missing_ok=True)
        return None
    aside = place.with_name(f"{place.name}.replaced-{now:%Y%m%dT%H%M%SZ}")
    if aside.exists():
        raise BackupError(f"{aside} is there already: wait a second and try again.")
    # One that is damaged keeps its log; of a sound one nothing is left in it.
    with suppress(sqlite3.Error), closing(sqlite3.connect(place)) as old:
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    try:
        os.link(place, aside)
    except OSError:  # the file system knows no second names
        shutil.copyfile(place, aside)
        aside.chmod(OWNER_ONLY)
    for side in _sides(place):
        if side.exists():
            side.replace(aside.with_name(aside.name + side.name.removeprefix(place.name)))
    return aside


def _sides(file: Path) -> list[Path]:
    return [file.with_name(file.name + end) for end in SIDES]
