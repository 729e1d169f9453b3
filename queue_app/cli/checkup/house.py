"""Examines what stands in the house: printers as their agents reported, voices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from queue_app.cli.checkup.finding import Finding, fail, ok, warn
from queue_app.config import Config
from queue_app.speech.finding import OFF
from queue_app.speech.voice import Voice
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


def voices(engine: str, voice: Voice, languages: Iterable[str]) -> Finding:
    """Whether there is something that speaks the offices' languages."""
    if engine == OFF:
        return ok("voices", "Switched off.")
    if not voice.name:
        said = "Nothing speaks: calls have a gong and no voice."
        remedy = "apt install espeak-ng, or set voice.engine to off."
        return (warn if engine == "auto" else fail)("voices", said, remedy)
    silent = [one for one in dict.fromkeys(languages) if not voice.speaks(one)]
    if silent:
        those = f"not {', '.join(silent)}: such calls are said in the office's first language alone"
        return ok("voices", f"{voice.name} speaks, but {those}.")
    return ok("voices", f"{voice.name} speaks.")
