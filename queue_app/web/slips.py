"""The slip of a ticket, as its holder would get it from the printer now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from queue_app.domain.queue import Queue
from queue_app.printing.slip_content import Slip, slip_content
from queue_app.translations import usual
from queue_app.web.services import Services

Text = TypeVar("Text")


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
        service=_own(service["names"], language) or service["label"],
        issued_at=datetime.fromisoformat(view["issued_at"]),
        zone=office.zone,
        language=language,
        estimate_shown=None if shown["low"] is None else (shown["low"], shown["high"]),
        ahead=view["ahead"],
        url=url,
        texts=services.translations.text(language, "citizen"),
        documents=_own(documents, language) or documents.get(office.languages[0], ()),
        basis=view["estimate"]["basis"],
        estimated_at=datetime.fromisoformat(view["estimate"]["as_of"]),
    )


def _own(table: Mapping[str, Text], language: str) -> Text | None:
    """What there is for readers of a language: easy German reads the usual German where it must."""
    return table.get(language) or table.get(usual(language))
