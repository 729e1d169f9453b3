"""What stands beside the facts of a visit: its secret, its note, the estimate published at issue."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from queue_app.domain.errors import UnknownTicket
from queue_app.domain.ticket import State
from queue_app.storage.reading import TicketPlace
from queue_app.storage.tables import tickets
from queue_app.use_cases import calling, visiting
from queue_app.use_cases.ports import PublishedEstimate
from tests.storage.people import OFFICE, TUESDAY, Process

COUNTER = "counter-1"


def notes_on_disk(process: Process) -> list[str]:
    with process.database.reading() as connection:
        query = select(tickets.c.note).where(tickets.c.note.is_not(None))
        return list(connection.execute(query).scalars())


@pytest.fixture
def anna(process: Process) -> str:
    """Anna is served at the counter, and parked with a note."""
    process.open()
    ticket: str = process.draw()["id"]
    process.next()
    process.at(COUNTER, calling.start)
    process.at(COUNTER, calling.park, note="fetches her birth certificate")
    return ticket


def test_a_note_is_there_for_colleagues(process: Process, anna: str) -> None:
    assert process.queue().notes == {anna: "fetches her birth certificate"}
    assert process.cold_queue().notes == process.queue().notes


@pytest.mark.parametrize("ending", ["finished", "cancelled", "expired", "closing time"])
def test_a_note_goes_when_the_visit_ends(process: Process, anna: str, ending: str) -> None:
    match ending:
        case "finished":
            process.at(COUNTER, calling.call_by_hand, ticket=anna)
            process.at(COUNTER, calling.finish)
        case "cancelled":
            process.cancel(anna)
        case "expired":
            process.visit(visiting.expire, anna)
        case _:
            process.clock.advance(minutes=600)
            process.settle()
    assert notes_on_disk(process) == []
    assert process.queue().notes == {}
    assert process.reader.ticket(OFFICE, anna).is_final


def test_a_transfer_replaces_the_note(process: Process, anna: str) -> None:
    process.open("counter-2")
    process.at(COUNTER, calling.transfer, ticket=anna, to_counter="counter-2", note="only a stamp")
    assert process.queue().notes == process.cold_queue().notes == {anna: "only a stamp"}
    process.next("counter-2")
    process.at("counter-2", calling.start)
    process.at("counter-2", calling.park)
    assert process.queue().notes == process.cold_queue().notes == {}


def test_a_token_finds_its_ticket_also_after_the_visit(process: Process) -> None:
    ticket = process.draw()
    place = TicketPlace(OFFICE, ticket["id"])
    assert process.reader.find_token(ticket["token"]) == place
    process.cancel(ticket["id"])
    assert process.reader.find_token(ticket["token"]) == place
    assert process.reader.ticket(OFFICE, ticket["id"]).state is State.CANCELLED
    with pytest.raises(UnknownTicket):
        process.reader.find_token("nobody's")
    with pytest.raises(UnknownTicket):
        process.reader.ticket(OFFICE, "nobody's")


def test_tokens_cannot_be_guessed(process: Process) -> None:
    tokens = {process.draw()["token"] for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(token) >= 22 for token in tokens)  # 128 bits in base64


def test_the_estimate_published_at_issue_is_kept(process: Process) -> None:
    shown = PublishedEstimate(TUESDAY, 60.0, 120.5, 300.25, 0, 300, "prior")
    silent = PublishedEstimate(TUESDAY, None, None, None, None, None, "nobody_serving")
    anna = process.draw(estimate=shown)["id"]
    ben = process.draw(estimate=silent)["id"]
    process.draw()
    day = TUESDAY.date()
    assert process.reader.estimates_of_days(OFFICE, day, day) == {anna: shown, ben: silent}


def test_a_ticket_is_looked_up_in_its_own_office(
    process: Process, new_office: Callable[[], str]
) -> None:
    anna, ben = process.draw()["id"], process.draw()["id"]
    process.cancel(anna)
    other = new_office()
    for ticket in (anna, ben):
        with pytest.raises(UnknownTicket):
            process.reader.ticket(other, ticket)


def test_facts_are_read_by_business_day(process: Process) -> None:
    process.draw()
    process.clock.advance(days=1)
    process.draw()
    tuesday, wednesday = TUESDAY.date(), process.clock().date()
    first = process.reader.facts(OFFICE, tuesday, tuesday)
    both = process.reader.facts(OFFICE, tuesday, wednesday)
    assert [f.revision for f in both] == [1, 2, 3]
    # Tuesday's ticket expired on Tuesday, though it was written down on Wednesday.
    assert [f.revision for f in first] == [1, 2]
    assert process.reader.facts(OFFICE, tuesday, wednesday, after=2) == both[2:]
