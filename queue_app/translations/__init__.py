"""The words of all pages: reads the PO catalogues and answers texts; wording lives in the PO files.

English is the source language and needs no catalogue. Texts are in two domains: what citizens
see (`citizen`) and what staff see (`staff`); a page may ask for several at once.
"""

from __future__ import annotations

import gettext
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po

from queue_app.translations.wishes import best

Domain = Literal["citizen", "staff"]
DOMAINS: tuple[Domain, ...] = ("citizen", "staff")
SOURCE_LANGUAGE = "en"

# How languages call themselves. A catalogue folder without a row here is refused at start.
LANGUAGE_NAMES: Mapping[str, str] = {
    "de": "Deutsch",
    "de-simple": "Leichte Sprache",
    "en": "English",
    "tr": "Türkçe",
    "uk": "Українська",
    "ar": "العربية",
    "ro": "Română",
    "pl": "Polski",
    "it": "Italiano",
    "hr": "Hrvatski / Bosanski / Srpski",
    "bg": "Български",
    "fa": "فارسی",
    "ru": "Русский",
    "fr": "Français",
    "es": "Español",
}
RIGHT_TO_LEFT = frozenset({"ar", "fa"})
ISOLATE, RELEASE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"

_REVIEW = re.compile(r"^Native review:\s*(?P<who>.+)$", re.MULTILINE)
_TABLE_LENGTH = 200


class TranslationError(Exception):
    """A catalogue that cannot be used; the message names the file and what is wrong."""


@dataclass(frozen=True)
class Language:
    """A language that the pages can speak, as it calls itself."""

    id: str
    name: str
    dir: Literal["ltr", "rtl"]

    def as_json(self) -> dict[str, str]:
        return {"id": self.id, "name": self.name, "dir": self.dir}


Text = str | tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """The texts of one language in one domain, or of several domains laid together."""

    language: str
    domains: tuple[Domain, ...]
    messages: Mapping[str, Text]
    plural_rule: str
    reviewed_by: str | None
    """Who reviewed it as a native speaker; None where nobody has yet."""

    def gettext(self, message: str) -> str:
        found = self.messages.get(message)
        if isinstance(found, tuple):
            found = found[0]
        return found or message

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        forms = self.messages.get(singular)
        if isinstance(forms, tuple):
            return forms[self.plural_index(n)] or (singular if n == 1 else plural)
        return singular if n == 1 else plural

    def plural_index(self, n: int) -> int:
        return int(self._plural(n))

    @cached_property
    def plurals(self) -> str:
        """The plural form for 0 … 199 as digits; from there on every rule repeats each hundred."""
        return "".join(str(self.plural_index(n)) for n in range(_TABLE_LENGTH))

    @cached_property
    def fingerprint(self) -> str:
        """Another one as soon as any text differs."""
        everything = json.dumps([sorted(self.messages.items()), self.plurals])
        return hashlib.sha256(everything.encode()).hexdigest()[:12]

    def isolated(self, values: Mapping[str, object]) -> dict[str, object]:
        """Between right-to-left words a range stays in order and a name does not move the rest."""
        if self.language not in RIGHT_TO_LEFT:
            return dict(values)
        return {name: f"{ISOLATE}{value}{RELEASE}" for name, value in values.items()}

    def for_browser(self) -> dict[str, object]:
        """What texts.js reads: `{messages, plurals}`."""
        messages = {
            key: text if isinstance(text, str) else list(text)
            for key, text in self.messages.items()
        }
        return {"messages": messages, "plurals": self.plurals}

    @cached_property
    def _plural(self) -> Callable[[int], int]:
        return _plural_function(self.plural_rule)


