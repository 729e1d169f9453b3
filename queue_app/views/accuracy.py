"""How right the published waiting times were: for managers in full, for everybody in one figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from queue_app.domain.events import Recorded
from queue_app.domain.office import Office
from queue_app.domain.statistics import Accuracy, AccuracyReport, accuracy_report, legs, score
from queue_app.use_cases.ports import PublishedEstimate
from queue_app.views.parts import Json, service_ref

PUBLIC_LEAST = 100
"""Ranges whose outcome is known, below which the public is told nothing."""


def accuracy(
    office: Office,
    facts: Sequence[Recorded],
    at_issue: Mapping[str, PublishedEstimate],
    later: Mapping[str, Sequence[PublishedEstimate]],
    *,
    first: date,
    last: date,
) -> Json:
    """The ranges of local days, both included, against the waits that came."""
    report = accuracy_report(score(legs(facts), at_issue, later), office.zone)
    services = [
        {"key": key, **_named(office, key), **row.to_json()}
        for key, row in _in_order(office, report)
    ]
    return {
        **_head(office, first, last),
        "services": services,
        "hours": _rows(report.hours.items()),
        "bases": _rows(report.bases.items()),
        "total": report.total.to_json(),
        "while_waiting": report.while_waiting.to_json(),
    }


def public_accuracy(
    office: Office,
    facts: Sequence[Recorded],
    at_issue: Mapping[str, PublishedEstimate],
    *,
    first: date,
    last: date,
) -> Json:
    """The office's total alone; null while there is too little to be fair."""
    total = accuracy_report(score(legs(facts), at_issue), office.zone).total
    return {
        **_head(office, first, last),
        "total": total.to_json() if total.judged >= PUBLIC_LEAST else None,
    }


def _head(office: Office, first: date, last: date) -> Json:
    return {"office": office.id, "from": first.isoformat(), "to": last.isoformat()}


def _in_order(office: Office, report: AccuracyReport) -> list[tuple[str, Accuracy]]:
    """As the office lists its services; those it no longer has come last."""
    order = [*office.services, *(key for key in report.services if key not in office.services)]
    return [(key, report.services[key]) for key in order if key in report.services]


def _named(office: Office, service: str) -> Json:
    ref = service_ref(office, service)
    return {"label": ref["label"], "names": ref["names"]}


def _rows(found: Iterable[tuple[str, Accuracy]]) -> list[Json]:
    return [{"key": key, **row.to_json()} for key, row in found]
