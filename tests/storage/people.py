"""Who presses in the tests of storage: a process with its memory, and a hand at every button."""

from __future__ import annotations

import itertools
import json
import secrets
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from queue_app import config as c
from queue_app.domain.errors import Refused
from queue_app.domain.events import Recorded
from queue_app.domain.issuing import Request
from queue_app.domain.queue import Queue
from queue_app.domain.ticket import Ticket
from queue_app.storage import event_log, migrating, office_store, unit_of_work
from queue_app.storage.database import Database
from queue_app.storage.queue_cache import QueueCache
from queue_app.storage.reading import Reader
from queue_app.storage.tables import answers, audit
from queue_app.use_cases import business_day, calling, issuing, visiting
from queue_app.use_cases.ports import Actor, Answer, Deps, Once, PublishedEstimate, Rendered
from queue_app.use_cases.pressing import Press

ROOT = Path(__file__).parents[2]
TUESDAY = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
"""A Tuesday at nine o'clock in Berlin: the example office is open from eight to six."""

OFFICE = "lindenhof"
KIOSK = Actor(name="kiosk at the door", role="kiosk", credential="credential:kiosk")
PROGRAM = Actor(name="a program", role="clerk", credential="credential:program")
CITIZEN = Actor(name="citizen", role="citizen", credential="ticket")


def example_office() -> c.OfficeConfig:
    """The office of config.toml."""
    values = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))
    return c.OfficeConfig.model_validate(values["offices"][0])


def changed(office: c.OfficeConfig, **values: Any) -> c.OfficeConfig:
    """The office with other values, validated."""
    return c.OfficeConfig.model_validate(office.model_dump() | values)


def small_office(name: str, **values: Any) -> c.OfficeConfig:
    """An office of its own with three services and three counters, ids marked by its name."""
    services = {s: f"{name}-{s}" for s in ("card", "move", "info")}
    return c.OfficeConfig.model_validate(
        {
            "id": name,
            "name": name,
            "timezone": "Europe/Berlin",
            "opening_hours": {"tue": ["08:00-18:00"], "wed": ["08:00-13:00"]},
            "services": [
                {"id": service, "name": {"de": key}, "prefix": prefix, "expected_minutes": 8}
                for prefix, (key, service) in zip("ABC", services.items(), strict=True)
            ],
            "counters": [
                {
                    "id": f"{name}-{number}",
                    "label": {"de": f"Schalter {number}"},
                    "services": {services[key]: minutes for key, minutes in skills.items()},
                }
                for number, skills in enumerate(
                    ({"card": 0, "move": 0, "info": 5}, {"move": 0, "info": 0}, {"card": 3}),
                    start=1,
                )
            ],
            **values,
        }
    )


def furnish(url: str) -> None:
    """Migrate an empty database and bring in the example office."""
    database = Database(url)
    migrating.upgrade(database)
    bring_in(database, example_office())
    database.close()


def bring_in(database: Database, office: c.OfficeConfig) -> bool:
    """What `queue-app office import` does."""
    return office_store.bring_in(database, QueueCache(always_open=False), office, TUESDAY)


