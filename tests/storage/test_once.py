"""Idempotency-Key: what was committed is answered again, what was refused is decided anew."""

from __future__ import annotations

from datetime import timedelta

import pytest

from queue_app.domain.errors import CounterClosed
from queue_app.storage.tidying import Tidying
from queue_app.use_cases import calling
from queue_app.use_cases.ports import KeyReused, Once
from tests.storage.conftest import Enter
from tests.storage.people import TUESDAY, Process

TAP = Once("kiosk POST /tickets", "key-1", "body")


def test_the_same_key_gets_the_same_answer_to_the_letter(process: Process) -> None:
    first = process.draw_answer("residence", once=TAP)
    process.clock.advance(minutes=5)
    assert process.draw_answer("residence", once=TAP) == first
    assert len(process.log()) == 1
    assert process.draw("residence")["number"] == "A002"


def test_another_process_remembers_too(process: Process, another_process: Enter) -> None:
    first = process.draw_answer("residence", once=TAP)
    assert another_process().draw_answer("residence", once=TAP) == first


@pytest.mark.parametrize(
    "other",
    [
        Once("kiosk POST /tickets", "key-2", "body"),
        Once("another kiosk POST /tickets", "key-1", "body"),
        Once("kiosk POST /elsewhere", "key-1", "body"),
    ],
)
def test_key_and_scope_tell_requests_apart(process: Process, other: Once) -> None:
    assert process.draw("residence", once=TAP)["number"] == "A001"
    assert process.draw("residence", once=other)["number"] == "A002"


def test_a_key_for_something_else_is_refused_and_changes_nothing(process: Process) -> None:
    process.draw("residence", once=TAP)
    with pytest.raises(KeyReused):
        process.draw("advice", once=Once(TAP.scope, TAP.key, "another body"))
    assert len(process.log()) == 1


def test_a_counted_refusal_is_remembered_and_counts_once(process: Process) -> None:
    process.clock.now = TUESDAY - timedelta(hours=2)
    first = process.draw_answer("residence", once=TAP)
    assert first.status == 409
    process.clock.now = TUESDAY
    assert process.draw_answer("residence", once=TAP) == first
    assert [type(fact.fact).__name__ for fact in process.log()] == ["TicketRefused"]


def test_any_other_refusal_is_decided_anew(process: Process) -> None:
    press = Once("desk POST /call-next", "key-1", "body")
    with pytest.raises(CounterClosed):
        process.next(once=press)
    assert process.remembered_answers() == 0
    process.open()
    process.draw()
    assert process.next(once=press)["number"] == "A001"
    assert process.next(once=press)["number"] == "A001"


def test_an_answer_without_a_body_is_remembered(process: Process) -> None:
    press = Once("desk POST /call-next", "key-1", "body")
    process.open()
    assert process.next(once=press) is None
    process.draw()
    assert process.next(once=press) is None
    assert process.next()["number"] == "A001"


def test_opening_twice_with_keys_is_remembered_though_nothing_changed(process: Process) -> None:
    for key in ("key-1", "key-2"):
        process.at("counter-1", calling.open_counter, once=Once("desk", key, "body"))
    assert process.remembered_answers() == 2
    assert len(process.log()) == 1


def test_answers_are_kept_for_a_day(process: Process) -> None:
    tidying = Tidying(process.database, audit_days=90)
    first = process.draw_answer("residence", once=TAP)
    tidying.tidy(TUESDAY + timedelta(hours=23, minutes=59))
    assert process.draw_answer("residence", once=TAP) == first
    tidying.tidy(TUESDAY + timedelta(hours=24, minutes=1))
    assert process.draw("residence", once=TAP)["number"] == "A002"
