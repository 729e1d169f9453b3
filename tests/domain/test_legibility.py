"""How large letters must be on a display, and from how far it can be read at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from queue_app.domain.legibility import letter_millimetres, readable_metres
from queue_app.domain.office import Display
from tests.support.builders import office

HALL = Display("hall", diagonal_inches=55, viewing_distance_metres=6)


def test_the_last_chair_decides_the_height_of_letters() -> None:
    assert letter_millimetres(HALL) == pytest.approx(73.2, abs=0.1)
    assert letter_millimetres(replace(HALL, viewing_distance_metres=8.2)) == pytest.approx(100)


def test_a_screen_can_be_read_from_so_far_as_its_size_allows() -> None:
    town = office()
    far = readable_metres(HALL, town)
    assert 10 < far < 13
    twice = replace(HALL, diagonal_inches=110)
    assert readable_metres(twice, town) == pytest.approx(2 * far)
    assert readable_metres(replace(HALL, upright=True), town) < far


def test_a_long_name_is_read_from_nearer() -> None:
    town = office()
    named = replace(town.counters["one"], names={"de": "Informationsschalter"})
    long = replace(town, counters={**town.counters, "one": named})
    numbered = replace(town.counters["one"], names={"de": "Schalter 14"}, direction="left")
    short = replace(town, counters={**town.counters, "one": numbered})
    upright = replace(HALL, upright=True)
    assert readable_metres(upright, long) < 0.6 * readable_metres(upright, short)
