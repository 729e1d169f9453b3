"""The slip as a reader that knows nothing of us sees it: its size, its words, its QR code."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pypdf
import pytest
from reportlab.pdfbase import pdfmetrics

from queue_app.printing.script import ltr, visual
from queue_app.printing.slip import render_slip
from queue_app.printing.typeface import BOLD, REGULAR, embedded, pieces, width, wrapped
from queue_app.translations import LANGUAGE_NAMES, RIGHT_TO_LEFT
from tests.printing.people import DASH, URL, annas_slip, translations
from tests.support.paper import pdf_pages, pdf_text, qr_codes

MILLIMETRE = 72 / 25.4


@pytest.fixture(scope="module")
def slip() -> Any:
    """Anna's slip on paper; a test says what is different."""

    def render(**different: Any) -> bytes:
        return render_slip(annas_slip(**different))

    return render


def words(data: bytes) -> str:
    return " ".join(pdf_text(data).split())


def test_one_page_of_80_millimetres(slip: Any) -> None:
    reader = pypdf.PdfReader(BytesIO(slip()))

    assert len(reader.pages) == 1
    assert float(reader.pages[0].mediabox.width) == pytest.approx(80 * MILLIMETRE, abs=0.01)


def test_it_says_everything_that_anna_needs(slip: Any) -> None:
    text = words(slip())

    for expected in (
        "Bürgeramt Lindenhof",
        "A048",
        "Wohnsitz an-, um- oder abmelden",
        f"12{DASH}18 Minuten",
        f"10:34{DASH}10:40",
        "jetzt 10:22",
        "7 Personen sind vor Ihnen.",
        "Wohnungsgeberbestätigung",
        "13,00 €",
        "Dienstag, 24. November 2026, 10:22 Uhr",
    ):
        assert expected in text


def test_the_qr_code_opens_her_page(slip: Any) -> None:
    picture = pdf_pages(slip())[0]

    assert qr_codes(picture) == [URL]


def test_a_long_address_is_still_read_from_thermal_paper(slip: Any) -> None:
    address = f"https://wartezeiten.stadtverwaltung-musterstadt.example/buergeramt/t/{'x' * 43}"

    assert qr_codes(pdf_pages(slip(url=address))[0]) == [address]


def test_it_names_itself_and_its_language(slip: Any) -> None:
    reader = pypdf.PdfReader(BytesIO(slip()))

    assert reader.metadata is not None
    assert reader.metadata.title == "Nummer A048"
    assert reader.metadata.author == "Bürgeramt Lindenhof"
    assert str(reader.root_object["/Lang"]) == "de"


def test_the_typeface_travels_with_it(slip: Any) -> None:
    resources: Any = pypdf.PdfReader(BytesIO(slip())).pages[0]["/Resources"]
    fonts = [one.get_object() for one in resources["/Font"].values()]
    used = [one for one in fonts if "Hyperlegible" in one["/BaseFont"]]

    assert len(used) == 2
    assert all("/FontFile2" in one["/FontDescriptor"] for one in used)


def test_the_same_slip_is_the_same_bytes(slip: Any) -> None:
    assert slip() == slip()


def test_english_speaks_english_and_keeps_24_hours(slip: Any) -> None:
    afternoon = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
    text = words(slip(language="en", issued_at=afternoon, ahead=1))

    assert f"12{DASH}18 minutes" in text
    assert "1 person is ahead of you." in text
    assert "Tuesday, November 24, 2026, 15:05" in text


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ((0, 180), "gleich"),
        ((3600, 4800), "60 Minuten"),
        ((600, 600), "10 Minuten"),
        ((2400, 4200), f"40{DASH}70 Minuten"),
    ],
)
def test_every_kind_of_range_is_worded(
    slip: Any, shown: tuple[float, float], expected: str
) -> None:
    assert expected in words(slip(estimate_shown=shown))


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        ("insufficient", "lässt sich noch nicht sagen"),
        ("nobody_serving", "Zurzeit bedient das kein Schalter."),
    ],
)
def test_without_an_estimate_it_says_so(slip: Any, basis: str, expected: str) -> None:
    text = words(slip(estimate_shown=None, basis=basis))

    assert expected in text
    assert "Minuten" not in text
    assert "7 Personen sind vor Ihnen." in text


