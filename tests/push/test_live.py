"""What followers of a channel are sent: at once, after every change, and never in pieces."""

from __future__ import annotations

from collections.abc import Callable

import requests

from tests.push.people import Follower
from tests.support.server import Api, Server, wait_until

COUNTER = "counter-1"
Connect = Callable[..., Follower]


def test_everybody_sees_a_call_at_once_and_the_same_as_by_http(
    server: Server, follower: Connect
) -> None:
    kiosk, clerk = Api(server, server.token("kiosk")), Api(server, server.token("clerk"))
    display = follower(token=server.token("display"))
    desk = follower(token=server.token("clerk"))
    boss = follower(token=server.token("manager"))
    public = follower()
    ticket = kiosk.draw("residence")
    board, waits, phone = "board:lindenhof", "waits:lindenhof", f"ticket:{ticket['token']}"
    assert display.follow(board)["data"]["calls"] == []
    assert public.follow(waits)["data"]["services"]
    first = public.follow(phone)
    assert (first["data"]["state"], first["data"]["position"]) == ("waiting", 1)
    assert desk.follow(f"desk:{COUNTER}")["data"]["counter"]["state"] == "closed"
    assert len(desk.follow("queue:lindenhof")["data"]["waiting"]) == 1
    assert boss.follow("office:lindenhof")["data"]["waiting"] == 1

    clerk.at(COUNTER, "open")
    called = clerk.at(COUNTER, "call-next")
    number = called["number"]
    seen = display.sees(board, lambda data: data["calls"])
    assert seen["data"]["calls"][0]["number"] == number
    assert (seen["epoch"], seen["revision"]) == (seen["data"]["epoch"], seen["data"]["revision"])
    assert seen["as_of"] == seen["data"]["as_of"]
    public.sees(phone, lambda data: data["state"] == "called")
    desk.sees(f"desk:{COUNTER}", lambda data: data["current"] and not data["waiting"])
    desk.sees("queue:lindenhof", lambda data: data["called"])
    boss.sees("office:lindenhof", lambda data: data["today"]["called"] == 1)

    by_http = {
        board: clerk.get("/offices/lindenhof/board").json(),
        waits: clerk.get("/offices/lindenhof/wait-times").json(),
        "queue:lindenhof": clerk.get("/offices/lindenhof/queue").json(),
        f"desk:{COUNTER}": clerk.get(f"/counters/{COUNTER}").json(),
    }
    for channel, answer in by_http.items():
        who = {board: display, waits: public}.get(channel, desk)
        # A forecast may come in between: its instants are no part of what is compared.
        assert shape(who.last(channel)["data"]) == shape(answer), channel


def shape(view: dict[str, object]) -> set[str]:
    return set(view)


def test_each_follower_may_see_what_http_would_show(
    shared_server: Server, follower: Connect
) -> None:
    stranger, kiosk = follower(), follower(token=shared_server.token("kiosk"))
    clerk = follower(token=shared_server.token("clerk"))
    worthless = follower(token="worthless")

    def code(who: Follower, channel: object) -> object:
        return who.ask("subscribe", {"channel": channel}).get("code")

    assert code(stranger, "board:lindenhof") == "unauthorized"
    assert code(stranger, "queue:lindenhof") == "unauthorized"
    assert code(stranger, f"desk:{COUNTER}") == "unauthorized"
    assert code(stranger, "desk:nowhere") == "unauthorized"
    assert code(worthless, "queue:lindenhof") == "unauthorized"
    assert code(kiosk, "queue:lindenhof") == "forbidden"
    assert code(kiosk, "board:lindenhof") == "forbidden"
    assert code(clerk, "office:lindenhof") == "forbidden"
    assert code(clerk, "board:lindenhof:main") is None
    assert code(clerk, "board:lindenhof:cellar") == "unknown_area"
    assert code(stranger, "printer:lindenhof:kiosk") == "unauthorized"
    assert code(kiosk, "printer:lindenhof:kiosk") is None
    assert code(kiosk, "printer:lindenhof") == "unknown_channel"
    assert code(clerk, "waits:nowhere") == "unknown_office"
    assert code(clerk, "desk:nowhere") == "unknown_counter"
    assert code(clerk, "ticket:nothing") == "unknown_ticket"
    for name in ("nonsense", "moon:lindenhof", "queue:lindenhof:main", "", 5, None, "x" * 9999):
        assert code(clerk, name) in ("unknown_channel", "invalid")
    nonsense: list[object] = [None, [], "board:lindenhof", {}]
    for request in nonsense:
        assert clerk.ask("subscribe", request) == {"code": "invalid"}
    assert clerk.ask("unsubscribe", {"channel": "never-followed"}) == {"ok": True}


