"""An installation in a folder, and somebody at its command line."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from click.testing import CliRunner

from queue_app.cli import commands
from tests.support.server import ROOT


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The one line of a failure."""
        assert self.status == 2, (self.status, self.out, self.err)
        assert "Traceback" not in self.err
        (line,) = self.err.splitlines()
        return line


class Terminal:
    """Types commands in the folder of an installation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    def configure(self, change: Callable[[dict[str, Any]], None] | None = None) -> None:
        """Write the example configuration, changed."""
        values = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))
        values["voice"] = {"engine": "off"}  # what is installed differs from machine to machine
        if change is not None:
            change(values)
        self.config.write_text(tomli_w.dumps(values), encoding="utf-8")

    def type(self, *words: str, input: str | None = None, **environment: str) -> Ended:  # noqa: A002 - as click calls it
        """Run a command in this process."""
        result = CliRunner(env=dict(environment)).invoke(
            commands, ["--config", str(self.config), *words], input=input
        )
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ended(result.exit_code, result.stdout, result.stderr)

    def done(self, *words: str, input: str | None = None, **environment: str) -> str:  # noqa: A002 - likewise
        """Run a command that must succeed; gives what it said."""
        ended = self.type(*words, input=input, **environment)
        assert ended.status == 0, ended
        return ended.out

    def begin(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        """Begin a command as a process of its own, which is to be stopped."""
        return subprocess.Popen(
            [sys.executable, "-m", "queue_app", *words],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def start(self, *words: str, **environment: str) -> Ended:
        """Run a command as a process of its own, without naming the configuration."""
        done = subprocess.run(
            [sys.executable, "-m", "queue_app", *words],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            capture_output=True,
            text=True,
            timeout=50,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """An installation of the example office; nothing has been started yet."""
    terminal = Terminal(tmp_path)
    terminal.configure()
    return terminal


@pytest.fixture
def installed(terminal: Terminal) -> Terminal:
    """The same after `init`."""
    terminal.done("init")
    return terminal
