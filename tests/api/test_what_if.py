"""A manager asks what would have been, and how many counters the coming days need."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from queue_app.storage.database import Database
from queue_app.storage.queue_cache import QueueCache
from queue_app.storage.reading import Reader
from queue_app.web.futures import AT_ONCE
from queue_app.web.schemas.what_if import StaffingAnswer, WhatIfAnswer
from queue_app.web.services import EXTENSION
from tests.api.people import BASE, Asker, House, code_of, furnish, open_house
from tests.support import past

ADDRESS = "/offices/lindenhof/what-if"
STAFFING = "/offices/lindenhof/staffing"
MONDAY = date(2026, 11, 23)
DESKS = ("counter-1", "counter-2", "counter-3")
FEW = {"day": MONDAY.isoformat(), "replications": 40}


@pytest.fixture(scope="module")
def old_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Tuesday morning in an office with two weeks of past days."""
    url = f"sqlite:///{tmp_path_factory.mktemp('past') / 'queue.sqlite3'}"
    furnish(url)
    database = Database(url)
    office = Reader(database, QueueCache(always_open=False)).queue("lindenhof").office
    database.close()
    days = [MONDAY - timedelta(days=back) for back in range(14, -1, -1)]
    past.write(
        url,
        "lindenhof",
        [
            past.lived(office, day, seed=f"{day}", people=110, counters=DESKS)
            for day in days
            if day.weekday() < 5
        ],
    )
    with open_house(url) as house:
        yield house


@pytest.fixture(scope="module")
def clara(old_house: House) -> Asker:
    return old_house.program("manager")


def asked(clara: Asker, **body: Any) -> Any:
    answer = clara.post(ADDRESS, FEW | body)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def test_a_real_day_is_replayed_and_proves_itself(clara: Asker) -> None:
    found = asked(clara)
    WhatIfAnswer.model_validate(found)
    assert found["days"] == ["2026-11-23"]
    assert found["proof"]["holds"], found["proof"]
    assert {one["key"] for one in found["proof"]["figures"]} == {
        "median", "p90", "level:900", "unserved", "occupancy",
    }  # fmt: skip
    total = found["total"]
    assert total["base"] == total["scenario"]
    assert total["difference"]["p90"] == {"low": 0, "likely": 0, "high": 0}
    assert total["base"]["called"]["likely"] == total["real"]["called"]
    assert len(found["waiting"]) > 20
    assert {one["counter"]["id"] for one in found["counters"]} >= set(DESKS)


def test_its_real_figures_are_those_of_the_statistics(clara: Asker) -> None:
    real = asked(clara)["total"]["real"]
    day = MONDAY.isoformat()
    said = clara.get("/offices/lindenhof/statistics", **{"from": day, "to": day}).get_json()
    assert real["median"] == pytest.approx(said["total"]["wait"]["median"])
    assert real["p90"] == pytest.approx(said["total"]["wait"]["p90"])
    assert real["mean"] == pytest.approx(said["total"]["wait"]["mean"])
    assert real["called"] == said["total"]["called"]
    assert real["level:900"] == pytest.approx(said["total"]["service_level"]["900"])
    assert real["occupancy"] == pytest.approx(said["total"]["occupancy"])


def test_one_more_counter_shortens_the_wait_and_fewer_lengthen_it(clara: Asker) -> None:
    hours = [{"from": "08:00", "until": "16:00"}]
    more = asked(clara, added=[{"like": "counter-1", "hours": hours}])
    assert more["total"]["difference"]["mean"]["high"] < 0
    assert [one["counter"]["id"] for one in more["counters"] if one["added"]] == ["added-1"]
    fewer = asked(clara, counters=[{"counter": "counter-2", "closed": True}])
    assert fewer["total"]["difference"]["mean"]["low"] > 0
    crowd = asked(clara, arrivals_percent=50)
    assert crowd["total"]["scenario"]["called"]["low"] > more["total"]["real"]["called"]
    assert crowd["total"]["difference"]["mean"]["low"] > 0


def test_the_same_question_has_the_same_answer(clara: Asker) -> None:
    body = {"opening_hours": {"from": "08:00", "until": "15:00"}, "priorities": {"priority": 0}}
    assert asked(clara, **body) == asked(clara, **body)


def test_a_typical_weekday_is_drawn_from_the_days_that_are_kept(clara: Asker) -> None:
    answer = clara.post(ADDRESS, {"weekday": 1, "replications": 40})
    found = answer.get_json()
    assert found["days"] == ["2026-11-09", "2026-11-16", "2026-11-23"]
    assert found["replications"] == 40
    assert found["weekday"] == 1


