"""What a kiosk wants spoken: who may ask, what is refused, and that the answer can be heard."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from queue_app.speech import sound
from queue_app.speech.voice import Phrase
from queue_app.web.schemas import answers
from tests.api.people import Asker, House, code_of, furnish, open_house
from tests.speech.people import samples_of

SPEECH = "/offices/lindenhof/speech"
GERMAN = {"language": "de", "text": "Ihre Nummer ist A 17."}


@pytest.fixture(scope="module")
def speaking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The program with a voice."""
    url = f"sqlite:///{tmp_path_factory.mktemp('speech') / 'queue.sqlite3'}"
    furnish(url)
    with open_house(url, voice="espeak-ng") as opened:
        yield opened


def asks(house: House, role: str, body: dict[str, Any], office: str = "lindenhof") -> Any:
    return house.program(role, office).post(SPEECH, body)


def url_of(house: House, **body: str) -> str:
    answer = asks(house, "kiosk", {**GERMAN, **body})
    assert answer.status_code == 200, answer.text
    answers.SpeechAnswer.model_validate(answer.get_json())
    return str(answer.get_json()["url"])


def fetch(asker: Asker, url: str) -> Any:
    return asker.client.get(url)


def test_a_kiosk_is_told_where_its_words_are_heard(speaking: House) -> None:
    url = url_of(speaking)
    heard = fetch(speaking.public(), url)
    assert (heard.status_code, heard.content_type) == (200, "audio/wav")
    assert heard.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert 1 < sound.seconds(heard.data) < 5
    assert abs(samples_of(heard.data)).max() > 0.3


def test_the_same_words_have_the_same_address_and_file(speaking: House) -> None:
    url = url_of(speaking, text="Bitte wählen Sie.")
    assert url_of(speaking, text="Bitte wählen Sie.") == url
    assert url_of(speaking, text="Bitte wählen Sie!") != url
    first = fetch(speaking.public(), url).data
    kept = list(speaking.services.studio.shelf.folder.glob("*/*"))
    assert fetch(speaking.public(), url).data == first
    assert list(speaking.services.studio.shelf.folder.glob("*/*")) == kept


def test_lines_are_heard_with_a_pause_between(speaking: House) -> None:
    together = fetch(speaking.public(), url_of(speaking, text="Eins.\nZwei.")).data
    alone = [
        fetch(speaking.public(), url_of(speaking, text=one)).data for one in ("Eins.", "Zwei.")
    ]
    lengths = [sound.seconds(one) for one in alone]
    assert sound.seconds(together) == pytest.approx(sum(lengths) + sound.PAUSE, abs=0.01)


def test_kiosks_and_staff_of_the_office_may_ask(speaking: House) -> None:
    for role in ("kiosk", "clerk", "manager", "admin"):
        assert asks(speaking, role, GERMAN).status_code == 200, role
    assert code_of(speaking.public().post(SPEECH, GERMAN)) == (401, "unauthorized")
    assert code_of(asks(speaking, "display", GERMAN)) == (403, "forbidden")
    assert code_of(asks(speaking, "kiosk", GERMAN, "rosenweg")) == (403, "forbidden")
    assert code_of(speaking.device("kiosk").post(SPEECH, GERMAN)) == (400, "csrf")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"language": "de"},
        {"language": "de", "text": ""},
        {"language": "de", "text": " \u2068\n"},
        {"language": "de", "text": "a" * 601},
        {"language": "../de", "text": "Hallo"},
        {"language": "de", "text": 7},
        {"language": "de", "text": "Hallo", "voice": "x"},
    ],
)
def test_what_makes_no_sense_is_refused(speaking: House, body: dict[str, Any]) -> None:
    assert code_of(asks(speaking, "kiosk", body)) == (422, "invalid")


def test_a_language_without_a_voice_says_so(speaking: House) -> None:
    answer = asks(speaking, "kiosk", {"language": "xx", "text": "Hello"})
    assert code_of(answer) == (409, "voice_unavailable")


def test_a_house_without_a_synthesiser_says_so(house: House) -> None:
    answer = house.program("kiosk").post(SPEECH, GERMAN)
    assert code_of(answer) == (409, "voice_unavailable")


