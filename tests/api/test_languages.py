"""Every language of the office, from the kiosk to the slip; and its texts for pages that change it."""

from __future__ import annotations

import gzip
import tomllib
from typing import Any

import pytest

from queue_app.translations import LANGUAGE_NAMES, RIGHT_TO_LEFT
from tests.api.people import BASE, ROOT, Asker, House
from tests.api.test_pages import boot_of, sentence_of
from tests.support.paper import pdf_pages, pdf_text, qr_codes

FOREVER = "public, max-age=31536000, immutable"


@pytest.mark.parametrize("language", LANGUAGE_NAMES)
def test_a_person_draws_and_waits_in_the_language_they_chose(
    house: House, kiosk: Asker, language: str
) -> None:
    screen = boot_of(house.device("kiosk").page("/kiosk/lindenhof"))
    assert [one["id"] for one in screen["languages"]] == list(LANGUAGE_NAMES)
    assert screen["texts"].keys() == {"de"}
    texts = fetched(house, screen["texts_at"][language])
    assert language == "en" or texts["messages"]["Draw a number"]

    ticket = kiosk.draws("residence", language=language)
    page = house.public().page(f"/t/{ticket['token']}")
    boot = boot_of(page)
    way = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    assert f'<html lang="{language}" dir="{way}"' in page.text
    assert boot["language"] == language
    assert boot["texts"][language] == texts

    slip = kiosk.client.get(
        f"/api/v1/tickets/{ticket['token']}/slip.pdf", base_url=BASE, headers=kiosk.headers
    )
    assert qr_codes(pdf_pages(slip.data)[0]) == [ticket["url"]]


def fetched(house: House, address: str) -> Any:
    answer = house.public().client.get(address, base_url=BASE)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == FOREVER
    return answer.get_json()


def test_texts_of_another_version_are_not_kept(house: House) -> None:
    client = house.public().client

    assert client.get("/texts/ar.json").headers["Cache-Control"] == "no-store"
    assert client.get("/texts/ar.json?v=old").headers["Cache-Control"] == "no-store"
    assert client.get("/texts/tlh.json").status_code == 404


def test_texts_and_files_travel_compressed_to_who_can_read_that(house: House) -> None:
    client = house.public().client
    office = "/api/v1/offices/lindenhof"
    for path in ("/texts/ar.json", "/static/texts.js", "/kiosk/static/kiosk.js", office):
        plain = client.get(path)
        packed = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == plain.data
        assert len(packed.data) < len(plain.data) / 2
        assert "Accept-Encoding" in packed.headers["Vary"]
        for answer in (plain, packed):
            answer.close()


def test_a_compressed_file_that_is_known_is_not_sent_again(house: House) -> None:
    client = house.public().client
    wishes = {"Accept-Encoding": "gzip"}
    with client.get("/static/texts.js", headers=wishes) as first:
        known = {**wishes, "If-None-Match": first.headers["ETag"]}
    with client.get("/static/texts.js", headers=known) as again:
        assert (again.status_code, again.data) == (304, b"")


def test_a_page_with_a_persons_secret_is_never_compressed(house: House) -> None:
    kiosk = house.device("kiosk")
    page = kiosk.client.get("/kiosk/lindenhof", base_url=BASE, headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in page.headers


@pytest.mark.parametrize(
    ("wishes", "sentence"),
    [("ar-SY, de;q=0.5", "لا يوجد رقم كهذا"), ("sr-Latn, en;q=0.9", "Takav broj ne postoji")],
)
def test_what_does_not_exist_is_said_in_the_readers_language(
    house: House, wishes: str, sentence: str
) -> None:
    asker = house.public()
    asker.headers["Accept-Language"] = wishes

    assert sentence_of(asker.page("/t/nothing")) == sentence


def test_the_start_page_offers_what_the_offices_offer(house_with: Any) -> None:
    house = house_with(languages=["de", "ar"])
    boot = boot_of(house.public().page("/"))
    arabic = house.public().page("/?lang=ar")

    assert [one["id"] for one in boot["languages"]] == ["de", "en", "ar"]
    assert 'dir="rtl"' in arabic.text
    assert "إلى أين تريد الذهاب؟" in arabic.text
    assert boot_of(house.public().page("/?lang=tr"))["language"] == "de"


def test_easy_german_reads_usual_german_where_the_office_has_nothing_easier(
    house_with: Any,
) -> None:
    services = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))["offices"][0][
        "services"
    ]
    services[0]["name"] = {"en": "Residence", "de": "Wohnsitz"}
    house = house_with(languages=["en", "de", "de-simple"], services=services)
    kiosk = house.program("kiosk")
    ticket = kiosk.draws("residence", language="de-simple")
    slip = kiosk.client.get(
        f"/api/v1/tickets/{ticket['token']}/slip.pdf", base_url=BASE, headers=kiosk.headers
    )

    assert "Wohnsitz" in pdf_text(slip.data)
    assert "Residence" not in pdf_text(slip.data)
