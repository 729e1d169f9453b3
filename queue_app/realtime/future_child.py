"""The process in which one question about other days is answered: a job in, lines of JSON out.

`python -m queue_app.realtime.future_child` reads a pickled `Job` and writes one line for each sign
of progress, then the result. Whoever asked ends it to cancel; it only reads.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
from typing import Any

NICE = 5
"""Presses go first where processors are scarce."""


def main() -> None:
    """Answer the job on standard input."""
    os.nice(NICE)
    job = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by the server that started this process
    from queue_app.realtime.future import compute

    result = compute(job, lambda done, of: _tell({"progress": {"done": done, "of": of}}))
    _tell({"result": result})


def _tell(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