class Translations:
    """All catalogues of the installation, read once at start."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or Path(__file__).parent
        self._catalogues = {
            (language, domain): self._read(language, domain)
            for language in self._languages_on_disk()
            for domain in DOMAINS
        }
        self._together: dict[tuple[str, tuple[Domain, ...]], Catalogue] = {}

    def languages(self, domain: Domain = "citizen") -> list[Language]:
        """Every language in which this domain is complete enough to be offered."""
        return [
            language(one)
            for one in LANGUAGE_NAMES
            if one == SOURCE_LANGUAGE or self._has(one, domain)
        ]

    def choose(self, asked: str | None, offered: Iterable[str], domain: Domain = "citizen") -> str:
        """The language to speak: the one asked for if the office offers it, else its first."""
        known = [one for one in offered if one == SOURCE_LANGUAGE or self._has(one, domain)]
        if asked in known:
            return str(asked)
        return known[0] if known else SOURCE_LANGUAGE

    def best(
        self, wishes: Iterable[tuple[str, float]], offered: Iterable[str], domain: Domain
    ) -> str:
        """The language for the `(tag, quality)` that a browser wishes; else the office's first."""
        known = [one for one in offered if self.choose(one, [one], domain) == one]
        return best(wishes, known) or self.choose(None, known, domain)

    def text(self, language: str, *domains: Domain) -> Catalogue:
        """The texts of a language; several domains are laid together, the first one wins."""
        key = (language, domains or DOMAINS)
        if key not in self._together:
            self._together[key] = self._lay_together(*key)
        return self._together[key]

    def for_browser(self, languages: Iterable[str], *domains: Domain) -> dict[str, object]:
        """The value of `boot.texts`."""
        return {one: self.text(one, *domains).for_browser() for one in languages}

    def unreviewed(self, languages: Iterable[str]) -> list[tuple[str, Domain]]:
        """Which catalogues of these languages no native speaker has reviewed."""
        return [
            (one, domain)
            for one in languages
            for domain in DOMAINS
            if (found := self._catalogues.get((one, domain))) and not found.reviewed_by
            if found.messages
        ]

    def _lay_together(self, language: str, domains: tuple[Domain, ...]) -> Catalogue:
        parts = [self._catalogues.get((language, domain)) for domain in domains]
        found = [part for part in parts if part]
        messages: dict[str, Text] = {}
        for part in reversed(found):
            messages.update(part.messages)
        return Catalogue(
            language=language,
            domains=domains,
            messages=messages,
            plural_rule=found[0].plural_rule if found else "(n != 1)",
            reviewed_by=next((part.reviewed_by for part in found), None),
        )

    def _has(self, language: str, domain: Domain) -> bool:
        found = self._catalogues.get((language, domain))
        return bool(found and found.messages)

    def _languages_on_disk(self) -> list[str]:
        folders = sorted(one.parent.name for one in self._folder.glob("*/citizen.po"))
        unknown = [one for one in folders if one not in LANGUAGE_NAMES]
        if unknown:
            raise TranslationError(f"{self._folder}: no name is known for {', '.join(unknown)}")
        return folders

    def _read(self, language: str, domain: Domain) -> Catalogue:
        catalog = read_catalogue(self._folder / language / f"{domain}.po", language)
        return Catalogue(
            language=language,
            domains=(domain,),
            messages=_messages(catalog),
            plural_rule=catalog.plural_expr,
            reviewed_by=_reviewer(catalog.header_comment),
        )


def language(language_id: str) -> Language:
    """How a language is called and which way it runs."""
    direction: Literal["ltr", "rtl"] = "rtl" if language_id in RIGHT_TO_LEFT else "ltr"
    return Language(language_id, LANGUAGE_NAMES.get(language_id, language_id), direction)


def usual(language_id: str) -> str:
    """The same language in its usual form, for dates and plurals: "de" for "de-simple"."""
    return language_id.partition("-")[0]


def read_catalogue(path: Path, language: str) -> Catalog:
    """A PO file as Babel reads it; a missing file is an empty catalogue."""
    locale = usual(language)
    if not path.exists():
        return Catalog(locale=locale)
    try:
        with path.open("rb") as file:
            return read_po(file, locale=locale, abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise TranslationError(f"{path}: {error}") from error


def _messages(catalog: Catalog) -> dict[str, Text]:
    """Complete, settled entries; a fuzzy one is nobody's word."""
    found: dict[str, Text] = {}
    for message in catalog:
        if not message.id or message.fuzzy:
            continue
        if isinstance(message.id, str):
            if message.string:
                found[message.id] = str(message.string)
        elif message.string and all(message.string):
            found[message.id[0]] = tuple(message.string)
    return found


def _reviewer(header: str) -> str | None:
    found = _REVIEW.search(header.replace("# ", ""))
    who = found["who"].strip() if found else "none"
    return None if who.lower() == "none" else who


def _plural_function(rule: str) -> Callable[[int], int]:
    """The rule of a PO header as a function; the standard library compiles it safely."""
    return gettext.c2py(rule)
