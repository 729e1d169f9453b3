"""What every answer says to the browser, what is logged, and what a proxy may say."""

from __future__ import annotations

import base64
import hashlib
import logging

import pytest
from flask import Flask, request

from queue_app.web.proxies import TrustedProxies
from tests.api.people import Asker, House

OFFICE = "/offices/lindenhof"


def test_pages_load_nothing_that_is_not_ours(house: House) -> None:
    policy = house.public().page("/api/docs").headers["Content-Security-Policy"]
    parts = dict(part.split(" ", 1) for part in policy.split("; "))
    assert parts["default-src"] == "'self'"
    assert parts["style-src"] == "'self'"
    assert "unsafe" not in policy
    assert parts["frame-ancestors"] == parts["base-uri"] == "'none'"


def test_the_import_map_is_the_only_inline_script_and_known_by_its_hash(house: House) -> None:
    policy = house.public().page("/api/docs").headers["Content-Security-Policy"]
    with house.app.app_context():
        rendered = house.app.jinja_env.get_template("importmap.json").render()
    digest = base64.b64encode(hashlib.sha256(rendered.encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}'" in policy


@pytest.mark.parametrize("path", ["/api/docs", "/healthz", "/api/v1/offices", "/api/v1/nothing"])
def test_every_answer_is_taken_as_what_it_says_it_is(house: House, path: str) -> None:
    headers = house.public().client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_files_are_asked_for_again_and_come_once(house: House) -> None:
    client = house.public().client
    with client.get("/static/tokens.css") as first:
        assert first.headers["Cache-Control"] == "no-cache"
    known = {"If-None-Match": first.headers["ETag"]}
    with client.get("/static/tokens.css", headers=known) as again:
        assert again.status_code == 304


def test_a_request_is_logged_by_its_rule_and_never_with_its_token(
    house: House, kiosk: Asker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    ticket = kiosk.draws("residence")
    token = kiosk.headers["Authorization"].split()[1]
    for path in (f"/tickets/{ticket['token']}", f"/tickets/{ticket['token']}/why"):
        house.public().get(path)
    house.public().post(f"/tickets/{ticket['token']}/return")
    house.public().page(f"/t/{ticket['token']}x")
    lines = [record for record in caplog.records if record.name == "queue_app.web.access"]
    assert {getattr(line, "route", None) for line in lines} >= {
        "/api/v1/tickets/<token>",
        "/api/v1/tickets/<token>/why",
        "/api/v1/tickets/<token>/return",
    }
    everything = " ".join(str(vars(record)) for record in caplog.records)
    assert ticket["token"] not in everything
    assert token not in everything


def test_a_request_has_a_name_that_the_answer_repeats(house: House) -> None:
    asker = house.public()
    assert len(asker.get("/offices").headers["X-Request-ID"]) == 16
    asker.headers["X-Request-ID"] = "from-the-proxy-1"
    assert asker.get("/offices").headers["X-Request-ID"] == "from-the-proxy-1"
    asker.headers["X-Request-ID"] = "not a name; at all"
    assert asker.get("/offices").headers["X-Request-ID"] != "not a name; at all"


def test_alive_and_ready(house: House) -> None:
    client = house.public().client
    assert client.get("/healthz").get_json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.get_json()["checks"] == {"database": "ok", "push": "ok", "clock": "ok"}


@pytest.fixture
def behind_proxies() -> Flask:
    app = Flask(__name__)
    app.wsgi_app = TrustedProxies(app.wsgi_app, ["10.0.0.0/8", "::1"])  # type: ignore[assignment]

    @app.get("/")
    def who() -> dict[str, str | None]:
        return {"address": request.remote_addr, "scheme": request.scheme}

    return app


@pytest.mark.parametrize(
    ("peer", "passed", "address"),
    [
        ("10.1.2.3", "203.0.113.7", "203.0.113.7"),
        ("10.1.2.3", "198.51.100.1, 203.0.113.7, 10.9.9.9", "203.0.113.7"),
        ("10.1.2.3", "", "10.1.2.3"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("::1", "2001:db8::5", "2001:db8::5"),
        ("nonsense", "198.51.100.1", "nonsense"),
    ],
)
def test_only_our_own_proxies_are_believed(
    behind_proxies: Flask, peer: str, passed: str, address: str
) -> None:
    answer = behind_proxies.test_client().get(
        "/",
        headers={"X-Forwarded-For": passed, "X-Forwarded-Proto": "https"},
        environ_base={"REMOTE_ADDR": peer},
    )
    believed = peer in ("10.1.2.3", "::1")
    assert answer.get_json() == {"address": address, "scheme": "https" if believed else "http"}
