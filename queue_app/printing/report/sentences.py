"""The sentences of the report: what the figures say, before they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from queue_app.printing.figures.dossier import Dossier
from queue_app.printing.figures.words import Words

ENOUGH = 5
"""Calls in a half-hour before a sentence speaks of it."""


def lead(dossier: Dossier, t: Words) -> tuple[str, str]:
    """The sentence about the period, and what it was most about."""
    start = t.in_period(dossier.first, dossier.last)
    total = dossier.total
    wait = total.get("wait") or {}
    if not total.get("issued"):
        return t("%(period)s no number was drawn.", period=start), ""
    if wait.get("median") is None:
        sentence = t.plural(
            "%(period)s %(n)s number was drawn and none called.",
            "%(period)s %(n)s numbers were drawn and none called.",
            total["issued"],
            period=start,
        )
        return sentence, ""
    median, p90 = (max(1, round(wait[one] / 60)) for one in ("median", "p90"))
    sentence = t.plural(
        "%(period)s half waited at most %(n)s minute, nine out of ten at most %(p90)s.",
        "%(period)s half waited at most %(n)s minutes, nine out of ten at most %(p90)s.",
        median,
        period=start,
        p90=p90,
    )
    return sentence, _longest(dossier.half_hours["rows"], t)


def _longest(rows: list[Mapping[str, Any]], t: Words) -> str:
    known = [
        row
        for row in rows
        if (row.get("wait") or {}).get("count", 0) >= ENOUGH and row["wait"]["p90"] is not None
    ]
    if len(known) < 2:
        return ""
    key = max(known, key=lambda row: float(row["wait"]["p90"]))["key"]
    hour, minute = (int(one) for one in key.split(":"))
    end = hour * 60 + minute + 30
    until = f"{end // 60}:{end % 60:02d}"
    return t("It took longest between %(from)s and %(to)s.", **{"from": t.clock(key), "to": until})


def quality(found: Mapping[str, Any] | None, t: Words) -> str:
    """How right the published waiting times were; empty where nothing is known."""
    if not found or not found.get("count"):
        return ""
    return t(
        "Of %(n)s waiting times that were published when the number was drawn, %(share)s held: the "
        "call came within the range. They were off by %(minutes)s minutes on average.",
        n=t.count(found["count"]),
        share=t.share(found.get("inside_shown")),
        minutes=t.minutes(found.get("mae"), 1),
    )


def guard(found: Mapping[str, Any] | None, t: Words) -> str:
    """What the capacity guard did; empty where it did nothing."""
    if not found or not (found.get("refused") or (found.get("warned") or {}).get("count")):
        return ""
    warned = found.get("warned") or {}
    return t(
        "The capacity guard turned %(refused)s people away and warned %(warned)s who drew a number "
        "all the same; %(never)s of those were not called any more.",
        refused=t.count(found.get("refused")),
        warned=t.count(warned.get("count")),
        never=t.count(warned.get("never_called")),
    )


def paper(total: Mapping[str, Any], t: Words) -> str:
    """How many cases came from paper; empty where none did."""
    if not total.get("paper"):
        return ""
    return t(
        "%(n)s of these cases were written by hand while the system was away and entered afterwards; "
        "their times are as coarse as they were written.",
        n=t.count(total["paper"]),
    )
