"""How right the waiting times were: for the manager in full, for everybody one fair figure."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from queue_app.use_cases.forecasting import Forecast
from queue_app.use_cases.ports import PublishedEstimate
from queue_app.web.schemas import answers
from tests.api.people import COUNTER, TUESDAY, House, code_of, open_house

ADDRESS = "/offices/lindenhof/accuracy"
TODAY = {"from": "2026-11-24", "to": "2026-11-24"}


def promise(house: House) -> None:
    """The kiosk shows 1-10 min, likely 5, for everything."""
    now = house.clock()
    shown = PublishedEstimate(now, 60, 300, 600, 60, 600, "history")
    services = dict.fromkeys(("residence", "id-card"), shown)
    house.services.forecasts.publish(Forecast("lindenhof", 1, now, services=services))


def waits(house: House, minutes: float, service: str = "residence", people: int = 1) -> None:
    """People draw a number and are called one after the other within a second."""
    clerk = house.program("clerk")
    clerk.at(COUNTER, "open")
    promise(house)
    for _ in range(people):
        clerk.draws(service)
    house.clock.advance(minutes=minutes)
    for _ in range(people):
        clerk.at(COUNTER, "call-next")
        clerk.at(COUNTER, "finish")


def test_the_manager_sees_services_hours_and_the_total(either_house: House) -> None:
    house = either_house
    waits(house, 4)
    waits(house, 8, "id-card")
    house.clock.now = TUESDAY + timedelta(hours=1)
    waits(house, 15)
    answer = house.program("manager").get(ADDRESS, **TODAY).get_json()
    answers.Accuracy.model_validate(answer)
    assert (answer["from"], answer["to"]) == (TODAY["from"], TODAY["to"])
    total = answer["total"]
    assert (total["ranges"], total["judged"], total["held"]) == (3, 3, 2)
    assert total["inside_shown"] == pytest.approx(2 / 3)
    assert (total["mae"], total["bias"]) == ((60 + 180 + 600) / 3, (60 - 180 - 600) / 3)
    rows = {row["key"]: row for row in answer["services"]}
    assert all(row["label"] and row["names"]["de"] for row in rows.values())
    assert (rows["residence"]["ranges"], rows["id-card"]["bias"]) == (2, -180)
    assert {row["key"]: row["held"] for row in answer["hours"]} == {"09:00": 2, "10:00": 0}
    assert [row["key"] for row in answer["bases"]] == ["history"]
    assert answer["while_waiting"]["ranges"] == 0


def test_ranges_shown_while_waiting_are_counted_apart(either_house: House) -> None:
    house = either_house
    clerk = house.program("clerk")
    clerk.at(COUNTER, "open")
    for _ in range(4):
        clerk.draws()
    house.jobs.forecast("lindenhof")
    house.write_down()
    for _ in range(4):
        house.clock.advance(minutes=12)
        clerk.at(COUNTER, "call-next")
    answer = house.program("manager").get(ADDRESS, **TODAY).get_json()
    assert answer["total"]["ranges"] == 0  # there was no forecast yet when they drew
    assert answer["while_waiting"]["ranges"] == 4


def test_everybody_learns_the_total_of_thirty_days_when_it_is_fair(house: House) -> None:
    waits(house, 5, people=99)
    house.clock.now = TUESDAY + timedelta(days=1)
    before = house.public().get(ADDRESS)
    assert before.get_json()["total"] is None
    waits(house, 15)  # the hundredth
    house.clock.now = TUESDAY + timedelta(days=2)
    answer = house.public().get(ADDRESS, **TODAY)
    body = answer.get_json()
    answers.Accuracy.model_validate(body)
    assert (body["from"], body["to"]) == ("2026-10-27", "2026-11-25")
    assert (body["total"]["judged"], body["total"]["held"]) == (100, 99)
    assert body.keys() == {"office", "from", "to", "total"}
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    # Today changes nothing of it, and a clerk sees what everybody sees.
    waits(house, 15, people=2)
    assert house.program("clerk").get(ADDRESS).get_json() == body


def test_an_installation_may_keep_it_to_itself(furnished: Path, tmp_path: Path) -> None:
    file = tmp_path / "queue.sqlite3"
    shutil.copy(furnished, file)
    with open_house(f"sqlite:///{file}", publish_accuracy=False) as house:
        assert code_of(house.public().get(ADDRESS)) == (401, "unauthorized")
        assert code_of(house.program("clerk").get(ADDRESS)) == (403, "forbidden")
        assert house.program("manager").get(ADDRESS).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        {"from": "2026-11-24", "to": "2026-11-23"},
        {"from": "2020-01-01", "to": "2026-11-24"},
        {"from": "yesterday"},
    ],
)
def test_days_that_make_no_sense_are_refused(house: House, query: dict[str, Any]) -> None:
    answer = house.program("manager").get(ADDRESS, **query)
    assert code_of(answer)[0] == 422
