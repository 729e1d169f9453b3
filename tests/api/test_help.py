"""Help at a kiosk: called once, seen by all staff, answered, taken back, over by itself."""

from __future__ import annotations

from typing import Any

from tests.api.people import COUNTER, Asker, House, code_of

HELP = "/offices/lindenhof/help"
KIOSK = "entrance"


def wanted(asker: Asker) -> Any:
    """What the kiosk knows of its own call."""
    return asker.get(f"{HELP}/{KIOSK}").get_json()["help"]


def seen_by(asker: Asker) -> list[list[str]]:
    """The kiosks that call for help, in each of the staff's views."""
    views = (f"/counters/{COUNTER}", "/offices/lindenhof/queue", "/offices/lindenhof/now")
    return [[one["kiosk"]["id"] for one in asker.get(view).get_json()["help"]] for view in views]


def test_a_call_is_seen_by_all_staff_until_somebody_comes(house: House) -> None:
    kiosk, clara = house.device("kiosk"), house.person("Clara", "manager")
    kiosk.headers["X-CSRFToken"] = csrf(kiosk)
    assert (wanted(kiosk), seen_by(clara)) == (None, [[], [], []])

    first = kiosk.post(HELP, {"kiosk": KIOSK}).get_json()["help"]
    house.clock.advance(minutes=1)
    again = kiosk.post(HELP, {"kiosk": KIOSK}).get_json()["help"]

    assert first == again
    assert (first["kiosk"]["label"], first["area"]) == ("Automat am Eingang", "main")
    assert seen_by(clara) == [[KIOSK]] * 3

    coming = clara.post(f"{HELP}/{KIOSK}/coming").get_json()["help"]
    assert coming["coming_since"]
    assert wanted(kiosk) == coming
    assert seen_by(clara) == [[], [], []]
    house.clock.advance(minutes=1)
    assert clara.post(f"{HELP}/{KIOSK}/coming").get_json()["help"] == coming

    # Nobody came after all: the next press calls anew.
    assert kiosk.post(HELP, {"kiosk": KIOSK}).get_json()["help"]["coming_since"] is None
    assert kiosk.delete(f"{HELP}/{KIOSK}").get_json() == {"help": None}
    assert kiosk.delete(f"{HELP}/{KIOSK}").status_code == 200
    assert clara.post(f"{HELP}/{KIOSK}/coming").get_json() == {"help": None}


def test_a_call_that_nobody_answers_is_over_after_five_minutes(house: House, clerk: Asker) -> None:
    kiosk = house.program("kiosk")
    kiosk.post(HELP, {"kiosk": KIOSK})
    house.clock.advance(minutes=4, seconds=59)
    house.settle()
    assert wanted(kiosk)
    house.clock.advance(seconds=1)
    house.settle()
    assert wanted(kiosk) is None

    kiosk.post(HELP, {"kiosk": KIOSK})
    clerk.post(f"{HELP}/{KIOSK}/coming")
    house.clock.advance(minutes=3)
    house.settle()
    assert wanted(kiosk) is None


def test_only_described_kiosks_call_and_they_say_nothing(house: House, clerk: Asker) -> None:
    kiosk = house.program("kiosk")
    assert code_of(kiosk.post(HELP, {"kiosk": "cellar"})) == (422, "unknown_kiosk")
    assert code_of(clerk.post(f"{HELP}/cellar/coming")) == (404, "unknown_kiosk")
    assert code_of(kiosk.get(f"{HELP}/no kiosk")) == (404, "unknown_kiosk")
    assert kiosk.post(HELP, {"kiosk": KIOSK, "text": "My name is …"}).status_code == 422
    assert kiosk.page("/kiosk/lindenhof?kiosk=cellar").status_code == 404
    assert wanted(kiosk) is None


def csrf(device: Asker) -> str:
    """The token that the device's page was given."""
    page = device.page("/kiosk/lindenhof").text
    return page.split('"csrf": "', 1)[1].split('"', 1)[0]
