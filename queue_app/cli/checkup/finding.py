"""A finding of the doctor: in order, worth a look, or to mend, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warn", "fail"]
ORDER: tuple[State, ...] = ("ok", "warn", "fail")


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, how it is, and the remedy where there is something to do."""

    name: str
    state: State
    sentence: str
    remedy: str | None = None


def ok(name: str, sentence: str) -> Finding:
    """In order."""
    return Finding(name, "ok", sentence)


def warn(name: str, sentence: str, remedy: str) -> Finding:
    """It works; somebody should see to it."""
    return Finding(name, "warn", sentence, remedy)


def fail(name: str, sentence: str, remedy: str) -> Finding:
    """It does not work, or not for long."""
    return Finding(name, "fail", sentence, remedy)


def worst(findings: Iterable[Finding]) -> State:
    """The state of all together."""
    return max((one.state for one in findings), key=ORDER.index, default="ok")


def size(count: float) -> str:
    """Bytes for reading."""
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if count < 1024 or unit == "GiB":
            break
        count /= 1024
    return f"{count:.0f} {unit}" if unit in ("bytes", "KiB") else f"{count:.1f} {unit}"
