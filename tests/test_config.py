"""config.toml: what is right is taken, what is wrong is one line with the path of the key."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queue_app import config as c
from queue_app.config import ConfigError
from queue_app.storage.checking import Problem, problems

ROOT = Path(__file__).parents[1]
EXAMPLE = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))


def written(folder: Path, values: dict[str, Any]) -> Path:
    """A configuration file with these values."""
    file = folder / "config.toml"
    file.write_text(tomli_w.dumps(values), encoding="utf-8")
    return file


def example(**office: Any) -> dict[str, Any]:
    """The example configuration, its office changed."""
    values: dict[str, Any] = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))
    values["offices"][0] |= office
    return values


def complaint(folder: Path, values: dict[str, Any]) -> str:
    """The one line that a wrong configuration gets, without the name of the file."""
    file = written(folder, values)
    with pytest.raises(ConfigError) as caught:
        c.load(file, {})
    line = str(caught.value)
    assert "\n" not in line
    assert line.startswith(f"{file}: ")
    return line.removeprefix(f"{file}: ")


def test_the_example_is_in_order() -> None:
    config = c.load(ROOT / "config.toml", {})
    found = problems(config)
    assert [problem for problem in found if problem.wrong] == []
    (unread,) = [problem for problem in found if about_review(problem)]
    assert unread.path == "offices.lindenhof.languages"
    assert "in de, de-simple," in unread.sentence
    office = config.offices[0]
    assert len(office.services) == 8
    assert len(office.counters) == 6
    assert config.server.port == 8080


def test_everything_but_an_office_has_a_default(tmp_path: Path) -> None:
    config = c.load(written(tmp_path, {}), {})
    assert config.server.host == "127.0.0.1"
    assert config.database.url == f"sqlite:///{tmp_path}/queue.sqlite3"
    assert config.privacy.ticket_retention_days == 30


def test_relative_paths_start_from_the_files_folder(tmp_path: Path) -> None:
    config = c.load(written(tmp_path, {"database": {"url": "sqlite:///data/q.sqlite3"}}), {})
    assert config.database.url == f"sqlite:///{tmp_path}/data/q.sqlite3"
    absolute = c.load(written(tmp_path, {"database": {"url": "sqlite:////srv/q.sqlite3"}}), {})
    assert absolute.database.url == "sqlite:////srv/q.sqlite3"


# Wrong keys and values


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({"serverr": {}}, "serverr: there is no such key"),
        ({"server": {"prot": 1}}, "server.prot: there is no such key"),
        ({"server": {"port": 70000}}, "server.port: "),
        ({"server": {"port": -1}}, "server.port: "),
        ({"server": {"port": "eighty"}}, "server.port: "),
        ({"server": {"port": True}}, "server.port: "),
        ({"server": {"port": 80.5}}, "server.port: "),
        ({"server": {"host": 5}}, "server.host: "),
        ({"server": {"host": ""}}, "server.host: "),
        ({"server": {"public_url": "queue.example"}}, "server.public_url: must begin with http"),
        ({"server": {"trusted_proxies": ["nginx"]}}, "server.trusted_proxies: 'nginx' is no "),
        ({"server": "here"}, "server: "),
        ({"database": {"url": "mysql://x/y"}}, "database.url: must begin with sqlite:/// or "),
        ({"database": {"url": "sqlite:///"}}, "database.url: "),
        ({"database": {"url": "postgresql://db:port/queue"}}, "database.url: "),
        ({"privacy": {"ticket_retention_days": 0}}, "privacy.ticket_retention_days: "),
        ({"privacy": {"counter_statistics": "maybe"}}, "privacy.counter_statistics: "),
        ({"estimation": {"rollouts": 1}}, "estimation.rollouts: "),
        ({"estimation": {"rollouts": 10**9}}, "estimation.rollouts: "),
        ({"printing": {"mode": "teletype"}}, "printing.mode: "),
        ({"voice": {"engine": "parrot"}}, "voice.engine: "),
        ({"offices": {}}, "offices: "),
        ({"offices": [3]}, "offices.0: "),
    ],
)
def test_a_wrong_key_outside_the_offices(tmp_path: Path, values: dict[str, Any], line: str) -> None:
    assert complaint(tmp_path, values).startswith(line)


def changed(kind: str, index: int, **fields: Any) -> dict[str, Any]:
    """The example with one of its services, counters … changed."""
    ones = [dict(one) for one in EXAMPLE["offices"][0][kind]]
    ones[index] |= fields
    return {kind: ones}


@pytest.mark.parametrize(
    ("office", "line"),
    [
        ({"nickname": "x"}, "nickname: there is no such key"),
        ({"id": "Lindenhof!"}, "id: "),
        ({"id": ""}, "id: "),
        ({"id": "x" * 65}, "id: "),
        ({"name": ""}, "name: "),
        ({"timezone": "Europe/Atlantis"}, "timezone: there is no time zone 'Europe/Atlantis'"),
        ({"timezone": "../../etc/passwd"}, "timezone: there is no time zone"),
        ({"languages": []}, "languages: needs at least one entry"),
        ({"languages": ["d"]}, "languages.0: "),
        ({"languages": ["de", "de"]}, "languages: 'de' occurs twice"),
        ({"languages": "de"}, "languages: "),
        ({"numbering": "roman"}, "numbering: "),
        ({"numbering": "office"}, "prefix: is needed with numbering = 'office'"),
        ({"numbering": "group"}, "groups.home.prefix: is needed with numbering = 'group'"),
        ({"first_number": -1}, "first_number: "),
        ({"closures": ["Christmas"]}, "closures: 'Christmas' is no date"),
        ({"closures": ["2026-12-31/2026-12-28"]}, "closures: "),
        ({"closures": ["2026-02-30"]}, "closures: '2026-02-30' is no date"),
        ({"opening_hours": {"monday": []}}, "opening_hours: 'monday' is no weekday"),
        ({"opening_hours": {"mon": ["8-16"]}}, "opening_hours.mon: '8-16' is no stretch of time"),
        ({"opening_hours": {"mon": ["16:00-08:00"]}}, "opening_hours.mon: "),
        ({"opening_hours": {"mon": ["08:00-24:30"]}}, "opening_hours.mon: "),
        ({"opening_hours": {"mon": ["08:00-08:00"]}}, "opening_hours.mon: "),
        ({"opening_hours": {"mon": ["-08:00-09:00"]}}, "opening_hours.mon: "),
        ({"opening_hours": {"mon": ["08:00-12:00", "11:00-16:00"]}}, "opening_hours.mon: "),
        ({"opening_hours": {"mon": "08:00-12:00"}}, "opening_hours.mon: "),
        ({"ticket_hours": {"sun": ["x"]}}, "ticket_hours.sun: 'x' is no stretch of time"),
        (
            {"ticket_hours": {"mon": ["08:00-12:00", "13:00-21:00"]}},
            "ticket_hours.mon: '13:00-21:00' ends after the opening hours",
        ),
        ({"ticket_hours": {"sun": ["08:00-12:00"]}}, "ticket_hours.sun: '08:00-12:00' ends after"),
        ({"rules": {"capacity_guard": "perhaps"}}, "rules.capacity_guard: "),
        ({"rules": {"capacity_certainty": 1.0}}, "rules.capacity_certainty: "),
        ({"rules": {"capacity_certainty": float("nan")}}, "rules.capacity_certainty: "),
        ({"rules": {"no_show_hold_minutes": -1}}, "rules.no_show_hold_minutes: "),
        ({"rules": {"no_show_hold_minutes": float("inf")}}, "rules.no_show_hold_minutes: "),
        ({"rules": {"postpone_times": 1.5}}, "rules.postpone_times: "),
        ({"rules": {"patience": 1}}, "rules.patience: there is no such key"),
        ({"priorities": []}, "priorities: needs at least one entry"),
        (changed("priorities", 0, id="urgent"), "priorities: id 'urgent' occurs twice"),
        (
            changed("priorities", 0, credit_minutes=float("nan")),
            "priorities.normal.credit_minutes: ",
        ),
        (changed("groups", 0, id="documents"), "groups: id 'documents' occurs twice"),
        ({"services": []}, "services: "),
        (changed("services", 0, id="parking"), "services: id 'parking' occurs twice"),
        (changed("services", 0, id="Wohnsitz"), "services.0.id: "),
        (changed("services", 0, name={}), "services.residence.name: "),
        (changed("services", 0, name="Wohnsitz"), "services.residence.name: "),
        (changed("services", 0, prefix="B"), "services.parking.prefix: 'B' is also the prefix of"),
        (changed("services", 0, prefix="abc"), "services.residence.prefix: "),
        (changed("services", 0, prefix="Ä"), "services.residence.prefix: "),
        (changed("services", 0, group="cellar"), "services.residence.group: there is no group"),
        (changed("services", 0, expected_minutes=0), "services.residence.expected_minutes: "),
        (changed("services", 0, expected_minutes=True), "services.residence.expected_minutes: "),
        (changed("services", 0, leika_keys=["99"]), "services.residence.leika_keys.0: "),
        (changed("services", 0, leika_keys=[99107001000000]), "services.residence.leika_keys.0: "),
        (changed("services", 0, colour="red"), "services.residence.colour: there is no such key"),
        ({"counters": []}, "counters: "),
        (changed("counters", 0, id="info"), "counters: id 'info' occurs twice"),
        (changed("counters", 0, services={"magic": 0}), "counters.counter-1.services: there is"),
        (changed("counters", 0, services={"advice": -1}), "counters.counter-1.services.advice: "),
        (changed("counters", 0, direction="backwards"), "counters.counter-1.direction: "),
        (changed("counters", 0, label={}), "counters.counter-1.label: "),
        (changed("displays", 0, diagonal_inches=0), "displays.hall.diagonal_inches: "),
        (changed("kiosks", 0, diagonal_inches=0), "kiosks.entrance.diagonal_inches: "),
        ({"outcomes": ["Done well"]}, "outcomes.0"),
        ({"outcomes": []}, "outcomes: needs at least one entry"),
    ],
)
def test_a_wrong_key_of_an_office(tmp_path: Path, office: dict[str, Any], line: str) -> None:
    place = "0" if "id" in office else "lindenhof"
    assert complaint(tmp_path, example(**office)).startswith(f"offices.{place}.{line}")


def test_everything_that_is_wrong_is_found_at_once(tmp_path: Path) -> None:
    values = example(**changed("services", 0, group="cellar", prefix="B"))
    values["server"] = {"port": -1}
    with pytest.raises(ConfigError) as caught:
        c.load(written(tmp_path, values), {})
    said = [line.split(": ", 2)[1] for line in caught.value.all]
    assert said == [
        "server.port",
        "offices.lindenhof.services.residence.group",
        "offices.lindenhof.services.parking.prefix",
    ]


def test_numbers_may_be_drawn_before_the_doors_open_and_until_they_close(tmp_path: Path) -> None:
    hours = {"mon": ["07:30-12:30", "12:45-16:00"]}
    office = example(opening_hours={"mon": ["08:00-12:00", "13:00-16:00"]}, ticket_hours=hours)
    assert c.load(written(tmp_path, office), {}).offices[0].ticket_hours == {
        day: tuple(spans) for day, spans in hours.items()
    }


def test_ids_are_unique_over_all_offices(tmp_path: Path) -> None:
    values = example()
    values["offices"].append(values["offices"][0])
    assert complaint(tmp_path, values) == "offices: id 'lindenhof' occurs twice"
    values["offices"][1] = values["offices"][0] | {"id": "spandau"}
    assert complaint(tmp_path, values) == "offices.services: id 'residence' occurs twice"


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    for name, content, said in (
        ("missing.toml", None, "there is no such file"),
        ("broken.toml", b"[server", "Expected"),
        ("twice.toml", b"[server]\n[server]", "Cannot declare"),
        ("binary.toml", b"\xff\xfe\x00", "cannot be read"),
    ):
        file = tmp_path / name
        if content is not None:
            file.write_bytes(content)
        with pytest.raises(ConfigError, match=said) as caught:
            c.load(file, {})
        assert str(caught.value).startswith(f"{file}: ")
        assert "\n" not in str(caught.value)
    with pytest.raises(ConfigError, match="cannot be read"):
        c.load(tmp_path, {})


# The environment


def test_the_environment_has_the_last_word(tmp_path: Path) -> None:
    file = written(tmp_path, {"server": {"port": 1}})
    config = c.load(
        file,
        {
            "QUEUE_APP_SERVER__PORT": "8081",
            "QUEUE_APP_PRIVACY__COUNTER_STATISTICS": "false",
            "QUEUE_APP_DATABASE__URL": "postgresql://db/queue",
            "QUEUE_APP_PUSH__QUEUE": "redis://r",
            "QUEUE_APP_CLOCK_FILE": "no section: not ours",
            "QUEUE_APP_ADMIN_PASSWORD": "likewise",
            "PATH": "/usr/bin",
        },
    )
    assert config.server.port == 8081
    assert config.privacy.counter_statistics is False
    assert config.database.url == "postgresql://db/queue"
    assert config.push.queue == "redis://r"


def test_every_scalar_key_can_be_set_by_the_environment(tmp_path: Path) -> None:
    default = c.load(written(tmp_path, {}), {})
    sections = {name: part for name, part in default.model_dump().items() if name != "offices"}
    environment = {
        f"QUEUE_APP_{section}__{key}".upper(): str(value).lower()
        if isinstance(value, bool)
        else str(value)
        for section, keys in sections.items()
        for key, value in keys.items()
        if isinstance(value, str | int | float | bool)
    }
    assert len(environment) >= 12
    assert c.load(written(tmp_path, {}), environment) == default


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text("postgresql://queue:secret@db/queue\n", encoding="utf-8")
    config = c.load(written(tmp_path, {}), {"QUEUE_APP_DATABASE__URL_FILE": str(secret)})
    assert config.database.url == "postgresql://queue:secret@db/queue"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("QUEUE_APP_SERVICE__PORT", "1", "QUEUE_APP_SERVICE__PORT: there is no section"),
        ("QUEUE_APP_SERVER__PROT", "1", "QUEUE_APP_SERVER__PROT: there is no key server.prot"),
        ("QUEUE_APP_SERVER__PORT", "many", "QUEUE_APP_SERVER__PORT: "),
        ("QUEUE_APP_OFFICES__NAME", "x", "QUEUE_APP_OFFICES__NAME: there is no section"),
        ("QUEUE_APP_DATABASE__URL_FILE", "/nowhere", "QUEUE_APP_DATABASE__URL_FILE: /nowhere"),
        ("QUEUE_APP_SERVER__TRUSTED_PROXIES", "10.0.0.1", "QUEUE_APP_SERVER__TRUSTED_PROXIES: "),
    ],
)
def test_what_is_wrong_in_the_environment_is_named_as_it_is_there(
    tmp_path: Path, name: str, value: str, said: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        c.load(written(tmp_path, {}), {name: value})
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)


# Anything at all

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.just([]),
    st.just({}),
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of everything in a tree of values."""
    found = [path] if path else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value[:2]):
            found += paths(inner, (*path, index))
    return found


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(path=st.sampled_from(paths(EXAMPLE)), value=SCALARS)
def test_whatever_stands_there_it_is_taken_or_refused_in_one_line(
    path: tuple[Any, ...], value: object
) -> None:
    values = example()
    place: Any = values
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    line = "config.toml: "
    try:
        problems(c.parse(c.Config, values, "config.toml"))
    except ConfigError as error:
        line = str(error)
    assert "\n" not in line
    assert line.startswith("config.toml: ")


