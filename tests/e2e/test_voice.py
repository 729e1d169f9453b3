"""What the hall hears: recorded from a real browser while its clock is moved on by hand."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.support.accessibility import axe
from tests.support.server import TUESDAY, Api, Office, Server, new_server, wait_until

NewPage = Callable[..., Page]
Sound = dict[str, Any]

HALL: ViewportSize = {"width": 1920, "height": 1080}
LATE = 30_000
STEP = 400
BEGAN = TUESDAY
# Every sound that begins, with the file it came from; and how many files are on their way.
EARS = """
  window.heard = [];
  window.loading = 0;
  const fetched = window.fetch;
  window.fetch = async (...all) => {
    const url = String(all[0]);
    if (!/speech|gong/.test(url)) return fetched(...all);
    window.loading += 1;
    try {
      const answer = await fetched(...all);
      const whole = answer.arrayBuffer.bind(answer);
      answer.arrayBuffer = async () => Object.assign(await whole(), {url});
      return answer;
    } finally {
      window.loading -= 1;
    }
  };
  const decode = AudioContext.prototype.decodeAudioData;
  AudioContext.prototype.decodeAudioData = async function (raw) {
    window.loading += 1;
    const {url} = raw;
    try {
      return Object.assign(await decode.call(this, raw), {url});
    } finally {
      window.loading -= 1;
    }
  };
  const {start, stop} = AudioBufferSourceNode.prototype;
  AudioBufferSourceNode.prototype.start = function (...all) {
    this.note = {url: this.buffer.url, at: performance.now(),
      ms: this.buffer.duration * 1000, level: this.buffer.getChannelData(0).reduce((a, b) => Math.max(a, b)),
      number: document.querySelector("#announcement [data-number]")?.dataset.number};
    window.heard.push(this.note);
    return start.apply(this, all);
  };
  AudioBufferSourceNode.prototype.stop = function (...all) {
    this.note.faded = performance.now();
    return stop.apply(this, all);
  };
"""


def ten_counters(office: Office) -> None:
    """Room for ten calls at once, in an office that begins in German."""
    first = office["counters"][0]
    for n in range(6, 11):
        label = {"de": f"Schalter {n}", "uk": f"Віконце {n}"}
        office["counters"].append({**first, "id": f"counter-{n}", "label": label})


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("voice")
    made = new_server(folder, now=TUESDAY, change=ten_counters, voice="espeak-ng").start()
    yield made
    made.close()


@pytest.fixture(scope="module")
def bruno(server: Server) -> Api:
    return Api(server, server.token("clerk"))


@pytest.fixture(scope="module")
def kiosk(server: Server) -> Api:
    return Api(server, server.token("kiosk"))


@pytest.fixture
def hall(server: Server, bruno: Api, new_page: NewPage) -> Page:
    """The screen in the hall, whose time stands still between two steps; all counters are free."""
    for n in range(1, 11):
        bruno.post(f"/counters/counter-{n}/start")
        bruno.post(f"/counters/counter-{n}/finish")
    page = new_page(viewport=HALL)
    page.clock.install(time=BEGAN)
    page.add_init_script(EARS)
    page.goto(server.enrol("display"))
    expect(page.locator("#screen[data-ready=true]")).to_be_visible()
    all_here(page)
    page.clock.pause_at((page.evaluate("Date.now()") + 1000) / 1000)
    return page


def heard(page: Page) -> list[Sound]:
    found: list[Sound] = page.evaluate("window.heard")
    return found


def said(sound: Sound) -> list[str]:
    """The words of a sound; none of the gong's."""
    if "gong" in sound["url"]:
        return []
    content = sound["url"].removeprefix("/speech/").partition(".")[0]
    return base64.urlsafe_b64decode(content + "=" * (-len(content) % 4)).decode().split("\n")


def all_here(page: Page) -> None:
    """No file is on its way."""
    wait_until(lambda: page.evaluate("window.loading === 0"), what="the last file")


def listen(page: Page, seconds: float) -> None:
    """Let time pass at the display; files that are on their way arrive first."""
    for _ in range(int(seconds * 1000 / STEP)):
        all_here(page)
        page.clock.run_for(STEP)


def call(kiosk: Api, bruno: Api, counter: int, language: str = "de") -> str:
    where = f"counter-{counter}"
    bruno.at(where, "open")
    ticket = kiosk.draw(language=language)
    return str(bruno.at(where, "call", ticket=ticket["id"])["number"])


def on_board(page: Page, number: str) -> None:
    shown = page.locator(f"#newest [data-number={number}], #before-list [data-number={number}]")
    expect(shown).to_be_attached()


