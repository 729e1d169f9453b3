"""The words of an announcement in every language of the pages: number, counter, way there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from queue_app.domain.office import Office
from queue_app.speech.voice import Phrase
from queue_app.translations import Catalogue, Translations, usual

LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NUMBER = re.compile(r"(\D*)(\d+)")


@dataclass(frozen=True)
class Announcement:
    """What is said of a call in one language: in full, and short where many are called at once."""

    language: str
    full: tuple[Phrase, ...]
    short: tuple[Phrase, ...]


@dataclass(frozen=True)
class Wording:
    """Puts announcements into words."""

    texts: Translations

    def announcement(
        self, office: Office, number: str, counter: str, language: str
    ) -> Announcement:
        """A call in a language; what has no text in it is said in the office's first, or left out.

        The counter has to be said; the way is only said to those who understand it.
        """
        short = (self.number(number, language), self.counter(office, counter, language))
        way = self.way(office, counter, language)
        return Announcement(language, (*short, way) if way else short, short)

    def number(self, number: str, language: str) -> Phrase:
        """ "Number A 17": letters by their names, then the number as the language says it."""
        texts = self.texts.text(language, "citizen")
        found = _NUMBER.fullmatch(number)
        said = number
        if found is not None:
            said = " ".join([*_letters(found[1], texts), str(int(found[2]))])
        return Phrase(language, texts.gettext("Number %(number)s") % {"number": said})

    def counter(self, office: Office, counter: str, language: str) -> Phrase:
        """What the counter is called."""
        known = office.counters.get(counter)
        names = known.names if known is not None else {}
        return _own(names, language) or _own(names, office.languages[0]) or Phrase(
            office.languages[0], next(iter(names.values()), counter)
        )  # fmt: skip

    def way(self, office: Office, counter: str, language: str) -> Phrase | None:
        """The way there, where the language has words for it."""
        known = office.counters.get(counter)
        return _own(known.way, language) if known is not None else None


def _own(texts: Mapping[str, str], language: str) -> Phrase | None:
    """What there is for readers of a language: easy German reads the usual German where it must."""
    words = texts.get(language) or texts.get(usual(language))
    return Phrase(language, words) if words else None


def _letters(prefix: str, texts: Catalogue) -> list[str]:
    """The names of the letters: a voice would take a lone "A" or "W" for a word of the language."""
    _ = texts.gettext
    # Translators: the names of the 26 Latin letters as the speaking voice must read them, a word
    # each, in this order; a letter that it names rightly by itself stands as it is.
    names = _("eigh B C D E F G H I J K L M N O P Q R S T U V W X Y Z").split()
    known = dict(zip(LATIN, names, strict=False))
    return [known.get(one.upper(), one) for one in prefix if not one.isspace()]
