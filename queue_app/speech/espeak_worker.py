"""A program of its own: speaks with espeak-ng's library what it is told line by line.

It is started by espeak.py and imports nothing of ours. The library is under the GPL and not made
for threads: here it has a process to itself, whose end harms nobody. A line in is JSON:
`{"voices": ["de", …]}` or `{"voice": "de", "speed": 150, "words": "…"}`. The answer is a line of
JSON and, for words, as many bytes of sound (16 bits, one channel) as it says.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
from typing import Any

SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: sound goes to our callback
DONT_EXIT = 0x8000  # a missing data folder is an error code, not the end of the process
UTF8 = 1
SPEED, PITCH, GAP = 1, 3, 7  # espeakRATE, espeakPITCH, espeakWORDGAP
WORD_GAP = 1  # tens of milliseconds more between words: in a hall every one must arrive

Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class Synthesiser:
    """The loaded library."""

    def __init__(self, library: str, data: str) -> None:
        self.library = ctypes.CDLL(library)
        self.library.espeak_Info.restype = ctypes.c_char_p
        self.rate = self.library.espeak_Initialize(
            SYNCHRONOUS, 0, data.encode() if data else None, DONT_EXIT
        )
        if self.rate <= 0:
            raise OSError("the data of espeak-ng's voices cannot be read")
        self.sound = bytearray()
        self.callback = Callback(self._take)
        self.library.espeak_SetSynthCallback(self.callback)
        self.version = self.library.espeak_Info(None).decode().split()[0]

    def _take(self, samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            self.sound += ctypes.string_at(samples, count * 2)
        return 0

    def has(self, voice: str) -> bool:
        """Take a voice; answers whether there is one of this name."""
        return bool(self.library.espeak_SetVoiceByName(voice.encode()) == 0)

    def say(self, voice: str, speed: int, words: str) -> bytes:
        """Sound of words at so many words a minute; nothing where there is no such voice."""
        self.sound.clear()
        if not self.has(voice):
            return b""
        self.library.espeak_SetParameter(SPEED, speed, 0)
        self.library.espeak_SetParameter(GAP, WORD_GAP, 0)
        text = words.encode()
        self.library.espeak_Synth(text, len(text) + 1, 0, 1, 0, UTF8, None, None)
        self.library.espeak_Synchronize()
        return bytes(self.sound)


def main() -> None:
    """Answer line by line until the input ends."""
    library, data, niceness = sys.argv[1:4]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server; we end with our input
    os.nice(int(niceness))
    synthesiser = Synthesiser(library, data)
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        sound = b""
        if "voices" in asked:
            has = [one for one in asked["voices"] if synthesiser.has(one)]
            answer = {"version": synthesiser.version, "voices": has}
        else:
            sound = synthesiser.say(asked["voice"], asked["speed"], asked["words"])
            answer = {"rate": synthesiser.rate, "bytes": len(sound)}
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + sound)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
