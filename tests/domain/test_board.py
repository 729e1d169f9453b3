"""What the waiting room shows of the calls: today's, each with what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from queue_app import views
from tests.support.builders import MONDAY, office
from tests.support.story import Story

TUESDAY = MONDAY + timedelta(days=1)


def shown(story: Story, area: str | None = None) -> list[tuple[str, str]]:
    """Number and state of the calls on the board."""
    board = views.board(story.queue, story.now, None, area)
    return [(call["number"], call["state"]) for call in board["calls"]]


def test_who_left_or_expired_was_not_served() -> None:
    story = Story().at("15:00")
    bruno, britta = story.clerk().opens(), story.clerk("two", "Britta").opens()
    anna, _, ben, _ = (story.citizen(name).draws() for name in "ABCD")
    bruno.calls_next()
    britta.calls_next()
    anna.cancels()
    britta.finishes()
    bruno.calls(ben)
    story.later(minutes=1)
    bruno.misses()
    bruno.calls_next()
    assert shown(story) == [
        ("A004", "called"), ("A003", "no_show"), ("A002", "finished"), ("A001", "cancelled"),
    ]  # fmt: skip
    story.at("16:15")
    assert shown(story) == [
        ("A004", "expired"), ("A003", "expired"), ("A002", "finished"), ("A001", "cancelled"),
    ]  # fmt: skip


def test_an_undone_finish_or_a_further_leg_is_no_end() -> None:
    story = Story().at("09:00")
    bruno = story.clerk().opens()
    story.citizen().draws("id-card", also=("registration",))
    bruno.calls_next()
    bruno.finishes()
    assert shown(story) == [("A001", "serving")]
    bruno.finishes()
    assert shown(story) == [("A001", "finished")]
    bruno.undoes()
    assert shown(story) == [("A001", "serving")]


def test_the_next_morning_begins_with_an_empty_board() -> None:
    story = Story().at("15:00")
    bruno = story.clerk().opens()
    story.citizen().draws()
    bruno.calls_next()
    story.at("23:59")
    assert shown(story) == [("A001", "expired")]
    story.at("07:30", TUESDAY)
    assert shown(story) == []
    story.at("08:00", TUESDAY)
    bruno.opens()
    story.citizen().draws()
    bruno.calls_next()
    assert shown(story) == [("A001", "called")]


def test_a_busy_area_does_not_push_out_the_calls_of_a_quiet_one() -> None:
    town = office()
    upstairs = {"three": replace(town.counters["three"], area="upstairs")}
    story = Story(replace(town, counters={**town.counters, **upstairs})).at("08:00")
    quiet, busy = story.clerk("three", "Britta").opens(), story.clerk().opens()
    for number in range(22):
        story.citizen(f"P{number}").draws("parking")
        quiet.calls_next()
    for number in range(60):
        story.citizen(f"A{number}").draws()
        busy.calls_next()
    assert [number for number, _ in shown(story, "upstairs")][::21] == ["P022", "P001"]
    assert len(shown(story, "main")) >= 20
    assert shown(story)[0] == ("A060", "called")


def test_texts_are_in_the_languages_that_are_shown() -> None:
    town = office()
    four = {"de": "Platz 4", "en": "Place 4", "ar": "مكان 4", "tr": "Yer 4"}
    some = replace(town.counters["one"], names=four, way={"tr": "Sağda"})
    town = replace(
        town, languages=("de", "de-simple", "ar"), counters={**town.counters, "one": some}
    )
    story = Story(town).at("08:00")
    bruno = story.clerk().opens()
    for language in ("ar", "de-simple"):
        story.citizen(language).draws(language=language)
        bruno.calls_next()
    board = views.board(story.queue, story.now, None)
    simple, arabic = (call["counter"] for call in board["calls"])
    assert arabic["names"] == {"de": "Platz 4", "ar": "مكان 4"}
    assert simple["names"] == {"de": "Platz 4"}
    assert simple["way"] == {"tr": "Sağda"}
    assert all(list(wait["service"]["names"]) == ["en"] for wait in board["waits"])
