"""What people see of a queue: pure functions from the queue to JSON values.

The same value answers an HTTP request and is pushed to a channel. Instants are RFC 3339 texts,
durations seconds. Nothing is looked up here: what is not in the queue is handed in.
"""

from queue_app.views.accuracy import accuracy, public_accuracy
from queue_app.views.alerts import alerts
from queue_app.views.board import board, wait_times
from queue_app.views.desk import desk
from queue_app.views.helping import help_calls, kiosk_help
from queue_app.views.lists import queue
from queue_app.views.now import now
from queue_app.views.office import office, offices
from queue_app.views.one_ticket import visit
from queue_app.views.parts import office_state
from queue_app.views.printers import print_job, printer, printers
from queue_app.views.staffing import staffing, staffing_csv
from queue_app.views.statistics import statistics, today
from queue_app.views.ticket import ticket, why
from queue_app.views.what_if import what_if

__all__ = [
    "accuracy", "alerts", "board", "desk", "help_calls", "kiosk_help", "now", "office", "office_state",
    "offices",
    "print_job", "printer", "printers",
    "public_accuracy", "queue",
    "staffing", "staffing_csv", "statistics", "ticket", "today", "visit", "wait_times", "what_if",
    "why",
]  # fmt: skip
