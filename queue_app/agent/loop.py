"""What the agent does for ever: report, wait for an order, print it, say what came of it."""

from __future__ import annotations

import logging
import secrets
import threading
from time import monotonic

from queue_app.agent import status
from queue_app.agent.printer import Outcome, Printer
from queue_app.agent.server import Order, Refused, Server, Unreachable

HOLD_SECONDS = 4.0
"""For how long the server may hold its answer: so long a change at the printer can go unseen."""
PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0)
SETTLE_SECONDS = 60.0
"""For how long it is tried to say what came of a slip; the server then knows it by itself."""

log = logging.getLogger("queue_app.agent")


class Agent:
    """One printer and the server; `turn` is one round, so that it can be stepped."""

    def __init__(self, server: Server, printer: Printer, *, hold: float = HOLD_SECONDS) -> None:
        self._server = server
        self._printer = printer
        self._hold = hold
        self._state: str | None = None
        self._failures = 0
        self._end = threading.Event()

    def run(self) -> None:
        """Go on until `end`."""
        while not self._end.is_set():
            self.turn()
        self.close()

    def end(self) -> None:
        """Stop after the present round."""
        self._end.set()

    def close(self) -> None:
        """Let go of printer and server."""
        self._printer.close()
        self._server.close()

    def turn(self) -> None:
        """Report, wait for orders, and print what there is."""
        state = self._printer.state()
        if state != self._state:
            log.info("printer is %s", state)
            self._state = state
        try:
            orders = self._server.report(state, self._hold)
        except Unreachable as problem:
            self._pause(problem)
            return
        if self._failures:
            log.info("the server answers again")
        self._failures = 0
        for order in orders:
            self._print(order)

    def _print(self, order: Order) -> None:
        """Claim first: a slip whose claim is not confirmed does not come out, here or elsewhere."""
        claim = secrets.token_hex(8)
        try:
            slip = self._slip(order)
            if not self._claimed(order, claim):
                return
        except Unreachable as problem:
            log.warning("a slip is left: %s", problem)
            self._end.wait(PAUSES[0])
            return
        outcome = Outcome("failed", status.ERROR) if slip is None else self._printer.put(slip)
        log.info("slip %s%s", outcome.state, f": {outcome.reason}" if outcome.reason else "")
        self._settle(order, claim, outcome)

    def _slip(self, order: Order) -> bytes | None:
        """The bytes; None where the server will not make them, which waiting does not mend."""
        try:
            return self._server.slip(order)
        except Refused as problem:
            log.error("no slip for this printer: %s", problem)  # noqa: TRY400 - a sentence is enough
            return None

    def _claimed(self, order: Order, claim: str) -> bool:
        """The answer to a claim may be lost; the same claim is then answered the same."""
        try:
            return self._server.claim(order, claim)
        except Refused:
            raise
        except Unreachable:
            return self._server.claim(order, claim)

    def _settle(self, order: Order, claim: str, outcome: Outcome) -> None:
        until = monotonic() + SETTLE_SECONDS
        while True:
            try:
                self._server.settle(order, claim, outcome.state, outcome.reason)
            except Refused as problem:
                log.warning("what came of a slip was not wanted: %s", problem)
                return
            except Unreachable as problem:
                if monotonic() > until or self._end.wait(PAUSES[0]):
                    log.warning("what came of a slip could not be said: %s", problem)
                    return
            else:
                return

    def _pause(self, problem: Unreachable) -> None:
        if self._failures == 0:
            log.warning("the server cannot be used: %s", problem)
        pause = PAUSES[min(self._failures, len(PAUSES) - 1)]
        self._failures += 1
        self._end.wait(pause)
