"""What is entered from paper: rows as they were typed, judged by the rules row by row."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - `date` would hide behind a field's name
from typing import Annotated

from pydantic import Field, StringConstraints

from queue_app.domain.paper import MOST_ROWS
from queue_app.web.schemas.answers import Shape
from queue_app.web.schemas.requests import Body

Typed = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)]
TIME = "RFC 3339, or without an offset in the office's own zone: `2026-11-24T09:05`"


class PaperRow(Body):
    """One visit as it was written down."""

    number: Typed | None = Field(None, description="At most three letters, then digits")
    service: Typed | None = Field(None, description="Id of the service")
    issued_at: Typed | None = Field(None, description=f"When the number was given out. {TIME}")
    called_at: Typed | None = None
    counter: Typed | None = Field(None, description="Id of the counter")
    started_at: Typed | None = None
    finished_at: Typed | None = Field(None, description="The end, also of a visit given up")
    ended: Typed | None = Field(None, description="`finished` (default), `no_show`, `cancelled`")
    outcome: Typed | None = Field(None, description="One of the office's, of a finished visit")
    persons: int | None = Field(None, description="1 to 6, default 1")


class PaperRows(Body):
    """Visits of one business day."""

    rows: Annotated[list[PaperRow], Field(min_length=1, max_length=MOST_ROWS)]


class PaperEntered(Shape):
    """How many visits were entered, and of which day."""

    entered: int
    day: Date
