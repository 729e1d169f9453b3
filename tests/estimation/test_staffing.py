"""How many come and how many counters that needs: by the textbook, and by simulation."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from queue_app.estimation.draws import Array
from queue_app.estimation.service_times import Profile
from queue_app.estimation.snapshot import ServiceInfo
from queue_app.estimation.staffing import kinds_of, plan
from queue_app.estimation.staffing_arrivals import (
    HALF_HOURS,
    Expected,
    Forecast,
    backtest,
    counts_of,
)
from queue_app.estimation.staffing_crowd import Hours, Kind, Target
from queue_app.estimation.staffing_erlang import chance_to_wait, counters_needed, service_level

MONDAY = date(2026, 3, 2)
HOURS = Hours(8 * 3600.0, 16 * 3600.0, 16.25 * 3600.0)
PROFILE = Profile.prior([ServiceInfo("a", 600), ServiceInfo("b", 600)])


# Erlang C


def test_one_counter_waits_with_its_load_and_two_by_hand() -> None:
    """M/M/1: C = a. M/M/2 with a = 1: a^2/2 / (1 - 1/2) = 1, and 1 / (1 + 1 + 1) = 1/3."""
    assert chance_to_wait(0.6, 1) == pytest.approx(0.6)
    assert chance_to_wait(1.0, 2) == pytest.approx(1 / 3)


def test_the_call_centre_of_the_textbooks() -> None:
    """100 calls in half an hour of 180 s each: 10 erlangs, 14 agents; 17.4 % wait, 88.8 % in 20 s."""
    rate = 100 / 1800
    assert chance_to_wait(10.0, 14) == pytest.approx(0.1741, abs=5e-5)
    assert service_level(rate, 180, 14, 20) == pytest.approx(0.888, abs=5e-4)
    assert counters_needed(rate, 180, 20, 0.8) == 14


def test_without_people_no_counter_and_overloaded_nobody_in_time() -> None:
    assert counters_needed(0.0, 600, 900, 0.8) == 0
    assert chance_to_wait(3.0, 3) == 1.0
    assert service_level(3 / 600, 600, 3, 900) == 0.0
    assert service_level(0.0, 600, 0, 900) == 1.0
    assert counters_needed(1e6, 600, 900, 0.8) == 1000


# Arrivals


def history(
    days: int, *, monday: float = 1.0, skip: frozenset[date] = frozenset(), seed: int = 0
) -> dict[date, dict[str, Array]]:
    """Weekdays with 10 people a half-hour from eight to four, Mondays so many times as many."""
    random = np.random.default_rng(seed)
    found = {}
    for number in range(days):
        day = MONDAY + timedelta(days=number)
        if day.weekday() > 4 or day in skip:
            continue
        rates = np.zeros(HALF_HOURS)
        rates[16:32] = 10.0 * (monday if day.weekday() == 0 else 1.0)
        found[day] = {"a": random.poisson(rates).astype(float)}
    return found


def test_weekdays_have_their_own_number() -> None:
    forecast = Forecast(history(56, monday=1.8), MONDAY + timedelta(days=56))
    monday = forecast.of(MONDAY + timedelta(days=56)).total
    tuesday = forecast.of(MONDAY + timedelta(days=57)).total
    assert monday.sum() == pytest.approx(288, rel=0.1)
    assert tuesday.sum() == pytest.approx(160, rel=0.1)
    assert monday[:16].sum() == 0


def test_the_level_follows_the_last_weeks() -> None:
    counts = history(56)
    for day, services in counts.items():
        if day >= MONDAY + timedelta(days=28):
            services["a"] *= 2
    expected = Forecast(counts, MONDAY + timedelta(days=56)).of(MONDAY + timedelta(days=57))
    assert expected.total.sum() > 250


def test_the_day_after_a_closed_one_has_more_where_it_showed() -> None:
    closed = frozenset(MONDAY + timedelta(days=each) for each in (2, 16, 30, 44))
    counts = history(56, skip=closed)
    for day in closed:
        counts[day + timedelta(days=1)]["a"] *= 1.5
    forecast = Forecast(counts, MONDAY + timedelta(days=56), {*closed, MONDAY + timedelta(days=58)})
    after = forecast.of(MONDAY + timedelta(days=59))
    assert after.after_closed
    assert forecast.after_days == 4
    assert 1.15 < forecast.after < 1.5
    usual = Forecast(counts, MONDAY + timedelta(days=56), closed).of(MONDAY + timedelta(days=59))
    assert after.total.sum() > 1.1 * usual.total.sum()


def test_four_weeks_know_better_than_last_weeks_same_day() -> None:
    tried = backtest(history(56, monday=1.5))
    assert tried is not None
    assert tried.days == 35
    assert tried.mae < 0.9 * tried.mae_last_week
    assert tried.total_error < tried.total_error_last_week


def test_too_little_is_not_enough() -> None:
    assert not Forecast({}, MONDAY).is_enough
    assert not Forecast(history(2), MONDAY + timedelta(days=2)).is_enough
    assert Forecast(history(3), MONDAY + timedelta(days=3)).is_enough
    assert backtest(history(5)) is None
    assert Forecast({}, MONDAY).of(MONDAY).total.sum() == 0


def test_days_to_come_are_not_looked_at() -> None:
    counts = history(28)
    known = {day: row for day, row in counts.items() if day < MONDAY + timedelta(days=14)}
    today = MONDAY + timedelta(days=14)
    assert np.array_equal(
        Forecast(counts, today).of(today).total, Forecast(known, today).of(today).total
    )


def test_arrivals_are_counted_by_day_service_and_half_hour() -> None:
    counts = counts_of([(MONDAY, "a", 16), (MONDAY, "a", 16), (MONDAY, "b", 50)])
    assert counts[MONDAY]["a"][16] == 2
    assert counts[MONDAY]["b"][47] == 1


# Counters


def expected(**rates: float) -> Expected:
    """So many people of each service in every half-hour from eight to half past three."""
    services = {}
    for name, rate in rates.items():
        services[name] = np.zeros(HALF_HOURS)
        services[name][16:31] = rate
    total = sum(services.values(), np.zeros(HALF_HOURS))
    return Expected(MONDAY, services, total * 0.8, total * 1.2, False)


def needs(expected_: Expected, kinds: list[Kind], share: float = 0.8) -> list[int]:
    found = plan(
        expected_, HOURS, kinds, PROFILE, Target(900, share), replications=12, seed=2
    )  # fmt: skip
    assert [need.half_hour for need in found] == list(range(16, 32))
    assert all(need.reached for need in found)
    return [need.counters for need in found]


ALL = Kind(tuple(f"c{n}" for n in range(12)), {"a": 0.0, "b": 0.0})


def test_the_plan_meets_its_target_near_the_textbook() -> None:
    """12 people a half-hour of some 11 min each: 4.5 erlangs; five counters or a little more."""
    found = plan(expected(a=12), HOURS, [ALL], PROFILE, Target(900, 0.8), replications=30, seed=2)
    middle = found[4:12]
    assert all(need.level is not None and need.level >= 0.8 for need in middle)
    counters = [need.counters for need in middle]
    assert abs(sum(counters) / len(counters) - middle[0].erlang) <= 1.5, counters
    assert found[0].expected == 12


def test_more_people_or_a_higher_target_need_more() -> None:
    few, many = sum(needs(expected(a=6), [ALL])), sum(needs(expected(a=14), [ALL]))
    assert few < many
    assert sum(needs(expected(a=14), [ALL], share=0.95)) >= many


def test_counters_are_of_the_kind_that_helps() -> None:
    """Many come for b, which only the second kind does; a needs one counter all the same."""
    kinds = [Kind(("one", "two", "three"), {"a": 0.0}), Kind(tuple("pqrstuv"), {"b": 0.0})]
    found = plan(
        expected(a=1, b=12), HOURS, kinds, PROFILE, Target(900, 0.8), replications=30, seed=2
    )
    assert all(need.kinds[0] == 1 for need in found[2:14])
    assert all(need.kinds[1] >= 4 for need in found[2:14])


def test_what_cannot_be_met_is_said() -> None:
    found = plan(
        expected(a=30), HOURS, [Kind(("only",), {"a": 0.0})], PROFILE, Target(900, 0.8),
        replications=20, seed=2,
    )  # fmt: skip
    assert all(need.counters == 1 for need in found)
    assert not found[8].reached


def test_counters_that_serve_the_same_are_of_one_kind() -> None:
    kinds = kinds_of(
        {"x": {"a": 0.0, "b": 300.0}, "y": {"b": 300.0, "a": 0.0}, "z": {"a": 0.0}, "n": {}}
    )
    assert [kind.counters for kind in kinds] == [("x", "y"), ("z",)]


def test_a_day_without_people_needs_whoever_serves_everything() -> None:
    found = plan(expected(), HOURS, [ALL], PROFILE, Target(900, 0.8), replications=10, seed=2)
    assert [need.counters for need in found] == [1] * 16
    assert all(need.level is None and need.reached for need in found)
