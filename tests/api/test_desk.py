"""Bruno at his counter: the buttons, what they answer, and what they refuse."""

from __future__ import annotations

from typing import Any

import pytest

from queue_app.use_cases.forecasting import Forecast
from queue_app.web.schemas.answers import Desk, StaffTicket
from tests.api.people import COUNTER, OTHER_COUNTER, Asker, House, code_of


def desk_of(asker: Asker, counter: str = COUNTER) -> Any:
    answer = asker.get(f"/counters/{counter}")
    Desk.model_validate(answer.get_json())
    return answer.get_json()


def test_a_visit_from_call_to_finish(house: House, kiosk: Asker) -> None:
    bruno = house.person("Bruno")
    anna = kiosk.draws("residence")
    opened = bruno.at(COUNTER, "open")
    assert (opened["counter"]["state"], opened["counter"]["clerk"]) == ("open", "Bruno")
    assert opened["counter"]["mine"] is True
    assert opened["next"]["number"] == "A001"
    called = bruno.at(COUNTER, "call-next")
    StaffTicket.model_validate(called)
    assert (called["id"], called["state"], called["counter"]["id"]) == (
        anna["id"],
        "called",
        COUNTER,
    )
    assert [reason["code"] for reason in called["reasons"]] == ["arrived"]
    house.clock.advance(seconds=20)
    assert bruno.at(COUNTER, "start")["state"] == "serving"
    house.clock.advance(minutes=4)
    done = bruno.at(COUNTER, "finish", outcome="done")
    assert (done["state"], done["outcome"]) == ("finished", "done")
    assert desk_of(bruno)["current"] is None


def test_next_with_nobody_waiting_is_an_empty_answer(clerk: Asker) -> None:
    clerk.at(COUNTER, "open")
    answer = clerk.post(f"/counters/{COUNTER}/call-next")
    assert (answer.status_code, answer.data) == (204, b"")


def test_an_empty_answer_is_repeated_for_its_key(clerk: Asker, kiosk: Asker) -> None:
    clerk.at(COUNTER, "open")
    assert clerk.post(f"/counters/{COUNTER}/call-next", key="press").status_code == 204
    kiosk.draws("residence")
    assert clerk.post(f"/counters/{COUNTER}/call-next", key="press").status_code == 204
    assert clerk.post(f"/counters/{COUNTER}/call-next", key="another").status_code == 200


def test_one_press_of_next_sent_twice_calls_one_person(either_house: House) -> None:
    kiosk, clerk = either_house.program("kiosk"), either_house.program("clerk")
    kiosk.draws("residence"), kiosk.draws("residence")
    clerk.at(COUNTER, "open")
    path = f"/counters/{COUNTER}/call-next"
    first, again = (clerk.post(path, {"current": "served"}, key="next") for _ in range(2))
    assert first.data == again.data
    assert first.get_json()["number"] == "A001"


def test_next_asks_what_became_of_the_called(clerk: Asker, kiosk: Asker, house: House) -> None:
    for _ in range(3):
        kiosk.draws("residence")
    clerk.at(COUNTER, "open")
    clerk.at(COUNTER, "call-next")
    too_early = clerk.post(f"/counters/{COUNTER}/call-next", {"current": "absent"})
    assert code_of(too_early) == (409, "too_early")
    assert too_early.get_json()["earliest"] == "2026-11-24T08:00:30+00:00"
    assert clerk.at(COUNTER, "call-next", current="absent", override=True)["number"] == "A002"
    assert clerk.at(COUNTER, "call-next", current="served")["number"] == "A003"
    assert [ticket["number"] for ticket in desk_of(clerk)["missed"]] == ["A001"]


@pytest.mark.parametrize(
    "action",
    ["call-next", "call", "recall", "start", "finish", "no-show", "put-back", "park", "transfer"],
)
def test_a_closed_counter_refuses(clerk: Asker, kiosk: Asker, action: str) -> None:
    ticket = kiosk.draws("residence")
    bodies = {"call": {"ticket": ticket["id"]}, "transfer": {"service": "parking"}}
    answer = clerk.post(f"/counters/{COUNTER}/{action}", bodies.get(action, {}))
    assert code_of(answer) == (409, "counter_closed")


def test_a_refusal_of_the_state_table_names_state_and_action(clerk: Asker, kiosk: Asker) -> None:
    clerk.at(COUNTER, "open")
    no_ticket = clerk.post(f"/counters/{COUNTER}/start")
    assert code_of(no_ticket) == (409, "no_current_ticket")
    kiosk.draws("residence")
    clerk.at(COUNTER, "call-next")
    answer = clerk.post(f"/counters/{COUNTER}/park")
    assert code_of(answer) == (409, "not_allowed")
    assert (answer.get_json()["state"], answer.get_json()["action"]) == ("called", "park")


def test_a_given_ticket_is_called_and_one_that_is_over_is_not(clerk: Asker, kiosk: Asker) -> None:
    tickets = [kiosk.draws("residence") for _ in range(2)]
    clerk.at(COUNTER, "open")
    path = f"/counters/{COUNTER}/call"
    assert clerk.at(COUNTER, "call", ticket=tickets[1]["id"])["number"] == "A002"
    assert code_of(clerk.post(path, {"ticket": tickets[0]["id"]})) == (409, "counter_busy")
    clerk.at(COUNTER, "start")
    clerk.at(COUNTER, "finish")
    over = clerk.post(path, {"ticket": tickets[1]["id"]})
    assert code_of(over) == (409, "not_allowed")
    assert over.get_json()["state"] == "finished"


