"""One thermal printer: how it is, and whether what was sent came out as paper."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from time import monotonic, sleep
from typing import TYPE_CHECKING, TypeVar

from queue_app.agent import status
from queue_app.agent.address import Open

if TYPE_CHECKING:
    from escpos.escpos import Escpos

PATIENCE_SECONDS = 12.0
"""For a slip to come out: less than the server waits for a job that was claimed."""
ANSWER_SECONDS = 3.0
BETWEEN_SECONDS = 0.1
PIECE = 2048
"""Bytes that are sent at once; each may take as long as the printer's timeout."""

T = TypeVar("T")

log = logging.getLogger("queue_app.agent")


class Lost(Exception):
    """The printer cannot be reached, or does not answer."""


@dataclass(frozen=True)
class Outcome:
    """What came of a slip: `printed`, `sent` (the printer reports nothing) or `failed`."""

    state: str
    reason: str | None = None


class Printer:
    """Opened when needed, and anew after every failure. `reports` false: nothing is ever asked."""

    def __init__(
        self, open_device: Open, *, reports: bool = True, patience: float = PATIENCE_SECONDS
    ) -> None:
        self._open = open_device
        self._reports = reports
        self._patience = patience
        self._device: Escpos | None = None
        self._done = False

    def state(self) -> str:
        """How it is now; `offline` when it does not answer."""
        try:
            return self._asked_state()
        except Lost as lost:
            log.debug("printer lost: %s", lost)
            return status.OFFLINE

    def put(self, slip: bytes) -> Outcome:
        """Print a slip, at most once: what failed half-way is never begun again."""
        try:
            state = self._asked_state()
            if state not in status.ABLE:
                return Outcome("failed", state)
            self._write(slip)
            return self._watched() if self._reports else Outcome("sent")
        except Lost as lost:
            log.warning("printer lost while printing: %s", lost)
            self._forget()
            return Outcome("failed", status.OFFLINE)

    def close(self) -> None:
        """Let go of the printer."""
        device, self._device = self._device, None
        if device is None:
            return
        try:
            device.close()
        except Exception as error:  # noqa: BLE001 - it is given up, whatever a driver says to that
            log.debug("closing: %s", error)

    def _asked_state(self) -> str:
        if not self._reports:
            self._opened()
            return status.READY
        online, cause, paper = (
            self._ask(which) for which in (status.ONLINE, status.CAUSE, status.PAPER)
        )
        return status.state_of(online, cause, paper)

    def _watched(self) -> Outcome:
        """Wait until the printer says that it is done, or why it cannot go on."""
        self._done = False
        self._write(status.ASK_WHEN_DONE)
        until = monotonic() + self._patience
        while monotonic() < until:
            state = self._asked_state()
            if self._done:
                return Outcome("printed")
            if state not in status.ABLE:
                self._forget()
                return Outcome("failed", state)
            sleep(BETWEEN_SECONDS)
        return Outcome("sent")

    def _forget(self) -> None:
        """Nobody may find the slip of somebody else when the paper has been changed."""
        try:
            self._write(status.FORGET)
        except Lost:
            log.debug("nothing left to forget")
        self.close()

    def _ask(self, which: int) -> int:
        """One real-time status; whatever else comes is only noted."""
        self._write(status.ASK + bytes([which]))
        until = monotonic() + ANSWER_SECONDS
        while monotonic() < until:
            answers = self._read()
            self._done = self._done or any(status.is_done(byte) for byte in answers)
            found = [byte for byte in answers if status.is_status(byte)]
            if found:
                return found[-1]
            if not answers:
                sleep(BETWEEN_SECONDS)
        self.close()
        raise Lost("no answer")

    def _write(self, data: bytes) -> None:
        device = self._opened()
        for start in range(0, len(data), PIECE):
            piece = data[start : start + PIECE]
            self._guarded(partial(device._raw, piece))  # noqa: SLF001 - the way to send what is ready

    def _read(self) -> bytes:
        device = self._opened()
        return bytes(self._guarded(device._read))  # noqa: SLF001 - likewise for what is answered

    def _opened(self) -> Escpos:
        if self._device is None:
            self._device = self._guarded(self._open)
        return self._device

    def _guarded(self, deed: Callable[[], T]) -> T:
        """Do something with the device; whatever its driver raises, it is lost."""
        try:
            return deed()
        except Exception as error:
            self.close()
            raise Lost(str(error) or type(error).__name__) from error
