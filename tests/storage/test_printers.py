"""Printers and print jobs when several processes, agents and kiosks speak at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from queue_app.storage.printers import Job, Printers
from tests.storage.conftest import Enter
from tests.storage.people import OFFICE, Process


@pytest.fixture
def printers(process: Process) -> Printers:
    return Printers(process.database, process.clock)


@pytest.fixture
def elsewhere(another_process: Enter, process: Process) -> Printers:
    """The same as another process has them."""
    return Printers(another_process().database, process.clock)


def at_once(deeds: Sequence[Callable[[], Any]]) -> list[Any]:
    with ThreadPoolExecutor(len(deeds)) as pool:
        return [one.result() for one in [pool.submit(deed) for deed in deeds]]


def test_another_process_knows_printer_and_job(
    printers: Printers, elsewhere: Printers, process: Process
) -> None:
    ticket = process.draw()
    assert printers.report(OFFICE, "kiosk", "ready")
    assert elsewhere.ask(OFFICE, "kiosk", ticket["id"]) == Job(ticket["id"], "kiosk", "waiting")

    (order,) = printers.orders(OFFICE, "kiosk")

    assert (order.ticket, order.token) == (ticket["id"], ticket["token"])


def test_ten_who_ask_at_once_have_one_job(
    printers: Printers, elsewhere: Printers, process: Process
) -> None:
    ticket = process.draw()["id"]
    printers.report(OFFICE, "kiosk", "ready")
    asks = [partial(one.ask, OFFICE, "kiosk", ticket) for one in (printers, elsewhere) * 5]

    assert set(at_once(asks)) == {Job(ticket, "kiosk", "waiting")}
    assert len(printers.orders(OFFICE, "kiosk")) == 1


def test_ten_who_claim_at_once_have_one_winner(
    printers: Printers, elsewhere: Printers, process: Process
) -> None:
    ticket = process.draw()["id"]
    printers.report(OFFICE, "kiosk", "ready")
    printers.ask(OFFICE, "kiosk", ticket)
    claims = [
        partial(one.claim, OFFICE, ticket, f"agent-{number}")
        for number, one in enumerate((printers, elsewhere) * 5)
    ]

    states = [job.state for job in at_once(claims)]

    assert sorted(states) == ["failed"] * 9 + ["printing"]
    assert printers.orders(OFFICE, "kiosk") == []


def test_the_same_state_again_is_no_news(printers: Printers, process: Process) -> None:
    assert printers.report(OFFICE, "kiosk", "ready")
    assert not printers.report(OFFICE, "kiosk", "ready")
    process.clock.advance(seconds=10)
    assert not printers.report(OFFICE, "kiosk", "ready")
    assert printers.report(OFFICE, "kiosk", "paper_out")
    process.clock.advance(seconds=31)
    assert printers.report(OFFICE, "kiosk", "paper_out")  # it had fallen silent


def test_a_job_given_up_is_not_claimed(printers: Printers, process: Process) -> None:
    ticket = process.draw()["id"]
    printers.report(OFFICE, "kiosk", "ready")
    printers.ask(OFFICE, "kiosk", ticket)
    process.clock.advance(seconds=21)

    late = printers.claim(OFFICE, ticket, "agent")

    assert late == Job(ticket, "kiosk", "failed", "silent")
    assert printers.orders(OFFICE, "kiosk") == []


def test_what_came_of_it_is_welcome_late(printers: Printers, process: Process) -> None:
    ticket = process.draw()["id"]
    printers.report(OFFICE, "kiosk", "ready")
    printers.ask(OFFICE, "kiosk", ticket)
    printers.claim(OFFICE, ticket, "agent")
    process.clock.advance(seconds=21)
    assert printers.job(OFFICE, ticket) == Job(ticket, "kiosk", "sent")

    printers.settle(OFFICE, ticket, "agent", "failed", "paper_out")

    assert printers.job(OFFICE, ticket) == Job(ticket, "kiosk", "failed", "paper_out")


def test_a_job_that_nobody_asked_for(printers: Printers) -> None:
    assert printers.job(OFFICE, "nothing") is None
    assert printers.claim(OFFICE, "nothing", "agent") is None
    assert printers.settle(OFFICE, "nothing", "agent", "printed", None) is None
