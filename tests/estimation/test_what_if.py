"""A day that is played again: by hand, by the one discipline, and by what queues must do."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_app.domain import discipline
from queue_app.domain import opening_hours as hours
from queue_app.domain.errors import OfficeClosed
from queue_app.domain.statistics import legs
from queue_app.domain.statistics.figures import Tally
from queue_app.domain.ticket import State
from queue_app.estimation.facts import observations_of
from queue_app.estimation.service_times import Profile
from queue_app.estimation.snapshot import ServiceInfo
from queue_app.estimation.staffing_erlang import chance_to_wait
from queue_app.estimation.what_if import Lived, replay
from queue_app.estimation.what_if_day import INF, Break, Errand, PastDay, Place, Shift
from queue_app.estimation.what_if_figures import Seen, figures, seen
from queue_app.estimation.what_if_floor import Casting, Stage
from queue_app.estimation.what_if_happened import lived
from queue_app.estimation.what_if_learning import evening_profile
from queue_app.estimation.what_if_play import Played, play
from queue_app.estimation.what_if_reading import past_day
from queue_app.estimation.what_if_scenario import Change, Scenario, changed
from tests.support import builders, past
from tests.support.builders import MONDAY, local
from tests.support.story import Story

MINUTE = 60.0
NINE = 9 * 3600.0
SERVICES = (ServiceInfo("a", 600), ServiceInfo("b", 600))


def comes(
    name: str, minute: float, service: str = "a", *, priority: str = "normal", **more: object
) -> Errand:
    """Somebody who comes so many minutes after nine."""
    at = NINE + minute * MINUTE
    fields = {"came": True, "tie": int(minute * 10)} | more
    return Errand(name, service, 1, priority, at, at, at, **fields)  # type: ignore[arg-type]  # by name


def a_day(*errands: Errand, **places: Place) -> PastDay:
    """A day from nine to five; one counter that serves all, unless said otherwise."""
    one = Place({"a": 0, "b": 0}, (Shift(NINE, NINE + 8 * 3600, NINE + 8 * 3600),))
    return PastDay(
        MONDAY, errands, places or {"one": one}, NINE, NINE + 8 * 3600, NINE + 8.25 * 3600,
        credits={"normal": 0.0, "priority": 900.0}, appointment_credit=1800.0,
    )  # fmt: skip


def sure(replications: int = 1) -> Casting:
    """A world without chance: services last ten minutes, gaps one, who does not come two."""
    profile = replace(
        Profile.prior(SERVICES),
        gaps=np.full(400, 60.0),
        absences=np.full(400, 120.0),
        no_show=0.0,
        load_slope=0.0,
    )
    casting = Casting(profile, replications=replications, seed=1)
    casting.hours = np.ones((replications, 24))
    return casting


def exactly(day: PastDay, minutes: float = 10) -> tuple[Stage, Played]:
    """Play a day on which every service lasts exactly so long."""
    stage = sure().stage(day)
    floor = stage.floor
    lasts = np.where(floor.brief, 120.0, minutes * MINUTE)
    floor = replace(floor, lasts=lasts, paces=np.ones_like(floor.paces))
    return replace(stage, floor=floor), play(floor)


def called(stage: Stage, played: Played) -> dict[str, float]:
    """Minutes after nine at which each was called."""
    return {
        each.name: round(float((at - NINE) / MINUTE), 3)
        for each, at in zip(stage.errands, played.called[0], strict=True)
        if math.isfinite(at)
    }


# By hand


def test_one_counter_serves_one_after_the_other() -> None:
    """Ten minutes each and one to tidy up: 0, 11, 22, and then nobody until 60."""
    day = a_day(comes("A", 0), comes("B", 2), comes("C", 3), comes("D", 60))
    assert called(*exactly(day)) == {"A": 0, "B": 11, "C": 22, "D": 60}


def test_credit_overtakes_by_its_minutes_and_no_more() -> None:
    """P came 14 minutes after B and has 15 of credit; Q came 16 after C."""
    day = a_day(
        comes("A", 0), comes("B", 1), comes("P", 10.5, priority="priority"), comes("Q", 30),
    )  # fmt: skip
    assert called(*exactly(day))["P"] == 11
    assert called(*exactly(day))["B"] == 22
    slower = a_day(comes("A", 0), comes("B", 1), comes("P", 10.5))
    assert called(*exactly(slower))["B"] == 11


def test_a_counter_with_reluctance_leaves_it_to_its_own_work() -> None:
    """Two does b reluctantly by five minutes: of b at 1 and a at 4, a goes first."""
    two = Place({"a": 0, "b": 5}, (Shift(NINE, NINE + 3600, NINE + 3600),))
    day = a_day(comes("X", 0), comes("B", 1, "b"), comes("A", 4), two=two)
    assert called(*exactly(day)) == {"X": 0, "A": 11, "B": 22}


def test_a_break_begins_after_the_service_and_lasts_its_time() -> None:
    """Due at 5, begun at 11 (service and gap), 20 minutes long; a planned end stays at 30."""
    free = Break(NINE + 5 * MINUTE, NINE + 5 * MINUTE, 20 * MINUTE)
    for each, back in ((free, 31), (replace(free, ends=NINE + 30 * MINUTE), 30)):
        one = Place({"a": 0}, (Shift(NINE, NINE + 3600, NINE + 3600, (each,)),))
        assert called(*exactly(a_day(comes("A", 0), comes("B", 1), one=one)))["B"] == back


def test_who_comes_when_the_idle_counter_rests_waits_for_its_end() -> None:
    rest = Break(NINE + 10 * MINUTE, NINE + 10 * MINUTE, 20 * MINUTE)
    one = Place({"a": 0}, (Shift(NINE, NINE + 3600, NINE + 3600, (rest,)),))
    assert called(*exactly(a_day(comes("A", 15), one=one))) == {"A": 30}


def test_nobody_is_called_after_the_end_and_two_shifts_have_a_gap_between() -> None:
    early = Shift(NINE, NINE + 5 * MINUTE, NINE + 5 * MINUTE)
    late = Shift(NINE + 40 * MINUTE, NINE + 3600, NINE + 3600)
    day = a_day(comes("A", 0), comes("B", 6), one=Place({"a": 0}, (early,)))
    stage, played = exactly(day)
    assert called(stage, played) == {"A": 0}
    assert played.open[0, 0] == 10 * MINUTE  # it stayed until the service was over
    day = a_day(comes("A", 0), comes("B", 6), one=Place({"a": 0}, (early, late)))
    assert called(*exactly(day)) == {"A": 0, "B": 40}


def test_further_legs_begin_at_once_where_they_are_served_and_wait_where_not() -> None:
    first = replace(comes("A", 0), next=1)
    leg = Errand("A/1", "b", 1, "normal", NINE, math.nan, INF, 0, also=True, came=True)
    both = a_day(first, leg, comes("B", 1))
    stage, played = exactly(both)
    assert called(stage, played) == {"A": 0, "A/1": 10, "B": 21}
    assert played.at_once[0].tolist() == [False, True, False]
    shift = (Shift(NINE, NINE + 3600, NINE + 3600),)
    apart = a_day(first, leg, comes("B", 1), one=Place({"a": 0}, shift), two=Place({"b": 0}, shift))
    stage, played = exactly(apart)
    assert called(stage, played) == {"A": 0, "A/1": 10, "B": 11}
    assert not played.at_once.any()


def test_who_misses_the_call_comes_back_second() -> None:
    """A misses (2 min and a gap), is back at 7; then wait C, D: A stands behind C."""
    first = replace(comes("A", 0), came=False, next=1, delay=300.0)
    again = replace(first, name="A/1", came=True, next=-1, since=math.nan, eligible=INF,
                    returner=True)  # fmt: skip
    day = a_day(first, again, comes("B", 1), comes("C", 2), comes("D", 3), comes("E", 4))
    order = called(*exactly(day))
    assert sorted(order, key=order.__getitem__) == ["A", "B", "C", "D", "A/1", "E"]


def test_figures_of_a_day_by_hand() -> None:
    """Waits 0, 9, 18 min: median 9, P90 18, two of three within 15; busy 30 of 480 minutes."""
    day = a_day(comes("A", 0), comes("B", 2), comes("C", 4))
    stage, played = exactly(day)
    found = {key: value[0] for key, value in figures(seen(stage, played, day), [900]).items()}
    assert (found["median"], found["p90"], found["mean"]) == (540, 1080, 540)
    assert found["level:900"] == pytest.approx(2 / 3)
    assert found["last"] == NINE + 32 * MINUTE
    assert found["occupancy"] == pytest.approx(30 / 480)


def test_whoever_left_or_was_never_called_counts_against_the_level() -> None:
    """B left after 20 minutes, C waits at five until the end: neither was called."""
    end = 8 * 60
    day = a_day(
        comes("A", 0), comes("B", 1, until=NINE + 21 * MINUTE, left=True, came=None),
        comes("C", end - 1, came=None), comes("D", end - 2),
    )  # fmt: skip
    stage, played = exactly(day, minutes=30)
    found = {key: value[0] for key, value in figures(seen(stage, played, day), [600]).items()}
    assert (found["called"], found["left"], found["unserved"]) == (2, 1, 1)
    assert found["level:600"] == pytest.approx(2 / 4)


def test_a_postponed_wait_does_not_count_and_a_call_before_it_ends_it() -> None:
    """B asks at 5 to be called ten minutes later: eligible at 15, called then, waited four."""
    first = replace(comes("B", 1), until=NINE + 5 * MINUTE, twin=2)
    later = replace(
        first, name="B/2", eligible=NINE + 15 * MINUTE, queue_time=NINE + 11 * MINUTE,
        until=INF, twin=-1, postponed=600.0,
    )  # fmt: skip
    day = a_day(comes("A", 0), first, later)
    stage, played = exactly(day)
    assert called(stage, played) == {"A": 0, "B/2": 15}
    assert figures(seen(stage, played, day), [900])["mean"][0] == 120  # (0 + 4) / 2 minutes
    alone = a_day(*(replace(each, twin=1) if each.twin == 2 else each for each in (first, later)))
    assert called(*exactly(alone)) == {"B": 1}


# The one discipline


def test_the_replay_calls_whom_the_discipline_calls() -> None:
    """At each call of a played day, the domain's own `next_ticket` would have called the same."""
    office = builders.office()
    day = past.lived(office, MONDAY, seed="order", people=90, counters=("one", "two", "three"))
    known = past_day(day.facts(1), office, MONDAY)
    errands = tuple(
        replace(each, priority="priority") if at % 5 == 0 else each
        for at, each in enumerate(known.errands)
    )
    known = replace(known, errands=errands)
    casting = Casting(Profile.prior(()), replications=3, seed=5)
    stage = casting.stage(known)
    played = play(stage.floor)
    story = Story(office)
    anna = story.citizen().draws("id-card")
    some = story.ticket(anna.id)
    for row in range(3):
        tickets = {}
        for number, each in enumerate(stage.errands):
            came = local("00:00") + timedelta(seconds=each.since)
            tickets[number] = replace(
                some, id=str(number), service=each.service, priority=each.priority,
                queue_time=came, issued_at=came, issued_revision=number + 1, state=State.WAITING,
            )  # fmt: skip
        order = sorted(
            (float(at), number) for number, at in enumerate(played.called[row]) if math.isfinite(at)
        )
        assert len(order) > 60
        gone: set[int] = set()
        for at, number in order:
            counter = office.counters[stage.counters[int(played.by[row, number])]]
            there = [
                ticket
                for key, ticket in tickets.items()
                if key not in gone and stage.errands[key].since <= at
            ]
            now = hours.local_instant(MONDAY, 0, office.zone) + timedelta(seconds=at)
            best = discipline.next_ticket(there, office, counter, now)
            assert best is not None
            assert best.id == str(number)
            gone.add(number)


