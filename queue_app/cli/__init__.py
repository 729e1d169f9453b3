"""The commands of `queue-app`: exit status 0, or 2 with one clear line; never a traceback."""

from queue_app.cli.main import commands

__all__ = ["commands"]
