"""Push over Socket.IO, namespace /live: who follows which channel; what is sent is the relay's."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import gevent
from flask import Flask
from flask_socketio import SocketIO
from socketio.packet import Packet

from queue_app.domain.errors import Refused
from queue_app.realtime import messages
from queue_app.realtime.messages import Channel
from queue_app.realtime.relay import Message
from queue_app.storage.accounts import DEVICE_ROLES
from queue_app.storage.database import Unavailable
from queue_app.use_cases.ports import Conflict
from queue_app.web import aside, auth, csrf
from queue_app.web.auth import Identity, Secrets
from queue_app.web.errors import Problem
from queue_app.web.services import Services
from queue_app.web.websocket import MESSAGE_LIMIT, WebSocket

NAMESPACE = "/live"
CHANNELS_LIMIT = 50
"""Channels that one connection may follow: many times what any page of ours does."""

RECHECKED_SECONDS = 2.0
"""For how long a board that was open is taken to be open still."""

log = logging.getLogger("queue_app.web.sockets")

Ack = dict[str, Any]


def _is_ours(public_url: str, origin: str | None, environ: dict[str, Any]) -> bool:
    return csrf.is_ours(origin, environ.get("HTTP_HOST", ""), public_url)


class JsonPacket(Packet):  # type: ignore[misc]  # has no types
    """A message of ours: JSON, in which nobody need look for bytes."""

    uses_binary_events = False


@dataclass
class Presence:
    """One connection: what it brought to say who it is, and its rooms by channel."""

    secrets: Secrets
    rooms: dict[str, tuple[str, Channel]] = field(default_factory=dict)


def attach(app: Flask, services: Services) -> SocketIO:
    """Serve push beside the application, and plug the relay in.

    Of several processes each sends to its own followers alone, and hears from the others when to
    look (`realtime.post`): Socket.IO's own message queue would carry every view through Redis to
    every process.
    """
    options: dict[str, Any] = {"namespaces": [NAMESPACE], "serializer": JsonPacket}
    if services.is_one_of_several:
        options["transports"] = ["websocket"]  # polling would need the same process each time
    socketio = SocketIO(
        app,
        async_mode="gevent",
        manage_session=False,
        max_http_buffer_size=MESSAGE_LIMIT,
        **options,
    )
    server: Any = app.extensions["socketio"].server
    # A socket is opened with the browser's cookies, by whatever page: only ours may.
    server.eio.cors_allowed_origins = partial(_is_ours, services.config.server.public_url)
    server.eio._async = {**server.eio._async, "websocket": WebSocket}  # noqa: SLF001 - no other way
    Live(server, services)
    return socketio


class Live:
    """The namespace's handlers, and the relay's wires."""

    def __init__(self, server: Any, services: Services) -> None:
        self._server = server
        self._services = services
        self._relay = services.relay
        self._present: dict[str, Presence] = {}
        for event in (self.connect, self.disconnect, self.subscribe, self.unsubscribe):
            server.on(event.__name__, event, namespace=NAMESPACE)
        services.meters.connections.set_function(lambda: len(self._present))
        self._relay.plug(self)

    # What clients say

    def connect(self, sid: str, environ: dict[str, Any], given: object = None) -> None:
        """Everybody may connect; what one may follow is asked at each subscription."""
        token = given.get("token") if isinstance(given, dict) else None
        secrets = auth.secrets_of(environ, token if isinstance(token, str) else None)
        self._present[sid] = Presence(secrets)

    def disconnect(self, sid: str, *_reason: object) -> None:
        """The connection ended."""
        presence = self._present.pop(sid, None)
        for room, _ in presence.rooms.values() if presence else ():
            self._relay.leave(sid, room)

    def subscribe(self, sid: str, request: object = None) -> Ack:
        """Follow a channel: `{ok: true}`, then its view; or `{code}`."""
        presence = self._present.get(sid)
        name = request.get("channel") if isinstance(request, dict) else None
        if presence is None or not isinstance(name, str):
            return {"code": "invalid"}
        if name not in presence.rooms and len(presence.rooms) >= CHANNELS_LIMIT:
            return {"code": "too_many_channels"}
        try:
            channel, viewer = self._admit(presence, name)
        except (Problem, Refused) as refusal:
            return {"code": refusal.code}
        except Exception:
            log.exception("subscribe")
            return {"code": "unavailable"}
        if name not in presence.rooms:
            room = self._relay.follow(sid, channel, viewer)
            presence.rooms[name] = (room, channel)
            self._server.enter_room(sid, room, namespace=NAMESPACE)
        room = presence.rooms[name][0]
        self.later(0.0, lambda: self._relay.greet(sid, room))
        return {"ok": True}

    def unsubscribe(self, sid: str, request: object = None) -> Ack:
        """Follow a channel no longer."""
        presence = self._present.get(sid)
        name = request.get("channel") if isinstance(request, dict) else None
        if presence is not None and isinstance(name, str) and name in presence.rooms:
            self._part(sid, presence, name)
        return {"ok": True}

    def _admit(self, presence: Presence, name: str) -> tuple[Channel, str | None]:
        """The channel and who looks; raises Problem or Refused."""
        found = self._identities(presence.secrets)
        public = name.startswith(("ticket:", "waits:"))
        if not public and not found and not name.startswith("board:"):
            auth.entitled((), "clerk", None)
        channel = messages.parse(name, self._services.reader)
        return channel, self._authorise(found, channel)

    def _authorise(
        self, found: tuple[Identity, ...], channel: Channel, *, trust: float = 0.0
    ) -> str | None:
        """The id of the person who looks, if it is one; raises Problem.

        The office is taken as it was `trust` seconds ago.
        """
        if channel.audience == "everybody":
            return None
        if channel.kind == "board":
            queue = self._services.reader.queue(channel.office, trust=trust)
            if queue.office.public_board:
                return None
        return auth.entitled(found, channel.audience, channel.office).user

    def _identities(self, secrets: Secrets) -> tuple[Identity, ...]:
        return () if secrets.is_empty else auth.identities(self._services.accounts, secrets)

    def _part(self, sid: str, presence: Presence, name: str) -> None:
        room, _ = presence.rooms.pop(name)
        self._server.leave_room(sid, room, namespace=NAMESPACE)
        self._relay.leave(sid, room)

    # What the relay is lent

    def emit(self, event: str, message: Message, to: str) -> None:
        """Encoded once, however many follow the room."""
        self._server.emit(event, message, namespace=NAMESPACE, to=to)

    def later(self, seconds: float, deed: Callable[[], None]) -> None:
        """In a greenlet of its own."""
        gevent.spawn_later(seconds, deed)

    def aside(self, work: Callable[[], Message]) -> Message:
        """In the hub's threadpool."""
        return aside.aside(work)

    def recheck(self) -> None:
        """Let go of followers whose credential was revoked since, or whose board is shut."""
        there: set[tuple[str, str]] = set()
        for sid, presence in list(self._present.items()):
            if not presence.rooms:
                continue
            try:
                there |= self._recheck(sid, presence)
            except Exception:
                log.exception("recheck")
        try:
            self._services.watch.note(there, self._services.clock())
        except (Conflict, Unavailable) as problem:
            log.warning("not noted who is there: %s", problem)

    def _recheck(self, sid: str, presence: Presence) -> set[tuple[str, str]]:
        """Answers the displays and kiosks that are there, as credential and office."""
        found = self._identities(presence.secrets)
        for name, (_, channel) in list(presence.rooms.items()):
            try:
                self._authorise(found, channel, trust=RECHECKED_SECONDS)
            except Problem as problem:
                self._part(sid, presence, name)
                self.emit("denied", {"channel": name, "code": problem.code}, sid)
        return {
            (one.id.removeprefix("credential:"), one.office)
            for one in found
            if one.role in DEVICE_ROLES and one.office is not None
        }