class HeldClock:
    """A clock that stands until it is moved on."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, *, minutes: float = 0, seconds: float = 0, days: int = 0) -> None:
        self.now += timedelta(days=days, minutes=minutes, seconds=seconds)


class Process:
    """One process on a database, and somebody who presses its buttons."""

    def __init__(self, url: str, clock: HeldClock | None = None) -> None:
        self.clock = clock or HeldClock(TUESDAY)
        self.database = Database(url)
        self.cache = QueueCache(always_open=False)
        self.reader = Reader(self.database, self.cache)
        ids = itertools.count(1)
        mark = secrets.token_hex(4)
        self.deps = Deps(
            begin=lambda: unit_of_work.begin(self.database, self.cache),
            clock=self.clock,
            new_id=lambda: f"{mark}{next(ids):08d}",
            new_token=lambda: secrets.token_urlsafe(16),
        )

    # Reading

    def queue(self, office: str = OFFICE) -> Queue:
        """The queue as this process has it."""
        return self.reader.queue(office)

    def cold_queue(self, office: str = OFFICE) -> Queue:
        """The queue as a process would have it that knew nothing before."""
        return Reader(self.database, QueueCache(always_open=False)).queue(office)

    def log(self, office: str = OFFICE) -> list[Recorded]:
        """The office's whole log."""
        with self.database.reading() as connection:
            return event_log.read(connection, event_log.of_office(office))

    def audit(self, office: str = OFFICE) -> list[tuple[int, str, str]]:
        """Who pressed what, by the first revision of the press."""
        with self.database.reading() as connection:
            query = select(audit).where(audit.c.office == office).order_by(audit.c.revision)
            rows = connection.execute(query).mappings().all()
        return [(row["revision"], row["actor"], row["action"]) for row in rows]

    def remembered_answers(self) -> int:
        """How many answers are kept for their key."""
        with self.database.reading() as connection:
            return len(connection.execute(select(answers.c.scope)).all())

    # Pressing; each gives the value of the answer

    def draw(
        self,
        service: str = "residence",
        *,
        office: str = OFFICE,
        actor: Actor = KIOSK,
        once: Once | None = None,
        estimate: PublishedEstimate | None = None,
        **request: Any,
    ) -> Any:
        """Draw a ticket: a dict with id, number, token, or the refusal's code."""
        return value_of(self.draw_answer(service, office, actor, once, estimate, **request))

    def draw_answer(
        self,
        service: str,
        office: str = OFFICE,
        actor: Actor = KIOSK,
        once: Once | None = None,
        estimate: PublishedEstimate | None = None,
        **request: Any,
    ) -> Answer:
        """The same as an answer with its status."""
        asked = Request(service=service, **request)
        return issuing.draw_ticket(
            self.deps, office, actor, asked, _ticket, _refusal, once=once, estimate=estimate
        )

    def open(
        self, counter: str = "counter-1", *, office: str = OFFICE, actor: Actor = PROGRAM
    ) -> Any:
        """Open a counter."""
        return self.at(counter, calling.open_counter, office=office, actor=actor)

    def next(
        self,
        counter: str = "counter-1",
        *,
        office: str = OFFICE,
        actor: Actor = PROGRAM,
        **options: Any,
    ) -> Any:
        """Call the next ticket at a counter."""
        return self.at(counter, calling.call_next, office=office, actor=actor, **options)

    def at(
        self,
        counter: str,
        button: Callable[..., Answer],
        *,
        office: str = OFFICE,
        actor: Actor = PROGRAM,
        **options: Any,
    ) -> Any:
        """Press any button of `use_cases.calling`."""
        return value_of(button(self.deps, office, counter, actor, _ticket, **options))

    def visit(
        self,
        button: Callable[..., Answer],
        ticket: str,
        *,
        office: str = OFFICE,
        actor: Actor = CITIZEN,
        **options: Any,
    ) -> Any:
        """Press any button of `use_cases.visiting`."""
        return value_of(button(self.deps, office, ticket, actor, _ticket, **options))

    def cancel(self, ticket: str) -> Any:
        """The citizen leaves."""
        return self.visit(visiting.cancel, ticket, by_staff=False)

    def settle(self, office: str = OFFICE) -> bool:
        """The sweep."""
        return business_day.settle(self.deps, office)


def value_of(answer: Answer) -> Any:
    """The JSON of an answer; None for an empty one."""
    return json.loads(answer.body) if answer.body else None


def _ticket(press: Press, ticket: Ticket | None) -> Rendered:
    if ticket is None:
        return 204, None
    value = {"id": ticket.id, "number": ticket.number, "state": ticket.state.value}
    return 200, value | {"token": press.extras.get("token")}


def _refusal(refusal: Refused) -> Rendered:
    return 409, {"code": refusal.code}
