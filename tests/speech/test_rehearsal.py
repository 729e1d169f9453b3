"""What is said beforehand: the likeliest first, a little at a time, and never in anybody's way."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from queue_app.domain.office import Office
from queue_app.speech import rehearsal as r
from queue_app.speech.espeak import Espeak, find_library
from queue_app.speech.finding import remarks
from queue_app.speech.shelf import Shelf
from queue_app.speech.studio import Studio
from queue_app.speech.voice import NullVoice, Phrase
from queue_app.speech.wording import Wording
from queue_app.storage.offices import to_office
from queue_app.translations import Translations
from tests.api.people import TUESDAY, config_for
from tests.support.builders import FrozenClock
from tests.support.story import Story

WORDING = Wording(Translations())


@pytest.fixture
def story() -> Story:
    """Lindenhof in two languages."""
    office: Office = to_office(config_for("sqlite:///unused").offices[0])
    return Story(replace(office, languages=("de", "uk")))


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    library = find_library()
    assert library is not None
    made = Studio(Espeak(library), Shelf(tmp_path), b"key", FrozenClock(TUESDAY))
    yield made
    made.close()


def test_places_come_first_then_who_waits_then_the_next_numbers_of_each_series(
    story: Story,
) -> None:
    story.citizen("Anna").draws("id-card", language="uk")
    story.citizen("Bruno").draws("residence")
    found = list(r.expected(story.queue, story.now, WORDING, lambda _language: True))
    assert found[:2] == [Phrase("de", "Schalter 1"), Phrase("de", "Gang links, erste Tür")]
    begin = found.index(Phrase("de", "Nummer C 1"))
    assert found[begin : begin + 3] == [
        Phrase("de", "Nummer C 1"),
        Phrase("uk", "Номер це 1"),
        Phrase("de", "Nummer A 1"),
    ]
    ahead = found[begin + 3 :]
    assert ahead[:3] == [Phrase("de", f"Nummer {one}") for one in ("A 2", "B 1", "C 2")]
    series = len(story.office.services)
    assert len(ahead) == 2 * series * r.NEXT
    assert ahead[len(ahead) // 2] == Phrase("uk", "Номер а 2")


def test_languages_without_a_voice_and_series_that_nobody_serves_are_left_out(
    story: Story,
) -> None:
    only = {"info": story.office.counters["info"]}
    queue = Story(replace(story.office, counters=only)).queue
    found = list(r.expected(queue, story.now, WORDING, lambda language: language == "de"))
    assert {one.language for one in found} == {"de"}
    letters = {one.words.split()[1] for one in found if one.words.startswith("Nummer")}
    assert letters == {"D", "F", "G", "H"}


def test_it_goes_on_a_little_at_a_time_until_all_is_there(story: Story, studio: Studio) -> None:
    story.office = replace(story.office, languages=("de",), counters={})
    story.queue.office = story.office
    story.citizen("Anna").draws("id-card")
    story.citizen("Bruno").draws("id-card")
    rehearsal = r.Rehearsal(studio, WORDING)
    assert rehearsal.progress(story.queue) == r.Progress(0, 2)
    rehearsal.go_on(story.queue)
    assert rehearsal.progress(story.queue) == r.Progress(0, 2), "just started: it waits"
    rehearsal.rehearse(story.queue)
    assert rehearsal.progress(story.queue) == r.Progress(2, 2)
    assert studio.has(Phrase("de", "Nummer C 1"))
    assert not studio.has(Phrase("de", "Nummer C 3"))


def test_nothing_is_said_beforehand_where_nobody_speaks(story: Story, tmp_path: Path) -> None:
    silent = Studio(NullVoice(), Shelf(tmp_path), b"key", story.clock)
    rehearsal = r.Rehearsal(silent, WORDING)
    rehearsal.rehearse(story.queue)
    assert rehearsal.progress(story.queue) == r.Progress(0, 0)


def test_the_shelf_lets_go_of_what_nobody_hears_and_of_the_oldest(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for n, days in enumerate((40, 3, 2, 1)):
        shelf.put(f"{n}0000", bytes(100))
        then = (TUESDAY - timedelta(days=days)).timestamp()
        os.utime(tmp_path / f"{n}0" / "000.wav", (then, then))
    assert shelf.get("20000", TUESDAY) is not None  # heard again: the newest now
    assert shelf.sweep(TUESDAY, most_bytes=200) == 2
    assert [shelf.has(f"{n}0000") for n in range(4)] == [False, False, True, True]


def test_a_folder_that_cannot_be_written_is_an_empty_shelf(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    shelf = Shelf(blocked)
    shelf.put("abcdef", b"sound")
    assert shelf.get("abcdef", TUESDAY) is None
    assert shelf.sweep(TUESDAY) == 0


def test_check_says_what_speaks() -> None:
    assert remarks("off", ["de"]) == [
        ("speech is switched off: displays sound their gong alone", False)
    ]
    spoken, silent = remarks("espeak-ng", ["de", "xx"])
    assert spoken[0].startswith("displays speak by espeak-ng 1.")
    assert silent == ("it has no voice for xx", False)
