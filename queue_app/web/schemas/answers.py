"""What the API answers, for its document and the tests; answers may carry further fields.

The values are made by `queue_app.views`; nothing is validated on the way out.
"""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - `date` would hide behind a field's name
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Texts = dict[str, str]
Basis = Literal["insufficient", "nobody_serving", "prior", "history"]
Light = Literal["green", "amber", "red", "closed"]
TicketState = Literal[
    "waiting", "called", "serving", "parked", "no_show", "finished", "cancelled", "expired"
]


class Shape(BaseModel):
    """An answer; it may grow."""

    model_config = ConfigDict(extra="allow")


class Problem(Shape):
    """A refusal or a failure (RFC 9457). `code` is stable; figures explain it."""

    type: str
    title: str
    status: int
    detail: str
    code: str


class Ref(Shape):
    """A service or a counter. `label` is in the office's first language."""

    id: str
    label: str
    names: Texts | None = None


class Shown(Shape):
    """The rounded range that all pages print, in seconds."""

    low: float | None
    high: float | None


class Rise(Shape):
    """Why the shown range rose at `since`, for some minutes; `count` counters or people."""

    code: Literal[
        "counter_closed", "counter_paused", "priority_ahead", "more_waiting", "slow_service",
        "longer",
    ]  # fmt: skip
    count: int | None
    since: AwareDatetime


class Estimate(Shape):
    """P10, P50 and P90 of the seconds from `as_of` to the next call."""

    low: float | None
    likely: float | None
    high: float | None
    shown: Shown
    as_of: AwareDatetime | None
    basis: Basis | None
    reason: Rise | None = None


class OfficeService(Ref):
    """A service as the kiosk offers it."""

    prefix: str | None
    group: str | None
    documents: dict[str, list[str]]
    leika_keys: list[str]


class OfficeCounter(Ref):
    """A counter and what it serves."""

    services: list[Ref]
    state: Literal["open", "paused", "closed"]


class OfficeBrief(Shape):
    """An office, and whether it is open."""

    id: str
    name: str
    timezone: str
    languages: list[str]
    open_now: bool
    next_opening: AwareDatetime | None


class Office(OfficeBrief):
    """An office: what it offers, where, and whether it is open."""

    services: list[OfficeService]
    counters: list[OfficeCounter]


class Offices(Shape):
    """All offices of the installation."""

    offices: list[OfficeBrief]


class Wait(Shape):
    """What is expected of a ticket drawn now."""

    service: Ref
    offered: bool
    stopped: bool
    will_be_called: bool | None
    waiting: int
    ahead: int
    estimate: Estimate


class WaitTimes(Shape):
    """The public waiting times."""

    epoch: str
    revision: int
    as_of: AwareDatetime
    state: Light
    services: list[Wait]


class BoardCounter(Ref):
    """Where to go."""

    way: Texts | None
    direction: str


class Speech(Shape):
    """A call as sound (WAV) in one language: in full, and for bursts number and counter alone."""

    language: str
    url: str
    short: str


class BoardCall(Shape):
    """One call; a recall updates it."""

    id: str
    number: str
    state: TicketState
    language: str
    counter: BoardCounter
    called_at: AwareDatetime
    recalled_at: AwareDatetime | None
    withdrawn: bool
    revision: int
    speech: list[Speech]


class Board(Shape):
    """What a waiting-room display shows."""

    epoch: str
    revision: int
    as_of: AwareDatetime
    calls: list[BoardCall]
    waits: list[Wait]
    message: Texts | None


class Ticket(Shape):
    """A visit."""

    id: str
    number: str
    token: str | None = None
    url: str | None = None
    office: str | Ref
    service: Ref
    also: list[Ref]
    persons: int
    state: TicketState
    priority: str
    booked_at: AwareDatetime | None
    issued_at: AwareDatetime
    called_at: AwareDatetime | None
    started_at: AwareDatetime | None
    finished_at: AwareDatetime | None
    counter: Ref | None
    position: int | None
    ahead: int | None
    estimate: Estimate
    epoch: str
    revision: int


class NewTicketAnswer(Ticket):
    """A ticket just issued; `warning` is `capacity` where the guard warns."""

    token: str
    url: str
    warning: str | None = None


class Reason(Shape):
    """A part of the explanation of a place, with its figures."""

    code: str


