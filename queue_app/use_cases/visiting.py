"""The citizen's buttons on the phone, and the same for those without one at the reception."""

from __future__ import annotations

from queue_app.domain import visiting
from queue_app.domain.ticket import Ticket
from queue_app.use_cases.ports import Actor, Answer, Deps, Once
from queue_app.use_cases.pressing import Press, Render, press


def cancel(
    deps: Deps,
    office: str,
    ticket: str,
    actor: Actor,
    render: Render[Ticket],
    *,
    by_staff: bool,
    once: Once | None = None,
) -> Answer:
    """Give the ticket back."""

    def deed(current: Press) -> Ticket:
        by = "staff" if by_staff else "citizen"
        return visiting.cancel(current.queue, ticket, current.now, by=by)

    return press(deps, office, actor, "cancel", deed, render, once=once)


def postpone(
    deps: Deps,
    office: str,
    ticket: str,
    actor: Actor,
    render: Render[Ticket],
    *,
    minutes: int,
    once: Once | None = None,
) -> Answer:
    """Ask to be called later."""

    def deed(current: Press) -> Ticket:
        return visiting.postpone(current.queue, ticket, minutes, current.now)

    return press(deps, office, actor, "postpone", deed, render, once=once)


def come_back(
    deps: Deps,
    office: str,
    ticket: str,
    actor: Actor,
    render: Render[Ticket],
    *,
    by_staff: bool,
    once: Once | None = None,
) -> Answer:
    """Somebody who missed the call is here after all."""

    def deed(current: Press) -> Ticket:
        return visiting.come_back(current.queue, ticket, current.now, by_staff=by_staff)

    return press(deps, office, actor, "return", deed, render, once=once)


def expire(
    deps: Deps,
    office: str,
    ticket: str,
    actor: Actor,
    render: Render[Ticket],
    *,
    once: Once | None = None,
) -> Answer:
    """End a visit that nobody will continue."""

    def deed(current: Press) -> Ticket:
        return visiting.expire(current.queue, ticket, current.now)

    return press(deps, office, actor, "expire", deed, render, once=once)


def change(
    deps: Deps,
    office: str,
    ticket: str,
    actor: Actor,
    render: Render[Ticket],
    *,
    service: str | None = None,
    also: tuple[str, ...] | None = None,
    persons: int | None = None,
    priority: str | None = None,
    once: Once | None = None,
) -> Answer:
    """Correct a waiting ticket."""

    def deed(current: Press) -> Ticket:
        return visiting.change(
            current.queue,
            ticket,
            current.now,
            service=service,
            also=also,
            persons=persons,
            priority=priority,
        )

    return press(deps, office, actor, "change", deed, render, once=once)
