"""The kiosk asks for paper, the agent gives it: who may, what is answered, and nothing twice."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from queue_app.storage.tidying import Tidying
from queue_app.web.schemas import answers
from tests.api.people import BASE, COUNTER, Asker, House, code_of
from tests.support import thermal
from tests.support.paper import zbar
from tests.support.server import wait_until

PRINTERS = "/offices/lindenhof/printers"
KIOSK = f"{PRINTERS}/kiosk"


def put(asker: Asker, path: str, body: Any) -> TestResponse:
    return asker.client.put(f"/api/v1{path}", json=body, headers=asker.headers, base_url=BASE)


def reports(kiosk: Asker, state: str = "ready", name: str = "kiosk") -> list[Any]:
    """The agent's round; gives what it is to print."""
    answer = put(kiosk, f"{PRINTERS}/{name}", {"state": state})
    assert answer.status_code == 200, answer.text
    answers.PrintOrders.model_validate(answer.get_json())
    found: list[Any] = answer.get_json()["jobs"]
    return found


def wants(kiosk: Asker, ticket: Any, name: str = "kiosk") -> Any:
    answer = put(kiosk, f"{PRINTERS}/{name}/jobs/{ticket['id']}", {})
    assert answer.status_code == 200, answer.text
    answers.PrintJob.model_validate(answer.get_json())
    return answer.get_json()


def tells(kiosk: Asker, ticket: Any, state: str, claim: str = "mine", **more: Any) -> Any:
    body = {"state": state, "claim": claim, **more}
    return put(kiosk, f"{KIOSK}/jobs/{ticket['id']}/progress", body).get_json()


PUTS: list[tuple[str, dict[str, Any]]] = [
    (KIOSK, {"state": "ready"}),
    (f"{KIOSK}/jobs/TICKET", {}),
    (f"{KIOSK}/jobs/TICKET/progress", {"state": "printing", "claim": "mine"}),
]


@pytest.mark.parametrize(("path", "body"), PUTS)
def test_kiosks_and_staff_of_the_office_print(
    house: House, path: str, body: dict[str, Any]
) -> None:
    kiosk = house.program("kiosk")
    ticket = kiosk.draws()
    reports(kiosk)
    wants(kiosk, ticket)
    path = path.replace("TICKET", ticket["id"])

    assert code_of(put(house.public(), path, body)) == (401, "unauthorized")
    for role in ("kiosk", "clerk", "manager"):
        assert code_of(put(house.program(role, "rosenweg"), path, body)) == (403, "forbidden")
        assert put(house.program(role), path, body).status_code == 200
    assert code_of(put(house.program("display"), path, body)) == (403, "forbidden")


@pytest.mark.parametrize("path", [PRINTERS, KIOSK])
def test_how_the_printers_are_is_not_public(house_with: Any, path: str) -> None:
    house = house_with(remote_tickets=True)

    assert code_of(house.public().get(path)) == (401, "unauthorized")
    assert code_of(house.program("display").get(path)) == (403, "forbidden")
    assert house.program("kiosk").get(path).status_code == 200


def test_a_browser_needs_the_token_of_its_page(house: House) -> None:
    device = house.device("kiosk")

    assert code_of(put(device, KIOSK, {"state": "ready"})) == (400, "csrf")


def test_an_agent_is_given_the_slips_that_were_asked_for(house: House, kiosk: Asker) -> None:
    first, second, other = kiosk.draws(), kiosk.draws(), kiosk.draws()
    assert reports(kiosk) == reports(kiosk, name="hall") == []
    wants(kiosk, first)
    house.clock.advance(seconds=1)
    wants(kiosk, second)
    wants(kiosk, other, "hall")

    orders = reports(kiosk)

    assert [one["ticket"] for one in orders] == [first["id"], second["id"]]
    slip = house.public().client.get(orders[0]["slip"], base_url=BASE)
    assert slip.headers["Cache-Control"] == "no-store"
    (paper,) = thermal.read(slip.data).slips
    assert first["number"] in paper.lines
    assert paper.codes == [first["url"]]


def test_the_answer_with_the_keys_is_kept_by_nobody(kiosk: Asker) -> None:
    reports(kiosk)
    answer = put(kiosk, KIOSK, {"state": "ready"})

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_slip_is_claimed_once_and_its_end_is_said_once(kiosk: Asker) -> None:
    ticket = kiosk.draws()
    reports(kiosk)
    wants(kiosk, ticket)

    assert tells(kiosk, ticket, "printing")["state"] == "printing"
    assert tells(kiosk, ticket, "printing")["state"] == "printing"
    assert tells(kiosk, ticket, "printing", "yours")["state"] == "failed"
    assert reports(kiosk) == []
    assert tells(kiosk, ticket, "failed", "yours", reason="error")["state"] == "printing"
    assert tells(kiosk, ticket, "printed")["state"] == "printed"
    assert tells(kiosk, ticket, "failed", reason="error")["state"] == "printed"
    assert wants(kiosk, ticket)["state"] == "printed"
    assert tells(kiosk, ticket, "printing", "third")["state"] == "printed"


