"""A strip of paper of fixed width that grows as it is written on, from the top; then a PDF."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from math import ceil
from typing import Any

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from reportlab.pdfgen.canvas import Canvas

from queue_app.printing.script import visual
from queue_app.printing.typeface import BOLD, REGULAR, embedded, pieces, width, wrapped

MILLIMETRE = 72 / 25.4
DOTS_PER_MILLIMETRE = 8
"""Of nearly every thermal printer."""
DOT = MILLIMETRE / DOTS_PER_MILLIMETRE
LEADING = 1.22

Stroke = Callable[[Canvas, float], None]


class Roll:
    """Everything is measured in points; `y` is how far down the paper has been written on, `x`
    how far from the side where reading begins: the right one, if it is written from there.
    """

    def __init__(self, paper: float, margin: float, *, rtl: bool = False) -> None:
        embedded()
        self.rtl = rtl
        self.paper = paper
        self.margin = margin
        self.room = paper - 2 * margin
        self.y = margin
        self._strokes: list[Stroke] = []

    def skip(self, points: float) -> None:
        """Leave some paper empty."""
        self.y += points

    def snap(self) -> None:
        """Go on at the next whole dot of a thermal printer: what begins there has sharp edges."""
        self.y = _whole_dots(self.y)

    def text(self, text: str, size: float, *, bold: bool = False) -> None:
        """Words in as many lines as they need."""
        font = BOLD if bold else REGULAR
        for line in wrapped(text, font, size, self.room):
            self.y += size * LEADING
            self.put(line, self.margin, self.y - size * (LEADING - 1), size, font)

    def put(self, text: str, x: float, y: float, size: float, font: str = REGULAR) -> None:
        """One line at a place, without moving on."""
        left = self._left(x, width(text, font, size, rtl=self.rtl))
        parts = pieces(visual(text, rtl=self.rtl), font)

        def stroke(canvas: Canvas, height: float) -> None:
            words = canvas.beginText(left, height - y)
            for face, part in parts:
                words.setFont(face, size)
                words.textOut(part)
            canvas.drawText(words)

        self._strokes.append(stroke)

    def spaced(self, first: str, rest: str, gap: float, y: float, size: float) -> None:
        """Two parts of one bold word with a gap between them that is seen and never copied."""

        face = f"{BOLD}-Latin"
        left = self._left(self.margin, width(first + rest, BOLD, size) + gap)

        def stroke(canvas: Canvas, height: float) -> None:
            words = canvas.beginText(left, height - y)
            words.setFont(face, size)
            words.textOut(first[:-1])
            words.setCharSpace(gap)
            words.textOut(first[-1:])
            words.setCharSpace(0)
            words.textOut(rest)
            canvas.drawText(words)

        self._strokes.append(stroke)

    def centred(self, text: str, x: float, y: float, size: float, font: str = REGULAR) -> float:
        """One line with its middle at a place, but inside the margins; answers where it begins."""
        own = width(text, font, size, rtl=self.rtl)
        start = min(max(x - own / 2, self.margin), self.paper - self.margin - own)
        self.put(text, start, y, size, font)
        return start

    def bar(self, x: float, y: float, across: float, down: float) -> None:
        """A black rectangle at a place, without moving on."""
        left = self._left(x, across)
        self._strokes.append(
            lambda canvas, height: canvas.rect(
                left, height - y - down, across, down, stroke=0, fill=1
            )
        )

    def box(self, x: float, y: float, size: float) -> None:
        """An empty square to tick."""
        left = self._left(x, size)

        def stroke(canvas: Canvas, height: float) -> None:
            canvas.setLineWidth(1)
            canvas.rect(left, height - y - size, size, size, stroke=1, fill=0)

        self._strokes.append(stroke)

    def rule(self, thickness: float = 0.8) -> None:
        """A line across the paper."""
        self.bar(self.margin, self.y, self.room, thickness)
        self.y += thickness

    def qr(self, content: str, x: float, y: float, dots: int) -> float:
        """A QR code about so many dots wide; answers its size. The white around it is the caller's.

        Each module takes whole dots: a printer that has to round makes them uneven.
        """
        rows = qr_modules(content)
        unit = max(1, round(dots / len(rows))) * DOT
        left = self._left(x, unit * len(rows))

        def stroke(canvas: Canvas, height: float) -> None:
            # One path: between single squares a printer would show hairlines.
            path = canvas.beginPath()
            for down, row in enumerate(rows):
                for across, dark in enumerate(row):
                    if dark:
                        path.rect(left + across * unit, height - y - (down + 1) * unit, unit, unit)
            canvas.drawPath(path, stroke=0, fill=1)

        self._strokes.append(stroke)
        return unit * len(rows)

    def _left(self, x: float, across: float) -> float:
        return self.paper - x - across if self.rtl else x

    def pdf(self, *, title: str, author: str, language: str) -> bytes:
        """The written strip, as long as it has become."""
        height = _whole_dots(self.y + self.margin)
        target = BytesIO()
        # invariant: no date and no random id gets in, the same slip is the same bytes.
        canvas = Canvas(target, pagesize=(self.paper, height), lang=language, invariant=True)
        canvas.setTitle(title)
        canvas.setAuthor(author)
        for stroke in self._strokes:
            stroke(canvas, height)
        canvas.showPage()
        canvas.save()
        return target.getvalue()


def _whole_dots(points: float) -> float:
    return ceil(round(points / DOT, 3)) * DOT


def qr_modules(content: str) -> list[list[bool]]:
    """The QR code of a text, true where it is dark, without the white around it."""
    code: QRCode[Any] = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(content)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]
