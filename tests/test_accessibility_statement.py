"""docs/accessibility.md: every criterion has its row, and every test that a row names exists."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
STATEMENT = (ROOT / "docs" / "accessibility.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+(?:\.\d+)+) \|(.*)\|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
WITHOUT_TEST = ("Not applicable: ", "Not met", "the city's hardware", "The city's hardware")

# WCAG 2.2, levels A and AA: how many criteria each guideline has and which numbers.
WCAG = {
    "1.1": [1], "1.2": [1, 2, 3, 4, 5], "1.3": [1, 2, 3, 4, 5],
    "1.4": [1, 2, 3, 4, 5, 10, 11, 12, 13], "2.1": [1, 2, 4], "2.2": [1, 2], "2.3": [1],
    "2.4": [1, 2, 3, 4, 5, 6, 7, 11], "2.5": [1, 2, 3, 4, 7, 8], "3.1": [1, 2],
    "3.2": [1, 2, 3, 4, 6], "3.3": [1, 2, 3, 4, 7, 8], "4.1": [2, 3],
}  # fmt: skip


def rows(chapter: str) -> dict[str, str]:
    """The rows of a chapter by their number."""
    inside = STATEMENT.split(f"\n## {chapter}", 1)[1].split("\n## ", 1)[0]
    return dict(ROW.findall(inside))


def test_every_criterion_of_wcag_has_its_row() -> None:
    expected = [f"{guideline}.{n}" for guideline, numbers in WCAG.items() for n in numbers]
    assert list(rows("WCAG 2.2")) == expected
    assert len(expected) == 55


def test_every_row_names_its_tests_or_says_honestly_why_not() -> None:
    all_rows = rows("WCAG 2.2") | rows("EN 301 549")
    bare = [
        number
        for number, row in all_rows.items()
        if not NAMED.search(row) and not any(words in row for words in WITHOUT_TEST)
    ]
    assert bare == []
    assert len(all_rows) > 90


def test_every_test_that_is_named_exists() -> None:
    named = set(NAMED.findall(STATEMENT))
    missing = [
        f"{file}::{name}"
        for file, name in sorted(named)
        if not (ROOT / file).exists()
        or f"\ndef {name}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]
    assert missing == []
    assert len(named) > 30


def test_nothing_is_claimed_that_nobody_gave() -> None:
    assert not re.search(r"certifi|zertifi|fully compliant", STATEMENT, re.IGNORECASE)
