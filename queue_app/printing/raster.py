"""A printed page as the dots of a thermal printer: black or white, eight a millimetre.

The page is the PDF, so that letters of every script are shaped once and look the same on both.
"""

from __future__ import annotations

import threading

import pypdfium2
from PIL import Image

from queue_app.printing.roll import DOTS_PER_MILLIMETRE

POINTS_PER_INCH = 72
MILLIMETRES_PER_INCH = 25.4
BLACK_BELOW = 160
"""Of 255. Thin strokes are grey where they do not fill a dot: paper shows them, or letters break."""

_one_at_a_time = threading.Lock()
"""PDFium cannot be used by two threads at once."""


def dots(pdf: bytes, width: int) -> Image.Image:
    """The first page in black and white, `width` dots of its middle wide, as long as it is.

    Raises ValueError for bytes that are no PDF.
    """
    grey = _rendered(pdf)
    left = (grey.width - width) // 2
    middle = grey.crop((left, 0, left + width, grey.height))
    return middle.point([255 * (level >= BLACK_BELOW) for level in range(256)], mode="1")


def _rendered(pdf: bytes) -> Image.Image:
    scale = DOTS_PER_MILLIMETRE * MILLIMETRES_PER_INCH / POINTS_PER_INCH
    with _one_at_a_time:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise ValueError(f"no PDF: {error}") from None
        try:
            picture: Image.Image = document[0].render(scale=scale, grayscale=True).to_pil()
        finally:
            document.close()
    return picture
