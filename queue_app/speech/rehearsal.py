"""Says the usual numbers beforehand, in quiet moments: which they are, and how far it has got.

Whoever is really called goes before: a rehearsal has a voice of its own at the lowest priority.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from time import monotonic

from queue_app.domain.issuing import NUMBER_DIGITS
from queue_app.domain.office import Office
from queue_app.domain.opening_hours import business_day
from queue_app.domain.queue import Queue
from queue_app.speech.announcing import languages
from queue_app.speech.studio import Studio
from queue_app.speech.voice import Phrase, Unspoken
from queue_app.speech.wording import Wording

NEXT = 20
"""So many further numbers of each series are expected."""
BATCH = 5
"""Phrases in one go."""
PLAN_SECONDS = 30.0
"""For how long a plan holds, though numbers were drawn meanwhile."""
QUIET_SECONDS = 3.0
"""Nothing is rehearsed for so long after something has happened in the office."""
START_SECONDS = 20.0
"""A program that has just started has other things to do."""

Aside = Callable[[Callable[[], "Plan"]], "Plan"]


@dataclass(frozen=True)
class Progress:
    """Of so many phrases that are expected in an office, so many are there."""

    done: int
    wanted: int


@dataclass
class Plan:
    """What is expected, and what of it is still to be said."""

    revision: int
    wanted: int
    missing: list[Phrase]
    made: float = field(default_factory=monotonic)

    @property
    def progress(self) -> Progress:
        """How far it has got."""
        return Progress(self.wanted - len(self.missing), self.wanted)


class Rehearsal:
    """For all offices of a process. `aside` computes beside the hub; the studio's voice is nice."""

    def __init__(
        self, studio: Studio, wording: Wording, aside: Aside = lambda work: work()
    ) -> None:
        self._studio = studio
        self._wording = wording
        self._aside = aside
        self._began = monotonic()
        self._plans: dict[str, Plan] = {}
        self._seen: dict[str, tuple[int, float]] = {}

    def go_on(self, queue: Queue) -> None:
        """Say a few phrases of an office, if it is quiet there."""
        if monotonic() - self._began >= START_SECONDS and self._is_quiet(queue):
            self.rehearse(queue)

    def rehearse(self, queue: Queue) -> None:
        """Say a few phrases of an office."""
        plan = self._plan(queue)
        try:
            for _ in range(min(BATCH, len(plan.missing))):
                self._studio.phrase(plan.missing[0])
                del plan.missing[0]
        except Unspoken:
            return  # the voice has been logged by the studio that announces; next time

    def close(self) -> None:
        """Let go of the voice."""
        self._studio.close()

    def progress(self, queue: Queue) -> Progress:
        """How far it has got in an office, whichever process does it."""
        return self._plan(queue).progress

    def _is_quiet(self, queue: Queue) -> bool:
        known, since = self._seen.get(queue.office.id, (-1, 0.0))
        if known != queue.revision:
            self._seen[queue.office.id] = (queue.revision, monotonic())
            return known == -1
        return monotonic() - since >= QUIET_SECONDS

    def _plan(self, queue: Queue) -> Plan:
        office = queue.office.id
        known = self._plans.get(office)
        if known is None or (
            (known.missing or known.revision != queue.revision)
            and monotonic() - known.made >= PLAN_SECONDS
        ):
            known = self._plans[office] = self._aside(lambda: self._planned(queue))
        return known

    def _planned(self, queue: Queue) -> Plan:
        wanted = list(
            dict.fromkeys(expected(queue, self._studio.clock(), self._wording, self._studio.speaks))
        )
        missing = [one for one in wanted if not self._studio.has(one)]
        return Plan(queue.revision, len(wanted), missing)


def expected(
    queue: Queue, now: datetime, wording: Wording, speaks: Callable[[str], bool]
) -> Iterator[Phrase]:
    """What is likely to be said today, the likeliest first; a phrase may come twice."""
    office = queue.office
    spoken = [one for one in office.languages if speaks(one)]
    yield from _places(office, wording, spoken)
    for ticket in queue.waiting:
        for language in languages(office, ticket.language):
            if language in spoken:
                yield wording.number(ticket.number, language)
    upcoming = list(_upcoming(queue, now))
    for language in spoken:
        for numbers in zip(*upcoming, strict=True):  # every series' next, then the ones after
            for number in numbers:
                yield wording.number(number, language)


def _places(office: Office, wording: Wording, spoken: list[str]) -> Iterator[Phrase]:
    serving = [one.id for one in office.counters.values() if one.services]
    for language in spoken:
        for counter in serving:
            way = wording.way(office, counter, language)
            yield from (wording.counter(office, counter, language), *([way] if way else []))


def _upcoming(queue: Queue, now: datetime) -> Iterator[list[str]]:
    """Of each series whose service a counter serves, the numbers that come next."""
    office = queue.office
    served = {one for counter in office.counters.values() for one in counter.services}
    prefixes = dict(office.series_of(one) for one in office.services.values() if one.id in served)
    today = business_day(now, office.zone).isoformat()
    drawn = [one.number for one in queue.tickets.values() if one.business_day == today]
    drawn += [one.number for one in queue.calls if one.day == today]
    for prefix in dict.fromkeys(prefixes.values()):
        figures = (one.removeprefix(prefix) for one in drawn if one.startswith(prefix))
        last = max(
            chain((int(one) for one in figures if one.isdecimal()), (office.first_number - 1,))
        )
        yield [f"{prefix}{last + n:0{NUMBER_DIGITS}}" for n in range(1, NEXT + 1)]
