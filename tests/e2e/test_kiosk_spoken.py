"""The kiosk by ear and by keys alone: what the screen shows is never consulted here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.server import TUESDAY, Api, Server, new_server, wait_until

LISTEN = """
window.heard = [];
document.addEventListener("kiosk:spoken", (event) => window.heard.push(event.detail));
"""
PATIENCE = 30
SECOND = 1000
MANY = 15


class Ear:
    """Somebody who presses keys and hears; the kiosk's screen might as well be dark."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._known = 0

    def press(self, key: str) -> str:
        """Press a key and hear what is said upon it."""
        self._known = len(self.all())
        self.page.keyboard.press(key)
        return self.next()

    def next(self) -> str:
        """The next utterance."""
        wait_until(lambda: len(self.all()) > self._known, PATIENCE, "an utterance")
        self._known += 1
        return str(self.all()[self._known - 1]["text"])

    def until(self, words: str) -> str:
        """The utterance, among all so far or coming, that has these words."""
        found = wait_until(lambda: [one for one in self.texts() if words in one], PATIENCE, words)
        return str(found[0])

    def hears_it_out(self) -> None:
        """Wait until nothing is being said."""
        wait_until(lambda: all(one["ended"] for one in self.all()), PATIENCE, "silence")

    def finds(self, words: str, key: str = "6") -> str:
        """Go from item to item until one says this."""
        heard = []
        for _ in range(MANY):
            heard.append(self.press(key))
            if words in heard[-1]:
                return heard[-1]
        raise AssertionError(f"no item says “{words}”: {heard}")

    def texts(self) -> list[str]:
        return [one["text"] for one in self.all()]

    def all(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.page.evaluate("window.heard")
        return found

    def by_the_server(self, words: str) -> bool:
        """Whether these words were heard as audio that the server rendered."""
        return any(one["by"] == "server" for one in self.all() if words in one["text"])

    def is_forgotten(self) -> bool:
        """Whether the kiosk keeps nothing that it has said."""
        return bool(self.page.evaluate("window.kioskSpoken.length === 0"))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The example office, whose server has a voice."""
    server = new_server(tmp_path_factory.mktemp("office"), now=TUESDAY, voice="espeak-ng").start()
    yield server
    server.close()


@pytest.fixture
def ear(office: Server, new_page: Callable[..., Page]) -> Callable[..., Ear]:
    """Somebody at the kiosk; `ear(hands=True)` lets the page's own clock be moved on."""

    def stand(*, hands: bool = False, prints: bool = False) -> Ear:
        page = new_page(locale="de-DE", prints=prints)
        page.add_init_script(LISTEN)
        if hands:
            page.clock.install()
        page.goto(office.enrol("kiosk"))
        page.wait_for_selector("[data-service]", state="attached")
        return Ear(page)

    return stand


def waiting(staff: Api) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = staff.get("/offices/lindenhof/queue").json()["waiting"]
    return found


def spelled(number: str) -> str:
    return " ".join(number)


def test_from_any_key_to_the_number_in_german(ear: Callable[..., Ear], staff: Api) -> None:
    staff.at("counter-1", "open")
    staff.draw("residence")
    person = ear(prints=True)

    welcome = person.press("x")
    assert "Vorlesen ist an." in welcome
    assert "Sprache. Deutsch. Drücken Sie die 5, um diese Sprache zu wählen." in welcome

    services = person.press("5")
    assert "Was möchten Sie heute erledigen?" in services
    assert services.endswith("1 von 9.")
    assert person.press("8").startswith("Was möchten Sie heute erledigen? Wohnsitz an-")
    person.finds("Führungszeugnis")
    person.finds("Wohnsitz an-, um- oder abmelden", "ArrowUp")

    opened = person.press("Enter")
    assert "Das brauchen Sie. Ausweis. Wohnungsgeberbestätigung. Gebühr: kostenlos." in opened
    assert "1 Person ist vor Ihnen." in opened
    assert "Nummer ziehen. 1 von 6." in opened

    # Persons, priority, a further matter: by keys like everything.
    assert "1 Person." in person.finds("Für wie viele Personen?")
    person.press("5")
    person.finds("3 Personen")
    assert "Für wie viele Personen? 3 Personen." in person.press("5")
    assert "Nicht ausgewählt." in person.finds("Mit kleinem Kind")
    assert "Ausgewählt." in person.press("5")
    person.finds("Heute noch etwas anderes")
    person.press("5")
    person.finds("Meldebescheinigung")
    assert "Meldebescheinigung. Ausgewählt." in person.press("5")
    assert "Heute noch etwas anderes. Meldebescheinigung." in person.press("0")

    # Louder, quieter, and what the keys do.
    assert person.press("9") == "Lautstärke 4 von 5."
    assert person.press("NumpadSubtract") == "Lautstärke 3 von 5."
    assert "Die 8 wiederholt." in person.press("1")

    person.finds("Nummer ziehen", "4")
    assert person.press("5") == "Einen Moment …"
    wait_until(lambda: len(waiting(staff)) > 1, what="the ticket")
    (ticket,) = (one for one in waiting(staff) if one["persons"] > 1)
    number = f"Ihre Nummer ist {spelled(ticket['number'])}."
    result = person.until(number)
    assert result.count(number) == 2
    assert "vor Ihnen." in result or "Niemand ist vor Ihnen." in result
    assert "achten Sie auf den Gong" in result
    assert "Drücken Sie die 3, dann kommt das Personal." in result
    assert (ticket["persons"], ticket["priority"]) == (3, "priority")
    assert [one["id"] for one in ticket["also"]] == ["registration-certificate"]
    person.until("Bitte den Zettel unten entnehmen.")

    assert number in person.press("8")
    person.finds("Legen Sie bereit: Ausweis und Wohnungsgeberbestätigung.")
    person.finds("Fertig")
    again = f"Noch einmal: Ihre Nummer ist {spelled(ticket['number'])}. Auf Wiedersehen."
    assert person.press("5") == again
    wait_until(person.is_forgotten, PATIENCE, "the kiosk forgets")
    assert person.by_the_server("Noch einmal")


def test_in_english_after_choosing_it_by_keys(ear: Callable[..., Ear], staff: Api) -> None:
    person = ear()
    person.press("Tab")
    choice = person.finds("English")
    assert choice.startswith("English. Press 5 to choose this language.")
    assert "What would you like to do today?" in person.press("5")
    person.finds("I do not know what I need")
    assert "no counter serves this" in person.press("5")

    person.press("5")

    wait_until(lambda: waiting(staff), what="the ticket")
    (ticket,) = waiting(staff)
    assert ticket["language"] == "en"
    person.until(f"Your number is {spelled(ticket['number'])}.")
    assert {one["language"] for one in person.all()[-1:]} == {"en"}


def test_who_is_silent_hears_it_and_any_key_gives_more_time(ear: Callable[..., Ear]) -> None:
    person = ear(hands=True)
    person.press("5")
    person.press("5")
    assert person.press("9") == "Lautstärke 4 von 5."
    person.hears_it_out()
    person.page.clock.fast_forward(71 * SECOND)
    assert "Mit jeder Taste haben Sie mehr Zeit." in person.until("Sind Sie noch da?")

    assert "Sie haben mehr Zeit." in person.press("6")
    person.press("7")
    person.hears_it_out()
    person.page.clock.fast_forward(71 * SECOND)
    assert not person.is_forgotten()
    person.page.clock.fast_forward(20 * SECOND)

    wait_until(person.is_forgotten, what="the kiosk forgets")
    assert "Vorlesen ist an." in person.press("6")
    assert person.press("7") == "Lautstärke 2 von 5."


def test_a_kiosk_without_its_server_or_numbers_says_so(ear: Callable[..., Ear], staff: Api) -> None:
    person = ear()
    person.press("5")
    person.press("5")
    staff.post("/offices/lindenhof/issuing", {"open": False, "reason": "Feueralarm"})
    closed = person.until("Zurzeit geben wir keine Nummern aus.")
    assert "Feueralarm." in closed
    assert "Bitte fragen Sie an der Auskunft" in closed
    staff.post("/offices/lindenhof/issuing", {"open": True})
    wait_until(lambda: "Was möchten Sie heute erledigen?" in person.texts()[-1], what="open again")

    person.press("7")
    person.page.context.set_offline(True)
    lost = person.until("Ohne Verbindung können wir keine Nummer ausgeben.")
    wait_until(lambda: person.by_the_server(lost), PATIENCE, "what was rendered early")
    person.page.context.set_offline(False)
    person.press("7")
    person.until("Die Verbindung ist wieder da.")
