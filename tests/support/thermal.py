"""A thermal printer as a TCP server: understands ESC/POS, prints onto paper that tests can look at.

It knows nothing of python-escpos: the commands and status bits are those of Epson's reference.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from PIL import Image

PAGES = {
    0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 13: "cp857", 14: "cp737",
    16: "cp1252", 17: "cp866", 18: "cp852", 19: "cp858", 45: "cp1250", 46: "cp1251",
}  # fmt: skip
FORGET = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"


@dataclass
class Slip:
    """One piece of paper: its lines of letters, its pictures, its codes; `raw` as it was sent."""

    lines: list[str] = field(default_factory=lambda: [""])
    sizes: list[tuple[int, int]] = field(default_factory=lambda: [(1, 1)])
    pictures: list[Image.Image] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    raw: bytes = b""
    cut: str | None = None

    @property
    def text(self) -> str:
        """Everything in letters."""
        return " ".join(" ".join(self.lines).split())

    @property
    def picture(self) -> Image.Image:
        """All pictures, one below the other."""
        whole = Image.new("1", (max(p.width for p in self.pictures), self.height), 255)
        top = 0
        for one in self.pictures:
            whole.paste(one, (0, top))
            top += one.height
        return whole

    @property
    def height(self) -> int:
        return sum(one.height for one in self.pictures)


class Paper:
    """What comes out: carries commands out one after the other."""

    def __init__(self) -> None:
        self.slips: list[Slip] = []
        self.present = Slip()
        self._page = 0
        self._size = (1, 1)
        self._stored = b""

    def do(self, command: bytes) -> None:
        """Carry out one whole command."""
        self.present.raw += command
        match command[:2]:
            case b"\x1bt":
                self._page = command[2]
            case b"\x1d!":
                self._size = ((command[2] >> 4) + 1, (command[2] & 7) + 1)
            case b"\x1dv":
                self.present.pictures.append(_raster(command))
            case b"\x1d(":
                self._code(command)
            case b"\x1dV":
                self._cut(command)
            case b"\x1b@":
                self._page, self._size = 0, (1, 1)
            case b"\x1bE" | b"\x1bd":
                pass
            case _:
                self._letters(command)

    def _letters(self, data: bytes) -> None:
        if data == b"\n":
            self.present.lines.append("")
            self.present.sizes.append(self._size)
            return
        assert data[0] >= 0x20, f"no command of a thermal printer: {data!r}"
        if not self.present.lines[-1]:
            self.present.sizes[-1] = self._size
        self.present.lines[-1] += data.decode(PAGES[self._page])

    def _code(self, command: bytes) -> None:
        assert command[2:3] == b"k"
        function, data = command[6], command[7:]
        if function == 80:
            self._stored = data[1:]
        elif function == 81:
            self.present.codes.append(self._stored.decode())

    def _cut(self, command: bytes) -> None:
        self.present.cut = {0: "full", 48: "full", 1: "part", 49: "part"}[command[2]]
        self.slips.append(self.present)
        self.present = Slip()


def _raster(command: bytes) -> Image.Image:
    assert command[2:4] == b"0\x00"
    across, down = (int.from_bytes(command[at : at + 2], "little") for at in (4, 6))
    return Image.frombytes("1", (across * 8, down), command[8:], "raw", "1;I")


def length(data: bytes) -> int | None:
    """How long the first command is; None while it has not come as a whole."""
    kind = data[:2]
    if data[:1] not in (b"\x1b", b"\x1d", b"\x10"):
        return 1
    if len(data) < 3:
        return 2 if kind == b"\x1b@" else None
    if kind == b"\x1dv":
        if len(data) < 8:
            return None
        across, down = (int.from_bytes(data[at : at + 2], "little") for at in (4, 6))
        needed = 8 + across * down
    elif kind == b"\x1d(":
        needed = 5 + int.from_bytes(data[3:5], "little") if len(data) >= 5 else 1 << 30
    elif kind == b"\x10\x14":
        needed = len(FORGET)
    else:
        needed = {b"\x1b@": 2, b"\x1b2": 2}.get(kind, 3)
    return needed if len(data) >= needed else None


def read(data: bytes) -> Paper:
    """What a printer makes of some bytes."""
    paper = Paper()
    while data:
        needed = length(data)
        assert needed is not None, f"the last command is cut short: {data[:40]!r}"
        paper.do(data[:needed])
        data = data[needed:]
    return paper


class Thermal:
    """The printer on the network. Tests take its paper out, open its cover, or cut its line."""

    def __init__(self, port: int = 0) -> None:
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port: int = self._listener.getsockname()[1]
        self.paper = "ok"
        self.cover_open = False
        self.broken = False
        self.deaf = False
        self.silent_when_done = False
        self.runs_out_after: int | None = None
        self._held: list[bytes] = []
        self._paper = Paper()
        self._guard = threading.RLock()
        self._lines: set[socket.socket] = set()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    @property
    def slips(self) -> list[Slip]:
        """What has come out as a whole."""
        with self._guard:
            return list(self._paper.slips)

    @property
    def begun(self) -> str:
        """The letters on the paper that has not been cut yet."""
        with self._guard:
            return self._paper.present.text

    def mend(self) -> None:
        """Somebody puts paper in and shuts the cover: what is held is printed now."""
        with self._guard:
            self.paper, self.cover_open, self.broken = "ok", False, False
            self._go_on(None)

    def close(self) -> None:
        """Pull the plug."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for line in list(self._lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def _listen(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            self._lines.add(line)
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        data = b""
        with line, suppress(OSError):
            while more := line.recv(4096):
                data += more
                while data and (needed := length(data)) is not None:
                    command, data = data[:needed], data[needed:]
                    with self._guard:
                        self._receive(command, line)
        self._lines.discard(line)

    def _receive(self, command: bytes, line: socket.socket) -> None:
        if self.deaf:
            return
        if command[:2] == b"\x10\x04":
            line.sendall(bytes([self._status(command[2])]))
        elif command == FORGET:
            self._held.clear()
            self._paper.present = Slip()
            line.sendall(b"\x37\x25\x00")
        else:
            self._held.append(command)
            self._go_on(line)

    @property
    def _able(self) -> bool:
        return self.paper != "out" and not self.cover_open and not self.broken

    def _go_on(self, line: socket.socket | None) -> None:
        while self._held and self._able:
            command = self._held.pop(0)
            if command[:2] == b"\x1dr":
                if line is not None and not self.silent_when_done:
                    line.sendall(b"\x03" if self.paper == "low" else b"\x00")
                continue
            if self.runs_out_after is not None:
                self.runs_out_after -= 1
                if self.runs_out_after < 0:
                    self.paper, self.runs_out_after = "out", None
                    return
            self._paper.do(command)

    def _status(self, which: int) -> int:
        answer = 0x12
        if which == 1 and not self._able:
            answer |= 0x08
        if which == 2:
            answer |= 0x04 * self.cover_open | 0x20 * (self.paper == "out") | 0x40 * self.broken
        if which == 4:
            answer |= {"ok": 0, "low": 0x0C, "out": 0x6C}[self.paper]
        return answer


@contextmanager
def thermal() -> Iterator[Thermal]:
    """A printer that is switched on."""
    printer = Thermal()
    try:
        yield printer
    finally:
        printer.close()
