"""An office as configured (JSON in the database) and as the rules know it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import cast

import holidays
from sqlalchemy import Connection, select

from queue_app import config as c
from queue_app.domain import office as o
from queue_app.storage.tables import offices

HOLIDAY_YEARS = range(2020, 2051)


def load_config(connection: Connection, office: str) -> c.OfficeConfig | None:
    """The configuration of an office, or None."""
    text = connection.execute(select(offices.c.config).where(offices.c.id == office)).scalar()
    return None if text is None else c.OfficeConfig.model_validate_json(text)


def load_configs(connection: Connection) -> list[c.OfficeConfig]:
    """All offices in their order."""
    rows = connection.execute(select(offices.c.config).order_by(offices.c.position)).scalars()
    return [c.OfficeConfig.model_validate_json(text) for text in rows]


@lru_cache(maxsize=32)
def public_holidays(region: str | None) -> frozenset[date]:
    """The public holidays of a region such as DE-BE, as far as the office may look.

    Raises ValueError for a region that the holidays library does not know.
    """
    if region is None:
        return frozenset()
    country, _, subdivision = region.partition("-")
    try:
        found = holidays.country_holidays(country, subdiv=subdivision or None, years=HOLIDAY_YEARS)
    except NotImplementedError:
        raise ValueError(f"no public holidays are known for the region {region!r}") from None
    return frozenset(cast("Mapping[date, str]", found))


def to_office(config: c.OfficeConfig, *, always_open: bool = False) -> o.Office:
    """The office as the rules know it."""
    hours = _hours(config.opening_hours)
    return o.Office(
        id=config.id,
        name=config.name,
        timezone=config.timezone,
        region=config.region,
        languages=config.languages,
        numbering=config.numbering,
        prefix=config.prefix,
        first_number=config.first_number,
        remote_tickets=config.remote_tickets,
        public_board=config.public_board,
        clerks_may_stop_issuing=config.clerks_may_stop_issuing,
        closures=tuple(c.parse_closure(entry) for entry in config.closures),
        holidays=public_holidays(config.region),
        outcomes=config.outcomes,
        opening_hours=hours,
        ticket_hours=hours if config.ticket_hours is None else _hours(config.ticket_hours),
        rules=o.Rules(**config.rules.model_dump()),
        priorities={
            p.id: o.Priority(p.id, p.credit_minutes, p.self_service, p.name)
            for p in config.priorities
        },
        groups={g.id: o.Group(g.id, g.name, g.prefix) for g in config.groups},
        services={s.id: _service(s) for s in config.services},
        counters={
            k.id: o.Counter(k.id, k.label, k.services, k.area, k.way, k.direction)
            for k in config.counters
        },
        displays=tuple(o.Display(**d.model_dump()) for d in config.displays),
        kiosks=tuple(o.Kiosk(k.id, k.name, k.area, k.diagonal_inches) for k in config.kiosks)
        or (o.USUAL_KIOSK,),
        always_open=always_open,
    )


def _service(service: c.ServiceConfig) -> o.Service:
    return o.Service(
        id=service.id,
        names=service.name,
        prefix=service.prefix,
        group=service.group,
        expected_minutes=service.expected_minutes,
        extra_person_minutes=service.extra_person_minutes,
        documents=service.documents,
        fee=service.fee,
        leika_keys=service.leika_keys,
    )


def _hours(hours: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[o.Interval, ...]]:
    return {day: tuple(c.parse_span(span) for span in spans) for day, spans in hours.items()}