def test_nobody_lets_the_office_say_what_it_would_not(speaking: House, house: House) -> None:
    url = url_of(speaking)
    content, _, signature = url.removeprefix("/speech/").removesuffix(".wav").partition(".")
    other = url_of(speaking, text="Etwas anderes.").removeprefix("/speech/").partition(".")[0]
    for forged in (
        f"/speech/{other}.{signature}.wav",
        f"/speech/{content}.{signature[:-1]}.wav",
        f"/speech/{content}.wav",
        f"/speech/{content}.ä{signature[1:]}.wav",
        "/speech/x.wav",
    ):
        answer = fetch(speaking.public(), forged)
        assert (answer.status_code, json.loads(answer.data)["code"]) == (404, "unknown_speech")
    # Another installation has another key.
    assert fetch(house.public(), url).status_code == 404
    for bare in ("/speech/", "/speech", "/speech/.wav"):
        assert fetch(speaking.public(), bare).status_code == 404


def test_the_address_outlives_a_restart_and_an_empty_shelf(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'queue.sqlite3'}"
    furnish(url)
    with open_house(url, voice="espeak-ng") as before:
        address = url_of(before)
    with open_house(url, voice="espeak-ng") as after:
        assert fetch(after.public(), address).status_code == 200


# What displays are told


def called(house: House, language: str, number: int = 0) -> Any:
    """The row of a call on the board."""
    kiosk, clerk = house.program("kiosk"), house.program("clerk")
    counter = f"counter-{number + 1}"
    clerk.post(f"/counters/{counter}/open")
    ticket = kiosk.draws("residence", language=language)
    answer = clerk.post(f"/counters/{counter}/call", {"ticket": ticket["id"]})
    assert answer.status_code == 200, answer.text
    return row_of(house, ticket["id"])


def row_of(house: House, ticket: str) -> Any:
    board = house.program("display").get("/offices/lindenhof/board").get_json()
    answers.Board.model_validate(board)
    return next(one for one in board["calls"] if one["id"] == ticket)


def said(url: str) -> list[str]:
    """The words of an address: its first part, as the benchmark and the browser's tests read it."""
    content = url.removeprefix("/speech/").partition(".")[0]
    words = base64.urlsafe_b64decode(content + "=" * (-len(content) % 4)).decode()
    return words.split("\n")


def test_a_call_is_spoken_in_the_offices_language_and_the_tickets(speaking: House) -> None:
    row = called(speaking, "uk")
    number = int(row["number"][1:])
    assert [one["language"] for one in row["speech"]] == ["de", "uk"]
    german, ukrainian = row["speech"]
    assert said(german["url"]) == [
        f"de|Nummer A {number}", "de|Schalter 1", "de|Gang links, erste Tür",
    ]  # fmt: skip
    assert said(german["short"]) == [f"de|Nummer A {number}", "de|Schalter 1"]
    assert said(ukrainian["url"]) == [f"uk|Номер а {number}", "uk|Віконце 1"]
    for one in (german["url"], german["short"], ukrainian["url"]):
        assert fetch(speaking.public(), one).status_code == 200
    speaking.program("clerk").post("/counters/counter-1/finish")


def test_german_is_not_said_twice_and_who_has_come_is_not_spoken_of(speaking: House) -> None:
    clerk = speaking.program("clerk")
    row = called(speaking, "de-simple", 1)
    assert [one["language"] for one in row["speech"]] == ["de"]
    clerk.post("/counters/counter-2/start")
    assert row_of(speaking, row["id"])["speech"] == []
    clerk.post("/counters/counter-2/finish")


def test_a_call_that_was_taken_back_is_not_spoken_of(speaking: House) -> None:
    row = called(speaking, "de", 2)
    assert len(row["speech"]) == 1
    speaking.program("clerk").post("/counters/counter-3/undo")
    assert row_of(speaking, row["id"])["speech"] == []


def test_without_a_voice_the_board_is_silent(house: House) -> None:
    assert called(house, "uk")["speech"] == []


def test_another_way_has_another_address(speaking: House) -> None:
    studio = speaking.services.studio
    here, there = Phrase("de", "Gang links"), Phrase("de", "Gang rechts")
    assert studio.url([here]) == studio.url([here]) != studio.url([there])
