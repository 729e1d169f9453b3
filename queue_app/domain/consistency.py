"""Whether an office's log can be true: read afterwards, from the facts alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from queue_app.domain import events as e
from queue_app.domain.errors import Refused
from queue_app.domain.folding import evolve, fold
from queue_app.domain.ticket import AT_COUNTER, Ticket


@dataclass(frozen=True)
class Flaw:
    """What cannot be true, and at which revision of the log."""

    revision: int
    what: str

    def __str__(self) -> str:
        return f"revision {self.revision}: {self.what}"


def flaws(log: Iterable[e.Recorded]) -> list[Flaw]:
    """Everything that cannot be true in a log, which may begin after its first days.

    Revisions are gapless; each state is reached by the one table of states; numbers are given once
    and without a gap, by series and business day; no ticket is at two counters, no counter has two.
    """
    facts = list(log)
    return [*_gaps(facts), *_numbers(facts), *_states(facts)]


def _gaps(facts: list[e.Recorded]) -> Iterator[Flaw]:
    for before, after in pairwise(facts):
        if after.revision != before.revision + 1:
            yield Flaw(after.revision, f"follows {before.revision}")


def _numbers(facts: list[e.Recorded]) -> Iterator[Flaw]:
    series: dict[tuple[str, str], int] = {}
    for one in facts:
        if not isinstance(one.fact, e.TicketIssued):
            continue
        fact = one.fact
        key = (fact.business_day, fact.series)
        number = int("".join(filter(str.isdecimal, fact.number)))
        last = series.get(key)
        if last is not None and number != last + 1:
            yield Flaw(one.revision, f"{fact.number} on {fact.business_day} follows {last}")
        series[key] = number


def _states(facts: list[e.Recorded]) -> Iterator[Flaw]:
    """Play the log: what each fact makes of its ticket, and who is at which counter afterwards."""
    history: dict[str, list[e.Recorded]] = defaultdict(list)
    tickets: dict[str, Ticket] = {}
    known_from_the_start = {
        one.fact.ticket for one in facts if isinstance(one.fact, e.TicketIssued)
    }
    for place, one in enumerate(facts):
        ticket = e.ticket_of(one.fact)
        if ticket is not None and ticket in known_from_the_start:
            history[ticket].append(one)
            try:
                tickets[ticket] = _after(one, tickets.get(ticket), history[ticket])
            except (Refused, ValueError) as refusal:
                yield Flaw(one.revision, f"{type(one.fact).__name__}: {refusal}")
        ends = place + 1 == len(facts) or facts[place + 1].action != one.action
        if ends:
            yield from _crowded(one.revision, tickets)
            over = [key for key, found in tickets.items() if found.is_final and key != ticket]
            for key in over:
                del tickets[key]


def _after(one: e.Recorded, ticket: Ticket | None, history: list[e.Recorded]) -> Ticket:
    if ticket is None or isinstance(one.fact, e.ActionUndone):
        return fold(history)
    return evolve(ticket, one)


def _crowded(revision: int, tickets: dict[str, Ticket]) -> Iterator[Flaw]:
    at: dict[str, str] = {}
    for ticket in tickets.values():
        if ticket.state not in AT_COUNTER or ticket.counter is None:
            continue
        other = at.setdefault(ticket.counter, ticket.number)
        if other != ticket.number:
            yield Flaw(revision, f"{ticket.counter} has {other} and {ticket.number}")
