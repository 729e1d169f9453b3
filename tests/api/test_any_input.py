"""Whatever is sent to whatever address: no answer is a failure of ours, every refusal has its form.

The addresses, queries and bodies are those of the published document. Half of what is sent is
plausible, so that it gets past the first look; the other half is anything at all.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.api.people import BASE, Asker, House, open_house

KNOWN: dict[str, list[Any]] = {
    "office": ["lindenhof", "lindenhof", "lindenhof", "rosenweg"],
    "counter": ["counter-1", "counter-1", "counter-2", "counter-2", "info", "window"],
    "service": ["residence", "id-card", "parking", "advice", "legal-advice"],
    "also": [[], ["parking"], ["parking", "advice"], ["residence"]],
    "services": [[], ["parking"]],
    "priority": ["normal", "priority", "urgent"],
    "language": ["de", "en", "ar", "de-AT"],
    "current": ["served", "absent"],
    "outcome": ["done", "referred"],
    "area": ["main"],
    "by": ["service", "counter", "half_hour", "day", "weekday"],
    "from": ["2026-11-24", "2026-11-23", "0001-01-01", "9999-12-31"],
    "to": ["2026-11-24", "2026-11-25", "0001-01-02", "9999-12-31"],
    "day": ["2026-11-24", "9999-12-31"],
    "number": ["A001", "a 002"],
    "booked_at": ["2026-11-24T09:10:00+01:00", "2026-11-24T23:59Z", "0001-01-01T00:00:00+14:00"],
    "minutes": [1, 10, 1440],
    "persons": [1, 2, 6],
    "override": [True, False],
    "open": [True, False],
    "username": ["Bruno", "admin"],
}
"""By the name of a field or of a part of an address: what the example office knows."""

WAITING = 24
ODD = [
    "", "\0", "\ud800", "\u202e", "ß" * 300, "x" * 5000, "' OR 1=1 --", "../..", ".", "%00", "%", "a/b",
    "<script>", "null", "A001", "1e400", "-0", "9" * 30,
]  # fmt: skip
CONTENT_TYPES = [
    "text/plain",
    "",
    "application/json; charset=utf-16",
    "a/b/c",
    "multipart/form-data",
]

texts = st.text(max_size=30) | st.sampled_from(ODD)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
header_values = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=30
)
languages = header_values | st.sampled_from(["de", "en;q=x", "*", "de-AT, en;q=0.5", "x" * 3000])


@dataclass(frozen=True)
class Operation:
    """A method at an address, as the document has it."""

    method: str
    path: str
    described: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def names(self, place: str) -> list[str]:
        """The parameters in the path or in the query."""
        return [p["name"] for p in self.described.get("parameters", []) if p["in"] == place]

    def fields(self, schemas: dict[str, Any]) -> list[str]:
        """The fields of the body."""
        body = self.described.get("requestBody")
        if body is None:
            return []
        name = body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        return list(schemas[name].get("properties", {}))


@dataclass
class Hall:
    """The program with people in it, and those who speak to it."""

    house: House
    askers: list[Asker]
    known: dict[str, list[Any]]
    document: dict[str, Any]

    def operations(self) -> list[Operation]:
        return [
            Operation(method.upper(), path, described)
            for path, item in self.document["paths"].items()
            for method, described in item.items()
        ]

    def plausible(self, name: str) -> st.SearchStrategy[Any]:
        return st.sampled_from(self.known[name]) if name in self.known else texts


@pytest.fixture(scope="module")
def hall(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """One program for all these tests."""
    file = tmp_path_factory.mktemp("any") / "queue.sqlite3"
    shutil.copy(furnished, file)
    with open_house(f"sqlite:///{file}") as house:
        house.add_user("Bruno")
        admin, clerk, kiosk = (house.program(role) for role in ("admin", "clerk", "kiosk"))
        drawn = [kiosk.draws("residence") for _ in range(WAITING)]
        yield Hall(
            house,
            [admin, clerk, kiosk, house.program("display"), house.public(), house.device("kiosk")],
            KNOWN | {"ticket": [t["id"] for t in drawn], "token": [t["token"] for t in drawn]},
            house.public().get("/openapi.json").get_json(),
        )


@st.composite
def mostly(
    draw: Callable[..., Any], likely: st.SearchStrategy[Any], other: st.SearchStrategy[Any]
) -> Any:
    """Seven times of eight the likely."""
    return draw(likely) if draw(st.integers(0, 7)) else draw(other)


def quoted(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


@st.composite
def queries(draw: Callable[..., Any], hall: Hall, names: list[str]) -> str:
    """What stands behind the question mark."""
    pairs = [(name, draw(hall.plausible(name) | texts)) for name in names if draw(st.booleans())]
    pairs += draw(st.lists(st.tuples(texts, texts), max_size=1))
    return "&".join(f"{quoted(name)}={quoted(str(value))}" for name, value in pairs)


@st.composite
def bodies(draw: Callable[..., Any], hall: Hall, names: list[str]) -> tuple[bytes, str]:
    """A body and what it says it is."""
    kind = draw(st.integers(0, 9))
    if kind == 0:
        types = st.sampled_from(["application/json", *CONTENT_TYPES])
        return draw(st.binary(max_size=60)), draw(types)
    if kind == 1:
        return json.dumps(draw(anything)).encode(), "application/json"
    value = {name: draw(hall.plausible(name)) for name in names if not draw(st.integers(0, 3))}
    if kind > 3:
        for name in names[:1]:  # the only one that is ever required
            value[name] = draw(hall.plausible(name))
    elif names:
        value[draw(st.sampled_from(names))] = draw(anything)
    return json.dumps(value).encode(), "application/json"


@st.composite
def requests(draw: Callable[..., Any], hall: Hall, operation: Operation) -> dict[str, Any]:
    """A request for an operation, as the test client takes it."""
    path = operation.path
    for name in operation.names("path"):
        part = draw(mostly(hall.plausible(name), texts))
        path = path.replace(f"{{{name}}}", quoted(part))
    request: dict[str, Any] = {
        "method": operation.method,
        "path": path,
        "query_string": draw(queries(hall, operation.names("query"))),
        "headers": {"Accept-Language": draw(languages)},
    }
    if not draw(st.integers(0, 7)):
        request["headers"]["Idempotency-Key"] = draw(header_values)
    if operation.method != "GET":
        fields = operation.fields(hall.document["components"]["schemas"])
        request["data"], request["content_type"] = draw(bodies(hall, fields))
    return request


def send(asker: Asker, request: dict[str, Any]) -> TestResponse:
    headers = asker.headers | request.get("headers", {})
    return asker.client.open(base_url=BASE, **(request | {"headers": headers}))


def check_answer_of_the_api(answer: TestResponse) -> None:
    assert answer.status_code < 500, answer.text
    if answer.status_code < 400:
        return
    assert answer.content_type == "application/problem+json"
    problem = answer.get_json()
    assert problem["status"] == answer.status_code
    assert re.fullmatch(r"[a-z][a-z_]*", problem["code"])
    assert problem["detail"]


def test_whatever_is_sent_to_an_operation(hall: Hall, subtests: pytest.Subtests) -> None:
    for operation in hall.operations():

        @settings(max_examples=10)
        @given(
            asker=mostly(st.just(0), st.sampled_from(range(len(hall.askers)))),
            request=requests(hall, operation),
        )
        def whatever(asker: int, request: dict[str, Any]) -> None:
            check_answer_of_the_api(send(hall.askers[asker], request))

        for counter in ("counter-1", "counter-2"):
            hall.askers[0].post(f"/counters/{counter}/open", {})
            hall.askers[0].post(f"/counters/{counter}/call-next", {})
        with subtests.test(str(operation)):
            whatever()


@settings(max_examples=100)
@given(data=st.data())
def test_whatever_address_is_asked(hall: Hall, data: st.DataObject) -> None:
    methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "BREW"]
    parts = data.draw(st.lists(st.sampled_from(["offices", "lindenhof", "tickets"]) | texts))
    answer = send(
        data.draw(st.sampled_from(hall.askers)),
        {
            "method": data.draw(st.sampled_from(methods)),
            "path": "/api/v1/" + "/".join(quoted(part) for part in parts),
            "query_string": data.draw(queries(hall, [])),
        },
    )
    assert answer.status_code < 500
    if answer.data or answer.status_code < 400:  # HEAD is answered without a body
        check_answer_of_the_api(answer)


PAGES = [
    "/", "/kiosk/{office}", "/display/{office}", "/status/{office}", "/t/{token}", "/desk",
    "/reception", "/reception/paper", "/reception/paper/sheet", "/manager", "/admin", "/login", "/enrol/{code}", "/api/docs", "/{any}",
    "/static/{any}",
]  # fmt: skip


@pytest.fixture(scope="module")
def browsers(hall: Hall) -> list[Asker]:
    """Who looks at pages: a stranger, a clerk, an administrator, a kiosk."""
    house = hall.house
    return [house.public(), house.person("Ada", "admin"), house.person("Cem"), hall.askers[-1]]


@settings(max_examples=150)
@given(data=st.data())
def test_whatever_page_is_asked_for(hall: Hall, browsers: list[Asker], data: st.DataObject) -> None:
    page = data.draw(st.sampled_from(PAGES))
    path = re.sub(r"{(\w+)}", lambda m: quoted(data.draw(hall.plausible(m[1]) | texts)), page)
    asked = ["lang", "office", "next", "area", "display"]
    answer = send(
        data.draw(st.sampled_from(browsers)),
        {
            "path": path,
            "query_string": data.draw(queries(hall, asked)),
            "headers": {
                "Accept": "text/html",
                "Accept-Language": data.draw(languages),
            },
        },
    )
    check_page(answer)


@settings(max_examples=80)
@given(data=st.data())
def test_whatever_form_is_sent(hall: Hall, browsers: list[Asker], data: st.DataObject) -> None:
    form = data.draw(queries(hall, ["username", "password", "next", "csrf_token"])).encode()
    types = ["application/x-www-form-urlencoded", "application/json", *CONTENT_TYPES]
    answer = send(
        data.draw(st.sampled_from(browsers)),
        {
            "method": data.draw(st.sampled_from(["POST", "POST", "PUT", "DELETE"])),
            "path": data.draw(st.sampled_from(["/login", "/logout", "/desk", "/t/x"])),
            "data": form + data.draw(st.just(b"") | st.binary(max_size=20)),
            "content_type": data.draw(st.sampled_from(types)),
            "headers": {"Accept": "text/html"},
        },
    )
    check_page(answer)


def check_page(answer: TestResponse) -> None:
    """A page, a way to another one, or a sentence; never what went wrong inside."""
    assert answer.status_code < 500
    assert "Traceback" not in answer.text
    if 300 <= answer.status_code < 400:
        assert re.match(rf"({BASE})?/(?!/)", answer.headers["Location"])
    elif answer.status_code >= 400:
        assert answer.mimetype == "text/html"
        assert re.search(r"<h1[^>]*>[^<{]+</h1>", answer.text)
