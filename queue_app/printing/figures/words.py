"""How figures are written in a report's language: numbers, minutes, shares, days, periods."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from babel.core import Locale
from babel.dates import format_date, format_interval, format_skeleton
from babel.numbers import format_decimal

from queue_app.printing.figures.dossier import period_before
from queue_app.translations import Catalogue, usual

DASH = "\N{EN DASH}"
SPACE = "\N{NO-BREAK SPACE}"
REGIONS = {"en": "en_GB"}
"""Whose dates are written; the day comes before the month."""
WEEK_OF_MONDAY = date(2024, 1, 1)


class Words:
    """One language, with the texts of the staff's pages."""

    def __init__(self, texts: Catalogue) -> None:
        self.language = texts.language
        self._texts = texts
        language = usual(texts.language)
        self._locale = Locale.parse(REGIONS.get(language, language))

    def __call__(self, text: str, **values: object) -> str:
        """A text with its values."""
        return self._texts.gettext(text) % values if values else self._texts.gettext(text)

    def plural(self, one: str, many: str, n: int, **values: object) -> str:
        """A text in the form that a number needs; %(n)s is the number."""
        return self._texts.ngettext(one, many, n) % {"n": self.count(n), **values}

    # Figures

    def count(self, value: float | None) -> str:
        """A whole number, thousands apart."""
        return self.decimal(value, 0)

    def decimal(self, value: float | None, digits: int = 1) -> str:
        """A number with so many digits; a dash where there is none."""
        if value is None:
            return DASH
        pattern = "#,##0" + (f".{'0' * digits}" if digits else "")
        text = str(format_decimal(value, pattern, locale=self._locale))
        return text.replace(self._group, SPACE)

    @property
    def _group(self) -> str:
        return str(self._locale.number_symbols["latn"]["group"])

    def minutes(self, seconds: float | None, digits: int = 0) -> str:
        """Seconds as minutes."""
        return self.decimal(None if seconds is None else seconds / 60, digits)

    def share(self, value: float | None, digits: int = 0) -> str:
        """A fraction as per cent."""
        if value is None:
            return DASH
        return f"{self.decimal(value * 100, digits)}{SPACE}%"

    # Time

    def clock(self, half_hour: str) -> str:
        """ "08:30" as clocks are written."""
        return half_hour.removeprefix("0")

    def instant(self, at: datetime) -> str:
        """A day and a time."""
        return f"{self.day(at.date())}, {at:%H:%M}"

    def day(self, day: date) -> str:
        """ "24. November 2026" """
        return str(format_date(day, "long", locale=self._locale))

    def short_day(self, day: date) -> str:
        """ "Di., 24. Nov." """
        return str(format_skeleton("MMMEd", day, locale=self._locale))

    def day_of_month(self, day: date) -> str:
        """ "24. Nov." """
        return str(format_skeleton("MMMd", day, locale=self._locale))

    def weekday(self, number: int) -> str:
        """ "Dienstag" for 2."""
        return str(format_date(WEEK_OF_MONDAY.replace(day=number), "EEEE", locale=self._locale))

    def weekday_short(self, number: int) -> str:
        """ "Di" for 2."""
        name = format_date(WEEK_OF_MONDAY.replace(day=number), "EEEEEE", locale=self._locale)
        return str(name).rstrip(".")

    def period(self, first: date, last: date) -> str:
        """A month or year by its name, other days from and to."""
        if _is_year(first, last):
            return str(first.year)
        if _is_month(first, last):
            return str(format_date(first, "LLLL y", locale=self._locale))
        if first == last:
            return str(format_date(first, "full", locale=self._locale))
        return str(format_interval(first, last, "yMMMMd", locale=self._locale))

    def in_period(self, first: date, last: date) -> str:
        """How a sentence begins that tells of the period."""
        t, name = self, self.period(first, last)
        if _is_year(first, last):
            return t("In the year %(year)s", year=name)
        if _is_month(first, last):
            return t("In %(month)s", month=name)
        if first == last:
            return t("On %(date)s", date=self.day(first))
        return t("From %(from)s to %(to)s", **{"from": self.day(first), "to": self.day(last)})

    def before(self, first: date, last: date) -> str:
        """The period before by its name."""
        return self.period(*period_before(first, last))

    # Names

    def name(self, row: Mapping[str, Any]) -> str:
        """A service or counter in this language, else as the office calls it first."""
        own = (row.get("names") or {}).get(self.language)
        return str(own or row.get("label") or row.get("key") or "")

    def of_names(self, names: Mapping[str, str]) -> str:
        """Of a table of names that in this language, else any."""
        return names.get(self.language) or next(iter(names.values()), "")


def _is_month(first: date, last: date) -> bool:
    return first.day == 1 and period_before(first, last)[0].day == 1 and first.month == last.month


def _is_year(first: date, last: date) -> bool:
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and (
        first.year == last.year
    )
