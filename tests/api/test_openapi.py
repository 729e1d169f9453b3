"""The API's own document: valid, complete, and true to what is answered."""

from __future__ import annotations

from typing import Any

import pytest
from openapi_spec_validator import validate

from tests.api.people import BASE, House


@pytest.fixture
def document(house: House) -> dict[str, Any]:
    found: dict[str, Any] = house.public().get("/openapi.json").get_json()
    return found


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
    ]


def test_it_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    validate(document)


def test_every_address_of_the_api_is_in_it(house: House, document: dict[str, Any]) -> None:
    served = {
        (method.lower(), rule.rule.replace("<", "{").replace(">", "}"))
        for rule in house.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1/") and rule.rule != "/api/v1/openapi.json"
    }
    assert {(method, path) for method, path, _ in operations(document)} == served


def test_every_press_names_its_key_but_signing_in(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        names = {p["name"] for p in operation.get("parameters", [])}
        keyed = method == "post" and not path.endswith(("/session", "/speech"))
        assert ("Idempotency-Key" in names) is keyed, path


def test_every_operation_says_what_it_answers(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids))
    for _method, path, operation in operations(document):
        assert operation["summary"], path
        answers = operation["responses"]
        assert any(status.startswith("2") for status in answers), path
        for status, answer in answers.items():
            assert answer["description"], (path, status)
            if status == "default" or status >= "400":
                schema = answer["content"]["application/problem+json"]["schema"]
                assert schema == {"$ref": "#/components/schemas/Problem"}


def test_every_operation_says_who_may(document: dict[str, Any]) -> None:
    security = {(m, p): o["security"] for m, p, o in operations(document)}
    staff: list[dict[str, list[str]]] = [{"token": []}, {"session": []}]
    assert security["get", "/api/v1/offices"] == [{}]
    assert security["get", "/api/v1/offices/{office}/queue"] == staff
    assert security["post", "/api/v1/offices/{office}/tickets"] == [*staff, {"kiosk": []}, {}]
    assert security["get", "/api/v1/offices/{office}/board"] == [*staff, {"display": []}, {}]
    assert security["post", "/api/v1/offices/{office}/tickets/{ticket}/cancel"] == staff
    assert set(document["components"]["securitySchemes"]) == {
        "token",
        "session",
        "kiosk",
        "display",
    }


def test_bodies_are_strict_and_empty_ones_may_be_left_out(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        if method != "post":
            continue
        body = operation["requestBody"]
        name = body["content"]["application/json"]["schema"]["$ref"].split("/")[-1]
        schema = document["components"]["schemas"][name]
        assert schema["additionalProperties"] is False, path
        assert body["required"] is bool(schema.get("required")), path


def test_the_page_for_people_needs_nothing_from_elsewhere(house: House) -> None:
    page = house.public().page("/api/docs")
    assert page.status_code == 200
    assert "Draw a ticket" in page.text
    assert "Content-Security-Policy" in page.headers
    for foreign in ("http://", "https://", "<script", "style="):
        assert foreign not in page.text.replace(BASE, "")
