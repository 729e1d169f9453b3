"""The report of a period as one would hand it to a mayor: title page, figures, drawings, tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from queue_app.printing.figures.dossier import Dossier, Json
from queue_app.printing.figures.key_figures import (
    KeyFigure,
    definitions,
    key_figures,
    level,
    limits,
)
from queue_app.printing.figures.words import Words
from queue_app.printing.report import compared, over_the_day, sentences
from queue_app.printing.report.ink import (
    INK,
    INK_2,
    LARGE,
    NUMERAL,
    SENTENCE,
    SMALL,
    TEXT,
)
from queue_app.printing.report.paper import HEIGHT, MARGIN, ROOM, Paper
from queue_app.printing.typeface import BOLD, REGULAR, width, wrapped

MOST_DAYS = 62
"""Days that stand in a table one by one; a longer period has its weekdays."""


def render_report(dossier: Dossier, words: Words) -> bytes:
    """The report as a PDF; the same figures give the same bytes."""
    t = words
    period = t.period(dossier.first, dossier.last)
    title = t("Report for %(period)s", period=period)
    paper = Paper(f"{dossier.office} · {title}")
    _title(paper, dossier, title, t)
    if not dossier.is_empty:
        _figures(paper, dossier, t)
        _over_the_day(paper, dossier, t)
        _over_time(paper, dossier, t)
        _services(paper, dossier, t)
        _counters(paper, dossier, t)
        _days(paper, dossier, t)
    _definitions(paper, dossier, t)
    return paper.pdf(
        title=f"{dossier.office}: {title}",
        author=dossier.office,
        subject=t("Waiting times, cases and counters"),
        language=t.language,
        page=lambda number, count: t("Page %(n)s of %(count)s", n=number, count=count),
    )


def _title(paper: Paper, dossier: Dossier, title: str, t: Words) -> None:
    paper.y = MARGIN
    paper.rule(thickness=2, colour=INK)
    paper.skip(26)
    paper.put(dossier.office, MARGIN, paper.y, LARGE + 4, bold=True)
    paper.put(title, MARGIN + ROOM, paper.y, LARGE + 1, colour=INK_2, right=True)
    for one in dossier.filters:
        paper.skip(16)
        paper.put(one, MARGIN + ROOM, paper.y, TEXT, colour=INK_2, right=True)
    paper.y = 236
    first, rest = sentences.lead(dossier, t)
    paper.paragraph(first, SENTENCE, bold=True, leading=1.2, room=ROOM * 0.94)
    if rest:
        paper.skip(10)
        paper.paragraph(rest, SENTENCE - 8, colour=INK_2, leading=1.25, room=ROOM * 0.9)
    if not dossier.is_empty:
        _strip(paper, dossier, t)
    made = t(
        "Made on %(instant)s from the office's log of facts.", instant=t.instant(dossier.made_at)
    )
    paper.put(made, MARGIN, HEIGHT - 40, SMALL, colour=INK_2)


def _strip(paper: Paper, dossier: Dossier, t: Words) -> None:
    """The five figures that one remembers, with those of the period before."""
    total, earlier = dossier.total, dossier.earlier
    chosen = _main(total, t)
    top = HEIGHT - 232
    across = ROOM / len(chosen)
    for at, (label, unit, one) in enumerate(chosen):
        x = MARGIN + at * across
        room = across - 14
        paper.line(x, top, x + room, top, thickness=0.8, colour=INK)
        value = _plain(one, total, t)
        paper.put(value, x, top + 36, NUMERAL, bold=True)
        paper.put(unit, x + width(value, BOLD, NUMERAL) + 3, top + 36, LARGE, bold=True)
        y = top + 54.0
        for line in wrapped(label, BOLD, TEXT, room):
            paper.put(line, x, y, TEXT, bold=True)
            y += 12.5
        if earlier is not None:
            before = f"{_plain(one, earlier, t)} {unit}".strip()
            paper.put(t("before: %(value)s", value=before), x, y + 2, SMALL + 0.5, colour=INK_2)
    if earlier is not None:
        before = t.before(dossier.first, dossier.last)
        paper.put(t("before: %(period)s", period=before), MARGIN, top - 10, SMALL, colour=INK_2)
    paper.y = top + 120


def _main(total: Mapping[str, Any], t: Words) -> list[tuple[str, str, KeyFigure]]:
    by_word = {(one.group, one.word): one for one in key_figures(total, t)}
    within = limits(total)[:1]
    named = [
        (t("The wait"), t("Median, minutes"), t("median wait"), t("min")),
        (t("The wait"), t("P90, minutes"), t("nine out of ten (P90)"), t("min")),
        *(
            (
                t("The wait"),
                t("Called within %(n)s min", n=n),
                t("called within %(n)s min", n=n),
                "%",
            )
            for n in within
        ),
        (t("Cases"), t("Served"), t("cases served"), ""),
        (t("Cases"), t("Did not come"), t("did not come when called"), "%"),
    ]
    return [(label, unit, by_word[group, word]) for group, word, label, unit in named]


def _plain(one: KeyFigure, total: Mapping[str, Any], t: Words) -> str:
    """A value for large letters: its unit stands beside it."""
    value = one.read(total)
    if one.kind == "minutes":
        return t.minutes(value)
    if one.kind == "share":
        digits = 1 if value is not None and 0 < value < 0.1 else 0
        return t.decimal(None if value is None else value * 100, digits)
    return t.count(value)


def _figures(paper: Paper, dossier: Dossier, t: Words) -> None:
    paper.turn()
    total, earlier = dossier.total, dossier.earlier
    paper.heading(t("Key figures"), t.period(dossier.first, dossier.last))
    names = [t("Figure"), t("Meaning"), t.before(dossier.first, dossier.last),
             t.period(dossier.first, dossier.last)]  # fmt: skip
    figures = key_figures(total, t)
    shares = (30, 40, 15, 15)
    for group in dict.fromkeys(one.group for one in figures):
        rows = [one for one in figures if one.group == group]
        if earlier is None:
            names[2] = ""
        paper.ensure(40 + 30 * len(rows))
        paper.skip(14)
        _figure_rows(paper, group, rows, (total, earlier), names, shares, t)
    _said(paper, dossier, t)


def _figure_rows(
    paper: Paper,
    group: str,
    rows: Sequence[KeyFigure],
    totals: tuple[Mapping[str, Any], Mapping[str, Any] | None],
    names: Sequence[str],
    shares: Sequence[float],
    t: Words,
) -> None:
    """A group's figures, each with what it means between word and values."""
    edges = [MARGIN + ROOM * sum(shares[:at]) / sum(shares) for at in range(len(shares) + 1)]
    paper.skip(10)
    paper.put(group, MARGIN, paper.y, LARGE, bold=True)
    for at in (2, 3):
        paper.put(names[at], edges[at + 1], paper.y, SMALL, colour=INK_2, right=True)
    paper.skip(5)
    paper.rule(colour=INK_2)
    for one in rows:
        lines = wrapped(one.meaning, REGULAR, SMALL, edges[2] - edges[1] + 6)
        top = paper.y + 12.5
        paper.put(one.word, MARGIN, top)
        for down, line in enumerate(lines):
            paper.put(line, edges[1], top + down * 10, SMALL, colour=INK_2)
        now, before = totals
        if before is not None:
            paper.put(one.text(before, t), edges[3], top, colour=INK_2, right=True)
        paper.put(one.text(now, t), edges[4], top, bold=True, right=True)
        paper.skip(max(18, 8 + 10 * len(lines)))
        paper.rule()


