"""The doctor: each illness is found and has its remedy; who is well is told so."""

from __future__ import annotations

import json
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from queue_app.cli.checkup import database as of_database
from queue_app.cli.checkup import house, machine, network
from queue_app.cli.checkup.finding import Finding, ok, size, warn, worst
from queue_app.config import Config
from queue_app.config.house import Database as DatabaseSection
from queue_app.config.house import Printing, Push, Server
from queue_app.speech.voice import NullVoice
from queue_app.storage import backups, locking
from queue_app.storage.database import Database
from queue_app.storage.printers import Printer
from tests.cli.conftest import Ended, Terminal
from tests.support.builders import FrozenClock

ENGINES = ("off", "auto", "espeak-ng")
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def states(found: Iterator[Finding] | list[Finding]) -> dict[str, str]:
    return {one.name: one.state for one in found}


def examined(terminal: Terminal, **environment: str) -> tuple[Ended, dict[str, Any]]:
    ended = terminal.type("doctor", "--json", **environment)
    return ended, json.loads(ended.out)


def lines(ended: Ended, name: str) -> list[str]:
    return [line for line in ended.out.splitlines() if line.split()[1] == name]


# As a command


def test_before_anything_was_made(terminal: Terminal) -> None:
    ended = terminal.type("doctor")
    assert ended.status == 2
    (line,) = lines(ended, "database")
    assert line.startswith("fail  database        There is none at ")
    assert line.endswith("queue.sqlite3. → Run `queue-app init`, or restore a backup.")
    assert [file.name for file in terminal.folder.iterdir()] == ["config.toml"]


def test_the_same_for_programs(installed: Terminal) -> None:
    ended, told = examined(installed)
    assert ended.status == 2  # nothing answers at the public address
    assert told["status"] == "fail"
    found = {one["name"]: one for one in told["findings"]}
    assert found["public address"]["state"] == "fail"
    assert found["backup"]["remedy"].startswith("Switch queue-app-backup.timer on")
    assert found["configuration"]["state"] == "ok"
    assert found["time zones"]["sentence"] == "Known: Europe/Berlin."
    assert {one["state"] for one in told["findings"] if one["remedy"] is None} == {"ok"}


def test_the_status_says_how_bad_it_is() -> None:
    a, b = ok("a", "Fine."), warn("b", "Look.", "Do.")
    assert (worst([]), worst([a]), worst([a, b, a])) == ("ok", "ok", "warn")


def test_a_wrong_configuration_is_the_first_thing_to_mend(terminal: Terminal) -> None:
    terminal.configure(lambda values: values["server"].update(prot=8081))
    ended, told = examined(terminal)
    assert ended.status == 2
    (only,) = told["findings"]
    assert only["sentence"].endswith("server.prot: there is no such key.")


def test_a_service_that_nobody_serves(terminal: Terminal) -> None:
    def change(values: dict[str, Any]) -> None:
        for counter in values["offices"][0]["counters"]:
            counter["services"].pop("advice", None)

    terminal.configure(change)
    (line,) = lines(terminal.type("doctor"), "configuration")
    assert "services.advice: no counter serves it." in line


# The database


@pytest.fixture
def made(installed: Terminal) -> Iterator[Database]:
    opened = Database(f"sqlite:///{installed.folder}/queue.sqlite3")
    yield opened
    opened.close()


def test_backups_grow_old(installed: Terminal, made: Database) -> None:
    clock = FrozenClock(NOON)
    backups.make(made, installed.folder / "copy", NOON, replace=False)
    clock.advance(hours=25)
    assert states(of_database.examine(made, clock))["backup"] == "ok"
    clock.advance(hours=2)
    found = {one.name: one for one in of_database.examine(made, clock)}
    assert found["backup"].state == "warn"
    assert found["backup"].sentence == "The last one is of 2026-11-24 12:00 UTC."


def test_whether_a_server_runs(made: Database) -> None:
    assert not of_database.is_served(made)
    with locking.alone(made, "we are it."):
        assert of_database.is_served(made)
    assert not of_database.is_served(made)


