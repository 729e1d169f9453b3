"""`python -m benchmarks.history [--offices 50 --years 5 --days 250] [--database URL]`.

Writes the history (see `past`), then asks the program's own HTTP interface for its figures and
prints how long the server took: the median and the worst of some asks, after a first one.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient

from benchmarks.history import past
from queue_app import app
from queue_app.config import Config
from queue_app.storage import migrating
from queue_app.storage.accounts import Accounts
from queue_app.storage.database import Database

LAST = date(2026, 11, 20)
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ASKS = 5


def main() -> None:
    """Read the command line, write the history, measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.history")
    parser.add_argument("--offices", type=int, default=50, help="offices of the city")
    parser.add_argument("--years", type=float, default=5.0)
    parser.add_argument("--days", type=int, default=250, help="different days that are simulated")
    parser.add_argument("--database", help="an empty database; default: a SQLite file, thrown away")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="queue-app-history-") as folder:
        url = asked.database or f"sqlite:///{folder}/history.sqlite3"
        database = Database(url)
        migrating.upgrade(database)
        dates = past.working_days(LAST, asked.years)
        began = time.perf_counter()
        busy = past.write(
            database, past.BUSY, ["busy"], dates, past.templates(past.BUSY, asked.days)
        )
        towns = [f"town{number:02d}" for number in range(asked.offices)]
        city = past.write(database, past.TOWN, towns, dates, past.templates(past.TOWN, asked.days))
        print(
            f"\n{len(dates)} days; one busy office: {busy:,} legs; {len(towns)} offices: {city:,} "
            f"legs; written in {time.perf_counter() - began:.0f} s{_size(database)}\n"
        )
        _measure(database, url, towns)


def _size(database: Database) -> str:
    file = database.file
    return f"; {file.stat().st_size / 2**20:.0f} MiB" if file else ""


def _measure(database: Database, url: str, towns: list[str]) -> None:
    year = {"from": (LAST - timedelta(days=364)).isoformat(), "to": LAST.isoformat()}
    month = {"from": (LAST - timedelta(days=30)).isoformat(), "to": LAST.isoformat()}
    five = {"from": (LAST - timedelta(days=5 * 365)).isoformat(), "to": LAST.isoformat()}
    city: dict[str, Any] = {"office": towns}
    cases: list[tuple[str, str, dict[str, Any], float]] = [
        ("a month of an office, by service", "/offices/busy/statistics", month, 0.3),
        ("the same by counter", "/offices/busy/statistics", month | {"by": "counter"}, 0.3),
        ("the same by half-hour, walk-ins on Mondays", "/offices/busy/statistics",
         month | {"by": "half_hour", "kind": "walk_in", "weekday": 1}, 0.3),
        ("a year of an office, by day", "/offices/busy/statistics", year | {"by": "day"}, 1.0),
        ("the same by counter", "/offices/busy/statistics", year | {"by": "counter"}, 1.0),
        ("five years of an office, by month", "/offices/busy/statistics",
         five | {"by": "month"}, 5.0),
        ("a year of the city, offices compared", "/statistics", year | city, 3.0),
        ("the same by weekday", "/statistics", year | city | {"by": "weekday"}, 3.0),
    ]  # fmt: skip
    print("| what | issued | median | worst | target |\n|---|---|---|---|---|")
    with _client(database, url) as (client, token):
        for name, path, query, target in cases:
            taken = []
            found: dict[str, Any] = {}
            for _ in range(ASKS + 1):
                began = time.perf_counter()
                answer = client.get(
                    f"/api/v1{path}",
                    query_string=query,
                    headers={"Authorization": f"Bearer {token}"},
                )
                taken.append(time.perf_counter() - began)
                assert answer.status_code == 200, answer.text
                found = answer.get_json()
            taken = sorted(taken[1:])
            print(
                f"| {name} | {found['total']['issued']:,} | {taken[len(taken) // 2] * 1000:.0f} ms "
                f"| {taken[-1] * 1000:.0f} ms | {target * 1000:.0f} ms |",
                flush=True,
            )


@contextmanager
def _client(database: Database, url: str) -> Iterator[tuple[FlaskClient, str]]:
    def clock() -> datetime:
        return NOW

    config = Config.model_validate({"database": {"url": url}, "offices": []})
    token = Accounts(database, clock).create_token("admin")
    house = app.build(config, database, clock)
    yield house.app.test_client(), token
    house.services.database.close()


if __name__ == "__main__":
    main()
