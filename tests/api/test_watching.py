"""Alerts by the managers' thresholds, and the way of one ticket, through the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.api.people import COUNTER, Asker, House, code_of

ALERTS = "/offices/lindenhof/alerts"
VISIT = "/offices/lindenhof/visit"
NEVER: dict[str, Any] = {
    "wait_minutes": None,
    "queue_length": None,
    "idle_minutes": None,
    "printer_minutes": None,
    "silent_minutes": None,
}


@pytest.fixture
def clara(house: House) -> Asker:
    return house.person("clara", "manager")


def put(asker: Asker, body: Any) -> Any:
    return asker.client.put(
        f"/api/v1{ALERTS}", json=body, headers=asker.headers, base_url="https://queue.example"
    )


def open_alerts(asker: Asker) -> list[dict[str, Any]]:
    alerts = asker.get("/offices/lindenhof/now").get_json()["alerts"]
    return [one for one in alerts if one["cleared_at"] is None]


def test_an_alert_comes_stays_goes_and_is_told(house: House, clara: Asker, clerk: Asker) -> None:
    answer = put(clara, NEVER | {"wait_minutes": 20})
    assert answer.get_json() == {"thresholds": NEVER | {"wait_minutes": 20}, "alerts": []}
    clerk.draws()
    house.clock.advance(minutes=19)
    house.jobs.sweep()
    assert open_alerts(clara) == []

    house.clock.advance(minutes=1)
    house.jobs.sweep()
    (alert,) = open_alerts(clara)
    assert (alert["code"], alert["threshold"], alert["count"]) == ("wait", 20, 1)
    assert alert["numbers"] == ["A001"]
    assert alert["since"] == "2026-11-24T08:20:00Z"

    clerk.at(COUNTER, "open")
    clerk.at(COUNTER, "call-next")
    house.jobs.sweep()
    assert len(open_alerts(clara)) == 1  # calm, but not for long enough
    house.clock.advance(seconds=60)
    house.jobs.sweep()
    assert open_alerts(clara) == []
    (told,) = clara.get(ALERTS).get_json()["alerts"]
    assert told["cleared_at"] == "2026-11-24T08:21:00Z"
    house.clock.advance(hours=1, seconds=1)
    assert clara.get(ALERTS).get_json()["alerts"] == []


def test_a_free_counter_and_a_printer_without_paper(
    house: House, clara: Asker, clerk: Asker, kiosk: Asker
) -> None:
    put(clara, NEVER | {"idle_minutes": 2, "printer_minutes": 1})
    house.services.printers.report("lindenhof", "hall", "paper_out")
    clerk.at(COUNTER, "open")
    house.clock.advance(minutes=10)
    clerk.draws()
    house.clock.advance(minutes=2)
    house.jobs.sweep()

    found = {one["code"]: one for one in open_alerts(clara)}
    assert found["idle_counter"]["counter"]["label"] == "Schalter 1"
    assert found["idle_counter"]["count"] == 1
    assert found["printer"]["device"] == {"kind": "printer", "name": "hall"}


def test_a_display_that_is_not_heard_of(house: House, clara: Asker) -> None:
    put(clara, NEVER | {"silent_minutes": 3})
    house.device("display")
    (credential,) = [one for one in house.services.accounts.tokens() if one.role == "display"]
    watch = house.services.watch
    watch.note([(credential.id, "lindenhof"), ("of nobody", "lindenhof")], house.clock())
    house.clock.advance(minutes=3)
    house.jobs.sweep()
    (alert,) = open_alerts(clara)
    assert alert["device"] == {"kind": "display", "name": credential.name}

    watch.note([(credential.id, "lindenhof")], house.clock())
    house.jobs.sweep()
    house.clock.advance(seconds=60)
    watch.note([(credential.id, "lindenhof")], house.clock())
    house.jobs.sweep()
    assert open_alerts(clara) == []
    assert watch.devices("lindenhof", house.clock() + timedelta(days=8)) == []


@pytest.mark.parametrize(
    "body",
    [
        NEVER | {"wait_minutes": 0},
        NEVER | {"wait_minutes": -5},
        NEVER | {"wait_minutes": "20"},
        NEVER | {"queue_length": 2.5},
        NEVER | {"silent_minutes": 100000},
        NEVER | {"colour": 1},
        {},
    ],
)
def test_thresholds_that_make_no_sense(clara: Asker, body: Any) -> None:
    assert code_of(put(clara, body)) == (422, "invalid")


def test_alerts_and_visits_are_the_managers(house: House, clerk: Asker) -> None:
    for path in (ALERTS, VISIT):
        assert code_of(clerk.get(path)) == (403, "forbidden")
        assert code_of(house.public().get(path)) == (401, "unauthorized")
        assert code_of(house.program("manager", "rosenweg").get(path)) == (403, "forbidden")
    assert code_of(put(clerk, NEVER)) == (403, "forbidden")


def test_one_ticket_by_day_and_number(house: House, clara: Asker, clerk: Asker) -> None:
    clerk.at(COUNTER, "open")
    clerk.draws()
    clerk.draws(priority="priority")
    house.clock.advance(minutes=5)
    clerk.at(COUNTER, "call-next")
    clerk.at(COUNTER, "call-next", current="served")

    found = clara.get(VISIT, day="2026-11-24", number="a 001").get_json()
    assert found["number"] == "A001"
    assert [one["code"] for one in found["steps"]] == ["ticket_issued", "ticket_called"]
    (call,) = found["calls"]
    assert call["counter"]["label"] == "Schalter 1"
    (before,) = call["before"]["called"]
    assert before["why"] == {"code": "priority", "priority": "priority", "minutes": 15}
    assert clara.get(VISIT, number="A001").get_json() == found  # today


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"number": "A777"}, (404, "unknown_ticket")),
        ({"number": "A001", "day": "2031-01-01"}, (404, "unknown_ticket")),
        ({"number": ""}, (422, "invalid")),
        ({}, (422, "invalid")),
        ({"number": "A001", "day": "yesterday"}, (422, "invalid")),
        ({"number": "'; --"}, (422, "invalid")),
    ],
)
def test_a_ticket_that_there_is_not(
    clara: Asker, query: dict[str, str], expected: tuple[int, str]
) -> None:
    assert code_of(clara.get(VISIT, **query)) == expected
