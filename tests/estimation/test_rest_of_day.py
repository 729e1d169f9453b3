"""The rest of the day: how many will wait, from flows that can be worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from queue_app.estimation import CounterInfo, Profile, ServiceInfo, Snapshot, WaitingTicket
from queue_app.estimation.rest_of_day import rest_of_day
from queue_app.estimation.service_times import ServiceLaw, Stream

HOUR = 3600.0
NINE = 9 * HOUR


def office(waiting: int, counters: int = 1, hours: float = 2) -> Snapshot:
    """Nine o'clock; everybody comes for the same thing."""
    return Snapshot(
        as_of=NINE,
        midnight=0.0,
        services=(ServiceInfo("id-card", 600.0),),
        counters=tuple(CounterInfo(f"c{n}", {"id-card": 0.0}) for n in range(counters)),
        waiting=tuple(
            WaitingTicket(f"t{n}", "id-card", NINE - 60, NINE - 60) for n in range(waiting)
        ),
        closes=NINE + hours * HOUR,
    )


def past(each_half_hour: float, minutes: float = 10) -> Profile:
    """A service of always so many minutes, without gaps, and so many arrivals."""
    services = (ServiceInfo("id-card", 600.0),)
    law = ServiceLaw(math.log(minutes * 60), 0.0, 1e-9, 100.0)
    return replace(
        Profile.prior(services),
        services={"id-card": law},
        gaps=np.zeros(400),
        no_show=0.0,
        streams=(Stream("id-card", 0.0, np.full(48, each_half_hour)),),
    )


def test_a_queue_without_arrivals_is_worked_off() -> None:
    # Twelve wait, two counters of ten minutes: two are called at once, two every ten minutes.
    expected = rest_of_day(office(12, counters=2), past(1e-9))
    by_minute = {round((one.at - NINE) / 60): one.likely for one in expected}
    assert by_minute[0] == 10
    assert by_minute[15] == 8
    assert by_minute[30] == 4
    assert by_minute[60] == 0
    assert all(one.low == one.high for one in expected)


def test_more_come_than_one_counter_serves() -> None:
    # Six come in half an hour, three are served: three more wait after each, twelve after two hours.
    expected = rest_of_day(office(0), past(6))
    assert expected[-1].at == NINE + 2 * HOUR
    assert expected[-1].likely == pytest.approx(12, abs=2.5)
    assert expected[-1].low < expected[-1].likely < expected[-1].high


def test_nobody_serves_and_nobody_comes_any_more() -> None:
    snapshot = replace(office(5, counters=0), tickets_until=NINE)
    assert {one.likely for one in rest_of_day(snapshot, past(6))} == {5}


def test_the_same_question_has_the_same_answer_and_some_have_none() -> None:
    assert rest_of_day(office(3), past(6), seed=7) == rest_of_day(office(3), past(6), seed=7)
    assert rest_of_day(office(3, hours=0), past(6)) == []
    assert rest_of_day(office(3), Profile.prior((ServiceInfo("id-card", 600.0),))) == []
