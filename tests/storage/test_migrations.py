"""The schema: made by migrations, the same as the tables say; a newer one is refused."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text

from queue_app.storage import migrating
from queue_app.storage.database import Database, Unavailable
from queue_app.storage.migrating import WrongVersion
from queue_app.storage.tables import metadata, tickets
from tests.storage.people import Process

RELEASED = "0003"
"""Up to here nothing had been released; the rule is for what follows."""


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    """A database without any table."""
    database = Database(empty_url)
    yield database
    database.close()


def test_the_migrated_schema_is_that_of_the_tables(empty: Database) -> None:
    migrating.upgrade(empty)
    with empty.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert set(inspect(connection).get_table_names()) - {"alembic_version"} == set(
            metadata.tables
        )


def test_tickets_of_the_first_release_are_kept(empty: Database) -> None:
    config = AlembicConfig()
    config.set_main_option("script_location", str(migrating.FOLDER))
    with empty.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(text("INSERT INTO offices VALUES ('rosenweg', 0, '{}')"))
        connection.execute(
            text(
                "INSERT INTO tickets (id, office, day, series, number, service, language, token,"
                " open, estimate_likely) VALUES ('t1', 'rosenweg', '2026-11-24', 'a', 'A001',"
                " 'advice', 'de', 'secret', false, 300)"
            )
        )
    assert migrating.upgrade(empty)
    with empty.reading() as connection:
        (row,) = connection.execute(select(tickets)).mappings()
    assert (row["number"], row["estimate_likely"], row["estimate_model"]) == ("A001", 300, None)


def test_comments_of_tables_travel_along(empty: Database) -> None:
    migrating.upgrade(empty)
    if empty.is_sqlite:  # has none
        return
    with empty.reading() as connection:
        inspector = inspect(connection)
        for name, table in metadata.tables.items():
            assert inspector.get_table_comment(name)["text"] == table.comment


def test_upgrading_twice_does_nothing(empty: Database) -> None:
    assert migrating.version(empty) is None
    assert migrating.upgrade(empty)
    epoch = empty.epoch
    assert not migrating.upgrade(empty)
    again = Database(str(empty.url.render_as_string(hide_password=False)))
    assert again.epoch == epoch
    again.close()
    assert migrating.version(empty) == migrating.newest()
    migrating.check(empty)


def test_two_databases_have_epochs_of_their_own(empty: Database, process: Process) -> None:
    migrating.upgrade(empty)
    assert re.fullmatch(r"[0-9a-f]{16}", empty.epoch)
    assert empty.epoch != process.database.epoch


def test_an_empty_database_is_refused_with_what_to_do(empty: Database) -> None:
    with pytest.raises(WrongVersion, match=r"empty: run `queue-app init` first"):
        migrating.check(empty)


def test_a_newer_database_is_refused_and_left_alone(process: Process) -> None:
    process.draw()
    with process.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("UPDATE meta SET value = '9000' WHERE name = 'serves'"))
    for look in (migrating.check, migrating.upgrade):
        with pytest.raises(WrongVersion, match=r"newer release \(migration 9999\): install"):
            look(process.database)
    assert len(process.log()) == 1


def test_a_newer_database_that_only_has_more_serves_this_release(process: Process) -> None:
    with process.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("CREATE TABLE of_the_next_release (id INTEGER)"))
        connection.execute(text("ALTER TABLE tickets ADD COLUMN colour VARCHAR(20)"))
    migrating.check(process.database)
    assert not migrating.upgrade(process.database)
    process.open()
    process.draw()
    assert process.next() is not None


def test_migrations_only_add_or_say_whom_they_serve() -> None:
    """The release before goes on working beside the next one while processes are exchanged."""
    for script in ScriptDirectory(str(migrating.FOLDER)).walk_revisions():
        if script.revision <= RELEASED or hasattr(script.module, "serves"):
            continue
        for call in deeds(Path(script.path).read_text(encoding="utf-8")):
            name = ast.unparse(call.func)
            assert name in ("op.create_table", "op.add_column", "op.create_index"), script.path
            if name == "op.add_column":
                words = {word.arg: ast.unparse(word.value) for word in column_of(call).keywords}
                assert words.get("nullable") != "False" or "server_default" in words, script.path


def deeds(source: str) -> list[ast.Call]:
    """What a migration does to the schema."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    asks = ("op.f", "op.get_bind")
    names = [(call, ast.unparse(call.func)) for call in calls]
    return [call for call, name in names if name.startswith("op.") and name not in asks]


def column_of(call: ast.Call) -> ast.Call:
    (column,) = (argument for argument in call.args if isinstance(argument, ast.Call))
    return column


def test_an_older_database_is_named(process: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrating, "newest", lambda: "9999")
    with pytest.raises(WrongVersion, match=r"older release: run `queue-app upgrade` first"):
        migrating.check(process.database)


def test_a_migration_that_fails_leaves_nothing_behind(empty: Database) -> None:
    with empty.writing() as connection:
        connection.execute(text("CREATE TABLE users (id INTEGER)"))
    with pytest.raises(Unavailable, match="users"):
        migrating.upgrade(empty)
    with empty.reading() as connection:
        assert inspect(connection).get_table_names() == ["users"]


def test_an_embedded_database_makes_its_folder(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/data/deep/queue.sqlite3")
    assert migrating.upgrade(database)
    migrating.check(database)
    database.close()


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "queue.sqlite3"
    file.write_text("This is a letter to my aunt, and rather a long one. " * 100)
    database = Database(f"sqlite:///{file}")
    with pytest.raises(Unavailable, match="not a database"):
        migrating.upgrade(database)
    database.close()
    assert file.read_text().startswith("This is a letter")


def test_an_embedded_database_is_as_safe_as_it_gets(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/queue.sqlite3")
    migrating.upgrade(database)
    for open_one in (database.reading, database.writing):
        with open_one() as connection:
            pragma = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys")
            }
        assert pragma == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    database.close()


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(Unavailable, match="connection"):
        migrating.version(database)
    database.close()
