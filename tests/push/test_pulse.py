"""The pulse, revocation, and what is not sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from queue_app.config import load
from queue_app.storage import office_store
from queue_app.storage.database import Database
from queue_app.storage.queue_cache import QueueCache
from tests.push.people import Follower
from tests.support.server import TUESDAY, Api, Make, Server, wait_until

COUNTER = "counter-1"
Connect = Callable[..., Follower]


def test_the_pulse_names_the_last_fact_that_changed_the_channel(
    server: Server, follower: Connect
) -> None:
    kiosk, clerk = Api(server, server.token("kiosk")), Api(server, server.token("clerk"))
    anna = kiosk.draw("residence")
    phone, queue = f"ticket:{anna['token']}", "queue:lindenhof"
    staff, public = follower(token=server.token("clerk")), follower()
    clerk.at(COUNTER, "open")
    public.follow(phone)
    staff.follow(queue)
    public.sees(phone, lambda data: data["estimate"]["basis"] == "prior")
    known = public.last(phone)["revision"]
    for _ in range(3):
        kiosk.draw("parking")
    staff.sees(queue, lambda data: len(data["waiting"]) == 4)
    pulse = wait_until(
        lambda: [p for p in staff.all("pulse", queue) if p["revision"] == 5], 25, "the pulse"
    )[0]
    assert pulse == {"channel": queue, "epoch": staff.last(queue)["epoch"], "revision": 5}
    wait_until(lambda: public.all("pulse", phone), 25, "the phone's pulse")
    # Whoever came later does not concern Anna: neither a view nor a pulse ahead of hers.
    assert public.all("pulse", phone)[-1]["revision"] == public.last(phone)["revision"]
    assert public.last(phone)["revision"] <= known


def test_who_is_revoked_is_let_go_within_ten_seconds(server: Server, follower: Connect) -> None:
    kiosk = Api(server, server.token("kiosk"))
    lost, kept = follower(token=server.token("clerk")), follower(token=server.token("clerk"))
    for who in (lost, kept):
        who.follow("queue:lindenhof")
    name = next(t.name for t in server.accounts.tokens() if t.role == "clerk")
    server.accounts.revoke_token(name)

    def denied() -> list[Follower]:
        return [who for who in (lost, kept) if who.all("denied", "queue:lindenhof")]

    gone = wait_until(denied, 10, "the end of the subscription")[0]
    message = gone.all("denied", "queue:lindenhof")[0]
    assert message == {"channel": "queue:lindenhof", "code": "unauthorized"}
    stays = kept if gone is lost else lost
    before = len(gone.views("queue:lindenhof"))
    kiosk.draw("residence")
    stays.sees("queue:lindenhof", lambda data: data["waiting"])
    assert len(gone.views("queue:lindenhof")) == before
    assert gone.ask("subscribe", {"channel": "queue:lindenhof"}) == {"code": "unauthorized"}


def test_a_board_that_is_no_longer_public_is_shut_within_ten_seconds(
    make_server: Make, follower: Connect, request: pytest.FixtureRequest
) -> None:
    server = make_server(change=lambda office: office.update(public_board=True))
    stranger = Follower(server)
    request.addfinalizer(stranger.leave)
    display = Follower(server, token=server.token("display"))
    request.addfinalizer(display.leave)
    for who in (stranger, display):
        who.follow("board:lindenhof")
    stranger.follow("waits:lindenhof")
    configure_beside(server, public_board=False)
    wait_until(lambda: stranger.all("denied", "board:lindenhof"), 10, "the end of the board")
    before = len(stranger.views("board:lindenhof"))
    clerk = Api(server, server.token("clerk"))
    clerk.post("/offices/lindenhof/issuing", {"open": False})
    for who, channel in ((display, "board:lindenhof"), (stranger, "waits:lindenhof")):
        who.sees(channel, lambda data: data["state"] == "red")
    assert len(stranger.views("board:lindenhof")) == before
    assert stranger.ask("subscribe", {"channel": "board:lindenhof"}) == {"code": "unauthorized"}


def configure_beside(server: Server, **changes: bool) -> None:
    """What `office import` does, beside the running server."""
    config = load(server.config_path, {}).offices[0].model_copy(update=changes)
    database = Database(server.database_url)
    office_store.bring_in(database, QueueCache(always_open=False), config, TUESDAY)
    database.close()


def test_a_change_from_the_command_line_is_followed(server: Server, follower: Connect) -> None:
    """Another process writes into the database; nobody announces it here."""
    clerk = follower(token=server.token("clerk"))
    clerk.follow("queue:lindenhof")
    write_beside(server)
    clerk.sees("queue:lindenhof", lambda data: data["issuing"]["reason"] == "from beside")


def write_beside(server: Server) -> None:
    from queue_app import app
    from queue_app.use_cases.issuing import set_issuing
    from queue_app.use_cases.ports import SYSTEM

    database = Database(server.database_url)
    assert server.clock is not None
    clock = server.clock
    deps = app.use_case_deps(database, QueueCache(always_open=False), lambda: clock.now)
    set_issuing(
        deps,
        "lindenhof",
        SYSTEM,
        lambda _press, _: (200, None),
        is_open=False,
        reason="from beside",
    )
    database.close()