def test_only_who_claimed_tells_the_end(kiosk: Asker) -> None:
    ticket = kiosk.draws()
    reports(kiosk)
    wants(kiosk, ticket)

    assert tells(kiosk, ticket, "printed")["state"] == "waiting"


@pytest.mark.parametrize("state", ["paper_out", "cover_open", "error", "offline"])
def test_no_slip_is_kept_for_a_printer_in_trouble(kiosk: Asker, state: str) -> None:
    ticket = kiosk.draws()
    reports(kiosk, state)

    job = wants(kiosk, ticket)

    assert (job["state"], job["reason"]) == ("failed", state)
    assert reports(kiosk) == []


def test_a_printer_that_nobody_heard_of_is_silent(kiosk: Asker) -> None:
    ticket = kiosk.draws()

    assert kiosk.get(f"{PRINTERS}/attic").get_json()["printer"] == {
        "id": "attic", "state": "silent", "since": None,
    }  # fmt: skip
    assert wants(kiosk, ticket, "attic")["reason"] == "silent"


def test_since_when_it_is_so(house: House, kiosk: Asker) -> None:
    began = house.clock()
    reports(kiosk, "paper_out")
    house.clock.advance(seconds=20)
    reports(kiosk, "paper_out")
    (printer,) = kiosk.get(PRINTERS).get_json()["printers"]
    assert printer["state"] == "paper_out"
    assert printer["since"] == began.isoformat().replace("+00:00", "Z")

    house.clock.advance(seconds=31)
    silent = kiosk.get(KIOSK).get_json()["printer"]
    assert silent["state"] == "silent"
    assert silent["since"] != printer["since"]


def test_staff_see_the_printers_in_what_they_look_at(house: House, kiosk: Asker) -> None:
    manager = house.program("manager")
    reports(kiosk, "paper_low")
    paths = ["/offices/lindenhof/now", "/offices/lindenhof/queue", f"/counters/{COUNTER}"]

    for path in paths:
        (printer,) = manager.get(path).get_json()["printers"]
        assert printer["state"] == "paper_low"
    assert manager.at(COUNTER, "open")["printers"][0]["state"] == "paper_low"


def test_a_ticket_of_elsewhere_is_not_printed_here(house: House, kiosk: Asker) -> None:
    theirs = house.program("kiosk", "rosenweg").draws("legal-advice", "rosenweg")
    reports(kiosk)

    answer = put(kiosk, f"{KIOSK}/jobs/{theirs['id']}", {})
    assert code_of(answer) == (404, "unknown_ticket")
    answer = put(kiosk, f"{KIOSK}/jobs/{theirs['id']}/progress", {"state": "printed", "claim": "x"})
    assert code_of(answer) == (404, "unknown_job")


@pytest.mark.parametrize(
    "body",
    [{}, {"state": "on fire"}, {"state": "silent"}, {"state": "ready", "wait": 60},
     {"state": "ready", "wait": -1}, {"state": "ready", "paper": 1}],
)  # fmt: skip
def test_a_report_that_makes_no_sense_is_refused(kiosk: Asker, body: dict[str, Any]) -> None:
    assert code_of(put(kiosk, KIOSK, body)) == (422, "invalid")


def test_old_slips_and_printers_are_forgotten(house: House, kiosk: Asker) -> None:
    ticket = kiosk.draws()
    reports(kiosk)
    wants(kiosk, ticket)
    tidying = Tidying(house.services.database, audit_days=90)
    house.clock.advance(minutes=23 * 60)
    tidying.tidy(house.clock())
    assert house.services.printers.job("lindenhof", ticket["id"]) is not None

    house.clock.advance(minutes=2 * 60)
    tidying.tidy(house.clock())

    assert house.services.printers.job("lindenhof", ticket["id"]) is None
    wait_until(lambda: kiosk.get(PRINTERS).get_json()["printers"] == [], what="an empty list")


def test_the_slip_fits_the_printer_that_is_named(house: House, kiosk: Asker) -> None:
    ticket = kiosk.draws(language="de")
    public = house.public()
    path = f"/tickets/{ticket['token']}/slip.escpos"

    letters = public.get(path)
    narrow = public.get(path, dots=384, text="raster")

    assert letters.content_type == "application/vnd.escpos"
    assert thermal.read(letters.data).slips[0].codes == [ticket["url"]]
    (slip,) = thermal.read(narrow.data).slips
    assert slip.picture.width == 384
    assert zbar(slip.picture) == [ticket["url"]]


@pytest.mark.parametrize(
    "query",
    [{"dots": 100}, {"dots": 577}, {"dots": "wide"}, {"text": "gothic"}, {"qr": "braille"},
     {"profile": "Remington"}, {"profile": "../x"}],
)  # fmt: skip
def test_a_printer_that_cannot_be_is_refused(house: House, kiosk: Asker, query: Any) -> None:
    path = f"/tickets/{kiosk.draws()['token']}/slip.escpos"

    assert code_of(house.public().get(path, **query)) == (422, "invalid")
