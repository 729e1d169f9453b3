"""The composition root: builds everything once, and serves it.

Three compositions: `run` has the pages and the timed jobs in one process, `serve` the pages alone,
`worker` the jobs alone; of several that have jobs one leads and the others stand by.
"""

from __future__ import annotations

import logging
import secrets
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException
from threading import Event
from time import monotonic
from typing import Any

import gevent.event
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.schedulers.gevent import GeventScheduler
from flask import Flask
from flask_socketio import SocketIO
from gevent import GreenletExit, get_hub, sleep
from gevent.pywsgi import WSGIHandler, WSGIServer

from queue_app import __version__, web
from queue_app.clock import Clock, FileClock
from queue_app.config import Config
from queue_app.jobs import Jobs
from queue_app.printing.monthly import Monthly
from queue_app.realtime.accuracy import PublicAccuracy
from queue_app.realtime.closing import Closing
from queue_app.realtime.forecaster import LEARN_DAYS, Forecaster
from queue_app.realtime.ledger import Ledger
from queue_app.realtime.lookout import Lookout
from queue_app.realtime.messages import Sources
from queue_app.realtime.post import Post
from queue_app.realtime.relay import Relay
from queue_app.realtime.shared import Shared
from queue_app.realtime.today import TodaysFigures
from queue_app.speech.announcing import Announcements
from queue_app.speech.finding import find_voice
from queue_app.speech.rehearsal import Rehearsal
from queue_app.speech.shelf import Shelf
from queue_app.speech.studio import Studio
from queue_app.speech.wording import Wording
from queue_app.storage import unit_of_work
from queue_app.storage.accounts import Accounts
from queue_app.storage.database import Database, Unavailable
from queue_app.storage.daybook import Daybook
from queue_app.storage.days import Days
from queue_app.storage.estimates import PublishedRanges
from queue_app.storage.forecast_store import ForecastStore
from queue_app.storage.leadership import Leadership
from queue_app.storage.monthly import SentReports
from queue_app.storage.months import Months
from queue_app.storage.printers import Printers
from queue_app.storage.queue_cache import QueueCache
from queue_app.storage.reading import Reader
from queue_app.storage.retention import Retention
from queue_app.storage.speech_key import speech_key
from queue_app.storage.tidying import Tidying
from queue_app.storage.watch import Watch
from queue_app.use_cases.forecasting import Forecast, Forecasts
from queue_app.use_cases.ports import Conflict, Deps
from queue_app.web import sockets
from queue_app.web.aside import aside
from queue_app.web.meters import Meters
from queue_app.web.services import Services, translations

FINISH_SECONDS = 10
"""How long a process that was told to stop goes on answering what it was asked before."""
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


class Part(StrEnum):
    """What a process does of the whole."""

    RUN = "run"
    SERVE = "serve"
    WORKER = "worker"


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

    def run_application(self) -> None:
        """Answer one request; a process that is closing takes no further one on this line."""
        server: Any = self.server
        if "HTTP_UPGRADE" in (self.environ or ()):
            super().run_application()
            return
        server.busy += 1
        try:
            super().run_application()
        finally:
            server.busy -= 1
            if server.finishing:
                self.close_connection = True


class Server(WSGIServer):
    """Answers requests, and finishes those it has begun before it ends."""

    busy = 0
    """Requests that are being answered; websockets are not among them."""
    finishing = False
    """Whether each line ends with the answer that it waits for."""

    def finish(self, closing: Event) -> None:
        """Take no new connection, answer what has been asked, then end.

        Whoever holds a line finds another process: lines are cut when this one is gone.
        """
        closing.set()
        self.finishing = True
        self.stop_accepting()
        self.socket.close()
        until = monotonic() + FINISH_SECONDS
        while self.busy and monotonic() < until:
            gevent.sleep(0.01)
        self.close()


@dataclass(frozen=True)
class Core:
    """What every composition has: everything below the web floor, and the jobs."""

    services: Services
    jobs: Jobs
    leadership: Leadership

    def begin(self) -> BaseScheduler:
        """Open the letter-box and start the jobs."""
        scheduler = GeventScheduler(timezone="UTC")
        if self.services.post is not None:
            self.services.post.open()
        self.jobs.take_lead()
        self.jobs.schedule(scheduler)
        scheduler.start()
        return scheduler

    def end(self, scheduler: BaseScheduler) -> None:
        """Stop the jobs, let a successor begin, and write down what is left."""
        scheduler.shutdown(wait=False)
        with suppress(Unavailable, Conflict):
            self.jobs.write_down()
        self.leadership.release()
        if self.services.post is not None:
            self.services.post.close()
        self.services.studio.close()
        self.services.rehearsal.close()
        self.services.database.close()
        logging.shutdown()

    def work(self, listener: socket.socket | None = None) -> None:
        """Be a worker until told to stop; operators ask it at `listener`, if there is one."""
        scheduler = self.begin()
        stop = gevent.event.Event()
        _on_signals(stop.set)
        shown = None if listener is None else self._show(listener)
        try:
            stop.wait()
        finally:
            if shown is not None:
                shown.close()
            self.end(scheduler)

    def _show(self, listener: socket.socket) -> Server:
        app = web.create_operations(self.services)
        server = Server(listener, app, handler_class=Handler, log=None)
        server.start()
        return server


