"""Examines what stands in the house: printers as their agents reported, voices."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterable, Iterator

from queue_app.cli.checkup.finding import Finding, fail, ok, warn
from queue_app.config import Config
from queue_app.storage.printers import SILENT, Printer

TROUBLES = {
    "paper_low": "Put paper in soon.",
    "paper_out": "Put paper in.",
    "cover_open": "Shut its cover.",
    "offline": "Look at its cable and its power.",
    "error": "Switch it off and on again.",
    SILENT: "Look at its agent: systemctl status queue-print-agent.",
}


def printers(config: Config, found: Iterable[tuple[str, Printer]]) -> Iterator[Finding]:
    """The printers by office, where agents print."""
    if config.printing.mode != "agent":
        yield ok("printers", f"No agents: printing.mode is {config.printing.mode}.")
        return
    known = list(found)
    if not known:
        said = "printing.mode is agent, and no agent has reported within a day."
        yield warn("printers", said, "Start one beside each kiosk (docs/printing.md).")
    for office, printer in known:
        said = f"{printer.id} in {office} is {printer.state}."
        if printer.state in TROUBLES:
            yield warn("printers", said, TROUBLES[printer.state])
        else:
            yield ok("printers", said)


def voices(engine: str) -> Finding:
    """Whether there is something that speaks."""
    if engine == "off":
        return ok("voices", "Switched off.")
    program = shutil.which("espeak-ng")
    if program:
        return ok("voices", f"{program} speaks.")
    if importlib.util.find_spec("espeakng_loader") is not None:
        return ok("voices", "The package espeakng-loader speaks.")
    remedy = "apt install espeak-ng, or set voice.engine to off."
    if engine == "auto":
        return warn("voices", "There is no synthesiser: calls have a gong and no voice.", remedy)
    return fail("voices", "espeak-ng is configured and not installed.", remedy)
