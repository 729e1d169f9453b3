"""The doctor: looks at everything an installation needs, and says what to do."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from queue_app.cli.checkup import database as of_database
from queue_app.cli.checkup import house, machine, network
from queue_app.cli.checkup.finding import ORDER, Finding, fail, ok, worst
from queue_app.cli.shared import the_clock
from queue_app.config import Config, ConfigError, load
from queue_app.speech.finding import find_voice
from queue_app.storage import migrating
from queue_app.storage.checking import problems
from queue_app.storage.database import Database, Unavailable
from queue_app.storage.printers import Printers
from queue_app.storage.queue_cache import QueueCache
from queue_app.storage.reading import Reader


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs: one object with all findings.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Examine everything an installation needs, and say what to do.

    Exit status: 0 all in order, 1 something is worth a look, 2 something must be mended.
    """
    findings = list(_examine(ctx.find_root().obj))
    state = worst(findings)
    if as_json:
        told = {"status": state, "findings": [asdict(one) for one in findings]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for one in findings:
            click.echo(_line(one))
    ctx.exit(ORDER.index(state))


def _line(one: Finding) -> str:
    remedy = f" → {one.remedy}" if one.remedy else ""
    return f"{one.state:<5} {one.name:<15} {one.sentence}{remedy}"


def _examine(path: Path) -> Iterator[Finding]:
    try:
        config = load(path)
    except ConfigError as error:
        for line in error.all:
            yield fail("configuration", f"{line}.", "Mend that key.")
        return
    yield from _configured(config)
    yield from machine.examine(config, path, os.environ)
    clock = the_clock()
    opened = Database(config.database.url)
    try:
        yield from of_database.examine(opened, clock)
        yield from _offices(config, opened)
    finally:
        opened.close()
    yield from network.examine(config, clock)
    yield _voices(config)


def _voices(config: Config) -> Finding:
    voice = find_voice(config.voice.engine)
    try:
        languages = (one for office in config.offices for one in office.languages)
        return house.voices(config.voice.engine, voice, languages)
    finally:
        voice.close()


def _configured(config: Config) -> Iterator[Finding]:
    found = problems(config) if config.offices else []
    wrong = [one for one in found if one.wrong]
    for one in wrong:
        yield fail("configuration", f"{one.path}: {one.sentence}.", "Mend that key.")
    if not wrong:
        remarks = f", {len(found)} remarks by `queue-app check`" if found else ""
        yield ok("configuration", f"In order{remarks}.")


def _offices(config: Config, opened: Database) -> Iterator[Finding]:
    """What stands in the database about offices; nothing where it cannot be read."""
    if opened.file is not None and not opened.file.exists():
        return
    try:
        migrating.check(opened)
        reader = Reader(opened, QueueCache(always_open=False))
        offices = reader.office_ids()
        names = [reader.queue(office).office.timezone for office in offices]
        known = Printers(opened, the_clock())
        printers = [(office, one) for office in offices for one in known.of(office)]
    except (Unavailable, migrating.WrongVersion):
        return
    yield from machine.zones(names)
    yield from house.printers(config, printers)
