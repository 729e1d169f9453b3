"""Which page somebody gets, with which data to start from, and what is said where there is none."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.api.people import BASE, COUNTER, PASSWORD, Asker, House

COMMON = {
    "language", "languages", "texts", "csrf", "now", "always_open", "test_clock", "office", "user",
}  # fmt: skip


def boot_of(page: TestResponse) -> Any:
    assert page.status_code == 200, page.text
    return boot_in(page)


def boot_in(page: TestResponse) -> Any:
    found = re.search(
        r'<script type="application/json" id="boot">(.*?)</script>', page.text, re.DOTALL
    )
    assert found is not None
    boot = json.loads(found[1])
    assert boot.keys() >= COMMON
    return boot


def sentence_of(page: TestResponse) -> str:
    assert page.mimetype == "text/html"
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.text, re.DOTALL)
    assert found is not None
    return found[1].strip()


# Citizens


def test_the_start_page_knows_the_offices_and_who_is_here(house: House) -> None:
    boot = boot_of(house.public().page("/"))
    assert [office["id"] for office in boot["offices"]] == ["lindenhof", "rosenweg"]
    assert (boot["user"], boot["devices"], boot["csrf"]) == (None, [], "")
    assert boot_of(house.device("kiosk").page("/"))["devices"] == ["kiosk"]
    assert boot_of(house.person("Bruno").page("/"))["user"]["name"] == "Bruno"


def test_the_phone_page_begins_with_the_ticket_and_is_kept_by_nobody(
    house: House, kiosk: Asker
) -> None:
    ticket = kiosk.draws("residence", language="en")
    page = house.public().page(f"/t/{ticket['token']}")
    boot = boot_of(page)
    assert boot["ticket"]["number"] == "A001"
    assert boot["token"] == ticket["token"]
    assert boot["language"] == "en"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    german = house.public().page(f"/t/{ticket['token']}?lang=de")
    assert boot_of(german)["language"] == "de"


def test_public_waiting_times_in_the_browsers_language(house: House) -> None:
    asker = house.public()
    asker.headers["Accept-Language"] = "fr-CH, en;q=0.8, de;q=0.5"
    boot = boot_of(asker.page("/status/lindenhof"))
    assert boot["language"] == "fr"
    assert {row["service"]["id"] for row in boot["waits"]["services"]} >= {"residence"}


@pytest.mark.parametrize(
    "path",
    ["/t/nothing", "/t/%00", "/status/nowhere", "/kiosk/nowhere", "/display/nowhere", "/nowhere"],
)
def test_what_does_not_exist_is_said_to_people_in_words(house: House, path: str) -> None:
    page = house.public().page(path)
    assert page.status_code == 404
    assert "{" not in sentence_of(page)


def test_a_page_without_words_in_its_scripts_carries_no_catalogue(house: House) -> None:
    asker = house.public()
    for path in ("/", "/login", "/nowhere", "/t/nothing", "/enrol/nothing", "/kiosk/lindenhof"):
        page = asker.page(path)
        assert boot_in(page)["texts"] == {}, path
        assert len(page.data) < 30_000, path
    assert boot_in(asker.page("/status/lindenhof"))["texts"].keys() == {"de"}


def test_a_program_is_answered_as_one_where_it_asks_for_a_page(house: House) -> None:
    answer = house.public().client.get("/t/nothing", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.get_json()["code"]) == (404, "unknown_ticket")


def test_an_address_of_a_ticket_is_not_looked_up_by_search_engines(
    house: House, kiosk: Asker
) -> None:
    page = house.public().page(f"/t/{kiosk.draws('residence')['token']}")
    assert '<meta name="robots" content="noindex">' in page.text


# Staff


@pytest.mark.parametrize("path", ["/desk", "/reception", "/manager", "/admin"])
def test_who_is_not_signed_in_is_sent_there_and_back(house: House, path: str) -> None:
    asker = house.public()
    sent = asker.page(f"{path}?office=lindenhof")
    assert sent.status_code == 303
    assert (
        sent.headers["Location"] == f"/login?next={path.replace('/', '%2F')}%3Foffice%3Dlindenhof"
    )


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        ("clerk", {"/desk", "/reception"}),
        ("manager", {"/desk", "/reception", "/manager"}),
        ("admin", {"/desk", "/reception", "/manager", "/admin"}),
    ],
)
def test_each_role_has_its_pages(house: House, role: str, pages: set[str]) -> None:
    person = house.person("Bruno", role)
    for path in ("/desk", "/reception", "/manager", "/admin"):
        answer = person.page(path)
        if path in pages:
            boot = boot_of(answer)
            assert boot["user"] == {
                "name": "Bruno",
                "role": role,
                "office": None if role == "admin" else "lindenhof",
            }
            assert boot["office"]["id"] == "lindenhof"
        else:
            assert answer.status_code == 403
            assert sentence_of(answer)


def test_a_page_hands_out_what_its_presses_need(house: House) -> None:
    bruno = house.person("Bruno")
    del bruno.headers["X-CSRFToken"]
    bruno.headers["X-CSRFToken"] = boot_of(bruno.page("/desk"))["csrf"]
    bruno.at(COUNTER, "open")
    assert boot_of(bruno.page("/desk"))["counter"] == COUNTER


def test_a_browser_that_is_several_things_has_one_token_for_all(house: House) -> None:
    house.add_user("Bruno")
    device = house.device("kiosk")
    kiosk_only = boot_of(device.page("/kiosk/lindenhof"))["csrf"]
    device.headers["X-CSRFToken"] = kiosk_only
    assert device.draws("residence")["number"] == "A001"
    device.sign_in("Bruno")
    both = boot_of(device.page("/kiosk/lindenhof"))["csrf"]
    device.headers["X-CSRFToken"] = both
    assert device.draws("residence")["number"] == "A002"
    assert device.at(COUNTER, "open")["counter"]["clerk"] == "Bruno"


def test_who_works_everywhere_chooses_the_office(house: House) -> None:
    admin = house.person("Ada", "admin")
    boot = boot_of(admin.page("/manager?office=rosenweg"))
    assert boot["office"]["id"] == "rosenweg"
    assert [office["id"] for office in boot["offices"]] == ["lindenhof", "rosenweg"]
    assert admin.page("/manager?office=nowhere").status_code == 404
    bruno = house.person("Bruno")
    assert boot_of(bruno.page("/desk?office=rosenweg"))["office"]["id"] == "lindenhof"


# Signing in


def submit(asker: Asker, **form: str) -> TestResponse:
    return asker.client.post("/login", data=form, base_url=BASE)


@pytest.mark.parametrize(
    ("wanted", "target"),
    [
        ("/reception", "/reception"),
        ("/manager?office=lindenhof", "/manager?office=lindenhof"),
        ("", "/desk"),
        ("https://evil.example/", "/desk"),
        ("//evil.example/", "/desk"),
        ("/\\evil.example/", "/desk"),
        ("/\tevil", "/desk"),
        ("desk", "/desk"),
    ],
)
def test_signing_in_leads_to_an_address_of_ours(house: House, wanted: str, target: str) -> None:
    house.add_user("Bruno")
    asker = house.public()
    answer = submit(asker, username="Bruno", password=PASSWORD, next=wanted)
    assert (answer.status_code, answer.headers["Location"]) == (303, target)
    assert boot_of(asker.page("/desk"))["user"]["name"] == "Bruno"


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"username": "Bruno", "password": "wrong"}, 401),
        ({"username": "Nobody", "password": "wrong"}, 401),
        ({"username": "", "password": "x"}, 422),
        ({"username": "Bruno", "password": ""}, 422),
        ({}, 422),
    ],
)
def test_what_is_wrong_stands_beside_the_field(
    house: House, form: dict[str, str], status: int
) -> None:
    house.add_user("Bruno")
    page = submit(house.public(), **form)
    assert page.status_code == status
    assert 'aria-invalid="true"' in page.text
    assert "Set-Cookie" not in page.headers


def test_too_many_attempts_are_told_in_a_sentence(house: House) -> None:
    house.add_user("Bruno")
    guesser = house.public()
    guesser.headers["Accept-Language"] = "en"
    for _ in range(10):
        submit(guesser, username="Bruno", password="guess")
    page = submit(guesser, username="Bruno", password=PASSWORD)
    assert page.status_code == 429
    assert page.mimetype == "text/html"
    assert 'aria-invalid="true"' in page.text


def test_a_form_of_another_site_signs_nobody_in(house: House) -> None:
    house.add_user("Bruno")
    page = house.public().client.post(
        "/login",
        data={"username": "Bruno", "password": PASSWORD},
        headers={"Sec-Fetch-Site": "cross-site", "Accept": "text/html"},
        base_url=BASE,
    )
    assert page.status_code == 400
    assert "Set-Cookie" not in page.headers


def test_signing_out_by_a_form_needs_its_token(house: House) -> None:
    bruno = house.person("Bruno")
    token = boot_of(bruno.page("/desk"))["csrf"]
    refused = bruno.client.post("/logout", data={}, base_url=BASE)
    assert refused.status_code == 400
    out = bruno.client.post("/logout", data={"csrf_token": token}, base_url=BASE)
    assert (out.status_code, out.headers["Location"]) == (303, "/login")
    assert bruno.page("/desk").status_code == 303


# Devices


def test_a_one_time_link_makes_a_browser_a_kiosk_once(house: House) -> None:
    code = house.services.accounts.create_enrolment("kiosk", "lindenhof")
    first, second = house.public(), house.public()
    answer = first.page(f"/enrol/{code}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/kiosk/lindenhof")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("queue_kiosk=")
    assert {"HttpOnly", "Secure", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Max-Age" in cookie
    kiosk = first.page("/kiosk/lindenhof")
    assert boot_of(kiosk)["printing"] == "browser"
    renewed = kiosk.headers["Set-Cookie"]  # with every start
    assert renewed.split("; ")[0] == cookie.split("; ")[0]
    assert "Max-Age" in renewed
    assert second.page(f"/enrol/{code}").status_code == 404
    assert second.page("/kiosk/lindenhof").status_code == 403


def test_a_link_is_too_old_after_an_hour(house: House) -> None:
    code = house.services.accounts.create_enrolment("display", "lindenhof")
    house.clock.advance(minutes=61)
    assert house.public().page(f"/enrol/{code}").status_code == 404


def test_a_stranger_learns_how_a_browser_becomes_a_device(house: House) -> None:
    for role in ("kiosk", "display"):
        page = house.public().page(f"/{role}/lindenhof")
        assert page.status_code == 403
        assert "/login?next=" in page.text
    assert house.device("kiosk").page("/display/lindenhof").status_code == 403
    assert house.device("kiosk").page("/kiosk/rosenweg").status_code == 403


def test_staff_may_look_at_kiosk_and_display(house: House) -> None:
    bruno = house.person("Bruno")
    assert boot_of(bruno.page("/kiosk/lindenhof"))["office"]["id"] == "lindenhof"
    assert boot_of(bruno.page("/display/lindenhof"))["board"]["calls"] == []


def test_a_display_knows_its_screen_and_its_area(house_with: Callable[..., House]) -> None:
    house = house_with(
        public_board=True,
        displays=[
            {"id": "hall", "area": "main", "diagonal_inches": 55, "viewing_distance_metres": 6},
            {"id": "door", "area": "main", "diagonal_inches": 32, "viewing_distance_metres": 3},
        ],
    )
    asker = house.public()
    assert boot_of(asker.page("/display/lindenhof"))["display"]["id"] == "hall"
    boot = boot_of(asker.page("/display/lindenhof?display=door"))
    assert (boot["display"]["diagonal_inches"], boot["area"]) == (32, "main")
    assert asker.page("/display/lindenhof?display=roof").status_code == 404
    assert asker.page("/display/lindenhof?area=cellar").status_code == 404
