"""Alert rules and dashboard: they parse, name only figures that there are, and are explained."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from queue_app.storage import backups
from queue_app.storage.database import Database
from queue_app.use_cases.forecasting import Forecast
from queue_app.use_cases.ports import PublishedEstimate
from tests.api.people import BASE, COUNTER, TUESDAY, furnish, open_house
from tests.support.server import ROOT

DEPLOY = ROOT / "deploy"
RULES = DEPLOY / "prometheus" / "queue-alerts.yml"
DASHBOARD = DEPLOY / "grafana" / "queue.json"
FUNCTIONS = {
    "by", "count", "for", "group_left", "histogram_quantile", "increase", "label_values", "le",
    "max", "min", "on", "or", "and", "unless", "rate", "sum", "time", "vector",
}  # fmt: skip
OF_PROMETHEUS = {"up"}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The names at /metrics with their labels, after a day on which everything has happened."""
    url = f"sqlite:///{tmp_path_factory.mktemp('figures') / 'queue.sqlite3'}"
    furnish(url)
    with open_house(url) as house:
        promised = PublishedEstimate(TUESDAY, 0, 60, 120, 0, 120, "prior")
        services = {"residence": promised}
        house.services.forecasts.publish(Forecast("lindenhof", 0, TUESDAY, services=services))
        kiosk, clerk = house.program("kiosk"), house.program("clerk")
        for _ in range(2):
            kiosk.draws("residence")
        clerk.at(COUNTER, "open")
        clerk.at(COUNTER, "call-next")
        clerk.post("/offices/lindenhof/issuing", {"open": False})
        kiosk.post("/offices/lindenhof/tickets", {"service": "residence"})
        path = "/api/v1/offices/lindenhof/printers/hall"
        kiosk.client.put(path, json={"state": "ready"}, headers=kiosk.headers, base_url=BASE)
        (device, _) = house.services.accounts.tokens()
        house.services.watch.note([(device.id, "lindenhof")], TUESDAY)
        for job in (house.jobs.tidy, house.jobs.pulse):
            house.jobs._watched(job, of_leader=False)
        database = Database(url)
        backups.make(database, Path(f"{database.file}.copy"), TUESDAY, replace=False)
        database.close()
        page = house.public().page("/metrics").text
    return {
        sample.name: set(sample.labels) | {"job", "instance"}
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


def rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    return found


def expressions() -> Iterator[str]:
    yield from (rule["expr"] for rule in rules())
    for panel in panels():
        yield from (target["expr"] for target in panel.get("targets", ()))
    for variable in json.loads(DASHBOARD.read_text(encoding="utf-8"))["templating"]["list"]:
        if variable["type"] == "query":
            yield variable["query"]["query"]


def bare(expression: str) -> str:
    """Without texts, durations and label lists."""
    without = re.sub(r'"[^"]*"', "", expression)
    return re.sub(r"\[\d+[smhdw]\]", "", without)


@pytest.mark.parametrize("expression", list(expressions()))
def test_each_figure_that_is_asked_for_is_there(
    shown: dict[str, set[str]], expression: str
) -> None:
    plain = bare(expression)
    assert plain.count("(") == plain.count(")")
    assert plain.count("{") == plain.count("}")
    for name, labels in re.findall(r"\b((?:queue|process)_\w+)(?:\{([^}]*)\})?", plain):
        assert name in shown, f"{name} in {expression}"
        asked = set(re.findall(r"(\w+)\s*[=!]", labels))
        assert asked <= shown[name], f"{asked} of {name}"
    rest = re.sub(r"\b(?:queue|process)_\w+|\{[^}]*\}|\b(?:by|on)\s*\([^)]*\)", "", plain)
    words = set(re.findall(r"[a-z_]+", rest))
    assert words <= FUNCTIONS | OF_PROMETHEUS | {"office"}, expression


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_each_alert_is_explained(rule: dict[str, Any]) -> None:
    assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
    assert re.fullmatch(r"Queue[A-Za-z]+", rule["alert"])
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert rule["annotations"]["summary"].endswith(".")
    file, _, anchor = rule["annotations"]["runbook"].partition("#")
    text = (ROOT / file).read_text(encoding="utf-8")
    assert anchor == rule["alert"].lower()
    assert f"\n#### {rule['alert']}\n" in text


def test_no_paragraph_is_about_an_alert_that_there_is_not() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    told = re.findall(r"^#### (Queue\w+)$", text, re.MULTILINE)
    assert told == [rule["alert"] for rule in rules()]


def test_the_dashboard_is_one() -> None:
    board = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    assert board["uid"] == "queue"
    numbers = [panel["id"] for panel in panels()]
    assert len(numbers) == len(set(numbers))
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        assert place["x"] + place["w"] <= 24
        taken |= cells


def test_prometheus_asks_every_process_past_nginx() -> None:
    asked = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text(encoding="utf-8"))
    (job,) = asked["scrape_configs"]
    assert job["job_name"] == "queue"
    ports = {target.rsplit(":")[-1] for target in job["static_configs"][0]["targets"]}
    upstream = (DEPLOY / "nginx" / "queue-upstream.conf").read_text(encoding="utf-8")
    worker = (DEPLOY / "queue-app-worker.service").read_text(encoding="utf-8")
    served = set(re.findall(r"server 127\.0\.0\.1:(\d+)", upstream))
    assert ports == served | set(re.findall(r"--port (\d+)", worker))
    assert asked["rule_files"] == [RULES.name]
