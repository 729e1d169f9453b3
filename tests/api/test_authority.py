"""Who may do what: every address against every role, in the own office and in another one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.people import COUNTER, Asker, House, code_of

OFFICE = "/offices/lindenhof"
STAFF = {"clerk", "manager", "admin"}
MANAGERS = {"manager", "admin"}
EVERYBODY = {"nobody", "kiosk", "display", *STAFF}

RULES: list[tuple[str, str, dict[str, Any] | None, set[str]]] = [
    ("get", "/offices", None, EVERYBODY),
    ("get", OFFICE, None, EVERYBODY),
    ("get", f"{OFFICE}/wait-times", None, EVERYBODY),
    ("get", f"{OFFICE}/board", None, {"display", *STAFF}),
    ("get", f"{OFFICE}/queue", None, STAFF),
    ("get", f"{OFFICE}/now", None, MANAGERS),
    ("get", f"{OFFICE}/statistics", None, MANAGERS),
    ("get", f"{OFFICE}/alerts", None, MANAGERS),
    ("get", f"{OFFICE}/accuracy", None, EVERYBODY),
    ("get", f"/counters/{COUNTER}", None, STAFF),
    ("post", f"{OFFICE}/tickets", {"service": "residence"}, {"kiosk", *STAFF}),
    ("post", f"{OFFICE}/issuing", {"open": True}, STAFF),
    ("post", f"{OFFICE}/message", {"texts": {"de": "Da"}}, STAFF),
    ("delete", f"{OFFICE}/message", None, STAFF),
    ("post", f"{OFFICE}/alarm", {}, STAFF),
    ("delete", f"{OFFICE}/alarm", None, STAFF),
    ("post", f"{OFFICE}/help", {"kiosk": "entrance"}, {"kiosk", *STAFF}),
    ("get", f"{OFFICE}/help/entrance", None, {"kiosk", *STAFF}),
    ("post", f"{OFFICE}/help/entrance/coming", {}, STAFF),
    ("delete", f"{OFFICE}/help/entrance", None, {"kiosk", *STAFF}),
    ("post", f"/counters/{COUNTER}/open", {}, STAFF),
]
AT_COUNTER = [
    "pause", "close", "call-next", "call", "recall", "start", "finish", "no-show", "put-back",
    "park", "transfer", "undo",
]  # fmt: skip
BY_ID = ["cancel", "postpone", "return", "expire", "change"]


def ask(asker: Asker, method: str, path: str, body: dict[str, Any] | None) -> Any:
    if method == "post":
        return asker.post(path, body)
    return asker.get(path) if method == "get" else asker.delete(path)


def asker_of(house: House, role: str, office: str) -> Asker:
    return house.public() if role == "nobody" else house.program(role, office)


@pytest.mark.parametrize(("method", "path", "body", "allowed"), RULES)
def test_each_address_admits_its_roles(
    house: House, method: str, path: str, body: dict[str, Any] | None, allowed: set[str]
) -> None:
    for role in sorted(EVERYBODY):
        answer = ask(asker_of(house, role, "lindenhof"), method, path, body)
        if role in allowed:
            assert answer.status_code < 400, (role, answer.text)
        else:
            expected = (401, "unauthorized") if role == "nobody" else (403, "forbidden")
            assert code_of(answer) == expected, role


@pytest.mark.parametrize(("method", "path", "body", "allowed"), RULES)
def test_roles_end_at_the_door_of_their_office(
    house: House, method: str, path: str, body: dict[str, Any] | None, allowed: set[str]
) -> None:
    for role in sorted(EVERYBODY - {"nobody", "admin"}):
        answer = ask(asker_of(house, role, "rosenweg"), method, path, body)
        if allowed == EVERYBODY:
            assert answer.status_code == 200
        else:
            assert code_of(answer) == (403, "forbidden"), role


@pytest.mark.parametrize("action", AT_COUNTER)
def test_a_counter_is_pressed_by_staff_of_its_office(house: House, action: str) -> None:
    path = f"/counters/{COUNTER}/{action}"
    assert code_of(house.public().post(path, {})) == (401, "unauthorized")
    for role in ("kiosk", "display"):
        assert code_of(house.program(role).post(path, {})) == (403, "forbidden")
    assert code_of(house.program("clerk", "rosenweg").post(path, {})) == (403, "forbidden")


@pytest.mark.parametrize("action", BY_ID)
def test_a_ticket_by_id_is_pressed_by_staff_of_its_office(house: House, action: str) -> None:
    ticket = house.program("kiosk").draws("residence")
    path = f"{OFFICE}/tickets/{ticket['id']}/{action}"
    assert code_of(house.public().post(path, {})) == (401, "unauthorized")
    assert code_of(house.program("kiosk").post(path, {})) == (403, "forbidden")
    assert code_of(house.program("clerk", "rosenweg").post(path, {})) == (403, "forbidden")
    there = path.replace("lindenhof", "rosenweg")
    assert code_of(house.program("clerk", "rosenweg").post(there, {})) == (404, "unknown_ticket")


def test_a_worthless_token_is_no_credential_even_beside_a_cookie(house: House) -> None:
    bruno = house.person("Bruno")
    assert bruno.get(f"{OFFICE}/queue").status_code == 200
    bruno.headers["Authorization"] = "Bearer worthless"
    answer = bruno.get(f"{OFFICE}/queue")
    assert code_of(answer) == (401, "unauthorized")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    bruno.headers["Authorization"] = "Basic QTpC"
    assert code_of(bruno.get(f"{OFFICE}/queue")) == (401, "unauthorized")


def test_who_asks_is_known_before_what_is_asked(house: House) -> None:
    answer = house.public().post(f"{OFFICE}/tickets", {"nonsense": 1})
    assert code_of(answer) == (401, "unauthorized")


def test_an_unknown_office_is_unknown_to_whoever_could_act_there(house: House) -> None:
    assert code_of(house.program("admin").get("/offices/nowhere/queue")) == (404, "unknown_office")
    assert code_of(house.program("clerk").get("/offices/nowhere/queue")) == (404, "unknown_office")
    assert code_of(house.public().get("/offices/nowhere/queue")) == (401, "unauthorized")


def test_an_admin_is_at_home_everywhere(house: House) -> None:
    admin = house.program("admin")
    assert admin.draws("legal-advice", "rosenweg")["number"] == "X001"
    assert admin.get("/offices/rosenweg/now").status_code == 200


def test_clerks_stop_issuing_only_where_they_may(house_with: Any) -> None:
    house = house_with(clerks_may_stop_issuing=False)
    stop = {"open": False, "reason": "Full"}
    assert code_of(house.program("clerk").post(f"{OFFICE}/issuing", stop)) == (403, "forbidden")
    assert house.program("manager").post(f"{OFFICE}/issuing", stop).status_code == 200


def test_a_public_board_is_open_to_everybody(house_with: Any) -> None:
    house = house_with(public_board=True)
    assert house.public().get(f"{OFFICE}/board").status_code == 200
    assert house.program("kiosk").get(f"{OFFICE}/board").status_code == 200
    assert code_of(house.public().get("/offices/rosenweg/board")) == (401, "unauthorized")


def test_a_revoked_token_ends(house: House) -> None:
    house.services.accounts.create_token("clerk", "lindenhof", "lost")
    clerk = house.program("clerk")
    name = next(t.name for t in house.services.accounts.tokens() if t.name.startswith("clerk"))
    assert clerk.get(f"{OFFICE}/queue").status_code == 200
    house.services.accounts.revoke_token(name)
    assert code_of(clerk.get(f"{OFFICE}/queue")) == (401, "unauthorized")


def test_kiosk_and_display_cookies_do_what_their_devices_may(house: House) -> None:
    display, kiosk = house.device("display"), house.device("kiosk")
    assert display.get(f"{OFFICE}/board").status_code == 200
    assert code_of(kiosk.get(f"{OFFICE}/board")) == (403, "forbidden")
    assert code_of(kiosk.post(f"{OFFICE}/tickets", {"service": "residence"})) == (400, "csrf")
