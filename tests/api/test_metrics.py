"""What operations read: figures that a Prometheus server understands, and nothing about people."""

from __future__ import annotations

import re
from datetime import timedelta

from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from queue_app.storage import backups
from queue_app.use_cases.forecasting import Forecast
from queue_app.use_cases.ports import PublishedEstimate
from tests.api.people import BASE, COUNTER, TUESDAY, Asker, House

TICKETS = "/offices/lindenhof/tickets"

Figures = dict[tuple[str, frozenset[tuple[str, str]]], float]


def figures(house: House) -> Figures:
    """The page as its reader understands it, each figure by name and labels."""
    answer = house.public().page("/metrics")
    assert answer.status_code == 200
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def figure(house: House, name: str, **labels: str) -> float | None:
    return figures(house).get((name, frozenset(labels.items())))


def test_tickets_calls_and_who_was_turned_away(house: House, kiosk: Asker, clerk: Asker) -> None:
    office = {"office": "lindenhof"}
    assert figure(house, "queue_tickets_issued_total", **office) is None
    for _ in range(3):
        kiosk.draws("residence")
    kiosk.post(TICKETS, {"service": "nothing"})
    clerk.at(COUNTER, "open")
    clerk.at(COUNTER, "call-next")
    clerk.at(COUNTER, "recall")
    clerk.post("/offices/lindenhof/issuing", {"open": False})
    kiosk.post(TICKETS, {"service": "residence"})
    assert figure(house, "queue_tickets_issued_total", **office) == 3
    assert figure(house, "queue_calls_total", **office) == 1
    assert figure(house, "queue_turned_away_total", **office, code="stopped") == 1
    assert figure(house, "queue_waiting_tickets", **office, service="residence") == 2
    assert figure(house, "queue_waiting_tickets", **office, service="parking") == 0
    assert figure(house, "queue_counters", **office, state="open") == 1
    assert figure(house, "queue_counters", **office, state="closed") == 5


def test_a_retry_is_no_second_ticket(house: House, kiosk: Asker) -> None:
    for _ in range(2):
        kiosk.post(TICKETS, {"service": "residence"}, key="press-1")
    assert figure(house, "queue_tickets_issued_total", office="lindenhof") == 1


def test_requests_by_route_and_status(house: House, kiosk: Asker) -> None:
    route = "/api/v1/offices/<office>/tickets"
    kiosk.draws("residence")
    kiosk.post(TICKETS, {"service": "nothing"})
    for status in ("201", "422"):
        asked = {"method": "POST", "route": route, "status": status}
        assert figure(house, "queue_http_requests_total", **asked) == 1
    assert figure(house, "queue_http_request_seconds_count", method="POST", route=route) == 2


def test_nobody_outside_makes_up_a_label(house: House, kiosk: Asker) -> None:
    token = kiosk.draws("residence")["token"]
    public = house.public()
    public.get(f"/tickets/{token}")
    public.page(f"/t/{token}")
    for nonsense in ("nothing-here", "neither-there"):
        public.page(f"/{nonsense}")
        public.client.open("/", method=nonsense.upper())
    page = house.public().page("/metrics").text
    for secret in (token, "nothing-here", "NOTHING-HERE", "neither-there"):
        assert secret not in page
    asked = {"method": "GET", "route": "other", "status": "404"}
    assert figure(house, "queue_http_requests_total", **asked) == 2


def test_the_age_of_the_forecast(house: House) -> None:
    assert figure(house, "queue_forecast_age_seconds", office="lindenhof") is None
    house.services.forecasts.publish(Forecast("lindenhof", 0, TUESDAY))
    house.clock.now = TUESDAY + timedelta(seconds=12)
    assert figure(house, "queue_forecast_age_seconds", office="lindenhof") == 12


def test_a_database_answers(house: House) -> None:
    assert figure(house, "queue_database_up") == 1


def test_without_a_database_the_page_still_says_so(house: House) -> None:
    with house.services.database.writing() as connection:
        connection.execute(text("ALTER TABLE offices RENAME TO gone"))
    assert figure(house, "queue_database_up") == 0
    assert figure(house, "queue_http_requests_total", method="GET", route="/metrics", status="200")


