"""[[offices]]: one location with its services, counters, hours and rules."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import Field, StringConstraints, field_validator, model_validator

from queue_app.config.values import (
    MINUTES_OF_DAY,
    Identifier,
    Minutes,
    Number,
    Prefix,
    Section,
    Texts,
    Whole,
    parse_closure,
    parse_span,
)


class Rules(Section):
    """[offices.rules]: the figures of an office's rules."""

    closing_grace_minutes: Minutes = 15
    capacity_guard: Literal["off", "warn", "stop"] = "warn"
    capacity_certainty: Number = Field(default=0.9, gt=0, lt=1)
    confirm_arrival: bool = True
    no_show_after_seconds: Number = Field(default=30, ge=0, le=3600)
    auto_recall_seconds: Number = Field(default=45, ge=0, le=3600)
    no_show_hold_minutes: Minutes = 15
    postpone_minutes: Whole = Field(default=10, ge=1, le=240)
    postpone_times: Whole = Field(default=2, ge=0, le=20)
    appointment_credit_minutes: Minutes = 30
    appointment_early_minutes: Minutes = 5
    appointment_late_minutes: Minutes = 10
    service_level_minutes: tuple[Annotated[Number, Field(gt=0, le=600)], ...] = (15, 30)


class PriorityClass(Section):
    """[[offices.priorities]]: a named class and its credit."""

    id: Identifier
    credit_minutes: Number = Field(ge=0, le=7 * MINUTES_OF_DAY)
    self_service: bool = False
    name: Texts = Field(default_factory=dict)


class ServiceGroup(Section):
    """[[offices.groups]]: a heading at the kiosk."""

    id: Identifier
    name: Texts = Field(min_length=1)
    prefix: Prefix | None = None


class ServiceConfig(Section):
    """[[offices.services]]: what a citizen comes for."""

    id: Identifier
    name: Texts = Field(min_length=1)
    prefix: Prefix | None = None
    group: Identifier | None = None
    documents: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    fee: Texts = Field(default_factory=dict)
    leika_keys: tuple[Annotated[str, StringConstraints(pattern=r"^\d{14}$")], ...] = ()
    expected_minutes: Number = Field(gt=0, le=600)
    extra_person_minutes: Number = Field(default=0, ge=0, le=600)


class CounterConfig(Section):
    """[[offices.counters]]: a place that serves some services."""

    id: Identifier
    label: Texts = Field(min_length=1)
    area: Identifier = "main"
    way: Texts = Field(default_factory=dict)
    direction: Literal["left", "right", "up", "down", "none"] = "none"
    services: dict[Identifier, Minutes] = Field(default_factory=dict)


class DisplayConfig(Section):
    """[[offices.displays]]: a screen, its size and the distance of the last chair."""

    id: Identifier
    area: Identifier = "main"
    diagonal_inches: Number = Field(default=55, gt=5, le=500)
    viewing_distance_metres: Number = Field(default=6, gt=0.3, le=100)
    upright: bool = False
    part: Whole = Field(default=1, ge=1, le=4)
    parts: Whole = Field(default=1, ge=1, le=4)

    @model_validator(mode="after")
    def _one_of_its_parts(self) -> DisplayConfig:
        if self.part > self.parts:
            raise ValueError(f"part {self.part} of {self.parts}")
        return self


class KioskConfig(Section):
    """[[offices.kiosks]]: a ticket terminal, where it stands and its size."""

    id: Identifier
    name: Texts = Field(default_factory=dict)
    area: Identifier = "main"
    diagonal_inches: Number = Field(default=21.5, gt=5, le=100)


