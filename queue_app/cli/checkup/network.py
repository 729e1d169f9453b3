"""Examines the way from a citizen's phone to here: address, certificate, proxies, message queue."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_network
from urllib.parse import urlsplit

from queue_app.cli.checkup.finding import Finding, fail, ok, warn
from queue_app.clock import Clock
from queue_app.config import Config

SECONDS = 5
SOON_DAYS = 14
"""A certificate that renews itself has been renewed by then."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def examine(config: Config, clock: Clock) -> Iterator[Finding]:
    """The findings about everything between the processes."""
    yield from address(config)
    yield from public(config.server.public_url, clock)
    yield from queue(config)


def address(config: Config) -> Iterator[Finding]:
    """Whether public address, listening address and proxies can be meant together."""
    server = config.server
    url = urlsplit(server.public_url)
    here = url.hostname in LOOPBACK
    if here:
        yield warn(
            "address",
            f"{server.public_url} is this machine alone: no phone can open a slip's QR code.",
            "Set server.public_url to what phones reach.",
        )
    elif url.scheme == "http":
        yield warn(
            "address",
            f"{server.public_url} is not encrypted: others on the way read tickets' keys.",
            "Put nginx with TLS in front (deploy/nginx) and set server.public_url to https.",
        )
    networks = [ip_network(one) for one in server.trusted_proxies]
    if any(one.num_addresses > 2**24 and not one.is_private for one in networks):
        yield fail(
            "proxies",
            "server.trusted_proxies takes in half the world: anybody may claim any address.",
            "Name the proxy's address.",
        )
    elif url.scheme == "https" and not networks:
        yield warn(
            "proxies",
            "A proxy must be in front (https), but server.trusted_proxies names none: all "
            "citizens count as one address, and are limited together.",
            'Set server.trusted_proxies, for nginx on this machine ["127.0.0.1"].',
        )
    elif networks and server.host not in LOOPBACK and all(one.is_loopback for one in networks):
        yield warn(
            "proxies",
            f"The server listens on {server.host}, past the proxy on this machine.",
            'Set server.host = "127.0.0.1".',
        )
    elif not networks and not here and server.host in LOOPBACK:
        yield fail(
            "address",
            f"{server.public_url} is asked for, but the server listens on {server.host} alone.",
            "Set server.host, or put a proxy in front and name it in server.trusted_proxies.",
        )
    else:
        yield ok("proxies", f"Trusted: {', '.join(server.trusted_proxies) or 'none needed'}.")


def public(public_url: str, clock: Clock) -> Iterator[Finding]:
    """Whether the public address answers as this program, and for how long its certificate holds."""
    url = urlsplit(public_url)
    remedy = "Start the server; look at name server, firewall and proxy on the way."
    try:
        line = _connect(url.scheme, url.hostname or "", url.port)
    except ssl.SSLCertVerificationError as error:
        said = f"The certificate of {url.hostname} is not good: {error.verify_message}."
        yield fail("certificate", said, "Renew it, with its whole chain.")
        return
    except (OSError, HTTPException) as error:
        yield fail("public address", f"{public_url} does not answer ({error}).", remedy)
        return
    try:
        if isinstance(line.sock, ssl.SSLSocket):
            yield certificate(dict(line.sock.getpeercert() or {}), clock())
        line.request("GET", f"{url.path}/healthz")
        answer = line.getresponse()
        fine = answer.status == 200 and json.loads(answer.read(4096)).get("status") == "ok"
    except (OSError, HTTPException, ValueError, AttributeError) as error:
        fine, remedy = False, f"{remedy} ({type(error).__name__})"
    finally:
        line.close()
    if fine:
        yield ok("public address", f"{public_url} answers.")
    else:
        yield fail("public address", f"{public_url} answers, but is not this program.", remedy)


def _connect(scheme: str, host: str, port: int | None) -> HTTPConnection:
    if scheme == "https":
        trusted = ssl.create_default_context()
        line: HTTPConnection = HTTPSConnection(host, port, timeout=SECONDS, context=trusted)
    else:
        line = HTTPConnection(host, port, timeout=SECONDS)
    line.connect()
    return line


def certificate(told: dict[str, object], now: datetime) -> Finding:
    """For how long a certificate, as the ssl library tells it, is good."""
    until = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(told["notAfter"])), UTC)
    days = (until - now).days
    said = f"Good until {until:%Y-%m-%d} ({days} days)."
    if days < SOON_DAYS:
        return warn("certificate", said, "Renew it now; see why it does not renew itself.")
    return ok("certificate", said)


def queue(config: Config) -> Iterator[Finding]:
    """Whether the message queue between several processes answers."""
    url = config.push.queue
    if not url:
        yield ok("push", "One process; no message queue is configured.")
        return
    import redis

    try:
        with redis.Redis.from_url(url, socket_timeout=SECONDS) as client:
            found = client.info("server")
    except (redis.RedisError, OSError, ValueError) as error:
        remedy = "Start it, or mend push.queue; until then pages ask by HTTP."
        yield fail("push", f"The message queue does not answer ({type(error).__name__}).", remedy)
        return
    version = found.get("valkey_version") or found.get("redis_version")
    yield ok("push", f"The message queue answers (version {version}).")
