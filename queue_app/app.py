"""The composition root: builds everything once, and serves it."""

from __future__ import annotations

import logging
import secrets
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

import gevent
from apscheduler.schedulers.gevent import GeventScheduler
from flask import Flask
from flask_socketio import SocketIO
from gevent import GreenletExit, get_hub, sleep
from gevent.pywsgi import WSGIHandler, WSGIServer

from queue_app import __version__, web
from queue_app.clock import Clock, FileClock
from queue_app.config import Config
from queue_app.jobs import Jobs
from queue_app.realtime.accuracy import PublicAccuracy
from queue_app.realtime.closing import Closing
from queue_app.realtime.forecaster import LEARN_DAYS, Forecaster
from queue_app.realtime.ledger import Ledger
from queue_app.realtime.relay import Relay
from queue_app.realtime.today import TodaysFigures
from queue_app.speech.announcing import Announcements
from queue_app.speech.finding import find_voice
from queue_app.speech.shelf import Shelf
from queue_app.speech.studio import Studio
from queue_app.speech.wording import Wording
from queue_app.storage import unit_of_work
from queue_app.storage.accounts import Accounts
from queue_app.storage.database import Database
from queue_app.storage.daybook import Daybook
from queue_app.storage.days import Days
from queue_app.storage.estimates import PublishedRanges
from queue_app.storage.months import Months
from queue_app.storage.printers import Printers
from queue_app.storage.queue_cache import QueueCache
from queue_app.storage.reading import Reader
from queue_app.storage.retention import Retention
from queue_app.storage.speech_key import speech_key
from queue_app.storage.tidying import Tidying
from queue_app.use_cases.forecasting import Forecasts
from queue_app.use_cases.ports import Deps
from queue_app.web import sockets
from queue_app.web.aside import aside
from queue_app.web.meters import Meters
from queue_app.web.services import Services, translations

ID_BYTES = 8
SPOKEN = "speech-cache"
"""The folder of what was spoken."""
TRUST_SECONDS = 0.25
"""For how long the one server of an embedded database believes its own copy of a queue."""
SWITCH_SECONDS = 0.0005
"""How long a press waits for the interpreter while a forecast is computed beside it; usual are 5 ms,
each time that the press comes back from the disk."""
REST_SECONDS = 0.02
"""Between two batches of a deletion presses go first."""
TOKEN_BYTES = 16
"""128 bits: a ticket's token is the citizen's key."""


log = logging.getLogger("queue_app.server")


class Handler(WSGIHandler):
    """One connection; its log names no client and repeats nothing of what was sent.

    An address may hold a token, and so may bytes that are no request at all.
    """

    def log_request(self) -> None:
        """Say nothing: the web floor has."""

    def log_error(self, _msg: str, *_args: Any) -> None:
        """Say that somebody was not understood."""
        log.info("bad request")

    def read_request(self, raw_requestline: str) -> Any:
        """Read a request; raises ValueError for whatever is none: it is not our failure."""
        try:
            return super().read_request(raw_requestline)
        except (HTTPException, LookupError) as error:
            raise ValueError(type(error).__name__) from None

    def handle_error(self, *failure: Any) -> None:
        """Note a failure that the web floor did not turn into an answer."""
        if not issubclass(failure[0], GreenletExit):
            log.error("failed", exc_info=failure)
        self._send_error_response_if_possible(500)  # type: ignore[attr-defined]  # not in its types


@dataclass(frozen=True)
class House:
    """Everything of one process, built."""

    services: Services
    jobs: Jobs
    app: Flask
    socketio: SocketIO

    def serve(self, listener: socket.socket, beside: Callable[[], None] | None = None) -> None:
        """Serve until the process is told to stop; `beside` is begun once the jobs run."""
        scheduler = GeventScheduler(timezone="UTC")
        self.jobs.schedule(scheduler)
        scheduler.start()
        if beside is not None:
            beside()
        sys.setswitchinterval(SWITCH_SECONDS)
        server = WSGIServer(listener, self.app, handler_class=Handler, log=None)
        for number in (signal.SIGTERM, signal.SIGINT):
            get_hub().loop.signal(number).start(lambda: server.stop(timeout=1))
        try:
            server.serve_forever()
        finally:
            scheduler.shutdown(wait=False)
            self.jobs.write_down()
            self.services.studio.voice.close()
            self.services.database.close()
            logging.shutdown()


def build(config: Config, database: Database, clock: Clock) -> House:
    """Put one process together on a migrated database."""
    cache = QueueCache(always_open=database.always_open)
    reader = Reader(database, cache, trust=TRUST_SECONDS if database.is_sqlite else 0.0)
    meters = Meters()
    deps = use_case_deps(database, cache, clock, meters.facts)
    forecasts = Forecasts()
    beside = Database(config.database.url, always_open=database.always_open, pooled=False)
    reports = Reader(beside, QueueCache(always_open=database.always_open))
    printers = Printers(database, clock)
    studio = _studio(config, database, clock)
    announcements = Announcements(studio, Wording(translations()))
    relay = Relay(reader, clock, forecasts, TodaysFigures(reports), printers.of, announcements.of)
    ledger = Ledger(PublishedRanges(database))
    past = Days(beside, reports)
    forecaster = Forecaster(
        reader,
        reports,
        clock,
        forecasts,
        past=past,
        rollouts=config.estimation.rollouts,
        aside=aside,
        note=ledger.note,
    )
    services = Services(
        config=config,
        clock=clock,
        database=database,
        reader=reader,
        reports=reports,
        days=past,
        public_accuracy=PublicAccuracy(reports, clock),
        accounts=Accounts(database, clock),
        deps=deps,
        forecasts=forecasts,
        relay=relay,
        printers=printers,
        studio=studio,
        meters=meters,
        always_open=database.always_open,
        test_clock=isinstance(clock, FileClock),
        version=__version__,
    )
    tidying = Tidying(database, audit_days=config.privacy.audit_retention_days)
    retention = Retention(
        database,
        ticket_days=config.privacy.ticket_retention_days,
        learning_days=LEARN_DAYS,
    )
    closing = Closing(
        reader,
        clock,
        Daybook(database, beside, reports),
        Months(database, beside),
        retention,
        aside=aside,
        rest=lambda: sleep(REST_SECONDS),
    )
    jobs = Jobs(
        reader,
        deps,
        clock,
        relay,
        tidying,
        forecaster.refresh,
        write=ledger.write,
        close=closing,
        clock_stands=isinstance(clock, FileClock),
    )
    app = web.create_app(services)
    return House(services, jobs, app, sockets.attach(app, services))


def _studio(config: Config, database: Database, clock: Clock) -> Studio:
    """What speaks; its files lie beside an embedded database, else beside the configuration."""
    folder = database.file.parent if database.file else config.folder
    return Studio(
        find_voice(config.voice.engine),
        Shelf(folder / SPOKEN),
        speech_key(database),
        clock,
        gevent.spawn,
    )


def use_case_deps(
    database: Database, cache: QueueCache, clock: Clock, tell: unit_of_work.Tell | None = None
) -> Deps:
    """What the use cases need, on this database; `tell` hears which facts were committed."""
    return Deps(
        begin=lambda: unit_of_work.begin(database, cache, tell),
        clock=clock,
        new_id=lambda: secrets.token_hex(ID_BYTES),
        new_token=lambda: secrets.token_urlsafe(TOKEN_BYTES),
    )
