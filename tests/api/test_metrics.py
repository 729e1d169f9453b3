"""What operations read: figures that a Prometheus server understands, and nothing about people."""

from __future__ import annotations

from datetime import timedelta

from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from queue_app.use_cases.forecasting import Forecast
from tests.api.people import COUNTER, TUESDAY, Asker, House

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
    assert figure(house, "queue_waiting", **office) == 2
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
