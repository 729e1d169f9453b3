"""The slip of a ticket, as its holder would get it from the printer now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from queue_app.domain.queue import Queue
from queue_app.printing.slip_content import Slip, slip_content
from queue_app.web.services import Services


def slip(services: Services, queue: Queue, view: dict[str, Any], url: str) -> Slip:
    """What the slip of a ticket's view says."""
    office = queue.office
    language = view["language"]
    shown = view["estimate"]["shown"]
    service = view["service"]
    documents = service.get("documents", {})
    return slip_content(
        office_name=office.name,
        number=view["number"],
        service=service["names"].get(language) or service["label"],
        issued_at=datetime.fromisoformat(view["issued_at"]),
        zone=office.zone,
        language=language,
        estimate_shown=None if shown["low"] is None else (shown["low"], shown["high"]),
        ahead=view["ahead"],
        url=url,
        texts=services.translations.text(language, "citizen"),
        documents=documents.get(language) or documents.get(office.languages[0], ()),
        basis=view["estimate"]["basis"],
        estimated_at=datetime.fromisoformat(view["estimate"]["as_of"]),
    )
