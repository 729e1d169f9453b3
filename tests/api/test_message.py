"""The message line of the displays: shown by staff, per area, until its time is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from queue_app.web.schemas.answers import MessagesState
from tests.api.people import TUESDAY, Asker, House, code_of

OFFICE = "/offices/lindenhof"
MESSAGE = f"{OFFICE}/message"


def line(asker: Asker, area: str | None = None) -> Any:
    """What a display of that area says."""
    query = {"area": area} if area else {}
    return asker.get(f"{OFFICE}/board", **query).get_json()["message"]


def test_a_message_is_on_the_board_until_its_time_is_over(house: House, clerk: Asker) -> None:
    texts = {"de": "Das Foto-Gerät ist kaputt.", "ar": "جهاز الصور معطل."}
    until = (TUESDAY + timedelta(hours=1)).isoformat()
    before = clerk.get(f"{OFFICE}/queue").get_json()["revision"]

    answer = clerk.post(MESSAGE, {"texts": texts, "until": until})

    assert answer.status_code == 200
    MessagesState.model_validate(answer.get_json())
    assert line(clerk) == texts
    assert line(clerk, "main") == texts
    queue = clerk.get(f"{OFFICE}/queue").get_json()
    assert [one["texts"] for one in queue["messages"]] == [texts]
    assert queue["revision"] == before + 1  # so that every display is told
    house.clock.advance(minutes=60)
    assert line(clerk) is None


def test_an_area_s_own_message_goes_before_the_office_s(house: House, clerk: Asker) -> None:
    clerk.post(MESSAGE, {"texts": {"de": "Für alle"}})
    clerk.post(MESSAGE, {"texts": {"de": "Für hier"}, "area": "main"})
    assert line(clerk) == {"de": "Für alle"}
    assert line(clerk, "main") == {"de": "Für hier"}
    assert clerk.delete(f"{MESSAGE}?area=main").status_code == 200
    assert line(clerk, "main") == {"de": "Für alle"}
    for _ in range(2):
        assert clerk.delete(MESSAGE).get_json() == {"messages": []}
    assert line(clerk) is None


def test_without_an_end_it_stands_for_the_day(house: House, clerk: Asker) -> None:
    shown = clerk.post(MESSAGE, {"texts": {"de": "Heute"}}).get_json()["messages"][0]
    assert shown["until"] == "2026-11-24T23:00:00Z"


def test_what_cannot_be_shown_is_refused(clerk: Asker) -> None:
    past = (TUESDAY - timedelta(minutes=1)).isoformat()
    impossible: list[dict[str, Any]] = [
        {"texts": {}},
        {"texts": {"de": " "}},
        {"texts": {"de": "x" * 301}},
        {"texts": {"sv": "Hej"}},
        {"texts": {"de": "Da"}, "until": past},
    ]
    for body in impossible:
        assert code_of(clerk.post(MESSAGE, body)) == (422, "invalid"), body
    elsewhere = clerk.post(MESSAGE, {"texts": {"de": "Da"}, "area": "cellar"})
    assert code_of(elsewhere) == (422, "unknown_area")
    assert line(clerk) is None
