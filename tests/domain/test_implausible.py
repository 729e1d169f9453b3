"""A service that lasts hardly believably long is shown to the clerk, whatever the size of the party."""

from __future__ import annotations

from queue_app import views
from queue_app.use_cases.forecasting import Forecast
from tests.support.story import Story


def is_flagged(story: Story) -> bool:
    limits = {("id-card", 1): 1200.0, ("id-card", 6): 3000.0}
    forecast = Forecast("lindenhof", 1, story.now, implausible=limits)
    return bool(views.desk(story.queue, "one", story.now, forecast)["implausible"])


def test_a_family_of_six_may_take_longer_than_one() -> None:
    story = Story().at("09:00")
    bruno = story.clerk().opens()
    story.citizen().draws(persons=6)
    bruno.calls_next()
    bruno.starts()
    story.later(seconds=1201)
    assert not is_flagged(story)
    story.later(seconds=1800)
    assert is_flagged(story)


def test_one_person_may_not() -> None:
    story = Story().at("09:00")
    bruno = story.clerk().opens()
    story.citizen().draws()
    bruno.calls_next()
    bruno.starts()
    story.later(seconds=1200)
    assert not is_flagged(story)
    story.later(seconds=1)
    assert is_flagged(story)
