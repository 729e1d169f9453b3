"""Large views arrive whole over slow lines; what is too large or too much is refused."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
import requests
import websocket

from queue_app.web.websocket import frame
from tests.push.people import Follower
from tests.support.server import Api, Server

Connect = Callable[..., Follower]


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 200_000])
def test_a_frame_is_read_back_by_another_library(size: int) -> None:
    ours, theirs = socket.socketpair()
    text = "ü" * (size // 2) + "x" * (size % 2)
    reader = websocket.WebSocket()
    reader.sock = theirs
    reader.connected = True
    # A socket pair holds less than the largest frame: it is written while it is read.
    writer = threading.Thread(target=ours.sendall, args=(frame(text.encode()),))
    writer.start()
    try:
        assert reader.recv() == text
    finally:
        writer.join()
        ours.close()
        theirs.close()


def test_a_large_view_arrives_whole_where_the_line_is_slow(shared_server: Server) -> None:
    """A reader with a tiny window, who takes his time: more than fits must wait, not vanish."""
    kiosk = Api(shared_server, shared_server.token("kiosk"))
    for _ in range(60):
        kiosk.draw("residence", also=["parking", "id-card"])
    token = shared_server.token("clerk")
    where = urlsplit(shared_server.url)
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.settimeout(20)
    line.connect((where.hostname, where.port))
    slow = websocket.create_connection(
        f"ws://{where.netloc}/socket.io/?EIO=4&transport=websocket", socket=line, timeout=20
    )
    try:
        assert str(slow.recv()).startswith("0")
        slow.send("40/live," + json.dumps({"token": token}))
        assert str(slow.recv()).startswith("40/live,")
        for number in range(12):
            name = "queue:lindenhof" if number % 2 else "desk:counter-1"
            slow.send(f"42/live,{number}" + json.dumps(["subscribe", {"channel": name}]))
        views = 0
        while views < 12:
            text = str(slow.recv())
            if text == "2":
                slow.send("3")
            elif text.startswith("42/live,"):
                kind, message = json.loads(text.removeprefix("42/live,"))
                if kind == "view":
                    views += 1
                    assert len(message["data"]["waiting"]) >= 60
    finally:
        slow.close()


def test_a_message_of_a_megabyte_ends_the_connection_and_nothing_else(
    shared_server: Server, follower: Connect
) -> None:
    calm = follower()
    calm.follow("waits:lindenhof")
    address = shared_server.url.replace("http", "ws")
    loud = websocket.create_connection(
        f"{address}/socket.io/?EIO=4&transport=websocket", timeout=20
    )
    try:
        assert str(loud.recv()).startswith("0")
        loud.send("40/live,")
        assert str(loud.recv()).startswith("40/live,")
        loud.send("42/live,1" + json.dumps(["subscribe", {"channel": "x" * 1_000_000}]))
        assert is_ended(loud)
    finally:
        loud.shutdown()  # type: ignore[no-untyped-call]  # has no types
    assert calm.ask("subscribe", {"channel": "waits:lindenhof"}) == {"ok": True}


@pytest.mark.parametrize(
    ("origin", "status"),
    [("{url}", 200), (None, 200), ("https://evil.example", 400), ("null", 400)],
)
def test_only_our_own_pages_open_a_connection(
    shared_server: Server, origin: str | None, status: int
) -> None:
    answer = requests.get(
        f"{shared_server.url}/socket.io/?EIO=4&transport=polling",
        headers={"Origin": origin.format(url=shared_server.url)} if origin else {},
        timeout=20,
    )
    assert answer.status_code == status


def is_ended(line: websocket.WebSocket) -> bool:
    """Read until the other side has closed."""
    with suppress(websocket.WebSocketConnectionClosedException, ConnectionError):
        while line.recv():
            pass
    return True


def test_one_connection_follows_so_many_channels(shared_server: Server, follower: Connect) -> None:
    kiosk = Api(shared_server, shared_server.token("kiosk"))
    tokens = [kiosk.draw("residence")["token"] for _ in range(51)]
    greedy = follower()
    acks = [greedy.ask("subscribe", {"channel": f"ticket:{token}"}) for token in tokens]
    assert acks[:50] == [{"ok": True}] * 50
    assert acks[50] == {"code": "too_many_channels"}
    greedy.ask("unsubscribe", {"channel": f"ticket:{tokens[0]}"})
    assert greedy.ask("subscribe", {"channel": f"ticket:{tokens[50]}"}) == {"ok": True}
