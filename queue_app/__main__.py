"""The command `queue-app`, also as `python -m queue_app`."""

import os
import sys

SERVING = ("run", "serve", "worker", "demo")


def main() -> None:
    """Run one command. A server's process works with greenlets from its very first import on."""
    if any(argument in SERVING for argument in sys.argv[1:]):
        # The forecast's small matrices gain nothing from threads of their own, and wait for them.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        from gevent import monkey

        monkey.patch_all()
    from queue_app.cli import commands

    commands(prog_name="queue-app")


if __name__ == "__main__":
    main()
