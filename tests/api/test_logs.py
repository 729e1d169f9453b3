"""What stands in the log, and what never does: tokens, names, passwords, addresses."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from queue_app.cli.logs import JsonLines, TextLines
from queue_app.web.access_log import RequestId
from tests.api.people import BASE, COUNTER, Asker, House

NAME = "bruno-mustermann"
PASSWORD = "a secret of bruno's"


class Journal:
    """What was logged, as the server would have written it."""

    def __init__(self, formatter: logging.Formatter) -> None:
        self._stream = io.StringIO()
        self.handler = logging.StreamHandler(self._stream)
        self.handler.setFormatter(formatter)
        self.handler.addFilter(RequestId())

    @property
    def text(self) -> str:
        return self._stream.getvalue()

    def lines(self, message: str) -> list[dict[str, Any]]:
        found = [json.loads(line) for line in self.text.splitlines()]
        return [line for line in found if line["message"] == message]


@pytest.fixture(params=[JsonLines])
def journal(request: pytest.FixtureRequest) -> Iterator[Journal]:
    """Everything from now on, down to what nobody would switch on."""
    written = Journal(request.param())
    root = logging.getLogger()
    levels = {name: logging.getLogger(name).level for name in (None, "queue_app")}
    root.addHandler(written.handler)
    for name in levels:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield written
    root.removeHandler(written.handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_one_line_a_use_case_with_the_id_of_its_request(
    house: House, kiosk: Asker, journal: Journal
) -> None:
    kiosk.headers["X-Request-ID"] = "from-the-proxy-1"
    drawn = kiosk.draws("residence")
    (done,) = journal.lines("done")
    assert {key: done[key] for key in ("action", "office", "revision", "request_id")} == {
        "action": "issue", "office": "lindenhof", "revision": drawn["revision"],
        "request_id": "from-the-proxy-1",
    }  # fmt: skip
    assert done["milliseconds"] > 0
    (asked,) = journal.lines("request")
    assert asked["request_id"] == "from-the-proxy-1"
    assert (asked["route"], asked["status"]) == ("/api/v1/offices/<office>/tickets", 201)


def a_day(house: House) -> list[str]:
    """People do this and that, right and wrong; gives what must be in no log."""
    house.services.accounts.add_user(NAME, PASSWORD, "clerk", "lindenhof")
    bruno = Asker(house.app.test_client())
    bruno.sign_in(NAME, "a wrong password")
    bruno.sign_in(NAME, PASSWORD)
    form = {"username": NAME, "password": PASSWORD}
    house.public().client.post("/login", data=form, base_url=BASE)
    code = house.services.accounts.create_enrolment("kiosk", "lindenhof")
    kiosk = Asker(house.app.test_client())
    kiosk.client.get(f"/enrol/{code}", base_url=BASE)
    program = house.program("kiosk")
    ticket = program.draws("residence")
    token = ticket["token"]
    public = house.public()
    for path in (f"/t/{token}", f"/t/{token}x", f"/t/{token}/nothing", f"/{token}"):
        public.page(path)
    for path in ("", "/why", "/slip.pdf", "/qr.svg", "x", "/nothing"):
        public.get(f"/tickets/{token}{path}")
    public.post(f"/tickets/{token}/postpone", {"minutes": f"{token}"})
    public.client.get("/status/lindenhof", base_url=BASE, headers={"User-Agent": "anna's phone"})
    bruno.at(COUNTER, "open")
    bruno.at(COUNTER, "call-next")
    bruno.at(COUNTER, "start")
    bruno.at(COUNTER, "park", note="a note about anna")
    with house.services.database.writing() as connection:
        connection.execute(text("ALTER TABLE tickets RENAME TO gone"))
    public.get(f"/tickets/{token}")
    house.public().client.post("/login", data=form, base_url=BASE)
    with house.services.database.writing() as connection:
        connection.execute(text("ALTER TABLE users RENAME TO left"))
    bruno.sign_in(NAME, PASSWORD)
    bearer = program.headers["Authorization"].removeprefix("Bearer ")
    return [token, NAME, PASSWORD, "a wrong password", code, bearer, "anna", "127.0.0.1"]


@pytest.mark.parametrize("journal", [JsonLines, TextLines], indirect=True)
def test_no_token_no_name_and_no_password_is_ever_in_a_log(house: House, journal: Journal) -> None:
    secrets = a_day(house)
    assert "Traceback" in journal.text or "unavailable" in journal.text
    assert len(journal.text.splitlines()) > 25
    for secret in secrets:
        assert secret not in journal.text


@pytest.mark.parametrize("journal", [TextLines], indirect=True)
def test_the_same_as_text(house: House, kiosk: Asker, journal: Journal) -> None:
    kiosk.draws("residence")
    (done,) = (line for line in journal.text.splitlines() if ": done " in line)
    assert " INFO queue_app.use_cases: done action=issue office=lindenhof revision=1 " in done
