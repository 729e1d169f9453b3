"""Bringing offices in and out: shown first, harmless twice, never under people's feet."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from queue_app import config as c
from queue_app.domain import events as e
from queue_app.domain.errors import UnknownOffice
from queue_app.storage import office_store
from queue_app.storage.office_store import ImportRefused
from queue_app.use_cases import calling
from tests.storage.conftest import Enter
from tests.storage.people import (
    OFFICE,
    PROGRAM,
    TUESDAY,
    Process,
    bring_in,
    changed,
    example_office,
    small_office,
)


def without(office: c.OfficeConfig, *, service: str = "", counter: str = "") -> c.OfficeConfig:
    """The office without a service, or without a counter."""
    values: dict[str, Any] = office.model_dump()
    values["services"] = [one for one in values["services"] if one["id"] != service]
    values["counters"] = [one for one in values["counters"] if one["id"] != counter]
    for one in values["counters"]:
        one["services"].pop(service, None)
    return c.OfficeConfig.model_validate(values)


def test_an_office_is_already_so(process: Process) -> None:
    assert office_store.difference(process.database, example_office()) == ""
    assert not bring_in(process.database, example_office())
    assert process.log() == []


def test_what_would_change_is_shown_line_by_line(process: Process) -> None:
    renamed = changed(example_office(), name="Bürgeramt am Lindenhof")
    lines = office_store.difference(process.database, renamed).splitlines()
    assert '-name = "Bürgeramt Lindenhof"' in lines
    assert '+name = "Bürgeramt am Lindenhof"' in lines
    assert sum(line.startswith(("+", "-")) for line in lines) == 4  # two of them the file names
    assert process.queue().office.name == "Bürgeramt Lindenhof"


def test_a_change_is_a_fact_and_is_made_once(process: Process) -> None:
    renamed = changed(example_office(), name="Bürgeramt am Lindenhof")
    assert bring_in(process.database, renamed)
    assert not bring_in(process.database, renamed)
    assert [fact.fact for fact in process.log()] == [e.OfficeConfigured()]
    assert process.audit() == [(1, "office import", "configure")]


def test_running_processes_follow(process: Process, another_process: Enter) -> None:
    process.open()
    process.draw()
    other = another_process()
    assert other.queue().office.name == "Bürgeramt Lindenhof"
    rules = example_office().rules.model_copy(update={"postpone_times": 7})
    bring_in(other.database, changed(example_office(), name="Neu", rules=rules))
    for queue in (process.queue(), other.queue()):
        assert queue.office.name == "Neu"
        assert queue.office.rules.postpone_times == 7
        assert len(queue.tickets) == 1
        assert queue.open_counters == {"counter-1"}
    assert process.next()["number"] == "A001"
    assert process.queue().office.name == "Neu"
    assert process.queue() == process.cold_queue()


def test_the_process_that_imports_follows_itself(process: Process) -> None:
    renamed = changed(example_office(), name="Neu")
    process.draw()
    office_store.bring_in(process.database, process.cache, renamed, TUESDAY)
    assert process.queue().office.name == "Neu"
    process.draw()
    assert process.queue() == process.cold_queue()


def test_a_further_office(process: Process) -> None:
    assert bring_in(process.database, small_office("spandau"))
    assert process.reader.office_ids() == [OFFICE, "spandau"]
    assert process.draw("spandau-card", office="spandau")["number"] == "A001"
    assert process.draw("residence")["number"] == "A001"
    assert process.reader.office_of_counter("spandau-1") == "spandau"


def test_ids_are_unique_in_the_installation(process: Process) -> None:
    spandau = small_office("spandau").model_dump()
    service = spandau["services"][0] | {"id": "residence", "prefix": "Z"}
    counter = spandau["counters"][0] | {"id": "counter-1"}
    for kind, one in (("services", service), ("counters", counter)):
        office = c.OfficeConfig.model_validate(spandau | {kind: [*spandau[kind], one]})
        with pytest.raises(ImportRefused, match=f"offices.{kind}: id '{one['id']}' occurs twice"):
            bring_in(process.database, office)
    assert process.reader.office_ids() == [OFFICE]


def test_a_region_nobody_knows(process: Process) -> None:
    with pytest.raises(ImportRefused, match=r"offices.lindenhof.region: .*'XX'"):
        bring_in(process.database, changed(example_office(), region="XX"))


def test_what_is_in_use_does_not_vanish(process: Process) -> None:
    office = example_office()
    process.open("counter-2")
    process.draw("id-card", also=("advice",))
    process.draw("residence", priority="urgent", by_staff=True)
    normal_only = changed(office, priorities=[office.priorities[0].model_dump()])
    for refused, said in (
        (without(office, service="id-card"), "services.id-card: ticket C001 still needs it"),
        (without(office, service="advice"), "services.advice: ticket C001 still needs it"),
        (normal_only, "priorities.urgent: ticket A001 has it"),
        (without(office, counter="counter-2"), "counters.counter-2: it is open"),
    ):
        with pytest.raises(ImportRefused, match=said):
            bring_in(process.database, refused)
    assert process.queue().office.counters.keys() == {one.id for one in office.counters}
    assert process.queue() == process.cold_queue()


def test_a_service_that_somebody_comes_back_for_does_not_vanish(process: Process) -> None:
    process.open("counter-2")
    process.draw("id-card")
    process.next("counter-2")
    process.at("counter-2", calling.transfer, service="advice", auto_return=True)
    with pytest.raises(ImportRefused, match=r"services.id-card: ticket C001 still needs it"):
        bring_in(process.database, without(example_office(), service="id-card"))


def test_what_was_in_use_may_vanish_afterwards(process: Process) -> None:
    process.open("counter-2")
    process.draw("id-card")
    process.next("counter-2")
    process.at("counter-2", calling.finish)
    process.at("counter-2", calling.close_counter)
    bring_in(process.database, without(example_office(), service="id-card", counter="counter-2"))
    assert "id-card" not in process.queue().office.services
    assert process.queue() == process.cold_queue()
    # What happened there is still told, and the counter may come back.
    assert len(process.log()) == 7
    bring_in(process.database, example_office())
    process.open("counter-2", actor=PROGRAM)
    assert process.draw("id-card")["number"] == "C002"


def test_an_office_written_and_read_again_is_the_same(process: Process) -> None:
    text = office_store.export_toml(process.database, OFFICE)
    (values,) = tomllib.loads(text)["offices"]
    assert c.OfficeConfig.model_validate(values) == example_office()
    # Nothing but a form of its own: written again it is the same to the letter.
    assert office_store.to_toml(c.OfficeConfig.model_validate(values)) == text
    with pytest.raises(UnknownOffice):
        office_store.export_toml(process.database, "nowhere")


def test_every_key_survives_the_way_through_the_file(process: Process) -> None:
    office = changed(
        example_office(),
        numbering="group",
        prefix="N",
        first_number=0,
        ticket_hours=None,
        remote_tickets=True,
        public_board=True,
        groups=[
            g.model_dump() | {"prefix": p}
            for g, p in zip(example_office().groups, "KLM", strict=True)
        ],
    )
    bring_in(process.database, office)
    (values,) = tomllib.loads(office_store.export_toml(process.database, OFFICE))["offices"]
    assert c.OfficeConfig.model_validate(values) == office
