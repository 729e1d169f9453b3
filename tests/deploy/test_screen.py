"""The start-up of kiosks and displays, with programs in the place of the real ones."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "deploy" / "screen"
SCRIPTS = sorted(p for p in FOLDER.iterdir() if p.read_bytes().startswith(b"#!"))
LINK = "https://queue.example/enrol/abc-DEF_123"


@dataclass
class Computer:
    """A small computer: what it has installed, and what it was told to start."""

    folder: Path

    @property
    def programs(self) -> Path:
        return self.folder / "bin"

    def has(self, name: str, does: str) -> None:
        file = self.programs / name
        file.write_text(f"#!/bin/bash\n{does}\n", encoding="utf-8")
        file.chmod(0o755)

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": f"{self.programs}:/usr/bin:/bin",
            "HOME": str(self.folder),
            "QUEUE_SCREEN_SETTINGS": str(self.folder / "screen.conf"),
            "QUEUE_SCREEN_PATIENCE": "0",
            **more,
        }
        return subprocess.run(
            [FOLDER / "queue-screen", *words],
            env=environment, capture_output=True, text=True, check=False, timeout=30,
        )  # fmt: skip

    def started(self, **more: str) -> list[str]:
        """The words of the program it became."""
        done = self.run(**more)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    it = Computer(tmp_path)
    it.programs.mkdir()
    it.has("cage", 'printf "%s\\n" cage "$@"')
    it.has("xinit", 'printf "%s\\n" xinit "$@"')
    it.has("chromium", "exit 1")
    it.has("curl", 'echo "$@" >>"$HOME/asked"')
    settings = (FOLDER / "screen.conf").read_text(encoding="utf-8")
    (tmp_path / "screen.conf").write_text(settings, encoding="utf-8")
    return it


@pytest.mark.parametrize("script", SCRIPTS, ids=[p.name for p in SCRIPTS])
def test_scripts_are_in_order(script: Path) -> None:
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", script], check=True)
    assert "set -euo pipefail" in script.read_text(encoding="utf-8")


def test_a_display_shows_its_page_on_the_whole_screen_with_sound(computer: Computer) -> None:
    words = computer.started()
    assert words[0] == "cage"
    assert words[-1] == "https://queue.example/display/lindenhof"
    assert "--kiosk" in words
    assert "--autoplay-policy=no-user-gesture-required" in words
    assert "--kiosk-printing" not in words
    assert "https://queue.example/healthz" in (computer.folder / "asked").read_text()


def test_without_wayland_x_neither_sleeps_nor_shows_a_pointer(computer: Computer) -> None:
    words = computer.started(QUEUE_SCREEN_X="yes")
    assert words[0] == "xinit"
    assert "xset s off s noblank -dpms" in " ".join(words)
    assert words[words.index("--") + 1] == "-nocursor"


def test_a_kiosk_may_print_without_asking(computer: Computer) -> None:
    (computer.folder / "screen.conf").write_text(
        "SERVER=https://queue.example\nPAGE=/kiosk/lindenhof\nPRINT=yes\n"
    )
    words = computer.started()
    assert words[-1] == "https://queue.example/kiosk/lindenhof"
    assert "--kiosk-printing" in words


def test_the_one_time_link_is_used_once(computer: Computer) -> None:
    assert computer.run("enrol", LINK).returncode == 0
    (link,) = computer.folder.rglob("link")
    assert link.stat().st_mode & 0o077 == 0
    assert computer.started()[-1] == LINK
    assert computer.started()[-1] == "https://queue.example/display/lindenhof"
    refused = computer.run("enrol", "lindenhof")
    assert (refused.returncode, "needs the link" in refused.stderr) == (2, True)


def test_it_waits_for_its_server(computer: Computer) -> None:
    computer.has(
        "curl", 'n=$(cat "$HOME/n" 2>/dev/null || echo 0); echo $((n+1)) >"$HOME/n"; [ "$n" -ge 2 ]'
    )
    assert computer.started()[0] == "cage"
    assert (computer.folder / "n").read_text() == "3\n"


def test_settings_that_are_missing_are_said(computer: Computer) -> None:
    (computer.folder / "screen.conf").write_text("PAGE=/display/lindenhof\n")
    done = computer.run()
    assert (done.returncode, "SERVER and PAGE are missing" in done.stderr) == (2, True)


def test_the_browser_may_go_nowhere_else() -> None:
    policy = json.loads((FOLDER / "policy.json").read_text(encoding="utf-8"))
    assert policy["URLBlocklist"] == ["*"]
    server = re.search(
        r"^SERVER=https://(\S+)$", (FOLDER / "screen.conf").read_text(), re.MULTILINE
    )
    assert server
    assert policy["URLAllowlist"] == [server[1]]
    assert policy["AutoplayAllowed"] is True


def test_what_is_installed_is_there() -> None:
    text = (FOLDER / "install").read_text(encoding="utf-8")
    named = set(re.findall(r'"\$here/([\w.-]+)"', text))
    assert named == {"queue-screen", "queue-screen.service", "screen.conf", "policy.json"}
    assert all((FOLDER / name).is_file() for name in named)
