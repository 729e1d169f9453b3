"""Anna with her token: her ticket, her buttons, her QR code."""

from __future__ import annotations

from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from queue_app.web.qr import qr_svg
from queue_app.web.schemas.answers import Ticket, Why
from tests.api.people import COUNTER, Asker, House, code_of
from tests.support.paper import qr_codes


@pytest.fixture
def anna(house: House, kiosk: Asker) -> Anna:
    return Anna(house, kiosk.draws("residence"))


class Anna:
    """A citizen with a phone: no credential but the token."""

    def __init__(self, house: House, ticket: dict[str, str]) -> None:
        self.ticket, self.public = ticket, house.public()
        self.path = f"/tickets/{ticket['token']}"

    def sees(self) -> dict[str, object]:
        answer = self.public.get(self.path)
        Ticket.model_validate(answer.get_json())
        found: dict[str, object] = answer.get_json()
        return found

    def presses(self, action: str, **body: object) -> TestResponse:
        return self.public.post(f"{self.path}/{action}", body)


def test_anna_sees_her_ticket_and_where_to_go(anna: Anna, clerk: Asker) -> None:
    assert (anna.sees()["state"], anna.sees()["position"]) == ("waiting", 1)
    clerk.at(COUNTER, "open")
    clerk.at(COUNTER, "call-next")
    seen = anna.sees()
    assert seen["state"] == "called"
    assert seen["counter"]["way"]  # type: ignore[index]  # a table of texts
    assert seen["actions"] == ["cancel"]


@pytest.mark.parametrize("part", ["", "/why", "/qr.svg"])
def test_what_carries_the_token_is_not_kept_and_not_passed_on(anna: Anna, part: str) -> None:
    answer = anna.public.get(anna.path + part)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_slip_says_what_was_published_and_computes_nothing(house: House, anna: Anna) -> None:
    published = house.services.forecasts.latest
    for state in ("waiting", "cancelled"):
        assert anna.sees()["state"] == state
        answer = anna.public.get(f"{anna.path}/slip.pdf")
        assert (answer.status_code, answer.content_type) == (200, "application/pdf")
        assert published("lindenhof") is None
        anna.presses("cancel")


def test_slips_of_a_ticket_are_drawn_so_often_and_no_more(anna: Anna, kiosk: Asker) -> None:
    for _ in range(30):
        assert anna.public.get(f"{anna.path}/slip.pdf").status_code == 200
    refused = anna.public.get(f"{anna.path}/slip.pdf")
    assert code_of(refused) == (429, "too_many_requests")
    assert kiosk.get(f"{anna.path}/slip.pdf").status_code == 200


def test_anna_postpones_twice_and_no_more(anna: Anna) -> None:
    assert anna.presses("postpone", minutes=10).status_code == 200
    assert code_of(anna.presses("postpone", minutes=11)) == (422, "invalid")
    assert anna.presses("postpone", minutes=5).get_json()["postponements_left"] == 0
    assert code_of(anna.presses("postpone", minutes=5)) == (409, "postpone_limit")


def test_anna_gives_her_ticket_back_once(anna: Anna) -> None:
    first = anna.public.post(f"{anna.path}/cancel", key="press")
    again = anna.public.post(f"{anna.path}/cancel", key="press")
    assert (first.get_json()["state"], first.data) == ("cancelled", again.data)
    refused = anna.presses("cancel")
    assert code_of(refused) == (409, "not_allowed")
    assert refused.get_json()["state"] == "cancelled"
    assert anna.sees()["state"] == "cancelled"


def test_anna_comes_back_within_the_hold(anna: Anna, clerk: Asker, house: House) -> None:
    clerk.at(COUNTER, "open")
    clerk.at(COUNTER, "call-next")
    house.clock.advance(minutes=1)
    clerk.at(COUNTER, "no-show")
    assert anna.sees()["actions"] == ["cancel", "return"]
    house.clock.advance(minutes=14)
    assert anna.presses("return").get_json()["state"] == "waiting"
    assert code_of(anna.presses("return")) == (409, "not_allowed")


def test_why_counts_without_telling_about_others(anna: Anna, clerk: Asker) -> None:
    clerk.draws("residence", priority="urgent")
    answer = anna.public.get(f"{anna.path}/why").get_json()
    Why.model_validate(answer)
    assert (answer["by_rule"], answer["earlier"]) == (1, 0)


def test_the_qr_code_leads_to_the_phone_page(anna: Anna) -> None:
    svg = anna.public.get(f"{anna.path}/qr.svg")
    assert svg.mimetype == "image/svg+xml"
    assert qr_codes(_drawn(svg.text)) == [anna.ticket["url"]]


def test_the_id_is_no_token_and_the_token_no_id(anna: Anna, clerk: Asker) -> None:
    assert code_of(anna.public.get(f"/tickets/{anna.ticket['id']}")) == (404, "unknown_ticket")
    by_token = clerk.post(f"/offices/lindenhof/tickets/{anna.ticket['token']}/cancel")
    assert code_of(by_token) == (404, "unknown_ticket")


def test_presses_of_one_ticket_are_limited_and_others_are_free(
    anna: Anna, house: House, kiosk: Asker
) -> None:
    answers = [anna.presses("return") for _ in range(31)]
    assert code_of(answers[29]) == (409, "not_allowed")
    assert code_of(answers[30]) == (429, "too_many_requests")
    neighbour = Anna(house, kiosk.draws("residence"))
    assert neighbour.presses("cancel").status_code == 200


@pytest.mark.parametrize(
    "text", ["http://localhost:8080/t/a", "https://queue.example/t/" + "x" * 40]
)
def test_a_qr_code_keeps_its_quiet_zone(text: str) -> None:
    picture = _drawn(qr_svg(text))
    assert qr_codes(picture) == [text]
    edge = {picture.getpixel((x, y)) for x in range(picture.width) for y in range(4 * SCALE)}
    assert edge == {255}


SCALE = 6


def _drawn(svg: str):  # type: ignore[no-untyped-def]  # a Pillow image
    """The squares of our own SVG, drawn by the path's plain commands."""
    import re

    from PIL import Image, ImageDraw

    size = int(re.findall(r'viewBox="0 0 (\d+) ', svg)[0])
    picture = Image.new("L", (size * SCALE, size * SCALE), 255)
    brush = ImageDraw.Draw(picture)
    dark = svg.split('fill="#000"')[1]
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1", dark):
        left, top = int(x) * SCALE, int(y) * SCALE
        right = left + int(width) * SCALE - 1
        brush.rectangle((left, top, right, top + SCALE - 1), fill=0)
    buffer = BytesIO()
    picture.save(buffer, "PNG")
    return Image.open(buffer)
