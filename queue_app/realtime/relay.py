"""Keeps every subscribed channel at the truth: reads current views, emits what changed, marks it.

Repeats are harmless, because each view is whole and carries epoch and revision. The first change
goes out at once, those of the next quarter of a second together.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from time import monotonic
from typing import Any, Protocol

from queue_app.domain.errors import Unknown
from queue_app.domain.ticket import FINAL
from queue_app.domain.timed import next_due
from queue_app.realtime import messages
from queue_app.realtime.essence import essence
from queue_app.realtime.messages import (
    Channel,
    Moment,
    Sources,
)

COALESCED_SECONDS = 0.25
"""How long changes are gathered after one went out."""

HEAVY_SECONDS = 1.0
"""How long a view that reads the whole day rests after it was made."""

JUST_ASKED = 0.9
"""For so many seconds a sweep believes what it asked of all offices at once."""

ALL_SHOWING = ("desk", "queue")

Message = dict[str, Any]

log = logging.getLogger("queue_app.realtime")


class Wires(Protocol):
    """What the web floor lends: how to send, to wait, and to work beside the hub."""

    def emit(self, event: str, message: Message, to: str) -> None:
        """Send to everybody in a room, or to one connection."""
        ...

    def later(self, seconds: float, deed: Callable[[], None]) -> None:
        """Do something after some seconds (0: as soon as the present press has answered)."""
        ...

    def aside(self, work: Callable[[], Message]) -> Message:
        """Run heavy work that only reads without keeping the others waiting."""
        ...

    def recheck(self) -> None:
        """Let go of followers whose credential was revoked."""
        ...


@dataclass
class Room:
    """Everybody who is sent the same view of a channel, and the last content they were sent."""

    name: str
    channel: Channel
    viewer: str | None
    followers: set[str] = field(default_factory=set)
    view: Message = field(default_factory=dict)
    content: Any = None
    epoch: str = ""
    revision: int = 0
    busy: bool = False
    again: bool = False


@dataclass(frozen=True)
class _Told:
    """What the rooms of an office were last told from."""

    moment: Moment

    def is_overtaken_by(self, moment: Moment) -> bool:
        """Whether facts, printers, the forecast or the clock have changed what people see."""
        before, after = self.moment, moment
        if (before.queue.epoch, before.queue.revision) != (after.queue.epoch, after.queue.revision):
            return True
        if before.forecast is not after.forecast or _minute(before.now) != _minute(after.now):
            return True
        if before.printers != after.printers or before.watched != after.watched:
            return True
        due = next_due(before.queue, before.now)
        return due is not None and due <= after.now


class Relay:
    """From facts to screens, for the offices somebody looks at."""

    def __init__(
        self,
        sources: Sources,
        *,
        tell_others: Callable[[str], None] = lambda _office: None,
        lag: Callable[[float], None] = lambda _seconds: None,
    ) -> None:
        """`tell_others` lets the other processes know of an office; it must not wait.

        `lag` hears how many seconds a commit of this process took to reach the wires.
        """
        self.sources = sources
        self._tell_others = tell_others
        self._wires: Wires | None = None
        self._rooms: dict[str, Room] = {}
        self._offices: dict[str, dict[str, Room]] = {}
        self._told: dict[str, _Told] = {}
        self._rests_until: dict[str, float] = {}
        self._pending: set[str] = set()
        self._lag = lag
        self._announced: dict[str, float] = {}

    def plug(self, wires: Wires) -> None:
        """Connect it; before that nobody can follow anything and announcing does nothing."""
        self._wires = wires

    @property
    def is_plugged(self) -> bool:
        """Whether it can send."""
        return self._wires is not None

    # Followers

    def followers(self) -> dict[str, int]:
        """How many follow each kind of channel."""
        found = dict.fromkeys(messages.AUDIENCES, 0)
        for room in self._rooms.values():
            found[room.channel.kind] += len(room.followers)
        return found

    def follow(self, connection: str, channel: Channel, viewer: str | None = None) -> str:
        """Let a connection follow a channel; answers the name of its room."""
        personal = channel.kind == "desk" and viewer is not None
        name = f"{channel.name}#{viewer}" if personal else channel.name
        room = self._rooms.get(name)
        if room is None:
            room = Room(name, channel, viewer if personal else None)
            self._rooms[name] = room
            self._offices.setdefault(channel.office, {})[name] = room
        room.followers.add(connection)
        return name

    def leave(self, connection: str, name: str) -> None:
        """A connection follows a room no longer; the last one shuts it."""
        room = self._rooms.get(name)
        if room is None:
            return
        room.followers.discard(connection)
        if not room.followers:
            self._shut(room)

    def _shut(self, room: Room) -> None:
        self._rooms.pop(room.name, None)
        rooms = self._offices.get(room.channel.office, {})
        rooms.pop(room.name, None)
        if not rooms:
            self._offices.pop(room.channel.office, None)
            self._told.pop(room.channel.office, None)

    def greet(self, connection: str, name: str) -> None:
        """Send the present view to a new follower, and to the others if it is news."""
        room = self._rooms.get(name)
        if room is None or self._wires is None:
            return
        look = partial(self._look, room, self.sources.moment(room.channel.office))
        view = self._wires.aside(look) if messages.is_heavy(room.channel) else look()
        to = room.name if self._is_news(room, view) else connection
        self._wires.emit("view", message(room, view), to)

    # What happened

    def announce(self, office: str) -> None:
        """Something was committed here: whoever looks at the office is told, in every process."""
        self._tell_others(office)
        self.hear(office)

    def hear(self, office: str) -> None:
        """Something was committed, here or elsewhere: whoever looks at the office here is told."""
        if self._wires is None or office not in self._offices or office in self._pending:
            return
        self._pending.add(office)
        self._announced[office] = monotonic()
        rest = self._rests_until.get(office, 0.0) - monotonic()
        self._wires.later(max(0.0, rest), lambda: self._tell(office))

    def _tell(self, office: str) -> None:
        self._pending.discard(office)
        self._rests_until[office] = monotonic() + COALESCED_SECONDS
        self._flush(office)

    def sweep(self) -> None:
        """Tell what nobody announced: other processes' facts, forecasts, the clock's work.

        Raises Unavailable; so does `pulse`, for nobody knows then whether a view is still true.
        """
        self._ask_all()
        for office in list(self._offices):
            # Without a rest afterwards: the next press need not wait for that.
            if office not in self._pending and self._is_behind(office):
                self._flush(office)
        if self._wires is not None:
            self._wires.recheck()

    def pulse(self) -> None:
        """Tell every follower which revision their channel has in the database."""
        if self._wires is None:
            return
        self._ask_all()
        for office in list(self._offices):
            if self._is_behind(office):
                self._flush(office, at_once=True)
            for room in list(self._offices.get(office, {}).values()):
                beat = {
                    "channel": room.channel.name,
                    "epoch": room.epoch,
                    "revision": room.revision,
                }
                self._wires.emit("pulse", beat, room.name)

    def _ask_all(self) -> None:
        """One question for all offices, instead of one for each."""
        if self._offices:
            self.sources.reader.look()

    def _is_behind(self, office: str) -> bool:
        told = self._told.get(office)
        if told is None:
            return True
        try:
            return told.is_overtaken_by(self.sources.moment(office, trust=JUST_ASKED))
        except Exception:
            log.exception("sweep", extra={"office": office})
            return False

    def _flush(self, office: str, *, at_once: bool = False) -> None:
        rooms = list(self._offices.get(office, {}).values())
        if not rooms:
            return
        try:
            moment = self.sources.moment(office)
        except Exception:
            # The database is away: the next sweep or pulse tries again.
            log.exception("announce", extra={"office": office})
            self._told.pop(office, None)
            return
        self._told[office] = _Told(moment)
        boards = [room for room in rooms if room.channel.kind == "board"]
        others = [room for room in rooms if room.channel.kind != "board"]
        self._show(boards, moment)
        if at_once or not boards or self._wires is None:
            self._show(others, moment)
        elif others:
            # What the waiting room sees leaves before the next views are made.
            self._wires.later(0.0, partial(self._show, others, moment))
        announced = self._announced.pop(office, None)
        if announced is not None:
            self._lag(monotonic() - announced)

    def _show(self, rooms: list[Room], moment: Moment) -> None:
        for room in rooms:
            if messages.is_heavy(room.channel):
                self._refresh_aside(room)
            elif not self._has_ended(room, moment):
                self._refresh(room, partial(self._look, room, moment), moment)

    def _has_ended(self, room: Room, moment: Moment) -> bool:
        """A visit that was over when it was last shown, and was not brought back by undo."""
        ended = room.channel.kind == "ticket" and room.view.get("state") in FINAL
        return ended and room.channel.key not in moment.queue.tickets

    def _refresh(self, room: Room, look: Callable[[], Message], moment: Moment) -> None:
        wires = self._wires
        if wires is None:
            return
        try:
            view = look()
        except Unknown as gone:
            wires.emit("denied", {"channel": room.channel.name, "code": gone.code}, room.name)
            self._shut(room)
        except Exception:
            # One broken view must not silence the others; the pulse makes its pages ask.
            log.exception("view", extra={"channel": room.channel.kind})
            room.revision = moment.queue.revision
        else:
            if self._is_news(room, view):
                wires.emit("view", message(room, view), room.name)

    def _refresh_aside(self, room: Room) -> None:
        wires = self._wires
        if wires is None:
            return
        if room.busy:
            room.again = True
            return
        room.busy = True

        def work() -> None:
            room.again = False
            try:
                moment = self.sources.moment(room.channel.office)
                self._refresh(room, partial(wires.aside, partial(self._look, room, moment)), moment)
            finally:
                wires.later(HEAVY_SECONDS, rested)

        def rested() -> None:
            room.busy = False
            if room.again and room.followers:
                self._refresh_aside(room)

        wires.later(0.0, work)

    def _look(self, room: Room, moment: Moment) -> Message:
        return messages.show(room.channel, moment, self.sources, room.viewer)

    def _is_news(self, room: Room, view: Message) -> bool:
        """Whether a view differs from what the room was sent; then it is marked as sent."""
        if view["epoch"] == room.epoch:
            if view["revision"] < room.revision:
                return False  # made beside the hub, and overtaken
            # A desk shows the whole queue: hardly a fact leaves it unchanged.
            changes_always = room.channel.kind in ALL_SHOWING and view["revision"] > room.revision
            if not changes_always and self._same(room, view):
                return False
        room.view, room.content = view, None
        room.epoch, room.revision = view["epoch"], view["revision"]
        return True

    def _same(self, room: Room, view: Message) -> bool:
        if room.content is None:
            room.content = essence(room.view)
        return bool(essence(view) == room.content)


def message(room: Room, view: Message) -> Message:
    """A view as it goes out."""
    return {
        "channel": room.channel.name,
        "epoch": view["epoch"],
        "revision": view["revision"],
        "as_of": view["as_of"],
        "data": view,
    }


def _minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)