def test_nobody_ahead_and_not_known_how_many(slip: Any) -> None:
    assert "Niemand ist vor Ihnen." in words(slip(ahead=0))
    assert "vor Ihnen" not in words(slip(ahead=None))


def test_the_range_is_counted_from_the_estimate(slip: Any) -> None:
    later = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    text = words(slip(estimated_at=later))

    assert f"10:42{DASH}10:48" in text
    assert "10:22 Uhr" in text


def test_the_hour_of_the_changing_clocks_is_the_offices(slip: Any) -> None:
    night = datetime(2026, 10, 25, 0, 50, tzinfo=UTC)

    assert "2:50 Uhr" in words(slip(issued_at=night, estimate_shown=None))


@pytest.mark.parametrize("number", ["A048", "AB1000", "W999", "048"])
def test_no_number_leaves_the_paper(slip: Any, number: str) -> None:
    data = slip(number=number)
    picture = pdf_pages(data)[0].convert("L")
    edge = int(picture.width * 4 / 80)

    assert number in words(data)
    for x in (0, picture.width - edge):
        strip = picture.crop((x, 0, x + edge, picture.height))
        assert strip.getextrema() == (255, 255)


def test_words_without_an_end_are_broken(slip: Any) -> None:
    endless = "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung"
    lines = wrapped(endless, BOLD, 14, 190)

    assert "".join(lines) == endless
    assert len(lines) > 1
    assert all(width(line, BOLD, 14) <= 190 for line in lines)
    assert "".join(pdf_text(slip(service=endless)).split()).count(endless) == 1


SCRIPTS = {
    "tr": ("İkamet kaydı", "Önünüzde 7 kişi var."),
    "uk": ("Реєстрація місця проживання", "Перед вами 7 осіб."),
    "bg": ("Адресна регистрация", "Пред вас има 7 души."),
    "ar": ("تسجيل عنوان السكن", None),
    "fa": ("ثبت نشانی می\u200cخواهم", None),
}


@pytest.mark.parametrize("language", SCRIPTS)
def test_every_script_is_set_from_letters_that_the_typeface_has(slip: Any, language: str) -> None:
    service, sentence = SCRIPTS[language]
    data = slip(language=language, service=service, documents=[service])

    assert all(_has_glyph(letter) for letter in visual(service, rtl=True))
    assert qr_codes(pdf_pages(data)[0]) == [URL]
    assert f"12{DASH}18" in words(data)
    assert f"10:34{DASH}10:40" in words(data)
    assert sentence is None or sentence in words(data)


@pytest.mark.parametrize("language", sorted(set(LANGUAGE_NAMES)))
def test_every_letter_of_every_catalogue_can_be_printed(language: str) -> None:
    texts = translations().text(language, "citizen").messages.values()
    said = [form for one in texts for form in ([one] if isinstance(one, str) else one)]
    letters = {letter for form in said for letter in visual(form, rtl=language in RIGHT_TO_LEFT)}

    assert {letter for letter in letters if not _has_glyph(letter)} == set()


def test_arabic_letters_join_and_lines_run_from_the_right(slip: Any) -> None:
    data = slip(language="ar", service="السكن")
    picture = pdf_pages(data)[0].convert("L")

    assert visual("السكن", rtl=True) == "\ufee6\ufedc\ufeb4\ufedf\ufe8d"
    left, _, right, _ = picture.point(lambda level: 255 - level).crop(
        (0, 0, picture.width, int(picture.height * 0.04))
    ).getbbox() or (0, 0, 0, 0)
    assert picture.width - right < left


def test_ranges_and_brackets_keep_their_order_between_arabic_words() -> None:
    assert visual(f"نحو {ltr('12–18')} دقيقة", rtl=True).split()[1] == "12–18"
    assert visual("(Ausweis)", rtl=True) == "(Ausweis)"
    assert visual("A048", rtl=True) == "A048"


def test_a_language_of_germany_is_written_as_such(slip: Any) -> None:
    reader = pypdf.PdfReader(BytesIO(slip(language="de-simple")))

    assert str(reader.root_object["/Lang"]) == "de-simple"
    assert "Dienstag, 24. November 2026" in words(slip(language="de-simple"))


def _has_glyph(letter: str) -> bool:
    embedded()
    [(face, _)] = pieces(letter, REGULAR)
    font: Any = pdfmetrics.getFont(face)
    return ord(letter) in font.face.charToGlyph
