"""The floor: the least that any such server must do; one row inserted, one message pushed.

python -m benchmarks.speed.floor PORT DATABASE MESSAGE   (a file of JSON)
"""

from gevent import monkey

monkey.patch_all()

import json  # noqa: E402 - patched first
import socket  # noqa: E402
import sqlite3  # noqa: E402
import sys  # noqa: E402
import uuid  # noqa: E402
from pathlib import Path  # noqa: E402

from flask import Flask  # noqa: E402
from flask_socketio import SocketIO  # noqa: E402
from gevent.pywsgi import WSGIServer  # noqa: E402

NAMESPACE = "/live"


def main(port: int, database: str, message: Path) -> None:
    """Serve POST /press: insert a row durably, emit the message to everybody."""
    app = Flask(__name__)
    push = SocketIO(app, async_mode="gevent")
    rows = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    rows.execute("PRAGMA journal_mode=WAL")
    rows.execute("PRAGMA synchronous=FULL")
    rows.execute("CREATE TABLE tickets (id TEXT PRIMARY KEY, number INTEGER)")
    data = json.loads(message.read_text(encoding="utf-8"))
    count = 0

    def press() -> dict[str, int]:
        nonlocal count
        count += 1
        rows.execute("BEGIN IMMEDIATE")
        rows.execute("INSERT INTO tickets VALUES (?, ?)", (uuid.uuid4().hex, count))
        rows.execute("COMMIT")
        push.emit("view", {"revision": count, "data": data}, namespace=NAMESPACE)
        return {"revision": count}

    def accept(_auth: object = None) -> None:
        """Everybody may listen."""

    app.add_url_rule("/press", view_func=press, methods=["POST"])
    app.add_url_rule("/readyz", "ready", lambda: {"ready": True})
    push.on_event("connect", accept, namespace=NAMESPACE)
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(1024)
    listener.setblocking(False)
    WSGIServer(listener, app, log=None, error_log=None).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
