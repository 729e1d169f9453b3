"""What an office is made of: services, counters, priorities, rules. Values only, no state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from queue_app.domain.errors import UnknownKiosk

Texts = Mapping[str, str]
"""A text per language code."""

Interval = tuple[int, int]
"""Minutes after local midnight, from and until: (480, 960) is 08:00-16:00."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Group:
    """A heading under which the kiosk shows services."""

    id: str
    names: Texts
    prefix: str | None = None


@dataclass(frozen=True)
class Service:
    """What a citizen comes for."""

    id: str
    names: Texts
    prefix: str | None
    group: str | None
    expected_minutes: float
    extra_person_minutes: float = 0
    documents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fee: Texts = field(default_factory=dict)
    leika_keys: tuple[str, ...] = ()

    def persons_factor(self, persons: int) -> float:
        """How many times as long so many persons take as one does, as configured."""
        more = self.extra_person_minutes * (persons - 1)
        return (self.expected_minutes + more) / self.expected_minutes


@dataclass(frozen=True)
class Counter:
    """A place with a label; `services` maps a service id to the reluctance in minutes."""

    id: str
    names: Texts
    services: Mapping[str, float]
    area: str = "main"
    way: Texts = field(default_factory=dict)
    direction: str = "none"

    def serves(self, service: str) -> bool:
        """Whether this counter can do the service at all."""
        return service in self.services


@dataclass(frozen=True)
class Priority:
    """A named class with a credit in minutes; `self_service` may be chosen at the kiosk."""

    id: str
    credit_minutes: float
    self_service: bool = False
    names: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class Display:
    """A waiting-room screen as the office describes it: size and distance of the last chair.

    `part` of `parts` displays that share one list, next to each other.
    """

    id: str
    area: str = "main"
    diagonal_inches: float = 55
    viewing_distance_metres: float = 6
    upright: bool = False
    part: int = 1
    parts: int = 1


@dataclass(frozen=True)
class Kiosk:
    """A ticket terminal as the office describes it: where it stands and how large it is."""

    id: str
    names: Texts = field(default_factory=dict)
    area: str = "main"
    diagonal_inches: float = 21.5


USUAL_KIOSK = Kiosk("kiosk")
"""The terminal of an office that describes none."""


@dataclass(frozen=True)
class Rules:
    """The figures of one office's rules; the unit is in the name."""

    closing_grace_minutes: float = 15
    capacity_guard: str = "warn"
    capacity_certainty: float = 0.9
    confirm_arrival: bool = True
    no_show_after_seconds: float = 30
    auto_recall_seconds: float = 45
    no_show_hold_minutes: float = 15
    postpone_minutes: int = 10
    postpone_times: int = 2
    appointment_credit_minutes: float = 30
    appointment_early_minutes: float = 5
    appointment_late_minutes: float = 10
    service_level_minutes: tuple[float, ...] = (15, 30)


@dataclass(frozen=True)
class Office:
    """One location with a waiting room; everything its staff can configure."""

    id: str
    name: str
    timezone: str
    opening_hours: Mapping[str, tuple[Interval, ...]]
    ticket_hours: Mapping[str, tuple[Interval, ...]]
    services: Mapping[str, Service]
    counters: Mapping[str, Counter]
    priorities: Mapping[str, Priority]
    region: str | None = None
    languages: tuple[str, ...] = ("de", "en")
    numbering: str = "service"
    prefix: str | None = None
    first_number: int = 1
    remote_tickets: bool = False
    public_board: bool = False
    clerks_may_stop_issuing: bool = True
    closures: tuple[tuple[date, date], ...] = ()
    holidays: frozenset[date] = frozenset()
    outcomes: tuple[str, ...] = ("done",)
    groups: Mapping[str, Group] = field(default_factory=dict)
    displays: tuple[Display, ...] = ()
    kiosks: tuple[Kiosk, ...] = (USUAL_KIOSK,)
    rules: Rules = Rules()
    always_open: bool = False

    @cached_property
    def zone(self) -> ZoneInfo:
        """The office's own time zone."""
        return ZoneInfo(self.timezone)

    @cached_property
    def areas(self) -> frozenset[str]:
        """The waiting areas: wherever counters stand."""
        return frozenset(counter.area for counter in self.counters.values())

    def kiosk(self, kiosk_id: str) -> Kiosk:
        """The kiosk of that id; raises UnknownKiosk."""
        for one in self.kiosks:
            if one.id == kiosk_id:
                return one
        raise UnknownKiosk(f"There is no kiosk {kiosk_id!r} in this office.")

    @property
    def default_priority(self) -> Priority:
        """The class a ticket has when nobody says otherwise: the one with the least credit."""
        return min(self.priorities.values(), key=lambda priority: priority.credit_minutes)

    def series_of(self, service: Service) -> tuple[str, str]:
        """The number series of a service and its prefix, as (series, prefix)."""
        if self.numbering == "office":
            return "office", self.prefix or "A"
        if self.numbering == "group" and service.group is not None:
            return f"group:{service.group}", self.groups[service.group].prefix or "A"
        return f"service:{service.id}", service.prefix or "A"
