"""What is learned: robustly, with shrinkage, from the office's own past."""

from __future__ import annotations

import numpy as np
import pytest

from queue_app.estimation import (
    Arrival,
    Booking,
    Learner,
    Missed,
    Observation,
    Pause,
    Profile,
    Served,
    ServiceInfo,
    Shift,
    learn,
)

SERVICES = (ServiceInfo("card", 720, 360), ServiceInfo("info", 240))
TODAY = 40


def legs(service: str, minutes: float, count: int, day: int = TODAY - 1) -> list[Observation]:
    rng = np.random.default_rng(count)
    times = minutes * 60 * np.exp(rng.normal(-0.125, 0.5, count))
    return [
        Served(day, 30_000.0 + 100 * k, service, f"c{k % 3}", float(t)) for k, t in enumerate(times)
    ]


def test_at_cold_start_the_configuration_counts() -> None:
    law = Profile.prior(SERVICES).services["card"]
    assert law.seconds == pytest.approx(720, rel=0.05)
    assert law.count == 0


def test_history_moves_the_mean_and_makes_it_surer() -> None:
    before = Profile.prior(SERVICES).services["card"]
    few = learn(legs("card", 20, 5), SERVICES, TODAY).services["card"]
    seen = legs("card", 20, 200)
    many = learn(seen, SERVICES, TODAY).services["card"]
    assert before.seconds < few.seconds < many.seconds
    mean = np.mean([leg.seconds for leg in seen if isinstance(leg, Served)])
    assert many.seconds == pytest.approx(mean, rel=0.1)
    assert many.mean_sd < few.mean_sd < before.mean_sd + 0.1


def test_one_forgotten_finish_does_not_ruin_the_mean() -> None:
    sound = legs("info", 4, 60)
    forgotten = Served(TODAY - 1, 50_000, "info", "c1", 3 * 3600.0, closed_by_next_call=True)
    law = learn([*sound, forgotten], SERVICES, TODAY).services["info"]
    plain = learn(sound, SERVICES, TODAY).services["info"]
    assert law.seconds == pytest.approx(plain.seconds, rel=0.02)


@pytest.mark.parametrize(("seen", "hours"), [(60, 2), (60, 8), (3, 2), (0, 8)])
def test_the_implausibly_long_teach_nothing(seen: int, hours: float) -> None:
    sound = legs("info", 4, seen)
    longest = Served(TODAY - 1, 30_000, "info", "c1", hours * 3600)
    laws = [learn(past, SERVICES, TODAY).services["info"] for past in ([*sound, longest], sound)]
    assert (laws[0].mean, laws[0].log_sd) == pytest.approx((laws[1].mean, laws[1].log_sd))


def test_what_many_take_is_not_implausible_whatever_was_configured() -> None:
    assert learn(legs("info", 40, 30), SERVICES, TODAY).services["info"].seconds > 1500


def test_where_one_leg_in_seven_is_long_they_belong_to_the_service() -> None:
    past = legs("info", 4, 120) + legs("info", 24, 20)
    assert learn(past, SERVICES, TODAY).services["info"].count > 135


def test_persons_are_no_sign_of_slowness() -> None:
    families = [Served(TODAY - 1, 30_000, "card", "c1", 720 + 360.0, persons=2) for _ in range(60)]
    law = learn(families, SERVICES, TODAY).services["card"]
    assert np.exp(law.mean) == pytest.approx(720, rel=0.1)


def test_old_days_fade() -> None:
    past = legs("card", 10, 100, day=TODAY - 100) + legs("card", 20, 100, day=TODAY - 1)
    assert learn(past, SERVICES, TODAY).services["card"].seconds > 980


def test_no_shows_are_rates_and_never_service_times() -> None:
    past = [*legs("card", 12, 80), *[Missed(TODAY - 1, 120.0) for _ in range(20)]]
    profile = learn(past, SERVICES, TODAY)
    assert profile.no_show == pytest.approx(21 / 125, abs=0.01)
    assert profile.services["card"].count == pytest.approx(80, rel=0.05)


