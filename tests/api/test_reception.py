"""The reception: a ticket by its id for the citizen without a phone, the queue, the alarm."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from queue_app.web.schemas.answers import QueueAnswer, StaffTicket
from tests.api.people import COUNTER, TUESDAY, Asker, House, code_of

OFFICE = "/offices/lindenhof"


def queue_of(asker: Asker) -> Any:
    answer = asker.get(f"{OFFICE}/queue")
    QueueAnswer.model_validate(answer.get_json())
    return answer.get_json()


def test_the_queue_in_office_order_with_those_not_due_last(house: House, clerk: Asker) -> None:
    clerk.draws("residence")
    clerk.draws("parking", priority="priority")
    clerk.draws("residence", booked_at=(TUESDAY + timedelta(hours=2)).isoformat())
    queue = queue_of(clerk)
    assert [t["number"] for t in queue["waiting"]] == ["B001", "A001", "A002"]
    assert [t["position"] for t in queue["waiting"]] == [1, 2, None]
    assert {reason["code"] for reason in queue["waiting"][0]["reasons"]} == {"arrived", "priority"}
    assert "token" not in queue["waiting"][0]


def test_corrections_by_id(clerk: Asker) -> None:
    ticket = clerk.draws("residence")
    path = f"{OFFICE}/tickets/{ticket['id']}"
    changed = clerk.post(
        f"{path}/change",
        {"service": "parking", "also": ["residence"], "persons": 2, "priority": "urgent"},
    ).get_json()
    StaffTicket.model_validate(changed)
    assert (changed["service"]["id"], changed["persons"]) == ("parking", 2)
    assert changed["priority"] == "urgent"
    for nothing in ({}, {"service": "parking"}, {"persons": 2, "priority": "urgent"}):
        same = clerk.post(f"{path}/change", nothing)
        assert same.status_code == 200
        assert same.get_json()["revision"] == changed["revision"]
    later = clerk.post(f"{path}/postpone", {"minutes": 5}).get_json()
    assert later["position"] is None
    assert clerk.post(f"{path}/cancel").get_json()["state"] == "cancelled"
    again = clerk.post(f"{path}/cancel")
    assert code_of(again) == (409, "not_allowed")
    assert (again.get_json()["state"], again.get_json()["action"]) == ("cancelled", "cancel")


def test_staff_bring_back_who_missed_the_call_also_after_the_hold(
    house: House, clerk: Asker
) -> None:
    ticket = clerk.draws("residence")
    clerk.at(COUNTER, "open")
    clerk.at(COUNTER, "call-next")
    house.clock.advance(minutes=1)
    clerk.at(COUNTER, "no-show")
    house.clock.advance(minutes=20)
    late = house.public().post(f"/tickets/{ticket['token']}/return")
    assert code_of(late) == (409, "hold_over")
    back = clerk.post(f"{OFFICE}/tickets/{ticket['id']}/return")
    assert (back.status_code, back.get_json()["state"]) == (200, "waiting")
    gone = clerk.post(f"{OFFICE}/tickets/{ticket['id']}/expire").get_json()
    assert gone["state"] == "expired"


def test_the_alarm_is_seen_by_every_desk_and_ended_by_anyone(house: House, clerk: Asker) -> None:
    bruno = house.person("Bruno")
    raised = clerk.post(f"{OFFICE}/alarm", {"counter": COUNTER})
    assert raised.get_json()["alarm"]["counter"]["id"] == COUNTER
    assert bruno.get(f"/counters/{COUNTER}").get_json()["alarm"]["counter"]["id"] == COUNTER
    assert code_of(clerk.post(f"{OFFICE}/alarm", {"counter": "window"})) == (422, "unknown_counter")
    assert bruno.delete(f"{OFFICE}/alarm").get_json() == {"alarm": None}
    assert bruno.delete(f"{OFFICE}/alarm").status_code == 200


def test_issuing_answers_its_state(house: House) -> None:
    clara = house.person("Clara", "manager")
    stopped = clara.post(f"{OFFICE}/issuing", {"open": False, "reason": "Fire drill"}).get_json()
    assert (stopped["open"], stopped["reason"]) == (False, "Fire drill")
    office = house.public().get(OFFICE).get_json()
    assert office["issuing"]["open"] is False
    assert clara.post(f"{OFFICE}/issuing", {"open": True}).get_json()["open"] is True