# What a careful colleague says


@pytest.mark.parametrize(
    ("office", "path", "wrong"),
    [
        ({"region": "DE-XX"}, "offices.lindenhof.region", True),
        ({"region": "Atlantis"}, "offices.lindenhof.region", True),
        ({"opening_hours": {}, "ticket_hours": {}}, "offices.lindenhof.opening_hours", True),
        (changed("counters", 0, services={}), "offices.lindenhof.counters.counter-1", True),
        (
            changed("services", 0, name={"de": "Wohnsitz"}),
            "offices.lindenhof.services.residence.name",
            False,
        ),
        (
            changed("counters", 0, label={"en": "Counter 1"}),
            "offices.lindenhof.counters.counter-1.label",
            False,
        ),
        (changed("services", 0, prefix="BA"), "offices.lindenhof.services", False),
    ],
)
def test_check_finds(tmp_path: Path, office: dict[str, Any], path: str, wrong: bool) -> None:
    found = problems(c.load(written(tmp_path, example(**office)), {}))
    said = [(one.path, one.wrong) for one in found if not about_review(one)]
    assert said == [(path, wrong)]


def test_check_finds_a_language_that_no_page_speaks(tmp_path: Path) -> None:
    values = example(languages=["en", "tlh"])
    first = problems(c.load(written(tmp_path, values), {}))[0]
    assert (first.path, first.sentence, first.wrong) == (
        "offices.lindenhof.languages",
        "pages do not speak tlh: they have no texts in it",
        False,
    )


