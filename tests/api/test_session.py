"""Signing in and out, and what protects a signed-in browser from other sites' pages."""

from __future__ import annotations

import pytest

from tests.api.people import BASE, COUNTER, PASSWORD, Asker, House, code_of

QUEUE = "/offices/lindenhof/queue"


def test_bruno_signs_in_works_and_signs_out(house: House) -> None:
    house.add_user("Bruno")
    bruno = house.public()
    answer = bruno.sign_in("Bruno")
    assert answer.get_json()["user"] == {"name": "Bruno", "role": "clerk", "office": "lindenhof"}
    assert bruno.get(QUEUE).status_code == 200
    assert bruno.at(COUNTER, "open")["counter"]["clerk"] == "Bruno"
    assert bruno.delete("/session").status_code == 204
    assert code_of(bruno.get(QUEUE)) == (401, "unauthorized")
    assert code_of(bruno.delete("/session")) == (401, "unauthorized")


def test_the_cookie_is_for_the_server_alone(house: House) -> None:
    house.add_user("Bruno")
    cookie = house.public().sign_in("Bruno").headers["Set-Cookie"]
    assert cookie.startswith("queue_session=")
    assert {"HttpOnly", "Secure", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Expires" not in cookie


@pytest.mark.parametrize(
    "body",
    [
        {"username": "Bruno", "password": "wrong"},
        {"username": "Nobody", "password": PASSWORD},
        {"username": "Bru\x00no", "password": PASSWORD},
    ],
)
def test_a_wrong_name_or_password_is_one_refusal(house: House, body: dict[str, str]) -> None:
    house.add_user("Bruno")
    answer = house.public().post("/session", body)
    assert answer.status_code in (401, 422)
    if answer.status_code == 401:
        assert code_of(answer) == (401, "wrong_credentials")


def test_a_shut_account_ends_within_its_session(house: House) -> None:
    bruno = house.person("Bruno")
    assert bruno.get(QUEUE).status_code == 200
    house.services.accounts.disable_user("Bruno")
    assert code_of(bruno.get(QUEUE)) == (401, "unauthorized")
    assert bruno.sign_in("Bruno").status_code == 401


def test_ten_wrong_passwords_are_enough_for_five_minutes(house: House) -> None:
    house.add_user("Bruno")
    house.add_user("Emil")
    guesser = house.public()
    for _ in range(10):
        assert guesser.sign_in("Bruno", "guess").status_code == 401
    blocked = guesser.sign_in("Bruno", "guess")
    assert code_of(blocked) == (429, "too_many_requests")
    assert blocked.headers["Retry-After"] == "300"
    assert guesser.sign_in("Bruno").status_code == 429
    assert guesser.sign_in("Emil").status_code == 200


def test_right_passwords_are_never_too_many(house: House) -> None:
    house.add_user("Bruno")
    assert all(house.public().sign_in("Bruno").status_code == 200 for _ in range(12))


@pytest.mark.parametrize("token", [None, "", "x" * 32, "another"])
def test_a_cookie_alone_changes_nothing(house: House, token: str | None) -> None:
    bruno, emil = house.person("Bruno"), house.person("Emil")
    del bruno.headers["X-CSRFToken"]
    if token is not None:
        foreign = emil.headers["X-CSRFToken"]
        bruno.headers["X-CSRFToken"] = foreign if token == "another" else token
    assert code_of(bruno.post(f"/counters/{COUNTER}/open", {})) == (400, "csrf")
    assert code_of(bruno.delete("/offices/lindenhof/alarm")) == (400, "csrf")
    assert bruno.get(QUEUE).status_code == 200


def test_a_program_needs_no_csrf_token(clerk: Asker) -> None:
    assert clerk.at(COUNTER, "open")["counter"]["state"] == "open"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 400),
        ({"Sec-Fetch-Site": "same-site"}, 400),
        ({"Origin": BASE}, 200),
        ({"Origin": "https://evil.example"}, 400),
        ({"Origin": "null"}, 400),
    ],
)
def test_no_other_site_signs_somebody_in(
    house: House, headers: dict[str, str], status: int
) -> None:
    house.add_user("Bruno")
    asker = house.public()
    asker.headers |= headers
    assert asker.sign_in("Bruno").status_code == status


def test_a_session_slides_and_ends_after_twelve_hours(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("queue_app.storage.accounts.REMEMBERED_SECONDS", 0)
    bruno = house.person("Bruno")
    for _ in range(3):
        house.clock.advance(hours=7)
        assert bruno.get(QUEUE).status_code == 200
    house.clock.advance(hours=13)
    assert code_of(bruno.get(QUEUE)) == (401, "unauthorized")
