"""The morning by hand, told to a real server: double taps, a power cut in the middle, every figure."""

from __future__ import annotations

import itertools
import re
import threading
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import requests

from tests.support import morning
from tests.support.morning import CITIZEN, CLERK, CLOCK, KIOSK, STEPS, Step
from tests.support.server import Api, Make, Office, Server, wait_until

POWER_CUT_BEFORE = "08:22:10"
ZONE = ZoneInfo(morning.ZONE)


def at(clock: str) -> datetime:
    """An instant of the morning."""
    wall = clock if clock.count(":") == 2 else f"{clock}:00"
    return datetime.fromisoformat(f"{morning.DAY.isoformat()}T{wall}").replace(tzinfo=ZONE)


def the_office(office: Office) -> None:
    """The morning's office in the place of the example."""
    office.clear()
    office.update(morning.OFFICE)


class Telling:
    """Sends the morning's requests, each with a key of its own, some of them twice."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.office = "morning"
        self.tickets: dict[str, Any] = {}
        self.keys = (f"press-{number}" for number in itertools.count())
        tokens = {role: server.token(role, self.office) for role in (KIOSK, CLERK, "manager")}
        self.api = {role: Api(server, token) for role, token in tokens.items()}
        self.api[CITIZEN] = Api(server)

    def tell(self, step: Step) -> requests.Response | None:
        assert self.server.clock is not None
        self.server.clock.set(at(step.at))
        if step.who == CLOCK:
            return None
        path = re.sub(
            r"^/tickets/\{(\w+)\}", lambda m: f"/tickets/{self._of(m[1])['token']}", step.path
        )
        body = {
            name: self._of(value.strip("{}"))["id"] if name == "ticket" else value
            for name, value in step.body.items()
        }
        key = next(self.keys)
        answer = self.api[step.who].post(path, body, key=key)
        if step.path == morning.ISSUE:
            again = self.api[step.who].post(path, body, key=key)
            assert (again.status_code, again.text) == (answer.status_code, answer.text)
        if answer.status_code == 201:
            self.tickets[answer.json()["number"]] = answer.json()
        return answer

    def _of(self, number: str) -> Any:
        return self.tickets[number]

    def queue(self) -> Any:
        return self.api[CLERK].get(f"/offices/{self.office}/queue").json()

    def state(self, number: str) -> str:
        answer = self.api[CITIZEN].get(f"/tickets/{self._of(number)['token']}")
        return str(answer.json()["state"])

    def statistics(self, by: str) -> Any:
        day = morning.DAY.isoformat()
        path = f"/offices/{self.office}/statistics?from={day}&to={day}&by={by}"
        return self.api["manager"].get(path).json()


def test_the_whole_morning(make_server: Make) -> None:
    """Every answer, the order of every call, and every figure, as worked out on paper."""
    server = make_server(now=at("07:55"), change=the_office)
    telling = Telling(server)
    for step in STEPS:
        if step.at == POWER_CUT_BEFORE:
            server.kill()
            server.start()
        answer = telling.tell(step)
        _check_answer(step, answer)
        wait_until(partial(_stands, telling, step), what=f"{step}")
    wait_until(lambda: _all_closed(telling), what="the counters' closing")
    assert _calls(telling) == list(morning.CALLS)
    _check_rows([telling.statistics("service")["total"]], {"total": morning.TOTAL})
    _check_rows(telling.statistics("service")["rows"], morning.BY_SERVICE)
    _check_rows(telling.statistics("counter")["rows"], morning.BY_COUNTER)
    issued = {row["key"]: row["issued"] for row in telling.statistics("half_hour")["rows"]}
    assert {key: count for key, count in issued.items() if count} == morning.ISSUED_BY_HALF_HOUR
    waiting = telling.api["manager"].get("/offices/morning/now").json()["series"]
    seen = {point["at"]: point["waiting"] for point in waiting}
    for clock, count in morning.WAITING:
        assert seen[_utc(clock)] == count, clock


def test_three_counters_press_at_the_same_instant(make_server: Make) -> None:
    """Three keys at once, ten times over: thirty different numbers, each at one counter."""
    server = make_server(now=at("08:00"), change=the_office)
    telling = Telling(server)
    clerk, kiosk = telling.api[CLERK], telling.api[KIOSK]
    counters = ("w1", "w2", "w3")
    for counter in counters:
        clerk.at(counter, "open")
    for _ in range(30):
        kiosk.draw("id-card", office="morning")
    called: list[str] = []

    def press(counter: str, together: threading.Barrier, api: Api) -> None:
        together.wait()
        called.append(api.at(counter, "call-next")["number"])

    for _ in range(10):
        together = threading.Barrier(len(counters))
        apis = [Api(server, server.token(CLERK, "morning")) for _ in counters]
        threads = [
            threading.Thread(target=press, args=(counter, together, api))
            for counter, api in zip(counters, apis, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(called) == [f"A{number:03d}" for number in range(1, 31)]


def _check_answer(step: Step, answer: requests.Response | None) -> None:
    if answer is None:
        return
    assert answer.status_code == step.status, f"{step}: {answer.text}"
    if not step.answer:
        return
    value = answer.json()
    for name, wanted in step.answer.items():
        found = value[name]
        if isinstance(found, dict):
            found = found["id"]
        assert found == wanted, f"{step}: {name} is {found}"


def _stands(telling: Telling, step: Step) -> bool:
    """Whether the queue and the tickets are as the step says (timed work may take a moment)."""
    return (step.queue is None or _eligible(telling) == step.queue) and all(
        telling.state(number) == state for number, state in step.states.items()
    )


def _all_closed(telling: Telling) -> bool:
    return all(counter["state"] == "closed" for counter in telling.queue()["counters"])


def _eligible(telling: Telling) -> tuple[str, ...]:
    waiting = telling.queue()["waiting"]
    return tuple(ticket["number"] for ticket in waiting if ticket["position"] is not None)


def _calls(telling: Telling) -> list[tuple[str, str, str]]:
    token = telling.server.token("display", telling.office)
    board = Api(telling.server, token).get("/offices/morning/board").json()
    withdrawn = [call for call in board["calls"] if call["withdrawn"]]
    assert [_call(call) for call in withdrawn] == [morning.WITHDRAWN]
    return [_call(call) for call in reversed(board["calls"])]


def _call(call: Any) -> tuple[str, str, str]:
    local = datetime.fromisoformat(call["called_at"]).astimezone(ZONE)
    clock = local.strftime("%H:%M:%S").removesuffix(":00")
    return clock, call["counter"]["id"], call["number"]


def _check_rows(rows: list[Any], wanted: dict[str, Any]) -> None:
    found = {row["key"]: row for row in rows}
    for key, figures in wanted.items():
        for name, figure in figures.items():
            assert found[key][name] == _about(figure), f"{key}.{name}"


def _about(figure: Any) -> Any:
    if isinstance(figure, dict):
        return {name: _about(inner) for name, inner in figure.items()}
    return pytest.approx(figure) if isinstance(figure, int | float) else figure


def _utc(clock: str) -> str:
    return at(clock).astimezone(ZoneInfo("UTC")).isoformat().replace("+00:00", "Z")