def apart(sounds: list[Sound]) -> None:
    """No sound begins before the one before it is over, or has been faded away."""
    for one, then in pairwise(sounds):
        over = one["at"] + one["ms"]
        if "faded" in one:
            over = one["faded"] + 150
        assert then["at"] >= over, (one, then)


def test_a_burst_of_ten_is_heard_in_order_shortened_and_nobody_is_cut_off(
    hall: Page, kiosk: Api, bruno: Api
) -> None:
    languages = ["uk", "de", "ar", "uk", "de", "de", "uk", "de", "fa", "de"]
    order = [call(kiosk, bruno, n, one) for n, one in enumerate(languages, 1)]
    on_board(hall, order[-1])
    assert [said(one) for one in heard(hall)] == [[]], "the first gong begins at once"
    bruno.at("counter-3", "undo")
    bruno.at("counter-9", "undo")
    expect(hall.locator(f"[data-number={order[8]}][data-state=withdrawn]").first).to_be_attached()
    began = heard(hall)[0]["at"]

    listen(hall, 75)

    sounds = heard(hall)
    apart(sounds)
    assert all(one["level"] > 0.2 for one in sounds)
    gongs = [one for one in sounds if not said(one)]
    called = [number for number in order if number not in (order[2], order[8])]
    assert [one["number"] for one in gongs] == called
    spoken = {one["number"]: said(one) for one in sounds if said(one)}
    assert len(spoken) == len(sounds) - len(gongs), "each is spoken once"
    in_time = [one["number"] for one in gongs if one["at"] - began <= LATE]
    assert list(spoken) == in_time, "beyond half a minute of backlog the gong alone"
    assert 4 <= len(in_time) < len(called)
    assert [len(words) for words in spoken.values()] == [2] * len(in_time), "number and counter"
    own = dict(zip(order, languages, strict=True))
    assert all(words[0].startswith(f"{own[who]}|") for who, words in spoken.items())


def test_one_alone_is_said_in_full_in_both_languages(hall: Page, kiosk: Api, bruno: Api) -> None:
    number = call(kiosk, bruno, 1, "uk")
    on_board(hall, number)
    listen(hall, 14)

    sounds = heard(hall)
    apart(sounds)
    figure = int(number[1:])
    assert [said(one) for one in sounds] == [
        [],
        [f"de|Nummer A {figure}", "de|Schalter 1", "de|Gang links, erste Tür"],
        [f"uk|Номер а {figure}", "uk|Віконце 1"],
    ]
    bruno.at("counter-1", "recall")
    wait_until(lambda: len(heard(hall)) == 4, what="the gong of the recall")
    listen(hall, 14)
    assert [said(one) for one in heard(hall)][3:] == [said(one) for one in sounds]


def test_a_call_that_is_taken_back_fades_and_the_next_begins_after_it(
    hall: Page, kiosk: Api, bruno: Api
) -> None:
    first, second = call(kiosk, bruno, 1), call(kiosk, bruno, 2)
    on_board(hall, second)
    listen(hall, 3.2)
    assert [bool(said(one)) for one in heard(hall)] == [False, True]

    bruno.at("counter-1", "undo")
    expect(hall.locator(f"[data-number={first}][data-state=withdrawn]").first).to_be_attached()
    listen(hall, 12)

    sounds = heard(hall)
    assert "faded" in sounds[1]
    assert [one["number"] for one in sounds] == [first, first, second, second]
    apart(sounds)


def test_a_file_that_cannot_be_had_leaves_the_gong(hall: Page, kiosk: Api, bruno: Api) -> None:
    hall.route("**/speech/**", lambda route: route.abort())
    first, second = call(kiosk, bruno, 1), call(kiosk, bruno, 2)
    on_board(hall, second)
    listen(hall, 24)
    assert [(one["number"], said(one)) for one in heard(hall)] == [(first, []), (second, [])]
    expect(hall.locator("#announcement")).to_have_attribute("data-on", "false")


def test_the_administrator_sees_what_speaks_and_how_far_it_has_got(
    server: Server, new_page: NewPage
) -> None:
    password = server.user("adam", "admin")
    page = new_page(viewport=HALL, locale="de-DE")
    account = {"username": "adam", "password": password}
    assert page.context.request.post(f"{server.url}/api/v1/session", data=account).ok

    page.goto(f"{server.url}/admin")
    part = page.locator("#voice")
    expect(part).to_contain_text("espeak-ng 1.")
    expect(part.locator("[data-voice=fa]")).to_have_attribute("data-speaks", "yes")
    expect(part).to_contain_text("erwarteten Ansagen liegen bereit")
    assert axe(page) == []
