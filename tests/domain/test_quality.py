"""How right the published estimates were: each figure with its sum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from queue_app.domain.statistics.quality import Quality, estimate_quality
from tests.support.builders import one_counter_office
from tests.support.story import Citizen, Story


@dataclass(frozen=True)
class Estimate:
    """What stood on the slip."""

    as_of: datetime
    low: float | None = 60
    likely: float | None = 300
    high: float | None = 600
    shown_low: float | None = 120
    shown_high: float | None = 480


def waited(story: Story, *minutes: float) -> list[Citizen]:
    """People who are called after so many minutes, one after the other."""
    bruno = story.clerk().opens()
    people = []
    for span in minutes:
        people.append(story.citizen().draws())
        story.later(minutes=span)
        bruno.calls(people[-1])
        bruno.starts()
        bruno.finishes()
    return people


def test_mae_bias_and_shares() -> None:
    # Published 5 min. Waits 4, 9, 12 min: errors +60, -240, -420 s.
    story = Story(one_counter_office()).at("09:00")
    people = waited(story, 4, 9, 12)
    published = {p.id: Estimate(p.ticket.issued_at) for p in people}
    assert estimate_quality(story.legs(), published) == Quality(
        count=3,
        mae=720 / 3,
        bias=-600 / 3,
        inside_shown=1 / 3,  # 2-8 min: the first
        inside_p10_p90=2 / 3,  # 1-10 min: the first two
    )


def test_the_wait_runs_from_the_estimate_not_from_the_issue() -> None:
    story = Story(one_counter_office()).at("09:00")
    as_of = story.now
    story.later(seconds=20)
    (anna,) = waited(story, 5)
    assert estimate_quality(story.legs(), {anna.id: Estimate(as_of)}).bias == -20  # 300 - 320


def test_only_what_was_called_and_could_be_known() -> None:
    story = Story(one_counter_office()).at("09:00")
    called, postponed = story.citizen().draws(), story.citizen().draws()
    never, unknown = story.citizen().draws(), story.citizen().draws()
    postponed.postpones(5)
    bruno = story.clerk().opens()
    story.later(minutes=5)
    for someone in (called, postponed, unknown):
        bruno.calls(someone)
        bruno.finishes()
    published = {p.id: Estimate(p.ticket.issued_at) for p in (called, postponed, never)}
    published[unknown.id] = Estimate(unknown.ticket.issued_at, likely=None)
    assert estimate_quality(story.legs(), published).count == 1
    assert estimate_quality(story.legs(), {}) == Quality(0)


def test_a_further_leg_is_no_second_wait() -> None:
    story = Story().at("09:00")
    bruno = story.clerk().opens()
    anna = story.citizen().draws("id-card", also=("registration",))
    story.later(minutes=5)
    bruno.calls_next()
    bruno.finishes()
    bruno.finishes()
    found = estimate_quality(story.legs(), {anna.id: Estimate(anna.ticket.issued_at)})
    assert (found.count, found.mae) == (1, 0)
