"""The latest calls of the day, as the displays show them: newest first, so many of each area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from queue_app.domain.office import Office
from queue_app.domain.ticket import State, Ticket

KEPT_CALLS = 40
"""How many calls are remembered for each waiting area; a board shows at least twenty."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call as the displays show it; a recall raises `revision` and `recalled_at`.

    `day` is the ticket's business day; `ended` the final state of its ticket, None until then.
    """

    ticket: str
    number: str
    language: str
    counter: str
    day: str
    called_at: datetime
    first_revision: int
    revision: int
    recalled_at: datetime | None = None
    withdrawn: bool = False
    ended: State | None = None


def latest(calls: Iterable[Call], office: Office) -> list[Call]:
    """Of calls, newest first, those worth remembering: of the newest one's day, KEPT_CALLS an area."""
    kept: list[Call] = []
    counts: Counter[str] = Counter()
    for call in calls:
        counter = office.counters.get(call.counter)
        if counter is None or call.day != (kept or [call])[0].day:
            continue
        counts[counter.area] += 1
        if counts[counter.area] <= KEPT_CALLS:
            kept.append(call)
    return kept


def recalled(calls: Iterable[Call], ticket: str, revision: int, at: datetime) -> list[Call]:
    """The calls after the ticket's newest one was repeated."""
    found = list(calls)
    for index, call in enumerate(found):
        if call.ticket == ticket:
            found[index] = replace(call, revision=revision, recalled_at=at)
            break
    return found


def withdrawn(calls: Iterable[Call], undone: Iterable[int]) -> list[Call]:
    """The calls after those of some revisions were taken back."""
    revisions = frozenset(undone)
    return [
        replace(call, withdrawn=True) if call.first_revision in revisions else call
        for call in calls
    ]


def followed(calls: Iterable[Call], ticket: Ticket) -> list[Call]:
    """The calls as the state of their ticket is now: over, or (after an undo) not any more."""
    ended = ticket.state if ticket.is_final else None
    return [
        replace(call, ended=ended) if call.ticket == ticket.id and call.ended is not ended else call
        for call in calls
    ]
