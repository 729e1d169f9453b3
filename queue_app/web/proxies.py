"""Believes X-Forwarded-For and -Proto from the configured proxies, and from nobody else."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class TrustedProxies:
    """WSGI middleware: behind a trusted proxy the client's own address and scheme count."""

    def __init__(self, app: WSGIApplication, proxies: Iterable[str]) -> None:
        """Proxies are addresses or networks (`10.0.0.0/8`); raises ValueError for others."""
        self._app = app
        self._networks: list[Network] = [ipaddress.ip_network(one) for one in proxies]

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if self._is_trusted(environ.get("REMOTE_ADDR", "")):
            self._believe(environ)
        return self._app(environ, start)

    def _believe(self, environ: WSGIEnvironment) -> None:
        passed = [one.strip() for one in environ.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        # From the right: the first one that is none of our proxies cannot have been made up.
        client = next((one for one in reversed(passed) if one and not self._is_trusted(one)), None)
        if client is not None:
            environ["REMOTE_ADDR"] = client
        scheme = environ.get("HTTP_X_FORWARDED_PROTO", "").split(",")[-1].strip()
        if scheme in ("http", "https"):
            environ["wsgi.url_scheme"] = scheme

    def _is_trusted(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._networks)
