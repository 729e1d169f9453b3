"""The configuration of a city: so many offices like the example, with ids of their own."""

from __future__ import annotations

import copy
import tomllib
from typing import Any

import tomli_w

from tests.support.server import ROOT

LANGUAGES = ["de", "en"]


def configuration(offices: int, counters: int) -> str:
    """The TOML of a city whose offices have so many counters each."""
    values = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))
    example = values["offices"][0]
    values["offices"] = [office(example, number, counters) for number in range(offices)]
    return tomli_w.dumps(values)


def office(example: dict[str, Any], number: int, counters: int) -> dict[str, Any]:
    """One office; its first half of services at every counter."""
    found = copy.deepcopy(example)
    name = name_of(number)
    found |= {"id": name, "name": f"Office {number}", "languages": LANGUAGES, "displays": []}
    for service in found["services"]:
        service["id"] = f"{name}-{service['id']}"
    services = {service["id"]: 0 for service in found["services"]}
    first = found["counters"][0]
    found["counters"] = [
        {
            **first,
            "id": counter_of(number, k),
            "label": {"de": f"Schalter {k + 1}"},
            "services": services,
        }
        for k in range(counters)
    ]
    return found


def name_of(number: int) -> str:
    """The id of an office."""
    return f"o{number:02d}"


def counter_of(number: int, counter: int) -> str:
    """The id of a counter."""
    return f"{name_of(number)}-c{counter + 1}"
