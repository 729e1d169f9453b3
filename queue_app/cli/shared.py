"""What the commands share: configuration, clock, database, and failures of one line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from queue_app.clock import Clock, FileClock, system_clock
from queue_app.config import Config, ConfigError, load
from queue_app.storage import migrating
from queue_app.storage.accounts import Accounts
from queue_app.storage.database import Database

CLOCK_VARIABLE = "QUEUE_APP_CLOCK_FILE"


class Failure(click.ClickException):
    """One line on standard error and exit status 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:  # noqa: ARG002 - the signature is click's
        """Print the line."""
        click.echo(f"queue-app: {' '.join(self.message.split())}", err=True)


class Group(click.Group):
    """A group whose list of commands says whole sentences."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each command with its first sentence, on as many lines as it takes."""
        names = self.list_commands(ctx)
        found = [(name, self.get_command(ctx, name)) for name in names]
        rows = [(name, one.get_short_help_str(limit=1000)) for name, one in found if one]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def configuration() -> Config:
    """The configuration of this call; raises ConfigError."""
    path: Path = click.get_current_context().find_root().obj
    return load(path)


def the_clock() -> Clock:
    """The machine's clock, or the test clock of QUEUE_APP_CLOCK_FILE."""
    path = os.environ.get(CLOCK_VARIABLE)
    if not path:
        return system_clock
    try:
        return FileClock(Path(path))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{CLOCK_VARIABLE}: {error}") from None


@contextmanager
def database(*, migrated: bool = True) -> Iterator[Database]:
    """The configured database, closed afterwards; raises WrongVersion unless it fits."""
    opened = Database(configuration().database.url)
    try:
        if migrated:
            migrating.check(opened)
        yield opened
    finally:
        opened.close()


@contextmanager
def accounts() -> Iterator[Accounts]:
    """The accounts of the configured database."""
    with database() as opened:
        yield Accounts(opened, the_clock())
