"""Commands for one who types them: what they say, and one line when something is wrong."""

from __future__ import annotations

import re
import signal
import socket
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import text

from queue_app import __version__
from queue_app.clock import system_clock
from queue_app.storage.accounts import Accounts
from queue_app.storage.database import Database
from tests.cli.conftest import Terminal
from tests.support.server import wait_until

COMMANDS = (
    "run",
    "demo",
    "init",
    "upgrade",
    "check",
    "office",
    "user",
    "token",
    "backtest",
    "export",
    "verify",
)


def the_database(terminal: Terminal) -> Database:
    return Database(f"sqlite:///{terminal.folder}/queue.sqlite3")


def test_version_and_help_as_a_program(terminal: Terminal) -> None:
    assert terminal.start("--version").out == f"queue-app, version {__version__}\n"
    for words in (("--help",), ()):
        said = terminal.start(*words)
        assert all(
            re.search(rf"^  {name} ", said.out + said.err, re.MULTILINE) for name in COMMANDS
        )


def test_help_says_whole_sentences(terminal: Terminal) -> None:
    for words in ((), ("user",), ("token",), ("office",)):
        listed = terminal.done(*words, "--help").split("Commands:")[1]
        assert "..." not in listed


def test_every_command_explains_itself(terminal: Terminal) -> None:
    for words in (
        *((name,) for name in COMMANDS),
        ("office", "import"), ("office", "export"),
        ("user", "add"), ("user", "password"), ("user", "list"), ("user", "disable"),
        ("token", "create"), ("token", "link"), ("token", "list"), ("token", "revoke"),
        ("backup",), ("restore",), ("new-epoch",), ("doctor",),
    ):  # fmt: skip
        said = terminal.done(*words, "--help")
        assert said.startswith("Usage: ")
        assert len(said.splitlines()[2].strip()) > 10


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("dance",), "No such command 'dance'."),
        (("--dance",), "No such option '--dance'."),
        (("run", "--fast"), "No such option '--fast'."),
        (("user", "dance"), "No such command 'dance'."),
        (("user", "add", "bruno", "--role", "king"), "Invalid value for '--role': 'king' is not"),
        (("user", "add"), "Missing argument 'NAME'."),
        (("token", "create"), "Missing option '--role'. Choose from: "),
        (("office", "import"), "Missing argument 'FILE'."),
    ],
)
def test_what_is_typed_wrong_is_explained_in_one_line(
    terminal: Terminal, words: tuple[str, ...], said: str
) -> None:
    complaint = terminal.type(*words).complaint
    assert complaint.startswith(f"queue-app: {said}")
    assert re.search(r" Try: .+ --help$", complaint)


def test_who_types_half_a_command_gets_its_help(terminal: Terminal) -> None:
    ended = terminal.type("user")
    assert ended.status == 2
    assert "add" in ended.err
    assert terminal.start("run", "--fast").complaint == (
        "queue-app: No such option '--fast'. Try: queue-app run --help"
    )


# The configuration comes first


@pytest.mark.parametrize(
    "words",
    [
        ("run",), ("demo",), ("init",), ("upgrade",), ("check",), ("office", "export"),
        ("user", "list"), ("token", "list"), ("token", "create", "--role", "admin"),
    ],
)  # fmt: skip
def test_a_wrong_configuration_stops_every_command_before_anything_starts(
    terminal: Terminal, words: tuple[str, ...]
) -> None:
    terminal.configure(lambda values: values["server"].update(prot=8081))
    complaint = terminal.type(*words).complaint
    assert complaint == f"queue-app: {terminal.config}: server.prot: there is no such key"
    assert [file.name for file in terminal.folder.iterdir()] == ["config.toml"]


def test_a_wrong_configuration_stops_the_real_server(terminal: Terminal) -> None:
    terminal.configure(lambda values: values["offices"][0].update(timezone="Mars/Olympus"))
    complaint = terminal.start("run").complaint
    assert complaint == (
        "queue-app: config.toml: offices.lindenhof.timezone: there is no time zone 'Mars/Olympus'"
    )
    assert [file.name for file in terminal.folder.iterdir()] == ["config.toml"]


