"""What is spoken, to be looked at."""

from __future__ import annotations

import io
import wave
from typing import Any

import numpy as np


def samples_of(sound: bytes) -> Any:
    """A WAV's samples between -1 and 1."""
    with wave.open(io.BytesIO(sound)) as file:
        raw = file.readframes(file.getnframes())
    return np.frombuffer(raw, dtype="<i2") / 32768
