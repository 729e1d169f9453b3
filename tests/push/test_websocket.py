"""Large views arrive whole over slow lines; what is too large or too much is refused."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
import websocket

from queue_app.web.websocket import frame
from tests.push.people import Follower
from tests.support.server import Api, Server, wait_until

Connect = Callable[..., Follower]


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 200_000])
def test_a_frame_is_read_back_by_another_library(size: int) -> None:
    ours, theirs = socket.socketpair()
    text = "ü" * (size // 2) + "x" * (size % 2)
    reader = websocket.WebSocket()
    reader.sock = theirs
    reader.connected = True
    data = frame(text.encode())
    ours.setblocking(False)
    try:
        for start in range(0, len(data), 8192):
            ours.sendall(data[start : start + 8192]) if size < 60_000 else None
        if size < 60_000:
            assert reader.recv() == text
        else:
            assert header(data) == (0x81, size)
    finally:
        ours.close()
        theirs.close()


def header(data: bytes) -> tuple[int, int]:
    first, short = data[0], data[1]
    if short == 126:
        return first, struct.unpack("!H", data[2:4])[0]
    return first, struct.unpack("!Q", data[2:10])[0]


def test_a_large_view_arrives_whole_where_the_line_is_slow(server: Server) -> None:
    """A reader with a tiny window, who takes his time: more than fits must wait, not vanish."""
    kiosk = Api(server, server.token("kiosk"))
    for _ in range(60):
        kiosk.draw("residence", also=["parking", "id-card"])
    token = server.token("clerk")
    where = urlsplit(server.url)
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.settimeout(20)
    line.connect((where.hostname, where.port))
    slow = websocket.create_connection(
        f"ws://{where.netloc}/socket.io/?EIO=4&transport=websocket", socket=line, timeout=20
    )
    try:
        assert slow.recv().startswith("0")
        slow.send("40/live," + json.dumps({"token": token}))
        assert slow.recv().startswith("40/live,")
        for number in range(12):
            name = "queue:lindenhof" if number % 2 else "desk:counter-1"
            event = "subscribe" if number < 2 else "subscribe"
            slow.send(f"42/live,{number}" + json.dumps([event, {"channel": name}]))
        views = 0
        while views < 12:
            text = slow.recv()
            if text == "2":
                slow.send("3")
            elif text.startswith("42/live,"):
                kind, message = json.loads(text.removeprefix("42/live,"))
                if kind == "view":
                    views += 1
                    assert len(message["data"]["waiting"]) == 60
    finally:
        slow.close()


def test_a_message_of_a_megabyte_ends_the_connection_and_nothing_else(
    server: Server, follower: Connect
) -> None:
    loud, calm = follower(), follower()
    calm.follow("waits:lindenhof")
    lost: list[bool] = []
    loud.client.on("disconnect", lambda *_: lost.append(True), namespace="/live")
    loud.client.emit("subscribe", {"channel": "x" * 1_000_000}, namespace="/live")
    wait_until(lambda: lost, what="the end of the connection")
    assert calm.ask("subscribe", {"channel": "waits:lindenhof"}) == {"ok": True}


def test_one_connection_follows_so_many_channels(server: Server, follower: Connect) -> None:
    kiosk = Api(server, server.token("kiosk"))
    tokens = [kiosk.draw("residence")["token"] for _ in range(51)]
    greedy = follower()
    acks = [greedy.ask("subscribe", {"channel": f"ticket:{token}"}) for token in tokens]
    assert acks[:50] == [{"ok": True}] * 50
    assert acks[50] == {"code": "too_many_channels"}
    greedy.ask("unsubscribe", {"channel": f"ticket:{tokens[0]}"})
    assert greedy.ask("subscribe", {"channel": f"ticket:{tokens[50]}"}) == {"ok": True}
