"""Backups of the embedded database, and bringing one back."""

from __future__ import annotations

from pathlib import Path

import click

from queue_app.cli.shared import Failure, database, the_clock
from queue_app.storage import backups, migrating

NAMED = "queue-*.sqlite3"
FILE = click.Path(path_type=Path)


@click.command()
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="Overwrite a file of that name.")
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    help="In a folder: of the backups that were named by their time keep so many.",
)
def backup(file: Path, replace: bool, keep: int | None) -> None:
    """Copy the embedded database into FILE while it runs, and check the copy.

    If FILE is a folder, the backup is named by its time.
    """
    now = the_clock()()
    folder = file if file.is_dir() else None
    if keep is not None and folder is None:
        raise Failure(f"--keep goes with a folder, and {file} is none.")
    target = file if folder is None else folder / f"queue-{now:%Y%m%dT%H%M%SZ}.sqlite3"
    with database(migrated=False) as opened:
        made = backups.make(opened, target, now, replace=replace)
    click.echo(f"{target}: {made.size} bytes, {made.facts} facts, checked.")
    for old in sorted(folder.glob(NAMED))[:-keep] if folder and keep else ():
        old.unlink()
        click.echo(f"{old} is deleted.")


@click.command()
@click.argument("file", type=FILE)
def restore(file: Path) -> None:
    """Put the backup FILE in the place of the embedded database.

    The server must be stopped. What was there is kept beside it.
    """
    with database(migrated=False) as opened:
        found = backups.bring_back(opened, file, the_clock()())
    click.echo(f"Restored: {found.facts} facts, migration {found.migration}, a new epoch.")
    if found.aside is not None:
        click.echo(f"What was there before is kept as {found.aside}.")
    click.echo(
        "Numbers drawn and tokens revoked since the backup are unknown to it "
        "(docs/operations.md, after a restore)."
    )


@click.command("new-epoch")
def new_epoch() -> None:
    """Finish a restore made by the database's own tools: pages then take what is there.

    Stop every server first.
    """
    with database(migrated=False) as opened:
        migrating.check(opened)
        backups.renew_epoch(opened)
    click.echo("The database has a new epoch.")
