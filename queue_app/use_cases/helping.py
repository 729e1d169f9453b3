"""Help at a kiosk: called there, answered by staff, over by itself."""

from __future__ import annotations

from queue_app.domain import events as e
from queue_app.use_cases.ports import Actor, Answer, Deps, Once
from queue_app.use_cases.pressing import Press, Render, press


def call_help(
    deps: Deps,
    office: str,
    kiosk: str,
    actor: Actor,
    render: Render[None],
    *,
    once: Once | None = None,
) -> Answer:
    """Call staff to a kiosk; while the call stands unanswered, pressing again changes nothing.

    Raises UnknownKiosk.
    """

    def deed(current: Press) -> None:
        current.queue.office.kiosk(kiosk)
        known = current.queue.help.get(kiosk)
        if known is None or known.coming is not None:
            current.queue.record(e.HelpCalled(kiosk), current.now)

    return press(deps, office, actor, "help", deed, render, once=once)


def answer_help(
    deps: Deps,
    office: str,
    kiosk: str,
    actor: Actor,
    render: Render[None],
    *,
    once: Once | None = None,
) -> Answer:
    """Somebody is on the way; also said twice, or when the call is over already.

    Raises UnknownKiosk.
    """

    def deed(current: Press) -> None:
        current.queue.office.kiosk(kiosk)
        known = current.queue.help.get(kiosk)
        if known is not None and known.coming is None:
            current.queue.record(e.HelpAnswered(kiosk), current.now)

    return press(deps, office, actor, "answer_help", deed, render, once=once)


def end_help(
    deps: Deps,
    office: str,
    kiosk: str,
    actor: Actor,
    render: Render[None],
    *,
    once: Once | None = None,
) -> Answer:
    """The call is taken back; ending it twice changes nothing. Raises UnknownKiosk."""

    def deed(current: Press) -> None:
        current.queue.office.kiosk(kiosk)
        if kiosk in current.queue.help:
            current.queue.record(e.HelpEnded(kiosk), current.now)

    return press(deps, office, actor, "end_help", deed, render, once=once)