def _said(paper: Paper, dossier: Dossier, t: Words) -> None:
    """Sentences on how right waiting times and guard were."""
    found = [
        sentences.paper(dossier.total, t),
        sentences.quality(dossier.services.get("estimate_quality"), t),
        sentences.guard(dossier.services.get("capacity_guard"), t),
    ]
    for sentence in filter(None, found):
        paper.skip(10)
        paper.paragraph(sentence, LARGE - 0.5, colour=INK_2)


def _over_the_day(paper: Paper, dossier: Dossier, t: Words) -> None:
    answer = dossier.services
    paper.turn()
    bands = answer.get("bands") or _bands(dossier.half_hours)
    if any(one.get("median") is not None for one in bands):
        paper.heading(t("Wait over the day, minutes"), t("by time of arrival, each half-hour"),
                      needs=210)  # fmt: skip
        paper.skip(8)
        paper.draw(over_the_day.wait_bands(bands, t))
    if answer.get("arrivals"):
        paper.heading(t("Arrivals each half-hour"), t("mean of the days; empty: nobody came"),
                      needs=160)  # fmt: skip
        paper.skip(8)
        paper.draw(compared.arrivals(answer["arrivals"], t))
    if answer.get("standing"):
        paper.heading(t("Waiting and open counters"), t("mean of the days"), needs=200)
        paper.skip(8)
        paper.draw(over_the_day.standing(answer["standing"], t))


def _bands(half_hours: Json) -> list[dict[str, Any]]:
    """What the rows say of the bands."""
    return [
        {"half_hour": row["key"], "median": row["wait"]["median"], "p90": row["wait"]["p90"]}
        for row in half_hours["rows"]
        if row.get("wait")
    ]


