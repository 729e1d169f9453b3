"""Creating and migrating the database; a database of a newer release is refused."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import DBAPIError

from queue_app.storage.database import Database, Unavailable, new_epoch
from queue_app.storage.tables import meta

FIRST = "0001"
SERVES = "serves"
"""What `meta` calls the oldest migration whose release can work with the database."""
FOLDER = Path(__file__).parent / "migrations"


class WrongVersion(Exception):
    """The database does not fit this release; the message says what to do."""


def version(database: Database) -> str | None:
    """The migration the database stands at; None for an empty one."""
    with database.reading() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """The migration this release needs."""
    return ScriptDirectory(str(FOLDER)).get_current_head() or ""


def check(database: Database) -> None:
    """Raise WrongVersion unless this release can work with the database as it is.

    That of a later release will do when that one says so: while processes are exchanged one by
    one, those of before go on, and start again when they must.
    """
    found = version(database)
    if found is None:
        raise WrongVersion("The database is empty: run `queue-app init` first.")
    if not _is_known(found):
        _refuse_newer(database, found)
        return
    if found != newest():
        raise WrongVersion("The database is of an older release: run `queue-app upgrade` first.")


def upgrade(database: Database) -> bool:
    """Create or migrate the database; True when something was done.

    Raises WrongVersion, or Unavailable when a migration fails; nothing of it is left then.
    """
    if database.file is not None:
        database.file.parent.mkdir(parents=True, exist_ok=True)
    found = version(database)
    if found is not None and not _is_known(found):
        _refuse_newer(database, found)
        return False
    if found == newest():
        return False
    try:
        with database.writing() as connection:
            _migrate(connection)
    except DBAPIError as error:
        raise Unavailable(f"The database could not be migrated: {error.orig}") from error
    return True


def _migrate(connection: Connection) -> None:
    config = AlembicConfig()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.execute(select(meta.c.value).where(meta.c.name == "epoch")).first() is None:
        connection.execute(insert(meta), {"name": "epoch", "value": new_epoch()})
    connection.execute(delete(meta).where(meta.c.name == SERVES))
    connection.execute(insert(meta), {"name": SERVES, "value": oldest_served()})


def oldest_served() -> str:
    """The oldest migration whose release works with a database of this one's newest.

    A migration that only adds serves all before it. One that takes away or changes names in
    `serves` the migration since which no release has used what goes.
    """
    scripts = ScriptDirectory(str(FOLDER)).walk_revisions()
    return max(getattr(script.module, "serves", FIRST) for script in scripts)


def _is_known(found: str) -> bool:
    known = {script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()}
    return found in known


def _refuse_newer(database: Database, found: str) -> None:
    """Raise WrongVersion unless the later release that made the database serves this one."""
    with database.reading() as connection:
        query = select(meta.c.value).where(meta.c.name == SERVES)
        served = connection.execute(query).scalar()
    if served is None or served > newest():
        raise WrongVersion(
            f"The database is of a newer release (migration {found}): "
            "install that release, or restore a backup made with this one."
        )
