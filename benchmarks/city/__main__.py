"""The design city under load: `python -m benchmarks.city [--offices 50 …] [--embedded]`.

Phases: sockets at rest; tickets alone; calls alone; both, as on the design day; a burst. Then the
log is read and every display is compared with the truth.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from benchmarks.city import truth
from benchmarks.city.ears import Ear, Room
from benchmarks.city.house import House, city, embedded
from benchmarks.city.load import Load, Press, Tally
from benchmarks.city.town import counter_of, name_of
from benchmarks.speed.rig import percentile, table

SETTLES_SECONDS = 3.0


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    """The size of the city, the design city unless told otherwise."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.city")
    parser.add_argument("--offices", type=int, default=50)
    parser.add_argument("--counters", type=int, default=8, help="of each office")
    parser.add_argument("--displays", type=int, default=6, help="of each office")
    parser.add_argument("--sockets", type=int, default=3000, help="in all; the rest are phones")
    parser.add_argument("--rate", type=float, default=8.0, help="tickets a second, and calls")
    parser.add_argument("--burst", type=float, default=25.0, help="tickets a second")
    parser.add_argument("--seconds", type=float, default=600.0, help="of the design day")
    parser.add_argument("--webs", type=int, default=2)
    parser.add_argument("--embedded", action="store_true", help="one process, embedded database")
    return parser.parse_args(words)


def main(it: argparse.Namespace) -> None:
    """Measure and print the tables."""
    with (
        tempfile.TemporaryDirectory(prefix="queue-app-city-") as folder,
        _house(it, folder) as house,
    ):
        load = Load(house, it.offices, it.counters)
        load.open_all()
        room = Room()
        print(_memory(it, load, room), flush=True)
        rest = load.run(min(30.0, it.seconds / 4))
        tickets = load.run(min(60.0, it.seconds / 4), tickets=it.rate)
        time.sleep(SETTLES_SECONDS)
        calls = load.run(min(60.0, it.seconds / 4), calls=it.rate)
        _follow_phones(room, [*tickets.tickets])
        day = load.run(it.seconds, tickets=it.rate, calls=it.rate)
        time.sleep(SETTLES_SECONDS)
        burst = load.run(min(20.0, it.seconds / 4), tickets=it.burst, calls=it.rate)
        time.sleep(SETTLES_SECONDS)
        displays = _displays(room)
        print(_costs(rest, tickets, calls, day, burst), flush=True)
        for name, tally in (("design day", day), ("burst", burst)):
            print(_latency(name, tally.calls, displays), flush=True)
        phases = (tickets, calls, day, burst)
        rows = [
            *truth.of_answers(
                load,
                [one for phase in phases for one in phase.tickets],
                [one for phase in phases for one in phase.calls],
            ),
            *truth.of_displays(load, displays),
            ("presses without an answer", sum(phase.failed for phase in phases)),
            ("sockets that were lost", room.lost()),
        ]
        print(f"\n{table(('afterwards', ''), rows)}", flush=True)
        room.close()


def _house(it: argparse.Namespace, folder: str) -> AbstractContextManager[House]:
    if it.embedded:
        return embedded(Path(folder), it.offices, it.counters)
    return city(Path(folder), it.offices, it.counters, it.webs)


def _memory(it: argparse.Namespace, load: Load, room: Room) -> str:
    """Displays, desks and (at rest as yet) phones connect; what each takes."""
    wanted: list[tuple[str | None, str | None]] = []
    for number in range(it.offices):
        wanted += [(load.displays[number], f"board:{name_of(number)}")] * it.displays
        wanted += [
            (load.clerks[number], f"desk:{counter_of(number, k)}") for k in range(it.counters)
        ]
    idle = max(0, it.sockets - len(wanted))
    for token, channel in wanted:
        room.enter(Ear(load.house.port, token, channel))
    time.sleep(SETTLES_SECONDS)
    before = load.house.memory()
    for _ in range(idle):
        room.enter(Ear(load.house.port, None, None))
    time.sleep(SETTLES_SECONDS)
    after = load.house.memory()
    each = f"{(after - before) * 1024 / idle:.0f}" if idle else "-"
    rows = [(len(wanted), idle, f"{before:.0f}", f"{after:.0f}", each)]
    head = (
        "displays and desks",
        "idle sockets",
        "MiB before",
        "MiB with them",
        "KiB an idle socket",
    )
    return table(head, rows)


def _follow_phones(room: Room, tickets: list[Press]) -> None:
    """Sockets at rest follow the tickets that were drawn."""
    idle = [ear for ear in room.ears if ear.channel is None]
    for ear, press in zip(idle, reversed(tickets), strict=False):
        if press.status == 201:
            ear.follow(f"ticket:{press.answer['token']}")


def _displays(room: Room) -> dict[int, list[Ear]]:
    found: dict[int, list[Ear]] = {}
    for ear in room.ears:
        if ear.channel and ear.channel.startswith("board:"):
            found.setdefault(int(ear.channel.removeprefix("board:o")), []).append(ear)
    return found


def _costs(rest: Tally, tickets: Tally, calls: Tally, day: Tally, burst: Tally) -> str:
    """Processor time by part; a press costs what its phase took beyond the sockets at rest."""
    parts = list(rest.cpu)
    rows = []
    for name, tally in (
        ("at rest", rest), ("tickets", tickets), ("calls", calls), ("both", day), ("burst", burst),
    ):  # fmt: skip
        presses = len(tally.tickets) + len(tally.calls)
        spent = sum(tally.cpu.values())
        idle = sum(rest.cpu.values()) / rest.seconds * tally.seconds
        shares = [f"{tally.cpu[part] / tally.seconds * 100:.0f} %" for part in parts]
        whole = f"{spent / presses * 1000:.2f}" if presses else "-"
        more = f"{(spent - idle) / presses * 1000:.2f}" if presses else "-"
        times = [f"{tally.milliseconds(share):.0f}" for share in (0.5, 0.99)] if presses else "--"
        rows.append((name, presses, *shares, whole, more, *times))
    head = ("phase", "presses", *parts, "ms a press, all", "ms beyond rest", "answer p50", "p99")
    return f"\n{table(head, rows)}"


def _latency(name: str, calls: list[Press], displays: dict[int, list[Ear]]) -> str:
    """From the press to each display of its office, in milliseconds."""
    found: list[float] = []
    lost = 0
    for press in calls:
        if press.status != 200:
            continue
        for ear in displays.get(press.office, ()):
            revision = press.answer["revision"]
            came = next((at for at, seen in ear.came if seen >= revision), None)
            if came is None:
                lost += 1
            else:
                found.append((came - press.began) * 1000)
    shares = [f"{percentile(found, share):.0f}" if found else "-" for share in (0.5, 0.95, 0.99)]
    head = (f"{name}: call to display, ms", "p50", "p95", "p99", "calls x displays", "lost")
    return f"\n{table(head, [('', *shares, len(found), lost)])}"


if __name__ == "__main__":
    main(arguments())
    sys.exit(0)
