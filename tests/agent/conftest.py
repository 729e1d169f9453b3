"""One office and its kiosk for all stories; each has a printer of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from queue_app.agent.address import device_at
from queue_app.agent.loop import Agent
from queue_app.agent.printer import Printer
from queue_app.agent.server import Server as Line
from tests.support.server import TUESDAY, Api, Server, new_server
from tests.support.thermal import Thermal, thermal

NewAgent = Callable[..., Agent]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The example office on a Tuesday morning, one process for the whole module."""
    server = new_server(tmp_path_factory.mktemp("office"), now=TUESDAY)
    server.environment = {"QUEUE_APP_PRINTING__MODE": "agent"}
    yield server.start()
    server.close()


@pytest.fixture(scope="module")
def kiosk(running: Server) -> Api:
    """What the kiosk's page does."""
    return Api(running, running.token("kiosk"))


@pytest.fixture
def paper() -> Iterator[Thermal]:
    """The printer, full of paper."""
    with thermal() as printer:
        yield printer


@pytest.fixture
def new_agent(running: Server) -> Iterator[NewAgent]:
    """An agent at a printer; its rounds are stepped, and no answer is held."""
    made: list[Agent] = []

    def make(
        address: str,
        *,
        name: str = "kiosk",
        reports: bool = True,
        patience: float = 2.0,
        **line: Any,
    ) -> Agent:
        printer = Printer(device_at(address), reports=reports, patience=patience)
        server = Line(running.url, running.token("kiosk"), "lindenhof", name, line)
        made.append(Agent(server, printer, hold=0))
        return made[-1]

    yield make
    for agent in made:
        agent.close()
