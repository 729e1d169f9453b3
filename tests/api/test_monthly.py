"""The report of the last month goes out by itself: once, again where it failed, in words."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from queue_app.config import Config, ConfigError, parse
from queue_app.config.reports import Reports
from queue_app.printing.monthly import due
from queue_app.storage.monthly import SentReports
from tests.api.people import COUNTER, House, open_house
from tests.support.builders import office
from tests.support.paper import pdf_text
from tests.support.post import PostOffice, post_office

NOVEMBER = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)
"""Five o'clock of the first of December in Berlin."""


@pytest.fixture
def post() -> Iterator[PostOffice]:
    with post_office() as found:
        yield found


@pytest.fixture
def house(furnished: Path, tmp_path: Path, post: PostOffice) -> Iterator[House]:
    """An office where somebody came in November; reports go into a folder and by mail."""
    file = tmp_path / "queue.sqlite3"
    shutil.copy(furnished, file)
    reports = Reports(
        folder=str(tmp_path / "reports"),
        mail_host="127.0.0.1",
        mail_port=post.port,
        mail_from="queue@office.example",
        mail_to=("clara@office.example", "mayor@town.example"),
    )
    with open_house(f"sqlite:///{file}", reports=reports) as opened:
        clerk = opened.program("clerk")
        clerk.at(COUNTER, "open")
        clerk.draws()
        opened.clock.advance(minutes=7)
        clerk.at(COUNTER, "call-next")
        yield opened


def files(tmp_path: Path) -> list[str]:
    return sorted(one.name for one in (tmp_path / "reports").glob("*"))


def test_the_last_month_goes_out_once_into_the_folder_and_by_mail(
    house: House, post: PostOffice, tmp_path: Path
) -> None:
    house.jobs.report()  # of October nothing is known
    assert post.mails == []
    house.clock.now = NOVEMBER - timedelta(seconds=1)
    house.jobs.report()
    assert post.mails == []

    house.clock.now = NOVEMBER
    house.jobs.report()
    house.jobs.report()
    house.clock.advance(hours=30)
    house.jobs.report()

    assert files(tmp_path) == ["lindenhof_2026-11_report.pdf"]
    (mail,) = post.mails
    assert post.envelopes == [["clara@office.example", "mayor@town.example"]]
    assert mail["Subject"] == "Bürgeramt Lindenhof: Bericht: November 2026"
    assert mail["Message-ID"] == "<report-lindenhof-2026-11@office.example>"
    (attachment,) = list(mail.iter_attachments())
    assert attachment.get_filename() == "lindenhof_2026-11_report.pdf"
    body: Any = attachment.get_content()
    assert body == (tmp_path / "reports" / "lindenhof_2026-11_report.pdf").read_bytes()
    assert "höchstens 7 Minuten" in " ".join(pdf_text(body).split())


def test_a_mail_that_fails_is_told_and_sent_again(
    house: House, post: PostOffice, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    post.refuses = True
    house.clock.now = NOVEMBER
    house.jobs.report()
    house.jobs.sweep()
    assert files(tmp_path) == ["lindenhof_2026-11_report.pdf"]
    assert "451 the letter box is full" in caplog.text
    clara = house.program("manager")
    (alert,) = clara.get("/offices/lindenhof/alerts").get_json()["alerts"]
    assert (alert["code"], alert["subject"]) == ("report", "2026-11:mail")

    post.refuses = False
    house.clock.advance(minutes=59)
    house.jobs.report()
    assert post.mails == []
    house.clock.advance(minutes=1)
    house.jobs.report()
    assert len(post.mails) == 1
    house.jobs.sweep()
    house.clock.advance(minutes=1)
    house.jobs.sweep()
    (alert,) = clara.get("/offices/lindenhof/alerts").get_json()["alerts"]
    assert alert["cleared_at"] is not None


def test_what_was_cut_short_is_tried_again(house: House, post: PostOffice) -> None:
    """A server killed while it was sending leaves an attempt without an end."""
    house.clock.now = NOVEMBER
    sent = SentReports(house.services.database)
    post.refuses = True
    house.jobs.report()
    known = sent.find("lindenhof", "2026-11", "mail")
    assert known is not None
    sent.note("lindenhof", type(known)(**(vars(known) | {"state": "begun"})))
    post.refuses = False
    house.clock.advance(hours=1)
    house.jobs.report()
    assert len(post.mails) == 1


def test_a_month_begins_on_the_offices_own_clock() -> None:
    berlin = office()
    assert due(berlin, NOVEMBER).isoformat() == "2026-11-01"
    assert due(berlin, NOVEMBER - timedelta(minutes=1)).isoformat() == "2026-10-01"
    assert due(berlin, datetime(2027, 1, 1, 4, 0, tzinfo=UTC)).isoformat() == "2026-12-01"


@pytest.mark.parametrize(
    ("reports", "said"),
    [
        ({"mail_to": ["a@b.example"]}, "mail_host: is needed"),
        ({"mail_host": "post"}, "mail_to: names nobody"),
        (
            {"mail_host": "post", "mail_to": ["mayor"], "mail_from": "a@b.example"},
            "no mail address",
        ),
        ({"mail_host": "post", "mail_to": ["a@b.example"]}, "mail_from"),
        ({"mail_security": "yes"}, "reports.mail_security"),
        ({"colour": "ink"}, "reports.colour: there is no such key"),
    ],
)
def test_a_configuration_that_cannot_work(reports: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError) as error:
        parse(Config, {"reports": reports}, "config.toml")
    assert said in "\n".join(error.value.all)
