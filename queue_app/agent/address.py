"""Where a printer is: `tcp://`, `usb:`, `serial:` or `file:` -> a device of python-escpos."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from escpos.escpos import Escpos

PORT = 9100
BAUD = 9600
ANSWER_SECONDS = 3.0
LISTEN_SECONDS = 0.1
"""On a serial line a reader waits for more bytes than ever come: it is asked again instead."""
FORMS = (
    "tcp://ADDRESS[:PORT], usb:VENDOR:PRODUCT[?in=0x82&out=0x01] (hexadecimal, as lsusb says), "
    "serial:/dev/ttyUSB0[?baud=19200], file:/dev/usb/lp0"
)

Open = Callable[[], "Escpos"]


class BadAddress(ValueError):
    """Not the address of a printer; the message says which forms there are."""


def device_at(address: str) -> Open:
    """How to open the printer at an address; raises BadAddress.

    Opening raises OSError, or an error of python-escpos or of the libraries below it.
    """
    kind, _, rest = address.partition(":")
    try:
        return _KINDS[kind](rest)
    except (KeyError, ValueError):
        raise BadAddress(f"{address!r} is no printer; known are {FORMS}") from None


def can_answer(address: str) -> bool:
    """Whether a printer at this address can be asked at all: a file is only written to."""
    return not address.startswith("file:")


def _network(rest: str) -> Open:
    parts = urlsplit(rest)
    host, port = parts.hostname, parts.port or PORT
    if not host:
        raise ValueError

    def opened() -> Escpos:
        from escpos.printer import Network

        return _open(Network(host, port=port, timeout=ANSWER_SECONDS))

    return opened


def _usb(rest: str) -> Open:
    ids, options = _options(rest, "in", "out")
    vendor, product = (int(one, 16) for one in ids.split(":"))
    ends = {
        "in_ep": int(options.get("in", "0x82"), 0),
        "out_ep": int(options.get("out", "0x01"), 0),
    }

    def opened() -> Escpos:
        from escpos.printer import Usb

        return _open(Usb(vendor, product, timeout=int(ANSWER_SECONDS * 1000), **ends))

    return opened


def _serial(rest: str) -> Open:
    file, options = _options(rest, "baud")
    baud = int(options.get("baud", BAUD))

    def opened() -> Escpos:
        from escpos.printer import Serial

        return _open(Serial(file, baudrate=baud, timeout=LISTEN_SECONDS))

    return opened


def _file(rest: str) -> Open:
    path = rest.removeprefix("//")
    if not path:
        raise ValueError

    def opened() -> Escpos:
        from escpos.printer import File

        return _open(File(path))

    return opened


def _open(device: Escpos) -> Escpos:
    device.open()
    return device


def _options(rest: str, *known: str) -> tuple[str, dict[str, str]]:
    place, _, query = rest.partition("?")
    options = dict(parse_qsl(query, strict_parsing=True)) if query else {}
    if not place or options.keys() - set(known):
        raise ValueError
    return place, options


_KINDS: dict[str, Callable[[str], Open]] = {
    "tcp": _network,
    "usb": _usb,
    "serial": _serial,
    "file": _file,
}
