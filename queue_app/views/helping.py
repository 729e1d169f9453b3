"""Who is called to which kiosk: for the kiosk itself, and for staff."""

from __future__ import annotations

from datetime import datetime

from queue_app.domain.helping import HelpCall
from queue_app.domain.queue import Queue
from queue_app.views.parts import Json, head, instant, label


def help_calls(queue: Queue) -> list[Json]:
    """The calls that nobody has answered yet, the oldest first, as staff see them."""
    found = sorted(queue.help.values(), key=lambda call: call.since)
    return [_call(queue, call) for call in found if call.coming is None]


def kiosk_help(queue: Queue, now: datetime, kiosk: str) -> Json:
    """A kiosk's own call, or null; raises UnknownKiosk."""
    place = queue.office.kiosk(kiosk)
    call = queue.help.get(place.id)
    return {
        **head(queue, now),
        "office": queue.office.id,
        "help": None if call is None else _call(queue, call),
    }


def _call(queue: Queue, call: HelpCall) -> Json:
    office = queue.office
    place = next((one for one in office.kiosks if one.id == call.kiosk), None)
    names = place.names if place else {}
    return {
        "kiosk": {
            "id": call.kiosk,
            "label": label(names, office) or call.kiosk,
            "names": dict(names),
        },
        "area": place.area if place else None,
        "since": instant(call.since),
        "coming_since": instant(call.coming),
    }
