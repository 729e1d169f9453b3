"""What a voice is, and the one of houses without a synthesiser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from queue_app.translations import usual


class Unspoken(Exception):
    """A phrase could not be spoken; the message says why, for the log."""


@dataclass(frozen=True)
class Phrase:
    """Words that are said in one breath, in one language of the pages (`de-simple`, `ar`, …)."""

    language: str
    words: str


class Voice(Protocol):
    """A synthesiser. Its methods may be called by several threads or greenlets at once."""

    @property
    def name(self) -> str:
        """Program and version; empty where nothing speaks."""
        ...

    def speaks(self, language: str) -> bool:
        """Whether it has a voice for a language of the pages."""
        ...

    def say(self, phrase: Phrase) -> bytes:
        """The phrase as WAV (16 bits, one channel); raises Unspoken."""
        ...

    def in_the_background(self) -> Voice:
        """The same voice for what is not urgent."""
        ...

    def close(self) -> None:
        """Let go of what it needs; it may be used again afterwards."""
        ...


class NullVoice:
    """Nobody speaks: displays sound their gong alone."""

    name = ""

    def speaks(self, language: str) -> bool:  # noqa: ARG002 - none, whichever is asked for
        """No."""
        return False

    def say(self, phrase: Phrase) -> bytes:
        """Raise Unspoken."""
        raise Unspoken(f"there is no voice for {phrase.language}")

    def in_the_background(self) -> Voice:
        """Nobody either."""
        return self

    def close(self) -> None:
        """Nothing is held."""


def voice_of(language: str) -> str:
    """The voice for a language of the pages: easy German is read by the German one."""
    return usual(language)
