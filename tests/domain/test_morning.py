"""The morning by hand, told to the rules: every answer, the order of calls, every figure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from queue_app.config import OfficeConfig
from queue_app.domain import discipline
from queue_app.domain import events as e
from queue_app.domain.errors import Refused
from queue_app.domain.queue import CounterState
from queue_app.domain.statistics import waiting_over_day
from queue_app.domain.ticket import Ticket
from queue_app.storage.offices import to_office
from tests.support import morning
from tests.support.builders import local
from tests.support.morning import Expected, Step
from tests.support.story import Citizen, Clerk, Story


class Telling:
    """Tells the requests of the morning to the rules, without a server in between."""

    def __init__(self) -> None:
        office = to_office(OfficeConfig.model_validate(morning.OFFICE))
        self.story = Story(office, day=morning.DAY)
        self.people: dict[str, Citizen] = {}

    def tell(self, step: Step) -> Ticket | None:
        """One request; raises what the rules refuse."""
        self.story.at(step.at)
        match step.path.split("/")[1:]:
            case ["offices", _, "tickets"]:
                return self._draw(step)
            case ["tickets", number, action]:
                return self._citizen(self.people[number.strip("{}")], action, step.body)
            case ["counters", counter, action]:
                return self._desk(self.story.clerk(counter), action, step.body)
        return None

    def _draw(self, step: Step) -> Ticket:
        asked: dict[str, Any] = dict(step.body)
        asked["also"] = tuple(asked.get("also", ()))
        if "booked_at" in asked:
            asked["booked_at"] = datetime.fromisoformat(asked["booked_at"])
        someone = self.story.citizen().draws(**asked, by_staff=step.who == morning.CLERK)
        self.people[someone.number] = someone
        return someone.ticket

    def _citizen(self, someone: Citizen, action: str, body: Mapping[str, Any]) -> Ticket:
        match action:
            case "postpone":
                return someone.postpones(body["minutes"])
            case "return":
                return someone.returns()
            case _:
                return someone.cancels()

    def _desk(self, clerk: Clerk, action: str, body: Mapping[str, Any]) -> Ticket | None:
        match action:
            case "call-next":
                return clerk.calls_next(body.get("current"))
            case "call":
                return clerk.calls(self.people[body["ticket"].strip("{}")])
            case "finish":
                return clerk.finishes(body.get("outcome"))
            case "transfer":
                return clerk.transfers(body["service"], auto_return=body["auto_return"])
            case "pause":
                clerk.pauses(body["reason"])
            case "open" | "close" | "undo":
                {"open": clerk.opens, "close": clerk.closes, "undo": clerk.undoes}[action]()
            case _:
                return {
                    "recall": clerk.recalls,
                    "start": clerk.starts,
                    "no-show": clerk.misses,
                    "put-back": clerk.puts_back,
                    "park": clerk.parks,
                }[action]()
        return None

    def eligible(self) -> tuple[str, ...]:
        """The numbers that are eligible, in office order."""
        story = self.story
        order = discipline.in_order(story.queue.waiting, story.office)
        return tuple(t.number for t in order if discipline.is_eligible(t, story.now))


def check(telling: Telling, step: Step) -> None:
    """Tell one step and compare all that it says about its answer."""
    if step.status == 409:
        with pytest.raises(Refused) as refusal:
            telling.tell(step)
        if "code" in step.answer:
            assert refusal.value.code == step.answer["code"]
    else:
        ticket = telling.tell(step)
        if step.status == 204:
            assert ticket is None
        for name, value in step.answer.items():
            assert getattr(ticket, name) == value, (step, name)
    for number, state in step.states.items():
        assert telling.people[number].state == state, (step, number)
    if step.queue is not None:
        assert telling.eligible() == step.queue, step


@pytest.fixture(scope="module")
def told() -> Story:
    telling = Telling()
    for step in morning.STEPS:
        check(telling, step)
    return telling.story


def at(clock: str) -> datetime:
    return local(clock, morning.DAY)


def test_the_calls_in_order(told: Story) -> None:
    numbers = {
        f.fact.ticket: f.fact.number for f in told.facts if isinstance(f.fact, e.TicketIssued)
    }
    calls = [
        (f.at, f.fact.counter, numbers[f.fact.ticket])
        for f in told.facts
        if isinstance(f.fact, e.TicketCalled)
    ]
    assert calls == [(at(clock), counter, number) for clock, counter, number in morning.CALLS]
    withdrawn = [(c.called_at, c.counter, c.number) for c in told.queue.calls if c.withdrawn]
    clock, counter, number = morning.WITHDRAWN
    assert withdrawn == [(at(clock), counter, number)]


def test_everything_is_closed_in_the_end(told: Story) -> None:
    assert told.queue.tickets == {}
    closed = {f.fact.counter: f.at for f in told.facts if isinstance(f.fact, e.CounterClosed)}
    assert closed == {"w1": at("11:40"), "w3": at("12:15"), "w2": at("12:20")}
    assert {desk.state for desk in told.queue.desks.values()} == {CounterState.CLOSED}


def test_every_leg(told: Story) -> None:
    found = [
        Expected(
            leg.number, leg.index, leg.service, leg.t0.astimezone(told.office.zone).strftime("%H:%M"),
            leg.end or "", leg.counter, leg.wait, leg.walking, leg.service_time, leg.handling,
            leg.delay,
        )
        for leg in told.legs()
    ]  # fmt: skip
    assert sorted(found, key=repr) == sorted(morning.LEGS, key=repr)


def compare(row: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    for name, value in expected.items():
        if isinstance(value, Mapping):
            assert row[name] == pytest.approx(value), (row["key"], name)
        else:
            assert row[name] == (value if value is None else pytest.approx(value)), name


def test_the_office_as_a_whole(told: Story) -> None:
    for by in ("service", "counter", "half_hour", "day", "weekday"):
        total = told.report(by).to_json()["total"]
        assert set(morning.TOTAL) == set(total) - {"key", "service_level_counts", "paper"}
        compare(total, morning.TOTAL)
        assert total["service_level_counts"] == morning.LEVEL_COUNTS


def test_service_by_service(told: Story) -> None:
    rows = told.report("service").to_json()["rows"]
    assert {row["key"] for row in rows} == set(morning.BY_SERVICE)
    for row in rows:
        compare(row, morning.BY_SERVICE[row["key"]])


def test_counter_by_counter_with_what_must_be_hidden(told: Story) -> None:
    rows = told.report("counter").to_json()["rows"]
    assert [row["key"] for row in rows] == list(morning.BY_COUNTER)
    for row in rows:
        compare(row, morning.BY_COUNTER[row["key"]])


def test_half_hour_by_half_hour(told: Story) -> None:
    rows = told.report("half_hour").rows
    assert {row.key: row.issued for row in rows if row.issued} == morning.ISSUED_BY_HALF_HOUR
    assert {row.key: row.turned_away for row in rows if row.turned_away} == {"11:30": 1}


def test_how_many_waited(told: Story) -> None:
    curve = dict(waiting_over_day(told.facts, 300, since=at("08:00"), until=at("12:20")))
    assert {clock: curve[at(clock)] for clock, _ in morning.WAITING} == dict(morning.WAITING)
    assert len(curve) == 4 * 12 + 5
