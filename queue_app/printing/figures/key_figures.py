"""The key figures of a period, with what each means; the same in the report and the spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from queue_app.printing.figures.words import Words

Kind = Literal["count", "minutes", "share", "decimal"]
Total = Mapping[str, Any]
Read = Callable[[Total], float | None]


@dataclass(frozen=True)
class KeyFigure:
    """A word, its value in seconds, a fraction or a number, and what it means."""

    group: str
    word: str
    kind: Kind
    read: Read
    meaning: str = ""

    def text(self, total: Total | None, words: Words) -> str:
        """The value as it is printed."""
        value = None if total is None else self.read(total)
        match self.kind:
            case "count":
                return words.count(value)
            case "minutes":
                return words.minutes(value, 1)
            case "share":
                return words.share(value, 1)
            case _:
                return words.decimal(value, 1)


def limits(total: Total) -> list[int]:
    """The limits of the service level in minutes, as the figures carry them."""
    return sorted(int(float(key) / 60) for key in total.get("service_level") or {})


def level(total: Total, minutes: int) -> float | None:
    """The share called within so many minutes."""
    found = (total.get("service_level") or {}).get(f"{minutes * 60}")
    return None if found is None else float(found)


def plain(name: str) -> Read:
    """A figure of the row itself."""
    return lambda total: total.get(name)


def of(summary: str, what: str) -> Read:
    """One of the figures of a summary."""
    return lambda total: (total.get(summary) or {}).get(what)


def key_figures(total: Total, t: Words) -> list[KeyFigure]:
    """Every figure of the total row."""
    return [*_waits(total, t), *_cases(t), *_serving(t), *_appointments(total, t)]


def _waits(total: Total, t: Words) -> Sequence[KeyFigure]:
    group = t("The wait")
    return [
        KeyFigure(group, t("Median, minutes"), "minutes", of("wait", "median"),
                  t("Half waited at most as long.")),
        KeyFigure(group, t("Mean, minutes"), "minutes", of("wait", "mean")),
        KeyFigure(group, t("P90, minutes"), "minutes", of("wait", "p90"),
                  t("Nine out of ten waited at most as long.")),
        KeyFigure(group, t("Longest, minutes"), "minutes", of("wait", "max")),
        *(
            KeyFigure(group, t("Called within %(n)s min", n=n), "share",
                      lambda row, n=n: level(row, n),  # type: ignore[misc]  # a default binds it
                      t("Of the called and of those who left after waiting longer."))
            for n in limits(total)
        ),
    ]  # fmt: skip


def _cases(t: Words) -> Sequence[KeyFigure]:
    group = t("Cases")
    return [
        KeyFigure(group, t("Begun"), "count", plain("issued"),
                  t("A visit with two services is two cases.")),
        KeyFigure(group, t("Called"), "count", plain("called")),
        KeyFigure(group, t("Served"), "count", plain("served")),
        KeyFigure(group, t("Left before a call"), "share", plain("abandonment"),
                  t("Cancelled or expired, of all begun.")),
        KeyFigure(group, t("Did not come"), "share", plain("no_show_rate"), t("Of all called.")),
        KeyFigure(group, t("Turned away"), "count", plain("turned_away"),
                  t("Asked for a number while none was issued.")),
    ]  # fmt: skip


def _serving(t: Words) -> Sequence[KeyFigure]:
    group = t("Serving")
    return [
        KeyFigure(group, t("From call to start, minutes"), "minutes", of("walking", "mean"),
                  t("Mean; the way to the counter.")),
        KeyFigure(group, t("Service time, minutes"), "minutes", of("service", "mean"),
                  t("Mean, without parking.")),
        KeyFigure(group, t("Service time, P90, minutes"), "minutes", of("service", "p90")),
        KeyFigure(group, t("Finished in an hour"), "decimal", plain("throughput"),
                  t("For each hour with at least one counter open.")),
        KeyFigure(group, t("Counters occupied"), "share", plain("occupancy"),
                  t("Of the time that they were open.")),
    ]  # fmt: skip


def _appointments(total: Total, t: Words) -> Sequence[KeyFigure]:
    if not (total.get("delay") or {}).get("count"):
        return []
    group = t("Appointments")
    return [
        KeyFigure(group, t("Called"), "count", of("delay", "count")),
        KeyFigure(group, t("Mean delay, minutes"), "minutes", of("delay", "mean"),
                  t("After the booked time or the check-in.")),
        KeyFigure(group, t("P90 of the delay, minutes"), "minutes", of("delay", "p90")),
    ]  # fmt: skip


def definitions(total: Total, t: Words, *, with_counters: bool) -> list[tuple[str, str]]:
    """What the words mean, as domain rules: (word, sentence)."""
    found = [
        (t("Case"), t("The part of a visit that concerns one service. All figures count cases.")),
        (t("Wait"), t("From drawing the number, or from the transfer, to the first call; less what "
                      "the visitor asked to be postponed.")),
        (t("Median"), t("Half waited at most as long.")),
        (t("P90"), t("Nine out of ten waited at most as long (nearest rank).")),
        (t("Called within %(n)s min", n=" / ".join(str(one) for one in limits(total))),
         t("Called in time, as a share of the called and of those who waited longer and were never "
           "called.")),
        (t("Left before a call"), t("Gave the number back or let it expire before a call, of all "
                                    "cases begun.")),
        (t("Did not come"), t("Never started, and the last call ended with nobody there, of all "
                              "called.")),
        (t("Turned away"), t("Asked for a number and got none, because the office was closed, "
                             "stopped or full.")),
        (t("From call to start"), t("From the last call to the beginning at the counter.")),
        (t("Service time"), t("Time at the counter without parking.")),
        (t("Counters occupied"), t("Time with somebody called or served, of the time that counters "
                                   "were open.")),
        (t("Day"), t("The local day on which the case began.")),
    ]  # fmt: skip
    if with_counters:
        found.append((t("Counter"), t("Figures of fewer than five cases are not shown, nor any "
                                      "that would give them away.")))  # fmt: skip
    return [*found, (t("Persons"), t("No figure is kept for a person who works here."))]
