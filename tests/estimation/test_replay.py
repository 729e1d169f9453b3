"""The past played again from the log: each ticket as it stood when it was drawn, and no later."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import pytest

from queue_app.domain import events as e
from queue_app.estimation import (
    Moment,
    Observation,
    Snapshot,
    backtest,
    moments_of,
    observations_of,
    service_infos,
    snapshot_of,
)
from queue_app.use_cases.ports import PublishedEstimate
from tests.support.builders import MONDAY
from tests.support.story import Citizen, Story


@dataclass(frozen=True)
class Seen:
    """What the forecast saw when somebody drew a number."""

    snapshot: Snapshot
    known: list[Observation]


UNDONE = 2
"""What the one undone call let be known: a wait and a gap."""


class Watched:
    """A story of which every drawing is remembered as it was."""

    def __init__(self) -> None:
        self.story = Story().at("09:00")
        self.seen: dict[str, Seen] = {}

    def draws(self, service: str = "id-card", **request: Any) -> Citizen:
        """Somebody draws; the queue is looked at in this very moment."""
        story = self.story
        someone = story.citizen().draws(service, **request)
        self.seen[someone.id] = Seen(
            snapshot_of(story.queue, story.now), observations_of(story.facts, story.office)
        )
        return someone


def a_morning() -> Watched:
    """Calls, a further leg, a put back, a no-show that returns, an undo, a transfer, a break."""
    watched = Watched()
    story = watched.story
    bruno = story.clerk().opens()
    other = story.clerk("two").opens()
    people = [watched.draws(), watched.draws("registration", persons=2), watched.draws()]
    story.later(minutes=2)
    bruno.calls_next()
    bruno.starts()
    other.calls_next()
    people.append(watched.draws("id-card", also=("registration",)))
    story.later(minutes=1)
    other.misses(override=True)
    people.append(watched.draws())
    bruno.finishes()
    bruno.calls(people[3])
    bruno.starts()
    story.later(minutes=4)
    bruno.finishes()  # the second service begins at once
    people.append(watched.draws())
    story.later(minutes=4)
    bruno.finishes()
    people[1].returns(with_staff=True)
    people.append(watched.draws("registration"))
    bruno.calls_next()
    people.append(watched.draws())
    bruno.undoes()
    people.append(watched.draws())
    bruno.calls_next()
    bruno.puts_back()
    people.append(watched.draws())
    other.pauses()
    bruno.calls_next()
    bruno.starts()
    bruno.transfers("registration")
    people.append(watched.draws())
    people[4].cancels()
    people[6].postpones(10)
    story.later(minutes=15)
    for _ in range(12):
        bruno.calls_next()
        story.later(minutes=3)
    return watched


def test_every_moment_is_what_was_seen_then() -> None:
    watched = a_morning()
    story = watched.story
    moments = list(moments_of(story.facts, story.office, {}))
    assert len(moments) > 8
    known: list[Observation] = []
    for moment in moments:
        known += moment.known
        then = watched.seen[moment.ticket]
        assert replace(moment.snapshot, counters=()) == replace(then.snapshot, counters=())
        for now, before in zip(moment.snapshot.counters, then.snapshot.counters, strict=True):
            assert now == before
        # The undone call was known for a moment; the replay never speaks of it.
        assert Counter(known) <= Counter(then.known)
        assert len(then.known) - len(known) <= UNDONE


def test_the_wait_is_that_of_the_first_call_and_censored_without_one() -> None:
    story = Story().at("09:00")
    bruno = story.clerk().opens()
    anna, ben, cleo, dora = (story.citizen().draws() for _ in range(4))
    story.later(minutes=3)
    ben.cancels()
    cleo.postpones(10)
    story.later(minutes=3)
    bruno.serves(anna)
    story.later(minutes=9)
    bruno.serves(cleo)
    fates = {m.ticket: (m.waited, m.censored) for m in moments_of(story.facts, story.office, {})}
    assert fates == {anna.id: (360, False), ben.id: (180, True), cleo.id: (180, True)}
    assert dora.id not in fates  # nobody knows yet


def two_days() -> Story:
    story = Story().at("09:00")
    for day in (MONDAY, MONDAY.replace(day=MONDAY.day + 1)):
        story.at("09:00", day)
        bruno = story.clerk().opens()
        for _ in range(6):
            someone = story.citizen().draws()
            story.later(minutes=4)
            bruno.serves(someone, minutes=6)
        bruno.closes()
    return story


def test_earlier_days_only_teach() -> None:
    story = two_days()
    second = story.now.date()
    moments = list(moments_of(story.facts, story.office, {}, since=second))
    assert [m.day for m in moments] == [second.toordinal()] * 6
    assert sum(seen.day < second.toordinal() for seen in moments[0].known) > 6


def test_tickets_issued_before_the_log_begins_are_passed_over() -> None:
    story = two_days()
    cut = next(f.revision for f in story.facts if isinstance(f.fact, e.TicketIssued))
    rest = [f for f in story.facts if f.revision > cut]
    assert len(list(moments_of(rest, story.office, {}))) == 11


def test_what_was_published_is_scored_beside_the_twin() -> None:
    story = two_days()
    published: dict[str, PublishedEstimate] = {}
    for moment in moments_of(story.facts, story.office, {}):
        issued = story.ticket(moment.ticket).issued_at
        published[moment.ticket] = PublishedEstimate(issued, 60, 180, 300, 60, 300, "history")
    moments: list[Moment] = list(moments_of(story.facts, story.office, published))
    scores = backtest(moments, service_infos(story.office)).scores
    told = scores["published"]
    # Everybody waited four minutes: three were promised, between one and five.
    assert (told.count, told.mae, told.rmse, told.bias) == (12, 60, 60, -60)
    assert (told.inside_p10_p90, told.inside_shown, told.width_p10_p90) == (1, 1, 240)
    assert (told.inside_p5_p95, told.crps) == (None, None)
    twin = scores["forecast"]
    assert twin.count == 12
    assert twin.width_p5_p95 is not None
    assert twin.width_p10_p90 is not None
    assert twin.width_p5_p95 >= twin.width_p10_p90 > 0
    assert scores["LES"].mae == pytest.approx((2 * 240 + 10 * 0) / 12)
    assert scores["HOL"].inside_p10_p90 is None
