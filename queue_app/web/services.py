"""What the web floor is given by the composition root: everything it asks or presses, built once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from threading import Event

from flask import current_app

from queue_app.clock import Clock
from queue_app.config import Config
from queue_app.printing.figures.gathering import Gathering
from queue_app.printing.figures.words import Words
from queue_app.realtime.accuracy import PublicAccuracy
from queue_app.realtime.post import Post
from queue_app.realtime.relay import Relay
from queue_app.speech.rehearsal import Rehearsal
from queue_app.speech.studio import Studio
from queue_app.storage.accounts import Accounts
from queue_app.storage.database import Database
from queue_app.storage.days import Days
from queue_app.storage.printers import Printers
from queue_app.storage.reading import Reader
from queue_app.storage.watch import Watch
from queue_app.translations import Translations
from queue_app.use_cases.forecasting import Forecasts
from queue_app.use_cases.ports import Deps
from queue_app.web.bell import Bell
from queue_app.web.futures import Futures
from queue_app.web.meters import Meters

EXTENSION = "queue_app"


@cache
def translations() -> Translations:
    """The catalogues of all languages."""
    return Translations()  # read once a process, they never change


@dataclass(frozen=True)
class Services:
    """The program below the web floor.

    `reports` and `days` read where real threads may, for what is computed beside the hub. `meters`
    count for operations. `post` carries word between several processes; `closing` is set when this
    one takes no more requests. `always_open` and `test_clock` are said on every page; `version`
    stands in
    the API's document.
    """

    config: Config
    clock: Clock
    database: Database
    reader: Reader
    accounts: Accounts
    deps: Deps
    forecasts: Forecasts
    relay: Relay
    reports: Reader
    days: Days
    printers: Printers
    watch: Watch
    public_accuracy: PublicAccuracy
    studio: Studio
    rehearsal: Rehearsal
    post: Post | None = None
    is_one_of_several: bool = False
    always_open: bool = False
    test_clock: bool = False
    version: str = "0.1.0"
    meters: Meters = field(default_factory=Meters)
    translations: Translations = field(default_factory=translations)
    bell: Bell = field(default_factory=Bell)
    futures: Futures = field(default_factory=Futures)
    closing: Event = field(default_factory=Event)

    @property
    def gathering(self) -> Gathering:
        """Where reports and spreadsheets come from."""
        return Gathering(self.days, self.config.privacy.counter_statistics)

    def staff_words(self, language: str) -> Words:
        """The staff's texts of a language, for what is printed."""
        return Words(self.translations.text(language, "staff"))

    @property
    def is_https(self) -> bool:
        """Whether citizens reach the pages encrypted: cookies then never travel otherwise."""
        return self.config.server.public_url.startswith("https://")


def services() -> Services:
    """The services of the application that answers the present request."""
    found: Services = current_app.extensions[EXTENSION]
    return found
