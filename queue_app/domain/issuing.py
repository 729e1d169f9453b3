"""Issuing a ticket: what is asked, what forbids it, and the facts that it leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from queue_app.domain import events as e
from queue_app.domain import opening_hours as hours
from queue_app.domain.calling import check_binding
from queue_app.domain.errors import Invalid, IssuingStopped, OfficeClosed, OverCapacity
from queue_app.domain.office import Office
from queue_app.domain.queue import Queue, Stop
from queue_app.domain.ticket import Ticket

MAX_PERSONS = 6
NUMBER_DIGITS = 3


@dataclass(frozen=True)
class Request:
    """What somebody asks for at the kiosk, at the reception or from afar.

    `by_staff` opens the fields that only staff may use: any priority class, `counter` (bind the
    ticket), `booked_at` (an appointment checks in) and `override` (of the capacity guard).
    """

    service: str
    also: tuple[str, ...] = ()
    persons: int = 1
    language: str | None = None
    priority: str | None = None
    counter: str | None = None
    booked_at: datetime | None = None
    override: bool = False
    by_staff: bool = False


def check_request(queue: Queue, request: Request, now: datetime) -> None:
    """Raise Unknown or Invalid for what makes no sense; such a refusal counts nowhere."""
    office = queue.office
    queue.service(request.service)
    for service in request.also:
        queue.service(service)
    check_also(request.service, request.also)
    check_persons(request.persons)
    check_priority(office, request.priority, by_staff=request.by_staff)
    if request.language is not None and request.language not in office.languages:
        raise Invalid(f"This office does not offer the language {request.language!r}.")
    if not request.by_staff and (request.counter or request.booked_at or request.override):
        raise Invalid("Only staff may set counter, booked_at or override.")
    if request.counter is not None:
        check_binding(queue, request.counter, request.service)
    if request.booked_at is not None:
        today = hours.business_day(now, office.zone)
        # The first and last instants of the calendar have no date in every zone.
        far = abs(request.booked_at - now) > timedelta(days=2)
        if far or hours.business_day(request.booked_at, office.zone) != today:
            raise Invalid("An appointment checks in on its own business day.")


def check_also(service: str, also: tuple[str, ...], return_service: str | None = None) -> None:
    """Raise Invalid when a further service repeats another one, or that of a return to come."""
    if len({service, *also}) != len(also) + 1 or return_service in also:
        raise Invalid("Each service can be asked for once.")


def check_persons(persons: int) -> None:
    """Raise Invalid for anything but one to six persons."""
    if not 1 <= persons <= MAX_PERSONS:
        raise Invalid(f"A ticket is for one to {MAX_PERSONS} persons.")


def check_priority(office: Office, priority: str | None, *, by_staff: bool) -> None:
    """Raise Invalid for an unknown class, or for one that only staff may give."""
    if priority is None:
        return
    known = office.priorities.get(priority)
    if known is None:
        raise Invalid(f"There is no priority {priority!r} in this office.")
    if not known.self_service and not by_staff:
        raise Invalid(f"The priority {priority!r} is given by staff only.")


def check_open(queue: Queue, request: Request, now: datetime, *, full: bool = False) -> str | None:
    """Raise the refusal that counts as turned away, or return a warning code, or None.

    `full` says that by the last published forecast this ticket would not be called in time; the
    office's guard decides what follows. An appointment checks in while the office is open, also
    after the last walk-in number.
    """
    office = queue.office
    issuing = hours.issues_tickets(office, now)
    if not issuing and not (request.booked_at and hours.is_open(office, now)):
        raise OfficeClosed(
            "No numbers are issued at this hour.",
            next_opening=hours.next_ticket_opening(office, now),
        )
    for scope in (None, request.service):
        if scope in queue.stopped:
            raise IssuingStopped("Issuing has been stopped.", reason=queue.stopped[scope].reason)
    if request.override or not guard_speaks(queue, request, full=full):
        return None
    if office.rules.capacity_guard == "stop":
        raise OverCapacity("A new number would probably not be called before closing.")
    return "capacity"


def guard_speaks(queue: Queue, request: Request, *, full: bool) -> bool:
    """Whether the capacity guard speaks against this ticket, whatever its mode makes of that.

    Never against an appointment that checks in, nor where no open counter serves the service.
    """
    office = queue.office
    if office.always_open or office.rules.capacity_guard == "off":
        return False
    return full and request.booked_at is None and queue.is_served(request.service)


def issue(
    queue: Queue,
    request: Request,
    ticket_id: str,
    next_number: Callable[[str, str], int],
    now: datetime,
    *,
    full: bool = False,
) -> Ticket:
    """Record the ticket; `next_number(prefix, business day)` raises the series by one.

    `full` as for `check_open`: the fact says so where the guard spoke against it.

    A series is counted by its prefix: when prefixes are exchanged in the middle of a day, each
    continues behind the last number that was printed with it.
    """
    office = queue.office
    service = queue.service(request.service)
    series, prefix = office.series_of(service)
    day = hours.business_day(now, office.zone).isoformat()
    number = f"{prefix}{next_number(prefix, day):0{NUMBER_DIGITS}d}"
    booked = request.booked_at
    late = timedelta(minutes=office.rules.appointment_late_minutes)
    early = timedelta(minutes=office.rules.appointment_early_minutes)
    counts = booked is not None and now <= booked + late
    queue.record(
        e.TicketIssued(
            ticket=ticket_id,
            number=number,
            series=series,
            service=service.id,
            also=request.also,
            persons=request.persons,
            language=request.language or office.languages[0],
            priority=request.priority or office.default_priority.id,
            business_day=day,
            queue_time=booked if booked is not None and counts else now,
            booked_at=booked,
            appointment=counts,
            not_before=booked - early if booked is not None and counts else None,
            bound_to=request.counter,
            guard=_guard(queue, request, full=full),
        ),
        now,
    )
    return queue.tickets[ticket_id]


def _guard(queue: Queue, request: Request, *, full: bool) -> str | None:
    if not guard_speaks(queue, request, full=full):
        return None
    return "overridden" if request.override else "warned"


def set_issuing(
    queue: Queue, *, is_open: bool, service: str | None, reason: str | None, now: datetime
) -> None:
    """Stop or resume issuing for the office or one service; doing it twice changes nothing."""
    if service is not None:
        queue.service(service)
    stop = queue.stopped.get(service)
    if stop is not None if is_open else stop is None or stop.reason != reason:
        queue.record(e.IssuingChanged(open=is_open, service=service), now)
        if not is_open:
            queue.stopped[service] = Stop(reason, now)