def test_cookies_of_a_browser_count_together(server: Server, follower: Connect) -> None:
    browser = requests.Session()
    for role in ("display", "kiosk"):
        browser.get(server.enrol(role), allow_redirects=False, timeout=20)
    server.user("Bruno", "clerk")
    signed_in = browser.post(
        f"{server.url}/api/v1/session",
        json={"username": "Bruno", "password": "correct horse"},
        timeout=20,
    )
    assert signed_in.status_code == 200, signed_in.text
    cookie = "; ".join(f"{one.name}={one.value}" for one in browser.cookies)
    bruno = follower(cookie=cookie)
    assert bruno.follow("board:lindenhof")["data"]["calls"] == []
    assert bruno.follow(f"desk:{COUNTER}")["data"]["counter"]["mine"] is False
    opened = browser.post(
        f"{server.url}/api/v1/counters/{COUNTER}/open",
        headers={"X-CSRFToken": signed_in.json()["csrf"]},
        timeout=20,
    )
    assert opened.json()["counter"]["mine"] is True
    bruno.sees(f"desk:{COUNTER}", lambda data: data["counter"]["mine"])
    emil = follower(token=server.token("clerk"))
    assert emil.follow(f"desk:{COUNTER}")["data"]["counter"]["mine"] is False


def test_who_unsubscribes_hears_no_more_and_others_do(
    shared_server: Server, follower: Connect
) -> None:
    kiosk = Api(shared_server, shared_server.token("kiosk"))
    token = shared_server.token("clerk")
    one, other = follower(token=token), follower(token=token)
    for who in (one, other):
        who.follow("queue:lindenhof")
    assert one.ask("unsubscribe", {"channel": "queue:lindenhof"}) == {"ok": True}
    before = len(one.views("queue:lindenhof"))
    number = kiosk.draw("residence")["number"]
    other.sees("queue:lindenhof", lambda data: number in str(data["waiting"]))
    assert len(one.views("queue:lindenhof")) == before


def test_a_burst_goes_out_together_and_ends_with_the_truth(
    shared_server: Server, follower: Connect
) -> None:
    kiosk = Api(shared_server, shared_server.token("kiosk"))
    clerk = follower(token=shared_server.token("clerk"))
    before = len(clerk.follow("queue:lindenhof")["data"]["waiting"])
    for _ in range(30):
        kiosk.draw("residence")
    clerk.sees("queue:lindenhof", lambda data: len(data["waiting"]) == before + 30)
    assert len(clerk.views("queue:lindenhof")) < 30
    revisions = [view["revision"] for view in clerk.views("queue:lindenhof")]
    assert revisions == sorted(revisions)


def test_after_a_restart_a_follower_is_shown_the_truth(server: Server, follower: Connect) -> None:
    kiosk = Api(server, server.token("kiosk"))
    clerk = follower(token=server.token("clerk"))
    before = clerk.follow("queue:lindenhof")
    reconnected: list[bool] = []
    clerk.client.on("connect", lambda: reconnected.append(True), namespace="/live")
    server.kill()
    server.start()
    kiosk.draw("residence")
    wait_until(lambda: reconnected, what="the reconnection")
    after = clerk.follow("queue:lindenhof")
    assert after["epoch"] == before["epoch"]
    assert after["revision"] > before["revision"]
    assert len(after["data"]["waiting"]) == 1


def test_the_clock_alone_changes_views(server: Server, follower: Connect) -> None:
    """The second gong, and the opening of the ticket machine, come without any press."""
    assert server.clock is not None
    kiosk, clerk = Api(server, server.token("kiosk")), Api(server, server.token("clerk"))
    display = follower(token=server.token("display"))
    display.follow("board:lindenhof")
    kiosk.draw("residence")
    clerk.at(COUNTER, "open")
    clerk.at(COUNTER, "call-next")
    call = display.sees("board:lindenhof", lambda data: data["calls"])["data"]["calls"][0]
    server.clock.advance(seconds=46)
    gonged = display.sees("board:lindenhof", lambda data: data["calls"][0]["recalled_at"])
    assert gonged["data"]["calls"][0]["revision"] > call["revision"]
    assert gonged["data"]["calls"][0]["called_at"] == call["called_at"]
    server.clock.advance(minutes=9 * 60)
    display.sees("board:lindenhof", lambda data: data["state"] == "closed")


def test_operations_read_how_many_follow(server: Server, follower: Connect) -> None:
    def figure(name: str) -> float:
        text = requests.get(f"{server.url}/metrics", timeout=20).text
        (found,) = (line for line in text.splitlines() if line.startswith(f"{name} "))
        return float(found.rpartition(" ")[2])

    one, other = follower(), follower()
    for who in (one, other):
        who.follow("waits:lindenhof")
    assert figure("queue_push_connections") == 2
    assert figure('queue_push_followers{kind="waits"}') == 2
    other.leave()
    wait_until(lambda: figure("queue_push_connections") == 1, what="the end of a connection")
    assert figure('queue_push_followers{kind="waits"}') == 1
