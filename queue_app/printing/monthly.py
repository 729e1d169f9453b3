"""The report of the last month, made and delivered once for every office when a month is over."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from queue_app.config.reports import Reports
from queue_app.domain.alerts import REPORT, Measure
from queue_app.domain.office import Office
from queue_app.domain.opening_hours import business_day
from queue_app.printing.figures.gathering import Gathering
from queue_app.printing.figures.words import Words
from queue_app.printing.post import NotDelivered, Parcel, by_mail, into_folder
from queue_app.printing.report import render_report
from queue_app.printing.report.sentences import lead
from queue_app.storage.monthly import BEGUN, DONE, FAILED, NOTHING, Sent, SentReports
from queue_app.translations import Translations
from queue_app.views.figures import Asked

AFTER = time(5, 0)
"""From this local time on the first day of a month the last one is reported."""
AGAIN = timedelta(hours=1)
"""After how long a failed attempt is repeated; one that was cut short, too."""


log = logging.getLogger("queue_app.reports")


@dataclass(frozen=True)
class Monthly:
    """Delivers the reports; `aside` runs what takes long beside everything else.

    A relative folder lies in `folder`, that of the configuration.
    """

    reports: Reports
    folder: Path
    gathering: Gathering
    sent: SentReports
    translations: Translations
    aside: Callable[[Callable[[], Parcel | None]], Parcel | None]

    def deliver(self, office: Office, now: datetime) -> None:
        """Deliver the last month's report in every way that is due; late or twice is the same."""
        month = due(office, now)
        waiting = [way for way in self.reports.ways if self._is_due(office, month, way, now)]
        if not waiting:
            return
        before = {way: self.sent.find(office.id, _name(month), way) for way in waiting}
        for way in waiting:
            self._note(office, month, way, BEGUN, before[way], now)
        parcel = self.aside(lambda: self._parcel(office, month, now))
        for way in waiting:
            state, problem = self._attempt(way, parcel)
            self._note(office, month, way, state, before[way], now, problem)

    def _is_due(self, office: Office, month: date, way: str, now: datetime) -> bool:
        known = self.sent.find(office.id, _name(month), way)
        return known is None or (not known.is_over and abs(now - known.tried_at) >= AGAIN)

    def _attempt(self, way: str, parcel: Parcel | None) -> tuple[str, str | None]:
        if parcel is None:
            return NOTHING, None
        try:
            if way == "folder":
                into_folder(parcel, self.folder / self.reports.folder)
            else:
                by_mail(parcel, self.reports)
        except NotDelivered as problem:
            log.warning("the report %s could not be delivered: %s", parcel.name, problem)
            return FAILED, str(problem)
        log.info("the report %s is delivered (%s)", parcel.name, way)
        return DONE, None

    def _note(
        self,
        office: Office,
        month: date,
        way: str,
        state: str,
        before: Sent | None,
        now: datetime,
        problem: str | None = None,
    ) -> None:
        attempts = (before.attempts if before else 0) + 1
        self.sent.note(office.id, Sent(_name(month), way, state, attempts, now, problem))

    def _parcel(self, office: Office, month: date, now: datetime) -> Parcel | None:
        """The report; None where nothing happened in the month."""
        last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        wanted = self.reports.language or None
        language = self.translations.choose(wanted, [wanted or "", *office.languages], "staff")
        t = Words(self.translations.text(language, "staff"))
        dossier = self.gathering.dossier(office, Asked(month, last), now, t)
        if dossier.is_empty:
            return None
        title = t("Report for %(period)s", period=t.period(month, last))
        first, rest = lead(dossier, t)
        return Parcel(
            id=f"report-{office.id}-{_name(month)}",
            name=f"{office.id}_{_name(month)}_report.pdf",
            body=render_report(dossier, t),
            subject=f"{office.name}: {title}",
            text=f"{first} {rest}".strip() + "\n",
            at=now,
        )

    def failing(self, office: str) -> Iterable[Measure]:
        """The reports that could not be delivered, as measures of an alert."""
        return [
            Measure(REPORT, f"{one.month}:{one.way}", one.attempts, 1)
            for one in self.sent.failing(office)
        ]


def due(office: Office, now: datetime) -> date:
    """The first day of the month whose report is due at `now`."""
    local = now.astimezone(office.zone)
    first = business_day(now, office.zone).replace(day=1)
    if local.day == 1 and local.time() < AFTER:
        first = (first - timedelta(days=1)).replace(day=1)
    return (first - timedelta(days=1)).replace(day=1)


def _name(month: date) -> str:
    return f"{month:%Y-%m}"
