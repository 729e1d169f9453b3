"""What arrives on the wire: bodies in pieces, bytes that are no request, and what the log says of it."""

from __future__ import annotations

import json
import logging
import re
import socket
from collections.abc import Iterator

import gevent.socket
import pytest
import requests
import websocket

from queue_app import app as composition
from queue_app.web import BODY_LIMIT
from tests.support.server import TUESDAY, Server, new_server, wait_until

SECRET = "whose-ticket-is-this"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The example office for all these tests: Tuesday nine o'clock."""
    server = new_server(tmp_path_factory.mktemp("wire"), now=TUESDAY)
    yield server.start()
    server.close()


@pytest.fixture(scope="module")
def kiosk(server: Server) -> str:
    return server.token("kiosk")


def order(size: int) -> bytes:
    """A ticket asked for in a body of so many bytes."""
    asked = b'{"service": "residence"'
    return asked + b" " * (size - len(asked) - 1) + b"}"


def in_pieces(body: bytes, size: int = 10_000) -> Iterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


def say(server: Server, request: bytes) -> bytes:
    """Send bytes and read until the server closes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line:
        line.sendall(request)
        return b"".join(iter(lambda: line.recv(65536), b""))


def logged(server: Server) -> list[dict[str, object]]:
    """What the log says after its start."""
    return [json.loads(line) for line in server.log.splitlines() if line.startswith("{")]


def assert_discreet(server: Server) -> None:
    """Nothing of what was sent, nor who sent it, nor a line that is not ours."""
    assert SECRET not in server.log
    assert "Traceback" not in server.log
    assert not re.search(r"'127\.0\.0\.1', \d", server.log)


# Bodies in pieces


@pytest.mark.parametrize(
    ("size", "status"), [(30, 201), (BODY_LIMIT, 201), (BODY_LIMIT + 1, 413), (200_000, 413)]
)
def test_a_body_in_pieces_has_the_same_limit(
    server: Server, kiosk: str, size: int, status: int
) -> None:
    for body in (order(size), in_pieces(order(size))):  # with its length, and without
        answer = requests.post(
            f"{server.url}/api/v1/offices/lindenhof/tickets",
            data=body,
            headers={"Authorization": f"Bearer {kiosk}", "Content-Type": "application/json"},
            timeout=20,
        )
        assert answer.status_code == status
        if status == 413:
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.json()["code"] == "too_large"


@pytest.mark.parametrize("pieces", [b"zz\r\n{}\r\n0\r\n\r\n", b"5\r\n{}", b"-2\r\n{}\r\n"])
def test_pieces_that_do_not_fit_are_refused(server: Server, kiosk: str, pieces: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line:
        line.sendall(
            b"POST /api/v1/offices/lindenhof/tickets HTTP/1.1\r\nHost: here\r\n"
            b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
            + f"Authorization: Bearer {kiosk}\r\n\r\n".encode()
            + pieces
        )
        line.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b'"code": "bad_request"' in answer


# What is no request


@pytest.mark.parametrize(
    "request_bytes",
    [
        f"GET /t/{SECRET} HTTP/9.9\r\n\r\n".encode(),
        f"GET /t/{SECRET} HTTP/x.y\r\n\r\n".encode(),
        f"GET /t/{SECRET} HTTP/1\r\n\r\n".encode(),
        f"GET /t/{SECRET} and more HTTP/1.1\r\n\r\n".encode(),
        f"BREW /t/{SECRET}\r\n\r\n".encode(),
        f"POST /t/{SECRET} HTTP/1.1\r\nContent-Length: {SECRET}\r\n\r\n".encode(),
        f"GET /t/{SECRET} HTTP/1.1\r\n{f'X-Many: {SECRET}' + chr(13) + chr(10)}".encode() * 200,
        b"\x88\x82abcd" + SECRET.encode() + b"\r\n",
        b"\x16\x03\x01" + SECRET.encode() + b"\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused_and_not_repeated(
    server: Server, request_bytes: bytes
) -> None:
    before = len(logged(server))
    assert say(server, request_bytes).startswith(b"HTTP/1.1 400 ")
    (line,) = wait_until(lambda: logged(server)[before:], what="a line in the log")
    assert line.keys() == {"at", "level", "logger", "message"}
    assert (line["level"], line["message"]) == ("info", "bad request")
    assert_discreet(server)


def test_an_address_of_ten_thousand_letters(server: Server) -> None:
    answer = say(server, b"GET /" + SECRET.encode() * 500 + b" HTTP/1.1\r\nHost: here\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 414 ")
    assert_discreet(server)


@pytest.mark.parametrize("more", ["", "Sec-WebSocket-Version: 7\r\nSec-WebSocket-Key: x\r\n"])
def test_what_only_looks_like_a_websocket_is_refused(server: Server, more: str) -> None:
    answer = say(
        server,
        b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: here\r\n"
        b"Upgrade: websocket\r\nConnection: Upgrade\r\n" + more.encode() + b"\r\n",
    )
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert_discreet(server)


def test_the_end_of_a_websocket_is_no_bad_request(server: Server) -> None:
    address = server.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    before = len(logged(server))
    for leave in ("in order", "without a word", "in the middle"):
        line = websocket.create_connection(address, timeout=20)
        assert str(line.recv()).startswith("0")
        line.send("40/live,")
        assert str(line.recv()).startswith("40/live,")
        if leave == "in order":
            line.close()
        elif leave == "in the middle":
            assert line.sock is not None
            line.sock.sendall(b"\x81\xfe\x10\x00abcd" + b"x" * 100)
        line.shutdown()  # type: ignore[no-untyped-call]  # has no types
    # One after the other: what a later request left in the log, earlier ones left before it.
    assert requests.get(f"{server.url}/healthz", timeout=20).ok
    wait_until(
        lambda: any(line.get("route") == "/healthz" for line in logged(server)[before:]),
        what="the last request in the log",
    )
    assert {line["message"] for line in logged(server)[before:]} == {"request"}


def test_a_failure_below_the_pages_is_noted_without_who_asked(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(_environ: object, _start: object) -> list[bytes]:
        raise LookupError("a part is missing")

    ours, theirs = gevent.socket.socketpair()
    with gevent.socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = composition.Server(listener, broken, handler_class=composition.Handler, log=None)
        ours.sendall(f"GET /t/{SECRET} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
        ours.shutdown(socket.SHUT_WR)
        with caplog.at_level(logging.INFO):
            server.handle(theirs, "203.0.113.7")
    with ours:
        assert ours.recv(65536).startswith(b"HTTP/1.1 500 ")
    (record,) = caplog.records
    assert (record.levelname, record.getMessage()) == ("ERROR", "failed")
    assert "a part is missing" in caplog.text
    assert SECRET not in caplog.text
    assert "203.0.113.7" not in caplog.text
    assert capfd.readouterr() == ("", "")
