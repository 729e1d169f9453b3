"""Who speaks to the API: kiosks and programs with a token, people with a browser, the public.

Lindenhof is the example office; Dora works in Rosenweg, a smaller one in the same installation.
"""

from __future__ import annotations

import itertools
import json
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from queue_app import app as composition
from queue_app.config import Config, parse
from queue_app.config.house import Voice
from queue_app.config.reports import Reports
from queue_app.jobs import Jobs
from queue_app.storage import migrating, office_store
from queue_app.storage.accounts import Accounts
from queue_app.storage.database import Database
from queue_app.storage.queue_cache import QueueCache
from queue_app.use_cases import business_day
from queue_app.web.services import Services
from tests.support.builders import FrozenClock
from tests.support.passwords import LIGHT

ROOT = Path(__file__).parents[2]
TUESDAY = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
"""Nine o'clock in Berlin: the example office is open from eight to six."""

Engine = Literal["auto", "espeak-ng", "off"]

BASE = "https://queue.example"
PASSWORD = "correct horse"
COUNTER, OTHER_COUNTER = "counter-1", "counter-2"

ROSENWEG: dict[str, Any] = {
    "id": "rosenweg",
    "name": "Bürgeramt Rosenweg",
    "timezone": "Europe/Berlin",
    "opening_hours": {"tue": ["08:00-18:00"]},
    "services": [
        {"id": "legal-advice", "prefix": "X", "name": {"de": "Auskunft"}, "expected_minutes": 5}
    ],
    "counters": [{"id": "window", "label": {"de": "Fenster"}, "services": {"legal-advice": 0}}],
}


def config_for(database_url: str, **lindenhof: Any) -> Config:
    """The example configuration with both offices; `lindenhof` changes keys of the first."""
    config = _parsed(json.dumps(lindenhof))
    database = config.database.model_copy(update={"url": database_url})
    return config.model_copy(update={"database": database})


@cache
def _parsed(lindenhof: str) -> Config:
    values = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))
    values["server"]["public_url"] = BASE
    values["offices"][0] |= json.loads(lindenhof)
    values["offices"].append(ROSENWEG)
    return parse(Config, values, "config.toml")


def furnish(url: str, **lindenhof: Any) -> None:
    """Migrate a database and bring both offices in."""
    database = Database(url)
    migrating.upgrade(database)
    cache = QueueCache(always_open=False)
    for office in config_for(url, **lindenhof).offices:
        office_store.bring_in(database, cache, office, TUESDAY)
    database.close()


@dataclass
class House:
    """The program under test, and who may speak to it."""

    app: Flask
    services: Services
    clock: FrozenClock
    jobs: Jobs
    _names: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def public(self) -> Asker:
        """Somebody without any credential."""
        return Asker(self.app.test_client())

    def program(self, role: str, office: str | None = "lindenhof") -> Asker:
        """A program, kiosk or display with a bearer token."""
        where = None if role == "admin" else office
        token = self.services.accounts.create_token(role, where, f"{role}-{next(self._names)}")
        asker = Asker(self.app.test_client())
        asker.headers["Authorization"] = f"Bearer {token}"
        return asker

    def person(self, name: str, role: str = "clerk", office: str | None = "lindenhof") -> Asker:
        """Somebody who is signed in with a browser."""
        self.add_user(name, role, office)
        asker = Asker(self.app.test_client())
        asker.sign_in(name)
        return asker

    def add_user(self, name: str, role: str = "clerk", office: str | None = "lindenhof") -> None:
        """An account for somebody."""
        accounts = Accounts(self.services.database, self.clock, LIGHT)
        accounts.add_user(name, PASSWORD, role, None if role == "admin" else office)

    def device(self, role: str, office: str = "lindenhof") -> Asker:
        """A browser that a one-time link made a kiosk or display."""
        code = self.services.accounts.create_enrolment(role, office)
        asker = Asker(self.app.test_client())
        answer = asker.client.get(f"/enrol/{code}", base_url=BASE)
        assert answer.status_code == 303, answer.text
        return asker

    def settle(self) -> None:
        """What the timed jobs do."""
        for office in self.services.reader.office_ids():
            business_day.settle(self.services.deps, office)

    def write_down(self) -> None:
        """What is noted about ranges that were shown reaches the disk."""
        self.jobs.write_down()

    def turned_away(self, office: str = "lindenhof") -> list[str]:
        """The codes of the refusals that count, in order."""
        day = self.clock().date()
        facts = self.services.reader.facts(office, day, day)
        return [f.fact.code for f in facts if hasattr(f.fact, "code")]


@dataclass
class Asker:
    """One credential and its requests."""

    client: FlaskClient
    headers: dict[str, str] = field(default_factory=dict)

    def sign_in(self, name: str, password: str = PASSWORD) -> TestResponse:
        """Sign in; what follows carries the token against foreign pages."""
        answer = self.post("/session", {"username": name, "password": password})
        if answer.status_code == 200:
            self.headers["X-CSRFToken"] = answer.get_json()["csrf"]
        return answer

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.client.get(
            f"/api/v1{path}", query_string=query, headers=self.headers, base_url=BASE
        )

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> TestResponse:
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        if body is None:
            return self.client.post(f"/api/v1{path}", headers=headers, base_url=BASE)
        return self.client.post(f"/api/v1{path}", json=body, headers=headers, base_url=BASE)

    def delete(self, path: str) -> TestResponse:
        return self.client.delete(f"/api/v1{path}", headers=self.headers, base_url=BASE)

    def page(self, path: str) -> TestResponse:
        """A page, as a browser asks for it."""
        headers = self.headers | {"Accept": "text/html"}
        return self.client.get(path, headers=headers, base_url=BASE)

    # Presses that must succeed

    def draws(self, service: str = "residence", office: str = "lindenhof", **body: Any) -> Any:
        """Draw a ticket; gives it."""
        answer = self.post(f"/offices/{office}/tickets", {"service": service, **body})
        assert answer.status_code == 201, answer.text
        return answer.get_json()

    def at(self, counter: str, action: str, /, **body: Any) -> Any:
        """Press a button at a counter; gives the answer, None for 204."""
        answer = self.post(f"/counters/{counter}/{action}", body)
        assert answer.status_code in (200, 204), answer.text
        return answer.get_json() if answer.status_code == 200 else None


def code_of(answer: TestResponse) -> tuple[int, str]:
    """Status and code of a problem, whose form is checked on the way."""
    assert answer.content_type == "application/problem+json", answer.text
    body = answer.get_json()
    assert body["status"] == answer.status_code
    assert {"type", "title", "detail", "code"} <= body.keys()
    return answer.status_code, body["code"]


@contextmanager
def open_house(
    url: str,
    clock: FrozenClock | None = None,
    *,
    publish_accuracy: bool = True,
    voice: Engine = "off",
    reports: Reports | None = None,
    **lindenhof: Any,
) -> Iterator[House]:
    """Build the program on a furnished database."""
    clock = clock or FrozenClock(TUESDAY)
    database = Database(url)
    config = config_for(url, **lindenhof)
    estimation = config.estimation.model_copy(update={"publish_accuracy": publish_accuracy})
    config = config.model_copy(
        update={
            "estimation": estimation,
            "voice": Voice(engine=voice),
            "reports": reports or Reports(),
        }
    )
    built = composition.build(config, database, clock)
    try:
        yield House(built.app, built.services, clock, built.jobs)
    finally:
        built.services.studio.close()
        database.close()
