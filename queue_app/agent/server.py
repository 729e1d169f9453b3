"""The server as the agent sees it: reports, orders, slips; each request can be said twice."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

ANSWER_SECONDS = 10.0
OK, SERVERS_FAULT = 200, 500


class Unreachable(Exception):
    """The server does not answer, or not as expected; the message is one line."""


class Refused(Unreachable):
    """The server answers, but does not do it for this agent."""


@dataclass(frozen=True)
class Order:
    """A ticket whose slip is to be printed, and where its bytes are."""

    ticket: str
    slip: str


@dataclass
class Server:
    """One connection, kept as long as it lasts. `options` are the printer's, for the slip."""

    url: str
    token: str
    office: str
    printer: str
    options: dict[str, str] = field(default_factory=dict)
    _line: HTTPConnection | None = None

    def report(self, state: str, wait: float) -> list[Order]:
        """Say how the printer is; answers what to print, after at most `wait` seconds."""
        answer = self._json(self._path(), {"state": state, "wait": wait}, wait)
        return [Order(job["ticket"], job["slip"]) for job in answer["jobs"]]

    def slip(self, order: Order) -> bytes:
        """The bytes for the printer."""
        return self._ask("GET", f"{order.slip}?{urlencode(self.options)}", None, 0)

    def claim(self, order: Order, claim: str) -> bool:
        """Whether this agent may print it; a claim said twice is answered alike."""
        return bool(self._progress(order, claim, "printing", None) == "printing")

    def settle(self, order: Order, claim: str, state: str, reason: str | None) -> None:
        """Say what came of it."""
        self._progress(order, claim, state, reason)

    def close(self) -> None:
        """Hang up."""
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def _progress(self, order: Order, claim: str, state: str, reason: str | None) -> object:
        path = f"{self._path()}/jobs/{quote(order.ticket)}/progress"
        body = {"state": state, "claim": claim, "reason": reason}
        return self._json(path, body, 0)["state"]

    def _path(self) -> str:
        return f"/api/v1/offices/{quote(self.office)}/printers/{quote(self.printer)}"

    def _json(self, path: str, body: dict[str, Any], wait: float) -> dict[str, Any]:
        raw = self._ask("PUT", path, json.dumps(body).encode(), wait)
        try:
            answer = json.loads(raw)
        except ValueError:
            raise Unreachable("the answer is no JSON") from None
        if not isinstance(answer, dict):
            raise Unreachable("the answer is no object")
        return answer

    def _ask(self, method: str, path: str, body: bytes | None, wait: float) -> bytes:
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "*/*"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            line = self._connected(wait)
            line.request(method, urlsplit(self.url).path.rstrip("/") + path, body, headers)
            response = line.getresponse()
            raw = response.read()
        except (OSError, HTTPException) as error:
            self.close()
            raise Unreachable(str(error) or type(error).__name__) from error
        if response.status != OK:
            kind = Refused if response.status < SERVERS_FAULT else Unreachable
            raise kind(f"{response.status} {_detail(raw)}".strip())
        return raw

    def _connected(self, wait: float) -> HTTPConnection:
        patience = ANSWER_SECONDS + wait
        if self._line is None:
            parts = urlsplit(self.url)
            kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
            self._line = kind(parts.hostname or "", parts.port, timeout=patience)
        self._line.timeout = patience
        if self._line.sock is not None:
            self._line.sock.settimeout(patience)
        return self._line


def _detail(raw: bytes) -> str:
    try:
        return str(json.loads(raw)["detail"])
    except (ValueError, KeyError, TypeError):
        return ""
