"""Starting the server, and making or migrating its database."""

from __future__ import annotations

import os
import secrets
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from queue_app.cli.logs import speak
from queue_app.cli.shared import CLOCK_VARIABLE, Failure, configuration, database, the_clock
from queue_app.clock import Clock
from queue_app.config import Config, ConfigError
from queue_app.demo import office as demo_office
from queue_app.storage import locking, migrating, office_store
from queue_app.storage.accounts import AccountError, Accounts, check_password
from queue_app.storage.database import Database
from queue_app.storage.queue_cache import QueueCache

if TYPE_CHECKING:
    from queue_app.app import House
    from queue_app.web.services import Services

ADMIN = "admin"
PAGES = (
    ("Start", "/"),
    ("Sign in", "/login"),
    ("Desk", "/desk"),
    ("Reception", "/reception"),
    ("Manager", "/manager"),
    ("Administration", "/admin"),
    ("API", "/api/docs"),
)
CLOCK_BY_HAND = f"The clock is set by hand ({CLOCK_VARIABLE}): for tests only."
PASSWORD_VARIABLE = "QUEUE_APP_ADMIN_PASSWORD"  # noqa: S105 - a name, not a password
NO_VOICE = (
    "Displays sound their gong alone: no voice is installed (apt install espeak-ng, or make voice; "
    "docs/voice.md)."
)
ONLY_HERE = (
    "The QR codes open on this machine only. For phones in the room, set server.host and "
    "server.public_url (README, first steps)."
)


@click.command()
def init() -> None:
    """Create the database and bring in the offices of the configuration."""
    config = configuration()
    with database(migrated=False) as opened:
        done = migrating.upgrade(opened)
        _bring_in_offices(opened, config)
    click.echo("The database is ready." if done else "The database was ready already.")


@click.command()
def upgrade() -> None:
    """Migrate the database to this release."""
    with database(migrated=False) as opened:
        done = migrating.upgrade(opened)
    click.echo("The database is migrated." if done else "There was nothing to migrate.")


@click.command()
@click.option(
    "--always-open",
    is_flag=True,
    help="Trial: open at every hour, no closing, no guard; pages say so.",
)
def run(always_open: bool) -> None:
    """Run the server and its timed jobs in one process."""
    config = configuration()
    _check_given_password()
    listener = _listen(config)
    serve(config, listener, always_open=always_open)


ALWAYS_OPEN = click.option(
    "--always-open", is_flag=True, help="Trial, in every process alike: see `run`."
)


@click.command("serve")
@ALWAYS_OPEN
def serve_pages(always_open: bool) -> None:
    """Serve the pages, as one process of several; the timed jobs are a worker's."""
    config = configuration()
    _check_several(config)
    listener = _listen(config)
    from queue_app import app

    opened, clock = _one_of_several(config, always_open=always_open)
    address = _address(config, listener)
    house = app.build(_reachable(config, address), opened, clock, app.Part.SERVE)
    click.echo(f"Serving at {address}. Stop with Ctrl+C.")
    house.serve(listener)


@click.command()
@ALWAYS_OPEN
@click.option("--port", type=click.IntRange(0, 65535), help="Show /healthz and /metrics there.")
def worker(always_open: bool, port: int | None) -> None:
    """Do the timed jobs and the forecasts for all `serve`; a second worker stands by."""
    config = configuration()
    _check_several(config)
    listener = None if port is None else _listen(_at_port(config, port))
    from queue_app import app

    opened, clock = _one_of_several(config, always_open=always_open)
    core = app.build_core(config, opened, clock, app.Part.WORKER)
    click.echo("Working. Stop with Ctrl+C.")
    core.work(listener)


def _at_port(config: Config, port: int) -> Config:
    server = config.server.model_copy(update={"port": port})
    return config.model_copy(update={"server": server})


def _check_several(config: Config) -> None:
    if config.database.url.startswith("sqlite"):
        raise ConfigError(
            "database.url: several processes need PostgreSQL; with the embedded database use `run`"
        )


def _one_of_several(config: Config, *, always_open: bool) -> tuple[Database, Clock]:
    """The database, which `init` and `upgrade` have prepared, and the clock."""
    from queue_app.web.access_log import RequestId

    speak(config.logging.format, RequestId())
    if not config.push.queue:
        click.echo("push.queue names no Redis: processes ask the database each second.", err=True)
    if os.environ.get(CLOCK_VARIABLE):
        click.echo(CLOCK_BY_HAND, err=True)
    opened = Database(config.database.url, always_open=always_open)
    migrating.check(opened)
    return opened, the_clock()


@click.command()
@click.option("--speed", type=click.FloatRange(1, 100), default=3, show_default=True)
@click.option("--days", type=click.IntRange(0, 30), default=5, show_default=True, help="Past days.")
def demo(speed: float, days: int) -> None:
    """Run a simulated office on a throw-away database, so that every page is alive."""
    config = configuration()
    listener = _listen(config)
    with tempfile.TemporaryDirectory(prefix="queue-app-demo-") as folder:
        url = f"sqlite:///{Path(folder) / 'demo.sqlite3'}"
        throw_away = config.model_copy(
            update={"database": config.database.model_copy(update={"url": url})}
        )
        faster = demo_office.faster(throw_away, speed)
        opened = Database(url, always_open=True)
        migrating.upgrade(opened)
        _bring_in_offices(opened, faster)
        demo_office.live_through(opened, days=days, speed=speed, clock=the_clock(), tell=click.echo)
        people = demo_office.people(opened, the_clock())
        opened.close()
        click.echo("Accounts of this demo:")
        for name, role, password in people:
            click.echo(f"  {name:<10} {password:<14} ({role})")
        serve(faster, listener, always_open=True, citizens=speed)


