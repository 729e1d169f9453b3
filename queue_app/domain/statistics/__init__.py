"""From facts to figures, one pure path: legs, counter hours, the table of the reports, the chart.

The same facts give the same result, byte for byte; an undone fact counts nowhere; nothing here
knows a clerk. Durations are seconds, not rounded; rates are fractions.

    legs(facts) -> list[Leg]
    summarise(facts, zone=…, by=…, days=(first, last), now=…, …) -> Report   (Report.to_json())
    counter_hours(facts, since=…, until=…) -> {counter: [Span, …]}
    waiting_over_day(facts, step_seconds, since=…, until=…) -> [(instant, how many), …]
    longest_wait(tickets, now) -> LongestWait | None
    arrivals(legs, zone) -> {(weekday, "HH:MM"): first legs}
    appointments(legs) -> Appointments
    score(legs, at_issue, later) -> [Scored, …]; accuracy_report(scored, zone) -> AccuracyReport
    score_guard(facts, office, days=…, now=…) -> GuardScore   (of the capacity guard)
"""

from queue_app.domain.statistics.accuracy import Accuracy, AccuracyReport, accuracy_report
from queue_app.domain.statistics.chart import LongestWait, longest_wait, waiting_over_day
from queue_app.domain.statistics.desks import Span, counter_hours, left_open
from queue_app.domain.statistics.figures import Appointments, Row, Summary, appointments
from queue_app.domain.statistics.guard import GuardScore, score_guard
from queue_app.domain.statistics.leg import Busy, End, Leg
from queue_app.domain.statistics.legs import legs
from queue_app.domain.statistics.report import By, Report, arrivals, summarise
from queue_app.domain.statistics.scoring import Published, Scored, score

__all__ = [
    "Accuracy",
    "AccuracyReport",
    "Appointments",
    "Busy",
    "By",
    "End",
    "GuardScore",
    "Leg",
    "LongestWait",
    "Published",
    "Report",
    "Row",
    "Scored",
    "Span",
    "Summary",
    "accuracy_report",
    "appointments",
    "arrivals",
    "counter_hours",
    "left_open",
    "legs",
    "longest_wait",
    "score",
    "score_guard",
    "summarise",
    "waiting_over_day",
]