class StaffTicket(Ticket):
    """A visit as staff see it."""

    reasons: list[Reason] = Field(default_factory=list)


class Why(Shape):
    """Why a ticket stands where it stands, without telling about others."""

    by_rule: int
    earlier: int
    reasons: list[Reason]


class QueueAnswer(Shape):
    """The queue of an office."""

    epoch: str
    revision: int
    as_of: AwareDatetime
    waiting: list[StaffTicket]
    called: list[StaffTicket]
    serving: list[StaffTicket]
    parked: list[StaffTicket]
    missed: list[StaffTicket]
    counters: list[Ref]


class Desk(Shape):
    """What a clerk sees at a counter."""

    epoch: str
    revision: int
    as_of: AwareDatetime
    counter: Ref
    current: StaffTicket | None
    waiting: list[StaffTicket]
    parked: list[StaffTicket]
    missed: list[StaffTicket]
    colleagues: list[Ref]
    alarm: dict[str, Any] | None


class Now(Shape):
    """The live picture."""

    epoch: str
    revision: int
    as_of: AwareDatetime
    state: Light
    waiting: int


class AccuracyRow(Shape):
    """Published ranges whose fate is known: seconds, shares as fractions; null without any.

    `judged` are those called and those never called whose range had passed; `held` of them lay
    inside the range shown. `bias` above 0: too much waiting was promised.
    """

    ranges: int
    called: int
    never_called: int
    judged: int
    held: int
    inside_shown: float | None
    inside_p10_p90: float | None
    mae: float | None
    bias: float | None
    width: float | None
    share_never_called: float | None


class AccuracyGroup(AccuracyRow):
    """The same of one service, hour (`HH:00`) or basis of the estimate."""

    key: str


class Accuracy(Shape):
    """How right the ranges published at issue were; `while_waiting` those shown later.

    For the public only the total, null while too few are known.
    """

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    first: Date = Field(alias="from")
    last: Date = Field(alias="to")
    total: AccuracyRow | None
    services: list[AccuracyGroup] = Field(default_factory=list)
    hours: list[AccuracyGroup] = Field(default_factory=list)
    bases: list[AccuracyGroup] = Field(default_factory=list)
    while_waiting: AccuracyRow | None = None


class PrinterState(Shape):
    """A printer. `silent`: its agent does not report, or was never heard of."""

    id: str
    state: Literal["ready", "paper_low", "paper_out", "cover_open", "error", "offline", "silent"]
    since: AwareDatetime | None


class PrintersAnswer(Shape):
    """The printers of an office."""

    printers: list[PrinterState]


class PrinterAnswer(Shape):
    """One printer."""

    epoch: str
    revision: int
    as_of: AwareDatetime
    printer: PrinterState


class PrintOrder(Shape):
    """A slip to be printed: where its bytes are, to which the printer's dots can be added."""

    ticket: str
    slip: str


class PrintOrders(Shape):
    """What an agent is to print now."""

    jobs: list[PrintOrder]


class PrintJob(Shape):
    """What has become of a slip."""

    ticket: str
    printer: str
    state: Literal["waiting", "printing", "printed", "sent", "failed"]
    reason: str | None


class SpeechAnswer(Shape):
    """Where words are heard."""

    url: str = Field(description="Path of a WAV file; the same words have the same one")


class SignedIn(Shape):
    """Who signed in; `csrf` goes into the header X-CSRFToken of what follows."""

    user: dict[str, str | None]
    csrf: str


class IssuingState(Shape):
    """Whether numbers are issued."""

    open: bool
    reason: str | None


class MessageShown(Shape):
    """A message on the displays of an area, or (null) of the whole office."""

    area: str | None
    texts: Texts
    until: AwareDatetime


class MessagesState(Shape):
    """What the displays say besides the calls."""

    messages: list[MessageShown]


class AlarmState(Shape):
    """The silent alarm, or null."""

    alarm: dict[str, Any] | None


class HelpCalled(Shape):
    """Staff are called to a kiosk; `coming_since` tells that somebody is on the way."""

    kiosk: Ref
    area: str | None
    since: AwareDatetime
    coming_since: AwareDatetime | None


class HelpState(Shape):
    """The call of a kiosk, or null."""

    help: HelpCalled | None


class HelpAnswer(HelpState):
    """The call of a kiosk, or null, with the queue's revision."""

    epoch: str
    revision: int
    as_of: AwareDatetime
