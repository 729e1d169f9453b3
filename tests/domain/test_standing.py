"""Everybody's place worked out together is the same as asked one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from queue_app.domain import discipline
from queue_app.domain.queue import Queue
from queue_app.domain.standing import Standing
from queue_app.domain.ticket import State, Ticket
from queue_app.views.board import drawn_now
from tests.support.builders import office

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OFFICE = office()
COUNTERS = sorted(OFFICE.counters)

minutes = st.integers(-60, 20)


@st.composite
def tickets(draw: st.DrawFn) -> list[Ticket]:
    """Some tickets in any state, with bindings, priorities, appointments and returns."""
    queue = Queue(OFFICE, epoch="standing")
    found = []
    for number in range(draw(st.integers(0, 12))):
        service = OFFICE.services[draw(st.sampled_from(sorted(OFFICE.services)))]
        at = NOW + timedelta(minutes=draw(minutes))
        due = draw(st.none() | minutes)
        found.append(
            replace(
                drawn_now(queue, service, NOW),
                id=f"t{number}",
                issued_revision=number + 1,
                queue_time=at,
                state=draw(st.sampled_from([State.WAITING, State.WAITING, State.CALLED])),
                priority=draw(st.sampled_from(sorted(OFFICE.priorities))),
                bound_to=draw(st.none() | st.sampled_from(COUNTERS)),
                not_before=None if due is None else NOW + timedelta(minutes=due),
                returned_revision=draw(st.sampled_from([0, 0, 100 + number])),
            )
        )
    return found


@given(tickets(), st.frozensets(st.sampled_from(COUNTERS)))
def test_standing_counts_like_ahead(found: list[Ticket], is_open: frozenset[str]) -> None:
    standing = Standing(found, OFFICE, is_open, NOW)
    for ticket in found:
        ahead = discipline.ahead(ticket, found, OFFICE, is_open, NOW)
        assert standing.ahead(ticket) == len(ahead)


@given(tickets(), st.frozensets(st.sampled_from(COUNTERS)))
def test_a_ticket_that_is_not_drawn_yet_has_a_place_too(
    found: list[Ticket], is_open: frozenset[str]
) -> None:
    standing = Standing(found, OFFICE, is_open, NOW)
    queue = Queue(OFFICE, epoch="standing", revision=999)
    for service in OFFICE.services.values():
        fresh = drawn_now(queue, service, NOW)
        ahead = discipline.ahead(fresh, found, OFFICE, is_open, NOW)
        assert standing.ahead(fresh) == len(ahead)