@dataclass(frozen=True)
class House(Core):
    """Everything of one process that serves pages, built."""

    app: Flask
    socketio: SocketIO

    def serve(self, listener: socket.socket, beside: Callable[[], None] | None = None) -> None:
        """Serve until the process is told to stop; `beside` is begun once the jobs run."""
        scheduler = self.begin()
        if beside is not None:
            beside()
        sys.setswitchinterval(SWITCH_SECONDS)
        server = Server(listener, self.app, handler_class=Handler, log=None)
        _on_signals(lambda: gevent.spawn(server.finish, self.services.closing))
        try:
            server.serve_forever()
        finally:
            self.end(scheduler)


def _on_signals(deed: Callable[[], object]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        get_hub().loop.signal(number).start(deed)


def build(config: Config, database: Database, clock: Clock, part: Part = Part.RUN) -> House:
    """Put one process with pages together on a migrated database."""
    core = build_core(config, database, clock, part)
    app = web.create_app(core.services)
    return House(core.services, core.jobs, core.leadership, app, sockets.attach(app, core.services))


def build_core(config: Config, database: Database, clock: Clock, part: Part) -> Core:
    """Everything below the web floor, for any composition."""
    alone = part is Part.RUN and database.is_sqlite
    cache = QueueCache(always_open=database.always_open)
    reader = Reader(database, cache, trust=TRUST_SECONDS if alone else 0.0)
    meters = Meters(clock)
    database.tell = meters.transaction
    deps = use_case_deps(database, cache, clock, meters.facts)
    forecasts = Forecasts()
    beside = Database(config.database.url, always_open=database.always_open, pooled=False)
    reports = Reader(beside, QueueCache(always_open=database.always_open))
    printers = Printers(database, clock)
    studio = _studio(config, database, clock)
    wording = Wording(translations())
    announcements = Announcements(studio, wording)
    rehearsal = Rehearsal(studio.in_the_background(), wording, aside)
    watch = Watch(database)
    post: Post | None = None

    def tell_others(office: str) -> None:
        if post is not None:
            post.tell(office)

    sources = Sources(
        reader, clock, forecasts, TodaysFigures(reports), printers.of, announcements.of, watch.of
    )
    relay = Relay(sources, tell_others=tell_others, lag=meters.push_lag.observe)
    if config.push.queue:
        post = Post(config.push.queue, database.epoch, relay.hear)
    ledger = Ledger(PublishedRanges(database))
    past = Days(beside, reports)
    shared = Shared(ForecastStore(database), forecasts)

    def published(forecast: Forecast) -> None:
        ledger.note(forecast)
        if not alone:
            shared.put(forecast)

    forecaster = Forecaster(
        reader,
        reports,
        clock,
        forecasts,
        past=past,
        rollouts=config.estimation.rollouts,
        aside=aside,
        note=published,
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
        rehearsal=rehearsal,
        watch=watch,
        meters=meters,
        post=post,
        is_one_of_several=part is not Part.RUN,
        always_open=database.always_open,
        test_clock=isinstance(clock, FileClock),
        version=__version__,
    )
    monthly = Monthly(
        config.reports,
        config.folder,
        services.gathering,
        SentReports(database),
        translations(),
        aside,
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
    leadership = Leadership(database)
    meters.leader.set_function(lambda: leadership.held)
    never = part is Part.SERVE
    jobs = Jobs(
        reader,
        deps,
        clock,
        relay,
        tidying,
        forecaster.refresh,
        write=ledger.write,
        say=rehearsal.go_on,
        sweep_speech=studio.shelf.sweep,
        close=closing,
        look=Lookout(watch, printers.of, monthly.failing).look,
        deliver=monthly.deliver,
        lead=(lambda: False) if never else leadership.renew,
        leads=(lambda: False) if never else lambda: leadership.held,
        follow=(lambda: None) if alone else shared.take,
        clock_stands=isinstance(clock, FileClock),
        tell=meters.job,
    )
    return Core(services, jobs, leadership)


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
