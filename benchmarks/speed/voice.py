"""Speech: how soon it is made, how soon the gong sounds after the key, and a burst as it is heard."""

from __future__ import annotations

import base64
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.speed.rig import median, percentile, table
from queue_app.clock import system_clock
from tests.support.browser import ARGUMENTS, CHROMIUM
from tests.support.server import Api, Office, Server, new_server, wait_until

PHRASES = 40
PRESSES = 40
COUNTERS = 10
LANGUAGES = ["uk", "de", "ar", "en", "de", "de", "tr", "de", "fa", "de"]
"""Of the ten tickets of the burst, in the order of their calls."""
TAKEN_BACK = 4
"""The fifth call of the burst is a mistake."""
EARS = """
  window.heard = [];
  const decode = AudioContext.prototype.decodeAudioData;
  const fetched = window.fetch;
  window.fetch = async (...all) => {
    const answer = await fetched(...all);
    const whole = answer.arrayBuffer.bind(answer);
    answer.arrayBuffer = async () => Object.assign(await whole(), {url: String(all[0])});
    return answer;
  };
  AudioContext.prototype.decodeAudioData = async function (raw) {
    const {url} = raw;
    return Object.assign(await decode.call(this, raw), {url});
  };
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (...all) {
    window.heard.push({url: this.buffer.url, at: Date.now(), seconds: this.buffer.duration,
      number: document.querySelector("#announcement [data-number]")?.dataset.number});
    return start.apply(this, all);
  };
"""
"""Notes in the page when which sound begins."""


def measure(folder: Path) -> str:
    """Tables of the three."""
    server = new_server(folder, now=None, always_open=True, change=_ten_counters, voice="auto")
    server.cold = True
    server.start()
    try:
        assert server.process is not None
        made = _making(server)
        with _display(server) as page:
            gongs = _gongs(server, page)
            burst = _burst(server, page)
    finally:
        server.close()
    return f"{made}\n\n{gongs}\n\n{burst}"


def _ten_counters(office: Office) -> None:
    first = office["counters"][0]
    for n in range(6, COUNTERS + 1):
        office["counters"].append({**first, "id": f"counter-{n}", "label": {"de": f"Schalter {n}"}})


def _making(server: Server) -> str:
    """From the question to the last byte, on one core: never said before, and said before."""
    assert server.process is not None
    tasks = Path(f"/proc/{server.process.pid}/task")
    voices = [each for one in tasks.iterdir() for each in (one / "children").read_text().split()]
    for task in (*(one.name for one in tasks.iterdir()), *voices):
        os.sched_setaffinity(int(task), {min(os.sched_getaffinity(0))})
    kiosk = Api(server, server.token("kiosk"))
    first, again = [], []
    for n in range(PHRASES):
        words = (
            f"Ihre Nummer ist A {n + 1}. Bitte nehmen Sie Platz, sieben Personen sind vor Ihnen."
        )
        asked = {"language": "de", "text": words}
        began = time.perf_counter()
        url = kiosk.post("/offices/lindenhof/speech", asked).json()["url"]
        assert kiosk.http.get(server.url + url, timeout=30).ok
        first.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        kiosk.http.get(server.url + url, timeout=30)
        again.append((time.perf_counter() - began) * 1000)
    rows = [
        (name, f"{median(times):.0f}", f"{percentile(times, 0.95):.0f}", f"{max(times):.0f}")
        for name, times in (("never said before", first), ("said before", again))
    ]
    return table(("6 s of German, one core, ms", "median", "p95", "most"), rows)


@contextmanager
def _display(server: Server) -> Iterator[Page]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = chromium.new_page(viewport={"width": 1920, "height": 1080})
        page.add_init_script(EARS)
        page.goto(server.enrol("display"))
        page.wait_for_selector("#screen[data-ready=true]")
        page.wait_for_timeout(2000)
        yield page
        chromium.close()


def _gongs(server: Server, page: Page) -> str:
    """From the key to the gong, nothing else being heard; each call is taken back afterwards."""
    kiosk, clerk = Api(server, server.token("kiosk")), Api(server, server.token("clerk"))
    clerk.at("counter-1", "open")
    for _ in range(PRESSES):
        kiosk.draw("residence")
    times = []
    for _ in range(PRESSES):
        page.wait_for_timeout(900)
        before = len(_heard(page))
        began = system_clock().timestamp() * 1000
        clerk.at("counter-1", "call-next")
        _until(page, lambda count=before: len(_heard(page)) > count)  # type: ignore[misc]  # its default
        times.append(_heard(page)[before]["at"] - began)
        clerk.at("counter-1", "undo")
    row = ("key to gong", *(f"{percentile(times, share):.0f}" for share in (0.5, 0.95)))
    return table((f"{PRESSES} calls, real browser, ms", "p50", "p95"), [row])


def _burst(server: Server, page: Page) -> str:
    """Ten calls at once, one of them taken back: what the hall hears."""
    kiosk, clerk = Api(server, server.token("kiosk")), Api(server, server.token("clerk"))
    page.wait_for_timeout(2000)
    before = len(_heard(page))
    numbers = []
    began = system_clock().timestamp() * 1000
    for n, language in enumerate(LANGUAGES, 1):
        clerk.at(f"counter-{n}", "open")
        ticket = kiosk.draw("id-card", language=language)
        numbers.append(clerk.at(f"counter-{n}", "call", ticket=ticket["id"])["number"])
    clerk.at(f"counter-{TAKEN_BACK + 1}", "undo")
    last = numbers[-1]
    _until(page, lambda: any(one["number"] == last for one in _heard(page)[before:]), 150)
    page.wait_for_timeout(8000)
    rows = [
        (f"{(one['at'] - began) / 1000:.1f}", one["number"], _words(one["url"]))
        for one in _heard(page)[before:]
    ]
    called = ", ".join(f"{who} ({own})" for who, own in zip(numbers, LANGUAGES, strict=True))
    head = f"Called at once: {called}; {numbers[TAKEN_BACK]} is taken back at once."
    return f"{head}\n\n{table(('second', 'number', 'heard'), rows)}"


def _heard(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate("window.heard")
    return found


def _words(url: str) -> str:
    if "gong" in url:
        return "gong"
    content = url.removeprefix("/speech/").partition(".")[0]
    lines = base64.urlsafe_b64decode(content + "=" * (-len(content) % 4)).decode().split("\n")
    language = lines[0].partition("|")[0]
    return f"{language}: " + ", ".join(line.partition("|")[2] for line in lines)


def _until(page: Page, condition: Callable[[], bool], seconds: float = 15) -> None:
    """The page lives on between two questions."""

    def asked() -> bool:
        page.wait_for_timeout(20)
        return condition()

    wait_until(asked, seconds, "the sound")
