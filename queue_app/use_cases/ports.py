"""What a use case needs from below and above: the unit of work, the actor, the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from queue_app.clock import Clock
from queue_app.domain.errors import Refused
from queue_app.domain.events import Recorded
from queue_app.domain.queue import Clerk, Queue


class Conflict(Exception):
    """Somebody else changed the same thing at the same moment: the use case is run again."""


class KeyReused(Exception):
    """An Idempotency-Key came again with another request."""


@dataclass(frozen=True)
class Actor:
    """Who presses. `user` is the id of a person; a program (bearer token) has none.

    `name` goes to the audit table alone. `credential` tells one kiosk, program or person from
    another, for idempotency.
    """

    name: str
    role: str
    credential: str
    user: str | None = None


SYSTEM = Actor(name="system", role="system", credential="system")
"""The clock: timed work is nobody's press."""

SWEEP = "sweep"
"""What timed work is called in the audit table."""


@dataclass(frozen=True)
class Once:
    """An Idempotency-Key with its scope and a digest of the request it came with."""

    scope: str
    key: str
    digest: str


@dataclass(frozen=True)
class Answer:
    """An HTTP answer as it is remembered: status and JSON text (empty for none)."""

    status: int
    body: str


@dataclass(frozen=True)
class Rise:
    """Why a shown range became longer at `at`: a code, and how many it is about (or None)."""

    code: str
    count: int | None
    at: datetime


@dataclass(frozen=True)
class PublishedEstimate:
    """An estimate as it was published. Seconds from `as_of`.

    `quantiles` (those of the raw samples), `features`, `load` and the forecast's `model` are what
    scoring needs later; nobody is shown them. `shown_at` is when this range was first shown.
    `reason` says, for some minutes, why the shown range rose; it is not kept with a ticket.
    """

    as_of: datetime
    low: float | None
    likely: float | None
    high: float | None
    shown_low: float | None
    shown_high: float | None
    basis: str
    model: str | None = None
    load: int | None = None
    quantiles: tuple[float, ...] = ()
    features: tuple[float, ...] = ()
    shown_at: datetime | None = None
    reason: Rise | None = None


class UnitOfWork(Protocol):
    """One transaction on one office's queue. Leaving without commit rolls back."""

    def queue(self, office: str) -> Queue:
        """A working copy of the office's queue, locked until the end; raises Unknown."""
        ...

    def next_number(self, office: str, series: str, day: str, first: int) -> int:
        """The next number of a series on a business day, gapless; `first` begins the day."""
        ...

    def facts_of_action(self, office: str, action: int) -> list[Recorded]:
        """The facts of one press, in order."""
        ...

    def facts_of_day(self, office: str, day: date) -> list[Recorded] | None:
        """The facts of a business day, in order; None when they are kept no more."""
        ...

    def histories(self, office: str, tickets: Sequence[str]) -> dict[str, list[Recorded]]:
        """All facts of each ticket, in order."""
        ...

    def remembered(self, once: Once) -> Answer | None:
        """The answer given to this key before; raises KeyReused for another request."""
        ...

    def remember(self, once: Once, answer: Answer, at: datetime) -> None:
        """Keep an answer with its key."""
        ...

    def add_ticket(self, ticket: str, token: str, estimate: PublishedEstimate | None) -> None:
        """Keep the secret and the published estimate of a ticket issued in this unit of work."""
        ...

    def set_note(self, ticket: str, note: str | None) -> None:
        """Keep a note beside the ticket; it goes when the visit ends."""
        ...

    def seat(self, user: str) -> tuple[str, str] | None:
        """Office and counter where a person is signed in, in whichever office."""
        ...

    def sit(self, counter: str, clerk: Clerk | None) -> None:
        """Sign a person in at a counter (None: nobody); elsewhere that person is signed out."""
        ...

    def save(
        self, queue: Queue, actor: Actor, action: str, at: datetime, *, settled: int = 0
    ) -> None:
        """Append the queue's new facts, store what they changed, and note in the audit who.

        What was recorded up to the revision `settled` was the clock's work, not the actor's.
        """
        ...

    def commit(self) -> None:
        """Make everything durable; raises Conflict when somebody was faster."""
        ...


@dataclass(frozen=True)
class Deps:
    """What the composition root hands to every use case."""

    begin: Callable[[], AbstractContextManager[UnitOfWork]]
    clock: Clock
    new_id: Callable[[], str]
    new_token: Callable[[], str]


Rendered = tuple[int, Any]
"""Status and JSON value (None: no body) of an answer."""

RefusalRenderer = Callable[[Refused], Rendered]
