"""The server without its forecast, to measure what that costs others; arguments as `queue-app`."""

from gevent import monkey

monkey.patch_all()

from queue_app.__main__ import main  # noqa: E402 - patched first
from queue_app.realtime.forecaster import Forecaster  # noqa: E402


def nothing(self: Forecaster, office: str) -> None:
    """No forecast is computed and none is published."""


if __name__ == "__main__":
    Forecaster.refresh = nothing  # type: ignore[method-assign]  # that is the whole difference
    main()
