"""The instruments themselves: a test that finds nothing must have been able to find something."""

from collections.abc import Callable
from io import BytesIO

import psycopg
import pytest
import qrcode
import redis
from playwright.sync_api import Page
from reportlab.pdfgen.canvas import Canvas

from tests.support.accessibility import axe
from tests.support.paper import pdf_pages, pdf_text, qr_codes
from tests.support.postgres import Databases

GOOD = """<!doctype html><html lang="en"><title>Good</title>
<main><h1>Waiting room</h1><button>Draw a ticket</button></main>"""
BAD = """<!doctype html><html><title>Bad</title>
<main><h1>Waiting room</h1><button></button><p style="color:#bbb">pale</p></main>"""


def test_axe_is_content_with_a_good_page(page: Page) -> None:
    page.set_content(GOOD)
    assert axe(page) == []


def test_axe_names_rule_place_and_remedy(page: Page) -> None:
    page.set_content(BAD)
    found = axe(page)
    assert {line.split(" ")[0] for line in found} >= {
        "button-name",
        "color-contrast",
        "html-has-lang",
    }
    assert all(" at " in line for line in found)


def test_axe_works_under_a_strict_content_security_policy(page: Page) -> None:
    page.route(
        "http://queue.test/",
        lambda route: route.fulfill(
            body=GOOD,
            content_type="text/html",
            headers={"Content-Security-Policy": "default-src 'self'"},
        ),
    )
    page.goto("http://queue.test/")
    assert axe(page) == []


def test_an_error_inside_a_page_is_noticed(page: Page, page_errors: list[str]) -> None:
    page.set_content("<script>throw new Error('broken page')</script>")
    assert "broken page" in page_errors[0]
    page_errors.clear()


def test_two_pages_are_two_people(new_page: Callable[..., Page]) -> None:
    anna, bruno = new_page(locale="de-DE"), new_page(locale="en-GB")
    assert anna.evaluate("navigator.language") == "de-DE"
    assert bruno.evaluate("navigator.language") == "en-GB"
    assert anna.context is not bruno.context


def test_every_database_is_empty_and_apart(new_database: Callable[..., str]) -> None:
    one, other = new_database(), new_database()
    with psycopg.connect(one) as connection:
        connection.execute("CREATE TABLE ticket (number text)")
    with psycopg.connect(other) as connection:
        assert connection.execute("SELECT to_regclass('ticket')").fetchone() == (None,)


def test_a_template_is_prepared_once_and_copied(
    databases: Databases, new_database: Callable[..., str]
) -> None:
    prepared: list[str] = []

    def prepare(url: str) -> None:
        prepared.append(url)
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE ticket AS SELECT 'A001' AS number")

    for _ in range(2):
        url = new_database(template=databases.template("one_ticket", prepare))
        with psycopg.connect(url) as connection:
            assert connection.execute("DELETE FROM ticket RETURNING number").fetchone() == ("A001",)
    assert len(prepared) == 1


def test_redis_answers(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.ping()


@pytest.mark.parametrize("text", ["http://localhost:8080/t/abc"])
def test_a_printed_qr_code_can_be_read(text: str) -> None:
    buffer = BytesIO()
    paper = Canvas(buffer, pagesize=(226, 400))
    paper.drawString(20, 350, "A001")
    code = qrcode.make(text).get_image()
    paper.drawInlineImage(code, 20, 100, 180, 180)
    paper.save()
    assert "A001" in pdf_text(buffer.getvalue())
    assert qr_codes(pdf_pages(buffer.getvalue())[0]) == [text]