class OfficeConfig(Section):
    """[[offices]]: one location with a waiting room."""

    id: Identifier
    name: str = Field(min_length=1, max_length=200)
    timezone: str
    region: str | None = None
    languages: tuple[Annotated[str, StringConstraints(min_length=2, max_length=20)], ...] = (
        "de",
        "en",
    )
    numbering: Literal["service", "group", "office"] = "service"
    prefix: Prefix | None = None
    first_number: Whole = Field(default=1, ge=0, le=9999)
    remote_tickets: bool = False
    public_board: bool = False
    clerks_may_stop_issuing: bool = True
    closures: tuple[str, ...] = ()
    outcomes: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,64}$")], ...] = (
        "done",
    )
    opening_hours: dict[str, tuple[str, ...]]
    ticket_hours: dict[str, tuple[str, ...]] | None = None
    rules: Rules = Rules()
    priorities: tuple[PriorityClass, ...] = (
        PriorityClass(id="normal", credit_minutes=0, self_service=True),
        PriorityClass(id="priority", credit_minutes=15),
        PriorityClass(id="urgent", credit_minutes=24 * 60),
    )
    groups: tuple[ServiceGroup, ...] = ()
    services: tuple[ServiceConfig, ...] = Field(min_length=1)
    counters: tuple[CounterConfig, ...] = Field(min_length=1)
    displays: tuple[DisplayConfig, ...] = ()
    kiosks: tuple[KioskConfig, ...] = ()

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        if value not in _time_zones():
            raise ValueError(f"there is no time zone {value!r}")
        return value

    @field_validator("languages", "priorities", "outcomes")
    @classmethod
    def _not_empty(cls, value: tuple[Any, ...]) -> tuple[Any, ...]:
        if not value:
            raise ValueError("needs at least one entry")
        return value

    @field_validator("languages", "outcomes")
    @classmethod
    def _each_once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            if value.count(one) > 1:
                raise ValueError(f"{one!r} occurs twice")
        return value

    @field_validator("closures")
    @classmethod
    def _closures(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for entry in value:
            parse_closure(entry)
        return value

    @field_validator("opening_hours", "ticket_hours")
    @classmethod
    def _hours(cls, value: dict[str, tuple[str, ...]] | None) -> dict[str, tuple[str, ...]] | None:
        for day, spans in (value or {}).items():
            if day not in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"):
                raise ValueError(f"{day!r} is no weekday: mon, tue, wed, thu, fri, sat, sun")
            end = -1
            try:
                stretches = [parse_span(one) for one in spans]
            except ValueError as error:
                raise ValueError(f"{day}: {error}") from None
            for start, until in stretches:
                if start < end:
                    raise ValueError(f"{day}: the stretches overlap or are out of order")
                end = until
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> OfficeConfig:
        for name, entries in (
            ("priorities", self.priorities),
            ("groups", self.groups),
            ("services", self.services),
            ("counters", self.counters),
            ("displays", self.displays),
            ("kiosks", self.kiosks),
        ):
            _unique(f"{name}: id", [entry.id for entry in entries])
        wrong = [*self._wrong_references(), *self._wrong_hours(), *self._wrong_prefixes()]
        if wrong:
            raise ValueError("\n".join(wrong))
        return self

    def _wrong_references(self) -> Iterator[str]:
        groups = {group.id for group in self.groups}
        services = {service.id for service in self.services}
        for service in self.services:
            if service.group is not None and service.group not in groups:
                yield f"services.{service.id}.group: there is no group {service.group!r}"
        for counter in self.counters:
            for service_id in counter.services:
                if service_id not in services:
                    yield f"counters.{counter.id}.services: there is no service {service_id!r}"

    def _wrong_hours(self) -> Iterator[str]:
        """A number that is drawn after the last closing of a day would expire at once."""
        for day, spans in (self.ticket_hours or {}).items():
            ends = [until for _, until in map(parse_span, self.opening_hours.get(day, ()))]
            for span in spans:
                if parse_span(span)[1] > max(ends, default=0):
                    yield f"ticket_hours.{day}: {span!r} ends after the opening hours"

    def _wrong_prefixes(self) -> Iterator[str]:
        if self.numbering == "office":
            needed = [("prefix", self.prefix)]
        elif self.numbering == "group":
            needed = [(f"groups.{group.id}.prefix", group.prefix) for group in self.groups]
            needed += [
                (f"services.{service.id}.prefix", service.prefix)
                for service in self.services
                if service.group is None
            ]
        else:
            needed = [
                (f"services.{service.id}.prefix", service.prefix) for service in self.services
            ]
        seen: dict[str, str] = {}
        for path, prefix in needed:
            if prefix is None:
                yield f"{path}: is needed with numbering = {self.numbering!r}"
            elif prefix in seen:
                yield f"{path}: {prefix!r} is also the prefix of {seen[prefix]}"
            else:
                seen[prefix] = path


def check_unique_ids(offices: tuple[OfficeConfig, ...]) -> None:
    """Raise ValueError when an id of an office, service or counter occurs twice."""
    _unique("offices: id", [office.id for office in offices])
    for name in ("services", "counters"):
        _unique(
            f"offices.{name}: id",
            [entry.id for office in offices for entry in getattr(office, name)],
        )


@cache
def _time_zones() -> frozenset[str]:
    # Asked once: it walks through a folder of six hundred files.
    return frozenset(available_timezones())


def _unique(what: str, ids: list[str]) -> None:
    for one in ids:
        if ids.count(one) > 1:
            raise ValueError(f"{what} {one!r} occurs twice")
