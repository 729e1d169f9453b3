"""Creating and migrating the database; a database of a newer release is refused."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import DBAPIError

from queue_app.storage.database import Database, Unavailable, new_epoch
from queue_app.storage.tables import meta

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
    """Raise WrongVersion unless the database is at this release's migration."""
    found = version(database)
    if found is None:
        raise WrongVersion("The database is empty: run `queue-app init` first.")
    _refuse_newer(found)
    if found != newest():
        raise WrongVersion("The database is of an older release: run `queue-app upgrade` first.")


def upgrade(database: Database) -> bool:
    """Create or migrate the database; True when something was done.

    Raises WrongVersion, or Unavailable when a migration fails; nothing of it is left then.
    """
    if database.file is not None:
        database.file.parent.mkdir(parents=True, exist_ok=True)
    found = version(database)
    if found is not None:
        _refuse_newer(found)
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


def _refuse_newer(found: str) -> None:
    known = {script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()}
    if found not in known:
        raise WrongVersion(
            f"The database is of a newer release (migration {found}): "
            "install that release, or restore a backup made with this one."
        )
