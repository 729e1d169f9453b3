"""What a voice says of a call: letters by name, numbers as the language says them, no word lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from queue_app import config as c
from queue_app.domain.office import Office
from queue_app.speech import sound
from queue_app.speech.espeak import Espeak, Library, find_library
from queue_app.speech.kiosk import phrases
from queue_app.speech.voice import NullVoice, Phrase, Unspoken
from queue_app.speech.wording import LATIN, Wording
from queue_app.storage.offices import to_office
from queue_app.translations import LANGUAGE_NAMES, Translations
from tests.api.people import config_for
from tests.speech.people import samples_of

WORDING = Wording(Translations())


@pytest.fixture(scope="module")
def lindenhof() -> Office:
    office: c.OfficeConfig = config_for("sqlite:///unused").offices[0]
    return to_office(office)


@pytest.fixture(scope="module")
def voice() -> Iterator[Espeak]:
    library = find_library()
    assert library is not None
    made = Espeak(library)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("language", "full"),
    [
        ("de", ["Nummer A 17", "Schalter 3", "Gang rechts, zweite Tür"]),
        ("de-simple", ["Nummer A 17", "Schalter 3", "Gang rechts, zweite Tür"]),
        ("en", ["Number eigh 17", "Counter 3", "Corridor right, second door"]),
        ("uk", ["Номер а 17", "Віконце 3"]),
        ("ar", ["الرقم A 17", "الشباك 3"]),
        ("pl", ["Numer a 17", "Stanowisko 3"]),
    ],
)
def test_number_counter_and_the_way_where_there_are_words_for_it(
    lindenhof: Office, language: str, full: list[str]
) -> None:
    said = WORDING.announcement(lindenhof, "A017", "counter-3", language)
    assert [one.words for one in said.full] == full
    assert said.short == said.full[:2]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("A001", "Nummer A 1"),
        ("C120", "Nummer C 120"),
        ("AB007", "Nummer A B 7"),
        ("042", "Nummer 42"),
        ("Ä030", "Nummer Ä 30"),
        ("A-5", "Nummer A - 5"),
        ("X", "Nummer X"),
    ],
)
def test_a_number_is_said_without_the_zeros_before_it(number: str, words: str) -> None:
    assert WORDING.number(number, "de").words == words


@pytest.mark.parametrize("language", LANGUAGE_NAMES)
def test_every_language_names_every_letter(language: str) -> None:
    said = [WORDING.number(f"{letter}001", language).words for letter in LATIN]
    assert len(set(said)) == len(LATIN)
    assert all(one.split()[1] for one in said)


def test_a_counter_without_a_name_in_the_language_is_said_in_the_offices(
    lindenhof: Office,
) -> None:
    window = replace(lindenhof.counters["counter-1"], names={"de": "Schalter 1"})
    here = replace(lindenhof, counters={"counter-1": window})
    assert WORDING.counter(lindenhof, "counter-1", "tr") == Phrase("tr", "Gişe 1")
    assert WORDING.counter(here, "counter-1", "tr") == Phrase("de", "Schalter 1")
    assert WORDING.counter(here, "counter-1", "de-simple") == Phrase("de-simple", "Schalter 1")
    assert WORDING.counter(lindenhof, "gone", "tr") == Phrase("de", "gone")


@pytest.mark.parametrize("language", LANGUAGE_NAMES)
def test_every_language_is_really_heard(lindenhof: Office, voice: Espeak, language: str) -> None:
    assert voice.speaks(language)
    said = WORDING.announcement(lindenhof, "A017", "counter-3", language)
    for phrase in said.full:
        heard = voice.say(phrase)
        samples = samples_of(heard)
        assert 0.5 < sound.seconds(heard) < 5, phrase
        assert 0.25 < abs(samples).max() <= sound.PEAK + 0.01
        assert (samples**2).mean() ** 0.5 == pytest.approx(sound.LEVEL, rel=0.15)


def test_easy_german_is_slower(voice: Espeak) -> None:
    words = "Bitte gehen Sie zum Schalter"
    usual, easy = (sound.seconds(voice.say(Phrase(one, words))) for one in ("de", "de-simple"))
    assert easy > usual * 1.08


def test_a_process_that_ended_is_replaced_and_an_unknown_voice_says_nothing(voice: Espeak) -> None:
    first = voice.say(Phrase("de", "Hallo"))
    assert voice._process is not None
    voice._process.kill()
    voice._process.wait()
    again = voice.say(Phrase("de", "Hallo"))
    assert sound.seconds(again) == pytest.approx(sound.seconds(first), rel=0.2)
    with pytest.raises(Unspoken, match="nothing can be heard"):
        voice.say(Phrase("xx", "Hallo"))


def test_a_library_that_cannot_be_loaded_keeps_nobody_waiting(tmp_path: Path) -> None:
    broken = Espeak(Library(str(tmp_path / "nothing.so")))
    with pytest.raises(Unspoken, match="does not answer"):
        broken.say(Phrase("de", "Hallo"))
    with pytest.raises(Unspoken, match="a moment ago"):
        broken.say(Phrase("de", "Hallo"))


def test_nobody_speaks_where_nothing_is_installed() -> None:
    assert not NullVoice().speaks("de")
    assert NullVoice().name == ""
    with pytest.raises(Unspoken):
        NullVoice().say(Phrase("de", "Hallo"))


def test_signs_that_nobody_hears_are_left_out() -> None:
    said = phrases("ar", "الرقم \u2068A 17\u2069\n\n\x07 \u202b\nشكرًا")
    assert said == [Phrase("ar", "الرقم A 17"), Phrase("ar", "شكرًا")]
    assert phrases("fa", "می\u200cخواهم") == [Phrase("fa", "می\u200cخواهم")]
