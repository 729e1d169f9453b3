"""The slip as a thermal printer understands it: byte by byte, and as what comes out."""

from __future__ import annotations

import pytest
from PIL import Image

from queue_app.printing.escpos import Device, is_latin, render_escpos
from queue_app.printing.raster import dots
from queue_app.printing.slip import render_slip
from queue_app.printing.slip_content import Slip
from queue_app.translations import LANGUAGE_NAMES
from tests.printing.people import DASH, URL, annas_slip
from tests.support import thermal
from tests.support.paper import pdf_pages, qr_codes, zbar
from tests.support.thermal import Paper

INITIALISE, CUT = b"\x1b@", b"\x1dV\x01"


def printed(slip: Slip, device: Device | None = None) -> Paper:
    return thermal.read(render_escpos(slip, device))


def only(paper: Paper) -> thermal.Slip:
    (slip,) = paper.slips
    return slip


def test_a_short_slip_byte_by_byte() -> None:
    slip = annas_slip(
        office_name="Amt", number="A1", service="Auskunft", documents=(), ahead=0,
        estimate_shown=(600, 600), url="https://q.example/t/x",
    )  # fmt: skip
    plain, bold, tall, double = (
        b"\x1d!\x00\x1bE\x00",
        b"\x1d!\x00\x1bE\x01",
        b"\x1d!\x01",
        b"\x1d!\x11",
    )
    rule = plain + b"-" * 48 + b"\n"

    assert render_escpos(slip) == b"".join(
        (
            INITIALISE,
            bold, b"\x1bt\x00Amt\n", rule,
            plain, b"Ihre Nummer\n",
            b"\n", b"\x1d!\x77\x1bE\x01", b"A1\n", b"\n",
            tall, b"\x1bE\x01", b"Auskunft\n", rule,
            plain, b"Sie warten noch etwa\n",
            double, b"\x1bE\x01", b"10 Minuten\n",
            bold, b"10:32\n",
            bold, b"Niemand ist vor Ihnen.\n", rule,
            bold, b"Mit dem Handy mitnehmen und drau\xe1en warten\n",
            plain, b"Der Code \x94ffnet eine Seite, die zeigt, wann Sie\n", b"dran sind.\n",
            b"\n",
            b"\x1d(k\x04\x001A2\x00", b"\x1d(k\x03\x001C\x09", b"\x1d(k\x03\x001E1",
            b"\x1d(k\x18\x001P0https://q.example/t/x", b"\x1d(k\x03\x001Q0",
            b"\n", rule,
            plain, b"Achten Sie auf den Bildschirm und den Gong.\n",
            plain, b"Dienstag, 24. November 2026, 10:22 Uhr\n",
            b"\x1bd\x06", CUT,
        )
    )  # fmt: skip


def test_letters_of_its_own_say_everything_that_anna_needs() -> None:
    slip = only(printed(annas_slip()))

    for expected in (
        "Bürgeramt Lindenhof",
        "Wohnsitz an-, um- oder abmelden",
        f"12{DASH}18 Minuten",
        f"10:34{DASH}10:40",
        "7 Personen sind vor Ihnen.",
        "[ ] Wohnungsgeberbestätigung",
        "[ ] 13,00 €",
        "Dienstag, 24. November 2026, 10:22 Uhr",
    ):
        assert expected in slip.text
    assert slip.pictures == []
    assert slip.codes == [URL]
    assert slip.cut == "part"


def test_the_number_is_as_wide_as_the_paper() -> None:
    slip = only(printed(annas_slip()))

    assert slip.sizes[slip.lines.index("A048")] == (8, 8)
    long = only(printed(annas_slip(number="AB10000")))
    wide, _ = long.sizes[long.lines.index("AB10000")]
    assert wide * len("AB10000") <= 48


@pytest.mark.parametrize("columns", [32, 48])
def test_no_line_is_longer_than_the_paper(columns: int) -> None:
    slip = only(printed(annas_slip(service="x" * 100), Device(dots=columns * 12)))

    for line, (wide, _) in zip(slip.lines, slip.sizes, strict=True):
        assert len(line) * wide <= columns


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("pl", "Złożenie wniosku o dowód osobisty, ważność 3 miesiące"),
        ("tr", "Kimlik kartı başvurusu, şimdi değişik"),
        ("fr", "Déménagement à l\N{RIGHT SINGLE QUOTATION MARK}œuvre"),
        ("hr", "Prijava boravišta, žurno, đačka"),
    ],
)
def test_latin_languages_come_in_code_pages(language: str, words: str) -> None:
    slip = only(printed(annas_slip(service=words)))

    assert words in slip.text, language
    assert slip.pictures == []