def test_a_database_that_others_may_read(installed: Terminal) -> None:
    file = installed.folder / "queue.sqlite3"
    for mode, remedies in ((0o644, [f"chmod o-rwx {file}*"]), (0o640, [])):
        file.chmod(mode)
        found = [one for one in of_database.file(file) if one.name == "database"]
        assert [one.remedy for one in found] == remedies


def test_a_network_file_system_and_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        f"/dev/vda / ext4 rw 0 0\nserver:/data {tmp_path} nfs4 rw 0 0\n"
        f"tmpfs {tmp_path}/with\\040blank tmpfs rw 0 0\n"
    )
    assert of_database.file_system(tmp_path / "deep" / "down", mounts) == "nfs4"
    assert of_database.file_system(tmp_path / "with blank", mounts) == "tmpfs"
    assert of_database.file_system(Path("/nowhere"), mounts) == "ext4"
    assert of_database.file_system(tmp_path, tmp_path / "no such list") == ""
    monkeypatch.setattr(of_database, "file_system", lambda folder: "nfs4")
    monkeypatch.setattr(of_database, "SCARCE", 2**62)
    found = list(of_database.file(tmp_path / "queue.sqlite3"))
    assert [one.state for one in found] == ["fail", "fail"]
    assert "where SQLite loses data" in found[1].sentence


def test_a_database_of_another_release_and_one_that_is_away(terminal: Terminal) -> None:
    url = "postgresql://queue:very-secret@127.0.0.1:1/queue"
    (away,) = lines(terminal.type("doctor", QUEUE_APP_DATABASE__URL=url), "database")
    assert away.startswith("fail")
    assert "very-secret" not in away


@pytest.mark.postgres
def test_postgresql_in_order(terminal: Terminal, new_database: Callable[..., str]) -> None:
    url = new_database()
    terminal.done("init", QUEUE_APP_DATABASE__URL=url)
    ended = terminal.type("doctor", QUEUE_APP_DATABASE__URL=url)
    (line,) = lines(ended, "database")
    assert line.startswith("ok    database        PostgreSQL ")


# The machine


def test_the_clock() -> None:
    assert machine.clock(0).state == "ok"
    assert machine.clock(0x2001).state == "ok"
    assert machine.clock(0x0041).state == "warn"
    assert machine.clock(None).state == "warn"
    assert machine.clock(0, by_hand=True).state == "fail"
    status = machine.kernel_status()
    assert status is None or 0 <= status < 0x10000


def test_zones_and_open_files() -> None:
    assert states(machine.zones(["Europe/Berlin"])) == {"time zones": "ok"}
    assert states(machine.zones(["Europe/Berlin", "Mars/Olympus"])) == {"time zones": "fail"}
    assert machine.files(1024).state == "warn"
    assert machine.files(16384).state == "ok"


def test_secrets_that_everybody_can_read(terminal: Terminal) -> None:
    secret = terminal.folder / "database-url"
    secret.write_text("postgresql://queue:very-secret@127.0.0.1/queue")
    secret.chmod(0o644)
    config = Config(database=DatabaseSection(url="postgresql://queue:secret@localhost/queue"))
    given = {"QUEUE_APP_DATABASE__URL_FILE": str(secret)}
    (found,) = machine.secrets(config, terminal.config, given)
    assert (found.state, found.remedy) == ("fail", f"chmod o-rwx {secret}")
    secret.chmod(0o640)
    (found,) = machine.secrets(config, terminal.config, given)
    assert found.state == "ok"
    terminal.config.chmod(0o644)
    (found,) = machine.secrets(config, terminal.config, {})
    assert found.remedy == f"chmod o-rwx {terminal.config}"
    (found,) = machine.secrets(Config(), terminal.config, {})
    assert found.sentence == "None in files."


# The way to here


