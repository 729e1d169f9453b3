"""Drawing tickets: what the kiosk gets, what a retry gets, and whom the office turns away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from queue_app.domain.events import TicketIssued
from queue_app.use_cases.forecasting import Forecast
from queue_app.use_cases.ports import PublishedEstimate
from tests.api.people import COUNTER, TUESDAY, Asker, House, code_of

TICKETS = "/offices/lindenhof/tickets"


def test_the_kiosk_draws_a_number_with_the_way_to_the_phone_page(kiosk: Asker) -> None:
    answer = kiosk.post(TICKETS, {"service": "residence", "persons": 2, "language": "en"})
    ticket = answer.get_json()
    assert answer.status_code == 201
    assert ticket["number"] == "A001"
    assert ticket["url"] == f"https://queue.example/t/{ticket['token']}"
    assert (ticket["state"], ticket["position"], ticket["ahead"]) == ("waiting", 1, 0)
    assert (ticket["persons"], ticket["language"], ticket["warning"]) == (2, "en", None)
    assert ticket["estimate"]["basis"] == "nobody_serving"
    assert kiosk.draws("residence")["number"] == "A002"


def test_an_answer_with_a_token_is_not_kept_and_passed_on(kiosk: Asker) -> None:
    answer = kiosk.post(TICKETS, {"service": "residence"})
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_kiosk_that_repeats_its_key_gets_the_same_ticket(either_house: House) -> None:
    kiosk = either_house.program("kiosk")
    first = kiosk.post(TICKETS, {"service": "residence"}, key="press-1")
    again = kiosk.post(TICKETS, {"service": "residence"}, key="press-1")
    assert (again.status_code, again.data) == (first.status_code, first.data)
    assert kiosk.post(TICKETS, {"service": "residence"}, key="press-2").get_json()["number"] == (
        "A002"
    )


def test_a_key_with_another_request_is_refused(either_house: House) -> None:
    kiosk = either_house.program("kiosk")
    kiosk.post(TICKETS, {"service": "residence"}, key="press-1")
    other = kiosk.post(TICKETS, {"service": "parking"}, key="press-1")
    assert code_of(other) == (422, "idempotency_key_reused")


def test_keys_of_two_kiosks_are_two_keys(house: House) -> None:
    numbers = [
        house.program("kiosk").post(TICKETS, {"service": "residence"}, key="1").get_json()["number"]
        for _ in range(2)
    ]
    assert numbers == ["A001", "A002"]


def test_a_key_counts_for_its_address_alone(house: House, clerk: Asker) -> None:
    opened = clerk.post(f"/counters/{COUNTER}/open", key="same")
    drawn = clerk.post(TICKETS, {"service": "residence"}, key="same")
    assert (opened.status_code, drawn.status_code) == (200, 201)


def test_an_empty_body_and_an_empty_object_are_the_same_request(clerk: Asker) -> None:
    first = clerk.post(f"/counters/{COUNTER}/open", key="open")
    again = clerk.post(f"/counters/{COUNTER}/open", {}, key="open")
    assert first.data == again.data


@pytest.mark.parametrize("key", ["", "two words", "ü", "x" * 201])
def test_a_key_that_is_none_is_refused(kiosk: Asker, key: str) -> None:
    kiosk.headers["Idempotency-Key"] = key
    answer = kiosk.post(TICKETS, {"service": "residence"})
    assert code_of(answer) == (400, "idempotency_key_invalid")


def test_outside_ticket_hours_the_office_turns_people_away_once_a_key(house: House) -> None:
    kiosk = house.program("kiosk")
    house.clock.now = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
    first = kiosk.post(TICKETS, {"service": "residence"}, key="late")
    assert code_of(first) == (409, "closed")
    assert first.get_json()["next_opening"] == "2026-11-25T07:00:00+00:00"
    house.clock.now = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
    again = kiosk.post(TICKETS, {"service": "residence"}, key="late")
    assert (again.status_code, again.data) == (first.status_code, first.data)
    assert again.content_type == "application/problem+json"
    assert kiosk.draws("residence")["number"] == "A001"
    house.clock.now = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
    assert house.turned_away() == ["closed"]


def test_stopped_issuing_turns_away_and_says_why(house: House, kiosk: Asker) -> None:
    manager = house.person("Clara", "manager")
    issuing = "/offices/lindenhof/issuing"
    manager.post(issuing, {"open": False, "service": "parking", "reason": "Printer"})
    refused = kiosk.post(TICKETS, {"service": "parking"})
    assert code_of(refused) == (409, "stopped")
    assert refused.get_json()["reason"] == "Printer"
    assert kiosk.draws("residence")["number"] == "A001"
    manager.post(issuing, {"open": True, "service": "parking"})
    assert kiosk.draws("parking")["number"] == "B001"
    assert house.turned_away() == ["stopped"]


def test_refusals_of_another_kind_do_not_count(house: House, kiosk: Asker) -> None:
    kiosk.post(TICKETS, {"service": "nothing"})
    kiosk.post(TICKETS, {"service": "residence", "persons": 7})
    house.program("display").post(TICKETS, {"service": "residence"})
    assert house.turned_away() == []


def full_forecast(house: House) -> None:
    """A forecast by which a number for an address would not be called in time."""
    expected = PublishedEstimate(TUESDAY, 60, 120, 240, 60, 300, "prior")
    house.services.forecasts.publish(
        Forecast(
            "lindenhof",
            0,
            TUESDAY,
            services={"residence": expected},
            full=frozenset({"residence"}),
        )
    )


def test_the_guard_warns_and_the_estimate_is_kept_with_the_ticket(
    house: House, kiosk: Asker, clerk: Asker
) -> None:
    clerk.at(COUNTER, "open")
    full_forecast(house)
    ticket = kiosk.draws("residence")
    assert ticket["warning"] == "capacity"
    assert ticket["estimate"]["shown"] == {"low": 60, "high": 300}
    today = TUESDAY.date()
    kept = house.services.reader.estimates_of_days("lindenhof", today, today)[ticket["id"]]
    assert (kept.likely, kept.basis) == (120, "prior")


def test_the_guard_can_stop_and_staff_may_override(
    house_with: Callable[..., House],
) -> None:
    house = house_with(rules={"capacity_guard": "stop"})
    clerk = house.program("clerk")
    clerk.at(COUNTER, "open")
    full_forecast(house)
    refused = house.program("kiosk").post(TICKETS, {"service": "residence"})
    assert code_of(refused) == (409, "capacity")
    assert clerk.draws("residence", override=True)["number"] == "A001"
    assert house.turned_away() == ["capacity"]


def test_staff_bind_to_a_counter_check_in_and_give_priority(clerk: Asker) -> None:
    clerk.at(COUNTER, "open")
    booked = TUESDAY + timedelta(minutes=10)
    ticket = clerk.draws(
        "residence", counter=COUNTER, booked_at=booked.isoformat(), priority="urgent", persons=3
    )
    assert ticket["bound_to"]["id"] == COUNTER
    assert datetime.fromisoformat(ticket["booked_at"]) == booked
    assert ticket["position"] is None
    assert ticket["priority"] == "urgent"


def test_an_instant_with_another_offset_is_utc_inside(house: House, clerk: Asker) -> None:
    ticket = clerk.draws("residence", booked_at="2026-11-24T09:10:00+01:00")
    assert ticket["booked_at"] == "2026-11-24T08:10:00Z"
    assert ticket["eligible_from"] == "2026-11-24T08:05:00Z"
    (issued,) = house.services.reader.facts("lindenhof", TUESDAY.date(), TUESDAY.date())
    assert isinstance(issued.fact, TicketIssued)
    for at in (issued.fact.booked_at, issued.fact.queue_time, issued.fact.not_before):
        assert at is not None
        assert at.tzinfo == UTC
    nowhere = clerk.post(TICKETS, {"service": "residence", "booked_at": "0001-01-01T00:00+14:00"})
    assert code_of(nowhere) == (422, "invalid")


@pytest.mark.parametrize(
    "field",
    [
        {"counter": COUNTER},
        {"booked_at": TUESDAY.isoformat()},
        {"override": True},
        {"priority": "urgent"},
    ],
)
def test_what_only_staff_may_ask_a_kiosk_may_not(kiosk: Asker, field: dict[str, object]) -> None:
    answer = kiosk.post(TICKETS, {"service": "residence", **field})
    assert code_of(answer) == (422, "invalid")


def test_from_afar_only_where_the_office_allows_it(
    house: House, house_with: Callable[..., House]
) -> None:
    assert code_of(house.public().post(TICKETS, {"service": "residence"})) == (401, "unauthorized")
    remote = house_with(remote_tickets=True)
    assert remote.public().draws("residence")["number"] == "A001"
    rosenweg = remote.public().post("/offices/rosenweg/tickets", {"service": "legal-advice"})
    assert code_of(rosenweg) == (401, "unauthorized")


def test_who_has_no_credential_never_gets_the_ticket_of_somebody_else(
    house_with: Callable[..., House],
) -> None:
    remote = house_with(remote_tickets=True)
    key, wish = "5b1f7a0e-4c0b-4c55-9d49", {"service": "residence"}
    here, there = remote.public(), remote.public()
    there.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    first, retry = (here.post(TICKETS, wish, key=key) for _ in range(2))
    assert first.get_json()["number"] == "A001"
    assert retry.data == first.data
    other = there.post(TICKETS, wish, key=key).get_json()
    assert other["number"] == "A002"
    assert other["token"] != first.get_json()["token"]
    guessed = here.post(TICKETS, wish, key="1")
    assert code_of(guessed) == (400, "idempotency_key_invalid")
    assert here.draws("residence")["number"] == "A003"


def test_strangers_are_slowed_down_and_kiosks_never(house_with: Callable[..., House]) -> None:
    house = house_with(remote_tickets=True)
    stranger, kiosk = house.public(), house.program("kiosk")
    answers = [stranger.post(TICKETS, {"service": "residence"}) for _ in range(31)]
    assert [answer.status_code for answer in answers[:30]] == [201] * 30
    assert code_of(answers[30]) == (429, "too_many_requests")
    assert answers[30].headers["Retry-After"]
    assert all(kiosk.post(TICKETS, {"service": "residence"}).status_code == 201 for _ in range(40))
