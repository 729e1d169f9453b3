"""Numbers: unique and gapless per office, series and business day, whatever is rolled back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queue_app.domain.errors import Refused
from queue_app.domain.issuing import Request
from queue_app.domain.ticket import Ticket
from queue_app.use_cases import issuing
from queue_app.use_cases.ports import Rendered
from queue_app.use_cases.pressing import Press
from tests.storage.people import KIOSK, OFFICE, TUESDAY, Process, bring_in, changed, example_office


def numbers(process: Process, *services: str) -> list[str]:
    """Draw some tickets one after the other."""
    return [process.draw(service)["number"] for service in services]


def test_every_service_counts_by_itself(process: Process) -> None:
    drawn = numbers(process, "residence", "id-card", "residence", "advice", "id-card")
    assert drawn == ["A001", "C001", "A002", "H001", "C002"]


def test_a_group_counts_together(process: Process) -> None:
    office = example_office()
    groups = [
        g.model_dump() | {"prefix": p} for g, p in zip(office.groups, ("K", "L", "M"), strict=True)
    ]
    bring_in(process.database, changed(office, numbering="group", groups=groups))
    drawn = numbers(process, "residence", "parking", "id-card", "residence", "advice")
    assert drawn == ["K001", "K002", "L001", "K003", "H001"]


def test_an_office_may_count_everybody_together(process: Process) -> None:
    bring_in(process.database, changed(example_office(), numbering="office", prefix="N"))
    assert numbers(process, "residence", "parking", "advice") == ["N001", "N002", "N003"]


def test_the_day_begins_at_the_first_number_and_every_day_anew(process: Process) -> None:
    bring_in(process.database, changed(example_office(), first_number=100))
    assert numbers(process, "residence", "residence") == ["A100", "A101"]
    process.clock.advance(days=1)
    assert numbers(process, "residence") == ["A100"]


def test_after_999_comes_1000(process: Process) -> None:
    bring_in(process.database, changed(example_office(), first_number=998))
    assert numbers(process, *["residence"] * 3) == ["A998", "A999", "A1000"]


def test_the_business_day_is_the_local_one(process: Process) -> None:
    hours = {"tue": ("00:00-24:00",), "wed": ("00:00-24:00",)}
    bring_in(process.database, changed(example_office(), opening_hours=hours, ticket_hours=hours))
    process.clock.now = TUESDAY.replace(hour=22, minute=59)
    assert numbers(process, "residence") == ["A001"]
    process.clock.now = TUESDAY.replace(hour=23, minute=0)  # midnight in Berlin
    assert numbers(process, "residence") == ["A001"]


def test_a_rollback_returns_its_number(process: Process) -> None:
    class Broken(Exception):
        pass

    def break_off(_press: Press, _ticket: Ticket) -> Rendered:
        raise Broken

    def refused(_refusal: Refused) -> Rendered:
        raise AssertionError

    assert numbers(process, "residence") == ["A001"]
    for _ in range(3):
        with pytest.raises(Broken):
            issuing.draw_ticket(
                process.deps, OFFICE, KIOSK, Request("residence"), break_off, refused
            )
    assert numbers(process, "residence") == ["A002"]
    assert len(process.queue().tickets) == 2
    assert process.queue() == process.cold_queue()


@pytest.mark.parametrize("numbering", ["office", "service"])
def test_new_prefixes_in_the_middle_of_a_day_repeat_no_number(
    process: Process, numbering: str
) -> None:
    office = example_office()
    before = numbers(process, "residence", "parking", "residence", "residence")
    services = [service.model_dump() for service in office.services]
    services[0]["prefix"], services[1]["prefix"] = "B", "A"
    bring_in(process.database, changed(office, numbering=numbering, prefix="A", services=services))
    after = numbers(process, "residence", "parking", "residence", "parking")
    assert len({*before, *after}) == 8


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    asked=st.lists(
        st.tuples(st.sampled_from(["card", "move"]), st.sampled_from(["committed", "rolled back"])),
        max_size=25,
    )
)
def test_no_gap_whatever_is_rolled_back(
    process: Process, new_office: Callable[[], str], asked: list[tuple[str, str]]
) -> None:
    office = new_office()
    drawn: dict[str, list[str]] = {"card": [], "move": []}
    for service, fate in asked:
        if fate == "committed":
            drawn[service].append(process.draw(f"{office}-{service}", office=office)["number"])
        else:
            with process.deps.begin() as unit:
                unit.next_number(office, "A" if service == "card" else "B", "2026-11-24", 1)
    for prefix, found in zip("AB", drawn.values(), strict=True):
        assert found == [f"{prefix}{n:03d}" for n in range(1, len(found) + 1)]
