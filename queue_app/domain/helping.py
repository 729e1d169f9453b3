"""Help calls of the kiosks: somebody there asks for a member of staff; never what they say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

HELP_SECONDS = 300
"""How long a call stands when nobody answers it."""

COMING_SECONDS = 180
"""How long the kiosk says that somebody is coming."""


@dataclass(frozen=True, slots=True)
class HelpCall:
    """A kiosk's call for staff: since when, and since when somebody is on the way."""

    kiosk: str
    since: datetime
    coming: datetime | None = None

    @property
    def ends(self) -> datetime:
        """When it is over by itself."""
        if self.coming is not None:
            return self.coming + timedelta(seconds=COMING_SECONDS)
        return self.since + timedelta(seconds=HELP_SECONDS)
