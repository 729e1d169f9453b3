"""Every answer of a busy morning fits the shape that the document promises."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import BaseModel

from queue_app.web.schemas import answers, figures
from tests.api.people import COUNTER, OTHER_COUNTER, TUESDAY, Asker, House

OFFICE = "/offices/lindenhof"


@pytest.fixture
def busy(house: House) -> Asker:
    """A manager in an office where tickets stand in every state."""
    clerk = house.program("manager")
    clerk.draws("residence", also=["parking"], persons=2, language="en")
    for service in ("parking", "residence", "parking", "residence"):
        clerk.draws(service)
    clerk.draws("residence", booked_at=(TUESDAY + timedelta(minutes=3)).isoformat())
    clerk.draws("parking", priority="urgent")
    for counter in (COUNTER, OTHER_COUNTER, "counter-3"):
        clerk.at(counter, "open")
    clerk.at(COUNTER, "call-next")
    house.clock.advance(minutes=2)
    clerk.at(COUNTER, "no-show")
    clerk.at(COUNTER, "call-next")
    clerk.at(COUNTER, "start")
    clerk.at(COUNTER, "park", note="photo")
    clerk.at(COUNTER, "call-next")
    clerk.at(OTHER_COUNTER, "call-next")
    clerk.at(OTHER_COUNTER, "start")
    clerk.at("counter-3", "call-next")
    house.clock.advance(minutes=7)
    clerk.at("counter-3", "finish")
    clerk.post(f"{OFFICE}/alarm", {"counter": COUNTER})
    clerk.post(f"{OFFICE}/issuing", {"open": False, "service": "parking", "reason": "Full"})
    clerk.post(f"{OFFICE}/tickets", {"service": "parking"})
    return clerk


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("/offices", answers.Offices),
        (OFFICE, answers.Office),
        (f"{OFFICE}/wait-times", answers.WaitTimes),
        (f"{OFFICE}/board", answers.Board),
        (f"{OFFICE}/queue", answers.QueueAnswer),
        (f"{OFFICE}/now", answers.Now),
        (f"/counters/{COUNTER}", answers.Desk),
        (f"{OFFICE}/statistics", figures.Statistics),
        (f"{OFFICE}/accuracy", answers.Accuracy),
    ],
)
def test_an_answer_fits_its_shape(busy: Asker, path: str, shape: type[BaseModel]) -> None:
    answer = busy.get(path)
    assert answer.status_code == 200
    shape.model_validate(answer.get_json())


@pytest.mark.parametrize("by", ["service", "counter", "half_hour", "day", "weekday"])
def test_statistics_fit_their_shape_however_they_are_divided(busy: Asker, by: str) -> None:
    answer = busy.get(f"{OFFICE}/statistics", by=by).get_json()
    figures.Statistics.model_validate(answer)
    assert answer["by"] == by
    assert answer["rows"]


def test_the_board_lists_calls_newest_first_with_the_way(busy: Asker) -> None:
    board = busy.get(f"{OFFICE}/board").get_json()
    called = [call["called_at"] for call in board["calls"]]
    assert called == sorted(called, reverse=True)
    assert board["calls"][0]["counter"]["label"]
    assert {call["state"] for call in board["calls"]} >= {"called", "serving", "no_show"}
    assert all(call["speech"] == [] for call in board["calls"])


def test_waiting_times_are_open_to_other_sites_and_may_be_kept_for_seconds(busy: Asker) -> None:
    answer = busy.get(f"{OFFICE}/wait-times")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "public, max-age=5"
    parking = next(
        row for row in answer.get_json()["services"] if row["service"]["id"] == "parking"
    )
    assert (parking["stopped"], parking["offered"]) == (True, False)
    assert answer.get_json()["state"] == "amber"


def test_statistics_count_what_happened(busy: Asker) -> None:
    answer = busy.get(f"{OFFICE}/statistics", **{"from": "2026-11-24", "to": "2026-11-24"})
    body = answer.get_json()
    assert (body["from"], body["to"], body["by"]) == ("2026-11-24", "2026-11-24", "service")
    assert body["total"]["issued"] == 7
    assert body["total"]["turned_away"] == 1
    rows = {row["key"]: row for row in body["rows"]}
    assert rows["parking"]["turned_away"] == 1
    assert rows["residence"]["label"]


def test_the_live_picture_agrees_with_the_day(busy: Asker) -> None:
    now = busy.get(f"{OFFICE}/now").get_json()
    assert now["today"]["issued"] == 7
    assert now["turned_away"] == 1
    assert now["alarm"]["counter"]["id"] == COUNTER


def test_instants_carry_their_offset_and_texts_are_readable(busy: Asker) -> None:
    answer = busy.get(f"{OFFICE}/queue")
    assert answer.get_json()["as_of"].endswith("Z")
    assert "\\u00" not in answer.text