def test_a_missing_configuration(terminal: Terminal) -> None:
    terminal.config.unlink()
    assert terminal.start("check").complaint == "queue-app: config.toml: there is no such file"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[server\n", "Expected ']'"),
        (b"\xff\xfe", "cannot be read"),
        (b"x = " + b"[" * 5000, "recursion"),
        (b"offices = 3", "offices: "),
        (b"[[offices]]", "offices.0.id: "),
    ],
)
def test_a_configuration_that_cannot_be_read(terminal: Terminal, content: bytes, said: str) -> None:
    terminal.config.write_bytes(content)
    complaint = terminal.type("init").complaint
    assert complaint.startswith(f"queue-app: {terminal.config}: ")
    assert said in complaint


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://here/queue", "must begin with sqlite:/// or postgresql://"),
        ("sqlite:///", "names no file"),
        ("", "must begin with sqlite:/// or postgresql://"),
    ],
)
def test_a_database_that_we_do_not_know(terminal: Terminal, url: str, said: str) -> None:
    complaint = terminal.type("user", "list", QUEUE_APP_DATABASE__URL=url).complaint
    assert complaint == f"queue-app: QUEUE_APP_DATABASE__URL: {said}"


def test_a_secret_whose_file_is_not_there(terminal: Terminal) -> None:
    complaint = terminal.type("init", QUEUE_APP_DATABASE__URL_FILE="/nowhere").complaint
    assert complaint.startswith("queue-app: QUEUE_APP_DATABASE__URL_FILE: /nowhere cannot be read")


def test_a_wrong_environment(terminal: Terminal) -> None:
    complaint = terminal.type("check", QUEUE_APP_SERVER__PORT="many").complaint
    assert complaint.startswith("queue-app: QUEUE_APP_SERVER__PORT: ")
    complaint = terminal.type("init", QUEUE_APP_CLOCK_FILE="/nowhere").complaint
    assert complaint.startswith("queue-app: QUEUE_APP_CLOCK_FILE: ")


def test_a_clock_without_an_offset(terminal: Terminal) -> None:
    clock = terminal.folder / "clock"
    for said in ("2026-11-24T09:00:00", "soon"):
        clock.write_text(said)
        complaint = terminal.type("init", QUEUE_APP_CLOCK_FILE=str(clock)).complaint
        assert complaint.startswith("queue-app: QUEUE_APP_CLOCK_FILE: ")


SILENT = "voice.engine: speech is switched off: displays sound their gong alone"


def test_check_says_that_all_is_well(terminal: Terminal) -> None:
    review, *remarks = terminal.done("check").splitlines()
    assert review.startswith("offices.lindenhof.languages: no native speaker has reviewed")
    assert remarks == [SILENT, "The configuration is in order."]


def test_check_says_whose_texts_no_native_speaker_has_reviewed(terminal: Terminal) -> None:
    def change(values: dict[str, Any]) -> None:
        values["offices"][0]["languages"] = ["en", "ar", "de"]

    terminal.configure(change)
    assert terminal.done("check").splitlines() == [
        "offices.lindenhof.languages: no native speaker has reviewed the texts in ar, de",
        SILENT,
        "The configuration is in order.",
    ]


def test_check_says_what_is_wrong_and_what_could_be_better(terminal: Terminal) -> None:
    def change(values: dict[str, Any]) -> None:
        office = values["offices"][0]
        office["languages"] = ["en", "fr"]
        for counter in office["counters"]:
            counter["services"].pop("advice", None)
        del office["services"][0]["name"]["en"]

    terminal.configure(change)
    ended = terminal.type("check")
    assert ended.status == 2
    assert ended.out.splitlines() == [
        "offices.lindenhof.languages: no native speaker has reviewed the texts in fr",
        "offices.lindenhof.services.residence.name: no text in en: pages show the one in en",
        SILENT,
    ]
    assert ended.err.splitlines() == [
        "offices.lindenhof.services.advice: no counter serves it",
        "queue-app: 1 to mend in the configuration.",
    ]


def test_check_says_what_speaks(terminal: Terminal) -> None:
    spoken = terminal.done("check", QUEUE_APP_VOICE__ENGINE="espeak-ng").splitlines()[-2]
    assert spoken.startswith("voice.engine: displays speak by espeak-ng 1.")


