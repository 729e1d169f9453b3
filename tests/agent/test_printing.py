"""From the drawn number to the paper in the hand: once, or not at all, and honestly said."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from queue_app.agent.loop import Agent
from tests.agent.conftest import NewAgent
from tests.support.server import Api, Server, wait_until
from tests.support.thermal import Thermal

PRINTER = "/offices/lindenhof/printers/kiosk"


class Hall:
    """A kiosk, its agent and its printer."""

    def __init__(self, kiosk: Api, agent: Agent, paper: Thermal) -> None:
        self.kiosk, self.agent, self.paper = kiosk, agent, paper

    def wants(self, ticket: Any) -> Any:
        """The kiosk asks for a slip; gives the job."""
        answer = self.kiosk.put(f"{PRINTER}/jobs/{ticket['id']}", {})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def goes_on_until_paper(self) -> None:
        """The agent makes its rounds until a slip has come out."""

        def came_out() -> bool:
            self.agent.turn()
            return bool(self.paper.slips)

        wait_until(came_out, what="the paper")

    def state(self) -> str:
        return str(self.kiosk.get(PRINTER).json()["printer"]["state"])


@pytest.fixture
def hall(kiosk: Api, new_agent: NewAgent, paper: Thermal) -> Hall:
    """An agent that has reported once, with a printer that is ready."""
    hall = Hall(kiosk, new_agent(paper.address), paper)
    hall.agent.turn()
    assert hall.state() == "ready"
    return hall


def test_a_slip_comes_out_once_and_is_said_to_be_printed(hall: Hall) -> None:
    ticket = hall.kiosk.draw()
    assert hall.wants(ticket)["state"] == "waiting"

    hall.agent.turn()

    job = hall.wants(ticket)
    assert (job["state"], job["reason"]) == ("printed", None)
    (slip,) = hall.paper.slips
    assert ticket["number"] in slip.lines
    assert slip.codes == [ticket["url"]]
    assert slip.cut == "part"
    hall.agent.turn()
    assert len(hall.paper.slips) == 1


def test_asking_again_and_again_prints_once(hall: Hall) -> None:
    ticket = hall.kiosk.draw()
    for _ in range(3):
        hall.wants(ticket)
    hall.agent.turn()
    for _ in range(3):
        assert hall.wants(ticket)["state"] == "printed"
        hall.agent.turn()

    assert len(hall.paper.slips) == 1


def test_the_kiosk_is_answered_when_the_paper_is_out(hall: Hall) -> None:
    ticket = hall.kiosk.draw()
    answers: list[Any] = []

    def ask() -> None:
        answers.append(hall.kiosk.put(f"{PRINTER}/jobs/{ticket['id']}", {"wait": 20}).json())

    page = threading.Thread(target=ask)
    page.start()
    hall.goes_on_until_paper()
    page.join()

    assert [one["state"] for one in answers] == ["printed"]


def test_an_agent_is_given_the_slip_at_once(
    hall: Hall, running: Server, new_agent: NewAgent
) -> None:
    hall.agent._hold = 20
    round_ = threading.Thread(target=hall.agent.turn)
    round_.start()

    hall.wants(hall.kiosk.draw())

    round_.join(timeout=15)
    assert not round_.is_alive()
    assert len(hall.paper.slips) == 1


@pytest.mark.parametrize(
    ("trouble", "state"),
    [
        ({"paper": "out"}, "paper_out"),
        ({"cover_open": True}, "cover_open"),
        ({"cover_open": True, "paper": "out"}, "cover_open"),
        ({"broken": True}, "error"),
    ],
)
def test_a_printer_in_trouble_says_so_and_prints_again_when_it_is_mended(
    hall: Hall, trouble: dict[str, Any], state: str
) -> None:
    vars(hall.paper).update(trouble)
    hall.agent.turn()
    assert hall.state() == state
    ticket = hall.kiosk.draw()
    job = hall.wants(ticket)
    assert (job["state"], job["reason"]) == ("failed", state)

    hall.paper.mend()
    hall.agent.turn()

    assert hall.state() == "ready"
    assert hall.paper.slips == []  # the person of before has gone
    assert hall.wants(ticket)["state"] == "failed"
    hall.wants(hall.kiosk.draw())
    hall.agent.turn()
    assert len(hall.paper.slips) == 1


def test_little_paper_is_told_and_printed_on(hall: Hall) -> None:
    hall.paper.paper = "low"
    hall.agent.turn()
    assert hall.state() == "paper_low"
    ticket = hall.kiosk.draw()
    hall.wants(ticket)

    hall.agent.turn()

    assert hall.wants(ticket)["state"] == "printed"


def test_trouble_that_nobody_knew_of_yet(hall: Hall) -> None:
    ticket = hall.kiosk.draw()
    hall.wants(ticket)
    hall.paper.paper = "out"

    hall.agent.turn()

    job = hall.wants(ticket)
    assert (job["state"], job["reason"]) == ("failed", "paper_out")
    assert hall.paper.slips == []


def test_paper_that_ends_in_the_middle_of_a_slip(hall: Hall) -> None:
    ticket = hall.kiosk.draw()
    hall.wants(ticket)
    hall.paper.runs_out_after = 40

    hall.agent.turn()

    job = hall.wants(ticket)
    assert (job["state"], job["reason"]) == ("failed", "paper_out")
    hall.paper.mend()
    hall.agent.turn()
    assert hall.paper.slips == []  # nothing of it comes out afterwards
    assert hall.paper.begun == ""
    waiting = Api(hall.kiosk.server, hall.kiosk.server.token("clerk"))
    queue = waiting.get("/offices/lindenhof/queue").json()["waiting"]
    assert [one["id"] for one in queue].count(ticket["id"]) == 1


def test_a_printer_that_does_not_say_when_it_is_done(
    kiosk: Api, new_agent: NewAgent, paper: Thermal
) -> None:
    paper.silent_when_done = True
    hall = Hall(kiosk, new_agent(paper.address, patience=0.3), paper)
    hall.agent.turn()
    ticket = kiosk.draw()
    hall.wants(ticket)

    hall.agent.turn()

    assert hall.wants(ticket)["state"] == "sent"
    assert len(paper.slips) == 1


def test_a_printer_that_is_switched_off_and_on(hall: Hall) -> None:
    hall.paper.close()
    hall.agent.turn()
    assert hall.state() == "offline"
    assert hall.wants(hall.kiosk.draw())["reason"] == "offline"

    hall.paper = Thermal(hall.paper.port)
    hall.agent.turn()

    assert hall.state() == "ready"
    hall.wants(hall.kiosk.draw())
    hall.agent.turn()
    assert len(hall.paper.slips) == 1
    hall.paper.close()


def test_a_printer_that_is_only_written_to(
    kiosk: Api, new_agent: NewAgent, tmp_path: Any, paper: Thermal
) -> None:
    file = tmp_path / "lp0"
    file.touch()
    hall = Hall(kiosk, new_agent(f"file:{file}", reports=False), paper)
    hall.agent.turn()
    ticket = kiosk.draw()
    hall.wants(ticket)

    hall.agent.turn()

    assert hall.wants(ticket)["state"] == "sent"
    assert ticket["number"].encode() in file.read_bytes()


def test_two_agents_of_one_name_print_a_slip_once(
    hall: Hall, new_agent: NewAgent, paper: Thermal
) -> None:
    other = new_agent(paper.address)
    orders = hall.agent._server.report("ready", 0)
    assert orders == []
    ticket = hall.kiosk.draw()
    hall.wants(ticket)
    (order,) = hall.agent._server.report("ready", 0)
    (same,) = other._server.report("ready", 0)

    hall.agent._print(order)
    other._print(same)

    assert len(paper.slips) == 1
    assert hall.wants(ticket)["state"] == "printed"


def test_a_claim_whose_answer_was_lost_is_answered_again(hall: Hall) -> None:
    hall.wants(hall.kiosk.draw())
    line = hall.agent._server
    (order,) = line.report("ready", 0)

    assert line.claim(order, "mine")
    assert line.claim(order, "mine")
    assert not line.claim(order, "another")
    assert line.report("ready", 0) == []
    line.settle(order, "mine", "printed", None)
    line.settle(order, "mine", "printed", None)


def test_an_agent_that_died_while_printing_leaves_it_unknown(
    hall: Hall, new_agent: NewAgent, running: Server
) -> None:
    ticket = hall.kiosk.draw()
    hall.wants(ticket)
    (order,) = hall.agent._server.report("ready", 0)
    assert hall.agent._server.claim(order, "dead")
    assert hall.wants(ticket)["state"] == "printing"

    new_agent(hall.paper.address).turn()
    assert hall.paper.slips == []
    assert running.clock is not None
    running.clock.advance(seconds=21)

    assert hall.wants(ticket)["state"] == "sent"


def test_who_waited_too_long_gets_no_paper_later(hall: Hall, running: Server) -> None:
    ticket = hall.kiosk.draw()
    hall.wants(ticket)
    assert running.clock is not None
    running.clock.advance(seconds=21)

    job = hall.wants(ticket)
    assert (job["state"], job["reason"]) == ("failed", "silent")
    hall.agent.turn()
    assert hall.paper.slips == []
    assert hall.wants(ticket)["state"] == "failed"


def test_an_agent_that_says_nothing_is_silent_until_it_speaks(hall: Hall, running: Server) -> None:
    assert running.clock is not None
    running.clock.advance(seconds=31)
    assert hall.state() == "silent"
    assert hall.wants(hall.kiosk.draw())["reason"] == "silent"

    hall.agent.turn()

    assert hall.state() == "ready"


def test_a_picture_for_a_printer_without_the_letters(
    kiosk: Api, new_agent: NewAgent, paper: Thermal
) -> None:
    hall = Hall(kiosk, new_agent(paper.address, text="raster", dots="384"), paper)
    hall.agent.turn()
    hall.wants(kiosk.draw())

    hall.agent.turn()

    (slip,) = paper.slips
    assert slip.picture.width == 384


def test_many_printers_want_pictures_at_once(kiosk: Api) -> None:
    path = f"/tickets/{kiosk.draw()['token']}/slip.escpos?text=raster"
    public = Api(kiosk.server)

    with ThreadPoolExecutor(8) as pool:
        answers = [one.result() for one in [pool.submit(public.get, path) for _ in range(24)]]

    assert {one.status_code for one in answers} == {200}
    assert len({one.content for one in answers}) == 1


def test_a_printer_that_the_server_does_not_know_fails_at_once(
    kiosk: Api, new_agent: NewAgent, paper: Thermal
) -> None:
    hall = Hall(kiosk, new_agent(paper.address, profile="Remington"), paper)
    hall.agent.turn()
    ticket = kiosk.draw()
    hall.wants(ticket)

    hall.agent.turn()

    assert hall.wants(ticket)["reason"] == "error"


def test_a_server_that_went_away_and_came_back(hall: Hall, running: Server) -> None:
    ticket = hall.kiosk.draw()
    hall.wants(ticket)
    running.kill()
    away = threading.Thread(target=hall.agent.turn)
    away.start()
    away.join()
    running.start()

    hall.goes_on_until_paper()

    assert hall.wants(ticket)["state"] == "printed"
    assert len(hall.paper.slips) == 1