@pytest.mark.parametrize(
    ("server", "told"),
    [
        ({"public_url": "http://localhost:8080"}, {"address": "warn", "proxies": "ok"}),
        (
            {"public_url": "http://queue.example", "host": "0.0.0.0"},  # noqa: S104 - only compared
            {"address": "warn", "proxies": "ok"},
        ),
        ({"public_url": "https://queue.example"}, {"proxies": "warn"}),
        (
            {"public_url": "https://queue.example", "trusted_proxies": ("127.0.0.1",)},
            {"proxies": "ok"},
        ),
        (
            {"public_url": "https://queue.example", "trusted_proxies": ("0.0.0.0/0",)},
            {"proxies": "fail"},
        ),
        (
            {
                "public_url": "https://queue.example", "host": "0.0.0.0",  # noqa: S104 - likewise
                "trusted_proxies": ("127.0.0.1",),
            },
            {"proxies": "warn"},
        ),
        ({"public_url": "http://192.0.2.7:8080"}, {"address": "fail"}),
    ],
)  # fmt: skip
def test_addresses_and_proxies_that_go_together(
    server: dict[str, Any], told: dict[str, str]
) -> None:
    assert states(network.address(Config(server=Server(**server)))) == told


class Answers(BaseHTTPRequestHandler):
    """Whatever somebody runs at the public address."""

    said = b'{"status": "ok"}'

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.said)

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""


@pytest.fixture
def neighbour() -> Iterator[HTTPServer]:
    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_the_public_address(neighbour: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"http://127.0.0.1:{neighbour.server_address[1]}"
    clock = FrozenClock(NOON)
    assert states(network.public(url, clock)) == {"public address": "ok"}
    for said in (b"Welcome to nginx!", b'{"status": "up"}', b"[]"):
        monkeypatch.setattr(Answers, "said", said)
        (found,) = network.public(url, clock)
        assert found.sentence == f"{url} answers, but is not this program."
    (found,) = network.public("http://127.0.0.1:1", clock)
    assert "does not answer" in found.sentence
    (found,) = network.public(url.replace("http", "https"), clock)
    assert found.state == "fail"


def test_a_certificate_that_nobody_vouches_for(neighbour: HTTPServer, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-keyout", key, "-out", certificate, "-days", "9", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    neighbour.socket = context.wrap_socket(neighbour.socket, server_side=True)
    (found,) = network.public(f"https://127.0.0.1:{neighbour.server_address[1]}", FrozenClock(NOON))
    assert (found.name, found.state) == ("certificate", "fail")
    assert found.sentence == "The certificate of 127.0.0.1 is not good: self-signed certificate."


def test_for_how_long_a_certificate_is_good() -> None:
    told: dict[str, object] = {"notAfter": "Dec 24 12:00:00 2026 GMT"}
    found = network.certificate(told, NOON)
    assert (found.state, found.sentence) == ("ok", "Good until 2026-12-24 (30 days).")
    assert network.certificate(told, NOON + timedelta(days=17)).state == "warn"


def test_the_message_queue(redis_url: str) -> None:
    (none,) = network.queue(Config())
    assert none.state == "ok"
    (found,) = network.queue(Config(push=Push(queue=redis_url)))
    assert found.sentence.startswith("The message queue answers (version ")
    (away,) = network.queue(Config(push=Push(queue="redis://127.0.0.1:1/0")))
    assert away.state == "fail"


# The house


def test_printers() -> None:
    config = Config(printing=Printing(mode="agent"))
    kiosk = [("lindenhof", Printer("hall", "ready")), ("lindenhof", Printer("side", "silent"))]
    assert [one.state for one in house.printers(config, kiosk)] == ["ok", "warn"]
    assert [one.state for one in house.printers(config, [])] == ["warn"]
    assert [one.state for one in house.printers(Config(), kiosk)] == ["ok"]


class German(NullVoice):
    """Somebody who speaks one language."""

    name = "a synthesiser"

    def speaks(self, language: str) -> bool:
        return language == "de"


def test_voices() -> None:
    nobody = {engine: house.voices(engine, NullVoice(), ["de"]) for engine in ENGINES}
    assert {engine: one.state for engine, one in nobody.items()} == {
        "off": "ok", "auto": "warn", "espeak-ng": "fail"
    }  # fmt: skip
    assert house.voices("auto", German(), ["de", "de"]).state == "ok"
    found = house.voices("auto", German(), ["de", "tr", "tr"])
    assert found.state == "ok"
    assert found.sentence.startswith("a synthesiser speaks, but not tr: ")


def test_sizes_for_reading() -> None:
    assert [size(n) for n in (12, 2048, 5 * 2**20, 3 * 2**40)] == [
        "12 bytes", "2 KiB", "5.0 MiB", "3072.0 GiB"
    ]  # fmt: skip