@pytest.mark.parametrize(
    "words",
    ["Подати заяву на паспорт", "تسجيل السكن", "ثبت محل سکونت", "Ĉu vi, 山田?"],
    ids=["uk", "ar", "fa", "signs"],
)
def test_what_needs_shaping_or_is_in_no_code_page_comes_as_a_picture(words: str) -> None:
    slip = only(printed(annas_slip(service=words)))

    assert slip.text == ""
    assert slip.codes == []
    assert slip.picture.width == 576
    assert zbar(slip.picture) == [URL]
    assert slip.cut == "part"


def test_a_picture_for_every_language_where_it_is_wished() -> None:
    slip = only(printed(annas_slip(), Device(text="raster")))

    assert slip.text == ""
    assert zbar(slip.picture) == qr_codes(slip.picture.convert("L")) == [URL]


def test_the_picture_is_the_pdf_dot_by_dot() -> None:
    words = annas_slip()
    sent = only(printed(words, Device(text="raster"))).picture
    pdf = dots(render_slip(words), 576)

    assert sent.size == pdf.size
    assert sent.tobytes() == pdf.tobytes()
    assert all(one.height <= 240 for one in only(printed(words, Device(text="raster"))).pictures)


@pytest.mark.parametrize("dots_in_a_line", [384, 512, 576])
@pytest.mark.parametrize(
    "url",
    [URL, f"https://wartezeiten.stadtverwaltung-musterstadt.example/buergeramt/t/{'x' * 43}"],
    ids=["short", "long"],
)
@pytest.mark.parametrize("device", [{"text": "raster"}, {"qr": "raster"}], ids=["all", "code"])
def test_every_code_that_is_drawn_is_read_by_two_readers(
    dots_in_a_line: int, url: str, device: dict[str, str]
) -> None:
    kind = Device(dots=dots_in_a_line, **device)  # type: ignore[arg-type]  # the two words are right
    slip = only(printed(annas_slip(url=url), kind))

    assert slip.picture.width <= dots_in_a_line
    assert zbar(slip.picture) == [url]
    assert qr_codes(_with_white(slip)) == [url]


def _with_white(slip: thermal.Slip) -> Image.Image:
    sheet = Image.new("L", (slip.picture.width + 80, slip.height + 80), 255)
    sheet.paste(slip.picture.convert("L"), (40, 40))
    return sheet


def test_zbar_reads_the_pdf_too() -> None:
    assert zbar(pdf_pages(render_slip(annas_slip()))[0]) == [URL]


def test_a_code_in_dots_has_modules_of_one_width() -> None:
    picture = only(printed(annas_slip(), Device(text="raster"))).picture.convert("L")
    column = "".join("x" if picture.getpixel((11, y)) == 0 else " " for y in range(picture.height))
    finders = [dark for dark in column.split() if len(dark) == 49]

    assert len(finders) == 2  # seven modules of seven dots each


def test_the_same_slip_is_the_same_bytes() -> None:
    assert render_escpos(annas_slip()) == render_escpos(annas_slip())


def test_a_printer_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="python-escpos knows no printer 'Remington'"):
        render_escpos(annas_slip(), Device(profile="Remington"))


def test_what_is_no_pdf_is_refused() -> None:
    with pytest.raises(ValueError, match="no PDF"):
        dots(b"letter", 576)


def test_latin_is_told_from_other_letters() -> None:
    assert is_latin(["Złoty", "Straße", "12-18", "€"])
    assert not is_latin(["Ключ"])
    assert not is_latin(["latin", "سلام"])


@pytest.mark.parametrize("language", LANGUAGE_NAMES)
def test_every_language_comes_out_whole(language: str) -> None:
    words = annas_slip(language=language)

    slip = only(printed(words))

    if slip.pictures:
        assert slip.text == ""
        assert zbar(slip.picture) == [URL]
        return
    letters = "".join(slip.text.split())
    assert all("".join(one.split()) in letters for one in words.words())
    assert slip.codes == [URL]


def test_people_who_read_other_letters_get_a_picture() -> None:
    pictured = {
        language
        for language in LANGUAGE_NAMES
        if only(printed(annas_slip(language=language))).pictures
    }

    assert pictured >= {"ar", "fa", "uk", "ru", "bg"}
    assert pictured.isdisjoint({"de", "de-simple", "en", "fr", "es", "it", "pl", "tr", "hr"})
