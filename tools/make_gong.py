"""Makes displays/static/gong.wav, the two-tone gong of the waiting room, out of plain arithmetic.

    python tools/make_gong.py [FILE]

Two struck bars, a major third apart and falling, like a doorbell that is not in a hurry. The
file is committed; run this again only to change how it sounds.
"""

from __future__ import annotations

import math
import sys
import wave
from array import array
from pathlib import Path

RATE = 32_000
SECONDS = 2.3
LOUDEST = 0.82
TARGET = Path(__file__).resolve().parents[1] / "displays" / "static" / "gong.wav"

# When each bar is struck, its pitch, and how hard.
STROKES = ((0.0, 659.26, 1.0), (0.55, 523.25, 0.95))
# Overtones of a struck bar: multiple of the pitch, share, and seconds until a third is left.
# The higher ones die sooner; the slightly wrong octave keeps the sound from being a whistle.
PARTIALS = ((1.0, 1.0, 0.55), (2.004, 0.32, 0.34), (3.01, 0.12, 0.2), (5.4, 0.05, 0.07))
ATTACK = 0.006  # a strike without a click
RELEASE = 0.08  # the end of the file fades to silence


def bar(seconds: float, pitch: float) -> float:
    """One struck bar, so long after the strike."""
    if seconds < 0:
        return 0.0
    rise = min(1.0, seconds / ATTACK)
    return rise * sum(
        share * math.exp(-seconds / lasting) * math.sin(2 * math.pi * pitch * times * seconds)
        for times, share, lasting in PARTIALS
    )


def gong() -> array[int]:
    """The samples, 16 bit."""
    count = int(RATE * SECONDS)
    raw = [
        sum(force * bar(n / RATE - start, pitch) for start, pitch, force in STROKES)
        * min(1.0, (count - n) / (RATE * RELEASE))
        for n in range(count)
    ]
    scale = LOUDEST * 32767 / max(map(abs, raw))
    return array("h", (round(one * scale) for one in raw))


def write(path: Path) -> None:
    samples = gong()
    if sys.byteorder == "big":
        samples.byteswap()
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    write(target)
    print(f"{target}: {target.stat().st_size} bytes")
