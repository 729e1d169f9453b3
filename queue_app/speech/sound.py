"""Sound as WAV: cut to what is heard, brought to one level, joined; nothing is synthesised here."""

from __future__ import annotations

import io
import wave
from collections.abc import Sequence

import numpy as np

LEVEL = 0.14
"""Root mean square of what is heard, of full scale (-17 dBFS): all voices are equally loud."""
PEAK = 0.89
"""No sample goes further (-1 dBFS)."""
AUDIBLE = 0.01
"""Of the loudest sample: what is quieter at the beginning and the end is cut off."""
AIR = 0.03
"""Seconds of quiet that stay at both ends."""
PAUSE = 0.22
"""Seconds between two phrases."""

FULL = 32767


def tidied(samples: bytes, rate: int) -> bytes:
    """Samples (16 bits, one channel, `rate` a second) as WAV of the usual level.

    Raises ValueError when there is nothing to be heard in them.
    """
    sound = np.frombuffer(samples, dtype="<i2").astype(np.float32) / FULL
    loudest = float(np.abs(sound).max(initial=0.0))
    if loudest == 0.0:
        raise ValueError("nothing can be heard")
    heard = np.flatnonzero(np.abs(sound) >= loudest * AUDIBLE)
    air = int(AIR * rate)
    sound = sound[max(0, heard[0] - air) : heard[-1] + air]
    level = float(np.sqrt(np.mean(np.square(sound))))
    sound = np.clip(sound * (LEVEL / level), -PEAK, PEAK)
    return _wav((sound * FULL).astype("<i2").tobytes(), rate)


def joined(parts: Sequence[bytes]) -> bytes:
    """Several WAV of ours, with a pause after each but the last, as one."""
    rates, sounds = zip(*map(_read, parts), strict=True)
    pause = bytes(2 * int(PAUSE * rates[0]))
    return _wav(pause.join(sounds), rates[0])


def seconds(sound: bytes) -> float:
    """How long a WAV takes to be heard."""
    with wave.open(io.BytesIO(sound)) as file:
        return float(file.getnframes() / file.getframerate())


def _read(sound: bytes) -> tuple[int, bytes]:
    with wave.open(io.BytesIO(sound)) as file:
        return file.getframerate(), file.readframes(file.getnframes())


def _wav(samples: bytes, rate: int) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    return buffer.getvalue()
