"""Afterwards: was every answer true, and is what every display shows the truth?"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

import requests

from benchmarks.city.ears import Ear
from benchmarks.city.load import Load, Press
from benchmarks.city.town import name_of
from queue_app.domain import events as e
from queue_app.storage import event_log
from queue_app.storage.database import Database
from queue_app.storage.log_check import check_log

PATIENCE_SECONDS = 10


def of_answers(
    load: Load, tickets: Sequence[Press], calls: Sequence[Press]
) -> list[tuple[str, int]]:
    """What the log says about the answers that were given."""
    database = Database(load.house.server.database_url)
    lost = doubled = facts = 0
    try:
        found = check_log(database)
        for number in range(load.offices):
            with database.reading() as connection:
                log = event_log.read(connection, event_log.of_office(name_of(number)))
            facts += len(log)
            issued = {f.fact.ticket for f in log if isinstance(f.fact, e.TicketIssued)}
            called = [f.fact.ticket for f in log if isinstance(f.fact, e.TicketCalled)]
            mine = [one for one in tickets if one.office == number and one.status == 201]
            lost += sum(one.answer["id"] not in issued for one in mine)
            told = [one.answer["id"] for one in calls if one.office == number and one.status == 200]
            lost += sum(ticket not in called for ticket in told)
            doubled += sum(count - 1 for count in Counter(called).values())
            doubled += sum(count - 1 for count in Counter(told).values())
    finally:
        database.close()
    return [
        ("facts in the logs", facts),
        ("of them that cannot be true", sum(len(one.wrong) for one in found)),
        ("acknowledged presses that are lost", lost),
        ("calls given twice", doubled),
    ]


def of_displays(load: Load, displays: dict[int, list[Ear]]) -> list[tuple[str, int]]:
    """How many displays show something else than the board is."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    wrong = _wrong(load, displays)
    while wrong and time.monotonic() < deadline:
        time.sleep(0.5)
        wrong = _wrong(load, displays)
    return [
        ("displays", sum(map(len, displays.values()))),
        ("of them whose last view is not the truth", wrong),
    ]


def _wrong(load: Load, displays: dict[int, list[Ear]]) -> int:
    wrong = 0
    for number, ears in displays.items():
        url = f"{load.house.server.url}/api/v1/offices/{name_of(number)}/board"
        headers = {"Authorization": f"Bearer {load.displays[number]}"}
        calls = requests.get(url, headers=headers, timeout=30).json()["calls"]
        wrong += sum(ear.shown["calls"] != calls for ear in ears)
    return wrong
