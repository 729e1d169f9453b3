"""One family of errors: what a rule refuses, with a stable code and the figures that explain it."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A rule of the domain refuses an action; nothing has changed.

    `code` is stable and public; `detail` is one plain sentence; `extra` carries figures that a
    page needs to word the refusal in the reader's language.
    """

    code = "refused"

    def __init__(self, detail: str, **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.extra = extra


class Unknown(Refused):
    """Something named in the request does not exist (here)."""

    code = "unknown"


class UnknownOffice(Unknown):
    """There is no office of that id."""

    code = "unknown_office"


class UnknownService(Unknown):
    """The office has no service of that id."""

    code = "unknown_service"


class UnknownCounter(Unknown):
    """There is no counter of that id (in this office)."""

    code = "unknown_counter"


class UnknownKiosk(Unknown):
    """There is no kiosk of that id (in this office)."""

    code = "unknown_kiosk"


class UnknownArea(Unknown):
    """No counter of the office stands in this waiting area."""

    code = "unknown_area"


class UnknownTicket(Unknown):
    """There is no ticket of that id or token, or no open one."""

    code = "unknown_ticket"


class Invalid(Refused):
    """A value is well formed but makes no sense for this office."""

    code = "invalid"


class NotAllowed(Refused):
    """The state table has no cell for this action in this state."""

    code = "not_allowed"

    def __init__(self, state: str, action: str) -> None:
        super().__init__(
            f"A ticket that is {state} does not allow {action}.", state=state, action=action
        )


class OfficeClosed(Refused):
    """No tickets outside ticket hours. Counts as turned away."""

    code = "closed"


class IssuingStopped(Refused):
    """Staff have stopped issuing, for the office or for this service. Counts as turned away."""

    code = "stopped"


class OverCapacity(Refused):
    """A new ticket would probably not be called before closing. Counts as turned away."""

    code = "capacity"


class CounterClosed(Refused):
    """The counter is not open."""

    code = "counter_closed"


class CounterPaused(Refused):
    """The counter is on a break; it opens again first."""

    code = "counter_paused"


class CounterBusy(Refused):
    """The counter still has a current ticket."""

    code = "counter_busy"


class NoCurrentTicket(Refused):
    """The action needs a ticket that is called to or served at this counter."""

    code = "no_current_ticket"


class NotServedHere(Refused):
    """This counter does not serve the ticket's service."""

    code = "not_served_here"


class TooEarly(Refused):
    """Marked absent too soon after the last call; an explicit override is needed."""

    code = "too_early"


class HoldOver(Refused):
    """The time during which a missed number is held for the citizen is over."""

    code = "hold_over"


class PostponeLimit(Refused):
    """The ticket has been postponed as often as the office allows."""

    code = "postpone_limit"


class UndoRefused(Refused):
    """There is nothing to take back, or it is too late for it."""

    code = "undo_refused"


TURNED_AWAY = (OfficeClosed, IssuingStopped, OverCapacity)
"""The refusals that count as *turned away* for the service asked."""
