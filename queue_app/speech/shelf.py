"""Spoken phrases as files, one for each text: found again, written whole, bounded in number and age.

Several processes may share the folder. A shelf that cannot be written is an empty one: speech is
then made anew each time.
"""

from __future__ import annotations

import logging
import os
import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

MOST_BYTES = 512 * 1024 * 1024
LONGEST = timedelta(days=30)
"""How long a phrase stays that nobody hears."""
SEEN_ANEW = timedelta(days=1)
"""How often it is noted that a phrase was heard."""

log = logging.getLogger("queue_app.speech")


class Shelf:
    """A folder of WAV files by the digest of what they say."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._complained = False

    def has(self, digest: str) -> bool:
        """Whether a phrase is there."""
        return self._file(digest).exists()

    def get(self, digest: str, now: datetime) -> bytes | None:
        """A phrase, if it is there; noted as heard at `now`."""
        file = self._file(digest)
        try:
            found = file.read_bytes()
            if now.timestamp() - file.stat().st_mtime > SEEN_ANEW.total_seconds():
                os.utime(file, (now.timestamp(), now.timestamp()))
        except OSError:
            return None
        return found

    def put(self, digest: str, sound: bytes) -> None:
        """Keep a phrase; readers see all of it or nothing."""
        file = self._file(digest)
        fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}.new")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(sound)
            fresh.replace(file)
        except OSError as error:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
            if not self._complained:
                log.warning("speech cannot be kept in %s: %s", self.folder, error)
            self._complained = True

    def sweep(self, now: datetime, most_bytes: int = MOST_BYTES) -> int:
        """Let go of what nobody has heard for long, and of the oldest beyond the bound.

        Gives the number of files deleted.
        """
        found = []
        for file in self.folder.glob("*/*"):
            with suppress(OSError):
                status = file.stat()
                found.append((status.st_mtime, status.st_size, file))
        kept, gone = 0, 0
        oldest = (now - LONGEST).timestamp()
        for heard, size, file in sorted(found, reverse=True):
            kept += size
            if heard < oldest or kept > most_bytes:
                kept -= size
                gone += 1
                with suppress(OSError):
                    file.unlink()
        return gone

    def _file(self, digest: str) -> Path:
        return self.folder / digest[:2] / f"{digest[2:]}.wav"
