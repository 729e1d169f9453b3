"""What a channel is: its name, who may follow it, and which view it shows; nothing is sent here.

A new kind of channel is a row in `AUDIENCES` and a case in `show`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from queue_app import views
from queue_app.clock import Clock
from queue_app.domain.errors import Unknown, UnknownArea
from queue_app.domain.office import Office
from queue_app.domain.queue import Queue
from queue_app.domain.ticket import State, Ticket
from queue_app.storage.printers import SILENT, Printer
from queue_app.storage.reading import Reader
from queue_app.storage.watch import UNWATCHED, Watched
from queue_app.use_cases.forecasting import Forecast, Forecasts

AUDIENCES = {
    "board": "display",
    "ticket": "everybody",
    "desk": "clerk",
    "queue": "clerk",
    "office": "manager",
    "waits": "everybody",
    "printer": "issuer",
    "help": "issuer",
}
"""Who may follow each kind of channel: the same as for the HTTP answer it shows."""

OF_KIOSKS = ("printer", "help")

DIVIDED = ("board", *OF_KIOSKS)
"""Kinds whose name has a third part."""

_NAME = re.compile(r"([a-z]+):([A-Za-z0-9_-]{1,64})(?::([A-Za-z0-9_-]{1,64}))?")


class UnknownChannel(Unknown):
    """No channel has this name."""

    code = "unknown_channel"


@dataclass(frozen=True)
class Channel:
    """One channel: `key` is the area of a board, the counter of a desk, the id of a ticket,
    printer or kiosk.
    """

    name: str
    kind: str
    office: str
    key: str | None = None

    @property
    def audience(self) -> str:
        """Who may follow it."""
        return AUDIENCES[self.kind]


@dataclass(frozen=True)
class Moment:
    """What every view of an office at one instant is made from."""

    queue: Queue
    now: datetime
    forecast: Forecast | None
    printers: tuple[Printer, ...] = ()
    watched: Watched = UNWATCHED


Watching = Callable[[str, datetime], Watched]
"""Looks up an office's thresholds and alerts."""

Found = Callable[[str], tuple[Printer, ...]]
"""Looks up the printers of an office."""

Figures = Callable[[Moment], dict[str, Any]]
"""Computes the statistics of the present day, as the manager's live picture shows them."""


Speech = Callable[[Office, str, str, str], list[dict[str, str]]]
"""How a call is spoken: of an office, number, counter and language, `{language, url, short}`."""


def _unspoken(_office: Office, _number: str, _counter: str, _language: str) -> list[dict[str, str]]:
    return []


def _no_printers(_office: str) -> tuple[Printer, ...]:
    return ()


def _unwatched(_office: str, _now: datetime) -> Watched:
    return UNWATCHED


@dataclass(frozen=True)
class Sources:
    """Where moments come from."""

    reader: Reader
    clock: Clock
    forecasts: Forecasts
    figures: Figures
    printers: Found = _no_printers
    speech: Speech = _unspoken
    watching: Watching = _unwatched

    def moment(self, office: str, *, trust: float = 0.0) -> Moment:
        """The present moment of an office, or `trust` seconds ago; raises UnknownOffice."""
        queue = self.reader.queue(office, trust=trust)
        forecast = self.forecasts.latest(office)
        now = self.clock()
        return Moment(queue, now, forecast, self.printers(office), self.watching(office, now))

    def ticket(self, moment: Moment, ticket_id: str) -> Ticket:
        """A ticket of the moment's office, also one that is final; raises UnknownTicket."""
        open_one = moment.queue.tickets.get(ticket_id)
        return open_one or self.reader.ticket(moment.queue.office.id, ticket_id)


def parse(name: str, reader: Reader) -> Channel:
    """The channel of a name; raises Unknown for what does not exist."""
    found = _NAME.fullmatch(name)
    if found is None or found[1] not in AUDIENCES or (found[3] and found[1] not in DIVIDED):
        raise UnknownChannel("There is no channel of this name.")
    kind, subject, area = found.groups()
    if kind == "ticket":
        place = reader.find_token(subject)
        return Channel(name, kind, place.office, place.ticket)
    if kind == "desk":
        return Channel(name, kind, reader.office_of_counter(subject), subject)
    office = reader.queue(subject).office
    if kind in OF_KIOSKS:
        if area is None:
            raise UnknownChannel("There is no channel of this name.")
        return Channel(name, kind, office.id, office.kiosk(area).id if kind == "help" else area)
    if area is not None and area not in office.areas:
        raise UnknownArea(f"There is no waiting area {area!r} in this office.")
    return Channel(name, kind, office.id, area)


def show(
    channel: Channel, moment: Moment, sources: Sources, viewer: str | None = None
) -> dict[str, Any]:
    """The channel's view at a moment, as its HTTP answer has it.

    `viewer` is the id of the person who looks: a desk's view says whether it is theirs.
    """
    if channel.kind in OF_KIOSKS:
        return _beside_a_kiosk(channel, moment)
    if channel.kind == "desk":
        return desk(moment, channel.key or "", viewer)
    queue, now, forecast = moment.queue, moment.now, moment.forecast
    match channel.kind:
        case "board":
            return _board(moment, channel, sources.speech)
        case "ticket":
            return views.ticket(queue, sources.ticket(moment, channel.key or ""), now, forecast)
        case "waits":
            return views.wait_times(queue, now, forecast)
        case "queue":
            view = views.queue(queue, now, forecast)
        case "office":
            view = views.now(queue, now, forecast, sources.figures(moment))
            view["alerts"] = views.alerts(moment.watched.alerts, queue, now)
            view["thresholds"] = moment.watched.thresholds.to_json()
        case _:
            raise UnknownChannel("There is no channel of this kind.")
    return {**view, "printers": views.printers(moment.printers)}


def _board(moment: Moment, channel: Channel, speech: Speech) -> dict[str, Any]:
    """A board on which every call that still stands says how it is spoken."""
    queue = moment.queue
    view = views.board(queue, moment.now, moment.forecast, channel.key)
    for call in view["calls"]:
        if call["state"] == State.CALLED.value and not call["withdrawn"]:
            where = call["counter"]["id"]
            call["speech"] = speech(queue.office, call["number"], where, call["language"])
    return view


def _beside_a_kiosk(channel: Channel, moment: Moment) -> dict[str, Any]:
    """The kiosk's call for help, or its printer; one that was never heard of is silent."""
    if channel.kind == "help":
        return views.kiosk_help(moment.queue, moment.now, channel.key or "")
    unheard = Printer(channel.key or "", SILENT)
    found = next((one for one in moment.printers if one.id == channel.key), unheard)
    return views.printer(moment.queue, moment.now, found)


def desk(moment: Moment, counter: str, viewer: str | None) -> dict[str, Any]:
    """A desk's view with the printers, and whether it is the viewer's own."""
    view = views.desk(moment.queue, counter, moment.now, moment.forecast)
    clerk = moment.queue.clerks.get(counter)
    view["printers"] = views.printers(moment.printers)
    view["counter"]["mine"] = viewer is not None and clerk is not None and clerk.id == viewer
    return view


def is_heavy(channel: Channel) -> bool:
    """Whether the view reads a whole day's facts: such a one is made beside the hub."""
    return channel.kind == "office"
