"""config.toml and the environment -> one validated, frozen object; unknown keys are errors.

The `[[offices]]` part is also the format in which the database keeps an office and in which
`office import` and `office export` speak.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import available_timezones

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

ENVIRONMENT_PREFIX = "QUEUE_APP_"
MINUTES_OF_DAY = 24 * 60

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$")]
Prefix = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,2}$")]
Minutes = Annotated[float, Field(ge=0, le=MINUTES_OF_DAY)]
Texts = dict[str, str]


class ConfigError(Exception):
    """The configuration cannot be used; the message is one line with the key's path."""


class Section(BaseModel):
    """A part of the configuration: frozen, and unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Server(Section):
    """[server]: where the pages are served, and under which address citizens reach them."""

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    public_url: str = "http://localhost:8080"
    trusted_proxies: tuple[str, ...] = ()

    @field_validator("public_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")


class Database(Section):
    """[database]: the embedded database by default, PostgreSQL by its address."""

    url: str = "sqlite:///queue.sqlite3"

    @field_validator("url")
    @classmethod
    def _known(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return value


class Push(Section):
    """[push]: the message queue between several processes; empty for one."""

    queue: str = ""


class Privacy(Section):
    """[privacy]: how long single tickets and the audit log are kept."""

    ticket_retention_days: int = Field(default=30, ge=1)
    audit_retention_days: int = Field(default=90, ge=1)
    counter_statistics: bool = True


class Estimation(Section):
    """[estimation]: the forecast."""

    rollouts: int = Field(default=200, ge=20, le=5000)
    publish_accuracy: bool = True


class Printing(Section):
    """[printing]: how the kiosk prints the slip."""

    mode: Literal["browser", "agent", "off"] = "browser"


class Voice(Section):
    """[voice]: the synthesiser for announcements."""

    engine: Literal["auto", "espeak-ng", "off"] = "auto"


class Rules(Section):
    """[offices.rules]: the figures of an office's rules."""

    closing_grace_minutes: Minutes = 15
    capacity_guard: Literal["off", "warn", "stop"] = "warn"
    capacity_certainty: float = Field(default=0.9, gt=0, lt=1)
    confirm_arrival: bool = True
    no_show_after_seconds: float = Field(default=30, ge=0, le=3600)
    auto_recall_seconds: float = Field(default=45, ge=0, le=3600)
    no_show_hold_minutes: Minutes = 15
    postpone_minutes: int = Field(default=10, ge=1, le=240)
    postpone_times: int = Field(default=2, ge=0, le=20)
    appointment_credit_minutes: Minutes = 30
    appointment_early_minutes: Minutes = 5
    appointment_late_minutes: Minutes = 10
    service_level_minutes: tuple[Annotated[float, Field(gt=0, le=600)], ...] = (15, 30)


class PriorityClass(Section):
    """[[offices.priorities]]: a named class and its credit."""

    id: Identifier
    credit_minutes: float = Field(ge=0, le=7 * MINUTES_OF_DAY)
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
    expected_minutes: float = Field(gt=0, le=600)
    extra_person_minutes: float = Field(default=0, ge=0, le=600)


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
    diagonal_inches: float = Field(default=55, gt=5, le=500)
    viewing_distance_metres: float = Field(default=6, gt=0.3, le=100)


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
    first_number: int = Field(default=1, ge=0, le=9999)
    remote_tickets: bool = False
    public_board: bool = False
    clerks_may_stop_issuing: bool = True
    closures: tuple[str, ...] = ()
    outcomes: tuple[Identifier | Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")], ...] = (
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

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        if value not in _time_zones():
            raise ValueError(f"there is no time zone {value!r}")
        return value

    @field_validator("languages", "priorities")
    @classmethod
    def _not_empty(cls, value: tuple[Any, ...]) -> tuple[Any, ...]:
        if not value:
            raise ValueError("needs at least one entry")
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
            for start, until in map(parse_span, spans):
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
        ):
            _unique(f"{name}: id", [entry.id for entry in entries])
        groups = {group.id for group in self.groups}
        services = {service.id for service in self.services}
        for service in self.services:
            if service.group is not None and service.group not in groups:
                raise ValueError(
                    f"services.{service.id}.group: there is no group {service.group!r}"
                )
        for counter in self.counters:
            for service_id in counter.services:
                if service_id not in services:
                    raise ValueError(
                        f"counters.{counter.id}.services: there is no service {service_id!r}"
                    )
        self._check_prefixes()
        return self

    def _check_prefixes(self) -> None:
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
                raise ValueError(f"{path}: is needed with numbering = {self.numbering!r}")
            if prefix in seen:
                raise ValueError(f"{path}: {prefix!r} is also the prefix of {seen[prefix]}")
            seen[prefix] = path


