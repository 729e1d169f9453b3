"""Days that an office has behind it, written into its log before the story begins.

People come as a Poisson stream, whoever is free first calls whom the discipline says (first come,
first served among what the counter serves), services last lognormally. Seeded.
"""

from __future__ import annotations

import heapq
import json
import math
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, update

from queue_app.config.office import OfficeConfig
from queue_app.domain import events as e
from queue_app.domain import opening_hours as hours
from queue_app.domain.office import Office
from queue_app.storage import office_store
from queue_app.storage.database import Database
from queue_app.storage.queue_cache import QueueCache
from queue_app.storage.reading import Reader
from queue_app.storage.tables import facts, queues


@dataclass
class Lived:
    """One day's facts in the making."""

    office: Office
    day: date
    rng: random.Random
    told: list[tuple[datetime, e.Fact]] = field(default_factory=list)

    def at(self, minute: float) -> datetime:
        """A minute after local midnight."""
        return hours.local_instant(self.day, 0, self.office.zone) + timedelta(minutes=minute)

    def tell(self, minute: float, fact: e.Fact) -> None:
        """Something happened."""
        self.told.append((self.at(minute), fact))

    def comes(self, minute: float, number: int, service: str) -> str:
        """Somebody draws a number."""
        ticket = f"{self.day:%y%j}-{number}"
        self.tell(
            minute,
            e.TicketIssued(
                ticket, f"A{number:03}", "A", service, (), 1, "de",
                self.office.default_priority.id, self.day.isoformat(), self.at(minute),
            ),
        )  # fmt: skip
        return ticket

    def facts(self, revision: int) -> list[e.Recorded]:
        """In order, from a revision on."""
        ordered = sorted(self.told, key=lambda one: one[0])
        return [
            e.Recorded(revision + at, when, revision + at, fact)
            for at, (when, fact) in enumerate(ordered)
        ]


def lived(
    office: Office,
    day: date,
    *,
    seed: str,
    people: float,
    counters: Iterable[str],
    opens: float = 480,
    closes: float = 960,
) -> Lived:
    """One day on which about so many people came and these counters were open throughout."""
    one = Lived(office, day, random.Random(seed))  # noqa: S311 - invented people, no secrets
    rng, minute, number = one.rng, float(opens), 0
    services = list(office.services)
    waiting: list[tuple[float, str, str]] = []
    agenda: list[tuple[float, int, str, Any]] = []
    for at, counter in enumerate(counters):
        one.tell(opens, e.CounterOpened(counter))
        heapq.heappush(agenda, (opens + 0.01 * at, at, "free", counter))
    idle: list[str] = []
    while (minute := minute + rng.expovariate(people / (closes - 30 - opens))) < closes - 30:
        number += 1
        heapq.heappush(agenda, (minute, 100 + number, "comes", rng.choice(services)))
    while agenda:
        now, order, kind, what = heapq.heappop(agenda)
        if kind == "comes":
            waiting.append((now, one.comes(now, order, what), what))
            able = [name for name in idle if office.counters[name].serves(what)]
            if able:
                idle.remove(able[0])
                heapq.heappush(agenda, (now, 0, "free", able[0]))
            continue
        mine = [p for p in waiting if office.counters[what].serves(p[2])]
        if not mine or now > closes:
            if what not in idle:
                idle.append(what)
            continue
        waiting.remove(mine[0])
        _, ticket, service = mine[0]
        mean = office.services[service].expected_minutes
        lasts = mean * math.exp(rng.gauss(-0.15, 0.5))
        one.tell(now, e.TicketCalled(ticket, what))
        one.tell(now + 0.2, e.ServiceStarted(ticket, what))
        one.tell(now + lasts, e.ServiceFinished(ticket, what))
        heapq.heappush(agenda, (now + lasts + rng.expovariate(1.5), 0, "free", what))
    last = max(when for when, _ in one.told)
    for counter in counters:
        one.told.append((max(last, one.at(closes)), e.CounterClosed(counter)))
    for _, ticket, _ in waiting:
        one.told.append((max(last, one.at(closes + 15)), e.TicketExpired(ticket)))
    return one


def write(url: str, office_id: str, days: Iterable[Lived]) -> None:
    """Put days into an office's log, as if it had lived them."""
    database = Database(url)
    reader = Reader(database, QueueCache(always_open=False))
    revision = reader.queue(office_id).revision
    with database.writing() as connection:
        for one in days:
            told = one.facts(revision + 1)
            connection.execute(insert(facts), [_row(office_id, one.day, each) for each in told])
            revision = told[-1].revision
        connection.execute(
            update(queues).where(queues.c.office == office_id).values(revision=revision)
        )
    database.close()


def _row(office: str, day: date, recorded: e.Recorded) -> dict[str, Any]:
    fact = recorded.fact
    values = {
        key: value.isoformat() if isinstance(value, datetime) else value
        for key, value in vars(fact).items()
        if key not in ("ticket", "counter")
    }
    return {
        "office": office,
        "revision": recorded.revision,
        "at": recorded.at,
        "day": day,
        "action": recorded.action,
        "desk": False,
        "kind": type(fact).__name__,
        "ticket": e.ticket_of(fact),
        "counter": e.counter_of(fact),
        "data": json.dumps(values),
    }


def settle(url: str, config: OfficeConfig, now: datetime, *, days: int, **day: Any) -> None:
    """Bring an office into a migrated database and let it have lived its last weekdays."""
    database = Database(url)
    cache = QueueCache(always_open=False)
    office_store.bring_in(database, cache, config, now)
    office = Reader(database, cache).queue(config.id).office
    database.close()
    today = hours.business_day(now, office.zone)
    past = [today - timedelta(days=back) for back in range(days, 0, -1)]
    told = [lived(office, one, seed=str(one), **day) for one in past if one.weekday() < 5]
    write(url, config.id, told)
