"""Backups for one who types: made beside everything, checked, brought back, refused with a sentence."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import text

from queue_app.storage import locking, migrating
from queue_app.storage.database import Database
from tests.cli.conftest import Terminal


def the_database(terminal: Terminal) -> Database:
    return Database(f"sqlite:///{terminal.folder}/queue.sqlite3")


def epoch(terminal: Terminal) -> str:
    database = the_database(terminal)
    try:
        return database.epoch
    finally:
        database.close()


def run(file: Path, script: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(script)


@pytest.fixture
def copy(installed: Terminal) -> Path:
    """A backup of the installation."""
    file = installed.folder / "copy.sqlite3"
    installed.done("backup", str(file))
    return file


def test_a_backup_is_one_complete_file_for_its_owner_alone(installed: Terminal, copy: Path) -> None:
    assert copy.stat().st_mode & 0o777 == 0o600
    assert sorted(file.name for file in installed.folder.glob("*copy*")) == [copy.name]
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("SELECT count(*) FROM offices").fetchone() == (1,)


def test_a_backup_overwrites_nothing_unless_told(installed: Terminal, copy: Path) -> None:
    before = copy.read_bytes()
    complaint = installed.type("backup", str(copy)).complaint
    assert complaint == f"queue-app: {copy} is there already: name another file, or give --replace."
    assert copy.read_bytes() == before
    assert "facts, checked." in installed.done("backup", str(copy), "--replace")
    itself = installed.folder / "queue.sqlite3"
    assert installed.type("backup", str(itself), "--replace").complaint == (
        f"queue-app: {itself} is the database itself."
    )


def test_in_a_folder_backups_are_named_by_their_time_and_the_old_ones_go(
    installed: Terminal,
) -> None:
    folder, clock = installed.folder / "backups", installed.folder / "clock"
    folder.mkdir()
    (folder / "mine.sqlite3").touch()
    for hour in ("01", "02", "03"):
        clock.write_text(f"2026-11-24T{hour}:00:00Z")
        installed.done("backup", str(folder), "--keep", "2", QUEUE_APP_CLOCK_FILE=str(clock))
    assert sorted(file.name for file in folder.iterdir()) == [
        "mine.sqlite3", "queue-20261124T020000Z.sqlite3", "queue-20261124T030000Z.sqlite3"
    ]  # fmt: skip
    complaint = installed.type("backup", str(folder / "x"), "--keep", "2").complaint
    assert complaint == f"queue-app: --keep goes with a folder, and {folder / 'x'} is none."


def test_a_backup_that_cannot_be_made(terminal: Terminal) -> None:
    file = terminal.folder / "copy"
    assert terminal.type("backup", str(file)).complaint == (
        f"queue-app: There is no database at {terminal.folder}/queue.sqlite3."
    )
    terminal.done("init")
    nowhere = terminal.folder / "no" / "folder"
    assert terminal.type("backup", str(nowhere)).complaint == (
        f"queue-app: {nowhere} cannot be written: No such file or directory."
    )
    assert not file.exists()


def test_what_comes_back_is_what_went_with_a_new_epoch(installed: Terminal, copy: Path) -> None:
    before = epoch(installed)
    installed.done("token", "create", "--role", "admin", "--name", "later")
    said = installed.done("restore", str(copy))
    assert "Restored: 0 facts, migration " in said
    (aside,) = installed.folder.glob("queue.sqlite3.replaced-*")
    assert f"What was there before is kept as {aside}.\n" in said
    assert installed.done("token", "list") == ""
    assert epoch(installed) != before
    with closing(sqlite3.connect(aside)) as connection:
        assert connection.execute("SELECT name FROM credentials").fetchall() == [("later",)]
        assert connection.execute("SELECT value FROM meta WHERE name = 'epoch'").fetchone() == (
            before,
        )


def test_where_everything_is_lost_it_comes_back_all_the_same(
    installed: Terminal, copy: Path
) -> None:
    for file in installed.folder.glob("queue.sqlite3*"):
        file.unlink()
    (installed.folder / "queue.sqlite3-wal").write_bytes(b"of another life")
    assert "is kept as" not in installed.done("restore", str(copy))
    assert "Lindenhof" in installed.done("office", "export")


def test_a_damaged_database_is_replaced_and_kept(installed: Terminal, copy: Path) -> None:
    (installed.folder / "queue.sqlite3").write_text("Dear aunt, " * 100)
    installed.done("restore", str(copy))
    (aside,) = installed.folder.glob("queue.sqlite3.replaced-*")
    assert aside.read_text().startswith("Dear aunt")
    assert "Lindenhof" in installed.done("office", "export")


def test_an_older_backup_is_migrated(installed: Terminal) -> None:
    old = installed.folder / "old.sqlite3"
    earlier = AlembicConfig()
    earlier.set_main_option("script_location", str(migrating.FOLDER))
    database = Database(f"sqlite:///{old}")
    with database.writing() as connection:
        earlier.attributes["connection"] = connection
        command.upgrade(earlier, "0002")
        connection.execute(text("INSERT INTO meta VALUES ('epoch', 'of the time')"))
    database.close()
    installed.done("restore", str(old))
    assert installed.done("upgrade") == "There was nothing to migrate.\n"
    assert epoch(installed) != "of the time"


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (
            "UPDATE alembic_version SET version_num = '9999'; UPDATE meta SET value = '9000'",
            "is of a newer release (migration 9999",
        ),
        ("DROP TABLE facts", "is no backup of this program: no such table: facts"),
        (
            "INSERT INTO facts VALUES ('lindenhof', 7, '', '', 7, 0, '', NULL, NULL, '')",
            "is damaged: it has facts beyond its revision",
        ),
        ("UPDATE queues SET office = 'nowhere'", "is damaged: rows point to what is not there"),
    ],
)
def test_a_backup_that_does_not_fit_changes_nothing(
    installed: Terminal, copy: Path, harm: str, said: str
) -> None:
    before = epoch(installed)
    run(copy, harm)
    assert said in installed.type("restore", str(copy)).complaint
    assert epoch(installed) == before
    assert not list(installed.folder.glob("*.replaced-*"))
    assert not list(installed.folder.glob("*restoring*"))


def test_what_is_no_backup_at_all(installed: Terminal) -> None:
    letter = installed.folder / "letter"
    assert installed.type("restore", str(letter)).complaint == (
        f"queue-app: There is no backup at {letter}."
    )
    letter.write_text("Dear aunt, " * 100)
    assert "is no backup of this program: file is not a database" in (
        installed.type("restore", str(letter)).complaint
    )


def test_nothing_is_restored_beside_a_running_server(installed: Terminal, copy: Path) -> None:
    database = the_database(installed)
    with locking.alone(database, "we are it."):
        for words in (("restore", str(copy)), ("new-epoch",)):
            complaint = installed.type(*words).complaint
            assert complaint.startswith("queue-app: A server is running on ")
            assert ": stop it first" in complaint
    database.close()
    installed.done("restore", str(copy))


def test_a_database_restored_by_its_own_tools_gets_a_new_epoch(installed: Terminal) -> None:
    before = epoch(installed)
    assert installed.done("new-epoch") == "The database has a new epoch.\n"
    assert epoch(installed) != before


def test_postgresql_has_tools_of_its_own(terminal: Terminal) -> None:
    url = "postgresql://queue@127.0.0.1:1/queue"
    for words in (("backup", "x"), ("restore", "x")):
        complaint = terminal.type(*words, QUEUE_APP_DATABASE__URL=url).complaint
        assert "back it up with pg_dump" in complaint
        assert "`queue-app new-epoch`" in complaint
