"""Word between processes that something happened in an office: over Redis, nothing but its id.

Each process makes the views that its own followers see, from the database; what is carried here
only says when to look. A word may be lost: every process also asks the database each second how
far the offices are. So nothing stops without Redis; it takes up to that second longer.
"""

from __future__ import annotations

import json
import logging
import random
import secrets
import threading
from collections.abc import Callable

import redis

ASK_SECONDS = 2.0
"""How often the line is tried while nobody says anything."""
PATIENCE_SECONDS = 1.0
REST_SECONDS = 0.5
"""At least so long between two attempts to connect."""

log = logging.getLogger("queue_app.post")


class Post:
    """One process's letter-box; its threads are greenlets where the process has been patched."""

    def __init__(self, url: str, house: str, hear: Callable[[str], None]) -> None:
        """`house` tells installations on one Redis apart; `hear` is told the id of an office."""
        self._channel = f"queue-app:{house}"
        self._me = secrets.token_hex(4)
        self._hear = hear
        self._outbox: dict[str, None] = {}
        self._something = threading.Event()
        self._ended = threading.Event()
        self._connected = False
        self._redis = redis.Redis.from_url(
            url,
            socket_connect_timeout=PATIENCE_SECONDS,
            socket_timeout=PATIENCE_SECONDS,
        )

    @property
    def is_connected(self) -> bool:
        """Whether word comes at once; otherwise within a second, by asking the database."""
        return self._connected

    def open(self) -> None:
        """Begin to send and to listen."""
        for work in (self._listen, self._send):
            threading.Thread(target=work, name=f"post-{work.__name__}", daemon=True).start()

    def close(self) -> None:
        """Stop; what was not sent yet is found in the database by the others."""
        self._ended.set()
        self._something.set()

    def tell(self, office: str) -> None:
        """Let the other processes know; never waits."""
        if self._connected:
            self._outbox[office] = None
            self._something.set()

    def _send(self) -> None:
        while not self._ended.is_set():
            self._something.wait()
            self._something.clear()
            offices, self._outbox = list(self._outbox), {}
            if not offices or not self._connected:
                continue
            try:
                self._redis.publish(self._channel, json.dumps([self._me, offices]))
            except redis.RedisError as error:
                log.warning("word of %d offices was not sent: %s", len(offices), error)

    def _listen(self) -> None:
        while not self._ended.is_set():
            try:
                self._follow()
            except (redis.RedisError, OSError) as error:
                if self._connected:
                    log.warning("the message queue is away: the database is asked (%s)", error)
            finally:
                self._connected = False
            self._ended.wait(REST_SECONDS * (1 + random.random()))  # noqa: S311 - not all at once

    def _follow(self) -> None:
        with self._redis.pubsub() as line:  # type: ignore[no-untyped-call]  # has no types
            line.subscribe(self._channel)
            quiet = False
            while not self._ended.is_set():
                message = line.get_message(timeout=PATIENCE_SECONDS if quiet else ASK_SECONDS)
                if message is None:
                    if quiet:
                        raise redis.TimeoutError("it does not answer")
                    quiet = True
                    line.ping()
                    continue
                quiet = False
                if message["type"] == "subscribe":
                    self._greeted()
                elif message["type"] == "message":
                    self._take(message["data"])

    def _greeted(self) -> None:
        if not self._connected:
            log.info("connected to the message queue")
        self._connected = True

    def _take(self, data: bytes) -> None:
        try:
            sender, offices = json.loads(data)
        except ValueError:
            return
        if sender == self._me:
            return
        for office in offices:
            self._hear(office)
