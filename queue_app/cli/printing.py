"""The agent on the small computer in the kiosk, between the server and the printer."""

from __future__ import annotations

import logging
import os
import signal
from pathlib import Path
from urllib.parse import urlsplit

import click

from queue_app.agent.address import FORMS, BadAddress, can_answer, device_at
from queue_app.agent.loop import Agent
from queue_app.agent.printer import Printer
from queue_app.agent.server import Server
from queue_app.cli.logs import speak
from queue_app.cli.shared import Failure

TOKEN_VARIABLE = "QUEUE_APP_TOKEN"  # noqa: S105 - a name, not a token


@click.command("print-agent")
@click.option("--server", "url", required=True, help="Where the server is: https://queue.example")
@click.option("--office", required=True, help="The office of the kiosk.")
@click.option("--name", default="kiosk", show_default=True, help="What the printer is called.")
@click.option("--printer", "address", required=True, help=FORMS)
@click.option(
    "--token-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help=f"A file with a token of role kiosk; without it, {TOKEN_VARIABLE} in the environment.",
)
@click.option("--dots", default=576, show_default=True, help="In a line: 576 on 80 mm, 384 on 58.")
@click.option("--text", type=click.Choice(["auto", "raster"]), default="auto", show_default=True)
@click.option("--qr", type=click.Choice(["native", "raster"]), default="native", show_default=True)
@click.option("--profile", default="default", show_default=True, help="Its name in python-escpos.")
@click.option("--reports/--no-reports", default=True, help="Whether the printer tells its state.")
@click.option("--check", is_flag=True, help="Say how the printer is, and end.")
def print_agent(  # noqa: PLR0913, PLR0917 - a printer has many properties
    url: str,
    office: str,
    name: str,
    address: str,
    token_file: Path | None,
    dots: int,
    text: str,
    qr: str,
    profile: str,
    reports: bool,
    check: bool,
) -> None:
    """Print the kiosk's slips, and report paper low, paper out, cover open, offline."""
    try:
        printer = Printer(device_at(address), reports=reports and can_answer(address))
    except BadAddress as error:
        raise Failure(f"--printer: {error}") from None
    if check:
        click.echo(printer.state())
        printer.close()
        return
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise Failure(f"--server: {url!r} is no address beginning with http:// or https://")
    options = {"dots": str(dots), "text": text, "qr": qr, "profile": profile}
    agent = Agent(Server(url, _token(token_file), office, name, options), printer)
    speak()
    logging.getLogger("queue_app").setLevel(logging.INFO)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: agent.end())
    agent.run()


def _token(file: Path | None) -> str:
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise Failure(f"--token-file: {file} cannot be read ({error})") from None
    token = os.environ.get(TOKEN_VARIABLE, "").strip()
    if not token:
        raise Failure(f"A token is missing: give --token-file, or set {TOKEN_VARIABLE}.")
    return token