@pytest.mark.parametrize(
    ("body", "code", "path"),
    [
        ({}, "invalid", "day"),
        ({"day": "2026-11-23", "weekday": 1}, "invalid", "day"),
        ({"day": "2026-11-25"}, "future_day", "day"),
        ({"day": "2026-11-24"}, "day_not_over", "day"),
        ({"day": "2026-11-22"}, "no_data", "day"),
        ({"day": "2026-01-05"}, "beyond_retention", "day"),
        ({"weekday": 7}, "no_data", "weekday"),
        ({"weekday": 8}, "invalid", "weekday"),
        (FEW | {"replications": 5000}, "invalid", "replications"),
        (FEW | {"counters": [{"counter": "nobody"}]}, "unknown_counter", "counters.0.counter"),
        (FEW | {"added": [{"like": "nobody", "hours": [{"from": "08:00", "until": "09:00"}]}]},
         "unknown_counter", "added.0.like"),
        (FEW | {"added": [{"services": {"flying": 0}, "hours": [{"from": "08:00", "until": "09:00"}]}]},
         "unknown_service", "added.0.services.flying"),
        (FEW | {"counters": [{"counter": "counter-1", "hours": [{"from": "12:00", "until": "09:00"}]}]},
         "backwards", "counters.0.hours.0.until"),
        (FEW | {"counters": [{"counter": "counter-1",
                              "hours": [{"from": "08:00", "until": "09:00"}],
                              "breaks": [{"from": "10:00", "until": "11:00"}]}]},
         "outside_hours", "counters.0.breaks.0.from"),
        (FEW | {"opening_hours": {"from": "16:00", "until": "08:00"}}, "backwards",
         "opening_hours.0.until"),
        (FEW | {"priorities": {"royal": 5}}, "unknown_priority", "priorities.royal"),
        (FEW | {"arrivals_percent": 900}, "invalid", "arrivals_percent"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_beside_its_field(
    clara: Asker, body: dict[str, Any], code: str, path: str
) -> None:
    answer = clara.post(ADDRESS, body)
    assert code_of(answer) == (422, code)
    assert answer.get_json()["errors"][0]["path"] == path


def test_only_managers_of_the_office_may_ask(old_house: House) -> None:
    assert code_of(old_house.program("clerk").post(ADDRESS, FEW))[0] == 403
    assert code_of(old_house.program("manager", "rosenweg").post(ADDRESS, FEW))[0] == 403
    assert code_of(old_house.public().post(ADDRESS, FEW))[0] == 401
    assert code_of(old_house.program("clerk").get(STAFFING))[0] == 403


def stream(clara: Asker, body: dict[str, Any]) -> Any:
    headers = clara.headers | {"Accept": "application/x-ndjson"}
    return clara.client.post(f"/api/v1{ADDRESS}", json=body, headers=headers, base_url=BASE)


def test_progress_is_told_line_by_line(clara: Asker) -> None:
    answer = stream(clara, FEW | {"replications": 120})
    assert answer.content_type == "application/x-ndjson"
    lines = [json.loads(line) for line in answer.text.splitlines()]
    done = [line["progress"]["done"] for line in lines if "progress" in line]
    assert done == sorted(done)
    assert done[0] == 0
    assert done[-1] == 120
    assert lines[-1]["result"]["replications"] == 120


def test_hanging_up_ends_the_work_and_frees_its_place(old_house: House, clara: Asker) -> None:
    """As many as may run are begun and given up, twice: a third time there is still a place."""
    for _ in range(2):
        begun = [stream(clara, FEW | {"replications": 1000}) for _ in range(AT_ONCE)]
        running = [iter(one.response) for one in begun]
        for one in running:
            assert json.loads(next(one)) in ({}, {"progress": {"done": 0, "of": 1000}})
        assert code_of(clara.post(ADDRESS, FEW)) == (429, "busy")
        for one in begun:
            one.close()
    assert clara.post(ADDRESS, FEW).status_code == 200


def test_without_counter_statistics_no_counter_is_in_the_answer(old_house: House) -> None:
    it = old_house.services
    privacy = it.config.privacy.model_copy(update={"counter_statistics": False})
    quiet = replace(it, config=it.config.model_copy(update={"privacy": privacy}))
    clara = old_house.program("manager")
    old_house.app.extensions[EXTENSION] = quiet
    try:
        found = asked(clara)
    finally:
        old_house.app.extensions[EXTENSION] = it
    assert found["counters"] == []
    assert "counter-1" not in json.dumps(found)
    assert found["total"]["real"]["occupancy"] is not None


def test_a_week_is_planned(clara: Asker) -> None:
    found = clara.get(STAFFING, days=7).get_json()
    StaffingAnswer.model_validate(found)
    assert found["from"] == "2026-11-25"
    assert found["target"] == {"minutes": 15, "share": 0.8}
    assert found["enough"]
    assert found["backtest"]["days"] >= 5
    open_days = [day for day in found["days"] if day["open"]]
    assert len(open_days) in (5, 6)
    for day in open_days[:1]:
        busy = [row for row in day["half_hours"] if row["expected"] > 3]
        assert busy
        assert all(row["counters"] == sum(row["kinds"]) > 0 for row in busy)
        assert all(row["low"] <= row["expected"] <= row["high"] for row in busy)
        assert all(row["erlang"] > 0 for row in busy)


def test_the_plan_as_csv_is_the_same_plan(clara: Asker) -> None:
    plan = clara.get(STAFFING, days=2).get_json()
    answer = clara.get(f"{STAFFING}.csv", days=2)
    assert answer.content_type == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    told = [
        (d["day"], r["half_hour"], r["counters"]) for d in plan["days"] for r in d["half_hours"]
    ]
    assert [(r["day"], r["half_hour"], int(r["counters"])) for r in rows] == told


@pytest.mark.parametrize(
    "query", [{"from": "2020-01-01"}, {"days": 400}, {"share": 2}, {"from": "2999-01-01"}]
)
def test_a_plan_that_makes_no_sense_is_refused(clara: Asker, query: dict[str, Any]) -> None:
    assert code_of(clara.get(STAFFING, **query)) == (422, "invalid")


def test_without_history_the_plan_says_that_it_knows_too_little(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    furnish(url)
    with open_house(url) as house:
        found = house.program("manager").get(STAFFING).get_json()
    assert not found["enough"]
    assert found["days"] == []
    assert found["backtest"] is None
