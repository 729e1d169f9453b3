"""Which offered language fits what a browser wishes: region, script and near languages count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

# Who asks for the one on the left reads the one on the right: the macrolanguage's members, older
# codes, and standards that share an office's text.
NEAR = {
    "bs": "hr",
    "sr": "hr",
    "sh": "hr",
    "cnr": "hr",
    "arb": "ar",
    "arz": "ar",
    "apc": "ar",
    "acm": "ar",
    "ary": "ar",
    "prs": "fa",
    "pes": "fa",
    "mo": "ro",
    "als": "de",
    "gsw": "de",
    "nds": "de",
}


def best(wishes: Iterable[tuple[str, float]], offered: Sequence[str]) -> str | None:
    """The offered language for the `(tag, quality)` of an Accept-Language header.

    Looks each tag up as RFC 4647, 3.4 has it: "de-AT-1996", "de-AT", "de"; the order of the
    wishes decides, so that "fr-CH, en" finds "fr" before "en". None where nothing fits.
    """
    by_quality = sorted(wishes, key=lambda wish: -wish[1])
    for tag, quality in by_quality:
        found = _lookup(tag, offered) if quality > 0 else None
        if found is not None:
            return found
    return None


def _lookup(tag: str, offered: Sequence[str]) -> str | None:
    known = {one.lower(): one for one in offered}
    parts = tag.lower().replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        found = known.get("-".join(parts[:length]))
        if found is not None:
            return found
    return known.get(NEAR.get(parts[0], ""))
