"""Examines the machine: its clock, its zones, how many sockets it allows, who reads secrets."""

from __future__ import annotations

import ctypes
import platform
import resource
import struct
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from queue_app.cli.checkup.finding import Finding, fail, ok, warn
from queue_app.config import ENVIRONMENT_PREFIX, Config

FEW_FILES = 4096
UNSYNCHRONISED = 0x40
"""STA_UNSYNC of adjtimex(2)."""
NTP = "Install chrony, or switch systemd-timesyncd on: `timedatectl set-ntp true`."


def examine(config: Config, path: Path, environment: Mapping[str, str]) -> Iterator[Finding]:
    """The findings about the machine and its secrets."""
    yield ok("python", f"Python {platform.python_version()}.")
    yield clock(kernel_status(), by_hand="QUEUE_APP_CLOCK_FILE" in environment)
    yield files(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    yield from secrets(config, path, environment)


def clock(status: int | None, *, by_hand: bool = False) -> Finding:
    """Whether something keeps the clock right; `status` as adjtimex(2) gives it."""
    if by_hand:
        said = "The clock is set by hand (QUEUE_APP_CLOCK_FILE)."
        return fail("time", said, "Remove that variable: it is for tests.")
    if status is None:
        return warn("time", "The system does not say whether its clock is kept right.", NTP)
    if status & UNSYNCHRONISED:
        return warn("time", "Nothing keeps the clock right.", NTP)
    return ok("time", "The clock is kept by a time server.")


def kernel_status() -> int | None:
    """The kernel's status word of its clock; None where it does not tell."""
    answer = ctypes.create_string_buffer(512)  # more than a timex; all zeros asks and sets nothing
    try:
        told = ctypes.CDLL(None, use_errno=True).adjtimex(answer)
    except (OSError, AttributeError):
        return None
    if told < 0:
        return None
    status: int = struct.unpack_from("@Illlli", answer)[5]
    return status


def zones(names: Iterable[str]) -> Iterator[Finding]:
    """Whether the offices' zones are known; it takes no server to find out."""
    unknown = []
    for name in sorted(set(names)):
        try:
            ZoneInfo(name)
        except (OSError, ValueError, LookupError):
            unknown.append(name)
    if unknown:
        said = f"There are no time zone data for {', '.join(unknown)}."
        yield fail("time zones", said, "Install tzdata.")
    else:
        yield ok("time zones", f"Known: {', '.join(sorted(set(names))) or 'none is asked'}.")


def files(limit: int) -> Finding:
    """Each open socket is an open file."""
    said = f"{limit} open files in this shell; the units in deploy/ set their own limit."
    if limit != resource.RLIM_INFINITY and limit < FEW_FILES:
        said = f"Only {limit} open files, and each screen and phone needs one."
        remedy = "For a server started by hand `ulimit -n 16384`; a unit has LimitNOFILE=16384."
        return warn("open files", said, remedy)
    return ok("open files", said)


def secrets(config: Config, path: Path, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Who can read the files that hold secrets, and the configuration if it holds any."""
    given = {
        Path(value)
        for name, value in environment.items()
        if name.startswith(ENVIRONMENT_PREFIX) and name.endswith("_FILE") and "__" in name
    }
    in_environment = f"{ENVIRONMENT_PREFIX}DATABASE__URL" in environment or given
    if urlsplit(config.database.url).password and not in_environment:
        given.add(path)
    open_to_all = [file for file in sorted(given) if _mode(file) & 0o007]
    for file in open_to_all:
        remedy = f"chmod o-rwx {file}"
        yield fail("secrets", f"Everybody on this machine can read {file}.", remedy)
    if not open_to_all:
        names = ", ".join(str(file) for file in sorted(given))
        yield ok("secrets", f"Read by few: {names}." if names else "None in files.")


def _mode(file: Path) -> int:
    try:
        return file.stat().st_mode
    except OSError:
        return 0
