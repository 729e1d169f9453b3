"""The forecaster on a real queue: what is full, what is said when a range rises, what holds still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from queue_app.realtime.showing import KEPT
from tests.api.people import Asker, House, code_of, furnish, open_house

TICKETS = "/offices/lindenhof/tickets"
HALF_PAST_FOUR = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
"""In Berlin; the office closes at six, and issues numbers until half past five."""

Open = Callable[..., House]


@pytest.fixture
def open_office(tmp_path: Path) -> Iterator[Open]:
    """The example office at half past four, with other rules: `open_office(capacity_guard="stop")`."""
    opened: list[Any] = []

    def build(*, always_open: bool = False, **rules: Any) -> House:
        url = f"sqlite:///{tmp_path / 'queue.sqlite3'}"
        furnish(url, rules=rules)
        opened.append(open_house(url, rules=rules))
        house: House = opened[-1].__enter__()
        house.clock.now = HALF_PAST_FOUR
        return house

    yield build
    for one in opened:
        one.__exit__(None, None, None)


def forecast(house: House, **passes: float) -> None:
    """Some time passes and the forecast is made anew."""
    house.clock.advance(**passes)
    house.jobs.forecast("lindenhof")


def waits(house: House) -> dict[str, Any]:
    """What the public reads: the state, and each service by its id."""
    view = house.public().get("/offices/lindenhof/wait-times").get_json()
    return {"state": view["state"], **{one["service"]["id"]: one for one in view["services"]}}


def crowd(house: House, people: int) -> Asker:
    """So many wait for one counter, the third, which is open."""
    clerk = house.program("clerk")
    clerk.at("counter-3", "open")
    for _ in range(people):
        house.program("kiosk").draws("residence")
    return clerk


def test_a_long_queue_near_closing_is_full_and_says_so(open_office: Open) -> None:
    house = open_office()
    clerk = crowd(house, 4)
    forecast(house)
    assert waits(house)["state"] == "green"
    assert waits(house)["residence"]["will_be_called"] is True
    for _ in range(5):
        house.program("kiosk").draws("residence")
    forecast(house, minutes=20)
    seen = waits(house)
    # The third counter serves four of the eight services; the others are nobody's and never full.
    assert seen["state"] == "amber"
    assert seen["residence"]["will_be_called"] is False
    assert seen["advice"]["will_be_called"] is None
    assert house.program("kiosk").draws("residence")["warning"] == "capacity"
    for counter in ("counter-1", "counter-2", "counter-5"):
        clerk.at(counter, "open")
    forecast(house, seconds=5)
    assert waits(house)["state"] == "green"


def test_stop_refuses_staff_override_and_appointments_pass(open_office: Open) -> None:
    house = open_office(capacity_guard="stop")
    clerk = crowd(house, 12)
    forecast(house, minutes=20)
    refused = house.program("kiosk").post(TICKETS, {"service": "residence"})
    assert code_of(refused) == (409, "capacity")
    assert house.turned_away() == ["capacity"]
    assert clerk.draws("residence", override=True)["warning"] is None
    booked = (house.clock() + timedelta(minutes=5)).isoformat()
    assert clerk.draws("residence", booked_at=booked)["warning"] is None
    assert house.program("kiosk").draws("advice")["warning"] is None  # nobody's
    # Afterwards: how the guard did, from the facts.
    house.clock.now = HALF_PAST_FOUR + timedelta(hours=4)
    house.settle()
    answer = house.program("manager").get("/offices/lindenhof/statistics").get_json()
    guard = answer["capacity_guard"]
    assert (guard["refused"], guard["scored"], guard["would_have_been_served"]) == (1, 1, 0)
    assert guard["overridden"] == {"count": 1, "never_called": 1}
    assert guard["passed"]["count"] == 13


def test_a_forecast_older_than_half_a_minute_does_not_guard(open_office: Open) -> None:
    house = open_office(capacity_guard="stop")
    crowd(house, 12)
    forecast(house, minutes=20)
    house.clock.advance(seconds=30)
    assert waits(house)["state"] == "amber"
    house.clock.advance(seconds=1)
    seen = waits(house)
    assert (seen["state"], seen["residence"]["will_be_called"]) == ("green", None)
    assert house.program("kiosk").draws("residence")["warning"] is None


def test_off_is_off(open_office: Open) -> None:
    house = open_office(capacity_guard="off")
    crowd(house, 12)
    forecast(house, minutes=20)
    seen = waits(house)
    assert (seen["state"], seen["residence"]["will_be_called"]) == ("green", None)
    assert house.program("kiosk").draws("residence")["warning"] is None


def shown(house: House, ticket: Any) -> dict[str, Any]:
    """The ticket's estimate as its phone page gets it."""
    found = house.public().get(f"/tickets/{ticket['token']}").get_json()["estimate"]
    assert isinstance(found, dict)
    return found


def test_when_counters_close_the_range_rises_and_says_why_for_some_minutes(
    open_office: Open,
) -> None:
    house = open_office()
    clerk = crowd(house, 5)
    clerk.at("counter-3", "call-next")
    clerk.at("counter-1", "open")
    clerk.at("counter-2", "open")
    anna = house.program("kiosk").draws("residence")
    forecast(house)
    before = shown(house, anna)
    assert before["reason"] is None
    house.clock.advance(seconds=10)
    clerk.at("counter-1", "close")
    clerk.at("counter-2", "close")
    forecast(house, seconds=20)
    after = shown(house, anna)
    assert after["shown"]["high"] > before["shown"]["high"]
    assert after["reason"]["code"] == "counter_closed"
    assert after["reason"]["count"] == 2
    assert waits(house)["residence"]["estimate"]["reason"]["code"] == "counter_closed"
    # Who draws now is told the range that stands; that it has risen is nothing to them.
    assert house.program("kiosk").draws("residence")["estimate"]["reason"] is None
    forecast(house, seconds=60)
    assert shown(house, anna)["reason"] == after["reason"]
    clerk.at("counter-3", "call-next")
    forecast(house, seconds=KEPT.total_seconds())
    assert shown(house, anna)["reason"] is None


def test_a_break_and_people_with_priority_are_named_as_such(open_office: Open) -> None:
    house = open_office()
    clerk = crowd(house, 3)
    clerk.at("counter-5", "open")
    anna = house.program("kiosk").draws("residence")
    forecast(house)
    house.clock.advance(seconds=10)
    clerk.at("counter-5", "pause")
    forecast(house, seconds=20)
    paused = shown(house, anna)["reason"]
    assert (paused["code"], paused["count"]) == ("counter_paused", 1)

    clerk.at("counter-5", "open")
    clerk.at("counter-5", "call-next")
    clerk.at("counter-3", "call-next")
    forecast(house, minutes=6)
    calm = shown(house, anna)
    assert calm["reason"] is None
    for _ in range(6):
        clerk.draws("residence", priority="urgent")
    forecast(house, minutes=3)
    overtaken = shown(house, anna)["reason"]
    assert (overtaken["code"], overtaken["count"]) == ("priority_ahead", 6)


def test_a_number_keeps_the_range_that_stood_on_the_kiosk(open_office: Open) -> None:
    house = open_office()
    crowd(house, 6)
    forecast(house)
    kiosk = waits(house)["residence"]["estimate"]["shown"]
    anna = house.program("kiosk").draws("residence")
    assert anna["estimate"]["shown"] == kiosk
    for _ in range(3):
        forecast(house, seconds=10)
        assert shown(house, anna)["shown"]["high"] <= kiosk["high"]
        assert shown(house, anna)["shown"]["low"] == kiosk["low"]