# What queues must do


def markov(counters: int, load: float, people: int = 2500) -> tuple[float, float]:
    """The share who wait and the mean wait (seconds) in a played M/M/c with 600 s services."""
    random = np.random.default_rng(3)
    rate = load / 600.0
    arrivals = np.cumsum(random.exponential(1 / rate, people))
    errands = tuple(
        Errand(f"m{n}", "a", 1, "normal", at, at, at, n, came=True)
        for n, at in enumerate(arrivals.tolist())
    )
    end = float(arrivals[-1]) + 86400.0
    places = {f"c{n}": Place({"a": 0}, (Shift(0.0, end, end),)) for n in range(counters)}
    day = replace(a_day(*errands, **places), calls_end=end)
    stage = sure(4).stage(day)
    shape = stage.floor.lasts.shape
    floor = replace(
        stage.floor,
        lasts=random.exponential(600.0, shape),
        gaps=np.zeros(shape),
        brief=np.zeros(shape, dtype=bool),
        paces=np.ones_like(stage.floor.paces),
    )
    waits = (play(floor).called - arrivals)[:, people // 10 :]
    return float((waits > 1e-6).mean()), float(waits.mean())


@pytest.mark.parametrize(("counters", "load"), [(1, 0.7), (3, 2.2)])
def test_m_m_c_waits_as_erlang_says(counters: int, load: float) -> None:
    """C(c, a) wait, on average C / (c mu - lambda); 2 250 people four times, within 12 %."""
    share, mean = markov(counters, load)
    expected = chance_to_wait(load, counters)
    assert share == pytest.approx(expected, rel=0.12)
    assert mean == pytest.approx(expected * 600 / (counters - load), rel=0.25)


@pytest.fixture(scope="module")
def monday() -> Lived:
    """A busy Monday after a week, and what was learned by its evening."""
    office = builders.office()
    days = [MONDAY - timedelta(days=back) for back in (7, 6, 5, 4, 3, 0)]
    told, revision = [], 1
    for day in days:
        counters = ("one", "two", "three")
        one = past.lived(office, day, seed=f"{day}", people=100, counters=counters)
        told.append(one.facts(revision))
        revision += len(told[-1])
    observed = observations_of([fact for each in told for fact in each], office)
    return lived(told[-1], office, MONDAY, evening_profile(observed, office, MONDAY))


def ask(monday: Lived, scenario: Scenario, replications: int = 60) -> dict[str, float]:
    answer = replay([monday], scenario, replications=replications, seed=1, levels=[900, 1800])
    return {key: band.likely for key, band in answer.difference.items() if band.likely is not None}


ALL_DAY = Change(((8 * 3600.0, 16 * 3600.0),), services={"id-card": 0, "registration": 0})


def test_the_unchanged_day_finds_the_real_figures(monday: Lived) -> None:
    answer = replay([monday], Scenario(), replications=100, seed=1, levels=[900, 1800])
    assert answer.holds, answer.proof
    assert {each.key for each in answer.proof} == {
        "median", "p90", "level:900", "unserved", "occupancy",
    }  # fmt: skip
    assert all(each == 0 for each in ask(monday, Scenario()).values())


def test_a_day_that_was_something_else_is_not_found(monday: Lived) -> None:
    """Who is told other waits than the day had must see that the proof fails."""
    wrong = replace(monday.happened, waits=monday.happened.waits * 6 + 3600)
    answer = replay(
        [replace(monday, happened=wrong)], Scenario(), replications=60, seed=1, levels=[900]
    )
    assert not answer.holds
    assert not {each.key: each.inside for each in answer.proof}["median"]


def test_more_counters_never_make_it_longer_on_average(monday: Lived) -> None:
    means = [0.0]
    for number in range(1, 4):
        counters = {f"new-{n}": ALL_DAY for n in range(number)}
        means.append(ask(monday, Scenario(counters=counters))["mean"])
    assert means[1] < -10
    # Which of several idle counters takes somebody is luck: a tenth of the effect is let pass.
    luck = -0.1 * means[1]
    assert all(later <= before + luck for before, later in pairwise(means)), means


def test_fewer_counters_and_more_people_make_it_longer(monday: Lived) -> None:
    assert ask(monday, Scenario(counters={"two": Change(hours=())}))["mean"] > 60
    assert ask(monday, Scenario(arrivals=1.3))["mean"] > 30
    assert ask(monday, Scenario(arrivals=0.7))["mean"] < -10


def test_the_difference_is_surer_than_either_side(monday: Lived) -> None:
    answer = replay(
        [monday], Scenario(counters={"new": ALL_DAY}), replications=100, seed=1, levels=[900]
    )

    def width(key: str, side: str) -> float:
        band = getattr(answer, side)[key]
        return float(band.high - band.low)

    assert width("mean", "difference") < width("mean", "base")
    assert width("occupancy", "difference") < 0.7 * width("occupancy", "base")


def test_the_same_seed_is_the_same_answer_and_progress_is_told(monday: Lived) -> None:
    told: list[tuple[int, int]] = []
    scenario = Scenario(opening=(8 * 3600.0, 15 * 3600.0), credits={"priority": 0.0})
    first, second = (
        replay([monday], scenario, replications=120, seed=4, levels=[900],
               progress=lambda done, of: told.append((done, of)))
        for _ in range(2)
    )  # fmt: skip
    assert first == second
    assert told[:3] == [(50, 120), (100, 120), (120, 120)]


def test_earlier_closing_sends_who_comes_later_away(monday: Lived) -> None:
    early = Scenario(opening=(8 * 3600.0, 14 * 3600.0), tickets=((8 * 3600.0, 13.5 * 3600.0),))
    found = ask(monday, early)
    assert found["called"] < -10
    assert found["last"] < -3000


def test_whoever_was_turned_away_comes_when_numbers_are_given_out_for_longer() -> None:
    office = builders.office()
    story = Story(office).at("08:00")
    story.clerk().opens()
    story.at("15:45")
    with pytest.raises(OfficeClosed):
        story.citizen().draws("id-card")
    day = past_day(story.facts, office, MONDAY)
    assert len(day.refused) == 1
    longer = changed(day, Scenario(tickets=((8 * 3600.0, 16 * 3600.0),)))
    assert [each.since for each in longer.errands] == [15.75 * 3600.0]


# What was told is read as it was


def test_a_morning_is_read_with_all_that_happened() -> None:
    office = builders.office()
    story = Story(office).at("08:00")
    bruno = story.clerk("one").opens()
    anna, bert = story.citizen("Anna").draws("id-card"), story.citizen("Bert").draws("id-card")
    story.later(minutes=1)
    cem = story.citizen("Cem").draws("registration")
    bruno.calls_next()
    story.later(minutes=2)
    cem.postpones(10)
    story.later(minutes=3)
    bert.cancels()
    bruno.calls_next()
    story.at("16:15")
    day = past_day(story.facts, office, MONDAY)
    by_name = {each.name: each for each in day.errands}
    assert by_name[anna.id].came is True
    assert by_name[bert.id].left
    assert by_name[bert.id].until == 8 * 3600 + 360
    first = by_name[cem.id]
    later = day.errands[first.twin]
    assert (first.until, later.eligible) == (8 * 3600 + 180, 8 * 3600 + 780)
    assert later.queue_time == first.queue_time + 600
    assert later.postponed == 600
    (shift,) = day.places["one"].shifts
    assert shift.opens == 8 * 3600
    assert day.calls_end == 16.25 * 3600


def test_real_figures_are_those_of_the_statistics(monday: Lived) -> None:
    """The same legs, counted by the statistics and by the replay's own arrays."""
    office = builders.office()
    told = past.lived(
        office, MONDAY, seed=f"{MONDAY}", people=100, counters=("one", "two", "three")
    )
    tally = Tally()
    for leg in legs(told.facts(1)):
        tally.add(leg)
    row = tally.row("all", (15, 30))
    found = {key: value[0] for key, value in figures(monday.happened, [900, 1800]).items()}
    assert row.wait is not None
    assert row.service_level is not None
    assert found["median"] == pytest.approx(row.wait.median)
    assert found["p90"] == pytest.approx(row.wait.p90)
    assert found["mean"] == pytest.approx(row.wait.mean)
    assert found["called"] == row.called
    assert found["unserved"] + found["left"] == row.unserved
    assert found["level:900"] == pytest.approx(row.service_level["900"])


# Whatever is asked

clocks = st.floats(0, 86400, allow_nan=False)
spans = st.lists(st.tuples(clocks, clocks).map(lambda pair: (min(pair), max(pair) + 1)), max_size=3)
ordered = spans.map(lambda found: tuple(sorted(found)[:1]))
change = st.builds(
    Change,
    hours=st.none() | ordered,
    breaks=st.none() | ordered,
    services=st.none() | st.dictionaries(st.sampled_from(["id-card", "parking"]), st.just(0.0)),
)


@settings(max_examples=15, deadline=None)
@given(
    counters=st.dictionaries(st.sampled_from(["one", "two", "three", "new"]), change, max_size=4),
    arrivals=st.floats(0.1, 2),
    opening=st.none() | st.tuples(clocks, clocks).map(lambda p: (min(p), max(p))),
    tickets=st.none() | ordered,
)
def test_no_scenario_breaks_the_replay(
    monday: Lived,
    counters: dict[str, Change],
    arrivals: float,
    opening: tuple[float, float] | None,
    tickets: tuple[tuple[float, float], ...] | None,
) -> None:
    scenario = Scenario(counters, opening, tickets, arrivals=arrivals)
    answer = replay([monday], scenario, replications=3, seed=1, levels=[900])
    for key, band in answer.scenario.items():
        for value in (band.low, band.likely, band.high):
            assert value is None or (math.isfinite(value) and value >= 0), key
        if key.endswith("occupancy") or "level:" in key:
            assert band.high is None or band.high <= 1


def test_an_empty_floor_is_played_to_its_end() -> None:
    for day in (a_day(), a_day(comes("A", 0, came=None), one=Place({"a": 0}))):
        empty = Seen([], *(np.zeros((1, 0)),) * 2, np.zeros((1, 0), dtype=bool),
                     *(np.zeros((1, 0)),) * 2, np.array([np.nan]))  # fmt: skip
        found = replay(
            [Lived(day, Profile.prior(SERVICES), empty)], Scenario(), replications=3, seed=1,
            levels=[900],
        )  # fmt: skip
        assert found.base["median"].likely is None
    with pytest.raises(ValueError, match="no day"):
        replay([], Scenario(), replications=3, seed=1, levels=[900])
