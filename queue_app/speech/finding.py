"""Which voice this machine has, by the key `voice.engine` of the configuration."""

from __future__ import annotations

import logging

from queue_app.speech.espeak import Espeak, find_library
from queue_app.speech.voice import NullVoice, Unspoken, Voice

OFF = "off"
HOW = "install the system's package espeak-ng, or the extra: pip install 'queue-app[voice]'"

log = logging.getLogger("queue_app.speech")


def find_voice(engine: str, niceness: int = 0) -> Voice:
    """The voice of an engine (auto, espeak-ng, off), tried; NullVoice where nothing speaks."""
    library = None if engine == OFF else find_library()
    if library is None:
        return NullVoice()
    voice = Espeak(library, niceness)
    try:
        log.info("speech by %s", voice.name)
    except Unspoken as reason:
        log.warning("no speech: %s", reason)
        voice.close()
        return NullVoice()
    return voice
