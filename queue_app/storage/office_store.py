"""Bringing an office into the database, and out of it again."""

from __future__ import annotations

import difflib
from datetime import datetime
from typing import Any

import tomli_w
from sqlalchemy import Connection, func, insert, select

from queue_app import config as c
from queue_app.domain import events as e
from queue_app.domain.errors import UnknownOffice
from queue_app.domain.queue import Queue
from queue_app.storage import offices as office_rows
from queue_app.storage.database import Database
from queue_app.storage.queue_cache import QueueCache
from queue_app.storage.tables import offices, queues
from queue_app.storage.unit_of_work import begin
from queue_app.use_cases.ports import Actor

IMPORTER = Actor(name="office import", role="admin", credential="command")


class ImportRefused(Exception):
    """The office cannot be brought in as it is; the message is one plain line."""


def export_toml(database: Database, office: str) -> str:
    """An office as a TOML file that `office import` reads back; raises Unknown."""
    with database.reading() as connection:
        config = office_rows.load_config(connection, office)
    if config is None:
        raise UnknownOffice(f"There is no office {office!r}.")
    return to_toml(config)


def to_toml(config: c.OfficeConfig) -> str:
    """The configuration of an office as TOML, without keys that say nothing."""
    return tomli_w.dumps({"offices": [_without_none(config.model_dump(mode="json"))]})


def configured(database: Database) -> list[c.OfficeConfig]:
    """All offices of the database, as configured."""
    with database.reading() as connection:
        return office_rows.load_configs(connection)


def difference(database: Database, config: c.OfficeConfig) -> str:
    """What an import would change, as a unified diff; empty when nothing."""
    with database.reading() as connection:
        old = office_rows.load_config(connection, config.id)
    before = to_toml(old).splitlines() if old else []
    after = to_toml(config).splitlines()
    return "\n".join(difflib.unified_diff(before, after, "database", "file", lineterm="", n=1))


def bring_in(database: Database, cache: QueueCache, config: c.OfficeConfig, now: datetime) -> bool:
    """Make the office of the database that of the configuration; False when it already is.

    Raises ImportRefused when ids collide with another office, the region is unknown, or
    something that is in use right now would vanish.
    """
    try:
        office = office_rows.to_office(config, always_open=database.always_open)
    except ValueError as error:
        raise ImportRefused(f"offices.{config.id}.region: {error}") from None
    _check_ids(database, config)
    with database.reading() as connection:
        old = office_rows.load_config(connection, config.id)
    if old == config:
        return False
    if old is None:
        with database.writing() as connection:
            _create(connection, config)
        return True
    with begin(database, cache) as unit:
        queue = unit.queue(config.id)
        _check_in_use(queue, config)
        unit.configure(config.id, config.model_dump_json())
        queue.office = office
        queue.record(e.OfficeConfigured(), now)
        unit.save(queue, IMPORTER, "configure", now)
        unit.commit()
    return True


def _create(connection: Connection, config: c.OfficeConfig) -> None:
    position = connection.execute(select(func.count()).select_from(offices)).scalar_one()
    row = {"id": config.id, "position": position, "config": config.model_dump_json()}
    connection.execute(insert(offices), row)
    connection.execute(insert(queues), {"office": config.id, "revision": 0, "stopped": "{}"})


def _check_ids(database: Database, config: c.OfficeConfig) -> None:
    others = tuple(office for office in configured(database) if office.id != config.id)
    try:
        c.check_unique_ids((*others, config))
    except ValueError as error:
        raise ImportRefused(str(error)) from None


def _check_in_use(queue: Queue, config: c.OfficeConfig) -> None:
    services = {service.id for service in config.services}
    counters = {counter.id for counter in config.counters}
    priorities = {priority.id for priority in config.priorities}
    for ticket in queue.tickets.values():
        for service in (ticket.service, *ticket.also, ticket.return_service):
            if service is not None and service not in services:
                raise ImportRefused(f"services.{service}: ticket {ticket.number} still needs it")
        if ticket.priority not in priorities:
            raise ImportRefused(f"priorities.{ticket.priority}: ticket {ticket.number} has it")
    for counter in queue.open_counters:
        if counter not in counters:
            raise ImportRefused(f"counters.{counter}: it is open")


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_none(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_without_none(inner) for inner in value]
    return value
