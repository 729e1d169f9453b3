"""What was shown to whom reaches the disk by itself, while the server goes on."""

from __future__ import annotations

from datetime import date

from queue_app.storage.database import Database
from queue_app.storage.queue_cache import QueueCache
from queue_app.storage.reading import Reader
from tests.support.server import Api, Server, wait_until


def test_the_range_of_a_waiting_ticket_is_written_soon(shared_server: Server) -> None:
    clerk = Api(shared_server, shared_server.token("clerk"))
    clerk.at("counter-1", "open")
    ticket = clerk.draw("residence")["id"]
    database = Database(shared_server.database_url)
    reader = Reader(database, QueueCache(always_open=False))

    def written() -> bool:
        return ticket in reader.ranges_of_days("lindenhof", date.min, date.max)

    wait_until(written, what="the range on disk")
    (first, *_) = reader.ranges_of_days("lindenhof", date.min, date.max, samples=True)[ticket]
    assert first.shown_low is not None
    assert first.shown_high is not None
    assert first.shown_high > first.shown_low
    assert len(first.quantiles) == 40
    database.close()
