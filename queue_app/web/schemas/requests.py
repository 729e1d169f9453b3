"""What the API takes: paths, queries and bodies. Unknown fields, and types that only look right,
are refused.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
"""An id or a token: never anything that a database or a log would stumble over."""

Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=r"^[^\x00]*$"),
]
Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{2,20}$")]
Persons = Annotated[int, Field(ge=1, le=6)]
Further = Annotated[list[Id], Field(max_length=20)]


def _in_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise ValueError("there is no such instant") from None


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""RFC 3339 with any offset, in UTC inside."""


class Path(BaseModel):
    """Parts of an address."""

    model_config = ConfigDict(frozen=True)


class Nowhere(Path):
    """An address without parts."""


class OfficePath(Path):
    """An office."""

    office: Id = Field(description="Id of the office")


class OfficeTicketPath(OfficePath):
    """A ticket by its id, in its office."""

    ticket: Id = Field(description="Id of the ticket (never the token)")


class CounterPath(Path):
    """A counter."""

    counter: Id = Field(description="Id of the counter")


class TokenPath(Path):
    """A ticket by its token."""

    token: Id = Field(description="The citizen's key of the ticket")


class PrinterPath(OfficePath):
    """A printer."""

    printer: Id = Field(description="Name of the printer, as its agent gives it")


class PrintJobPath(PrinterPath):
    """The slip of a ticket on a printer."""

    ticket: Id = Field(description="Id of the ticket (never the token)")


class KioskPath(OfficePath):
    """A kiosk."""

    kiosk: Id = Field(description="Id of the kiosk; `kiosk` where the office describes none")


class Query(BaseModel):
    """The part of an address behind the question mark; what is not known there is ignored."""

    model_config = ConfigDict(extra="ignore")


class BoardQuery(Query):
    """Which part of the office a display serves."""

    area: Id | None = Field(None, description="A waiting area; all of them when left out")


class EscposQuery(Query):
    """The printer that a slip is for."""

    dots: int = Field(576, ge=256, le=832, multiple_of=8, description="Dots in a line")
    text: Literal["auto", "raster"] = Field(
        "auto", description="The printer's own letters where the language has them, or a picture"
    )
    qr: Literal["native", "raster"] = Field("native", description="Who draws the QR code")
    profile: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,40}$")] = Field(
        "default", description="The printer's name in python-escpos"
    )


Day = Annotated[date, Field(ge=date(1970, 1, 1), le=date(2999, 12, 31))]
"""A day whose midnight is an instant in every zone."""


class DaysQuery(Query):
    """Which days."""

    first: Day | None = Field(
        None, alias="from", description="First local day; default 29 days before today"
    )
    last: Day | None = Field(None, alias="to", description="Last local day; default today")


Weekday = Annotated[int, Field(ge=1, le=7)]
HalfHour = Annotated[str, StringConstraints(pattern=r"^(([01]\d|2[0-3]):(00|30)|24:00)$")]


class FiguresQuery(Query):
    """Which days, and which legs of them."""

    first: Day | None = Field(None, alias="from", description="First local day; default today")
    last: Day | None = Field(None, alias="to", description="Last local day; default the first")
    service: list[Id] = Field(
        default_factory=list, max_length=100, description="Only these services; may be repeated"
    )
    group: list[Id] = Field(
        default_factory=list, max_length=100, description="Only services of these groups"
    )
    counter: list[Id] = Field(
        default_factory=list,
        max_length=100,
        description="Only these counters, on whole days with five legs at least: not together "
        "with service, group, hours, kind or language",
    )
    weekday: list[Weekday] = Field(
        default_factory=list, max_length=7, description="Only these weekdays (Monday = 1)"
    )
    hour_from: HalfHour | None = Field(
        None, description="Legs begun at this local time or later: `HH:00` or `HH:30`"
    )
    hour_to: HalfHour | None = Field(None, description="Legs begun before this local time")
    kind: Literal["walk_in", "appointment"] | None = Field(
        None, description="Visits without, or with, a booked time"
    )
    language: list[Language] = Field(
        default_factory=list,
        max_length=40,
        description="Only visits in these languages; of days whose facts are kept",
    )


class StatisticsQuery(FiguresQuery):
    """Which days, which legs of them, and how they are divided."""

    by: Literal[
        "service", "group", "counter", "half_hour", "day", "weekday", "week", "month", "language",
        "kind",
    ] = Field("service", description="What a row is about; `language`: while facts are kept")  # fmt: skip


