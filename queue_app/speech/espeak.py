"""espeak-ng as a voice: finds its library, and speaks through a process that holds it.

See docs/decisions for why it is a process. What is written here is plain blocking code; in the
server, whose standard library is gevent's, waiting for the process lets the others go on.
"""

from __future__ import annotations

import ctypes.util
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Timer
from time import monotonic
from typing import IO, Any, cast

from queue_app.speech import sound
from queue_app.speech.voice import Phrase, Unspoken, voice_of
from queue_app.translations import LANGUAGE_NAMES

SPEED = 145
"""Words a minute; the synthesiser's own habit is 175."""
EASY_SPEED = 125
EASY = frozenset({"de-simple"})

BACKGROUND = 19
PATIENCE_SECONDS = 10.0
"""For one phrase: a process that takes longer is ended."""
REST_SECONDS = 5.0
"""After a failure nobody tries for so long: gongs go on without waiting."""

WORKER = Path(__file__).with_name("espeak_worker.py")


@dataclass(frozen=True)
class Library:
    """Where espeak-ng's library is, and its data (empty: where the library looks by itself)."""

    file: str
    data: str = ""


def find_library() -> Library | None:
    """The library of the system's package (`espeak-ng`), else that of the wheel; None without."""
    system = ctypes.util.find_library("espeak-ng")
    if system is not None:
        return Library(system)
    try:
        # The extra `voice`; nothing of it is loaded into this process.
        import espeakng_loader
    except ImportError:
        return None
    return Library(espeakng_loader.get_library_path(), espeakng_loader.get_data_path())


class Espeak:
    """A voice by espeak-ng; `niceness` is that of the process which speaks.

    `known` is what the library has said of itself, if it was asked before.
    """

    def __init__(
        self, library: Library, niceness: int = 0, known: dict[str, Any] | None = None
    ) -> None:
        self._library = library
        self._niceness = niceness
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._rests_until = 0.0
        self._known = known

    @property
    def name(self) -> str:
        """Program and version."""
        return f"espeak-ng {self._about()['version']}"

    def speaks(self, language: str) -> bool:
        """Whether it has a voice for a language of the pages."""
        return voice_of(language) in self._about()["voices"]

    def say(self, phrase: Phrase) -> bytes:
        """The phrase as WAV; raises Unspoken."""
        speed = EASY_SPEED if phrase.language in EASY else SPEED
        asked = {"voice": voice_of(phrase.language), "speed": speed, "words": phrase.words}
        answer, samples = self._ask(asked)
        try:
            return sound.tidied(samples, answer["rate"])
        except ValueError as error:
            raise Unspoken(f"{phrase.language}: {error}") from None

    def in_the_background(self) -> Espeak:
        """The same voice in a process that gives way to every other one."""
        return Espeak(self._library, BACKGROUND, self._known)

    def close(self) -> None:
        """End the process; the next phrase starts another one."""
        process, self._process = self._process, None
        if process is not None:
            _end(process)

    def _about(self) -> dict[str, Any]:
        """Version and voices, asked once."""
        if self._known is None:
            voices = sorted({voice_of(one) for one in LANGUAGE_NAMES})
            self._known, _ = self._ask({"voices": voices})
        return self._known

    def _ask(self, asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        with self._lock:
            if monotonic() < self._rests_until:
                raise Unspoken("espeak-ng failed a moment ago")
            if self._process is not None:
                with suppress(OSError, ValueError):
                    return self._exchanged(asked)
            try:
                return self._exchanged(asked)  # by a new process, if one had ended
            except (OSError, ValueError) as error:
                self._rests_until = monotonic() + REST_SECONDS
                raise Unspoken(f"espeak-ng does not answer ({error})") from None

    def _exchanged(self, asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        process = self._process = self._process or self._started()
        try:
            with _ended_when_late(process):
                return _exchange(process, asked)
        except (OSError, ValueError):
            self.close()
            raise

    def _started(self) -> subprocess.Popen[bytes]:
        library = self._library
        return subprocess.Popen(
            [
                *(sys.executable, "-I", "-S", str(WORKER)),
                *(library.file, library.data, str(self._niceness)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )


def _exchange(
    process: subprocess.Popen[bytes], asked: dict[str, Any]
) -> tuple[dict[str, Any], bytes]:
    """One question and its answer; raises OSError or ValueError when the process is no more."""
    write, read = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
    write.write(json.dumps(asked).encode() + b"\n")
    write.flush()
    answer: dict[str, Any] = json.loads(read.readline() or b"{}")
    if not answer:
        raise OSError("its process has ended")
    samples = read.read(answer.get("bytes", 0))
    if len(samples) < answer.get("bytes", 0):
        raise OSError("its process has ended")
    return answer, samples


@contextmanager
def _ended_when_late(process: subprocess.Popen[bytes]) -> Iterator[None]:
    timer = Timer(PATIENCE_SECONDS, process.kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _end(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
    process.kill()
    process.wait()
