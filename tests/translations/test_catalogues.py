"""Every text of the pages stands in every catalogue, and says the same thing with the same figures."""

from pathlib import Path

import pytest
from babel.messages.plurals import get_plural

from queue_app.translations import (
    DOMAINS,
    LANGUAGE_NAMES,
    Catalogue,
    TranslationError,
    Translations,
    language,
    read_catalogue,
    usual,
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
from queue_app.translations.wishes import best

CITIZENS = sorted(set(LANGUAGE_NAMES) - {"en"})


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


def test_citizens_are_spoken_to_in_fifteen_languages_and_staff_in_two(
    translations: Translations,
) -> None:
    assert [one.id for one in translations.languages("citizen")] == list(LANGUAGE_NAMES)
    assert [one.id for one in translations.languages("staff")] == ["de", "en"]
    assert len(LANGUAGE_NAMES) == 15


@pytest.mark.parametrize("language_id", CITIZENS)
def test_every_plural_has_the_forms_of_its_language(language_id: str) -> None:
    catalog = read_catalogue(CATALOGUES / language_id / "citizen.po", language_id)
    forms = get_plural(usual(language_id))

    assert (catalog.num_plurals, catalog.plural_expr) == (forms.num_plurals, forms.plural_expr)
    plurals = [one.string for one in catalog if isinstance(one.string, tuple | list)]
    assert plurals
    assert {len(one) for one in plurals} == {forms.num_plurals}


@pytest.mark.parametrize(
    ("language_id", "spoken"),
    [
        ("ar", ["لا أحد قبلك.", "قبلك شخص واحد.", "قبلك شخصان.", "قبلك %(n)s أشخاص.", "قبلك %(n)s شخصًا."]),
        ("pl", ["Przed Państwem jest %(n)s osób.", "Przed Państwem jest %(n)s osoba.",
                "Przed Państwem są %(n)s osoby.", "Przed Państwem są %(n)s osoby.",
                "Przed Państwem jest %(n)s osób."]),
        ("tr", ["Önünüzde %(n)s kişi var."] * 5),
    ],
)  # fmt: skip
def test_people_are_counted_as_the_language_counts(
    translations: Translations, language_id: str, spoken: list[str]
) -> None:
    texts = translations.text(language_id, "citizen")
    one, many = "%(n)s person is ahead of you.", "%(n)s people are ahead of you."

    assert [texts.ngettext(one, many, n) for n in (0, 1, 2, 3, 11)] == spoken


@pytest.mark.parametrize(
    "path", sorted(CATALOGUES.glob("*/*.po")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_every_catalogue_says_who_reviewed_it(path: Path) -> None:
    assert "# Native review: " in path.read_text(encoding="utf-8").partition("msgid")[0]


def test_between_right_to_left_words_values_stand_apart(translations: Translations) -> None:
    arabic = translations.text("ar", "citizen").isolated({"range": "12–18"})
    german = translations.text("de", "citizen").isolated({"range": "12–18"})

    assert arabic == {"range": "\u206812–18\u2069"}
    assert german == {"range": "12–18"}


@pytest.mark.parametrize(
    ("wishes", "found"),
    [
        ([("de-AT", 1)], "de"),
        ([("fr-CH", 1), ("en", 0.9)], "fr"),
        ([("en", 0.9), ("fr-CH", 1)], "fr"),
        ([("zh-Hant-TW", 1), ("uk-UA", 0.5)], "uk"),
        ([("sr-Latn-RS", 1)], "hr"),
        ([("bs", 1)], "hr"),
        ([("prs-AF", 1), ("de", 0.1)], "fa"),
        ([("ar-SY", 1)], "ar"),
        ([("de-simple", 1)], "de-simple"),
        ([("AR", 1)], "ar"),
        ([("tr", 0), ("pl", 0.1)], "pl"),
        ([("*", 1)], None),
        ([("ja", 1)], None),
        ([], None),
    ],
)
def test_a_browser_gets_what_it_wishes_for(
    wishes: list[tuple[str, float]], found: str | None
) -> None:
    assert best(wishes, list(LANGUAGE_NAMES)) == found


def test_another_text_gives_another_fingerprint(tmp_path: Path) -> None:
    _write(tmp_path, "de", "")
    before = Translations(tmp_path).text("de", "citizen").fingerprint
    path = tmp_path / "de" / "citizen.po"
    path.write_text(path.read_text(encoding="utf-8").replace('"x"', '"y"'), encoding="utf-8")

    assert Translations(tmp_path).text("de", "citizen").fingerprint != before