class OfficesQuery(FiguresQuery):
    """The same over several offices."""

    by: Literal[
        "office", "service", "half_hour", "day", "weekday", "week", "month", "language", "kind"
    ] = "office"
    office: list[Id] = Field(
        default_factory=list, max_length=1000, description="Only these offices; default all"
    )


class Body(BaseModel):
    """What is sent as JSON: strict, and nothing else than said."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Nothing(Body):
    """No fields: an empty object, or no body at all."""


Seconds = Annotated[float, Field(ge=0, le=25)]
"""For how long an answer may be held; JSON's whole numbers are welcome."""


class PrinterReport(Body):
    """How a printer is, and how long the answer may wait for something to print."""

    state: Literal["ready", "paper_low", "paper_out", "cover_open", "error", "offline"]
    wait: Seconds = 0


class PrintRequest(Body):
    """A slip is wanted."""

    wait: Seconds = Field(0, description="For how long the answer may wait for the paper")


class PrintProgress(Body):
    """What an agent does with a job."""

    state: Literal["printing", "printed", "sent", "failed"] = Field(
        description="`sent`: to a printer that does not report what became of it"
    )
    claim: Id = Field(description="A random name of this attempt; only who claimed may go on")
    reason: Literal["paper_out", "cover_open", "error", "offline"] | None = None


class NewTicket(Body):
    """What somebody asks for at the kiosk, at the reception or from afar."""

    service: Id
    also: Further = Field(default_factory=list, description="Further services of the same visit")
    persons: Persons = 1
    language: Language | None = None
    priority: Id | None = None
    counter: Id | None = Field(None, description="Staff only: bind the ticket to this counter")
    booked_at: Instant | None = Field(
        None, description="Staff only: the appointment that checks in"
    )
    override: bool = Field(False, description="Staff only: issue in spite of the capacity guard")


class SpeechRequest(Body):
    """Words that a kiosk wants to be heard."""

    language: Language = Field(description="One of the languages of the pages")
    text: Annotated[str, StringConstraints(min_length=1, max_length=600)] = Field(
        description="What is said; a new line is a pause"
    )


class Postponement(Body):
    """By how much."""

    minutes: Annotated[int, Field(ge=1, le=24 * 60)]


class Correction(Body):
    """What is wrong with a waiting ticket; what is not named stays."""

    service: Id | None = None
    also: Further | None = None
    persons: Persons | None = None
    priority: Id | None = None


class Issuing(Body):
    """Whether numbers are issued, by the office or for one service."""

    open: bool
    service: Id | None = None
    reason: Text | None = Field(None, description="What the kiosk says about it")


MessageText = Annotated[Text, Field(max_length=300)]


class DisplayMessage(Body):
    """What the displays are to say besides the calls."""

    texts: Annotated[dict[Language, MessageText], Field(min_length=1, max_length=20)] = Field(
        description="A text per language of the office; the display shows one after the other"
    )
    area: Id | None = Field(None, description="A waiting area; the whole office when left out")
    until: Instant | None = Field(None, description="Default: the end of the day")


class Break(Body):
    """A declared break."""

    reason: Text | None = None


class Next(Body):
    """What became of the called ticket, before the next is called."""

    current: Literal["served", "absent"] | None = Field(
        None, description="What became of a ticket that was called and not begun; unsaid: served"
    )
    override: bool = Field(False, description="Absent although the last call is a moment ago")


class Call(Body):
    """Whom to call."""

    ticket: Id


class Finish(Body):
    """How the service ended."""

    outcome: Id | None = Field(None, description="One of the office's outcomes")
    services: Further = Field(default_factory=list, description="The services rendered")


class Absence(Body):
    """Nobody came."""

    override: bool = Field(False, description="Although the last call is a moment ago")


class Parking(Body):
    """Why the service is interrupted."""

    note: Text | None = None


class Transfer(Body):
    """Where the ticket goes: a service, a counter or both."""

    service: Id | None = None
    counter: Id | None = None
    auto_return: bool = Field(False, description="Come back here when that is done")
    note: Text | None = None
    ticket: Id | None = Field(None, description="A parked ticket instead of the current one")


class Alarm(Body):
    """From where help is called."""

    counter: Id | None = None


class HelpWanted(Body):
    """Where help is wanted."""

    kiosk: Id = Field("kiosk", description="Id of the kiosk")


class SignIn(Body):
    """A name and a password."""

    username: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