def test_check_says_everything_that_is_wrong_at_once(terminal: Terminal) -> None:
    def change(values: dict[str, Any]) -> None:
        values["server"]["port"] = -1
        values["offices"][0]["opening_hours"]["tue"] = ["8-16"]

    terminal.configure(change)
    ended = terminal.type("check")
    assert ended.status == 2
    port, hours, summary = ended.err.splitlines()
    assert f"{terminal.config}: server.port: " in port
    assert "offices.lindenhof.opening_hours.tue: '8-16' is no stretch of time" in hours
    assert summary == "queue-app: 2 to mend in the configuration."


# The database


def test_a_database_is_made_once(terminal: Terminal) -> None:
    assert terminal.done("init") == "The database is ready.\n"
    assert terminal.done("init") == "The database was ready already.\n"
    assert terminal.done("upgrade") == "There was nothing to migrate.\n"


def test_a_database_in_a_folder_that_is_not_there_yet(terminal: Terminal) -> None:
    terminal.configure(lambda values: values.update(database={"url": "sqlite:///data/q.sqlite3"}))
    assert terminal.done("init") == "The database is ready.\n"
    assert (terminal.folder / "data" / "q.sqlite3").exists()


@pytest.mark.parametrize(
    "words", [("user", "list"), ("token", "list"), ("office", "export"), ("office", "import", "x")]
)
def test_commands_ask_for_a_database_first(terminal: Terminal, words: tuple[str, ...]) -> None:
    (terminal.folder / "x").write_text(terminal.config.read_text())
    ended = terminal.type(
        *words[:-1], *(str(terminal.folder / w) if w == "x" else w for w in words[-1:])
    )
    assert ended.complaint == "queue-app: The database is empty: run `queue-app init` first."


def test_a_database_of_a_newer_release_is_refused(installed: Terminal) -> None:
    database = the_database(installed)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("UPDATE meta SET value = '9000' WHERE name = 'serves'"))
    database.close()
    said = (
        "queue-app: The database is of a newer release (migration 9999): "
        "install that release, or restore a backup made with this one."
    )
    for words in (("init",), ("upgrade",), ("user", "list"), ("office", "export")):
        assert installed.type(*words).complaint == said
    assert installed.start("run", QUEUE_APP_SERVER__PORT="0").complaint == said


def test_a_file_that_is_no_database(terminal: Terminal) -> None:
    (terminal.folder / "queue.sqlite3").write_text("Dear aunt, " * 100)
    complaint = terminal.type("init").complaint
    assert complaint.startswith("queue-app: The database sqlite:///")
    assert complaint.endswith("cannot be used: file is not a database")


def test_a_server_of_databases_that_is_not_there(terminal: Terminal) -> None:
    url = "postgresql://queue:very-secret@127.0.0.1:1/queue"
    complaint = terminal.type("init", QUEUE_APP_DATABASE__URL=url).complaint
    assert "cannot be used: " in complaint
    assert "very-secret" not in complaint


def test_a_place_where_nothing_can_be_written(terminal: Terminal) -> None:
    terminal.configure(lambda values: values.update(database={"url": "sqlite:////proc/q.sqlite3"}))
    assert terminal.type("init").complaint.startswith("queue-app: The database sqlite:////proc/")


def test_a_configuration_without_an_office(terminal: Terminal) -> None:
    terminal.configure(lambda values: values.pop("offices"))
    assert terminal.type("init").complaint == (
        "queue-app: offices: the database is empty and the configuration names no office"
    )


def test_a_port_in_use_is_said_before_anything_is_made(terminal: Terminal) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for command in ("run", "demo"):
            complaint = terminal.start(command, QUEUE_APP_SERVER__PORT=str(port)).complaint
            assert complaint.startswith(f"queue-app: 127.0.0.1:{port} cannot be used (")
            assert "is another server running there?" in complaint
    assert [file.name for file in terminal.folder.iterdir()] == ["config.toml"]


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.1"])
def test_a_host_that_is_not_ours(terminal: Terminal, host: str) -> None:
    complaint = terminal.type("run", QUEUE_APP_SERVER__HOST=host).complaint
    assert complaint.startswith(f"queue-app: {host}:8080 cannot be used (")


