"""Which days may be asked for at once."""

from __future__ import annotations

from datetime import date

from queue_app.web.errors import Problem

MOST_DAYS = 400


def checked(first: date, last: date) -> tuple[date, date]:
    """The period as it was asked for; raises Problem 422 when it makes no sense or is too long."""
    if not 0 <= (last - first).days < MOST_DAYS:
        raise Problem(
            422, "invalid", f"`to` is not before `from`, and at most {MOST_DAYS} days are asked."
        )
    return first, last
