"""Every text of the pages stands in every catalogue, and says the same thing with the same figures."""

from pathlib import Path

import pytest

from queue_app.translations import (
    DOMAINS,
    Catalogue,
    TranslationError,
    Translations,
    language,
    read_catalogue,
)
from queue_app.translations.sources import (
    CATALOGUES,
    Message,
    audience,
    compare,
    differences,
    figures_agree,
    used,
)


@pytest.fixture(scope="module")
def translations() -> Translations:
    return Translations()


def test_no_text_is_missing_unused_or_changed_in_its_figures() -> None:
    found = differences()

    assert not found, "\n".join(map(str, found))


def test_the_pages_use_texts_of_both_domains() -> None:
    texts = used()

    assert "soon" in texts["citizen"]
    assert "soon" in texts["staff"]


def test_a_text_that_no_catalogue_has_is_missing() -> None:
    asked: dict[str, Message] = {"never said": "never said", "one x": ("one x", "%(n)s x")}

    assert compare("de", "citizen", asked).missing == ["never said", "one x"]


def test_figures_that_a_translation_drops_or_invents_are_found() -> None:
    assert not figures_agree("back by %(time)s", "zurück")
    assert not figures_agree("back", "zurück um %(time)s")
    assert figures_agree(
        ("one of %(all)s", "%(n)s of %(all)s"), ("eine von %(all)s", "%(n)s/%(all)s")
    )
    assert not figures_agree(("one of %(all)s", "%(n)s of %(all)s"), ("eine", "%(n)s"))


@pytest.mark.parametrize(
    ("path", "domains"),
    [
        ("kiosk/static/start.js", ("citizen",)),
        ("queue_app/web/static/phone/page.js", ("citizen",)),
        ("queue_app/web/static/desk/page.js", ("staff",)),
        ("queue_app/web/static/stroke.js", DOMAINS),
        ("queue_app/web/templates/layout.html", DOMAINS),
        ("queue_app/web/templates/login.html", ("staff",)),
    ],
)
def test_every_file_has_its_readers(path: str, domains: tuple[str, ...]) -> None:
    assert audience(path) == domains


def test_german_is_spoken_and_english_is_the_source(translations: Translations) -> None:
    german = translations.text("de", "citizen")
    english = translations.text("en", "citizen")

    assert german.gettext("soon") == "gleich"
    assert english.gettext("soon") == "soon"
    assert english.ngettext("one person", "%(n)s people", 1) == "one person"
    assert english.ngettext("one person", "%(n)s people", 2) == "%(n)s people"


def test_an_unknown_language_is_answered_in_the_offices_first(translations: Translations) -> None:
    assert translations.choose("xx", ["de", "en"]) == "de"
    assert translations.choose(None, ["en", "de"]) == "en"
    assert translations.choose("en", ["de", "en"]) == "en"
    assert translations.choose("de", ["xx"]) == "en"


def test_the_browser_gets_the_plural_of_every_number(translations: Translations) -> None:
    texts = translations.text("de", "citizen").for_browser()

    assert texts["plurals"] == "10" + "1" * 198 or texts["plurals"] == "1" + "0" + "1" * 198


def test_plural_rules_repeat_each_hundred() -> None:
    for path in CATALOGUES.glob("*/citizen.po"):
        catalog = read_catalogue(path, path.parent.name)
        catalogue = Catalogue(path.parent.name, ("citizen",), {}, catalog.plural_expr, None)
        for n in range(200, 1200):
            assert catalogue.plural_index(n) == int(catalogue.plurals[100 + n % 100])


def test_languages_call_themselves_and_know_their_direction(translations: Translations) -> None:
    names = {one.id: one.name for one in translations.languages()}

    assert names["de"] == "Deutsch"
    assert names["en"] == "English"
    assert language("ar").dir == "rtl"
    assert language("de").dir == "ltr"


def test_a_catalogue_says_whether_a_native_speaker_reviewed_it(tmp_path: Path) -> None:
    _write(tmp_path, "de", "# Native review: Anna Beispiel, 2026-11-20\n")
    _write(tmp_path, "fr", "# Native review: none\n")

    found = Translations(tmp_path)

    assert found.text("de", "citizen").reviewed_by == "Anna Beispiel, 2026-11-20"
    assert found.unreviewed(["de", "fr", "en"]) == [("fr", "citizen")]


def test_a_broken_catalogue_is_named(tmp_path: Path) -> None:
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "citizen.po").write_text("this is no catalogue\n", encoding="utf-8")

    with pytest.raises(TranslationError, match=r"citizen\.po"):
        Translations(tmp_path)


def _write(folder: Path, language_id: str, header: str) -> None:
    (folder / language_id).mkdir()
    entries = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    text = header + entries + 'msgid "soon"\nmsgstr "x"\n'
    (folder / language_id / "citizen.po").write_text(text, encoding="utf-8")
