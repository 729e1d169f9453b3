"""What the clock does by itself: second gongs, the end of calling, the change of day, the alarm."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from queue_app.domain import events as e
from queue_app.domain.errors import UndoRefused, UnknownTicket
from queue_app.domain.queue import CounterState
from queue_app.domain.ticket import State
from tests.support.builders import MONDAY, local, office
from tests.support.story import Story

TUESDAY = MONDAY + timedelta(days=1)


def recalls(story: Story) -> list[tuple[datetime, bool]]:
    return [(f.at, f.fact.automatic) for f in story.facts if isinstance(f.fact, e.TicketRecalled)]


def of_kind(story: Story, kind: type[e.Fact]) -> list[datetime]:
    return [f.at for f in story.facts if isinstance(f.fact, kind)]


class TestSecondGong:
    def test_a_called_number_sounds_again_after_45_seconds(self) -> None:
        story = Story().at("08:00")
        bruno = story.clerk().opens()
        anna = story.citizen().draws()
        bruno.calls_next()
        story.later(seconds=44)
        assert recalls(story) == []
        story.later(seconds=1)
        assert recalls(story) == [(local("08:00:45"), True)]
        assert anna.ticket.gonged_at == local("08:00:45")

    def test_it_carries_the_instant_it_was_due_and_comes_once(self) -> None:
        story = Story().at("08:00")
        bruno = story.clerk().opens()
        story.citizen().draws()
        bruno.calls_next()
        story.later(minutes=7)
        story.later(minutes=7)
        assert recalls(story) == [(local("08:00:45"), True)]

    def test_it_is_no_last_call(self) -> None:
        # Absent may be said 30 s after the call of 08:00:00, gong or no gong.
        story = Story().at("08:00")
        bruno = story.clerk().opens()
        anna = story.citizen().draws()
        bruno.calls_next()
        story.at("08:00:46")
        assert anna.ticket.called_at == local("08:00")
        bruno.misses()

    def test_a_recall_by_hand_begins_the_45_seconds_anew(self) -> None:
        story = Story().at("08:00")
        bruno = story.clerk().opens()
        story.citizen().draws()
        bruno.calls_next()
        story.at("08:00:40")
        bruno.recalls()
        story.at("08:01:24")
        assert recalls(story) == [(local("08:00:40"), False)]
        story.at("08:01:25")
        assert recalls(story)[-1] == (local("08:01:25"), True)

    def test_zero_switches_it_off(self) -> None:
        story = Story(office(rules={"auto_recall_seconds": 0}))
        bruno = story.clerk().opens()
        story.citizen().draws()
        bruno.calls_next()
        story.later(minutes=5)
        assert recalls(story) == []

    def test_none_after_the_end_of_calling_however_late_the_sweep(self) -> None:
        # Closing 16:00 + 15 min. Called at 16:14:30, the gong would be due at 16:15:15, when
        # the ticket has expired: a sweep at 16:20 must not find it either.
        story = Story().at("15:00")
        bruno = story.clerk().opens()
        anna = story.citizen().draws()
        story.at("16:14:30")
        bruno.calls_next()
        story.at("16:20")
        assert recalls(story) == []
        assert anna.ticket.ended_at == local("16:15")


class TestEndOfCalling:
    """Monday, open until 16:00, calls until 16:15."""

    def test_whoever_waits_is_parked_or_was_missed_expires(self) -> None:
        story = Story().at("15:00")
        bruno = story.clerk().opens()
        missed, parked, waiting = (story.citizen(n).draws() for n in ("Mia", "Paul", "Wanda"))
        bruno.calls_next()
        story.later(seconds=30)
        bruno.misses()
        bruno.calls_next()
        bruno.starts()
        bruno.parks()
        story.at("16:14:59")
        assert [c.state for c in (missed, parked, waiting)] == ["no_show", "parked", "waiting"]
        story.at("16:15")
        assert [c.state for c in (missed, parked, waiting)] == [State.EXPIRED] * 3
        assert {c.ticket.ended_at for c in (missed, parked, waiting)} == {local("16:15")}

    def test_whoever_is_called_was_missed_and_expires_at_the_same_instant(self) -> None:
        story = Story().at("15:00")
        bruno = story.clerk().opens()
        anna = story.citizen().draws()
        story.at("16:14")
        bruno.calls_next()
        story.at("16:30")
        assert anna.state is State.EXPIRED
        assert of_kind(story, e.TicketMissed) == [local("16:15")]
        assert of_kind(story, e.TicketExpired) == [local("16:15")]

    def test_who_is_served_stays_and_the_counter_with_them(self) -> None:
        story = Story().at("15:00")
        bruno, britta = story.clerk().opens(), story.clerk("two", "Britta").opens()
        anna = story.citizen().draws()
        bruno.calls_next()
        bruno.starts()
        story.at("16:20")
        assert anna.state is State.SERVING
        assert story.desk("one").state is CounterState.OPEN
        assert story.desk("two").state is CounterState.CLOSED
        assert britta.current is None
        story.at("16:31")
        bruno.finishes()
        story.at("16:40")
        assert of_kind(story, e.CounterClosed) == [local("16:15"), local("16:31")]

    def test_a_break_asked_for_after_closing_does_not_keep_the_counter(self) -> None:
        # Served until 16:30, break asked for at 16:20: with the ticket the counter's day ends.
        story = Story().at("15:00")
        bruno = story.clerk().opens()
        story.citizen().draws()
        bruno.calls_next()
        bruno.starts()
        story.at("16:20")
        bruno.pauses()
        story.at("16:30")
        bruno.finishes()
        story.at("16:31")
        assert story.desk().state is CounterState.CLOSED
        assert of_kind(story, e.CounterClosed) == [local("16:30")]

    def test_a_take_over_after_closing_does_not_keep_the_counter_either(self) -> None:
        story = Story().at("15:00")
        bruno = story.clerk().opens()
        story.citizen().draws()
        bruno.calls_next()
        bruno.starts()
        story.at("16:20")
        story.press(lambda queue: queue.record(e.CounterOpened("one"), story.now))
        assert story.desk().since == local("15:00")
        story.at("16:30")
        bruno.finishes()
        story.at("16:31")
        assert of_kind(story, e.CounterClosed) == [local("16:30")]

    def test_a_visit_sent_on_after_closing_expires_where_it_is_sent(self) -> None:
        story = Story().at("15:00")
        bruno = story.clerk().opens()
        story.clerk("three", "Britta").opens()
        anna = story.citizen().draws()
        bruno.calls_next()
        bruno.starts()
        story.at("16:20")
        bruno.transfers("parking")
        story.at("16:21")
        assert anna.state is State.EXPIRED
        assert anna.ticket.ended_at == local("16:20")

    def test_a_counter_opened_after_hours_stays_open_until_midnight(self) -> None:
        story = Story().at("17:00")
        story.clerk().opens()
        story.at("23:59:59")
        assert story.desk().state is CounterState.OPEN
        story.at("00:00", TUESDAY)
        assert story.desk().state is CounterState.CLOSED

    def test_the_binding_goes_with_the_counter_only_if_somebody_is_left(self) -> None:
        story = Story().at("15:00")
        story.clerk().opens()
        story.citizen().draws(counter="one", by_staff=True)
        story.at("16:15")
        assert of_kind(story, e.TicketUnbound) == []

    def test_undo_of_what_the_end_of_the_day_touched_is_refused(self) -> None:
        story = Story().at("15:00")
        bruno = story.clerk().opens()
        story.clerk("two", "Britta").opens()
        story.citizen().draws()
        story.at("16:14:50")
        bruno.calls_next()
        story.at("16:15:10")
        with pytest.raises(UndoRefused):
            bruno.undoes()


class TestChangeOfDay:
    def test_a_service_nobody_finished_is_finished_unconfirmed_at_midnight(self) -> None:
        story = Story().at("15:00")
        bruno = story.clerk().opens()
        anna = story.citizen().draws()
        bruno.calls_next()
        bruno.starts()
        story.at("09:00", TUESDAY)
        midnight = local("00:00", TUESDAY)
        assert anna.state is State.FINISHED
        assert anna.ticket.outcome == "unconfirmed"
        assert anna.ticket.ended_at == midnight
        assert of_kind(story, e.CounterClosed) == [midnight]

    @pytest.mark.parametrize("swept", ["00:00", "09:00"])
    def test_a_break_asked_for_does_not_keep_the_counter_over_midnight(self, swept: str) -> None:
        story = Story().at("15:00")
        bruno = story.clerk().opens()
        story.citizen().draws()
        bruno.calls_next()
        bruno.pauses()
        bruno.starts()
        story.at(swept, TUESDAY)
        assert story.desk().state is CounterState.CLOSED
        assert of_kind(story, e.CounterClosed) == [local("00:00", TUESDAY)]
        assert of_kind(story, e.CounterPaused) == []

    @pytest.mark.parametrize("swept", ["00:00", "09:00"])
    def test_nor_with_somebody_called_in_an_office_open_until_midnight(self, swept: str) -> None:
        late = dict.fromkeys(("mon", "tue"), ((480, 1440),))
        story = Story(office(opening_hours=late, ticket_hours=late)).at("23:50")
        bruno = story.clerk().opens()
        story.citizen().draws()
        bruno.calls_next()
        bruno.pauses()
        story.at(swept, TUESDAY)
        assert story.desk().state is CounterState.CLOSED
        assert of_kind(story, e.CounterClosed) == [local("00:00", TUESDAY)]

    def test_always_open_knows_no_closing_but_midnight(self) -> None:
        story = Story(office(always_open=True)).at("15:00")
        bruno = story.clerk().opens()
        britta = story.clerk("two", "Britta").opens()
        called, served, waiting = (story.citizen(n).draws() for n in ("Carl", "Susi", "Wanda"))
        bruno.calls(called)
        britta.calls(served)
        britta.starts()
        story.at("23:59")
        assert [c.state for c in (called, served, waiting)] == ["called", "serving", "waiting"]
        story.at("00:01", TUESDAY)
        assert [c.state for c in (called, served, waiting)] == ["expired", "finished", "expired"]
        assert {c.ticket.ended_at for c in (called, served, waiting)} == {local("00:00", TUESDAY)}
        assert story.desk("one").state is CounterState.OPEN

    def test_always_open_a_break_asked_for_begins_when_the_day_takes_the_ticket(self) -> None:
        story = Story(office(always_open=True)).at("23:50")
        bruno = story.clerk().opens()
        story.citizen().draws()
        bruno.calls_next()
        bruno.pauses("tea")
        story.at("00:01", TUESDAY)
        assert story.desk().state is CounterState.PAUSED
        assert story.desk().since == local("00:00", TUESDAY)

    def test_the_next_day_begins_with_nobody_and_the_first_number(self) -> None:
        story = Story().at("09:00")
        yesterday = story.citizen().draws()
        story.at("09:00", TUESDAY)
        assert story.queue.tickets == {}
        today = story.citizen("Anton").draws()
        assert (yesterday.number, today.number) == ("A001", "A001")
        assert yesterday.id != today.id


class TestAlarm:
    def is_on(self, story: Story) -> bool:
        return story.queue.alarm is not None

    def test_it_expires_after_five_minutes(self) -> None:
        story = Story().at("10:00")
        story.press(lambda queue: queue.record(e.AlarmRaised("one"), story.now))
        story.at("10:04:59")
        assert self.is_on(story)
        story.at("11:00")
        assert not self.is_on(story)
        assert of_kind(story, e.AlarmEnded) == [local("10:05")]

    def test_a_second_alarm_begins_the_time_anew(self) -> None:
        story = Story().at("10:00")
        story.press(lambda queue: queue.record(e.AlarmRaised("one"), story.now))
        story.at("10:03")
        story.press(lambda queue: queue.record(e.AlarmRaised(None), story.now))
        story.at("10:07")
        assert self.is_on(story)
        story.at("10:08")
        assert not self.is_on(story)


def test_a_ticket_that_is_over_is_unknown_to_the_queue() -> None:
    story = Story().at("15:00")
    anna = story.citizen().draws()
    anna.cancels()
    with pytest.raises(UnknownTicket):
        anna.cancels()