def test_a_first_password_that_is_too_short(terminal: Terminal) -> None:
    ended = terminal.start("run", QUEUE_APP_ADMIN_PASSWORD="short", QUEUE_APP_SERVER__PORT="0")
    assert ended.complaint == (
        "queue-app: QUEUE_APP_ADMIN_PASSWORD: A password has at least 10 characters."
    )
    assert [file.name for file in terminal.folder.iterdir()] == ["config.toml"]


def test_run_says_where_every_page_is(installed: Terminal) -> None:
    process = installed.begin("run", QUEUE_APP_SERVER__PORT="0")
    try:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line.split()[-1])
            if line.startswith("Stop "):
                break
    finally:
        process.kill()
        process.communicate()
    pages = {re.sub(r"^http://localhost:\d+", "", word) for word in said if "http" in word}
    office = {"/kiosk/lindenhof", "/display/lindenhof", "/status/lindenhof"}
    staff = {"/desk", "/reception", "/manager", "/admin", "/login"}
    assert {"/", *office, *staff} <= pages


def answers(url: str) -> bool:
    with suppress(requests.RequestException):
        return requests.get(f"{url}healthz", timeout=5).ok
    return False


def test_a_server_that_is_told_to_stop_ends_in_order(installed: Terminal) -> None:
    process = installed.begin("run", QUEUE_APP_SERVER__PORT="0")
    try:
        assert process.stdout is not None
        start = next(line for line in process.stdout if line.startswith("  Start "))
        wait_until(lambda: answers(start.split()[-1]), what="the first answer")
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0
    assert "Traceback" not in said


def test_a_ticket_points_to_where_the_server_is(installed: Terminal) -> None:
    key = installed.done("token", "create", "--role", "kiosk", "--office", "lindenhof").strip()
    process = installed.begin("run", "--always-open", QUEUE_APP_SERVER__PORT="0")
    try:
        assert process.stdout is not None
        said = list(takewhile(lambda line: not line.startswith("Stop "), process.stdout))
        start = next(line for line in said if line.startswith("  Start ")).split()[-1]
        wait_until(lambda: answers(start), what="the first answer")
        drawn = requests.post(
            f"{start}api/v1/offices/lindenhof/tickets",
            json={"service": "residence"},
            headers={"Authorization": f"Bearer {key}"},
            timeout=30,
        )
    finally:
        process.kill()
        process.communicate()
    assert drawn.json()["url"].startswith(f"{start}t/")
    assert [line for line in said if "server.host and server.public_url" in line]


# Offices


def test_an_office_goes_out_and_comes_in_again(installed: Terminal) -> None:
    text = installed.done("office", "export")
    assert installed.done("office", "export", "lindenhof") == text
    file = installed.folder / "office.toml"
    file.write_text(text, encoding="utf-8")
    assert installed.done("office", "import", str(file)) == "lindenhof is already so.\n"


def test_a_dry_run_shows_and_changes_nothing(installed: Terminal) -> None:
    file = installed.folder / "office.toml"
    text = installed.done("office", "export").replace(
        'name = "Bürgeramt Lindenhof"', 'name = "Neu"'
    )
    file.write_text(text, encoding="utf-8")
    shown = installed.done("office", "import", str(file), "--dry-run")
    assert '-name = "Bürgeramt Lindenhof"\n+name = "Neu"\n' in shown
    assert "Bürgeramt Lindenhof" in installed.done("office", "export")
    assert installed.done("office", "import", str(file)) == f"{shown}lindenhof is brought in.\n"
    assert installed.done("office", "export") == text
    assert installed.done("office", "import", str(file)) == "lindenhof is already so.\n"


def test_the_configuration_itself_can_be_brought_in(installed: Terminal) -> None:
    assert installed.done("office", "import", str(installed.config)) == "lindenhof is already so.\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "there is no such file"),
        ("[", "office.toml: "),
        ("name = 3", "office.toml: id: "),
        ("offices = []", "offices: exactly one office is imported at a time"),
        ("offices = [1]", "office.toml: "),
        ("[[offices]]\n[[offices]]", "offices: exactly one office is imported at a time"),
    ],
)
def test_an_office_that_cannot_come_in(installed: Terminal, content: str | None, said: str) -> None:
    file = installed.folder / "office.toml"
    if content is not None:
        file.write_text(content)
    assert said in installed.type("office", "import", str(file)).complaint


