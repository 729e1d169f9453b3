"""What is malformed, unknown or too large is refused with a stable code, and never repeated aloud."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.api.people import BASE, COUNTER, Asker, House, code_of

TICKETS = "/api/v1/offices/lindenhof/tickets"


def send(asker: Asker, data: bytes | str, content_type: str | None = "application/json") -> Any:
    return asker.client.post(
        TICKETS, data=data, content_type=content_type, headers=asker.headers, base_url=BASE
    )


@pytest.mark.parametrize("data", ["{", "", "no json", '{"service": "residence"', '"\\ud800"'])
def test_what_is_no_json_is_malformed(kiosk: Asker, data: str) -> None:
    answer = send(kiosk, data)
    expected = (422, "invalid") if data == "" else (400, "malformed_json")
    assert code_of(answer) == expected


@pytest.mark.parametrize("data", ["[]", '"{}"', "1", "null", "true"])
def test_a_body_is_an_object(kiosk: Asker, data: str) -> None:
    assert code_of(send(kiosk, data)) == (422, "invalid")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", None])
def test_a_body_says_that_it_is_json(kiosk: Asker, kind: str | None) -> None:
    answer = send(kiosk, '{"service": "residence"}', kind)
    assert code_of(answer) == (415, "unsupported_media_type")


def test_more_than_64_kib_are_too_much(kiosk: Asker) -> None:
    fits = json.dumps({"service": "residence", "padding": "x" * 60_000})
    assert code_of(send(kiosk, fits)) == (422, "invalid")
    too_large = json.dumps({"service": "residence", "padding": "x" * 70_000})
    assert code_of(send(kiosk, too_large)) == (413, "too_large")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("persons", True),
        ("persons", "2"),
        ("persons", 2.0),
        ("persons", 0),
        ("persons", 7),
        ("persons", 10**30),
        ("persons", None),
        ("service", 5),
        ("service", ""),
        ("service", "a\x00b"),
        ("service", "x" * 65),
        ("service", "../residence"),
        ("also", "parking"),
        ("also", [["parking"]]),
        ("also", ["residence"]),
        ("also", ["parking", "parking"]),
        ("language", "xx"),
        ("language", "d\x00"),
        ("priority", "nobody-has-it"),
        ("override", "true"),
        ("booked_at", "tomorrow"),
        ("booked_at", 1764000000),
        ("booked_at", "2026-11-24T10:00:00"),
        ("colour", "red"),
    ],
)
def test_fields_of_a_wrong_kind_are_refused(kiosk: Asker, field: str, value: object) -> None:
    answer = kiosk.post("/offices/lindenhof/tickets", {"service": "residence", field: value})
    assert code_of(answer) == (422, "invalid")


def test_a_refusal_names_the_field_and_not_what_was_sent(kiosk: Asker) -> None:
    answer = kiosk.post(
        "/offices/lindenhof/tickets", {"service": "residence", "persons": "Anna Schmidt"}
    )
    assert [error["path"] for error in answer.get_json()["errors"]] == ["persons"]
    assert "Anna" not in answer.text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"service": "nothing"}, "unknown_service"),
        ({"service": "residence", "also": ["nothing"]}, "unknown_service"),
        ({"service": "residence", "counter": "nowhere"}, "unknown_counter"),
        ({"service": "residence", "counter": "window"}, "unknown_counter"),
    ],
)
def test_what_a_body_names_must_exist(clerk: Asker, body: dict[str, Any], code: str) -> None:
    assert code_of(clerk.post("/offices/lindenhof/tickets", body)) == (422, code)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/offices/nowhere", "unknown_office"),
        ("/offices/nowhere/wait-times", "unknown_office"),
        ("/offices/%00", "unknown_office"),
        ("/offices/%FF%FE", "unknown_office"),
        (f"/offices/{'x' * 300}", "unknown_office"),
        ("/tickets/nothing", "unknown_ticket"),
        ("/tickets/no%27thing", "unknown_ticket"),
        ("/tickets/%00/why", "unknown_ticket"),
        ("/counters/nowhere", "unknown_counter"),
        ("/counters/no%20where", "unknown_counter"),
        ("/offices/lindenhof/board?area=cellar", "unknown_area"),
        ("/nothing", "not_found"),
        ("/tickets/a/b/c", "not_found"),
    ],
)
def test_what_an_address_names_must_exist(house: House, path: str, code: str) -> None:
    admin = house.program("admin")
    assert code_of(admin.client.get(f"/api/v1{path}", headers=admin.headers)) == (404, code)


def test_a_ticket_that_never_was_cannot_be_pressed(clerk: Asker, kiosk: Asker) -> None:
    clerk.at(COUNTER, "open")
    assert code_of(clerk.post(f"/counters/{COUNTER}/call", {"ticket": "never"})) == (
        422,
        "unknown_ticket",
    )
    cancel = clerk.post("/offices/lindenhof/tickets/never/cancel")
    assert code_of(cancel) == (404, "unknown_ticket")
    assert code_of(kiosk.post("/tickets/never/cancel")) == (404, "unknown_ticket")


def test_an_address_says_which_methods_it_takes(kiosk: Asker) -> None:
    answer = kiosk.client.put("/api/v1/offices/lindenhof/tickets")
    assert code_of(answer) == (405, "method_not_allowed")
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize(
    "query",
    [
        {"from": "yesterday"},
        {"from": "2026-02-30"},
        {"by": "moon"},
        {"weekday": "8"},
        {"hour_from": "08:15"},
        {"kind": "booked"},
    ],
)
def test_a_query_that_makes_no_sense_is_refused(house: House, query: dict[str, str]) -> None:
    answer = house.program("manager").get("/offices/lindenhof/statistics", **query)
    assert code_of(answer) == (422, "invalid")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"from": "2026-11-24", "to": "2026-11-23"}, "days_reversed"),
        ({"from": "1970-01-01", "to": "2069-12-31"}, "period_too_long"),
        ({"from": "2999-01-01"}, "in_the_future"),
        ({"hour_from": "12:00", "hour_to": "12:00"}, "hours_reversed"),
        ({"service": "moonwalk"}, "unknown_service"),
        ({"group": "moon"}, "unknown_group"),
        ({"counter": "counter-99"}, "unknown_counter"),
        ({"counter": COUNTER, "by": "half_hour"}, "counter_divided"),
        ({"by": "counter", "kind": "walk_in"}, "counter_divided"),
        ({"by": "counter", "hour_to": "12:00"}, "counter_divided"),
    ],
)
def test_a_question_about_the_past_without_an_answer_says_why(
    house: House, query: dict[str, str], code: str
) -> None:
    answer = house.program("manager").get("/offices/lindenhof/statistics", **query)
    assert code_of(answer) == (422, code)
    assert answer.get_json()["detail"].endswith(".")


def test_a_day_without_data_says_so(house: House) -> None:
    query = {"from": "2020-01-01", "to": "2020-01-31"}
    answer = house.program("manager").get("/offices/lindenhof/statistics", **query).get_json()
    assert answer["notice"]["code"] == "no_data"
    assert answer["days"] == 0
    assert (answer["total"]["issued"], answer["bands"], answer["waits"]) == (0, [], [])
    assert answer["levels"]["points"] == []


@pytest.mark.parametrize("note", ["", "   ", "x" * 501, "a\x00b", 5])
def test_a_note_is_a_short_text(clerk: Asker, note: object) -> None:
    clerk.at(COUNTER, "open")
    clerk.draws("residence")
    clerk.at(COUNTER, "call-next")
    clerk.at(COUNTER, "start")
    assert code_of(clerk.post(f"/counters/{COUNTER}/park", {"note": note})) == (422, "invalid")


def test_an_unforeseen_failure_says_nothing_about_us(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setitem(house.app.view_functions, "public.offices", fail)
    answer = house.public().get("/offices")
    assert code_of(answer) == (500, "internal")
    assert "secret" not in answer.text
    assert caplog.records[-1].exc_info
