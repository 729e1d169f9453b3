"""Commands beside a running server: it follows, and nothing has to be started again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.cli.conftest import Terminal
from tests.support.postgres import Databases
from tests.support.server import TUESDAY, Api, Make, Server, new_server, wait_until

DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="module", params=DATABASES)
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """The example office, served from either database for all these tests."""
    embedded = request.param == "sqlite"
    maker: Databases | None = None if embedded else request.getfixturevalue("databases")
    url = maker.create() if maker else None
    server = new_server(tmp_path_factory.mktemp("running"), now=TUESDAY, database_url=url)
    yield server.start()
    server.close()
    if maker and url:
        maker.drop(url)


@pytest.fixture
def beside(running: Server) -> Terminal:
    """A terminal in the server's folder."""
    return Terminal(running.folder)


def office_of(server: Server) -> Any:
    return requests.get(f"{server.url}/api/v1/offices/lindenhof", timeout=30).json()


def test_a_token_made_beside_it_works_at_once_and_revoked_ends_within_ten_seconds(
    running: Server, beside: Terminal
) -> None:
    words = ("token", "create", "--role", "kiosk", "--office", "lindenhof", "--name", "door")
    kiosk = Api(running, beside.done(*words).strip())
    kiosk.draw()
    beside.done("token", "revoke", "door")

    def refused() -> bool:
        answer = kiosk.post("/offices/lindenhof/tickets", {"service": "residence"})
        return answer.status_code == 401

    wait_until(refused, 10, "the end of the token")


def test_a_person_disabled_beside_it_is_out_within_ten_seconds(
    running: Server, beside: Terminal
) -> None:
    given = ("--password", "correct horse")
    beside.done("user", "add", "bruno", "--role", "clerk", "--office", "lindenhof", *given)
    signed_in = requests.Session()
    answer = signed_in.post(
        f"{running.url}/api/v1/session",
        json={"username": "bruno", "password": "correct horse"},
        timeout=30,
    )
    assert answer.ok, answer.text
    queue = f"{running.url}/api/v1/offices/lindenhof/queue"
    assert signed_in.get(queue, timeout=30).ok
    beside.done("user", "disable", "bruno")
    wait_until(lambda: signed_in.get(queue, timeout=30).status_code == 401, 10, "the sign-out")


def test_an_office_changed_beside_it_is_followed_within_two_seconds(
    running: Server, beside: Terminal
) -> None:
    kiosk = Api(running, running.token("kiosk"))
    kiosk.draw()
    file = running.folder / "office.toml"
    text = beside.done("office", "export").replace('name = "Bürgeramt Lindenhof"', 'name = "Neu"')
    text = text.replace("expected_minutes = 11", "expected_minutes = 12")
    file.write_text(text, encoding="utf-8")
    said = beside.done("office", "import", str(file))
    assert said.endswith("lindenhof is brought in.\n")
    wait_until(lambda: office_of(running)["name"] == "Neu", 2, "the new name")
    assert kiosk.draw()["estimate"]


def test_what_is_in_use_at_the_running_server_is_refused(running: Server, beside: Terminal) -> None:
    number = Api(running, running.token("kiosk")).draw("advice")["number"]
    text = beside.done("office", "export")
    services = re.split(r"(?=\[\[offices)", text)
    kept = [part for part in services if 'id = "advice"' not in part]
    file = running.folder / "office.toml"
    file.write_text(
        re.sub(r"^advice = .*\n", "", "".join(kept), flags=re.MULTILINE), encoding="utf-8"
    )
    complaint = beside.type("office", "import", str(file)).complaint
    assert complaint == f"queue-app: services.advice: ticket {number} still needs it"
    assert len(office_of(running)["services"]) == 8


def test_the_database_needs_nothing_while_it_is_served(running: Server, beside: Terminal) -> None:
    assert beside.done("upgrade") == "There was nothing to migrate.\n"
    assert beside.done("init") == "The database was ready already.\n"


def test_a_second_server_at_the_same_port_says_so(running: Server, beside: Terminal) -> None:
    complaint = beside.start("run").complaint
    assert complaint.startswith(f"queue-app: 127.0.0.1:{running.port} cannot be used (")
    assert office_of(running)["id"] == "lindenhof"


def test_what_a_start_prints(make_server: Make) -> None:
    server = make_server(accounts=False)
    printed = server.log
    for page in ("/kiosk/lindenhof", "/display/lindenhof", "/desk", "/reception", "/manager"):
        assert re.search(rf"{server.port}{page}$", printed, re.MULTILINE), page
    assert "The clock is set by hand" in printed
    codes = re.findall(r"(http://\S+/enrol/\S+)$", printed, re.MULTILINE)
    assert len(codes) == 2
    (password,) = re.findall(r"First sign-in: admin with the password (\S+)", printed)
    answer = requests.post(
        f"{server.url}/api/v1/session",
        json={"username": "admin", "password": password},
        timeout=30,
    )
    assert answer.ok
    server.stop()
    server.start()
    again = server.log.removeprefix(printed)
    assert "/enrol/" in again
    assert "First sign-in" not in again
