"""From words to an address and from an address to sound: whoever holds the key may say something.

An address carries its words and a signature, so that any process answers for it, also after a
restart, and nobody can let the office say what it would not. Another text has another address.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock

from queue_app.clock import Clock
from queue_app.speech import sound
from queue_app.speech.shelf import Shelf
from queue_app.speech.voice import Phrase, Unspoken, Voice

VERSION = "1"
"""Raised when the same words are to sound otherwise: old files are then no longer found."""
SIGNATURE_LENGTH = 22
PATH = "/speech"
MOST_BEGUN = 4096

log = logging.getLogger("queue_app.speech")

Spawn = Callable[[Callable[[], None]], object]
"""Lets something be done soon, beside what is being done now."""


def _not_now(_deed: Callable[[], None]) -> None:
    """Nothing is made beforehand: it will be when it is asked for."""


class UnknownSpeech(Exception):
    """Not an address of ours."""


@dataclass(frozen=True)
class Studio:
    """A voice and the shelf of what it has said."""

    voice: Voice
    shelf: Shelf
    key: bytes
    clock: Clock
    spawn: Spawn = _not_now
    _begun: set[Phrase] = field(default_factory=set)
    _one_at_a_time: AbstractContextManager[object] = field(default_factory=Lock)

    def in_the_background(self) -> Studio:
        """The same shelf, and a voice that gives way to this one."""
        return Studio(self.voice.in_the_background(), self.shelf, self.key, self.clock)

    def close(self) -> None:
        """Let go of the voice."""
        self.voice.close()

    def speaks(self, language: str) -> bool:
        """Whether something can be said in a language; a voice that fails says no."""
        try:
            return self.voice.speaks(language)
        except Unspoken as reason:
            log.warning("%s", reason)
            return False

    def url(self, phrases: Sequence[Phrase]) -> str:
        """Where these phrases are heard, one after the other."""
        return f"{PATH}/{_address(self.key, tuple(phrases))}.wav"

    def begin(self, phrases: Iterable[Phrase]) -> None:
        """Have the phrases made soon, unless they were: the caller does not wait."""
        missing = [one for one in phrases if one not in self._begun]
        if not missing:
            return
        if len(self._begun) > MOST_BEGUN:
            self._begun.clear()
        self._begun.update(missing)
        self.spawn(lambda: self._make(missing))

    def hear(self, address: str) -> bytes:
        """The sound of an address as WAV; raises UnknownSpeech or Unspoken."""
        return sound.joined([self.phrase(one) for one in _phrases(self.key, address)])

    def phrase(self, phrase: Phrase) -> bytes:
        """One phrase from the shelf, or made now; raises Unspoken."""
        digest = _digest(phrase)
        found = self.shelf.get(digest, self.clock())
        return self._made(phrase, digest) if found is None else found

    def has(self, phrase: Phrase) -> bool:
        """Whether a phrase is on the shelf."""
        return self.shelf.has(_digest(phrase))

    def _made(self, phrase: Phrase, digest: str) -> bytes:
        with self._one_at_a_time:
            found = self.shelf.get(digest, self.clock())  # somebody else may have waited for it
            if found is None:
                found = self.voice.say(phrase)
                self.shelf.put(digest, found)
            return found

    def _make(self, phrases: Iterable[Phrase]) -> None:
        try:
            for one in phrases:
                if not self.has(one):
                    self.phrase(one)
        except Unspoken as reason:
            log.warning("not spoken: %s", reason)


def _digest(phrase: Phrase) -> str:
    """What the file of a phrase is called."""
    said = f"{VERSION}\0{phrase.language}\0{phrase.words}"
    return hashlib.sha256(said.encode()).hexdigest()[:40]


@lru_cache(maxsize=1024)
def _address(key: bytes, phrases: tuple[Phrase, ...]) -> str:
    words = "\n".join(f"{one.language}|{one.words}" for one in phrases)
    content = base64.urlsafe_b64encode(words.encode()).decode().rstrip("=")
    return f"{content}.{_signature(key, content)}"


def _phrases(key: bytes, address: str) -> list[Phrase]:
    content, _, signature = address.partition(".")
    if not hmac.compare_digest(signature.encode(), _signature(key, content).encode()):
        raise UnknownSpeech
    try:
        words = base64.urlsafe_b64decode(content + "=" * (-len(content) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise UnknownSpeech from None
    return [Phrase(*line.split("|", 1)) for line in words.split("\n")]


def _signature(key: bytes, content: str) -> str:
    digest = hmac.new(key, f"{VERSION}.{content}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode()[:SIGNATURE_LENGTH]