def _over_time(paper: Paper, dossier: Dossier, t: Words) -> None:
    answer = dossier.services
    within = limits(dossier.total)
    points = (answer.get("levels") or {}).get("points") or []
    if within and len(points) > 1:
        unit = answer["levels"]["unit"]
        title = {
            "day": t("Called within %(n)s min, day by day", n=within[0]),
            "week": t("Called within %(n)s min, week by week", n=within[0]),
            "month": t("Called within %(n)s min, month by month", n=within[0]),
        }[unit]
        paper.heading(title, "%", needs=160)
        paper.skip(8)
        paper.draw(compared.levels(points, within[0], unit, t))
    if answer.get("waits"):
        paper.heading(t("How long people waited"), t("called cases, by five minutes"), needs=170)
        paper.skip(8)
        paper.draw(compared.histogram(answer["waits"], within, t))


def _services(paper: Paper, dossier: Dossier, t: Words) -> None:
    spreads = dossier.services.get("services") or []
    known = [one for one in spreads if (one.get("wait") or {}).get("median") is not None]
    rows = dossier.services["rows"]
    paper.heading(t("Services compared"), t("times in minutes"), needs=120)
    _compared(paper, t("Service"), [(t.name(row), row) for row in rows], dossier.total, t)
    if known:
        paper.heading(
            t("Spread of the services"),
            t("thin: P10 to P90, thick: the middle half, mark: median"),
            needs=60 + 31 * min(len(known), 16),
        )
        paper.skip(10)
        paper.draw(compared.services(known[:18], t))


def _counters(paper: Paper, dossier: Dossier, t: Words) -> None:
    if dossier.counters is None or not dossier.counters["rows"]:
        return
    rows = [(t.name(row), row) for row in dossier.counters["rows"]]
    paper.heading(t("Counters compared"), t("times in minutes"), needs=120)
    _compared(paper, t("Counter"), rows, dossier.total, t)
    paper.skip(6)
    paper.paragraph(
        t("Figures of fewer than five cases are not shown, nor any that would give them away."),
        SMALL,
        colour=INK_2,
    )


def _days(paper: Paper, dossier: Dossier, t: Words) -> None:
    rows = dossier.days["rows"]
    if len(rows) > 1 and len(rows) <= MOST_DAYS:
        named = [(t.short_day(date.fromisoformat(row["key"])), row) for row in rows]
        paper.heading(t("Day by day"), t("times in minutes"), needs=120)
        _compared(paper, t("Day"), named, dossier.total, t)
    elif len(rows) > 1:
        named = [(t.weekday(int(row["key"])), row) for row in dossier.weekdays["rows"]]
        paper.heading(t("Weekdays compared"), t("times in minutes"), needs=120)
        _compared(paper, t("Weekday"), named, dossier.total, t)


def _compared(
    paper: Paper,
    first: str,
    rows: Sequence[tuple[str, Mapping[str, Any]]],
    total: Mapping[str, Any],
    t: Words,
) -> None:
    within = limits(total)[:1]
    names = [
        first, t("begun"), t("mean"), t("median"), t("P90"), t("max."),
        *(t("within %(n)s min", n=n) for n in within),
        t("service time"), t("did not come"),
    ]  # fmt: skip
    shares = [33, 9, 8, 9, 8, 8, *(10 for _ in within), 10, 10]
    cells = [_cells(name, row, within, t) for name, row in rows]
    paper.table(names, cells, shares, total=_cells(t("All"), total, within, t), strong=4)


def _cells(name: str, row: Mapping[str, Any], within: Sequence[int], t: Words) -> list[str]:
    wait, service = (row.get(one) or {} for one in ("wait", "service"))
    return [
        name,
        t.count(row.get("issued")),
        *(t.minutes(wait.get(one)) for one in ("mean", "median", "p90", "max")),
        *(t.share(level(row, n)) for n in within),
        t.minutes(service.get("mean")),
        t.share(row.get("no_show_rate"), 1),
    ]


def _definitions(paper: Paper, dossier: Dossier, t: Words) -> None:
    if dossier.is_empty:
        paper.turn()
    found = [
        (word, wrapped(meaning, REGULAR, TEXT, ROOM * 0.7))
        for word, meaning in definitions(
            dossier.total, t, with_counters=dossier.counters is not None
        )
    ]
    heights = [8 + 12.5 * len(lines) for _, lines in found]
    paper.heading(t("What the words mean"), needs=sum(heights))
    for (word, lines), height in zip(found, heights, strict=True):
        top = paper.y + 13.5
        paper.put(word, MARGIN, top, bold=True)
        for down, line in enumerate(lines):
            paper.put(line, MARGIN + ROOM * 0.3, top + down * 12.5, TEXT)
        paper.skip(height)
        paper.rule()
