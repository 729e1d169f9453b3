"""The command `queue-app`, also as `python -m queue_app`."""

import sys

SERVING = ("run", "serve", "demo")


def main() -> None:
    """Run one command. A server's process works with greenlets from its very first import on."""
    if any(argument in SERVING for argument in sys.argv[1:]):
        from gevent import monkey

        monkey.patch_all()
    from queue_app.cli import commands

    commands(prog_name="queue-app")


if __name__ == "__main__":
    main()
