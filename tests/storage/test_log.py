"""The fact log: gapless, unchanged by the way through the database, and without people in it."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from queue_app.domain import events as e
from queue_app.domain.errors import NotAllowed
from queue_app.storage import event_log
from queue_app.storage.accounts import Accounts
from queue_app.storage.tables import audit, desks, facts
from queue_app.use_cases import calling, issuing, visiting
from queue_app.use_cases.ports import Actor
from tests.storage.conftest import Enter
from tests.storage.people import OFFICE, PROGRAM, TUESDAY, Process

INSTANTS = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds
    max_value=datetime(2040, 1, 1),  # noqa: DTZ001 - likewise
    timezones=st.sampled_from([UTC]),
)
# Ids fit their columns; texts of people may hold anything.
IDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=32)
VALUES: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(st.characters(exclude_categories=["Cs"])),
    int: st.integers(min_value=0, max_value=2**53),
    bool: st.booleans(),
    datetime: INSTANTS,
    tuple[str, ...]: st.lists(IDS, max_size=3).map(tuple),
    tuple[int, ...]: st.lists(st.integers(1, 2**53), max_size=3).map(tuple),
}


def values_of(annotation: Any) -> st.SearchStrategy[Any]:
    """What may stand in a field of a fact."""
    if isinstance(annotation, types.UnionType):
        parts = [part for part in typing.get_args(annotation) if part is not type(None)]
        return st.one_of(st.none(), *(VALUES[part] for part in parts))
    return VALUES[annotation]


def recorded_fact(kind: type[e.Fact]) -> st.SearchStrategy[e.Recorded]:
    """Any fact of a kind, about a ticket that is known; its revision says nothing yet."""
    hints = typing.get_type_hints(kind)
    places: dict[str, st.SearchStrategy[Any]] = {"ticket": st.just("known"), "counter": IDS}
    arguments = {}
    for field in fields(kind):
        hint = hints[field.name]
        place = places.get(field.name)
        optional = st.none() if isinstance(hint, types.UnionType) else st.nothing()
        arguments[field.name] = values_of(hint) if place is None else place | optional
    fact = st.builds(kind, **arguments)
    return st.builds(e.Recorded, st.just(0), INSTANTS, st.integers(1, 10**9), fact, st.booleans())


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.tuples(*map(recorded_fact, e.FACTS.values())))
def test_every_kind_of_fact_survives_the_log_unchanged(
    process: Process, new_office: Callable[[], str], drawn: tuple[e.Recorded, ...]
) -> None:
    office = new_office()
    process.draw(f"{office}-card", office=office)
    queue = process.queue(office).copy()
    (queue.tickets["known"],) = queue.tickets.values()
    written = [replace(recorded, revision=n) for n, recorded in enumerate(drawn, start=2)]
    with process.database.writing() as connection:
        event_log.append(connection, queue, written)
    assert process.log(office)[1:] == written


def test_a_fact_of_an_earlier_release_lacks_what_came_later(process: Process) -> None:
    """Fields with a default may be added: facts on disk stay readable."""
    queue = process.queue()
    told = e.Recorded(1, TUESDAY, 1, e.IssuingChanged(open=True, service=None))
    row = event_log.to_row(queue, told) | {"data": '{"open": true}'}
    with process.database.writing() as connection:
        connection.execute(insert(facts), row)
    assert process.log() == [told]


def test_a_fact_of_an_earlier_release_may_say_more(process: Process) -> None:
    """Fields may go: what stands on disk is not read any more."""
    told = e.Recorded(1, TUESDAY, 1, e.CounterPaused("counter-1"))
    row = event_log.to_row(process.queue(), told) | {"data": '{"reason": "lunch with Clara"}'}
    with process.database.writing() as connection:
        connection.execute(insert(facts), row)
    assert process.log() == [told]


def test_what_somebody_typed_stands_beside_the_facts(
    process: Process, another_process: Enter
) -> None:
    process.open()
    process.draw()
    process.next()
    process.at("counter-1", calling.pause_counter, reason="to see Dr Musterschmidt")
    process.at("counter-1", calling.finish)
    issuing.set_issuing(
        process.deps, OFFICE, PROGRAM, lambda *_: (200, None),
        is_open=False, service="advice", reason="Musterschmidt is ill",
    )  # fmt: skip
    for queue in (process.queue(), process.cold_queue(), another_process().queue()):
        assert queue.desk("counter-1").reason == "to see Dr Musterschmidt"
        assert queue.stopped["advice"].reason == "Musterschmidt is ill"
    with process.database.reading() as connection:
        assert "Musterschmidt" not in str(connection.execute(select(facts.c.data)).all())
    process.open()
    with process.database.reading() as connection:
        assert connection.execute(select(desks.c.reason)).scalars().all() == [None]


def test_revisions_are_gapless_and_a_refusal_leaves_none(process: Process) -> None:
    process.open()
    anna = process.draw()["id"]
    with pytest.raises(NotAllowed):
        process.visit(visiting.come_back, anna, by_staff=True)
    process.next()
    process.at("counter-1", calling.start)
    process.next()
    log = process.log()
    assert [f.revision for f in log] == list(range(1, len(log) + 1))
    assert [type(f.fact).__name__ for f in log] == [
        "CounterOpened", "TicketIssued", "TicketCalled", "ServiceStarted", "ServiceFinished",
    ]  # fmt: skip
    assert process.reader.queue(OFFICE).revision == len(log)


def test_two_offices_count_their_revisions_apart(
    process: Process, new_office: Callable[[], str]
) -> None:
    one, other = new_office(), new_office()
    for office in (one, other, one, one):
        process.draw(f"{office}-card", office=office)
    assert [f.revision for f in process.log(one)] == [1, 2, 3]
    assert [f.revision for f in process.log(other)] == [1]


def test_facts_of_a_press_share_its_first_revision(process: Process) -> None:
    process.open()
    process.draw()
    process.draw()
    process.next()
    process.clock.advance(minutes=3)
    process.next()
    log = process.log()
    actions: dict[int, list[str]] = {}
    for fact in log:
        actions.setdefault(fact.action, []).append(type(fact.fact).__name__)
    assert actions == {
        1: ["CounterOpened"],
        2: ["TicketIssued"],
        3: ["TicketIssued"],
        4: ["TicketCalled"],
        # The second gong was due in between: the clock's press, not the clerk's.
        5: ["TicketRecalled"],
        6: ["ServiceStarted", "ServiceFinished", "TicketCalled"],
    }
    assert all(before.revision < after.revision for before, after in pairwise(log))


def test_who_pressed_stands_in_the_audit_alone(process: Process) -> None:
    accounts = Accounts(process.database, process.clock)
    user = accounts.add_user("Bruno Musterschmidt", "correct horse", "clerk", OFFICE)
    bruno = Actor(user.name, "clerk", f"user:{user.id}", user.id)
    process.open(actor=bruno)
    process.draw()
    process.next(actor=bruno)
    process.at("counter-1", calling.start, actor=bruno)
    process.at("counter-1", calling.park, actor=bruno, note="fetches Musterschmidt's form")
    assert process.audit() == [
        (1, "Bruno Musterschmidt", "open"),
        (2, "kiosk at the door", "issue"),
        (3, "Bruno Musterschmidt", "call_next"),
        (4, "Bruno Musterschmidt", "start"),
        (5, "Bruno Musterschmidt", "park"),
    ]
    with process.database.reading() as connection:
        rows = [dict(row) for row in connection.execute(select(facts)).mappings()]
    for told in ("Musterschmidt", user.id, "kiosk at the door", "credential"):
        assert told not in str(rows)


def test_the_clock_is_noted_as_the_system(process: Process) -> None:
    process.open()
    process.draw()
    process.next()
    process.clock.advance(minutes=2)
    assert process.settle()
    assert not process.settle()
    assert process.audit()[-1] == (4, "system", "sweep")
    gong = process.log()[-1]
    assert gong.fact == e.TicketRecalled(process.log()[1].fact.ticket, "counter-1", automatic=True)  # type: ignore[attr-defined]  # a ticket's fact
    assert gong.at == TUESDAY + timedelta(seconds=45)


def test_the_day_of_a_fact_is_its_tickets_business_day(process: Process) -> None:
    process.open()
    process.draw()
    process.next()
    process.at("counter-1", calling.start)
    process.clock.advance(days=1)
    process.settle()  # the visit that nobody finished ends with its day
    with process.database.reading() as connection:
        query = select(facts.c.kind, facts.c.day).order_by(facts.c.revision)
        days = {kind: str(day) for kind, day in connection.execute(query)}
    assert days["ServiceFinished"] == "2026-11-24"
    assert process.log()[-1].at > TUESDAY + timedelta(hours=12)


def test_a_naive_instant_is_refused(process: Process) -> None:
    naive = TUESDAY.replace(tzinfo=None)
    row = {"office": OFFICE, "revision": 1, "at": naive, "actor": "x", "role": "x", "action": "x"}
    with (
        pytest.raises(Exception, match="naive instant"),
        process.database.writing() as connection,
    ):
        connection.execute(insert(audit), row)
    process.clock.now = naive
    with pytest.raises(Exception, match="naive"):
        process.draw()
    process.clock.now = TUESDAY
    assert process.draw()["number"] == "A001"


def test_an_instant_comes_back_in_utc_to_the_microsecond(process: Process) -> None:
    berlin = process.queue().office.zone
    at = TUESDAY.replace(microsecond=123456).astimezone(berlin)
    process.clock.now = at
    process.draw()
    (issued,) = process.log()
    assert issued.at == at
    assert issued.at.utcoffset() == timedelta(0)


def test_what_the_clock_did_before_a_press_is_the_systems(process: Process) -> None:
    process.open()
    process.draw()
    process.next()
    process.clock.advance(minutes=2)  # no sweep comes before the next press
    process.draw()
    assert [type(f.fact).__name__ for f in process.log()[3:]] == ["TicketRecalled", "TicketIssued"]
    assert process.audit()[3:] == [(4, "system", "sweep"), (5, "kiosk at the door", "issue")]
