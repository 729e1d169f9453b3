"""The units of deploy/: systemd's own checker finds nothing, and they are shut in as they say."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from queue_app.cli import commands

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted(
    path for path in DEPLOY.rglob("*") if path.suffix in (".service", ".timer", ".target")
)
SYSTEM = [path for path in UNITS if path.parent == DEPLOY]
LONG = [path for path in SYSTEM if path.suffix == ".service" and "backup" not in path.name]
PROGRAM = "/opt/queue/.venv/bin/queue-app"
MOST_EXPOSED = 3.0
"""Of ten; what systemd itself calls OK ends at five."""


def names(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


def settings(unit: Path) -> dict[str, list[str]]:
    """A unit's settings by section and name; a line that is none fails."""
    found: dict[str, list[str]] = {}
    section = ""
    text = unit.read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        head = re.fullmatch(r"\[(\w+)\]", line)
        if head:
            section = head[1]
            continue
        name, sign, value = line.partition("=")
        assert re.fullmatch(r"[A-Za-z]+", name + sign.strip("=")), f"{unit.name}: {line}"
        assert sign, f"{unit.name}: {line}"
        found.setdefault(f"{section}.{name}", []).append(value)
    return found


@pytest.mark.parametrize("unit", UNITS, ids=names(UNITS))
def test_each_unit_says_what_it_is(unit: Path) -> None:
    said = settings(unit)
    assert said["Unit.Description"]
    assert unit.read_text(encoding="utf-8").startswith("# ")
    if unit.suffix == ".service":
        assert len(said["Service.ExecStart"]) == 1


@pytest.mark.parametrize("unit", LONG, ids=names(LONG))
def test_servers_come_back_and_run_as_nobody_special(unit: Path) -> None:
    said = settings(unit)
    assert said["Service.Restart"] == ["always"]
    assert said.get("Service.User", ["queue"]) == ["queue"]
    assert ("Service.User" in said) != ("Service.DynamicUser" in said)
    assert said["Service.ProtectSystem"] == ["strict"]
    assert said["Service.NoNewPrivileges"] == ["yes"]


@pytest.mark.parametrize("unit", SYSTEM, ids=names(SYSTEM))
def test_units_call_commands_that_there_are(unit: Path) -> None:
    for line in settings(unit).get("Service.ExecStart", ()):
        words = line.split()
        assert words[0] == PROGRAM
        known = [word for word in words[1:] if word in commands.commands]
        assert known, line
        options = {name for one in commands.commands[known[0]].params for name in one.opts}
        given = {word for word in words[words.index(known[0]) :] if word.startswith("--")}
        assert given <= options, line


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="without systemd: linted only")
def test_systemd_has_no_complaint(tmp_path: Path) -> None:
    """Every unit at once, with programs that there are in the place of the installed ones."""
    for unit in SYSTEM:
        text = unit.read_text(encoding="utf-8").replace(PROGRAM, "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    said = subprocess.run(
        ["systemd-analyze", "verify", *(tmp_path / unit.name for unit in SYSTEM)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    ours = [line for line in said.stderr.splitlines() if str(tmp_path) in line or "queue" in line]
    assert ours == []
    assert said.returncode == 0, said.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="without systemd: linted only")
@pytest.mark.parametrize("unit", LONG, ids=names(LONG))
def test_units_are_shut_in(unit: Path) -> None:
    said = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", unit],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    level = re.search(r"Overall exposure level for \S+: ([\d.]+)", said)
    assert level, said
    assert float(level[1]) <= MOST_EXPOSED
