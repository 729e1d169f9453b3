"""One office for all stories of a module: what one story left is cleared away before the next."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.server import TUESDAY, Api, Server, new_server


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The example office on a Tuesday morning, one process for the whole module."""
    server = new_server(tmp_path_factory.mktemp("office"), now=TUESDAY).start()
    yield server
    server.close()


@pytest.fixture(scope="module")
def staff(running: Server) -> Api:
    """The people who work there, one after the other at every counter."""
    return Api(running, running.token("manager"))


@pytest.fixture
def office(running: Server, staff: Api) -> Server:
    """The shared office at rest: nobody waits, every counter is closed, numbers are issued."""
    clear(staff)
    return running


def clear(staff: Api) -> None:
    queue = staff.get("/offices/lindenhof/queue").json()
    for counter in queue["counters"]:
        if counter["ticket"] is not None:
            if counter["ticket"]["state"] == "called":
                staff.at(counter["id"], "start")
            staff.at(counter["id"], "finish")
        if counter["state"] != "closed":
            staff.at(counter["id"], "close")
    for ticket in (*queue["waiting"], *queue["parked"], *queue["missed"]):
        assert staff.post(f"/offices/lindenhof/tickets/{ticket['id']}/expire").ok
    for service in (None, *queue["issuing"]["services"]):
        body = {"open": True, **({"service": service} if service else {})}
        assert staff.post("/offices/lindenhof/issuing", body).ok
