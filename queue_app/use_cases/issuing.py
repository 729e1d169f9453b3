"""The kiosk's and the reception's buttons: draw a ticket, stop and resume issuing."""

from __future__ import annotations

from queue_app.domain import events as e
from queue_app.domain import issuing
from queue_app.domain.errors import Refused
from queue_app.domain.issuing import Request
from queue_app.domain.ticket import Ticket
from queue_app.use_cases.ports import (
    Actor,
    Answer,
    Deps,
    Once,
    PublishedEstimate,
    RefusalRenderer,
    Rendered,
)
from queue_app.use_cases.pressing import Press, Render, press


def draw_ticket(
    deps: Deps,
    office: str,
    actor: Actor,
    request: Request,
    render: Render[Ticket],
    render_refusal: RefusalRenderer,
    *,
    estimate: PublishedEstimate | None = None,
    full: bool = False,
    once: Once | None = None,
) -> Answer:
    """Issue a ticket. `estimate` is what the kiosk showed for the service; `full` what the last
    published forecast says about calling it in time.

    In the rendering `press.extras` holds the ticket's `token` and a `warning` (or None). A
    refusal with closed, stopped or capacity counts as turned away and is remembered.
    """

    def deed(current: Press) -> Ticket:
        queue, now = current.queue, current.now
        issuing.check_request(queue, request, now)
        current.extras["warning"] = issuing.check_open(queue, request, now, full=full)
        current.extras["token"] = token = deps.new_token()
        ticket_id = deps.new_id()
        first = queue.office.first_number

        def next_number(prefix: str, day: str) -> int:
            return current.unit.next_number(office, prefix, day, first)

        ticket = issuing.issue(queue, request, ticket_id, next_number, now, full=full)
        current.unit.add_ticket(ticket_id, token, estimate)
        return ticket

    def refused(current: Press, refusal: Refused) -> Rendered:
        current.queue.record(e.TicketRefused(request.service, refusal.code), current.now)
        return render_refusal(refusal)

    return press(deps, office, actor, "issue", deed, render, once=once, refused=refused)


def set_issuing(
    deps: Deps,
    office: str,
    actor: Actor,
    render: Render[None],
    *,
    is_open: bool,
    service: str | None = None,
    reason: str | None = None,
    once: Once | None = None,
) -> Answer:
    """Stop or resume issuing, for the office or for one service."""

    def deed(current: Press) -> None:
        issuing.set_issuing(
            current.queue, is_open=is_open, service=service, reason=reason, now=current.now
        )

    return press(
        deps,
        office,
        actor,
        "resume_issuing" if is_open else "stop_issuing",
        deed,
        render,
        once=once,
    )
