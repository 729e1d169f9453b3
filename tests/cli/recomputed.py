"""The figures worked out again from exported facts alone, with polars: none of our code is used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

BEGINS = ("TicketIssued", "TicketTransferred", "LegBegan")
LEAVES = (
    "TicketCalled", "TicketMissed", "TicketParked", "ServiceFinished", "TicketTransferred",
    "TicketPutBack", "TicketCancelled", "TicketExpired",
)  # fmt: skip
CALLS = ("TicketCalled", "TicketRecalled")
ENDS = ("ServiceFinished", "TicketTransferred", "TicketCancelled", "TicketExpired")


def facts_of(file: Path) -> pl.DataFrame:
    """The facts of a CSV export that were not undone, each with its leg."""
    facts = pl.read_csv(file, infer_schema_length=None).with_columns(
        pl.col("at").str.to_datetime("%Y-%m-%dT%H:%M:%S%.fZ", time_zone="UTC"),
        *(
            pl.col("data").str.json_path_match(f"$.{name}").alias(name)
            for name in ("automatic", "serving", "minutes")
        ),
    )
    undone = (
        facts.filter(pl.col("kind") == "ActionUndone")
        .select(pl.col("data").str.json_decode(pl.Struct({"undoes": pl.List(pl.Int64)})))
        .select(pl.col("data").struct.field("undoes").explode())
        .to_series()
    )
    return (
        facts.filter(~pl.col("revision").is_in(undone.implode()), pl.col("visit").is_not_null())
        .filter(pl.col("kind") != "ActionUndone")
        .sort("revision")
        .with_columns(pl.col("kind").is_in(BEGINS).cum_sum().over("visit").alias("leg"))
    )


def legs_of(facts: pl.DataFrame, zone: str) -> pl.DataFrame:
    """One row a leg: day, wait, waited, walking, service and handling time in seconds, counts."""
    kind, key = pl.col("kind"), ["visit", "leg"]

    def first(name: str, *kinds: str) -> pl.Expr:
        return pl.col("at").filter(kind.is_in(kinds)).first().alias(name)

    legs = facts.group_by(key, maintain_order=True).agg(
        pl.col("at").first().alias("t0"),
        (pl.col("serving").first() == "true").fill_null(value=False).alias("at_once"),
        first("t1", "TicketCalled"),
        first("started", "ServiceStarted"),
        pl.col("at").filter(kind.is_in(ENDS) & ~kind.is_in(BEGINS)).last().alias("ended"),
        (kind.filter(kind.is_in(("TicketCalled", "TicketMissed"))).last() == "TicketMissed")
        .fill_null(value=False)
        .alias("missed"),
    )
    sent_on = facts.filter(kind == "TicketTransferred").select(
        "visit", pl.col("leg") - 1, pl.col("at").alias("sent")
    )
    starts = facts.filter(kind == "ServiceStarted").group_by(key).agg(pl.col("revision").first())
    last_calls = (
        facts.filter(kind.is_in(CALLS), pl.col("automatic").fill_null("false") != "true")
        .join(starts, on=key, suffix="_start")
        .filter(pl.col("revision") < pl.col("revision_start"))
        .group_by(key)
        .agg(pl.col("at").last().alias("last_call"))
    )
    serving = (
        facts.filter(kind.is_in((*LEAVES, "ServiceStarted", "LegBegan")))
        .with_columns(pl.col("at").shift(-1).over("visit").alias("until"))
        .filter((kind == "ServiceStarted") | (pl.col("serving") == "true"))
        .group_by(key)
        .agg((pl.col("until") - pl.col("at")).dt.total_microseconds().sum().alias("served_us"))
    )
    postponed = (
        facts.filter(kind == "TicketPostponed")
        .select(*key, pl.col("at").alias("asked"), pl.col("minutes").cast(pl.Int64))
        .join(
            legs.join(sent_on, on=key, how="left").select(
                *key, pl.coalesce("t1", "ended", "sent").alias("until")
            ),
            on=key,
        )
        .filter(pl.col("asked") < pl.col("until"))
        .group_by(key)
        .agg(
            pl.min_horizontal(
                pl.col("minutes") * 60e6,
                (pl.col("until") - pl.col("asked")).dt.total_microseconds(),
            )
            .sum()
            .alias("postponed_us")
        )
    )
    for more in (sent_on, last_calls, serving, postponed):
        legs = legs.join(more, on=key, how="left")
    t3 = pl.coalesce("ended", "sent")
    called = pl.col("t1").is_not_null()
    served = pl.col("started").is_not_null() | pl.col("at_once")

    def waited(until: pl.Expr) -> pl.Expr:
        whole = (until - pl.col("t0")).dt.total_microseconds()
        return (whole - pl.col("postponed_us").fill_null(0)).clip(lower_bound=0) / 1e6

    walking = (pl.col("started") - pl.col("last_call")).dt.total_microseconds() / 1e6
    walking = pl.when(~pl.col("at_once")).then(walking)
    service = pl.when(served & t3.is_not_null()).then(pl.col("served_us") / 1e6)
    unserved = ~called & ~served & t3.is_not_null()
    return legs.with_columns(
        pl.col("t0").dt.convert_time_zone(zone).dt.date().cast(pl.String).alias("day"),
        (called & ~pl.col("at_once")).alias("called"),
        served.alias("served"),
        unserved.alias("unserved"),
        (pl.col("missed") & ~served).alias("no_show"),
        pl.when(~pl.col("at_once")).then(waited(pl.col("t1"))).alias("wait"),
        walking.alias("walking"),
        service.alias("service"),
        (service + walking.fill_null(0)).alias("handling"),
    )


def days_of(legs: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Counts and summaries by day."""
    found: dict[str, dict[str, Any]] = {}
    for (day,), of_day in legs.group_by("day", maintain_order=True):
        row: dict[str, Any] = {"issued": of_day.height}
        for count in ("called", "served", "unserved"):
            row[count] = int(of_day[count].sum())
        called = row["called"]
        row["no_show_rate"] = int(of_day["no_show"].sum()) / called if called else None
        for name in ("wait", "walking", "service", "handling"):
            values = of_day[name].drop_nulls().sort()
            row[name] = {
                "count": values.len(),
                "mean": values.mean(),
                "median": values.median(),
                # Nearest rank: the smallest value with nine tenths at or below it.
                "p90": values[(9 * values.len() + 9) // 10 - 1] if values.len() else None,
                "max": values.max(),
            }
        found[str(day)] = row
    return found
