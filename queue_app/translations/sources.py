"""Which texts the pages use, and how the catalogues differ from that; no text is read here to
be shown.

    python -m queue_app.translations.sources           what is missing, unused or wrong
    python -m queue_app.translations.sources --write   bring the catalogues into their form:
                                                       add what is missing (empty), drop the rest
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import write_po

from queue_app.translations import DOMAINS, SOURCE_LANGUAGE, Domain, read_catalogue

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = Path(__file__).resolve().parent

# Who reads the texts of a file: the first path that fits decides; all else is for staff.
# What several pages share is in both domains.
AUDIENCE: tuple[tuple[str, tuple[Domain, ...]], ...] = (
    ("kiosk/", ("citizen",)),
    ("displays/", ("citizen",)),
    ("queue_app/speech/", ("citizen",)),
    ("queue_app/printing/slip", ("citizen",)),
    ("queue_app/printing/escpos", ("citizen",)),
    ("queue_app/web/static/phone/", ("citizen",)),
    ("queue_app/web/static/status/", ("citizen",)),
    ("queue_app/web/templates/phone", ("citizen",)),
    ("queue_app/web/templates/status", ("citizen",)),
    ("queue_app/web/templates/index", ("citizen",)),
    ("queue_app/web/templates/message", ("citizen", "staff")),
    ("queue_app/web/pages/sorry", ("citizen", "staff")),
    ("queue_app/web/templates/public", ("citizen", "staff")),
    ("queue_app/web/templates/layout", ("citizen", "staff")),
    ("queue_app/web/templates/macros", ("citizen", "staff")),
)
_SHARED_MODULE = re.compile(r"queue_app/web/static/[^/]+\.js$")

_METHODS = {".py": "python", ".html": "jinja2.ext:babel_extract", ".js": "javascript"}
_KEYWORDS: Mapping[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "t": None,
    "rich": None,
    "mark": None,
    "tn": (1, 2),
    "richn": (1, 2),
}
_IGNORED = ("/vendor/", "queue_app/translations/")
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")

Message = str | tuple[str, str]


@dataclass
class Differences:
    """How one catalogue differs from what the pages use."""

    language: str
    domain: Domain
    missing: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    placeholders: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.missing or self.unused or self.placeholders)

    def __str__(self) -> str:
        lines = [f"{self.language}/{self.domain}.po"]
        for what in ("missing", "unused", "placeholders"):
            lines += [f"  {what}: {text!r}" for text in getattr(self, what)]
        return "\n".join(lines)


def audience(path: str) -> tuple[Domain, ...]:
    """The domains of a file, given by its path from the root."""
    if _SHARED_MODULE.fullmatch(path):
        return DOMAINS
    return next((domains for start, domains in AUDIENCE if path.startswith(start)), ("staff",))


def used(root: Path = ROOT) -> dict[Domain, dict[str, Message]]:
    """Every text that the pages use, by domain and by its singular."""
    found: dict[Domain, dict[str, Message]] = {domain: {} for domain in DOMAINS}
    for path in _files(root):
        for message in _messages(path):
            for domain in audience(path.relative_to(root).as_posix()):
                _note(found[domain], message)
    return found


def compare(language: str, domain: Domain, texts: Mapping[str, Message]) -> Differences:
    """What is missing, unused or has other placeholders in one catalogue."""
    result = Differences(language, domain)
    catalog = read_catalogue(CATALOGUES / language / f"{domain}.po", language)
    known = {_singular(one.id): one for one in catalog if one.id}
    for text, message in sorted(texts.items()):
        entry = known.pop(text, None)
        if entry is None or entry.fuzzy or not _complete(entry.string, message):
            result.missing.append(text)
        elif not figures_agree(message, entry.string):
            result.placeholders.append(text)
    result.unused = sorted(known)
    return result


def differences(root: Path = ROOT) -> list[Differences]:
    """Of every catalogue that differs."""
    texts = used(root)
    every = (compare(one, domain, texts[domain]) for one, domain in _catalogues())
    return [one for one in every if one]


def figures_agree(message: Message, string: object) -> bool:
    """A plural form may leave its number out ("one person"); nothing may be added."""
    names = set(_PLACEHOLDER.findall(_singular(message)))
    if isinstance(message, str):
        return set(_PLACEHOLDER.findall(str(string))) == names
    names |= set(_PLACEHOLDER.findall(message[1]))
    forms = [str(one) for one in string] if isinstance(string, tuple | list) else []
    return all(names - {"n"} <= set(_PLACEHOLDER.findall(one)) <= names for one in forms)


def rewrite(language: str, domain: Domain, texts: Mapping[str, Message]) -> None:
    """One catalogue in its form: sorted, without places, all that is used and nothing else."""
    path = CATALOGUES / language / f"{domain}.po"
    old = read_catalogue(path, language)
    new = Catalog(locale=old.locale, header_comment=old.header_comment, fuzzy=False)
    known = {_singular(one.id): one for one in old if one.id}
    for text, message in texts.items():
        entry = known.get(text)
        settled = entry is not None and _complete(entry.string, message)
        string = entry.string if entry is not None and settled else None
        comments = entry.user_comments if entry is not None else ()
        new.add(message, string=string, user_comments=comments)
    with path.open("wb") as file:
        write_po(file, new, sort_output=True, no_location=True, width=100)
    _drop_dates(path)


def main(arguments: list[str]) -> int:
    texts = used()
    if "--write" in arguments:
        for language, domain in _catalogues():
            rewrite(language, domain, texts[domain])
    found = differences()
    for one in found:
        click.echo(str(one))
    return 1 if found else 0


def _files(root: Path) -> Iterator[Path]:
    for top in ("queue_app", "kiosk", "displays"):
        for path in sorted((root / top).rglob("*")):
            inside = path.relative_to(root).as_posix()
            if path.suffix in _METHODS and not any(part in inside for part in _IGNORED):
                yield path


def _messages(path: Path) -> Iterator[Message]:
    options = {"silent": "false"} if path.suffix == ".html" else {}
    for _, message, _, _ in extract_from_file(
        _METHODS[path.suffix], path, keywords=_KEYWORDS, options=options
    ):
        yield (message[0], message[1]) if isinstance(message, tuple) else message


def _note(texts: dict[str, Message], message: Message) -> None:
    # A text that is used with and without a plural is kept with its plural.
    if isinstance(message, tuple) or message not in texts:
        texts[_singular(message)] = message


def _singular(message: str | tuple[str, ...] | list[str]) -> str:
    return message if isinstance(message, str) else message[0]


def _complete(string: object, message: Message) -> bool:
    if isinstance(message, str):
        return isinstance(string, str) and bool(string)
    return isinstance(string, tuple | list) and bool(string) and all(string)


def _catalogues() -> list[tuple[str, Domain]]:
    """Those that exist; most languages are for citizens alone."""
    return [
        (path.parent.name, domain)
        for domain in DOMAINS
        for path in sorted(CATALOGUES.glob(f"*/{domain}.po"))
        if path.parent.name != SOURCE_LANGUAGE
    ]


def _drop_dates(path: Path) -> None:
    """Dates of writing only make two people's changes collide."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    noise = (
        '"POT-Creation-Date',
        '"PO-Revision-Date',
        '"Last-Translator',
        '"Language-Team',
        '"Project-Id-Version',
        '"Report-Msgid-Bugs-To',
        '"Generated-By',
    )
    kept = [line for line in lines if not line.startswith(noise)]
    path.write_text("".join(kept), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
