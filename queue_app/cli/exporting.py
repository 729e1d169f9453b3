"""Writing an office's legs and facts for other programs, and checking the days that are kept."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from queue_app.cli.shared import Failure, configuration, database, the_clock
from queue_app.domain.statistics.exporting import (
    FACT_COLUMNS,
    LEG_COLUMNS,
    fact_rows,
    leg_rows,
    visits_of,
)
from queue_app.storage.daybook import Daybook, newest_revisions, read_facts
from queue_app.storage.queue_cache import QueueCache
from queue_app.storage.reading import Reader

Rows = list[dict[str, Any]]

_DAY = click.DateTime(["%Y-%m-%d"])
_BATCH = 10_000


@click.command()
@click.option("--office", "slug", required=True, metavar="SLUG", help="The office's id.")
@click.option("--from", "first", type=_DAY, required=True, help="First local day.")
@click.option("--to", "last", type=_DAY, required=True, help="Last local day, included.")
@click.option(
    "--format", "kind", type=click.Choice(["csv", "json", "parquet"]), default="csv",
    show_default=True,
)  # fmt: skip
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The folder to write to; the present one when left out.",
)
def export(slug: str, first: datetime, last: datetime, kind: str, output: Path) -> None:
    """Write legs and facts of some days, without personal data: two files, their names are printed.

    Visits have a running number; numbers on slips, notes, staff and tokens are not in them.
    """
    counters = configuration().privacy.counter_statistics
    if last < first:
        raise Failure("--to is before --from.")
    with database() as opened:
        reader = Reader(opened, QueueCache(always_open=opened.always_open))
        office = reader.queue(slug).office
        with opened.reading() as connection:
            days = sorted(newest_revisions(connection, slug, first.date(), last.date()))
            found = [(day, one) for day in days for one in read_facts(connection, slug, day)]
    if not found:
        raise Failure(
            f"{slug} has no facts from {first.date()} to {last.date()}: nothing happened, or they "
            "are no longer kept."
        )
    log = sorted(found, key=lambda one: one[1].revision)
    facts = [recorded for _, recorded in log]
    legs = list(leg_rows(facts, office.zone, counters=counters))
    rows = list(fact_rows(log, visits_of(facts), counters=counters))
    output.mkdir(parents=True, exist_ok=True)
    name = f"{slug}_{first.date()}_{last.date()}"
    for part, columns, table in (("legs", LEG_COLUMNS, legs), ("facts", FACT_COLUMNS, rows)):
        file = output / f"{name}_{part}.{kind}"
        _WRITERS[kind](file, columns, table)
        click.echo(f"{file}: {len(table)} {part}")


def _csv(file: Path, columns: Mapping[str, type], rows: Rows) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns)
        writer.writeheader()
        writer.writerows({key: _word(value) for key, value in row.items()} for row in rows)


def _word(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _json(file: Path, columns: Mapping[str, type], rows: Rows) -> None:  # noqa: ARG001 - as the others
    with file.open("w", encoding="utf-8") as out:
        out.write("[\n")
        for number, row in enumerate(rows):
            out.write(",\n" if number else "")
            json.dump(row, out, ensure_ascii=False)
        out.write("\n]\n")


def _parquet(file: Path, columns: Mapping[str, type], rows: Rows) -> None:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise Failure("Parquet needs an extra package: pip install 'queue-app[parquet]'.") from None
    types = {int: pa.int64(), float: pa.float64(), bool: pa.bool_(), str: pa.string()}
    schema = pa.schema(
        [
            (name, pa.timestamp("us", tz="UTC") if name in _INSTANTS else types[kind])
            for name, kind in columns.items()
        ]
    )
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for begin in range(0, len(rows), _BATCH):
            some = [_typed(row) for row in rows[begin : begin + _BATCH]]
            writer.write_batch(pa.RecordBatch.from_pylist(some, schema=schema))


_INSTANTS = ("at", "t0", "t1", "t2", "t3", "booked_at")
_WRITERS = {"csv": _csv, "json": _json, "parquet": _parquet}


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value) if name in _INSTANTS and value else value
        for name, value in row.items()
    }


@click.command()
@click.option("--office", "slug", metavar="SLUG", help="One office; all when left out.")
def verify(slug: str | None) -> None:
    """Recompute the days that are kept, and check the chain of their logs' hashes."""
    now = the_clock()()
    wrong: list[str] = []
    with database() as opened:
        reader = Reader(opened, QueueCache(always_open=opened.always_open))
        book = Daybook(opened, opened, reader)
        for office in [slug] if slug else reader.office_ids():
            found = book.check(reader.queue(office).office, now)
            wrong += [f"{office}, {one}" for one in found]
            if not found:
                click.echo(f"{office}: {_counted(book.count(office))} in order.")
    for one in wrong:
        click.echo(one, err=True)
    if wrong:
        raise Failure(f"{_counted(len(wrong), 'thing')} not as it was kept.")


def _counted(count: int, what: str = "day") -> str:
    return f"{count} {what}" + ("" if count == 1 else "s")