def test_close_and_pause_wait_for_the_current_ticket(clerk: Asker, kiosk: Asker) -> None:
    kiosk.draws("residence")
    clerk.at(COUNTER, "open")
    clerk.at(COUNTER, "call-next")
    assert code_of(clerk.post(f"/counters/{COUNTER}/close")) == (409, "counter_busy")
    pausing = clerk.at(COUNTER, "pause", reason="Lunch")
    assert (pausing["counter"]["state"], pausing["counter"]["pause_pending"]) == ("open", True)
    clerk.at(COUNTER, "finish")
    assert desk_of(clerk)["counter"]["pause_reason"] == "Lunch"
    assert code_of(clerk.post(f"/counters/{COUNTER}/call-next")) == (409, "counter_paused")
    assert clerk.at(COUNTER, "close")["counter"]["state"] == "closed"


def test_park_transfer_and_the_way_back(clerk: Asker, kiosk: Asker) -> None:
    for counter in (COUNTER, OTHER_COUNTER):
        clerk.at(counter, "open")
    kiosk.draws("residence")
    clerk.at(COUNTER, "call-next")
    clerk.at(COUNTER, "start")
    parked = clerk.at(COUNTER, "park", note="fetches a photo")
    assert (parked["state"], parked["note"]) == ("parked", "fetches a photo")
    sent = clerk.at(COUNTER, "transfer", ticket=parked["id"], counter=OTHER_COUNTER)
    assert (sent["state"], sent["bound_to"]["id"]) == ("waiting", OTHER_COUNTER)
    assert clerk.post(f"/counters/{COUNTER}/call-next").status_code == 204
    assert clerk.at(OTHER_COUNTER, "call-next")["id"] == sent["id"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, (422, "invalid")),
        ({"service": "nothing"}, (422, "unknown_service")),
        ({"counter": "nowhere"}, (422, "unknown_counter")),
        ({"counter": OTHER_COUNTER}, (409, "counter_closed")),
        ({"counter": "info"}, (409, "not_served_here")),
    ],
)
def test_a_transfer_goes_somewhere(
    clerk: Asker, kiosk: Asker, body: dict[str, str], expected: tuple[int, str]
) -> None:
    kiosk.draws("residence")
    clerk.at(COUNTER, "open")
    clerk.at(COUNTER, "call-next")
    assert code_of(clerk.post(f"/counters/{COUNTER}/transfer", body)) == expected


def test_undo_within_a_minute(clerk: Asker, kiosk: Asker, house: House) -> None:
    kiosk.draws("residence")
    clerk.at(COUNTER, "open")
    clerk.at(COUNTER, "call-next")
    assert desk_of(clerk)["last_action"]["number"] == "A001"
    desk = clerk.at(COUNTER, "undo")
    assert desk["current"] is None
    assert [ticket["number"] for ticket in desk["waiting"]] == ["A001"]
    assert code_of(clerk.post(f"/counters/{COUNTER}/undo")) == (409, "undo_refused")
    clerk.at(COUNTER, "call-next")
    house.clock.advance(seconds=61)
    assert code_of(clerk.post(f"/counters/{COUNTER}/undo")) == (409, "undo_refused")


def test_a_person_sits_at_one_counter_and_a_program_may_hold_several(house: House) -> None:
    bruno, program = house.person("Bruno"), house.program("clerk")
    bruno.at(COUNTER, "open")
    moved = bruno.at(OTHER_COUNTER, "open")
    assert moved["counter"]["mine"] is True
    assert desk_of(bruno)["counter"]["state"] == "closed"
    not_here = bruno.post(f"/counters/{COUNTER}/call-next")
    assert code_of(not_here) == (409, "not_at_counter")
    for counter in ("counter-3", "counter-4"):
        assert program.at(counter, "open")["counter"]["clerk"] is None
        assert program.post(f"/counters/{counter}/call-next").status_code == 204


def test_a_person_with_somebody_in_front_does_not_leave(house: House, kiosk: Asker) -> None:
    bruno = house.person("Bruno")
    bruno.at(COUNTER, "open")
    kiosk.draws("residence")
    bruno.at(COUNTER, "call-next")
    answer = bruno.post(f"/counters/{OTHER_COUNTER}/open")
    assert code_of(answer) == (409, "counter_busy")


def test_another_person_takes_over_a_counter_left_open(house: House) -> None:
    bruno, emil = house.person("Bruno"), house.person("Emil")
    bruno.at(COUNTER, "open")
    assert desk_of(emil)["counter"]["mine"] is False
    assert emil.at(COUNTER, "open")["counter"]["clerk"] == "Emil"
    assert code_of(bruno.post(f"/counters/{COUNTER}/call-next")) == (409, "not_at_counter")


def test_a_family_may_take_longer_than_one_person(house: House, kiosk: Asker, clerk: Asker) -> None:
    """Half an hour is implausible for one at this service; six persons take four times as long."""
    for persons in (1, 6):
        kiosk.draws("id-card", persons=persons)
    clerk.at(COUNTER, "open")
    for persons in (1, 6):
        clerk.at(COUNTER, "call-next")
        clerk.at(COUNTER, "start")
        house.clock.advance(minutes=31)
        house.services.forecasts.publish(
            Forecast(
                "lindenhof",
                0,
                house.clock(),
                usual={"id-card": (600, 1300)},
                implausible={"id-card": 1800},
            )
        )
        seen = clerk.get(f"/counters/{COUNTER}").get_json()
        factor = (13 + 8 * (persons - 1)) / 13
        assert seen["implausible"] is (persons == 1)
        assert seen["usual"] == pytest.approx({"low": 600 * factor, "high": 1300 * factor})
    house.clock.advance(minutes=95)
    assert clerk.get(f"/counters/{COUNTER}").get_json()["implausible"] is True