def serve(
    config: Config, listener: socket.socket, *, always_open: bool, citizens: float | None = None
) -> None:
    """Prepare database and accounts, say where everything is, and serve until stopped."""
    # Imported here, so that small commands do not wait for the web server's libraries.
    from queue_app import app
    from queue_app.web.access_log import RequestId

    speak(config.logging.format, RequestId())
    clock = the_clock()
    address = _address(config, listener)
    config = _reachable(config, address)
    if os.environ.get(CLOCK_VARIABLE):
        click.echo(CLOCK_BY_HAND, err=True)
    opened = Database(config.database.url, always_open=always_open)
    with locking.alone(opened, "there can be only one."):
        migrating.upgrade(opened)
        _bring_in_offices(opened, config)
        house = app.build(config, opened, clock)
        password = _first_admin(house.services.accounts)
        _say_where(house.services, address)
        if _only_here(config.server.public_url):
            click.echo(ONLY_HERE)
        if config.voice.engine != "off" and not house.services.studio.voice.name:
            click.echo(NO_VOICE)
        if password:
            click.echo(f"First sign-in: {ADMIN} with the password {password} (shown only now)")
        click.echo("Stop with Ctrl+C.")
        house.serve(listener, _company(house, citizens) if citizens else None)


def _company(house: House, speed: float) -> Callable[[], None]:
    services = house.services
    return lambda: demo_office.inhabit(
        services.deps,
        services.reader,
        services.forecasts,
        services.relay.announce,
        services.clock,
        speed,
    )


def _listen(config: Config) -> socket.socket:
    server = config.server
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Without it every answer on a kept connection waits 40 ms for a delayed acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((server.host, server.port))
    except OSError as error:
        listener.close()
        raise Failure(
            f"{server.host}:{server.port} cannot be used ({error.strerror}): is another server "
            "running there? Set server.port, or QUEUE_APP_SERVER__PORT."
        ) from None
    listener.listen(1024)
    listener.setblocking(False)
    return listener


def _address(config: Config, listener: socket.socket) -> str:
    """Where this machine's browser finds the server (a port of 0 was chosen by the system)."""
    host = config.server.host
    here = host in ("127.0.0.1", "0.0.0.0", "::", "::1")  # noqa: S104 - only compared
    name = "localhost" if here else f"[{host}]" if ":" in host else host
    return f"http://{name}:{listener.getsockname()[1]}"


def _reachable(config: Config, address: str) -> Config:
    """The configuration whose tickets point to where the pages are, unless it says otherwise."""
    if "public_url" in config.server.model_fields_set:
        return config
    server = config.server.model_copy(update={"public_url": address})
    return config.model_copy(update={"server": server})


def _only_here(url: str) -> bool:
    """Whether only this machine understands an address."""
    host = urlsplit(url).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")


def _bring_in_offices(opened: Database, config: Config) -> None:
    """The offices of the configuration, when the database has none; it is the truth afterwards."""
    if office_store.configured(opened):
        return
    if not config.offices:
        raise ConfigError("offices: the database is empty and the configuration names no office")
    cache = QueueCache(always_open=opened.always_open)
    for office in config.offices:
        office_store.bring_in(opened, cache, office, the_clock()())


def _check_given_password() -> None:
    """Raise ConfigError before anything is made, when the first account could not be."""
    given = os.environ.get(PASSWORD_VARIABLE)
    if not given:
        return
    try:
        check_password(given)
    except AccountError as error:
        raise ConfigError(f"{PASSWORD_VARIABLE}: {error}") from None


def _first_admin(accounts: Accounts) -> str | None:
    """Make the first account; returns a generated password to be printed once."""
    if accounts.users():
        return None
    given = os.environ.get(PASSWORD_VARIABLE)
    password = given or secrets.token_urlsafe(12)
    accounts.add_user(ADMIN, password, "admin")
    return None if given else password


def _say_where(services: Services, address: str) -> None:
    rows = list(PAGES)
    for office in services.reader.office_ids():
        rows += [
            (f"Waiting times of {office}", f"/status/{office}"),
            (f"Kiosk of {office}", f"/kiosk/{office}"),
            (f"Display of {office}", f"/display/{office}"),
        ]
        screens = [one.id for one in services.reader.queue(office).office.displays]
        links = [("kiosk", "kiosk", "")]
        if len(screens) > 1:
            links += [("display", f"display {one}", f"?display={one}") for one in screens]
        else:
            links.append(("display", "display", ""))
        for role, name, query in links:
            code = services.accounts.create_enrolment(role, office)
            rows.append((f"Once: this browser becomes its {name}", f"/enrol/{code}{query}"))
    for name, path in rows:
        click.echo(f"  {name:<36} {address}{path}")
