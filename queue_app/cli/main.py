"""The group of all commands: an expected failure ends with its sentence and status 2."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from queue_app import __version__
from queue_app.cli import (
    backtesting,
    backups,
    doctor,
    exporting,
    offices,
    people,
    printing,
    running,
)
from queue_app.cli.shared import Failure, Group
from queue_app.config import ConfigError
from queue_app.domain.errors import Unknown
from queue_app.storage import migrating
from queue_app.storage.accounts import AccountError
from queue_app.storage.backups import BackupError
from queue_app.storage.database import Unavailable
from queue_app.storage.locking import InUse
from queue_app.storage.office_store import ImportRefused
from queue_app.use_cases.ports import Conflict

PROGRAM = "queue-app"

EXPECTED = (
    ConfigError,
    migrating.WrongVersion,
    AccountError,
    BackupError,
    InUse,
    ImportRefused,
    Unavailable,
    Unknown,
    Conflict,
)
"""What may go wrong without being our mistake."""


class Commands(Group):
    """A group whose commands end expected failures with one line and status 2."""

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        """Read what was typed before the command's name."""
        with _in_one_line():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; turn an expected failure into its sentence."""
        try:
            with _in_one_line():
                return super().invoke(ctx)
        except EXPECTED as failure:
            raise Failure(getattr(failure, "detail", None) or str(failure)) from None
        except (KeyboardInterrupt, click.Abort):
            raise Failure("Interrupted.") from None


@contextmanager
def _in_one_line() -> Iterator[None]:
    """What was typed wrong, and where it is explained; whoever types nothing gets the help."""
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else PROGRAM
        raise Failure(f"{error.format_message()} Try: {where} --help") from None


@click.group(cls=Commands)
@click.version_option(__version__, prog_name=PROGRAM)
@click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("config.toml"),
    show_default=True,
    help="The configuration file; relative paths in it start from its folder.",
)
@click.pass_context
def commands(ctx: click.Context, config_path: Path) -> None:
    """Queue and waiting times for the service counters of a citizens' office."""
    ctx.obj = config_path


for command in (
    running.run,
    running.serve_pages,
    running.worker,
    running.demo,
    running.init,
    running.upgrade,
    offices.check,
    offices.office,
    people.user,
    people.token,
    backups.backup,
    backups.restore,
    backups.new_epoch,
    doctor.doctor,
    backtesting.backtest,
    exporting.export,
    exporting.verify,
    printing.print_agent,
):
    commands.add_command(command)
