"""What is learned: robustly, with shrinkage, from the office's own past."""

from __future__ import annotations

import numpy as np
import pytest

from queue_app.estimation import (
    Arrival,
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
