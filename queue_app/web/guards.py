"""Who may use which address: each guard looks up where a request acts and as whom, or refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask_limiter.util import get_remote_address

from queue_app.domain.errors import UnknownOffice
from queue_app.domain.office import Office
from queue_app.use_cases.ports import Actor
from queue_app.web import auth
from queue_app.web.endpoint import Here
from queue_app.web.errors import Problem
from queue_app.web.schemas.requests import (
    CounterPath,
    KioskPath,
    Nowhere,
    OfficePath,
    OfficeTicketPath,
    TokenPath,
)
from queue_app.web.services import services

CITIZEN = "citizen"
PUBLIC = "public"
NO_OFFICE = "There is no such office."


def everybody(path: Nowhere) -> Here:  # noqa: ARG001 - every guard takes the address
    """Nothing is needed."""
    return Here(services(), "", _nobody())


def in_public(path: OfficePath) -> Here:
    """Everybody may look at an office that exists."""
    _check_office(path.office)
    return Here(services(), path.office, _nobody())


def holder(path: TokenPath) -> Here:
    """Whoever holds a ticket's token is its citizen."""
    place = services().reader.find_token(path.token)
    actor = Actor(name=CITIZEN, role=CITIZEN, credential=f"ticket:{place.ticket}")
    return Here(services(), place.office, actor, ticket=place.ticket)


def clerk(path: OfficePath) -> Here:
    """Staff of the office."""
    return _of_office("clerk", path.office)


def clerk_for_ticket(path: OfficeTicketPath) -> Here:
    """Staff of the office, for one of its tickets; raises UnknownTicket."""
    here = _of_office("clerk", path.office)
    here.services.reader.ticket(path.office, path.ticket)
    return replace(here, ticket=path.ticket)


def manager(path: OfficePath) -> Here:
    """A manager of the office."""
    return _of_office("manager", path.office)


def manager_of_offices(path: Nowhere) -> Here:  # noqa: ARG001 - every guard takes the address
    """A manager of any office."""
    identity = auth.require("manager")
    return Here(services(), "", identity.actor, identity)


def clerk_at_counter(path: CounterPath) -> Here:
    """Staff of the office in which the counter stands."""
    auth.entitled(auth.callers(), "clerk", None)
    office = services().reader.office_of_counter(path.counter)
    identity = auth.require("clerk", office)
    return Here(services(), office, identity.actor, identity, counter=path.counter)


def issuer(path: OfficePath) -> Here:
    """A kiosk or staff of the office; everybody where the office issues remote tickets."""
    return _or_public("issuer", path.office, lambda office: office.remote_tickets)


def kiosk(path: OfficePath) -> Here:
    """A kiosk, the agent of its printer, or staff of the office; never the public."""
    return _of_office("issuer", path.office)


def kiosk_place(path: KioskPath) -> Here:
    """A kiosk or staff of the office, for one of its kiosks; raises UnknownKiosk."""
    here = _of_office("issuer", path.office)
    here.services.reader.queue(path.office).office.kiosk(path.kiosk)
    return here


def clerk_for_kiosk(path: KioskPath) -> Here:
    """Staff of the office, for one of its kiosks; raises UnknownKiosk."""
    here = _of_office("clerk", path.office)
    here.services.reader.queue(path.office).office.kiosk(path.kiosk)
    return here


def spectator(path: OfficePath) -> Here:
    """A display or staff of the office; everybody where the board is public."""
    return _or_public("display", path.office, lambda office: office.public_board)


def auditor(path: OfficePath) -> Here:
    """A manager of the office; everybody where the installation publishes its accuracy."""
    published = services().config.estimation.publish_accuracy
    return _or_public("manager", path.office, lambda _office: published)


def _or_public(audience: str, office: str, is_public: Callable[[Office], bool]) -> Here:
    try:
        return _of_office(audience, office)
    except Problem as problem:
        if problem.status not in (401, 403):
            raise
        if not is_public(services().reader.queue(office).office):
            raise
        return Here(services(), office, _nobody())


def _of_office(audience: str, office: str) -> Here:
    try:
        identity = auth.require(audience, office)
    except Problem as problem:
        if problem.status == 403:
            _check_office(office)
        raise
    if identity.office is None:
        _check_office(office)
    return Here(services(), office, identity.actor, identity)


def _check_office(office: str) -> None:
    if office not in services().reader.office_ids():
        raise UnknownOffice(f"There is no office {office!r}.")


def _nobody() -> Actor:
    """Somebody without a credential: one address is told from another, for idempotency alone."""
    return Actor(name=PUBLIC, role=PUBLIC, credential=f"{PUBLIC}:{get_remote_address()}")