def about_review(problem: Problem) -> bool:
    return problem.sentence.startswith("no native speaker has reviewed")


def test_check_finds_a_service_that_nobody_serves(tmp_path: Path) -> None:
    values = example()
    for counter in values["offices"][0]["counters"]:
        counter["services"].pop("advice", None)
    found = problems(c.load(written(tmp_path, values), {}))
    (problem,) = (one for one in found if not about_review(one))
    assert (problem.path, problem.sentence) == (
        "offices.lindenhof.services.advice",
        "no counter serves it",
    )
    assert problems(c.load(written(tmp_path, {}), {}))[0].path == "offices"


def test_displays_that_cannot_be_read_or_do_not_fit_together_are_told(tmp_path: Path) -> None:
    displays = [
        {"id": "hall", "diagonal_inches": 32, "viewing_distance_metres": 9},
        {"id": "cellar", "area": "cellar"},
        {"id": "wall", "part": 2, "parts": 3},
        {"id": "door", "part": 1, "parts": 3},
    ]
    config = c.load(written(tmp_path, example(displays=displays)), {})
    told = {one.path: one for one in problems(config) if ".displays." in one.path}
    far = told["offices.lindenhof.displays.hall.viewing_distance_metres"]
    assert re.search(r"32 inches: .* from \d\.\d m at most", far.sentence)
    assert not far.wrong
    assert told["offices.lindenhof.displays.cellar.area"].wrong
    assert (
        "part 3 of the list that 3 share" in told["offices.lindenhof.displays.door.parts"].sentence
    )
    assert len(told) == 3


def test_a_display_is_one_of_its_parts(tmp_path: Path) -> None:
    wrong = example(displays=[{"id": "hall", "part": 3, "parts": 2}])
    assert complaint(tmp_path, wrong) == "offices.lindenhof.displays.hall: part 3 of 2"
