"""Past figures over HTTP: filters, offices compared, counters protected, days kept and deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from queue_app.storage.tables import facts
from queue_app.web.schemas import figures
from queue_app.web.services import EXTENSION
from tests.api.people import COUNTER, OTHER_COUNTER, Asker, House, code_of

OFFICE = "/offices/lindenhof"
DAY = {"from": "2026-11-24", "to": "2026-11-24"}
SERVED = ("residence", "id-card")


def lived_through(house: House, visits: int = 6) -> None:
    """A Tuesday on which two counters serve some people each, and Wednesday morning."""
    clerk = house.program("manager")
    for counter in (COUNTER, OTHER_COUNTER):
        clerk.at(counter, "open")
    for number in range(visits):
        for counter in (COUNTER, OTHER_COUNTER):
            clerk.draws(SERVED[number % 2], language=("de", "en")[number % 2])
            house.clock.advance(minutes=1)
            clerk.at(counter, "call-next")
            house.clock.advance(minutes=3)
            clerk.at(counter, "finish")
    for counter in (COUNTER, OTHER_COUNTER):
        clerk.at(counter, "close")
    house.clock.advance(days=1)
    house.settle()


@pytest.fixture
def wednesday(house: House) -> Asker:
    """A manager, the day after."""
    lived_through(house)
    return house.program("manager")


def asked(asker: Asker, path: str = f"{OFFICE}/statistics", **query: Any) -> dict[str, Any]:
    answer = asker.get(path, **(DAY | query))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def test_filters_narrow_and_may_be_repeated(wednesday: Asker) -> None:
    assert asked(wednesday)["total"]["issued"] == 12
    assert asked(wednesday, service="id-card")["total"]["issued"] == 6
    both = asked(wednesday, service=["id-card", "residence"])
    assert [row["key"] for row in both["rows"]] == ["residence", "id-card"]
    assert both["total"]["issued"] == 12
    assert asked(wednesday, weekday=[1, 3])["notice"]["code"] == "no_data"
    assert (
        asked(wednesday, hour_from="09:30", hour_to="10:00")["total"]["issued"] == 4
    )  # 09:32 to 09:44
    assert asked(wednesday, language="en", by="language")["total"]["issued"] == 6
    assert asked(wednesday, kind="appointment")["total"]["issued"] == 0


@pytest.mark.parametrize("by", ["group", "week", "month", "language", "kind"])
def test_every_division_fits_the_shape(wednesday: Asker, by: str) -> None:
    answer = asked(wednesday, by=by)
    figures.Statistics.model_validate(answer)
    if by == "month":
        assert [(row["key"], row["issued"]) for row in answer["rows"]] == [("2026-11", 12)]
    if by == "week":
        assert [row["key"] for row in answer["rows"]] == ["2026-W48"]


def test_a_counter_is_told_of_whole_days(wednesday: Asker) -> None:
    rows = {row["key"]: row["issued"] for row in asked(wednesday, by="counter")["rows"]}
    assert (rows[COUNTER], rows[OTHER_COUNTER], rows["counter-3"]) == (6, 6, None)
    one = asked(wednesday, counter=COUNTER, by="day")
    assert [(row["key"], row["issued"]) for row in one["rows"]] == [("2026-11-24", 6)]
    assert (one["bands"], one["waits"], one["turned_away"]) == (None, None, None)


def test_where_counters_are_switched_off_nothing_tells_of_them(
    house: House, wednesday: Asker
) -> None:
    config = house.services.config
    privacy = config.privacy.model_copy(update={"counter_statistics": False})
    quiet = replace(house.services, config=config.model_copy(update={"privacy": privacy}))
    house.app.extensions[EXTENSION] = quiet
    answer = asked(wednesday, by="counter")
    assert (answer["rows"], answer["notice"]["code"]) == ([], "counter_statistics_off")
    for by in ("service", "half_hour", "day", "weekday"):
        assert COUNTER not in wednesday.get(f"{OFFICE}/statistics", by=by, **DAY).text
    refused = wednesday.get(f"{OFFICE}/statistics", counter=COUNTER, by="day", **DAY)
    assert code_of(refused) == (422, "counter_statistics_off")


def test_offices_are_compared_by_who_manages_them(house: House, wednesday: Asker) -> None:
    everybody = house.program("admin")
    found = asked(everybody, "/statistics")
    figures.Statistics.model_validate(found)
    rows = {row["key"]: row["issued"] for row in found["rows"]}
    assert (rows, found["office"]) == ({"lindenhof": 12, "rosenweg": 0}, None)
    assert [(one["key"], one["wait"]["count"]) for one in found["offices"]] == [
        ("lindenhof", 12),
        ("rosenweg", 0),
    ]
    of_one = asked(everybody, "/statistics", office="rosenweg", by="day")
    assert of_one["total"]["issued"] == 0
    own = asked(wednesday, "/statistics")
    assert [row["key"] for row in own["rows"]] == ["lindenhof"]
    assert code_of(wednesday.get("/statistics", office="rosenweg")) == (403, "forbidden")
    assert code_of(everybody.get("/statistics", office="moon")) == (422, "unknown_office")
    assert code_of(everybody.get("/statistics", by="counter")) == (422, "invalid")
    assert house.program("clerk").get("/statistics").status_code == 403
    assert house.public().get("/statistics").status_code == 401


def test_what_the_job_keeps_and_deletes_changes_no_answer(house: House, wednesday: Asker) -> None:
    before = {by: asked(wednesday, by=by) for by in ("service", "half_hour", "counter", "kind")}
    house.jobs.close_days()
    assert {by: asked(wednesday, by=by) for by in before} == before
    house.clock.advance(days=40)
    house.settle()
    house.jobs.close_days()
    with house.services.database.reading() as connection:
        assert (
            connection.execute(facts.select().where(facts.c.day == date(2026, 11, 24))).all() == []
        )
    assert {by: asked(wednesday, by=by) for by in before} == before
    november = asked(wednesday, **{"from": "2026-11-01", "to": "2026-11-30", "by": "day"})
    assert [row["key"] for row in november["rows"]] == ["2026-11-24"]
    assert november["total"] == before["service"]["total"]
    language = wednesday.get(f"{OFFICE}/statistics", language="en", **DAY)
    assert code_of(language) == (422, "beyond_retention")
    assert "2026-11-24" in language.get_json()["detail"]
