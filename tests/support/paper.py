"""Reads what we print, PDF and QR code, by programs that share no code with the writers."""

import subprocess
from io import BytesIO

import pypdf
import pypdfium2
import zxingcpp
from PIL import Image


def pdf_text(data: bytes) -> str:
    """All text of a PDF, pages one after the other."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages)


def pdf_pages(data: bytes, *, dpi: int = 203) -> list[Image.Image]:
    """The pages as pictures, in the resolution of a thermal printer unless told otherwise."""
    document = pypdfium2.PdfDocument(data)
    try:
        return [page.render(scale=dpi / 72).to_pil() for page in document]
    finally:
        document.close()


def qr_codes(picture: Image.Image) -> list[str]:
    """The texts of all QR codes on a picture."""
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def zbar(picture: Image.Image) -> list[str]:
    """The same by Debian's zbarimg, which shares no code with the other reader either."""
    file = BytesIO()
    # A slip has its white around the code from the paper.
    sheet = Image.new("L", (picture.width + 80, picture.height + 80), 255)
    sheet.paste(picture.convert("L"), (40, 40))
    sheet.save(file, "PNG")
    run = subprocess.run(
        ["zbarimg", "--quiet", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable", "PNG:-"],
        input=file.getvalue(),
        capture_output=True,
        check=False,
    )
    assert run.returncode in (0, 4), run.stderr.decode()  # 4: nothing was found
    return run.stdout.decode().splitlines()
