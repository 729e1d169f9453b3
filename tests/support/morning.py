"""A morning by hand, as data: an office, its presses one by one, and every figure they must make.

Everything here was worked out on paper before any program ran. The presses are written as
requests of the public interface, so that the same morning can be told to the rules directly and to
a server whose clock is set to `at` before each request. In paths and bodies `{A001}` stands for
the ticket of that number: its token after /tickets/, its id elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

DAY = date(2026, 11, 23)
"""A Monday in winter time."""

ZONE = "Europe/Berlin"

OFFICE: dict[str, Any] = {
    "id": "morning",
    "name": "Bürgeramt am Morgen",
    "timezone": ZONE,
    "outcomes": ["done"],
    "opening_hours": {"mon": ["08:00-12:00"]},
    "ticket_hours": {"mon": ["08:00-11:30"]},
    "rules": {"capacity_guard": "off"},
    "priorities": [
        {"id": "normal", "credit_minutes": 0, "self_service": True},
        {"id": "priority", "credit_minutes": 15, "self_service": True},
    ],
    "services": [
        {"id": "id-card", "prefix": "A", "name": {"en": "ID card"}, "expected_minutes": 10},
        {"id": "registration", "prefix": "B", "name": {"en": "Moving"}, "expected_minutes": 8},
        {"id": "parking", "prefix": "P", "name": {"en": "Parking"}, "expected_minutes": 6},
    ],
    "counters": [
        {"id": "w1", "label": {"en": "Window 1"}, "services": {"id-card": 0, "registration": 0}},
        {"id": "w2", "label": {"en": "Window 2"}, "services": {"id-card": 0, "registration": 5}},
        {"id": "w3", "label": {"en": "Window 3"}, "services": {"parking": 0, "id-card": 10}},
    ],
}
"""The office in the format of config.toml."""

KIOSK, CLERK, CITIZEN, CLOCK = "kiosk", "clerk", "citizen", "clock"
"""Who sends a request; the clock sends none, it only moves on."""

ISSUE = "/offices/morning/tickets"


@dataclass(frozen=True)
class Step:
    """One press: when, who, what, and what it must answer.

    `answer` are some fields of the answer (of a ticket, or `code` of a refusal; `counter` and
    `service` by id). `queue` are the numbers that are eligible afterwards, in office order, and
    `states` of some tickets; both are left out where nothing about them is remarkable.
    """

    at: str
    who: str
    path: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    answer: Mapping[str, Any] = field(default_factory=dict)
    queue: tuple[str, ...] | None = None
    states: Mapping[str, str] = field(default_factory=dict)
    why: str = ""


def desk(
    at: str, counter: str, action: str, number: str = "", state: str = "", **more: Any
) -> Step:
    """A clerk presses a button; the answer is the ticket, in that state."""
    answer = {"number": number, "state": state} if number else {}
    return Step(at, CLERK, f"/counters/{counter}/{action}", answer=answer, **more)


def draw(at: str, number: str, service: str, who: str = KIOSK, **more: Any) -> Step:
    """A ticket is drawn and gets this number."""
    body = {"service": service, **more.pop("body", {})}
    answer = {"number": number, "state": "waiting", "service": service}
    return Step(at, who, ISSUE, body, 201, answer, **more)


def called(at: str, counter: str, number: str, why: str, **more: Any) -> Step:
    """Next calls this number, for this reason."""
    answer = {"number": number, "state": "called", "counter": counter}
    path = f"/counters/{counter}/call-next"
    return Step(at, CLERK, path, answer=answer, why=why, **more)


STEPS: tuple[Step, ...] = (
    desk("08:00", "w1", "open"),
    desk("08:00", "w2", "open"),
    draw("08:01", "A001", "id-card"),
    draw("08:02", "B001", "registration", body={"also": ["id-card"]}),
    draw("08:03", "A002", "id-card", body={"persons": 2}),
    called("08:04", "w1", "A001", "A001 08:01, B001 08:02, A002 08:03"),
    desk("08:04:30", "w1", "start", "A001", "serving"),
    called("08:05", "w2", "A002", "A002 08:03, B001 08:02 + 5 reluctance = 08:07"),
    desk("08:05:20", "w2", "start", "A002", "serving"),
    draw(
        "08:06", "A003", "id-card", CLERK, body={"booked_at": "2026-11-23T08:30:00+01:00"},
        queue=("B001",), why="an appointment, 24 min early: not before 08:25",
    ),
    draw("08:07", "P001", "parking", body={"priority": "priority"}),
    draw(
        "08:08", "A004", "id-card",
        queue=("P001", "B001", "A004"), why="P001 08:07 - 15 = 07:52, B001 08:02, A004 08:08",
    ),
    desk("08:10", "w3", "open"),
    called("08:10", "w3", "P001", "P001 07:52, A004 08:08 + 10 = 08:18"),
    desk("08:10:40", "w3", "no-show", "P001", "no_show"),
    called("08:11", "w3", "A004", "the only one left that window 3 can serve"),
    desk("08:11:30", "w3", "put-back", "A004", "waiting"),
    desk("08:12", "w1", "park", "A001", "parked"),
    called("08:12:10", "w1", "B001", "B001 08:02, A004 08:08; A003 is not due"),
    desk("08:12:50", "w1", "start", "B001", "serving"),
    Step(
        "08:14", CITIZEN, "/tickets/{P001}/return", answer={"state": "waiting"},
        queue=("A004", "P001"),
        why="level with the only rival, A004 08:08; with 15 min credit queue time 08:23; loses",
    ),
    called("08:15", "w3", "P001", "A004 is passed over once, whoever is first"),
    desk("08:15:25", "w3", "start", "P001", "serving"),
    desk("08:16", "w2", "finish", "A002", "finished", body={"outcome": "done"}),
    called("08:16:30", "w2", "A004", "at window 2 nobody put it back"),
    desk("08:17:30", "w2", "start", "A004", "serving", why="gonged by itself at 08:17:15"),
    draw("08:18", "A005", "id-card"),
    Step(
        "08:19", CITIZEN, "/tickets/{A005}/postpone", {"minutes": 10},
        answer={"state": "waiting"}, queue=(), why="not before 08:29, queue time 08:28",
    ),
    desk(
        "08:20", "w1", "transfer", "B001", "waiting",
        body={"service": "parking", "auto_return": True}, queue=("B001",),
    ),
    desk("08:20:30", "w1", "call", "A001", "called", body={"ticket": "{A001}"}),
    desk("08:21", "w1", "start", "A001", "serving"),
    desk("08:22", "w3", "finish", "P001", "finished"),
    called("08:22:10", "w3", "B001", "its second leg, arrival 08:02 kept"),
    desk("08:23", "w3", "start", "B001", "serving"),
    desk("08:24", "w1", "finish", "A001", "finished"),
    draw(
        "08:25", "A006", "id-card", CLERK, body={"booked_at": "2026-11-23T08:10:00+01:00"},
        queue=("A003", "A006"),
        why="15 min late: a walk-in of 08:25; A003 is due now, 08:30 - 30 = 08:00",
    ),
    called("08:25", "w1", "A003", "A003 08:00, A006 08:25"),
    desk("08:25:30", "w1", "undo", states={"A003": "waiting"}, queue=("A003", "A006")),
    called("08:26", "w1", "A003", "as before"),
    desk("08:26:15", "w1", "start", "A003", "serving"),
    desk(
        "08:27", "w3", "finish", "B001", "waiting", queue=("B001", "A006"),
        why="comes back for its third leg, registration, bound to window 1",
    ),
    desk("08:28", "w2", "finish", "A004", "finished"),
    called("08:28:30", "w2", "A006", "B001 08:02 is bound to window 1; A005 only from 08:29"),
    called(
        "08:33", "w2", "A005", "its queue time is 08:28", body={"current": "served"},
        states={"A006": "finished"},
    ),
    Step("08:33:20", CITIZEN, "/tickets/{A005}/cancel", answer={"state": "cancelled"}),
    desk("08:34", "w1", "finish", "A003", "finished"),
    called("08:34:20", "w1", "B001", "bound, and nobody else waits"),
    desk("08:35", "w1", "start", "B001", "serving"),
    desk("08:37", "w1", "pause", body={"reason": "coffee"}),
    desk("08:38", "w1", "finish", "B001", "serving", why="the fourth leg, ID card, begins at once"),
    desk("08:41", "w1", "call-next", status=204, states={"B001": "finished"}, why="the break"),
    desk("08:42", "w1", "call-next", status=409, why="on a break"),
    desk("08:45", "w1", "open"),
    draw("11:20", "A007", "id-card"),
    draw("11:25", "P002", "parking"),
    draw("11:29", "A008", "id-card", queue=("A007", "P002", "A008")),
    Step(
        "11:31", KIOSK, ISSUE, {"service": "id-card"}, 409, {"code": "closed"},
        why="turned away: tickets until 11:30",
    ),
    desk("11:40", "w1", "close"),
    called("11:50", "w2", "A007", "A007 11:20, A008 11:29"),
    desk("11:51", "w2", "start", "A007", "serving"),
    called("12:10", "w3", "P002", "within the grace; P002 11:25, A008 11:29 + 10 = 11:39"),
    Step(
        "12:16", CLOCK, states={"P002": "expired", "A008": "expired", "A007": "serving"},
        queue=(), why="12:00 + 15 min grace: the end of calling",
    ),
    desk("12:20", "w2", "finish", "A007", "finished"),
    Step("12:30", CLOCK, queue=(), why="window 3 closed at 12:15, window 2 with its ticket at 12:20"),
)  # fmt: skip

CALLS: tuple[tuple[str, str, str], ...] = (
    ("08:04", "w1", "A001"), ("08:05", "w2", "A002"), ("08:10", "w3", "P001"),
    ("08:11", "w3", "A004"), ("08:12:10", "w1", "B001"), ("08:15", "w3", "P001"),
    ("08:16:30", "w2", "A004"), ("08:20:30", "w1", "A001"), ("08:22:10", "w3", "B001"),
    ("08:25", "w1", "A003"), ("08:26", "w1", "A003"), ("08:28:30", "w2", "A006"),
    ("08:33", "w2", "A005"), ("08:34:20", "w1", "B001"), ("11:50", "w2", "A007"),
    ("12:10", "w3", "P002"),
)  # fmt: skip
"""All calls in order: when, where, whom. The one of 08:25 was taken back."""

WITHDRAWN = ("08:25", "w1", "A003")


@dataclass(frozen=True)
class Expected:
    """A leg as it must come out, in seconds. `end` is how it ended."""

    number: str
    index: int
    service: str
    t0: str
    end: str
    counter: str | None
    wait: float | None = None
    walking: float | None = None
    service_time: float | None = None
    handling: float | None = None
    delay: float | None = None


# fmt: off
LEGS: tuple[Expected, ...] = (
    # wait 08:04 - 08:01; service 08:04:30-08:12 and 08:21-08:24 = 450 + 180
    Expected("A001", 1, "id-card", "08:01", "finished", "w1", 180, 30, 630, 660),
    # wait 08:12:10 - 08:02; service 08:12:50-08:20
    Expected("B001", 1, "registration", "08:02", "transferred", "w1", 610, 40, 430, 470),
    # wait 08:05 - 08:03; service 08:05:20-08:16
    Expected("A002", 1, "id-card", "08:03", "finished", "w2", 120, 20, 640, 660),
    # wait 08:26 - 08:06, the call of 08:25 being undone; 08:26 is before the booked 08:30
    Expected("A003", 1, "id-card", "08:06", "finished", "w1", 1200, 15, 465, 480, 0),
    # first call 08:10; walking from the call of 08:15; service 08:15:25-08:22
    Expected("P001", 1, "parking", "08:07", "finished", "w3", 180, 25, 395, 420),
    # first call 08:11 at window 3; started at window 2, 60 s after the call of 08:16:30
    Expected("A004", 1, "id-card", "08:08", "finished", "w2", 180, 60, 630, 690),
    # 08:33 - 08:18 = 15 min, less min(10, 14) postponed; left when called
    Expected("A005", 1, "id-card", "08:18", "cancelled", "w2", 300),
    # 08:22:10 - 08:20; service 08:23-08:27
    Expected("B001", 2, "parking", "08:20", "finished", "w3", 130, 50, 240, 290),
    # 08:28:30 - 08:25, which is its delay too; start implied at the call; until 08:33
    Expected("A006", 1, "id-card", "08:25", "finished", "w2", 210, 0, 270, 270, 210),
    # 08:34:20 - 08:27; service 08:35-08:38
    Expected("B001", 3, "registration", "08:27", "finished", "w1", 440, 40, 180, 220),
    # at once; 08:38-08:41
    Expected("B001", 4, "id-card", "08:38", "finished", "w1", None, None, 180, 180),
    # 11:50 - 11:20; service 11:51-12:20
    Expected("A007", 1, "id-card", "11:20", "finished", "w2", 1800, 60, 1740, 1800),
    # 12:10 - 11:25; missed when calling ended
    Expected("P002", 1, "parking", "11:25", "expired", "w3", 2700),
    # never called; it had waited 11:29-12:15 = 2760 s
    Expected("A008", 1, "id-card", "11:29", "expired", None),
)
# fmt: on

NOTHING = {"count": 0, "mean": None, "median": None, "p90": None, "max": None}


def figures(count: int, total: float, median: float, p90: float, top: float) -> dict[str, Any]:
    """A summary, its mean worked out from the sum."""
    return {"count": count, "mean": total / count, "median": median, "p90": p90, "max": top}


OPEN_SECONDS = 13200 + 15600 + 14700
"""w1 08:00-11:40, w2 08:00-12:20, w3 08:10-12:15: 43 500 s."""

BUSY_W1 = 480 + 470 + 210 + 480 + 220 + 180
"""A001 08:04-08:12, B001 08:12:10-08:20, A001 08:20:30-08:24, A003 08:26-08:34 (not the half
minute that was undone), B001 08:34:20-08:38 and 08:38-08:41: 2 040 s."""

BUSY_W2 = 660 + 690 + 270 + 20 + 1800
"""A002 08:05-08:16, A004 08:16:30-08:28, A006 08:28:30-08:33, A005 for 20 s, A007 11:50-12:20:
3 440 s."""

BUSY_W3 = 40 + 30 + 420 + 290 + 300
"""P001 for 40 s, A004 for 30 s, P001 08:15-08:22, B001 08:22:10-08:27, P002 12:10-12:15: 1 080 s."""

HOURS = 260 / 60
"""A counter was open from 08:00 to 12:20."""

TOTAL: dict[str, Any] = {
    # Fourteen legs: one began at once, one was never called.
    "issued": 14, "called": 12, "served": 11, "unserved": 1,
    "no_show_rate": 1 / 12, "abandonment": 1 / 14, "turned_away": 1,
    # Finished: all served ones but the transferred first leg of B001.
    "throughput": 10 / HOURS,
    "occupancy": (BUSY_W1 + BUSY_W2 + BUSY_W3) / OPEN_SECONDS,
    # 120 130 180 180 180 210 | 300 440 610 1200 1800 2700: sum 8050, rank 11 of 12
    "wait": figures(12, 8050, 255, 1800, 2700),
    # 0 15 20 25 30 | 40 40 50 60 60: sum 340, rank 9 of 10
    "walking": figures(10, 340, 35, 60, 60),
    # 180 180 240 270 395 430 465 630 630 640 1740: sum 5800, rank 10 of 11
    "service": figures(11, 5800, 430, 640, 1740),
    # 180 220 270 290 420 470 480 660 660 690 1800: sum 5800 + 340
    "handling": figures(11, 6140, 470, 690, 1800),
    # 0 210
    "delay": figures(2, 210, 105, 210, 210),
    # Within 15 min all but 1200, 1800, 2700; A008 waited longer than either in vain.
    "service_level": {"900": 9 / 13, "1800": 11 / 13},
}  # fmt: skip

LEVEL_COUNTS = {"900": {"within": 9, "of": 13}, "1800": {"within": 11, "of": 13}}
"""The same levels as whole numbers: twelve called, and A008 in vain."""

BY_SERVICE: dict[str, dict[str, Any]] = {
    "id-card": {
        "issued": 9, "called": 7, "served": 7, "unserved": 1,
        "no_show_rate": 0, "abandonment": 1 / 9, "turned_away": 1,
        "throughput": 7 / HOURS,
        # 690 (A001) 660 480 720 (A004) 20 270 180 1800
        "occupancy": 4820 / OPEN_SECONDS,
        # 120 180 180 210 300 1200 1800
        "wait": figures(7, 3990, 210, 1800, 1800),
        "service_level": {"900": 5 / 8, "1800": 7 / 8},
        "delay": figures(2, 210, 105, 210, 210),
    },
    "registration": {
        "issued": 2, "called": 2, "served": 2, "unserved": 0,
        "no_show_rate": 0, "abandonment": 0, "turned_away": 0,
        "throughput": 1 / HOURS,
        "occupancy": (470 + 220) / OPEN_SECONDS,
        "wait": figures(2, 1050, 525, 610, 610),
        "service": figures(2, 610, 305, 430, 430),
        "service_level": {"900": 1, "1800": 1},
        "delay": NOTHING,
    },
    "parking": {
        "issued": 3, "called": 3, "served": 2, "unserved": 0,
        "no_show_rate": 1 / 3, "abandonment": 0, "turned_away": 0,
        "throughput": 2 / HOURS,
        "occupancy": (40 + 420 + 290 + 300) / OPEN_SECONDS,
        "wait": figures(3, 3010, 180, 2700, 2700),
        "walking": figures(2, 75, 37.5, 50, 50),
        "service_level": {"900": 2 / 3, "1800": 2 / 3},
    },
}  # fmt: skip

BY_COUNTER: dict[str, dict[str, Any]] = {
    # Window 3 has three legs (P001, B001's second, P002) and is hidden; so that the total less the
    # rest does not tell, one of the two with five goes with it.
    "w1": {"issued": None, "called": None, "occupancy": None, "wait": None},
    "w2": {
        "issued": 5, "called": 5, "served": 4,
        "throughput": 4 / HOURS,
        "occupancy": BUSY_W2 / 15600,
        # 120 180 210 300 1800
        "wait": figures(5, 2610, 210, 1800, 1800),
        # four walked and were served, one had an appointment: too few to be shown
        "walking": None, "service": None, "handling": None, "delay": None,
        "unserved": None, "abandonment": None, "turned_away": None,
    },
    "w3": {"issued": None, "called": None, "occupancy": None, "wait": None},
}  # fmt: skip

ISSUED_BY_HALF_HOUR = {"08:00": 10, "08:30": 1, "11:00": 3}

WAITING: tuple[tuple[str, int], ...] = (
    ("08:00", 0),
    ("08:05", 1),  # B001
    ("08:10", 3),  # B001, A003, A004; P001 is called at this instant
    ("08:15", 2),  # A003, A004
    ("08:20", 3),  # A003, A005, B001 since this instant
    ("08:25", 3),  # A003, whose call is undone, A005, A006
    ("08:30", 2),  # B001, A005
    ("08:35", 0),
    ("11:20", 1),
    ("11:25", 2),
    ("11:30", 3),
    ("11:50", 2),
    ("12:10", 1),
    ("12:15", 0),
)
"""How many waited at some instants."""
