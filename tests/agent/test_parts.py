"""What the agent is made of: addresses, status bits, a serial line, and its command."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import threading
import tty
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from queue_app.agent import status
from queue_app.agent.address import BadAddress, device_at
from queue_app.agent.printer import Printer
from queue_app.cli.main import commands
from queue_app.printing.escpos import Device, render_escpos
from tests.printing.people import URL, annas_slip
from tests.support.net import free_port
from tests.support.server import ROOT, Api, Server, wait_until
from tests.support.thermal import Thermal, length


@pytest.mark.parametrize(
    ("online", "cause", "paper", "state"),
    [
        (0x12, 0x12, 0x12, "ready"),
        (0x12, 0x12, 0x1E, "paper_low"),
        (0x1A, 0x32, 0x7E, "paper_out"),
        (0x1A, 0x32, 0x12, "paper_out"),
        (0x1A, 0x16, 0x12, "cover_open"),
        (0x1A, 0x36, 0x7E, "cover_open"),
        (0x1A, 0x52, 0x12, "error"),
        (0x1A, 0x12, 0x12, "offline"),
    ],
)
def test_status_bytes_as_the_reference_has_them(
    online: int, cause: int, paper: int, state: str
) -> None:
    assert status.state_of(online, cause, paper) == state


def test_answers_are_told_apart() -> None:
    for byte in (0x12, 0x1A, 0x36, 0x7E):
        assert status.is_status(byte)
        assert not status.is_done(byte)
    for byte in (0x00, 0x03, 0x0F):
        assert status.is_done(byte)
        assert not status.is_status(byte)
    for byte in (0x11, 0x13, 0x37):  # flow control; what is said after forgetting
        assert not status.is_status(byte)
        assert not status.is_done(byte)


@pytest.mark.parametrize(
    "address",
    [
        "tcp://192.0.2.7",
        "tcp://printer.lindenhof.example:9101",
        "tcp://[2001:db8::7]:9100",
        "usb:04b8:0202",
        "usb:0fe6:811e?in=0x82&out=0x02",
        "serial:/dev/ttyUSB0",
        "serial:/dev/ttyS0?baud=19200",
        "file:/dev/usb/lp0",
    ],
)
def test_places_where_a_printer_may_be(address: str) -> None:
    device_at(address)


@pytest.mark.parametrize(
    "address",
    [
        "", "tcp://", "tcp://x:port", "192.0.2.7:9100", "usb:04b8", "usb:epson:tm", "usb:1:2:3",
        "serial:", "serial:/dev/ttyS0?parity=odd", "serial:/dev/ttyS0?baud=fast", "file:",
        "lpr://x",
    ],
)  # fmt: skip
def test_places_where_no_printer_can_be(address: str) -> None:
    with pytest.raises(BadAddress, match="known are tcp://"):
        device_at(address)


@pytest.mark.parametrize("address", ["usb:04b8:0202", "serial:/dev/no-such-line", "file:/no/dev"])
def test_a_printer_that_is_not_plugged_in_is_offline(address: str) -> None:
    printer = Printer(device_at(address), reports=not address.startswith("file"))

    assert printer.state() == "offline"
    assert printer.put(b"slip").reason == "offline"


def test_a_printer_that_hears_and_does_not_answer(paper: Thermal) -> None:
    paper.deaf = True
    printer = Printer(device_at(paper.address))

    assert printer.state() == "offline"


@pytest.fixture
def line(paper: Thermal) -> Iterator[str]:
    """A serial line with the printer at its end."""
    printers_end, ours = pty.openpty()
    tty.setraw(ours)

    class Wire:
        def sendall(self, data: bytes) -> None:
            os.write(printers_end, data)

    def carry() -> None:
        data = b""
        wire: Any = Wire()
        while True:
            try:
                data += os.read(printers_end, 4096)
            except OSError:
                return
            while data and (needed := length(data)) is not None:
                command, data = data[:needed], data[needed:]
                paper._receive(command, wire)

    carrier = threading.Thread(target=carry)
    carrier.start()
    yield f"serial:{os.ttyname(ours)}?baud=115200"
    os.close(ours)
    carrier.join()
    os.close(printers_end)


@pytest.mark.parametrize("text", ["auto", "raster"])
def test_a_slip_over_a_serial_line(line: str, paper: Thermal, text: Any) -> None:
    printer = Printer(device_at(line))
    assert printer.state() == "ready"
    data = render_escpos(annas_slip(), Device(text=text))

    outcome = printer.put(data)

    printer.close()
    assert outcome.state == "printed"
    (slip,) = paper.slips
    assert slip.raw == data
    assert (slip.codes == [URL]) is (text == "auto")


def run(*arguments: str, **environment: str) -> Any:
    return CliRunner().invoke(commands, ["print-agent", *arguments], env=environment)


def test_check_says_how_the_printer_is(paper: Thermal) -> None:
    where = ("--server", "http://localhost", "--office", "lindenhof", "--printer", paper.address)
    assert run(*where, "--check").output == "ready\n"

    paper.cover_open = True

    assert run(*where, "--check").output == "cover_open\n"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--printer", "lpt1"], "--printer: 'lpt1' is no printer; known are"),
        (["--printer", "file:x", "--server", "queue.example"], "--server: 'queue.example' is no"),
        (["--printer", "file:x"], "A token is missing"),
        (["--printer", "file:x", "--token-file", "/no/file"], "--token-file: /no/file cannot"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(arguments: list[str], complaint: str) -> None:
    known = ["--server", "http://localhost", "--office", "lindenhof"]
    result = run(*known, *arguments, QUEUE_APP_TOKEN="")

    assert result.exit_code == 2
    assert complaint in result.output
    assert len(result.output.splitlines()) == 1


def test_the_command_prints_until_it_is_told_to_stop(
    running: Server, kiosk: Api, paper: Thermal, tmp_path: Path
) -> None:
    token = tmp_path / "token"
    token.write_text(running.token("kiosk") + "\n", encoding="utf-8")
    name = f"stairs-{free_port()}"
    where = f"/offices/lindenhof/printers/{name}"
    agent = subprocess.Popen(
        [
            sys.executable, "-m", "queue_app", "print-agent", "--server", running.url,
            "--office", "lindenhof", "--name", name, "--printer", paper.address,
            "--token-file", str(token),
        ],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    wait_until(lambda: kiosk.get(where).json()["printer"]["state"] == "ready", 40, "the agent")
    ticket = kiosk.draw()

    job = kiosk.put(f"{where}/jobs/{ticket['id']}", {"wait": 20}).json()

    assert job["state"] == "printed"
    assert len(paper.slips) == 1
    agent.send_signal(signal.SIGTERM)
    _, said = agent.communicate(timeout=30)
    assert agent.returncode == 0
    assert "printer is ready" in said
    assert "slip printed" in said
    assert ticket["token"] not in said
