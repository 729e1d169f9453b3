"""What the address of a page names: an office or a ticket; for staff, the office they work for."""

from __future__ import annotations

from flask import request
from pydantic import ValidationError

from queue_app.domain.queue import Queue
from queue_app.storage.reading import TicketPlace
from queue_app.web.auth import Identity
from queue_app.web.errors import Problem
from queue_app.web.guards import NO_OFFICE
from queue_app.web.schemas.requests import OfficePath, TokenPath
from queue_app.web.services import services


def office(name: str) -> Queue:
    """The office of an address; raises UnknownOffice or Problem 404."""
    try:
        path = OfficePath(office=name)
    except ValidationError:
        raise Problem(404, "unknown_office", NO_OFFICE) from None
    return services().reader.queue(path.office)


def ticket(token: str) -> TicketPlace:
    """The ticket that a token opens; raises UnknownTicket or Problem 404."""
    try:
        path = TokenPath(token=token)
    except ValidationError:
        raise Problem(404, "unknown_ticket", "There is no such ticket.") from None
    return services().reader.find_token(path.token)


def home(person: Identity) -> Queue:
    """The office a person works for; who works everywhere says which by `?office=`."""
    if person.office is not None:
        return services().reader.queue(person.office)
    asked = request.args.get("office")
    if asked is not None:
        return office(asked)
    ids = services().reader.office_ids()
    if not ids:
        raise Problem(404, "unknown_office", "No office has been set up yet.")
    return services().reader.queue(ids[0])