def test_an_office_nobody_knows(installed: Terminal) -> None:
    complaint = installed.type("office", "export", "spandau").complaint
    assert complaint == "queue-app: There is no office 'spandau'."


# People and programs


def test_people_are_added_listed_and_shut_out(installed: Terminal) -> None:
    password = ("--password", "correct horse")
    said = installed.done(
        "user", "add", "bruno", "--role", "clerk", "--office", "lindenhof", *password
    )
    assert said == "bruno may sign in as clerk.\n"
    installed.done("user", "add", "clara", "--role", "admin", *password)
    installed.done("user", "disable", "bruno")
    assert installed.done("user", "list").splitlines() == [
        "bruno\tclerk\tlindenhof\tdisabled",
        "clara\tadmin\tall offices\tactive",
    ]


def test_a_password_is_asked_for_and_not_shown(installed: Terminal) -> None:
    given_up = installed.type("user", "add", "clara", "--role", "admin", input="")
    assert given_up.complaint == "queue-app: Interrupted."
    typed = "correct horse\ncorrect horse\n"
    said = installed.done("user", "add", "clara", "--role", "admin", input=typed)
    said += installed.done("user", "password", "clara", input=typed.replace("horse", "mouse"))
    assert "horse" not in said
    assert "mouse" not in said
    database = the_database(installed)
    assert Accounts(database, system_clock).verify("clara", "correct mouse")
    database.close()


def test_a_person_who_cannot_be_is_said_before_a_password_is_asked_for(installed: Terminal) -> None:
    password = ("--password", "correct horse")
    installed.done("user", "add", "clara", "--role", "admin", *password)
    for words, said in (
        (("add", "clara", "--role", "admin"), "The name 'clara' is taken."),
        (
            ("add", "bruno", "--role", "clerk", "--office", "x"),
            "There is no office 'x': known are lindenhof.",
        ),
        (("password", "nobody"), "There is no user 'nobody'."),
    ):
        assert installed.type("user", *words, input="").complaint == f"queue-app: {said}"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("add", "bruno", "--role", "clerk"),
            "A clerk belongs to an office: name it with --office.",
        ),
        (("add", "b", "--role", "clerk", "--office", "x"), "There is no office 'x': known are"),
        (("add", "", "--role", "admin"), "A name has 1 to 100 visible characters"),
        (("password", "nobody"), "There is no user 'nobody'."),
    ],
)
def test_accounts_that_cannot_be(installed: Terminal, words: tuple[str, ...], said: str) -> None:
    ended = installed.type("user", *words, "--password", "correct horse")
    assert said in ended.complaint


def test_a_short_password(installed: Terminal) -> None:
    ended = installed.type("user", "add", "clara", "--role", "admin", "--password", "short")
    assert ended.complaint == "queue-app: A password has at least 10 characters."
    assert installed.type("user", "disable", "clara").complaint == (
        "queue-app: There is no user 'clara'."
    )


def test_a_token_is_printed_alone_and_once(installed: Terminal) -> None:
    words = ("token", "create", "--role", "kiosk", "--office", "lindenhof", "--name", "door")
    printed = installed.done(*words)
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}\n", printed)
    assert installed.done("token", "list") == "door\tkiosk\tlindenhof\n"
    assert installed.type(*words).complaint.startswith("queue-app: The name 'door' is taken")
    assert installed.done("token", "revoke", "door") == "door is revoked.\n"
    assert installed.done("token", "list") == ""
    assert installed.type("token", "revoke", "door").complaint == (
        "queue-app: There is no token 'door'."
    )
    assert installed.type("token", "create", "--role", "kiosk").complaint == (
        "queue-app: A token of role kiosk belongs to an office: name it."
    )


def test_the_folder_of_the_configuration_counts_not_that_of_the_terminal(
    installed: Terminal, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere: Path = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.chdir(elsewhere)
    assert installed.done("token", "list") == ""
    assert list(elsewhere.iterdir()) == []


def test_a_one_time_link_for_a_device(installed: Terminal) -> None:
    printed = installed.done("token", "link", "--role", "display", "--office", "lindenhof")
    assert re.fullmatch(r"http://localhost:8080/enrol/[A-Za-z0-9_-]{22}\n", printed)
    complaint = installed.type("token", "link", "--role", "kiosk", "--office", "x").complaint
    assert complaint == "queue-app: There is no office 'x'."
