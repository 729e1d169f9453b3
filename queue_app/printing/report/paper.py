"""Sheets of A4 that are written on from the top; numbered when all of them are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from queue_app.printing.report.ink import (
    EDGE,
    HAIR,
    HEADING,
    INK,
    INK_2,
    LARGE,
    SMALL,
    TEXT,
)
from queue_app.printing.typeface import BOLD, REGULAR, embedded, pieces, width, wrapped

WIDTH, HEIGHT = A4
MARGIN = 54.0
ROOM = WIDTH - 2 * MARGIN
TOP, BOTTOM = 62.0, 64.0
LEADING = 1.32

Stroke = Callable[[Canvas], None]
Numbered = Callable[[int, int], str]
"""The words for page so-and-so of so many."""


class Paper:
    """Everything in points; `y` is how far down the present sheet has been written on."""

    def __init__(self, running: str) -> None:
        """`running` stands at the foot of every sheet but the first."""
        embedded()
        self._running = running
        self._sheets: list[list[Stroke]] = [[]]
        self.y = TOP

    # Places

    def skip(self, points: float) -> None:
        """Leave some paper empty."""
        self.y += points

    def turn(self) -> None:
        """Go on with a new sheet."""
        self._sheets.append([])
        self.y = TOP

    def ensure(self, points: float) -> bool:
        """Turn unless so much is free; answers whether it was turned."""
        if self.y + points <= HEIGHT - BOTTOM:
            return False
        self.turn()
        return True

    # Marks

    def put(
        self,
        text: str,
        x: float,
        y: float,
        size: float = TEXT,
        *,
        bold: bool = False,
        colour: Color = INK,
        right: bool = False,
    ) -> None:
        """One line at a place; with `right` it ends there."""
        font = BOLD if bold else REGULAR
        left = x - width(text, font, size) if right else x

        def stroke(canvas: Canvas) -> None:
            canvas.setFillColor(colour)
            words = canvas.beginText(left, HEIGHT - y)
            for face, part in pieces(text, font):
                words.setFont(face, size)
                words.textOut(part)
            canvas.drawText(words)

        self._sheets[-1].append(stroke)

    def rule(
        self, *, thickness: float = 0.5, colour: Color = HAIR, at: float | None = None
    ) -> None:
        """A line from margin to margin."""
        y = self.y if at is None else at
        self.line(MARGIN, y, MARGIN + ROOM, y, thickness=thickness, colour=colour)

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        *,
        thickness: float = 0.5,
        colour: Color = HAIR,
    ) -> None:
        """A line between two places."""

        def stroke(canvas: Canvas) -> None:
            canvas.setStrokeColor(colour)
            canvas.setLineWidth(thickness)
            canvas.line(x1, HEIGHT - y1, x2, HEIGHT - y2)

        self._sheets[-1].append(stroke)

    def paragraph(
        self,
        text: str,
        size: float = TEXT,
        *,
        bold: bool = False,
        colour: Color = INK,
        x: float = MARGIN,
        room: float = ROOM,
        leading: float = LEADING,
    ) -> None:
        """Words in as many lines as they need."""
        for line in wrapped(text, BOLD if bold else REGULAR, size, room):
            self.ensure(size * leading)
            self.y += size * leading
            self.put(line, x, self.y - size * (leading - 1), size, bold=bold, colour=colour)

    def heading(self, text: str, note: str = "", *, needs: float = 90) -> None:
        """A heading over a line, with a note at its end; it never stands alone at the foot."""
        if not self.ensure(HEADING * 2 + needs) and self.y > TOP:
            self.skip(22)
        self._mark(text)
        self.y += HEADING
        self.put(text, MARGIN, self.y, HEADING, bold=True)
        if note:
            self.put(note, MARGIN + ROOM, self.y, SMALL + 0.5, colour=INK_2, right=True)
        self.y += 6
        self.rule(thickness=0.8, colour=INK)

    def _mark(self, text: str) -> None:
        """An entry in the reader's table of contents."""
        key = f"part-{len(self._sheets)}-{len(self._sheets[-1])}"
        y = HEIGHT - self.y

        def stroke(canvas: Canvas) -> None:
            canvas.bookmarkHorizontal(key, 0, y + 12)
            canvas.addOutlineEntry(text, key, level=0)

        self._sheets[-1].append(stroke)

    def draw(self, drawing: Drawing) -> None:
        """A drawing as wide as the column, below what is written."""
        self.ensure(drawing.height + 4)
        self.y += drawing.height
        y = HEIGHT - self.y
        self._sheets[-1].append(lambda canvas: renderPDF.draw(drawing, canvas, MARGIN, y))

    # Tables

    def table(
        self,
        names: Sequence[str],
        rows: Sequence[Sequence[str]],
        shares: Sequence[float],
        *,
        total: Sequence[str] | None = None,
        strong: int | None = None,
        left: int = 1,
    ) -> None:
        """Rows under their names; the first `left` columns are text, the others end at the right.

        `shares` are the columns' parts of the width; the column `strong` is printed bold. The
        names stand again on every sheet that the rows go on to.
        """
        edges = [MARGIN]
        for share in shares:
            edges.append(edges[-1] + ROOM * share / sum(shares))
        self._names(names, edges, left)
        for row in rows:
            lines = wrapped(row[0], BOLD, TEXT, edges[1] - edges[0] - 8)
            height = 9.5 + 11.5 * len(lines)
            if self.ensure(height):
                self._names(names, edges, left)
            self._row(row, lines, edges, left, strong)
            self.y += height
            self.rule()
        if total is not None:
            self.rule(thickness=0.8, colour=INK)
            self._row(total, [total[0]], edges, left, None, bold=True)
            self.y += 20
            self.rule(thickness=0.8, colour=INK)

    def _names(self, names: Sequence[str], edges: Sequence[float], left: int) -> None:
        lines = [
            wrapped(name, REGULAR, SMALL, edges[at + 1] - edges[at] - 6)
            for at, name in enumerate(names)
        ]
        height = max(len(one) for one in lines) * 10 + 5
        for at, cell in enumerate(lines):
            for down, line in enumerate(reversed(cell)):
                y = self.y + height - 5 - down * 10
                x = edges[at] if at < left else edges[at + 1]
                self.put(line, x, y, SMALL, colour=INK_2, right=at >= left)
        self.y += height
        self.rule(colour=EDGE)

    def _row(
        self,
        row: Sequence[str],
        lines: Sequence[str],
        edges: Sequence[float],
        left: int,
        strong: int | None,
        *,
        bold: bool = False,
    ) -> None:
        y = self.y + 13.5
        for down, line in enumerate(lines):
            self.put(line, edges[0], y + down * 11.5, bold=True)
        for at, cell in enumerate(row[1:], start=1):
            x = edges[at] if at < left else edges[at + 1]
            self.put(cell, x, y, bold=bold or at == strong, right=at >= left)

    # The document

    def pdf(self, *, title: str, author: str, subject: str, language: str, page: Numbered) -> bytes:
        """The sheets as one PDF with title, language and table of contents in its data."""
        target = BytesIO()
        # invariant: no date and no random id gets in, the same figures are the same bytes.
        canvas = Canvas(target, pagesize=A4, lang=language, invariant=True)
        canvas.setTitle(title)
        canvas.setAuthor(author)
        canvas.setSubject(subject)
        canvas.setViewerPreference("DisplayDocTitle", "true")
        for number, strokes in enumerate(self._sheets, start=1):
            for stroke in strokes:
                stroke(canvas)
            if number > 1:
                for stroke in self._foot(page(number, len(self._sheets))):
                    stroke(canvas)
            canvas.showPage()
        canvas.save()
        return target.getvalue()

    def _foot(self, page: str) -> list[Stroke]:
        self._sheets.append([])
        y = HEIGHT - 34
        self.rule(at=y - 14)
        self.put(self._running, MARGIN, y, SMALL, colour=INK_2)
        self.put(page, MARGIN + ROOM, y, SMALL, colour=INK_2, right=True)
        return self._sheets.pop()


__all__ = ["LARGE", "MARGIN", "ROOM", "Paper"]
