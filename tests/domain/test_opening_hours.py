"""Hours, holidays, closures, business days; the nights when clocks change, here and elsewhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from queue_app.domain import opening_hours as hours
from queue_app.domain.office import WEEKDAYS
from tests.support.builders import MONDAY, local, office

BERLIN = ZoneInfo("Europe/Berlin")
SPRING = date(2026, 3, 29)
"""02:00 becomes 03:00: a day of 23 hours."""
AUTUMN = date(2026, 10, 25)
"""03:00 becomes 02:00: a day of 25 hours."""


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class TestOrdinaryDay:
    """Monday: open 08:00-16:00, tickets 08:00-15:30."""

    @pytest.mark.parametrize(
        ("clock", "is_open", "tickets"),
        [
            ("07:59:59.999999", False, False),
            ("08:00", True, True),
            ("15:29:59.999999", True, True),
            ("15:30", True, False),
            ("15:59:59.999999", True, False),
            ("16:00", False, False),
        ],
    )
    def test_the_first_instant_is_in_the_last_is_out(
        self, clock: str, is_open: bool, tickets: bool
    ) -> None:
        assert hours.is_open(office(), local(clock)) is is_open
        assert hours.issues_tickets(office(), local(clock)) is tickets

    def test_tickets_until_and_closing_and_grace(self) -> None:
        assert hours.tickets_until(office(), local("09:00")) == local("15:30")
        assert hours.tickets_until(office(), local("15:30")) is None
        assert hours.closing(office(), MONDAY) == local("16:00")
        assert hours.calls_end(office(), MONDAY) == local("16:15")

    def test_the_next_opening_skips_the_weekend(self) -> None:
        friday = MONDAY + timedelta(days=4)
        next_monday = MONDAY + timedelta(days=7)
        assert hours.next_ticket_opening(office(), local("07:00")) == local("08:00")
        assert hours.next_ticket_opening(office(), local("17:00", friday)) == local(
            "08:00", next_monday
        )

    def test_a_lunch_break_closes_in_between_but_not_the_day(self) -> None:
        split = {"mon": ((480, 720), (780, 960))}
        place = office(opening_hours=split, ticket_hours=split)
        assert hours.is_open(place, local("11:59"))
        assert not hours.is_open(place, local("12:30"))
        assert hours.next_ticket_opening(place, local("12:30")) == local("13:00")
        assert hours.closing(place, MONDAY) == local("16:00")

    def test_grace_never_reaches_into_the_next_day(self) -> None:
        late = {"mon": ((480, 1435),)}
        place = office(opening_hours=late, ticket_hours=late)
        assert hours.calls_end(place, MONDAY) == local("00:00", MONDAY + timedelta(days=1))

    def test_open_until_midnight(self) -> None:
        late = {"mon": ((480, 1440),)}
        place = office(opening_hours=late, ticket_hours=late)
        assert hours.is_open(place, local("23:59:59"))
        assert not hours.is_open(place, local("00:00", MONDAY + timedelta(days=1)))


class TestClosedDays:
    def test_holidays_and_closures_shut_the_whole_day(self) -> None:
        tuesday, wednesday, thursday = (MONDAY + timedelta(days=n) for n in (1, 2, 3))
        place = office(holidays=frozenset({MONDAY}), closures=((tuesday, wednesday),))
        for day in (MONDAY, tuesday, wednesday):
            assert hours.is_closed_all_day(place, day)
            assert not hours.is_open(place, local("10:00", day))
            assert hours.closing(place, day) is None
            assert hours.calls_end(place, day) is None
        assert hours.is_open(place, local("10:00", thursday))
        assert hours.next_ticket_opening(place, local("10:00")) == local("08:00", thursday)

    def test_an_office_that_never_opens_says_so(self) -> None:
        place = office(opening_hours={}, ticket_hours={})
        assert hours.next_ticket_opening(place, local("10:00")) is None

    def test_a_closure_of_more_than_a_year_too(self) -> None:
        place = office(closures=((MONDAY, MONDAY + timedelta(days=500)),))
        assert hours.next_ticket_opening(place, local("10:00")) is None

    def test_always_open_knows_neither(self) -> None:
        place = office(always_open=True, holidays=frozenset({MONDAY}), closures=((MONDAY, MONDAY),))
        sunday = MONDAY - timedelta(days=1)
        for clock in ("00:00", "03:00", "23:59:59"):
            assert hours.is_open(place, local(clock, sunday))
            assert hours.issues_tickets(place, local(clock))
        assert hours.closing(place, MONDAY) is None
        assert hours.calls_end(place, MONDAY) is None


class TestBusinessDay:
    def test_it_is_the_local_date(self) -> None:
        assert hours.business_day(utc("2026-11-23T22:59:59"), BERLIN) == date(2026, 11, 23)
        assert hours.business_day(utc("2026-11-23T23:00:00"), BERLIN) == date(2026, 11, 24)
        auckland = ZoneInfo("Pacific/Auckland")
        assert hours.business_day(utc("2026-11-23T11:00:00"), auckland) == date(2026, 11, 24)

    @pytest.mark.parametrize(
        ("zone", "day", "length"),
        [
            ("Europe/Berlin", MONDAY, 24),
            ("Europe/Berlin", SPRING, 23),
            ("Europe/Berlin", AUTUMN, 25),
            ("America/New_York", date(2026, 3, 8), 23),
            ("America/New_York", date(2026, 11, 1), 25),
            ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),  # half an hour back
            ("Asia/Kathmandu", MONDAY, 24),  # five hours and three quarters ahead
            ("America/Santiago", date(2026, 9, 6), 23),  # 00:00 does not exist
            ("America/Havana", date(2026, 11, 1), 25),  # 00:00 comes twice
        ],
    )
    def test_days_end_where_the_next_begins(self, zone: str, day: date, length: float) -> None:
        place = ZoneInfo(zone)
        begin = hours.day_end(day - timedelta(days=1), place)
        end = hours.day_end(day, place)
        assert (end - begin) == timedelta(hours=length)
        instant = timedelta(microseconds=1)
        assert hours.business_day(begin, place) == day
        assert hours.business_day(begin - instant, place) == day - timedelta(days=1)
        assert hours.business_day(end - instant, place) == day
        assert hours.business_day(end, place) == day + timedelta(days=1)


class TestNightsWhenClocksChange:
    def test_a_time_that_does_not_exist_moves_to_the_one_that_follows(self) -> None:
        # 02:30 of that night: half past the hour that was skipped is 03:30 summer time.
        assert hours.local_instant(SPRING, 150, BERLIN) == utc("2026-03-29T01:30:00")

    def test_of_two_equal_times_the_first_counts(self) -> None:
        assert hours.local_instant(AUTUMN, 150, BERLIN) == utc("2026-10-25T00:30:00")

    def test_opening_hours_keep_to_the_wall_clock(self) -> None:
        sunday = {"sun": ((480, 960),)}
        place = office(opening_hours=sunday, ticket_hours=sunday)
        saturday_winter = SPRING - timedelta(days=1)
        assert hours.business_day(utc("2026-03-28T23:00:00"), BERLIN) == SPRING
        assert hours.opening_intervals(place, saturday_winter) == []
        assert hours.opening_intervals(place, SPRING) == [
            (utc("2026-03-29T06:00:00"), utc("2026-03-29T14:00:00"))
        ]
        assert hours.opening_intervals(place, AUTUMN) == [
            (utc("2026-10-25T07:00:00"), utc("2026-10-25T15:00:00"))
        ]

    def test_an_office_open_through_the_night_is_open_for_23_and_25_hours(self) -> None:
        whole = {"sun": ((0, 1440),)}
        place = office(opening_hours=whole, ticket_hours=whole)
        for day, length in ((SPRING, 23), (AUTUMN, 25)):
            ((begin, end),) = hours.opening_intervals(place, day)
            assert end - begin == timedelta(hours=length)

    def test_both_hours_between_two_and_three_lie_in_one_interval(self) -> None:
        night = {"sun": ((60, 240),)}
        place = office(opening_hours=night, ticket_hours=night)
        for instant in ("2026-10-25T00:30:00", "2026-10-25T01:30:00"):  # 02:30 twice
            assert hours.is_open(place, utc(instant))


def span(draw: st.DrawFn) -> tuple[int, int]:
    begin, end = sorted(draw(st.lists(st.integers(0, 1440), min_size=2, max_size=2, unique=True)))
    return begin, end


spans = st.composite(span)()
zones = st.sampled_from(
    ["Europe/Berlin", "America/Santiago", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]
)


@example(date(2032, 3, 28), (121, 180), "Europe/Berlin")
@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), spans, zones)
def test_every_instant_of_an_interval_is_open_and_none_beside_it(
    day: date, interval: tuple[int, int], zone: str
) -> None:
    opening = {WEEKDAYS[day.weekday()]: (interval,)}
    place = office(timezone=zone, opening_hours=opening, ticket_hours=opening)
    ((begin, end),) = hours.opening_intervals(place, day)
    instant = timedelta(microseconds=1)
    if begin < end:  # an interval inside the skipped hour is empty
        assert hours.is_open(place, begin)
        assert hours.is_open(place, end - instant)
    assert not hours.is_open(place, begin - instant)
    assert not hours.is_open(place, end)
    assert begin <= end


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)), zones)  # noqa: DTZ001 - made aware below
def test_every_instant_lies_before_the_end_of_its_day(naive: datetime, zone: str) -> None:
    place = ZoneInfo(zone)
    instant = naive.replace(tzinfo=UTC)
    day = hours.business_day(instant, place)
    assert hours.day_end(day - timedelta(days=1), place) <= instant < hours.day_end(day, place)
