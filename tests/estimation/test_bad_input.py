"""Whatever a snapshot or the past says: figures in order or a plain `insufficient`, never more."""

from __future__ import annotations

import math
import warnings

from hypothesis import given, settings
from hypothesis import strategies as st

from queue_app.estimation import (
    Appointment,
    Arrival,
    Booking,
    CounterInfo,
    CurrentTicket,
    Estimate,
    Forecast,
    Gap,
    Missed,
    Observation,
    Pause,
    Profile,
    Served,
    ServiceInfo,
    Shift,
    Snapshot,
    Waited,
    WaitingTicket,
    estimate,
    learn,
)

NOW = 1_763_460_000.0
odd = st.one_of(
    st.floats(NOW - 90_000, NOW + 90_000),
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([NOW, NOW + 1, NOW - 1e9, 0.0, -1.0, math.nan, math.inf, -math.inf]),
)
seconds = st.one_of(st.floats(0, 7200), st.floats(allow_nan=True, allow_infinity=True))
names = st.sampled_from(["card", "move", "info", "unknown"])
counter_names = st.sampled_from(["one", "two", "nowhere"])
ids = st.sampled_from(["a", "b", "c", "d", "e"])

waiting = st.builds(
    WaitingTicket,
    id=ids,
    service=names,
    queue_time=odd,
    arrived=odd,
    credit=seconds,
    persons=st.integers(-3, 10**6),
    also=st.lists(names, max_size=3).map(tuple),
    eligible_from=st.none() | odd,
    bound_to=st.none() | counter_names,
    returns_to=st.none() | counter_names,
    returns_service=st.none() | names,
)
current = st.builds(
    CurrentTicket,
    id=ids,
    service=names,
    state=st.sampled_from(["called", "serving", "asleep"]),
    since=odd,
    persons=st.integers(-3, 10**6),
    also=st.lists(names, max_size=2).map(tuple),
    queue_time=odd,
    credit=seconds,
    returns_to=st.none() | counter_names,
)
counters = st.builds(
    CounterInfo,
    id=counter_names,
    services=st.dictionaries(names, seconds, max_size=3),
    state=st.sampled_from(["open", "paused", "closed", "odd"]),
    since=st.none() | odd,
    free_since=st.none() | odd,
    current=st.none() | current,
    pausing=st.booleans(),
    passed_over=st.lists(ids, max_size=2).map(tuple),
    breaks=st.lists(st.tuples(odd, odd), max_size=2).map(tuple),
    closes=st.none() | odd,
    opens=st.none() | odd,
)
snapshots = st.builds(
    Snapshot,
    as_of=st.just(NOW) | odd,
    midnight=st.just(NOW - 36_000) | odd,
    services=st.lists(
        st.builds(ServiceInfo, id=names, expected_seconds=seconds, extra_person_seconds=seconds),
        max_size=4,
    ).map(tuple),
    counters=st.lists(counters, max_size=4).map(tuple),
    waiting=st.lists(waiting, max_size=6).map(tuple),
    appointments=st.lists(st.builds(Appointment, service=names, booked=odd), max_size=3).map(tuple),
    closing=st.none() | odd,
    default_credit=st.just(0.0) | seconds,
)
day = st.integers(0, 30)
observations: st.SearchStrategy[Observation] = st.one_of(
    st.builds(
        Served, day=day, clock=seconds, service=names, counter=counter_names, seconds=seconds,
        persons=st.integers(-1, 100), closed_by_next_call=st.booleans(),
    ),
    st.builds(Missed, day=day, seconds=seconds),
    st.builds(Gap, day=day, seconds=seconds),
    st.builds(Pause, day=day, clock=seconds, counter=counter_names, seconds=seconds),
    st.builds(Shift, day=day, counter=counter_names, opened=seconds, last=seconds),
    st.builds(Arrival, day=day, clock=seconds, service=names, credit=seconds),
    st.builds(Booking, day=day, shown=st.booleans(), offset=seconds),
    st.builds(Waited, day=day, seconds=seconds, left=st.booleans()),
)  # fmt: skip


def check(one: Estimate) -> None:
    figures = (one.low, one.lower, one.likely, one.upper, one.high)
    if one.basis in ("insufficient", "nobody_serving"):
        assert figures == (None,) * 5
        assert one.shown_low is None
        assert one.by_closing is None
        return
    assert one.basis in ("prior", "history")
    sound = [figure for figure in figures if figure is not None and math.isfinite(figure)]
    assert len(sound) == 5
    assert sound == sorted(sound)
    assert sound[0] >= 0
    assert one.shown_low is not None
    assert one.shown_high is not None
    assert 0 <= one.shown_low < one.shown_high < math.inf
    assert one.by_closing is not None
    assert 0 <= one.by_closing <= 1


def check_all(snapshot: Snapshot, forecast: Forecast) -> None:
    assert set(forecast.tickets) == {ticket.id for ticket in snapshot.waiting}
    assert set(forecast.services) == {service.id for service in snapshot.services}
    for one in (*forecast.tickets.values(), *forecast.services.values()):
        check(one)


@settings(max_examples=150)
@given(snapshot=snapshots, seed=st.integers(-10, 10**12))
def test_no_snapshot_breaks_the_forecast(snapshot: Snapshot, seed: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        profile = Profile.prior(snapshot.services)
        check_all(snapshot, estimate(snapshot, profile, rollouts=20, seed=seed))


@settings(max_examples=80)
@given(snapshot=snapshots, past=st.lists(observations, max_size=40), today=st.integers(0, 31))
def test_no_past_breaks_the_forecast(
    snapshot: Snapshot, past: list[Observation], today: int
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        profile = learn(past, snapshot.services, today)
        check_all(snapshot, estimate(snapshot, profile, rollouts=20, seed=1))


def test_nobody_serving_is_said() -> None:
    services = (ServiceInfo("card", 600), ServiceInfo("move", 600))
    desk = CounterInfo("one", {"card": 0.0}, state="paused", since=NOW - 60)
    person = WaitingTicket("a", "move", NOW - 100, NOW - 100)
    snapshot = Snapshot(NOW, NOW - 36_000, services, (desk,), (person,))
    forecast = estimate(snapshot, Profile.prior(services), rollouts=50, seed=1)
    assert forecast.tickets["a"].basis == "nobody_serving"
    assert forecast.services["move"].basis == "nobody_serving"
    assert forecast.services["card"].basis == "prior"


def test_a_counter_that_never_finishes_raises_the_wait_but_not_to_nonsense() -> None:
    services = (ServiceInfo("card", 600),)
    forgotten = CurrentTicket("x", "card", "serving", NOW - 5 * 3600)
    desk = CounterInfo("one", {"card": 0.0}, current=forgotten, closes=NOW + 4 * 3600)
    person = WaitingTicket("a", "card", NOW - 100, NOW - 100)
    snapshot = Snapshot(NOW, NOW - 36_000, services, (desk,), (person,), closing=NOW + 4 * 3600)
    one = estimate(snapshot, Profile.prior(services), rollouts=100, seed=1).tickets["a"]
    assert one.likely is not None
    assert 600 < one.likely <= 4 * 3600
