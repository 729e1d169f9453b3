"""A real SMTP server of the standard library's means, and what it was sent."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class PostOffice:
    """Keeps what it is sent; `refuses` makes it answer every mail with 451."""

    port: int = 0
    refuses: bool = False
    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[list[str]] = field(default_factory=list)


class _Session(socketserver.StreamRequestHandler):
    """One client, as RFC 5321 speaks."""

    house: PostOffice

    def handle(self) -> None:
        self._say("220 post")
        recipients: list[str] = []
        while line := self.rfile.readline():
            word = line.decode().strip().upper()
            if word.startswith("RCPT"):
                recipients.append(line.decode().partition("<")[2].partition(">")[0])
            if word == "DATA":
                self._say("354 go on")
                self._keep(recipients)
                recipients = []
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _keep(self, recipients: list[str]) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if self.house.refuses:
            self._say("451 the letter box is full")
            return
        mail = message_from_bytes(b"".join(lines), policy=policy.default)
        self.house.mails.append(mail)
        self.house.envelopes.append(recipients)
        self._say("250 kept")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """A server on a free port of this machine, in a thread of its own."""
    house = PostOffice()
    handler = type("Session", (_Session,), {"house": house})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        house.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield house
        server.shutdown()
        thread.join()
