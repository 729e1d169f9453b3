"""The program on a database of each test's own: embedded, and on PostgreSQL where storage matters."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.people import Asker, House, furnish, open_house
from tests.support.postgres import Databases

NewHouse = Callable[..., House]


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An embedded database to be copied."""
    file = tmp_path_factory.mktemp("api") / "queue.sqlite3"
    furnish(f"sqlite:///{file}")
    return file


@pytest.fixture
def house(furnished: Path, tmp_path: Path) -> Iterator[House]:
    """The program on an embedded database, Tuesday nine o'clock."""
    file = tmp_path / "queue.sqlite3"
    shutil.copy(furnished, file)
    with open_house(f"sqlite:///{file}") as opened:
        yield opened


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either_house(request: pytest.FixtureRequest) -> Iterator[House]:
    """Likewise, once on each database program."""
    if request.param == "sqlite":
        yield request.getfixturevalue("house")
        return
    databases: Databases = request.getfixturevalue("databases")
    new_database = request.getfixturevalue("new_database")
    with open_house(new_database(template=databases.template("api", furnish))) as opened:
        yield opened


@pytest.fixture
def house_with(tmp_path: Path) -> Iterator[Callable[..., House]]:
    """Build the program with a changed Lindenhof: `house_with(public_board=True)`."""
    opened: list[Any] = []

    def build(**lindenhof: Any) -> House:
        url = f"sqlite:///{tmp_path / f'changed-{len(opened)}.sqlite3'}"
        furnish(url, **lindenhof)
        opened.append(open_house(url, **lindenhof))
        house: House = opened[-1].__enter__()
        return house

    yield build
    for one in opened:
        one.__exit__(None, None, None)


@pytest.fixture
def kiosk(house: House) -> Asker:
    return house.program("kiosk")


@pytest.fixture
def clerk(house: House) -> Asker:
    """A program that may act at every counter of Lindenhof."""
    return house.program("clerk")
