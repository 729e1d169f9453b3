"""The message line of the waiting room: what staff say there, in which languages, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from queue_app.domain import events as e
from queue_app.domain import opening_hours as hours
from queue_app.domain.errors import Invalid, UnknownArea
from queue_app.domain.office import Texts

if TYPE_CHECKING:
    from queue_app.domain.queue import Queue


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the office or of one waiting area; its texts never stand in a fact."""

    texts: Texts
    until: datetime


def show_message(
    queue: Queue, *, area: str | None, texts: Texts, until: datetime | None, now: datetime
) -> None:
    """Show a message on the displays of an area (None: of the office) instead of the one there.

    Without `until` it stands to the end of the day. Raises UnknownArea, Invalid.
    """
    if area is not None and area not in queue.office.areas:
        raise UnknownArea(f"There is no waiting area {area!r} in this office.")
    foreign = [language for language in texts if language not in queue.office.languages]
    if foreign:
        raise Invalid(f"This office does not offer the language {foreign[0]!r}.")
    zone = queue.office.zone
    ends = until or hours.day_end(hours.business_day(now, zone), zone)
    if ends <= now:
        raise Invalid("A message ends in the future.")
    message = Message(dict(texts), ends)
    if queue.messages.get(area) != message:
        queue.record(e.MessageChanged(shown=True, area=area), now)
        queue.messages[area] = message


def end_message(queue: Queue, *, area: str | None, now: datetime) -> None:
    """Take a message away; doing it twice changes nothing."""
    if area in queue.messages:
        queue.record(e.MessageChanged(shown=False, area=area), now)


def message_for(queue: Queue, area: str | None, now: datetime) -> Message | None:
    """What a display of an area shows: the area's own message before the office's."""
    found = (queue.messages.get(one) for one in (area, None))
    return next((one for one in found if one is not None and one.until > now), None)
