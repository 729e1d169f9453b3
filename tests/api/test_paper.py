"""Numbers written by hand while the system was away reach the figures, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from queue_app.domain.consistency import flaws
from queue_app.domain.paper import MOST_ROWS
from queue_app.storage.log_check import check_log
from queue_app.web.schemas.paper import PaperEntered
from tests.api.people import COUNTER, TUESDAY, Asker, House, code_of

OFFICE = "/offices/lindenhof"
MONDAY = "2026-11-23"


def row(number: str, issued: str, begun: str, ended: str, day: str = MONDAY) -> dict[str, Any]:
    """One visit for a residence registration at the first counter."""
    return {
        "number": number, "service": "residence", "counter": COUNTER,
        "issued_at": f"{day}T{issued}", "started_at": f"{day}T{begun}",
        "finished_at": f"{day}T{ended}",
    }  # fmt: skip


DARK_DAY = [row("1", "09:00", "09:05", "09:20"), row("2", "09:10", "09:25", "09:35")]
"""Waits of five and fifteen minutes."""


def total_of(house: House, day: str = MONDAY) -> Any:
    asked = house.program("manager").get(f"{OFFICE}/statistics", **{"from": day, "to": day})
    return asked.get_json()["total"]


def test_a_day_on_paper_counts_in_its_figures_with_the_mark(either_house: House) -> None:
    clerk = either_house.program("clerk")
    assert total_of(either_house)["issued"] == 0

    answer = clerk.post(f"{OFFICE}/paper", {"rows": DARK_DAY}, key="k1")
    assert answer.status_code == 201, answer.text
    PaperEntered.model_validate(answer.get_json())
    assert answer.get_json() == {"entered": 2, "day": MONDAY}
    again = clerk.post(f"{OFFICE}/paper", {"rows": DARK_DAY}, key="k1")
    assert (again.status_code, again.get_json()) == (201, answer.get_json())
    total = total_of(either_house)
    assert (total["issued"], total["paper"], total["wait"]["mean"]) == (2, 2, 600)

    either_house.jobs.close_days()
    late = [row("3", "10:00", "10:10", "10:20")]
    assert clerk.post(f"{OFFICE}/paper", {"rows": late}).status_code == 201
    assert total_of(either_house)["paper"] == 3
    either_house.jobs.close_days()
    assert total_of(either_house)["paper"] == 3

    day = datetime.fromisoformat(MONDAY).date()
    log = either_house.services.reader.facts("lindenhof", day, TUESDAY.date())
    assert [one.at for one in log if one.at.date() == day] == [
        datetime(2026, 11, 23, hour, minute, tzinfo=UTC)
        for hour, minute in ((8, 0), (8, 10), (9, 0))
    ]
    assert flaws(log) == []
    assert [one for found in check_log(either_house.services.database) for one in found.wrong] == []


def test_all_or_nothing_with_row_and_field(house: House, clerk: Asker) -> None:
    wrong = row("3", "10:00", "09:50", "10:20") | {"service": "no-such-thing"}
    refused = clerk.post(f"{OFFICE}/paper", {"rows": [*DARK_DAY, wrong]})
    assert code_of(refused) == (422, "paper")
    assert refused.get_json()["errors"] == [
        {"row": 3, "field": "service", "reason": "unknown"},
        {"row": 3, "field": "started_at", "reason": "too_early"},
    ]
    assert total_of(house)["issued"] == 0
    many = [row(str(n), "09:00", "09:05", "09:06") for n in range(MOST_ROWS + 1)]
    for rows in ([], many):
        assert clerk.post(f"{OFFICE}/paper", {"rows": rows}).status_code in (413, 422)

    assert clerk.post(f"{OFFICE}/paper", {"rows": DARK_DAY}).status_code == 201
    twice = clerk.post(f"{OFFICE}/paper", {"rows": [row("1", "14:00", "14:05", "14:10")]})
    assert twice.get_json()["errors"] == [
        {"row": 1, "field": "number", "reason": "already_entered"}
    ]
    over = clerk.post(f"{OFFICE}/paper", {"rows": [row("9", "09:00", "09:10", "09:22")]})
    assert over.get_json()["errors"] == [
        {"row": 1, "field": "started_at", "reason": "overlap", "other": "1"}
    ]


def test_the_live_queue_does_not_notice(house: House, clerk: Asker) -> None:
    clerk.draws("residence")
    clerk.at(COUNTER, "open")
    called = clerk.at(COUNTER, "call-next")
    board = clerk.get(f"{OFFICE}/board").get_json()
    today = TUESDAY.date().isoformat()
    house.clock.advance(seconds=10)
    rows = [row("A002", "08:10", "08:20", "08:30", today)]

    assert clerk.post(f"{OFFICE}/paper", {"rows": rows}).status_code == 201

    after = clerk.get(f"{OFFICE}/board").get_json()
    assert after["calls"] == board["calls"]
    assert clerk.get(f"{OFFICE}/queue").get_json()["waiting"] == []
    assert clerk.post(f"/counters/{COUNTER}/undo", {}).status_code == 200
    assert [one["id"] for one in clerk.get(f"{OFFICE}/queue").get_json()["waiting"]] == [
        called["id"]
    ]
    assert clerk.draws("residence")["number"] == "A002"
    assert total_of(house, today)["paper"] == 1


def test_what_is_no_longer_kept_is_not_entered(house: House, clerk: Asker) -> None:
    house.clock.advance(days=1)
    old = (TUESDAY - timedelta(days=40)).date().isoformat()
    refused = clerk.post(f"{OFFICE}/paper", {"rows": [row("1", "09:00", "09:05", "09:10", old)]})
    assert refused.get_json()["errors"] == [
        {"row": 1, "field": "issued_at", "reason": "too_long_ago"}
    ]


def test_only_staff_of_the_office_enter(house: House, clerk: Asker) -> None:
    for asker, code in (
        (house.public(), (401, "unauthorized")),
        (house.program("kiosk"), (403, "forbidden")),
        (house.program("clerk", "rosenweg"), (403, "forbidden")),
    ):
        assert code_of(asker.post(f"{OFFICE}/paper", {"rows": DARK_DAY})) == code
