"""The slip as bytes for a thermal printer (ESC/POS): letters of its own, or a picture of the PDF.

Nothing is sent from here. python-escpos knows the printers: their code pages and their commands.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from PIL import Image, ImageChops

from queue_app.printing.roll import DOTS_PER_MILLIMETRE, MILLIMETRE, qr_modules
from queue_app.printing.slip import CODE_DOTS, render_slip
from queue_app.printing.slip_content import Slip

if TYPE_CHECKING:
    from escpos.printer import Dummy

EDGES = 8
"""Millimetres of the paper that no printer reaches, both sides together."""
LETTER = 12
"""Dots that a letter of font A is wide."""
BAND = 240
"""Rows of a picture that are sent at once: small printers hold no more."""
LARGEST = 8
"""Times that ESC/POS can widen a letter."""
LATIN_PAGES = (
    "CP437", "CP850", "CP1252", "CP858", "CP852", "CP1250", "CP857", "CP1254", "ISO_8859-2",
    "ISO_8859-15",
)  # fmt: skip
QUIET = 4
WHITE = 255
LEVEL_M = 1
INITIALISE = b"\x1b@"
RASTER = b"\x1dv0\x00"


@dataclass(frozen=True)
class Device:
    """What is to be known of a printer.

    `dots`: how many it prints side by side (576 on 80 mm of paper, 384 on 58 mm). `text`: its own
    letters where the language has them, or always a picture. `qr`: whether it draws codes itself.
    `profile`: the name under which python-escpos knows it.
    """

    dots: int = 576
    text: Literal["auto", "raster"] = "auto"
    qr: Literal["native", "raster"] = "native"
    profile: str = "default"

    @property
    def columns(self) -> int:
        """Letters in a line."""
        return self.dots // LETTER

    @property
    def paper(self) -> float:
        """Width of the paper in points."""
        return (self.dots / DOTS_PER_MILLIMETRE + EDGES) * MILLIMETRE


def render_escpos(slip: Slip, device: Device | None = None) -> bytes:
    """The slip with its cut at the end; the same slip gives the same bytes.

    Raises ValueError for a profile that python-escpos does not know.
    """
    device = device or Device()
    printer = _printer(device.profile)
    _raw(printer, INITIALISE)
    if device.text == "auto" and is_latin(slip.words()) and _can_write(device.profile, slip):
        _letters(printer, slip, device)
    else:
        _picture(printer, slip, device)
    printer.cut(mode="PART")
    output: bytes = printer.output
    return output


def is_latin(words: Iterable[str]) -> bool:
    """Whether all letters are Latin: others need shaping, or code pages that many printers lack."""
    letters = {letter for word in words for letter in word if letter.isalpha()}
    return all(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)


def _can_write(profile: str, slip: Slip) -> bool:
    return {letter for word in slip.words() for letter in word} <= _letters_of(profile)


@lru_cache(maxsize=8)
def _letters_of(profile: str) -> frozenset[str]:
    """Every character that a printer of the profile has in one of its code pages."""
    encoder = _encoder(_printer(profile))
    pages = list(encoder.codepages)
    candidates = (chr(code) for code in range(0x20, 0x2122))
    return frozenset(
        letter for letter in candidates if any(encoder.can_encode(page, letter) for page in pages)
    )


def _printer(profile: str) -> Dummy:
    # Imported here: only an office with an agent needs it.
    from escpos.printer import Dummy

    try:
        printer = Dummy(profile=profile)
    except KeyError:
        raise ValueError(f"python-escpos knows no printer {profile!r}") from None
    printer.magic.encoder = _encoder(printer)
    return printer


def _encoder(printer: Dummy) -> Any:
    """The library would look for an apostrophe in the Greek page, which many printers lack."""
    from escpos.magicencode import Encoder

    pages = printer.profile.get_code_pages()
    return Encoder({name: pages[name] for name in LATIN_PAGES if name in pages})


def _raw(printer: Dummy, data: bytes) -> None:
    printer._raw(data)  # noqa: SLF001 - the library's way for commands that it has no name for


def _picture(printer: Dummy, slip: Slip, device: Device) -> None:
    from queue_app.printing.raster import dots

    _draw(printer, dots(render_slip(slip, device.paper), device.dots))


def _draw(printer: Dummy, picture: Image.Image) -> None:
    """Send a picture in bands (GS v 0), a bit a dot and set where it is black."""
    across = (picture.width + 7) // 8
    for top in range(0, picture.height, BAND):
        rows = min(BAND, picture.height - top)
        band = picture.crop((0, top, across * 8, top + rows))
        if across * 8 > picture.width:
            band.paste(WHITE, (picture.width, 0, across * 8, rows))
        sizes = across.to_bytes(2, "little") + rows.to_bytes(2, "little")
        _raw(printer, RASTER + sizes + ImageChops.invert(band).tobytes())


def _letters(printer: Dummy, slip: Slip, device: Device) -> None:
    columns = device.columns
    _say(printer, slip.office, columns, bold=True)
    _rule(printer, columns)
    _say(printer, slip.label, columns)
    _number(printer, slip.number, columns)
    _say(printer, slip.service, columns, bold=True, high=2)
    _rule(printer, columns)
    _wait(printer, slip, columns)
    if slip.documents:
        _rule(printer, columns)
        _say(printer, slip.documents_label, columns)
        for document in slip.documents:
            _say(printer, document, columns, bold=True, lead="[ ] ")
    _rule(printer, columns)
    _say(printer, slip.take_along, columns, bold=True)
    _say(printer, slip.code_opens, columns)
    _code(printer, slip.url, device)
    _rule(printer, columns)
    _say(printer, slip.watch, columns)
    _say(printer, slip.issued, columns)


def _wait(printer: Dummy, slip: Slip, columns: int) -> None:
    _say(printer, slip.wait.label, columns)
    if slip.wait.figures:
        _say(printer, slip.wait.figures, columns, bold=True, wide=2, high=2)
    if slip.wait.axis:
        _say(printer, slip.wait.axis.span, columns, bold=True)
    if slip.ahead:
        _say(printer, slip.ahead, columns, bold=True)


def _number(printer: Dummy, number: str, columns: int) -> None:
    size = min(LARGEST, columns // max(1, len(number)))
    printer.ln()
    _say(printer, number, columns, bold=True, wide=size, high=size)
    printer.ln()


def _say(
    printer: Dummy,
    text: str,
    columns: int,
    *,
    bold: bool = False,
    wide: int = 1,
    high: int = 1,
    lead: str = "",
) -> None:
    """Words in as many lines as they need; `lead` stands before the first."""
    printer.set(bold=bold, custom_size=True, width=wide, height=high)
    for line in textwrap.wrap(
        text, columns // wide, initial_indent=lead, subsequent_indent=" " * len(lead)
    ):
        printer.textln(line)


def _rule(printer: Dummy, columns: int) -> None:
    printer.set(bold=False, custom_size=True, width=1, height=1)
    printer.textln("-" * columns)


def _code(printer: Dummy, url: str, device: Device) -> None:
    modules = qr_modules(url)
    size = max(2, round(CODE_DOTS / len(modules)))
    printer.ln()
    if device.qr == "native":
        printer.qr(url, ec=LEVEL_M, size=size, native=True)
        printer.ln()
        return
    _draw(printer, _code_picture(modules, size))


def _code_picture(modules: list[list[bool]], size: int) -> Image.Image:
    """The code with its quiet zone, a module `size` dots wide."""
    width = len(modules) + 2 * QUIET
    small = Image.new("1", (width, width), WHITE)
    for down, row in enumerate(modules):
        for across, dark in enumerate(row):
            if dark:
                small.putpixel((across + QUIET, down + QUIET), 0)
    return small.resize((width * size, width * size), Image.Resampling.NEAREST)
