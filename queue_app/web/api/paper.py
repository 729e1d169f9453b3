"""Visits that were written down by hand while the system was away."""

from __future__ import annotations

from typing import Any

from flask import Response

from queue_app.domain.paper import Row
from queue_app.use_cases import paper
from queue_app.use_cases.ports import Rendered
from queue_app.use_cases.pressing import Press
from queue_app.web import guards
from queue_app.web.api.docs import STAFF_PRESS, answers, blueprint
from queue_app.web.endpoint import Here, guarded, pressed
from queue_app.web.schemas.paper import PaperEntered, PaperRows
from queue_app.web.schemas.requests import OfficePath

api = blueprint("paper", "Numbers written by hand while the system was away, for clerks")

ENTERED = answers(PaperEntered, *STAFF_PRESS, status=201)


@api.post("/offices/<office>/paper", responses=ENTERED)
@guarded(guards.clerk)
def enter(path: OfficePath, body: PaperRows, here: Here) -> Response:
    """Enter the visits of one day that were written down by hand, all of them or none

    They count in the figures of their day, marked as `paper`; they never were in the queue. What
    cannot be is a 422 with `errors`: `{row, field, reason}`, rows counted from 1. Reasons:
    `required`, `not_a_number`, `not_a_time`, `in_future`, `too_long_ago`, `other_day`,
    `too_early` (before the time before it), `unknown`, `not_here` (does not go with the rest of
    the row), `not_served_here`, `not_possible`, `twice`, `already_entered`, `overlap` (the counter
    served `other` then).
    """
    rows = [Row(**row.model_dump()) for row in body.rows]
    kept_days = here.services.config.privacy.ticket_retention_days
    return pressed(here, paper.enter, rows, render=_entered, kept_days=kept_days)


def _entered(_press: Press, found: dict[str, Any]) -> Rendered:
    return 201, found
