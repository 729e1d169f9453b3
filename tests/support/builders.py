"""Places and clocks for stories about the rules; the people are in tests.support.story."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from queue_app.domain.office import Counter, Office, Priority, Rules, Service

MONDAY = date(2026, 11, 23)
"""An ordinary Monday in winter time: 08:00 in Berlin is 07:00 UTC."""

WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ((480, 960),))
"""Open from 08:00 to 16:00, Monday to Friday."""

PRIORITIES = {
    "normal": Priority("normal", 0, self_service=True),
    "priority": Priority("priority", 15, self_service=True),
    "urgent": Priority("urgent", 24 * 60),
}


def service(id: str, prefix: str, *, group: str | None = None, expected: float = 10) -> Service:
    """A service with an English name made from its id."""
    return Service(
        id=id,
        names={"en": id.replace("-", " ").capitalize()},
        prefix=prefix,
        group=group,
        expected_minutes=expected,
    )


def counter(id: str, **reluctance: float) -> Counter:
    """A counter and its services: `counter("three", passports=0, parking=5)`."""
    services = {name.replace("_", "-"): minutes for name, minutes in reluctance.items()}
    return Counter(id=id, names={"en": id.capitalize()}, services=services)


def office(**changes: Any) -> Office:
    """Lindenhof: ID cards (A), registration (B) and parking permits (P); counters one to three.

    One does ID cards and registration, two the same, three parking and, reluctantly by five
    minutes, ID cards. `rules` may be a dict of what differs from the default.
    """
    rules = changes.pop("rules", {})
    lindenhof = Office(
        id="lindenhof",
        name="Bürgeramt Lindenhof",
        timezone="Europe/Berlin",
        opening_hours=WEEK,
        ticket_hours=dict.fromkeys(WEEK, ((480, 930),)),
        services={
            "id-card": service("id-card", "A"),
            "registration": service("registration", "B"),
            "parking": service("parking", "P"),
        },
        counters={
            "one": counter("one", id_card=0, registration=0),
            "two": counter("two", id_card=0, registration=0),
            "three": counter("three", parking=0, id_card=5),
        },
        priorities=PRIORITIES,
        outcomes=("done", "documents_missing", "referred"),
        rules=rules if isinstance(rules, Rules) else replace(Rules(), **rules),
    )
    return replace(lindenhof, **changes)


def one_counter_office(**changes: Any) -> Office:
    """The smallest office: one counter, which does ID cards, and nothing else."""
    small: dict[str, Any] = {
        "services": {"id-card": service("id-card", "A")},
        "counters": {"one": counter("one", id_card=0)},
    }
    return office(**small | changes)


def local(clock: str, day: date = MONDAY, zone: str = "Europe/Berlin") -> datetime:
    """The instant at which the office's clock shows `HH:MM[:SS[.ffffff]]` on a day, in UTC."""
    wall = datetime.combine(day, time.fromisoformat(clock), ZoneInfo(zone))
    return wall.astimezone(UTC)


@dataclass
class FrozenClock:
    """A clock that stands still until somebody moves it."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> datetime:
        """Move on by a timedelta: `advance(minutes=5)`."""
        self.now += timedelta(**span)
        return self.now
