"""Drawing a ticket: numbers, what is refused and why, what only staff may do; visits corrected."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from queue_app.domain import events as e
from queue_app.domain.errors import (
    CounterClosed,
    Invalid,
    IssuingStopped,
    NotServedHere,
    OfficeClosed,
    OverCapacity,
    Refused,
    Unknown,
)
from queue_app.domain.issuing import Request, check_open
from queue_app.domain.office import Group
from queue_app.domain.ticket import State
from tests.support.builders import MONDAY, local, office, one_counter_office, service
from tests.support.story import Story

TUESDAY = MONDAY + timedelta(days=1)


class TestNumbers:
    def test_a_series_per_service(self) -> None:
        story = Story().at("09:00")
        drawn = [
            story.citizen().draws(s).number for s in ("id-card", "parking", "id-card", "parking")
        ]
        assert drawn == ["A001", "P001", "A002", "P002"]

    def test_one_series_per_group_and_services_without_a_group_have_their_own(self) -> None:
        place = office(
            numbering="group",
            groups={"ids": Group("ids", {"en": "ID documents"}, prefix="K")},
            services={
                "id-card": service("id-card", "A", group="ids"),
                "registration": service("registration", "B", group="ids"),
                "parking": service("parking", "P"),
            },
        )
        story = Story(place).at("09:00")
        drawn = [story.citizen().draws(s).number for s in ("id-card", "registration", "parking")]
        assert drawn == ["K001", "K002", "P001"]

    def test_one_series_per_office(self) -> None:
        story = Story(office(numbering="office", prefix="Z")).at("09:00")
        drawn = [story.citizen().draws(s).number for s in ("id-card", "parking")]
        assert drawn == ["Z001", "Z002"]

    def test_after_999_comes_1000(self) -> None:
        story = Story(one_counter_office(first_number=999)).at("09:00")
        assert [story.citizen().draws().number for _ in range(3)] == ["A999", "A1000", "A1001"]

    def test_numbers_restart_daily_at_the_configured_start(self) -> None:
        story = Story(one_counter_office(first_number=501)).at("09:00")
        assert story.citizen().draws().number == "A501"
        assert story.citizen().draws().number == "A502"
        story.at("09:00", TUESDAY)
        assert story.citizen().draws().number == "A501"

    def test_a_refused_press_takes_no_number(self) -> None:
        story = Story().at("09:00")
        story.manager().stops_issuing("id-card")
        with pytest.raises(IssuingStopped):
            story.citizen().draws()
        with pytest.raises(Invalid):
            story.citizen().draws(persons=7)
        story.manager().resumes_issuing("id-card")
        assert story.citizen().draws().number == "A001"

    def test_the_business_day_is_the_local_date(self) -> None:
        story = Story(one_counter_office(always_open=True)).at("23:59:59")
        assert story.citizen().draws().ticket.business_day == "2026-11-23"
        story.at("00:00", TUESDAY)
        late = story.citizen().draws()
        assert (late.ticket.business_day, late.number) == ("2026-11-24", "A001")


class TestWhatIsAskedFor:
    def test_a_ticket_as_it_is_drawn(self) -> None:
        story = Story().at("09:00")
        anna = story.citizen().draws(
            "id-card", also=("parking",), persons=3, language="en", priority="priority"
        )
        ticket = anna.ticket
        assert ticket.state is State.WAITING
        assert ticket.issued_at == ticket.queue_time == ticket.leg_began == local("09:00")
        assert (ticket.also, ticket.persons, ticket.language) == (("parking",), 3, "en")
        assert (ticket.priority, ticket.leg, ticket.appointment) == ("priority", 1, False)

    def test_by_default_one_person_normal_and_the_offices_first_language(self) -> None:
        ticket = Story().at("09:00").citizen().draws().ticket
        assert (ticket.persons, ticket.priority, ticket.language) == (1, "normal", "de")

    @pytest.mark.parametrize("persons", [0, 7, -1])
    def test_one_to_six_persons(self, persons: int) -> None:
        with pytest.raises(Invalid):
            Story().at("09:00").citizen().draws(persons=persons)

    @pytest.mark.parametrize("also", [("id-card",), ("parking", "parking"), ("parking", "id-card")])
    def test_each_service_once(self, also: tuple[str, ...]) -> None:
        with pytest.raises(Invalid):
            Story().at("09:00").citizen().draws("id-card", also=also)

    @pytest.mark.parametrize(
        ("asked", "error"),
        [
            ({"service": "haircut"}, Unknown),
            ({"also": ("haircut",)}, Unknown),
            ({"priority": "vip"}, Invalid),
            ({"language": "tlh"}, Invalid),
            ({"priority": "urgent"}, Invalid),  # staff only
            ({"counter": "one"}, Invalid),
            ({"booked_at": local("10:00")}, Invalid),
            ({"booked_at": datetime.min.replace(tzinfo=UTC), "by_staff": True}, Invalid),
            ({"booked_at": datetime.max.replace(tzinfo=UTC), "by_staff": True}, Invalid),
            ({"override": True}, Invalid),
        ],
    )
    def test_what_makes_no_sense_or_is_the_staffs_is_refused_and_counts_nowhere(
        self, asked: dict[str, object], error: type[Refused]
    ) -> None:
        story = Story().at("09:00")
        with pytest.raises(error):
            story.citizen().draws(**{"service": "id-card", **asked})  # type: ignore[arg-type]  # the point
        assert story.facts == []

    def test_staff_bind_to_an_open_counter_that_serves(self) -> None:
        story = Story().at("09:00")
        with pytest.raises(CounterClosed):
            story.citizen().draws(counter="one", by_staff=True)
        story.clerk("three").opens()
        with pytest.raises(NotServedHere):
            story.citizen().draws("registration", counter="three", by_staff=True)
        with pytest.raises(Unknown):
            story.citizen().draws(counter="rosenweg-window", by_staff=True)
        assert story.citizen().draws(counter="three", by_staff=True).ticket.bound_to == "three"


def refusals(story: Story) -> list[tuple[str, str]]:
    return [
        (f.fact.service, f.fact.code) for f in story.facts if isinstance(f.fact, e.TicketRefused)
    ]


class TestTurnedAway:
    def test_outside_ticket_hours_with_the_next_opening(self) -> None:
        story = Story().at("15:30")
        with pytest.raises(OfficeClosed) as refusal:
            story.citizen().draws()
        assert refusal.value.extra == {"next_opening": local("08:00", TUESDAY)}
        assert refusals(story) == [("id-card", "closed")]

    def test_an_appointment_checks_in_until_the_office_closes(self) -> None:
        story = Story().at("15:45")
        assert story.citizen("Emil").checks_in("15:50").state is State.WAITING
        story.at("16:00")
        with pytest.raises(OfficeClosed):
            story.citizen("Late").checks_in("15:55")

    def test_stopped_for_the_office_or_a_service_with_the_reason(self) -> None:
        story = Story().at("09:00")
        clara = story.manager()
        clara.stops_issuing("parking", "The printer for permits is broken")
        with pytest.raises(IssuingStopped) as refusal:
            story.citizen().draws("parking")
        assert refusal.value.extra == {"reason": "The printer for permits is broken"}
        assert story.citizen().draws("id-card").number == "A001"
        clara.stops_issuing(None, "Fire drill")
        with pytest.raises(IssuingStopped):
            story.citizen().draws("id-card")
        clara.resumes_issuing()
        assert story.citizen().draws("id-card").number == "A002"
        with pytest.raises(IssuingStopped):
            story.citizen().draws("parking")
        assert refusals(story) == [
            ("parking", "stopped"),
            ("id-card", "stopped"),
            ("parking", "stopped"),
        ]

    def test_stopping_twice_changes_nothing_a_new_reason_does(self) -> None:
        story = Story().at("09:00")
        clara = story.manager()
        told = []
        for reason in ("Full", "Full", "Fire drill"):
            clara.stops_issuing(None, reason)
            told.append(story.queue.stopped[None].reason)
        assert told == ["Full", "Full", "Fire drill"]
        clara.resumes_issuing()
        clara.resumes_issuing()
        changes = [f.fact for f in story.facts if isinstance(f.fact, e.IssuingChanged)]
        assert [change.open for change in changes] == [False, False, True]

    def test_desks_go_on_while_issuing_is_stopped(self) -> None:
        story = Story().at("09:00")
        bruno = story.clerk().opens()
        anna = story.citizen().draws()
        story.manager().stops_issuing()
        bruno.calls_next()
        assert anna.state is State.CALLED

    def test_a_service_nobody_knows_cannot_be_stopped(self) -> None:
        with pytest.raises(Unknown):
            Story().manager().stops_issuing("haircut")


class TestCapacityGuard:
    """`full`: by the forecast a new ticket would not be called before closing."""

    def story(self, guard: str, **changes: object) -> Story:
        story = Story(office(rules={"capacity_guard": guard}, **changes)).at("09:00")
        story.clerk().opens()
        return story

    def warning(self, story: Story, **asked: object) -> str | None:
        request = Request(**{"service": "id-card", **asked})  # type: ignore[arg-type]  # by name
        return check_open(story.queue, request, story.now, full=True)

    def test_off_warn_and_stop(self) -> None:
        assert self.warning(self.story("off")) is None
        assert self.warning(self.story("warn")) == "capacity"
        story = self.story("stop")
        with pytest.raises(OverCapacity):
            story.citizen().draws(full=True)
        assert refusals(story) == [("id-card", "capacity")]
        assert story.citizen().draws(full=False).number == "A001"

    def test_never_for_appointments_nor_for_a_service_nobody_serves(self) -> None:
        story = self.story("stop")
        assert self.warning(story, booked_at=local("09:30"), by_staff=True) is None
        assert self.warning(story, service="parking") is None
        story.clerk().pauses()  # a paused counter counts as open
        with pytest.raises(OverCapacity):
            self.warning(story)

    def test_staff_may_override_but_not_a_stop_by_hand(self) -> None:
        story = self.story("stop")
        assert self.warning(story, override=True, by_staff=True) is None
        story.manager().stops_issuing()
        with pytest.raises(IssuingStopped):
            self.warning(story, override=True, by_staff=True)

    def test_off_while_always_open(self) -> None:
        assert self.warning(self.story("stop", always_open=True)) is None


class TestCorrections:
    def test_a_correction_that_changes_nothing_is_none(self) -> None:
        # It would be a later fact of the ticket, and keep the clerk from taking back the call.
        story = Story().at("09:00")
        bruno = story.clerk().opens()
        anna = story.citizen().draws()
        bruno.calls_next()
        bruno.puts_back()
        told = len(story.facts)
        anna.is_changed()
        anna.is_changed(service="id-card", persons=1, priority="normal", also=())
        assert len(story.facts) == told
        bruno.undoes()

    def test_service_persons_and_class_of_a_waiting_ticket(self) -> None:
        story = Story().at("09:00")
        anna = story.citizen().draws("id-card", also=("parking", "registration"))
        story.at("09:10")
        changed = anna.is_changed(service="registration", persons=2, priority="urgent")
        assert (changed.service, changed.also) == ("registration", ("parking",))
        assert (changed.persons, changed.priority) == (2, "urgent")
        assert changed.queue_time == local("09:00")
        assert changed.number == "A001"
        assert anna.is_changed(also=()).also == ()

    def test_only_to_what_makes_sense(self) -> None:
        story = Story().at("09:00")
        anna = story.citizen().draws()
        wrong: list[tuple[dict[str, object], type[Refused]]] = [
            ({"service": "haircut"}, Unknown),
            ({"also": ("haircut",)}, Unknown),
            ({"also": ("id-card",)}, Invalid),
            ({"persons": 0}, Invalid),
            ({"priority": "vip"}, Invalid),
        ]
        for changes, error in wrong:
            with pytest.raises(error):
                anna.is_changed(**changes)
        assert story.kinds() == ["TicketIssued"]

    def test_the_log_says_who_gave_the_ticket_back_only_by_role(self) -> None:
        story = Story().at("09:00")
        anna = story.citizen().draws()
        anna.cancels()
        fact = story.facts[-1].fact
        assert isinstance(fact, e.TicketCancelled)
        assert fact.by == "citizen"
        assert anna.ticket.ended_at == local("09:00")
