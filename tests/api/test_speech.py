"""What a kiosk wants spoken: who may ask, what is refused, and that the answer can be heard."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from queue_app.speech import sound
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
