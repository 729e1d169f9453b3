"""The past as files: CSV, XLSX, Parquet and JSON of the statistics, and the printed report."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from flask import Response
from pydantic import Field

from queue_app.domain.office import Office
from queue_app.domain.opening_hours import business_day
from queue_app.printing.figures import csv_file, parquet, xlsx
from queue_app.printing.figures.dossier import Dossier
from queue_app.printing.figures.words import Words
from queue_app.printing.report import render_report
from queue_app.views.figures import Asked, By, check
from queue_app.web import guards
from queue_app.web.api.asking import asked_of, statistics_of
from queue_app.web.api.docs import STAFF_READ, blueprint, file_answer
from queue_app.web.aside import aside_one_at_a_time
from queue_app.web.endpoint import JSON, Here, guarded
from queue_app.web.errors import Problem
from queue_app.web.schemas.requests import Language, OfficePath, StatisticsQuery

api = blueprint("downloads", "Past figures as files, for managers")

PDF = "application/pdf"


class ReportQuery(StatisticsQuery):
    """The same question, of which the division is of no matter, and the language of the words."""

    report_language: Language | None = Field(
        None, description="One of the staff's (de, en); default the office's first"
    )


DOWNLOAD = (*STAFF_READ, 422)
_CSV, _XLSX, _PARQUET = "text/csv", xlsx.CONTENT_TYPE, parquet.CONTENT_TYPE


@api.get(
    "/offices/<office>/statistics.csv",
    responses=file_answer(_CSV, "RFC 4180, UTF-8; seconds and fractions", *DOWNLOAD),
)
@guarded(guards.manager)
def as_csv(path: OfficePath, query: StatisticsQuery, here: Here) -> Response:
    """The rows of the statistics and their total as CSV"""
    it = here.services
    asked = _Asking(here, query)
    statistics = statistics_of(it, [asked.office], query)
    return asked.file(csv_file.render_csv(statistics), csv_file.CONTENT_TYPE, "csv", query.by)


@api.get(
    "/offices/<office>/statistics.json",
    responses=file_answer(JSON, "The statistics as they are answered", *DOWNLOAD),
)
@guarded(guards.manager)
def as_json_file(path: OfficePath, query: StatisticsQuery, here: Here) -> Response:
    """The statistics as a JSON file"""
    asked = _Asking(here, query)
    statistics = statistics_of(here.services, [asked.office], query)
    body = json.dumps(statistics, ensure_ascii=False, indent=1).encode()
    return asked.file(body, JSON, "json", query.by)


@api.get(
    "/offices/<office>/statistics.parquet",
    responses=file_answer(_PARQUET, "The columns of the CSV", *DOWNLOAD, 501),
)
@guarded(guards.manager)
def as_parquet(path: OfficePath, query: StatisticsQuery, here: Here) -> Response:
    """The rows of the statistics and their total as Parquet"""
    asked = _Asking(here, query)
    statistics = statistics_of(here.services, [asked.office], query)
    try:
        body = parquet.render_parquet(statistics)
    except parquet.NotInstalled:
        raise Problem(
            501, "parquet_unavailable", "This installation lacks pyarrow: take CSV or XLSX."
        ) from None
    return asked.file(body, _PARQUET, "parquet", query.by)


@api.get(
    "/offices/<office>/statistics.xlsx",
    responses=file_answer(_XLSX, "Several sheets with real types", *DOWNLOAD),
)
@guarded(guards.manager)
def as_xlsx(path: OfficePath, query: ReportQuery, here: Here) -> Response:
    """Key figures, services, counters, half-hours, weekdays and days as a spreadsheet"""
    asked = _Asking(here, query)
    return asked.file(asked.made(xlsx.render_xlsx), _XLSX, "xlsx")


@api.get(
    "/offices/<office>/report.pdf",
    responses=file_answer(PDF, "A4, with drawings, tables and definitions", *DOWNLOAD),
)
@guarded(guards.manager)
def report(path: OfficePath, query: ReportQuery, here: Here) -> Response:
    """The printed report of the days, with the period before them beside it"""
    asked = _Asking(here, query)
    return asked.file(asked.made(render_report), PDF, "pdf")


@dataclass(frozen=True)
class _Asking:
    """A question on its way to a file."""

    here: Here
    query: StatisticsQuery

    @property
    def office(self) -> Office:
        """The office that is asked about."""
        return self.here.services.reader.queue(self.here.office).office

    def made(self, render: Callable[[Dossier, Words], bytes]) -> bytes:
        """The file, made beside the hub; raises Unanswerable."""
        it = self.here.services
        office, now = self.office, it.clock()
        asked = self._asked(office, business_day(now, office.zone))
        words = it.staff_words(self._language(office))
        return aside_one_at_a_time(
            lambda: render(it.gathering.dossier(office, asked, now, words), words)
        )

    def _asked(self, office: Office, today: date) -> Asked:
        asked = replace(asked_of(self.query, [office], today), by=By.SERVICE)
        check(
            asked,
            [office],
            today=today,
            counter_statistics=self.here.services.config.privacy.counter_statistics,
        )
        return asked

    def _language(self, office: Office) -> str:
        wanted = self.query.report_language if isinstance(self.query, ReportQuery) else None
        return self.here.services.translations.choose(
            wanted, [wanted or "", *office.languages], "staff"
        )

    def file(self, body: bytes, content_type: str, ending: str, by: str | None = None) -> Response:
        """An answer that a browser keeps under a name that tells what it is."""
        today = business_day(self.here.services.clock(), self.office.zone)
        first = self.query.first or self.query.last or today
        last = self.query.last or first
        parts = [self.here.office, first.isoformat(), last.isoformat(), *([by] if by else [])]
        response = Response(body, content_type=content_type)
        response.headers["Content-Disposition"] = (
            f'attachment; filename="{"_".join(parts)}.{ending}"'
        )
        response.headers["Cache-Control"] = "no-store"
        return response
