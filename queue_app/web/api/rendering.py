"""How the answers of pressed buttons are made, inside the transaction, from what it left."""

from __future__ import annotations

from queue_app import views
from queue_app.domain.errors import Refused
from queue_app.domain.ticket import Ticket
from queue_app.realtime import messages
from queue_app.realtime.messages import Moment
from queue_app.use_cases.ports import Rendered
from queue_app.use_cases.pressing import Press, Render
from queue_app.views.helping import kiosk_help
from queue_app.views.parts import alarm, display_messages, issuing
from queue_app.views.ticket import staff_ticket
from queue_app.web.endpoint import Here
from queue_app.web.errors import refusal_body
from queue_app.web.services import Services


def page_of(services: Services, token: str) -> str:
    """The address of a ticket's own page, as the QR code says it."""
    return f"{services.config.server.public_url}/t/{token}"


def issued(here: Here) -> Render[Ticket]:
    """A ticket just drawn, with its token; the only answer that carries it."""
    services = here.services

    def render(press: Press, ticket: Ticket) -> Rendered:
        token: str = press.extras["token"]
        view = views.ticket(
            press.queue, ticket, press.now, services.forecasts.latest(here.office),
            token=token, url=page_of(services, token),
        )  # fmt: skip
        view["warning"] = press.extras["warning"]
        return 201, view

    return render


def citizens_ticket(here: Here) -> Render[Ticket]:
    """A ticket for whoever holds its token."""

    def render(press: Press, ticket: Ticket) -> Rendered:
        forecast = here.services.forecasts.latest(here.office)
        return 200, views.ticket(press.queue, ticket, press.now, forecast)

    return render


def staffs_ticket(here: Here) -> Render[Ticket]:
    """A ticket for staff, with its reasons; at a counter with that counter's own."""

    def render(press: Press, ticket: Ticket) -> Rendered:
        forecast = here.services.forecasts.latest(here.office)
        counter = here.counter or None
        return 200, staff_ticket(press.queue, ticket, press.now, forecast, counter=counter)

    return render


def called(here: Here) -> Render[Ticket | None]:
    """The ticket now at the counter; nothing when nobody was eligible."""
    render_ticket = staffs_ticket(here)

    def render(press: Press, ticket: Ticket | None) -> Rendered:
        return (204, None) if ticket is None else render_ticket(press, ticket)

    return render


def desk(here: Here) -> Render[None]:
    """The desk's view."""

    def render(press: Press, _: None) -> Rendered:
        forecast = here.services.forecasts.latest(here.office)
        printers = here.services.printers.of(here.office)
        moment = Moment(press.queue, press.now, forecast, printers)
        return 200, messages.desk(moment, here.counter, here.actor.user)

    return render


def issuing_state(press: Press, _: None) -> Rendered:
    """Whether numbers are issued."""
    return 200, issuing(press.queue)


def messages_state(press: Press, _: None) -> Rendered:
    """What the displays say besides the calls."""
    return 200, {"messages": display_messages(press.queue)}


def alarm_state(press: Press, _: None) -> Rendered:
    """The silent alarm, or null."""
    return 200, {"alarm": alarm(press.queue)}


def help_state(kiosk: str) -> Render[None]:
    """The call of a kiosk, or null."""

    def render(press: Press, _: None) -> Rendered:
        return 200, {"help": kiosk_help(press.queue, press.now, kiosk)["help"]}

    return render


def refusal(refused: Refused) -> Rendered:
    """A refusal that counts and is remembered."""
    return refusal_body(refused)
