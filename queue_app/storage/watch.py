"""What managers are told of: their thresholds, the alerts, and when each device was last heard of."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select, update

from queue_app.domain.alerts import Alert, Thresholds, thresholds_from
from queue_app.storage.database import Database
from queue_app.storage.tables import alerts, credentials, heard, thresholds

TRUSTED_SECONDS = 2.0
"""For how long what other processes may have changed is not asked anew, in real seconds."""
DEVICES_SECONDS = 5.0
"""The same for when devices were heard of."""
HEARD = timedelta(seconds=10)
"""How often it is noted that a device is there."""
GONE = timedelta(days=7)
"""A device that was silent for so long has been taken away."""
SHOWN = timedelta(hours=1)
"""How long it is told that an alert is over."""


@dataclass(frozen=True)
class Device:
    """A display or kiosk and when it was last heard of."""

    id: str
    name: str
    role: str
    seen: datetime


@dataclass(frozen=True)
class Watched:
    """An office's thresholds, and its alerts: the open ones and those that ended lately."""

    thresholds: Thresholds
    alerts: tuple[Alert, ...] = ()


NEVER = float("-inf")
UNWATCHED = Watched(Thresholds())
"""Nothing is known yet."""


class Watch:
    """Thresholds, alerts and devices in the database; every process reads the same."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, Watched] = {}
        self._asked = NEVER
        self._noted: dict[str, datetime] = {}
        self._devices: dict[str, list[Device]] = {}
        self._asked_devices = NEVER

    def of(self, office: str, now: datetime) -> Watched:
        """What holds for an office at `now`."""
        if monotonic() - self._asked > TRUSTED_SECONDS:
            self._ask_all(now)
        found = self._known.get(office, UNWATCHED)
        lately = tuple(
            one for one in found.alerts if one.cleared_at is None or now - one.cleared_at <= SHOWN
        )
        return Watched(found.thresholds, lately)

    def _ask_all(self, now: datetime) -> None:
        """One look for all offices: every process follows many of them."""
        asked = monotonic()
        with self._database.reading() as connection:
            levels = _thresholds(connection)
            told = _alerts(connection, now)
        self._known = {
            office: Watched(levels.get(office, Thresholds()), tuple(told.get(office, ())))
            for office in levels.keys() | told.keys()
        }
        self._asked = asked

    def set_thresholds(self, office: str, wanted: Thresholds) -> None:
        """Keep other thresholds for an office."""
        row = {"office": office, "levels": json.dumps(wanted.to_json())}
        with self._database.writing() as connection:
            connection.execute(delete(thresholds).where(thresholds.c.office == office))
            connection.execute(insert(thresholds), row)
        self._asked = NEVER

    def keep(self, office: str, before: Collection[Alert], after: Iterable[Alert]) -> bool:
        """Write down what one more look has changed; answers whether anything has."""
        changed = [one for one in after if one not in before]
        if not changed:
            return False
        old = {(one.kind, one.subject, one.raised_at) for one in before}
        with self._database.writing() as connection:
            for one in changed:
                key = (one.kind, one.subject, one.raised_at)
                values = {
                    "level": one.level,
                    "calm_since": one.calm_since,
                    "cleared_at": one.cleared_at,
                }
                if key in old:
                    same = (
                        (alerts.c.office == office)
                        & (alerts.c.kind == one.kind)
                        & (alerts.c.subject == one.subject)
                        & (alerts.c.raised_at == one.raised_at)
                    )
                    connection.execute(update(alerts).where(same).values(**values))
                else:
                    names = ("kind", "subject", "raised_at")
                    row = {"office": office, **dict(zip(names, key, strict=True)), **values}
                    connection.execute(insert(alerts), row)
        self._asked = NEVER
        return True

    # Devices

    def note(self, devices: Iterable[tuple[str, str]], now: datetime) -> None:
        """Displays and kiosks, by credential and office, are there; written every ten seconds."""
        due = [
            (device, office)
            for device, office in dict(devices).items()
            if device not in self._noted or abs(now - self._noted[device]) >= HEARD
        ]
        if not due:
            return
        with self._database.writing() as connection:
            known = set(
                connection.execute(
                    select(credentials.c.id).where(credentials.c.id.in_([one for one, _ in due]))
                ).scalars()
            )
            rows = [
                {"credential": device, "office": office, "seen": now}
                for device, office in due
                if device in known
            ]
            if rows:
                connection.execute(delete(heard).where(heard.c.credential.in_(known)))
                connection.execute(insert(heard), rows)
        self._noted.update((device, now) for device, _ in due)
        self._asked_devices = NEVER

    def devices(self, office: str, now: datetime) -> list[Device]:
        """The office's displays and kiosks that have ever been heard of and are still in use."""
        if monotonic() - self._asked_devices > DEVICES_SECONDS:
            asked, found = monotonic(), dict[str, list[Device]]()
            for where, device in self.devices_by_office(now):
                found.setdefault(where, []).append(device)
            self._devices, self._asked_devices = found, asked
        return [one for one in self._devices.get(office, ()) if one.seen > now - GONE]

    def devices_by_office(self, now: datetime) -> list[tuple[str, Device]]:
        """Those of all offices."""
        with self._database.asking() as connection:
            return [(office, Device(*row)) for office, *row in connection.execute(_devices(now))]


def _devices(now: datetime) -> Select[Any]:
    columns = (credentials.c.id, credentials.c.name, credentials.c.role, heard.c.seen)
    return (
        select(heard.c.office, *columns)
        .join_from(heard, credentials, heard.c.credential == credentials.c.id)
        .where(heard.c.seen > now - GONE)
        .order_by(heard.c.office, credentials.c.role, credentials.c.name)
    )


def _thresholds(connection: Connection) -> dict[str, Thresholds]:
    rows = connection.execute(select(thresholds.c.office, thresholds.c.levels))
    return {office: thresholds_from(json.loads(kept)) for office, kept in rows}


def _alerts(connection: Connection, now: datetime) -> dict[str, list[Alert]]:
    """By office: those that are open or ended lately."""
    shown = alerts.c.cleared_at.is_(None) | (alerts.c.cleared_at >= now - SHOWN)
    found: dict[str, list[Alert]] = {}
    for row in connection.execute(select(alerts).where(shown).order_by(alerts.c.raised_at)):
        one = Alert(row.kind, row.subject, row.raised_at, row.level, row.calm_since, row.cleared_at)
        found.setdefault(row.office, []).append(one)
    return found
