"""What operators see of a worker: that it lives, what it does, and that it stands in the way."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from tests.cli.conftest import Terminal
from tests.support.forge import FORGE
from tests.support.net import free_port
from tests.support.server import ROOT, wait_until


def page(url: str) -> str:
    with suppress(requests.RequestException):
        return requests.get(url, timeout=5).text
    return ""


def test_a_worker_shows_its_figures(tmp_path: Path, new_database: Callable[..., str]) -> None:
    url, port = new_database(), free_port()
    terminal = Terminal(tmp_path)
    terminal.configure()
    terminal.done("init", QUEUE_APP_DATABASE__URL=url)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QUEUE_APP_DATABASE__URL": url}
    words = ["--config", str(terminal.config), "worker", "--port", str(port)]
    worker = FORGE.start(words, tmp_path, environment)
    here = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: "ok" in page(f"{here}/healthz"), 40, "the worker's first answer")
        swept = 'queue_job_runs_total{outcome="ok",task="sweep"}'
        wait_until(lambda: swept in page(f"{here}/metrics"), what="a sweep")
        figures = page(f"{here}/metrics")
        assert "queue_leader 1.0" in figures
        assert 'queue_office_open{office="lindenhof"}' in figures
        assert requests.get(f"{here}/desk", timeout=5).status_code == 404
        complaint = terminal.type("new-epoch", QUEUE_APP_DATABASE__URL=url).complaint
        assert complaint == "queue-app: A worker leads: stop it and all web processes first."
        worker.terminate()
        worker.wait()
        said = terminal.done("new-epoch", QUEUE_APP_DATABASE__URL=url)
        assert said == "The database has a new epoch.\n"
    finally:
        worker.kill()
        worker.wait()
    assert "Traceback" not in (tmp_path / "server.log").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_several_processes_need_a_database_of_their_own(terminal: Terminal, command: str) -> None:
    assert "several processes need PostgreSQL" in terminal.type(command).complaint


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path)
    terminal.configure()
    return terminal
