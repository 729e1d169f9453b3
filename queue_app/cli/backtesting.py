"""Replaying an office's past: how right the forecast was, and what simpler formulas would have said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import click

from queue_app import estimation as est
from queue_app.cli.shared import Failure, configuration, database
from queue_app.domain.events import Recorded, TicketIssued
from queue_app.domain.office import Office
from queue_app.domain.opening_hours import business_day
from queue_app.domain.statistics import legs, score
from queue_app.estimation.backtest import Moment, Result, Score
from queue_app.storage.queue_cache import QueueCache
from queue_app.storage.reading import Reader
from queue_app.use_cases.ports import PublishedEstimate

LEAST = 30
"""Called tickets below which a replay says nothing."""

NAMES = {
    "published": "published",
    "forecast": "twin",
    "position": "position x configured mean / desks",
    "naive": "people ahead x learned mean / open counters",
    "QL": "QL: work ahead, by skills",
    "LES": "LES: wait of the last one called",
    "HOL": "HOL: wait so far of the first in line",
}


@click.command()
@click.option("--office", "slug", required=True, metavar="SLUG", help="The office's id.")
@click.option("--days", type=click.IntRange(min=1), help="Score only the last days with tickets.")
def backtest(slug: str, days: int | None) -> None:
    """Replay the office's history, walk-forward, and score the estimates.

    Each ticket is estimated as it stood when it was drawn, from what had happened until then.
    """
    config = configuration()
    with database() as opened:
        reader = Reader(opened, QueueCache(always_open=opened.always_open))
        office = reader.queue(slug).office
        facts = reader.facts(slug, date.min, date.max)
        published = reader.estimates_of_days(slug, date.min, date.max, samples=True)
    chosen = _days(facts, office)[-(days or 0) :]
    called = _called(facts, office, chosen)
    if called < LEAST:
        raise Failure(
            f"{slug} has too little history: {called} tickets were called on {_counted(chosen)}, "
            f"at least {LEAST} are needed."
        )
    moments = est.moments_of(facts, office, published, since=chosen[0])
    result = est.backtest(
        _told(moments, chosen),
        est.service_infos(office),
        rollouts=config.estimation.rollouts,
        calibration=_before(facts, office, published, chosen[0]),
    )
    _print(slug, chosen, result)


def _days(facts: Iterable[Recorded], office: Office) -> list[date]:
    """The days on which numbers were drawn."""
    issued = (f.at for f in facts if isinstance(f.fact, TicketIssued))
    return sorted({business_day(at, office.zone) for at in issued})


def _counted(days: list[date]) -> str:
    return f"{len(days)} day" + ("" if len(days) == 1 else "s")


def _called(facts: Iterable[Recorded], office: Office, chosen: list[date]) -> int:
    wanted = set(chosen)
    return sum(
        leg.index == 1
        and leg.called
        and not leg.paper
        and business_day(leg.t0, office.zone) in wanted
        for leg in legs(facts)
    )


def _before(
    facts: Iterable[Recorded],
    office: Office,
    published: dict[str, PublishedEstimate],
    first: date,
) -> est.Calibration:
    """What the estimates published before the first day had taught by then."""
    earlier = [f for f in facts if business_day(f.at, office.zone) < first]
    return est.calibration_of(score(legs(earlier), published))


def _told(moments: Iterator[Moment], chosen: list[date]) -> Iterator[Moment]:
    """The moments; each new day is told on standard error."""
    day = 0
    for moment in moments:
        if moment.day != day:
            day = moment.day
            at = date.fromordinal(day)
            number = chosen.index(at) + 1
            click.echo(f"{at.isoformat()} (day {number} of {len(chosen)})", err=True)
        yield moment


def _print(slug: str, chosen: list[date], result: Result) -> None:
    count = result.scores["forecast"].count
    click.echo(
        f"{slug}, {chosen[0].isoformat()} to {chosen[-1].isoformat()}: {_counted(chosen)}, "
        f"{count} tickets called, {result.censored} never called or asked to be called later. Minutes."
    )
    heads = ("tickets", "MAE", "RMSE", "bias", "in 80 %", "in 90 %", "width 80", "width 90")
    click.echo(f"{'':<44}" + "".join(f"{head:>10}" for head in heads))
    for name, words in NAMES.items():
        if name in result.scores:
            click.echo(
                f"{words:<44}" + "".join(f"{cell:>10}" for cell in _cells(result.scores[name]))
            )
    if "published" not in result.scores:
        click.echo("No published estimates were kept for these days.")


def _cells(one: Score) -> Iterator[str]:
    yield str(one.count)
    yield from (f"{value / 60:.2f}" for value in (one.mae, one.rmse, one.bias))
    for share in (one.inside_p10_p90, one.inside_p5_p95):
        yield "-" if share is None else f"{share:.3f}"
    for width in (one.width_p10_p90, one.width_p5_p95):
        yield "-" if width is None else f"{width / 60:.2f}"