def test_a_daily_break_is_a_habit_until_it_was_taken() -> None:
    past: list[Observation] = []
    for day in range(TODAY - 5, TODAY):
        past.append(Shift(day, "c1", 28_800, 57_000))
        start = 43_200 + 60.0 * (day % 3)
        past.append(Pause(day, start, "c1", 45_000 - start))
    habit = learn(past, SERVICES, TODAY).habits["c1"]
    assert habit.break_start == pytest.approx(43_200, abs=200)
    assert habit.break_end == pytest.approx(45_000, abs=60)
    taken = [*past, Pause(TODAY, 43_300, "c1", 1700)]
    assert learn(taken, SERVICES, TODAY).habits["c1"].break_start is None


def test_a_short_break_at_its_hour_is_a_habit_and_chance_pauses_are_not() -> None:
    past: list[Observation] = []
    for day in range(TODAY - 6, TODAY):
        past += [Shift(day, "c1", 28_800, 57_000), Shift(day, "c2", 28_800, 57_000)]
        past.append(Pause(day, 39_600 + 60.0 * (day % 4), "c1", 1000.0))
        past.append(Pause(day, 30_000 + 4000.0 * (day % 6), "c2", 1000.0))
    habits = learn(past, SERVICES, TODAY).habits
    assert habits["c1"].break_start == pytest.approx(39_600, abs=120)
    assert habits["c2"].break_start is None


def test_who_runs_out_of_people_with_the_others_has_not_gone_home() -> None:
    past: list[Observation] = []
    for day in range(TODAY - 6, TODAY):
        past += [Shift(day, "c1", 28_800, 57_000), Shift(day, "c2", 28_800, 56_000)]
        past.append(Shift(day, "part-time", 28_800, 46_700))
    habits = learn(past, SERVICES, TODAY).habits
    assert habits["c1"].last is None
    assert habits["c2"].last is None
    assert habits["part-time"].last == pytest.approx(46_700, abs=300)


def test_a_few_legs_of_one_service_correct_what_was_configured_for_all() -> None:
    prior = Profile.prior(SERVICES).services["info"].seconds
    slow = learn(legs("card", 24, 40, day=TODAY), SERVICES, TODAY).services["info"]
    assert prior * 1.05 < slow.seconds < prior * 1.5


def test_bookings_of_today_say_nothing_about_those_who_never_come() -> None:
    today: list[Observation] = [Booking(TODAY, shown=True) for _ in range(40)]
    assert learn(today, SERVICES, TODAY).shows_up == pytest.approx(0.9)
    silent: list[Observation] = [Booking(TODAY - 1, shown=True) for _ in range(40)]
    assert learn(silent, SERVICES, TODAY).shows_up == pytest.approx(0.9)
    told = [*silent, *[Booking(TODAY - 1, shown=False) for _ in range(40)]]
    assert learn(told, SERVICES, TODAY).shows_up == pytest.approx(49 / 90, abs=0.01)


def test_priority_is_expected_before_the_first_has_come() -> None:
    learner = Learner(SERVICES, (0.0, 900.0))
    for k in range(20):
        learner.add(Arrival(TODAY, 30_000.0 + 90 * k, "card"))
    streams = learner.profile(TODAY).streams
    total = sum(stream.rates.sum() for stream in streams)
    first = sum(stream.rates.sum() for stream in streams if stream.credit)
    assert 0.01 < first / total < 0.04


def test_arrivals_of_priority_are_expected_when_they_usually_come() -> None:
    past: list[Observation] = [
        Arrival(day, 36_000.0 + 60 * k, "card", credit=900.0 if k % 4 == 0 else 0.0)
        for day in range(TODAY - 10, TODAY)
        for k in range(20)
    ]
    past += [Shift(day, "c1", 28_800, 57_000) for day in range(TODAY - 10, TODAY)]
    streams = {s.credit: s.rates for s in learn(past, SERVICES, TODAY).streams}
    assert streams[900.0].sum() == pytest.approx(5, rel=0.15)
    assert streams[900.0].argmax() == 20


def test_folding_in_facts_equals_learning_them_all() -> None:
    facts = legs("card", 14, 40) + legs("info", 5, 40, day=TODAY)
    learner = Learner(SERVICES)
    for fact in facts:
        learner.add(fact)
        learner.profile(TODAY)
    once = learn(facts, SERVICES, TODAY)
    again = learner.profile(TODAY)
    assert again.services["card"].mean == pytest.approx(once.services["card"].mean)
    assert again.services["info"].mean_sd == pytest.approx(once.services["info"].mean_sd)
