"""The forecast: waiting times from a snapshot and what was learned, as pure functions (numpy).

from queue_app.estimation import Profile, Snapshot, estimate
forecast = estimate(snapshot, Profile.prior(snapshot.services), rollouts=200, seed=1)
"""

from queue_app.estimation.backtest import Moment, backtest
from queue_app.estimation.calibration import Calibration
from queue_app.estimation.capacity import full_services
from queue_app.estimation.facts import observations_of
from queue_app.estimation.forecast import Estimate, Forecast, estimate, pit
from queue_app.estimation.learning import Learner, learn
from queue_app.estimation.observations import (
    Arrival,
    Booking,
    Gap,
    Missed,
    Observation,
    Pause,
    Served,
    Shift,
    Waited,
)
from queue_app.estimation.reading import service_infos, snapshot_of
from queue_app.estimation.replay import moments_of
from queue_app.estimation.rest_of_day import rest_of_day
from queue_app.estimation.service_times import Profile
from queue_app.estimation.shown import Shown, keep_shown
from queue_app.estimation.snapshot import (
    Appointment,
    AppointmentRules,
    CounterInfo,
    CurrentTicket,
    ServiceInfo,
    Snapshot,
    WaitingTicket,
)
from queue_app.estimation.stacking import Stack
from queue_app.estimation.truth import MODEL, calibration_of, stack_of

__all__ = [
    "MODEL",
    "Appointment",
    "AppointmentRules",
    "Arrival",
    "Booking",
    "Calibration",
    "CounterInfo",
    "CurrentTicket",
    "Estimate",
    "Forecast",
    "Gap",
    "Learner",
    "Missed",
    "Moment",
    "Observation",
    "Pause",
    "Profile",
    "Served",
    "ServiceInfo",
    "Shift",
    "Shown",
    "Snapshot",
    "Stack",
    "Waited",
    "WaitingTicket",
    "backtest",
    "calibration_of",
    "estimate",
    "full_services",
    "keep_shown",
    "learn",
    "moments_of",
    "observations_of",
    "pit",
    "rest_of_day",
    "service_infos",
    "snapshot_of",
    "stack_of",
]
