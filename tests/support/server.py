"""The real server as a process of its own: started, spoken to, killed, started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
import tomli_w

from queue_app.clock import FileClock, system_clock
from queue_app.storage import migrating
from queue_app.storage.accounts import Accounts
from queue_app.storage.database import Database
from tests.support.forge import FORGE, Child
from tests.support.net import free_port
from tests.support.passwords import LIGHT

ROOT = Path(__file__).parents[2]
START_SECONDS = 40
ADMIN_PASSWORD = "admin-password"
TUESDAY = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
"""A Tuesday at nine o'clock in Berlin: the example office is open from eight to six."""

Office = dict[str, Any]


def wait_until(condition: Callable[[], Any], seconds: float = 15, what: str = "it") -> Any:
    """Ask until the answer is true, and give it; fails after some seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.02)
    raise AssertionError(f"{what} did not come true within {seconds} s")


class Hands:
    """The hands of the test clock, which stands still between two settings."""

    def __init__(self, path: Path, now: datetime) -> None:
        self.path = path
        self.set(now)

    def set(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(self._now.isoformat(), encoding="utf-8")
        fresh.replace(self.path)

    def advance(self, *, minutes: float = 0, seconds: float = 0) -> datetime:
        self.set(self._now + timedelta(minutes=minutes, seconds=seconds))
        return self._now

    @property
    def now(self) -> datetime:
        return self._now


@dataclass
class Server:
    """One installation: configuration, database, clock, and the process that serves it."""

    folder: Path
    port: int
    url: str
    database_url: str
    clock: Hands | None
    always_open: bool = False
    process: subprocess.Popen[bytes] | Child | None = None
    cold: bool = False
    program: str = "queue_app"
    environment: dict[str, str] = field(default_factory=dict)
    _accounts: Accounts | None = None

    @property
    def config_path(self) -> Path:
        return self.folder / "config.toml"

    @property
    def log(self) -> str:
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")

    def start(self) -> Server:
        """Start it and wait until it answers."""
        self.begin()
        wait_until(self._answers, START_SECONDS, "the server's first answer")
        return self

    def begin(self) -> None:
        """Start it without waiting."""
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            **self.environment,
        }
        if self.clock is not None:
            environment["QUEUE_APP_CLOCK_FILE"] = str(self.clock.path)
        arguments = ["--config", str(self.config_path), "run"]
        if self.always_open:
            arguments.append("--always-open")
        self.process = (
            self._cold(arguments, environment)
            if self.cold
            else FORGE.start(arguments, self.folder, environment)
        )

    def _cold(self, arguments: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
        """From nothing, as an operator's system starts it (for measuring)."""
        with (self.folder / "server.log").open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-m", self.program, *arguments],
                env=environment,
                cwd=self.folder,
                stdout=output,
                stderr=output,
            )

    def _answers(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            raise AssertionError(f"the server ended:\n{self.log}")
        with suppress(requests.RequestException):
            return requests.get(f"{self.url}/readyz", timeout=5).ok
        return False

    def kill(self) -> None:
        """End the process at once, as a power cut would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process = None

    def stop(self) -> None:
        """Ask the process to end; if it will not, make it."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def close(self) -> None:
        self.stop()
        if self._accounts is not None:
            self._accounts._database.close()

    @property
    def accounts(self) -> Accounts:
        """The accounts in the server's database, as a command beside it would see them."""
        if self._accounts is None:
            clock = FileClock(self.clock.path) if self.clock else system_clock
            self._accounts = Accounts(Database(self.database_url), clock, LIGHT)
        return self._accounts

    def token(self, role: str, office: str | None = "lindenhof") -> str:
        """A bearer token of a role."""
        return self.accounts.create_token(role, None if role == "admin" else office)

    def user(
        self,
        name: str,
        role: str,
        password: str = "correct horse",
        office: str | None = "lindenhof",
    ) -> str:
        """A person's account; gives the password."""
        self.accounts.add_user(name, password, role, None if role == "admin" else office)
        return password

    def enrol(self, role: str, office: str = "lindenhof") -> str:
        """A one-time link that makes a browser a kiosk or display."""
        return f"{self.url}/enrol/{self.accounts.create_enrolment(role, office)}"


class Api:
    """A program that speaks to the server with a bearer token (or, without, as the public)."""

    def __init__(self, server: Server, token: str | None = None) -> None:
        self.server = server
        self.http = requests.Session()
        if token:
            self.http.headers["Authorization"] = f"Bearer {token}"

    def _url(self, path: str) -> str:
        return f"{self.server.url}/api/v1{path}"

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.http.get(self._url(path), timeout=30, **options)

    def post(
        self, path: str, body: Any = None, *, key: str | None = None, **options: Any
    ) -> requests.Response:
        headers = {"Idempotency-Key": key} if key else {}
        json = {} if body is None else body
        return self.http.post(self._url(path), json=json, headers=headers, timeout=30, **options)

    def put(self, path: str, body: Any) -> requests.Response:
        return self.http.put(self._url(path), json=body, timeout=30)

    def draw(self, service: str = "residence", office: str = "lindenhof", **body: Any) -> Any:
        """Issue a ticket that must succeed."""
        answer = self.post(f"/offices/{office}/tickets", {"service": service, **body})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def at(self, counter: str, action: str, **body: Any) -> Any:
        """Press a button at a counter that must succeed; None for 204."""
        answer = self.post(f"/counters/{counter}/{action}", body)
        assert answer.status_code in (200, 204), answer.text
        return answer.json() if answer.content else None


Make = Callable[..., Server]


@pytest.fixture
def make_server(tmp_path: Path) -> Iterator[Make]:
    """Make installations: `make_server(now=…, database_url=…, always_open=…, change=…)`.

    `change(office)` may alter the example office's configuration (a dict of TOML values).
    """
    made: list[Server] = []

    def make(
        *,
        now: datetime | None = TUESDAY,
        database_url: str | None = None,
        always_open: bool = False,
        change: Callable[[Office], None] | None = None,
        start: bool = True,
        accounts: bool = True,
        environment: dict[str, str] | None = None,
    ) -> Server:
        folder = tmp_path / f"server-{len(made)}"
        folder.mkdir()
        server = new_server(
            folder,
            now=now,
            database_url=database_url,
            always_open=always_open,
            change=change,
            accounts=accounts,
        )
        server.environment = environment or {}
        made.append(server)
        return server.start() if start else server

    yield make
    for server in made:
        server.close()


@pytest.fixture
def server(make_server: Make) -> Server:
    """The example office on the embedded database, Tuesday nine o'clock, clock standing."""
    return make_server()


def new_server(
    folder: Path,
    *,
    now: datetime | None,
    database_url: str | None = None,
    always_open: bool = False,
    change: Callable[[Office], None] | None = None,
    accounts: bool = True,
    voice: str = "off",
) -> Server:
    """An installation of the example office in a folder: database migrated, not started.

    Without `accounts` nobody has one yet, and the first start makes the administrator's. It speaks
    only with a `voice` (an engine of the configuration): most tests need not wait for it.
    """
    values = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    database_url = database_url or f"sqlite:///{folder / 'queue.sqlite3'}"
    values["server"] |= {"port": port, "public_url": url}
    values["database"] = {"url": database_url}
    values["voice"] = {"engine": voice}
    if change is not None:
        change(values["offices"][0])
    (folder / "config.toml").write_text(tomli_w.dumps(values), encoding="utf-8")
    database = Database(database_url)
    migrating.upgrade(database)
    known = Accounts(database, system_clock, LIGHT)
    if accounts and not known.users():
        known.add_user("admin", ADMIN_PASSWORD, "admin")
    database.close()
    clock = Hands(folder / "clock", now) if now is not None else None
    return Server(folder, port, url, database_url, clock, always_open)