class Config(Section):
    """The whole of config.toml."""

    server: Server = Server()
    database: Database = Database()
    push: Push = Push()
    privacy: Privacy = Privacy()
    estimation: Estimation = Estimation()
    printing: Printing = Printing()
    voice: Voice = Voice()
    offices: tuple[OfficeConfig, ...] = ()

    @model_validator(mode="after")
    def _unique_ids(self) -> Config:
        check_unique_ids(self.offices)
        return self


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


def parse_span(text: str) -> tuple[int, int]:
    """ "08:00-16:00" as minutes after midnight, (480, 960); raises ValueError."""
    try:
        start, until = (_minute(part) for part in text.split("-"))
    except ValueError:
        raise ValueError(f"{text!r} is no stretch of time such as 08:00-16:00") from None
    if not 0 <= start < until <= MINUTES_OF_DAY:
        raise ValueError(f"{text!r} ends before it begins, or after 24:00")
    return start, until


def _minute(text: str) -> int:
    hour, minute = text.strip().split(":")
    if len(minute) != 2 or not 0 <= int(minute) < 60 or not 0 <= int(hour) <= 24:
        raise ValueError(text)
    return int(hour) * 60 + int(minute)


def parse_closure(text: str) -> tuple[date, date]:
    """ "2026-12-24" or "2026-12-28/2026-12-31" as first and last day; raises ValueError."""
    first, _, last = text.partition("/")
    try:
        span = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        raise ValueError(
            f"{text!r} is no date and no range such as 2026-12-24/2026-12-31"
        ) from None
    if span[0] > span[1]:
        raise ValueError(f"{text!r} ends before it begins")
    return span


def load(path: Path, environment: Mapping[str, str] | None = None) -> Config:
    """Read and validate a configuration file with the environment on top.

    Relative SQLite paths are resolved from the file's folder. Raises ConfigError, one line with
    the path of the key.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error})") from None
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}") from None
    _overlay(values, os.environ if environment is None else environment)
    config = parse(Config, values, str(path))
    return _resolved(config, path.resolve().parent)


def load_office(path: Path) -> OfficeConfig:
    """Read the one office of an `office import` file: bare, or as [[offices]]."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from None
    offices = values.get("offices")
    if offices is not None:
        if not isinstance(offices, list) or len(offices) != 1:
            raise ConfigError(f"{path}: offices: exactly one office is imported at a time")
        values = offices[0]
    return parse(OfficeConfig, values, str(path))


S = TypeVar("S", bound=Section)


def parse(model: type[S], values: object, source: str) -> S:
    """Validate values; raises ConfigError with source, path of the key and what is wrong."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        what = first["msg"].removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            what = "there is no such key"
        raise ConfigError(f"{source}: {where + ': ' if where else ''}{what}") from None


def _overlay(values: dict[str, Any], environment: Mapping[str, str]) -> None:
    """Scalar keys outside `offices` from the environment: QUEUE_APP_SERVER__PORT, or …_FILE."""
    sections = {name for name in Config.model_fields if name != "offices"}
    for name, text in environment.items():
        if not name.startswith(ENVIRONMENT_PREFIX) or "__" not in name:
            continue
        section, _, key = name.removeprefix(ENVIRONMENT_PREFIX).lower().partition("__")
        if section not in sections:
            raise ConfigError(f"{name}: there is no section [{section}]")
        known = Config.model_fields[section].annotation
        fields = (
            known.model_fields if isinstance(known, type) and issubclass(known, Section) else {}
        )
        value = text
        if key not in fields and key.endswith("_file") and key.removesuffix("_file") in fields:
            key = key.removesuffix("_file")
            value = _secret(name, Path(text))
        if key not in fields:
            raise ConfigError(f"{name}: there is no key {section}.{key}")
        values.setdefault(section, {})
        if isinstance(values[section], dict):
            values[section][key] = value


def _secret(name: str, file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{name}: {file} cannot be read ({error})") from None


def _resolved(config: Config, folder: Path) -> Config:
    url = config.database.url
    if not url.startswith("sqlite:///"):
        return config
    file = Path(url.removeprefix("sqlite:///"))
    absolute = file if file.is_absolute() else folder / file
    database = config.database.model_copy(update={"url": f"sqlite:///{absolute}"})
    return config.model_copy(update={"database": database})
