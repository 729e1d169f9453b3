"""Estimates of queues whose answer can be worked out, and their calibration and replay."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from queue_app.estimation import (
    Appointment,
    Calibration,
    CounterInfo,
    CurrentTicket,
    Moment,
    Observation,
    Profile,
    Served,
    ServiceInfo,
    Snapshot,
    WaitingTicket,
    backtest,
    estimate,
    pit,
    service_infos,
    snapshot_of,
)
from queue_app.estimation.draws import Draws, lognormal
from queue_app.estimation.durations import Durations
from queue_app.estimation.stacking import Stacker, fit_stack
from tests.estimation.people import NOON, OFFICE, queue_of, ticket, without_doubt

NOW = 1_763_460_000.0
SERVICES = (ServiceInfo("card", 600), ServiceInfo("info", 300))


def certain(minutes: float = 10) -> Profile:
    """Every leg lasts the same, nothing comes between."""
    profile = Profile.prior(SERVICES)
    law = replace(
        profile.services["card"], mean=float(np.log(minutes * 60)), mean_sd=0.0, log_sd=1e-4
    )
    still = lognormal(1e-3, 0.1)
    return replace(
        without_doubt(profile, ("c0", "c1")),
        services={"card": law, "info": law},
        no_show=0.0,
        pause_after=0.0,
        gaps=still,
    )


def waiting(number: int, **fields: object) -> WaitingTicket:
    at = NOW - 1000 + number
    made = WaitingTicket(f"t{number}", "card", at, at, tie=(0, number))
    return replace(made, **fields)  # type: ignore[arg-type]  # the fields of a ticket by name


def snapshot(*people: WaitingTicket, desks: int = 1, **fields: object) -> Snapshot:
    counters = tuple(CounterInfo(f"c{n}", {"card": 0.0}, free_since=NOW) for n in range(desks))
    made = Snapshot(NOW, NOW - 36_000, SERVICES, counters, people, closing=NOW + 6 * 3600)
    return replace(made, **fields)  # type: ignore[arg-type]  # likewise


def likely(forecast_of: Snapshot, profile: Profile, who: str) -> float:
    one = estimate(forecast_of, profile, rollouts=50, seed=3).tickets[who]
    assert one.likely is not None
    return one.likely


def test_the_third_at_one_counter_waits_two_services() -> None:
    queue = snapshot(*(waiting(n) for n in range(3)))
    assert likely(queue, certain(10), "t2") == pytest.approx(1200, rel=0.01)
    assert likely(replace(queue, counters=snapshot(desks=2).counters), certain(10), "t2") == (
        pytest.approx(600, rel=0.01)
    )


def test_an_appointment_that_comes_first_is_waited_for() -> None:
    queue = snapshot(waiting(0), waiting(1), waiting(2))
    coming = Appointment("card", NOW + 300)
    with_it = replace(queue, appointments=(coming,))
    # From its early minute on the appointment goes before everybody who came less than 30
    # minutes before it.
    assert likely(with_it, certain(10), "t2") == pytest.approx(1800, rel=0.02)


def test_a_planned_break_is_waited_out_and_closing_is_final() -> None:
    desk = CounterInfo("c0", {"card": 0.0}, free_since=NOW, breaks=((NOW + 60, NOW + 1860),))
    queue = snapshot(waiting(0), waiting(1), counters=(desk,))
    assert likely(queue, certain(10), "t1") == pytest.approx(1860, abs=240)
    closing = replace(desk, breaks=(), closes=NOW + 300)
    one = estimate(snapshot(waiting(0), waiting(1), counters=(closing,)), certain(10)).tickets
    assert one["t0"].by_closing == 1.0
    assert one["t1"].by_closing == 0.0
    assert one["t1"].will_be_called(0.9) is False


def test_further_services_and_persons_lengthen_the_wait_of_those_behind() -> None:
    both = CounterInfo("c0", {"card": 0.0, "info": 0.0}, free_since=NOW)
    queue = snapshot(waiting(0, also=("info",)), waiting(1), counters=(both,))
    assert likely(queue, certain(10), "t1") == pytest.approx(1200, rel=0.01)
    profile = replace(certain(10), expected={"card": ServiceInfo("card", 600, 300)})
    family = snapshot(waiting(0, persons=3), waiting(1))
    assert likely(family, profile, "t1") == pytest.approx(1200, rel=0.01)


def test_a_further_leg_elsewhere_comes_back_with_its_arrival() -> None:
    desks = (
        CounterInfo("c0", {"card": 0.0}, free_since=NOW),
        CounterInfo("c1", {"info": 0.0}, free_since=NOW),
    )
    late = WaitingTicket("late", "info", NOW - 1, NOW - 1, tie=(0, 9))
    busy = CurrentTicket("x", "info", "serving", NOW - 1, queue_time=NOW - 3000)
    queue = snapshot(
        waiting(0, also=("info",)), late, counters=(desks[0], replace(desks[1], current=busy))
    )
    # The counter ends its present leg just before the further leg begins: `late` goes first ...
    assert likely(queue, certain(10), "late") == pytest.approx(600, abs=15)
    slow = replace(certain(10))
    # ... but behind one more person it meets the further leg, which came earlier.
    more = replace(queue, waiting=(*queue.waiting, replace(late, id="later", tie=(0, 10))))
    assert likely(more, slow, "later") == pytest.approx(1800, abs=30)


def test_the_same_seed_gives_the_same_answer_and_a_ticket_keeps_its_futures() -> None:
    people = [waiting(n) for n in range(8)]
    # A fuller room would make people work faster, which is not the point here.
    profile = without_doubt(Profile.prior(SERVICES), ("c0",))
    one, same = (estimate(snapshot(*people), profile, seed=5) for _ in range(2))
    assert one == same
    longer = estimate(snapshot(*people, waiting(8)), profile, seed=5)
    before, after = one.tickets["t5"].quantiles, longer.tickets["t5"].quantiles
    assert after == pytest.approx(before, rel=1e-6)


def test_the_live_queue_can_be_read() -> None:
    queue = queue_of(ticket(1), ticket(2, "move", 5), ticket(3, "info", 2))
    forecast = estimate(snapshot_of(queue, NOON), Profile.prior(service_infos(OFFICE)))
    assert {one.basis for one in forecast.tickets.values()} == {"prior"}
    assert set(forecast.services) == set(OFFICE.services)


def test_calibration_widens_what_was_too_narrow() -> None:
    rng = np.random.default_rng(1)
    profile = Profile.prior(SERVICES)
    queue = snapshot(*(waiting(n) for n in range(6)))
    raw = estimate(queue, profile).tickets["t5"]
    assert raw.low is not None
    assert raw.high is not None
    centre, sd = raw.likely or 0.0, 2 * (raw.high - raw.low)
    fallen = [pit(raw, max(0.0, centre + sd * z)) for z in rng.normal(size=600)]
    calibration = Calibration().with_pits([(raw.load, p) for p in fallen if p is not None])
    wide = estimate(queue, replace(profile, calibration=calibration)).tickets["t5"]
    assert wide.low is not None
    assert wide.high is not None
    assert wide.high - wide.low > 2 * (raw.high - raw.low)
    assert Calibration.from_lists(calibration.as_lists()).pits[0] == pytest.approx(
        calibration.pits[0], abs=1e-3
    )


def test_a_stack_learns_what_the_twin_does_not_see() -> None:
    rng = np.random.default_rng(2)
    features = rng.uniform(5, 40, (4000, 3))
    waits = (0.8 * features[:, 0] + rng.normal(0, 1, 4000)) ** 2
    stack = fit_stack(features, waits)
    assert stack is not None
    assert fit_stack(features[:100], waits[:100]) is None
    median = float(stack.quantiles(np.array([30.0, 20.0, 20.0]), np.array([0.5]))[0])
    assert median == pytest.approx(24.0**2, rel=0.05)


def test_a_service_that_lasts_long_is_evidence_before_it_has_ended() -> None:
    def expected(minutes: float) -> tuple[float, float]:
        """Levels of a service and of another one, with somebody served for so long."""
        served = CurrentTicket("x", "card", "serving", NOW - 60 * minutes)
        desks = tuple(CounterInfo(f"c{n}", {"card": 0.0}, current=served) for n in range(3))
        queue = snapshot(counters=desks)
        found = Durations(queue, Profile.prior(SERVICES), Draws(1, 200))
        return float(found.level("card").mean()), float(found.level("info").mean())

    (short, other_short), (long, other_long) = expected(0), expected(40)
    assert long > 1.3 * short
    assert 1.02 * other_short < other_long < 1.3 * other_short


def test_an_estimate_is_clamped_to_three_times_what_can_be() -> None:
    hours = replace(certain(200), longest_wait=1200.0)
    doubtful = replace(hours, services=Profile.prior(SERVICES).services)
    queue = snapshot(*(waiting(n) for n in range(3)))
    # By the length of the queue t2 waits some twenty minutes: two services of ten.
    wild = Calibration().with_pits([(0, 5.0)] * 800)
    one = estimate(queue, replace(doubtful, calibration=wild)).tickets["t2"]
    assert one.high is not None
    assert one.high <= 3 * 1300


def test_the_first_day_expects_a_break_about_noon_unless_there_is_a_plan() -> None:
    late = NOW + 1.5 * 3600  # half past eleven
    desk = CounterInfo("c9", {"card": 0.0}, free_since=late)
    people = tuple(waiting(n) for n in range(8))
    queue = replace(snapshot(*people, counters=(desk,)), as_of=late)
    planned = replace(queue, counters=(replace(desk, rostered=True),))
    profile = Profile.prior(SERVICES)
    spread, plan = (estimate(each, profile).tickets["t7"] for each in (queue, planned))
    assert spread.mean is not None
    assert plan.mean is not None
    assert 300 < spread.mean - plan.mean < 1800


def test_a_stack_takes_over_only_where_it_has_won() -> None:
    rng = np.random.default_rng(4)
    levels = np.array([0.1, 0.5, 0.9])

    def replayed(twin_is_right: bool) -> Stacker:
        stacker = Stacker()
        for day in range(4):
            stacker.next_day()
            for x in rng.uniform(10, 40, 500):
                wait = float((x + rng.normal()) ** 2)
                centre = wait if twin_is_right else 3 * wait
                stacker.note((x, x / 2), centre + 10 * (levels - 0.5), wait, levels)
            assert stacker.winning() is None or day > 1
        return stacker

    assert replayed(twin_is_right=False).winning() is not None
    assert replayed(twin_is_right=True).winning() is None


def test_a_replay_learns_as_it_goes() -> None:
    moments = []
    for day in range(6):
        known: tuple[Observation, ...] = tuple(
            Served(day, 30_000 + n, "card", "c0", 1200.0) for n in range(20)
        )
        queue = snapshot(*(waiting(n) for n in range(3)))
        moments.append(Moment(day, queue, "t2", known, waited=2400.0))
        moments.append(Moment(day, queue, "t1", (), waited=900.0, censored=True))
    result = backtest(moments, SERVICES, warm_up_days=1)
    assert result.scores["forecast"].count == 5
    assert result.censored == 6
    assert result.scores["forecast"].mae < result.scores["position"].mae


def test_the_mean_allows_for_a_configuration_that_is_wrong_by_a_factor() -> None:
    people = snapshot(*[waiting(number) for number in range(8)])
    first_day = Profile.prior(SERVICES)
    errors = first_day.errors
    draws = Draws(1, 2000)
    durations = Durations(people, first_day, draws)
    weights = durations.fairness({"card": 600.0})
    level = durations.level("card") / np.median(durations.level("card"))
    total, lasting = errors.covariance[0, 0], errors.lasting[0, 0]
    expected = np.exp(total / 2 - 2 * lasting)
    assert np.average(level, weights=weights) == pytest.approx(expected, rel=0.02)
    assert expected < 0.9
    assert level.mean() > 1.0


def test_the_mean_is_that_of_the_futures_once_the_services_are_known() -> None:
    people = snapshot(*[waiting(number) for number in range(8)])
    known = certain()
    law = replace(known.services["card"], log_sd=0.5)
    profile = replace(known, services={"card": law, "info": law})
    assert np.ptp(Durations(people, profile, Draws(1, 200)).fairness({"card": 600.0})) < 1e-3
    last = estimate(people, profile).tickets["t7"]
    assert last.mean == pytest.approx(np.mean(last.quantiles), rel=0.02)
    unsure = estimate(people, Profile.prior(SERVICES)).tickets["t7"]
    assert unsure.mean is not None
    assert unsure.mean < 0.95 * float(np.mean(unsure.quantiles))
