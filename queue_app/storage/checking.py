"""What is wrong with a configuration beyond its form: services nobody serves, missing texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from queue_app import config as c
from queue_app.domain.legibility import readable_metres
from queue_app.storage.offices import public_holidays, to_office
from queue_app.translations import Translations, usual


@dataclass(frozen=True)
class Problem:
    """A remark about a key; `wrong` when the office cannot work as it is."""

    path: str
    sentence: str
    wrong: bool = True


def problems(config: c.Config) -> list[Problem]:
    """Everything that a careful colleague would say about the configuration."""
    if not config.offices:
        return [Problem("offices", "there is no office")]
    return [problem for office in config.offices for problem in _office(office)]


def _office(office: c.OfficeConfig) -> Iterator[Problem]:
    path = f"offices.{office.id}"
    try:
        public_holidays(office.region)
    except ValueError as error:
        yield Problem(f"{path}.region", str(error))
    yield from _languages(office, f"{path}.languages")
    if not any(office.opening_hours.values()):
        yield Problem(f"{path}.opening_hours", "the office never opens")
    served = {service for counter in office.counters for service in counter.services}
    for service in office.services:
        if service.id not in served:
            yield Problem(f"{path}.services.{service.id}", "no counter serves it")
        yield from _texts(office, f"{path}.services.{service.id}.name", service.name)
        if service.documents:
            yield from _texts(office, f"{path}.services.{service.id}.documents", service.documents)
    for group in office.groups:
        yield from _texts(office, f"{path}.groups.{group.id}.name", group.name)
    for counter in office.counters:
        if not counter.services:
            yield Problem(f"{path}.counters.{counter.id}", "it serves nothing")
        yield from _texts(office, f"{path}.counters.{counter.id}.label", counter.label)
    yield from _prefixes(office, path)
    yield from _displays(office, path)


def _displays(office: c.OfficeConfig, path: str) -> Iterator[Problem]:
    areas = {counter.area for counter in office.counters}
    known = to_office(office.model_copy(update={"region": None}))
    for display in known.displays:
        key = f"{path}.displays.{display.id}"
        if display.area not in areas:
            yield Problem(f"{key}.area", f"no counter stands in the area {display.area!r}")
            continue
        farthest = readable_metres(display, known)
        if farthest < display.viewing_distance_metres:
            sentence = (
                f"too far for {display.diagonal_inches:g} inches: numbers and counters can be read"
                f" from {farthest:.1f} m at most; a larger display, or another one near the last chair"
            )
            yield Problem(f"{key}.viewing_distance_metres", sentence, wrong=False)
        others = {
            d.part for d in known.displays if (d.area, d.parts) == (display.area, display.parts)
        }
        missing = sorted({*range(1, display.parts + 1)} - others)
        if missing and display.part == min(others):
            sentence = f"no display shows part {missing[0]} of the list that {display.parts} share"
            yield Problem(f"{key}.parts", sentence, wrong=False)


def _languages(office: c.OfficeConfig, path: str) -> Iterator[Problem]:
    translations = _translations()
    known = {one.id for one in translations.languages()}
    missing = [one for one in office.languages if one not in known]
    if missing:
        sentence = f"pages do not speak {', '.join(missing)}: they have no texts in it"
        yield Problem(path, sentence, wrong=False)
    unread = dict.fromkeys(one for one, _ in translations.unreviewed(office.languages))
    if unread:
        sentence = f"no native speaker has reviewed the texts in {', '.join(unread)}"
        yield Problem(path, sentence, wrong=False)


@cache
def _translations() -> Translations:
    return Translations()


def _texts(office: c.OfficeConfig, path: str, texts: object) -> Iterator[Problem]:
    known = set(texts) if isinstance(texts, dict) else set()
    missing = [one for one in office.languages if not known & {one, usual(one)}]
    if missing:
        first = office.languages[0]
        sentence = f"no text in {', '.join(missing)}: pages show the one in {first}"
        yield Problem(path, sentence, wrong=False)


def _prefixes(office: c.OfficeConfig, path: str) -> Iterator[Problem]:
    prefixes = [s.prefix for s in office.services if s.prefix]
    for prefix in prefixes:
        longer = [other for other in prefixes if other != prefix and other.startswith(prefix)]
        if longer and office.numbering == "service":
            yield Problem(
                f"{path}.services",
                f"the prefixes {prefix} and {longer[0]} are easily confused when spoken",
                wrong=False,
            )
