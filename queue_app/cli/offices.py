"""Bringing offices in and out of the database, and checking what is configured."""

from __future__ import annotations

from pathlib import Path

import click

from queue_app import config as c
from queue_app.cli.shared import Failure, Group, configuration, database, the_clock
from queue_app.speech.finding import remarks
from queue_app.storage import office_store
from queue_app.storage.checking import problems
from queue_app.storage.log_check import check_log
from queue_app.storage.queue_cache import QueueCache


@click.command()
@click.option("--log", is_flag=True, help="Instead: read the database's log; is it consistent?")
def check(log: bool) -> None:
    """Validate the configuration and say what is wrong with the key's path."""
    if log:
        _check_log()
        return
    try:
        config = configuration()
    except c.ConfigError as error:
        if len(error.all) == 1:
            raise
        for line in error.all:
            click.echo(line, err=True)
        raise Failure(f"{len(error.all)} to mend in the configuration.") from None
    found = problems(config)
    for problem in found:
        click.echo(f"{problem.path}: {problem.sentence}", err=problem.wrong)
    offered = dict.fromkeys(one for office in config.offices for one in office.languages)
    spoken = remarks(config.voice.engine, offered)
    for sentence, is_wrong in spoken:
        click.echo(f"voice.engine: {sentence}", err=is_wrong)
    wrong = sum(problem.wrong for problem in found) + sum(is_wrong for _, is_wrong in spoken)
    if wrong:
        raise Failure(f"{wrong} to mend in the configuration.")
    click.echo("The configuration is in order.")


def _check_log() -> None:
    """Say of every office's log whether it can be true; raises Failure when one cannot."""
    with database() as opened:
        found = check_log(opened)
    for one in found:
        for sentence in one.wrong:
            click.echo(f"{one.office}: {sentence}", err=True)
        click.echo(f"{one.office}: {one.facts} facts, {len(one.wrong) or 'nothing'} wrong.")
    wrong = sum(len(one.wrong) for one in found)
    if wrong:
        raise Failure(f"{wrong} in the log cannot be true.")


@click.group(cls=Group)
def office() -> None:
    """Offices: services, counters, hours, rules."""


@office.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
def import_office(file: Path, dry_run: bool) -> None:
    """Bring the office of a TOML file into the database; shows the difference."""
    config = c.load_office(file)
    with database() as opened:
        difference = office_store.difference(opened, config)
        if not difference:
            click.echo(f"{config.id} is already so.")
            return
        click.echo(difference)
        if dry_run:
            return
        cache = QueueCache(always_open=False)
        office_store.bring_in(opened, cache, config, the_clock()())
    click.echo(f"{config.id} is brought in.")


@office.command("export")
@click.argument("slug", required=False)
def export_office(slug: str | None) -> None:
    """Write an office (or the only one) as TOML that `office import` reads."""
    with database() as opened:
        if slug is None:
            known = office_store.configured(opened)
            if len(known) != 1:
                names = ", ".join(one.id for one in known) or "none"
                raise Failure(f"Name one of the offices: {names}.")
            slug = known[0].id
        click.echo(office_store.export_toml(opened, slug), nl=False)
