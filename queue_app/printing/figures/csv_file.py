"""The figures as CSV: RFC 4180, UTF-8, and no cell that a spreadsheet would take for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from queue_app.printing.figures import flat

CONTENT_TYPE = "text/csv; charset=utf-8; header=present"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def render_csv(statistics: Mapping[str, Any]) -> bytes:
    """The rows and the total, lines ended by CR LF, durations in seconds."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(flat.columns(statistics))
    writer.writerows([_safe(cell) for cell in row] for row in flat.rows(statistics))
    return target.getvalue().encode("utf-8")


def _safe(cell: flat.Value) -> flat.Value:
    """A text that begins like a formula gets an apostrophe before it."""
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell
