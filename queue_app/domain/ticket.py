"""A ticket: its states, the one table of what is allowed, and what is known of a visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from queue_app.domain.errors import NotAllowed
from queue_app.domain.waiting import Postponement, wait_until


class State(StrEnum):
    """Where a visit stands."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    NO_SHOW = "no_show"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Action(StrEnum):
    """What can be done to a ticket."""

    CALL = "call"
    POSTPONE = "postpone"
    CHANGE = "change"
    CANCEL = "cancel"
    EXPIRE = "expire"
    RECALL = "recall"
    START = "start"
    NO_SHOW = "no_show"
    PUT_BACK = "put_back"
    TRANSFER = "transfer"
    FINISH = "finish"
    PARK = "park"
    RETURN = "return"


FINAL = frozenset({State.FINISHED, State.CANCELLED, State.EXPIRED})
"""States that nothing leaves, except by undo."""

AT_COUNTER = frozenset({State.CALLED, State.SERVING})
"""States in which a ticket is some counter's current one."""

TRANSITIONS: dict[tuple[State, Action], State] = {
    (State.WAITING, Action.CALL): State.CALLED,
    (State.WAITING, Action.POSTPONE): State.WAITING,
    (State.WAITING, Action.CHANGE): State.WAITING,
    (State.WAITING, Action.CANCEL): State.CANCELLED,
    (State.WAITING, Action.EXPIRE): State.EXPIRED,
    (State.CALLED, Action.RECALL): State.CALLED,
    (State.CALLED, Action.START): State.SERVING,
    (State.CALLED, Action.NO_SHOW): State.NO_SHOW,
    (State.CALLED, Action.PUT_BACK): State.WAITING,
    (State.CALLED, Action.TRANSFER): State.WAITING,
    (State.CALLED, Action.CANCEL): State.CANCELLED,
    (State.SERVING, Action.FINISH): State.FINISHED,
    (State.SERVING, Action.PARK): State.PARKED,
    (State.SERVING, Action.TRANSFER): State.WAITING,
    (State.PARKED, Action.CALL): State.CALLED,
    (State.PARKED, Action.TRANSFER): State.WAITING,
    (State.PARKED, Action.CANCEL): State.CANCELLED,
    (State.PARKED, Action.EXPIRE): State.EXPIRED,
    (State.NO_SHOW, Action.RETURN): State.WAITING,
    (State.NO_SHOW, Action.CALL): State.CALLED,
    (State.NO_SHOW, Action.CANCEL): State.CANCELLED,
    (State.NO_SHOW, Action.EXPIRE): State.EXPIRED,
}
"""The one table: (state, action) -> state. What is not in it is refused."""


def after(state: State, action: Action) -> State:
    """The state an action leads to; raises NotAllowed with state and action."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise NotAllowed(state.value, action.value) from None


@dataclass(frozen=True, slots=True)
class Ticket:
    """One visit, as its facts have made it. All instants are aware UTC.

    `queue_time` is the moment of arrival in minutes that count: raised by postponing, set by a
    return. `called_at` is the last call or manual recall; `gonged_at` the last time it sounded.
    """

    id: str
    number: str
    series: str
    business_day: str
    service: str
    also: tuple[str, ...]
    persons: int
    language: str
    priority: str
    state: State
    issued_at: datetime
    issued_revision: int
    queue_time: datetime
    leg: int
    leg_began: datetime
    revision: int
    last_deed: int
    booked_at: datetime | None = None
    appointment: bool = False
    not_before: datetime | None = None
    postponed_until: datetime | None = None
    postponed: tuple[Postponement, ...] = ()
    bound_to: str | None = None
    return_to: str | None = None
    return_service: str | None = None
    counter: str | None = None
    called_at: datetime | None = None
    gonged_at: datetime | None = None
    auto_recalled: bool = False
    started_at: datetime | None = None
    missed_at: datetime | None = None
    parked_at: datetime | None = None
    ended_at: datetime | None = None
    returned_at: datetime | None = None
    returned_revision: int = 0
    transferred_from: str | None = None
    unbound_from: str | None = None
    outcome: str | None = None
    withdrawn: bool = False

    @property
    def is_final(self) -> bool:
        """Whether the visit is over."""
        return self.state in FINAL

    @property
    def waiting_since(self) -> datetime | None:
        """Since when it waits: the beginning of its leg, or the return from a missed call."""
        if self.state is not State.WAITING:
            return None
        returned = self.returned_at
        return returned if returned is not None and returned > self.leg_began else self.leg_began

    def waited_at(self, now: datetime) -> float:
        """The seconds it has waited so far, without what was postponed; 0 if it does not wait."""
        since = self.waiting_since
        return 0.0 if since is None else wait_until(now, since, self.postponed)

    def hold_until(self, hold_minutes: float) -> datetime | None:
        """Until when a missed number can be brought back by the citizen."""
        if self.state is not State.NO_SHOW or self.missed_at is None:
            return None
        return self.missed_at + timedelta(minutes=hold_minutes)
