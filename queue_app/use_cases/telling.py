"""The message line of the waiting room: shown and taken away by staff."""

from __future__ import annotations

from datetime import datetime

from queue_app.domain import message
from queue_app.domain.office import Texts
from queue_app.use_cases.ports import Actor, Answer, Deps, Once
from queue_app.use_cases.pressing import Press, Render, press


def show_message(
    deps: Deps,
    office: str,
    actor: Actor,
    render: Render[None],
    *,
    texts: Texts,
    area: str | None = None,
    until: datetime | None = None,
    once: Once | None = None,
) -> Answer:
    """Show a message on the displays of an area or of the office.

    Raises UnknownArea, and Invalid for a language that the office does not offer or an end that
    has passed.
    """

    def deed(current: Press) -> None:
        message.show_message(current.queue, area=area, texts=texts, until=until, now=current.now)

    return press(deps, office, actor, "message", deed, render, once=once)


def end_message(
    deps: Deps,
    office: str,
    actor: Actor,
    render: Render[None],
    *,
    area: str | None = None,
    once: Once | None = None,
) -> Answer:
    """Take the message of an area or of the office away."""

    def deed(current: Press) -> None:
        message.end_message(current.queue, area=area, now=current.now)

    return press(deps, office, actor, "end_message", deed, render, once=once)
