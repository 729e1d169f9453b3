"""Anna's slip, in the languages of the people who stand in line with her."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from queue_app.printing.slip_content import Slip, slip_content
from queue_app.translations import Translations

DASH = "\N{EN DASH}"
URL = "https://termin.lindenhof.example/t/Zk3p0Qy7wX2mB9sN4vR8tA"


@cache
def translations() -> Translations:
    """The catalogues, read once."""
    return Translations()


def annas_slip(**different: Any) -> Slip:
    """Anna's slip; a test says what is different."""
    arguments: dict[str, Any] = {
        "office_name": "Bürgeramt Lindenhof",
        "number": "A048",
        "service": "Wohnsitz an-, um- oder abmelden",
        "issued_at": datetime(2026, 11, 24, 9, 22, tzinfo=UTC),
        "zone": ZoneInfo("Europe/Berlin"),
        "language": "de",
        "estimate_shown": (720, 1080),
        "ahead": 7,
        "url": URL,
        "documents": ["Ausweis", "Wohnungsgeberbestätigung", "13,00 €"],
        **different,
    }
    return slip_content(**arguments, texts=translations().text(arguments["language"], "citizen"))
