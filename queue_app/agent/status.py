"""What a thermal printer's answers mean (ESC/POS real-time status), as pure functions.

The bits are those of Epson's command reference, DLE EOT and GS r; clones answer alike.
"""

from __future__ import annotations

ASK = b"\x10\x04"
"""DLE EOT: answered at once, also when the printer cannot print."""
ONLINE, CAUSE, PAPER = 1, 2, 4
ASK_WHEN_DONE = b"\x1dr\x01"
"""GS r 1: answered when everything before it has been printed."""
FORGET = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4 8: what has not been printed yet is not printed after the paper was changed either."""

READY, PAPER_LOW = "ready", "paper_low"
PAPER_OUT, COVER_OPEN, ERROR, OFFLINE = "paper_out", "cover_open", "error", "offline"
ABLE = (READY, PAPER_LOW)

_FIXED, _STATUS = 0b1001_0011, 0b0001_0010
_OFFLINE = 0b0000_1000
_COVER, _END_STOP, _ERROR = 0b0000_0100, 0b0010_0000, 0b0100_0000
_NEAR_END, _END = 0b0000_1100, 0b0110_0000
_DONE_FIXED = 0b1111_0000


def is_status(byte: int) -> bool:
    """Whether a byte is an answer to DLE EOT."""
    return byte & _FIXED == _STATUS


def is_done(byte: int) -> bool:
    """Whether a byte is an answer to GS r."""
    return byte & _DONE_FIXED == 0


def state_of(online: int, cause: int, paper: int) -> str:
    """The printer's state from its answers to DLE EOT 1, 2 and 4: what has to be done first."""
    if cause & _COVER:
        return COVER_OPEN
    if cause & _END_STOP or paper & _END:
        return PAPER_OUT
    if cause & _ERROR:
        return ERROR
    if online & _OFFLINE:
        return OFFLINE
    return PAPER_LOW if paper & _NEAR_END else READY
