"""A migrated database with the example office for every test, once on each database program."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from queue_app.storage.database import Database
from tests.storage.people import Process, bring_in, furnish, small_office
from tests.support.postgres import Databases

BOTH = [pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)]

Enter = Callable[[], Process]


@pytest.fixture(scope="session")
def furnished_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An embedded database to be copied."""
    file = tmp_path_factory.mktemp("furnished") / "queue.sqlite3"
    furnish(f"sqlite:///{file}")
    return file


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of this test alone."""
    if request.param == "sqlite":
        file = tmp_path / "queue.sqlite3"
        shutil.copy(request.getfixturevalue("furnished_file"), file)
        return f"sqlite:///{file}"
    databases: Databases = request.getfixturevalue("databases")
    new_database = request.getfixturevalue("new_database")
    url: str = new_database(template=databases.template("furnished", furnish))
    return url


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    url: str = request.getfixturevalue("new_database")()
    return url


@pytest.fixture
def another_process(database_url: str) -> Iterator[Enter]:
    """Begin a further process on the same database: connections and memory of its own."""
    begun: list[Process] = []

    def begin() -> Process:
        begun.append(Process(database_url, clock=begun[0].clock if begun else None))
        return begun[-1]

    yield begin
    for process in begun:
        process.database.close()


@pytest.fixture
def process(another_process: Enter) -> Process:
    """The process that a test speaks to; Tuesday, nine o'clock in Berlin."""
    return another_process()


@pytest.fixture
def database(process: Process) -> Database:
    """The database of that process."""
    return process.database


@pytest.fixture
def new_office(process: Process) -> Callable[[], str]:
    """Bring in one more small office: for tests of many examples on one database."""
    names = (f"office{number}" for number in itertools.count(1))

    def make() -> str:
        office = small_office(next(names))
        bring_in(process.database, office)
        return office.id

    return make