def test_how_long_the_called_ones_waited_and_how_right_the_forecast_was(
    house: House, kiosk: Asker, clerk: Asker
) -> None:
    office = {"office": "lindenhof"}
    promised = PublishedEstimate(TUESDAY, 300, 400, 500, 300, 480, "prior")
    house.services.forecasts.publish(
        Forecast("lindenhof", 0, TUESDAY, services={"residence": promised})
    )
    for _ in range(2):
        kiosk.draws("residence")
    clerk.at(COUNTER, "open")
    house.clock.advance(minutes=5)
    clerk.at(COUNTER, "call-next")
    assert figure(house, "queue_wait_seconds_count", **office) == 1
    assert figure(house, "queue_wait_seconds_sum", **office) == 300
    assert figure(house, "queue_forecast_absolute_error_seconds_sum", **office) == 100
    assert figure(house, "queue_forecast_ranges_total", **office, held="true") == 1
    clerk.at(COUNTER, "put-back")
    clerk.at(COUNTER, "call-next")
    clerk.at(COUNTER, "undo")
    assert figure(house, "queue_calls_total", **office) == 2
    assert figure(house, "queue_wait_seconds_count", **office) == 1


def test_how_the_offices_stand(house: House, kiosk: Asker, clerk: Asker) -> None:
    office = {"office": "lindenhof"}
    kiosk.draws("residence")
    house.clock.advance(minutes=7)
    assert figure(house, "queue_longest_wait_seconds", **office) == 420
    assert figure(house, "queue_office_open", **office) == 1
    assert figure(house, "queue_office_light", **office, state="green") == 1
    full = frozenset({"parking"})
    house.services.forecasts.publish(Forecast("lindenhof", 1, house.clock(), full=full))
    assert figure(house, "queue_guarded_services_full", **office) == 1
    clerk.post("/offices/lindenhof/issuing", {"open": False})
    assert figure(house, "queue_office_light", **office, state="red") == 1
    assert figure(house, "queue_office_light", **office, state="green") == 0
    house.clock.advance(minutes=60 * 12)
    assert figure(house, "queue_office_open", **office) == 0


def test_devices_that_show_themselves_and_printers_that_do_not(house: House) -> None:
    name = "queue_device_last_seen_timestamp_seconds"
    house.device("kiosk")
    (kiosk_device,) = house.services.accounts.tokens()
    assert kiosk_device.name not in house.public().page("/metrics").text
    house.services.watch.note([(kiosk_device.id, "lindenhof")], TUESDAY)
    house.clock.advance(minutes=10)
    seen = figure(house, name, office="lindenhof", role="kiosk", device=kiosk_device.name)
    assert seen == TUESDAY.timestamp()
    path = "/api/v1/offices/lindenhof/printers/hall"
    kiosk = house.program("kiosk")
    kiosk.client.put(path, json={"state": "ready"}, headers=kiosk.headers, base_url=BASE)
    office = {"office": "lindenhof"}
    assert figure(house, "queue_printers", **office, state="ready") == 1
    house.clock.advance(minutes=1)
    assert figure(house, "queue_printers", **office, state="silent") == 1


def test_jobs_tell_when_they_ran_and_when_they_could_not(house: House) -> None:
    house.jobs._watched(house.jobs.tidy, of_leader=False)
    asked = {"task": "tidy"}
    assert figure(house, "queue_job_runs_total", **asked, outcome="ok") == 1
    last = figure(house, "queue_job_last_success_timestamp_seconds", **asked)
    assert last == TUESDAY.timestamp()
    with house.services.database.writing() as connection:
        connection.execute(text("ALTER TABLE sessions RENAME TO gone"))
    house.clock.advance(minutes=1)
    house.jobs._watched(house.jobs.tidy, of_leader=False)
    assert figure(house, "queue_job_runs_total", **asked, outcome="failed") == 1
    assert figure(house, "queue_job_last_success_timestamp_seconds", **asked) == last


def test_the_database_and_where_it_lies(house: House, kiosk: Asker) -> None:
    kiosk.draws("residence")
    writes = figure(house, "queue_database_transaction_seconds_count", kind="write")
    assert writes is not None
    assert writes >= 1
    file = house.services.database.file
    assert file is not None
    assert figure(house, "queue_database_size_bytes") == file.stat().st_size
    assert (figure(house, "queue_disk_free_bytes") or 0) > 0
    assert figure(house, "queue_backup_last_success_timestamp_seconds") is None
    backups.make(house.services.database, file.with_name("copy"), TUESDAY, replace=False)
    made = figure(house, "queue_backup_last_success_timestamp_seconds")
    assert made == TUESDAY.timestamp()


def test_every_figure_explains_itself_and_names_its_unit(house: House) -> None:
    house.jobs._watched(house.jobs.tidy, of_leader=False)
    page = house.public().page("/metrics").text
    for family in text_string_to_metric_families(page):
        assert family.documentation.endswith("."), family.name
        if family.name.startswith("queue_"):
            assert re.fullmatch(r"[a-z_]+", family.name)
            assert family.type != "unknown"
            labels = {label for sample in family.samples for label in sample.labels}
            assert not labels & {"job", "instance"}  # Prometheus has its own of these names
            assert family.type != "histogram" or family.name.endswith("_seconds")
