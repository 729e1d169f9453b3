"""Run the benchmarks of speed: `python -m benchmarks [cost push sustained start beside voice]`.

How right the estimates are is measured by `python -m benchmarks.estimates`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.speed import beside, cost, push, sustained, voice

PROGRAMS = {
    "cost": cost.measure,
    "push": push.measure,
    "sustained": sustained.measure,
    "start": sustained.measure_start,
    "beside": beside.measure,
    "voice": voice.measure,
}


def main(names: list[str]) -> int:
    """Run the named programs, or all, and print their tables."""
    unknown = [name for name in names if name not in PROGRAMS]
    if unknown:
        print(f"There is no benchmark {unknown[0]!r}: {', '.join(PROGRAMS)}.", file=sys.stderr)
        return 2
    for name in names or PROGRAMS:
        with tempfile.TemporaryDirectory(prefix="queue-app-bench-") as folder:
            print(f"\n## {name}\n", flush=True)
            print(PROGRAMS[name](Path(folder)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
