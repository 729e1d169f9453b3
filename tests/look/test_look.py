"""The look as agreed: tokens that agree, contrasts that hold, icons that exist, licences beside."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "queue_app" / "web" / "static"
PAGES = [ROOT / "queue_app" / "web", ROOT / "kiosk", ROOT / "displays"]
TOKENS = (STATIC / "tokens.css").read_text(encoding="utf-8")
COLOUR = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")

# At least so much contrast between a text and its ground.
PROMISED = [
    ("ink", "paper", 13),
    ("ink", "sheet", 13),
    ("ink-2", "paper", 7),
    ("ink-2", "sheet", 7),
    ("edge", "paper", 3),
    ("edge", "sheet", 3),
    ("stamp", "paper", 4.5),
    ("stamp", "sheet", 4.5),
    ("green", "paper", 4.5),
    ("green", "sheet", 4.5),
    ("on-ink", "ink", 7),
    ("on-lamp", "lamp", 7),
    *((f"on-ramp-{step}", f"ramp-{step}", 4.5) for step in range(1, 8)),
]


def test_dark_by_preference_and_dark_by_choice_are_the_same() -> None:
    preferred = _block(":root:not([data-theme])")
    chosen = _block('[data-theme="dark"]')

    assert preferred == chosen
    assert len(preferred) > 10


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_every_text_stands_out_from_its_ground(theme: str) -> None:
    colours = _theme(theme)

    poor = {
        f"{text} on {ground}": round(_contrast(colours[text], colours[ground]), 2)
        for text, ground, least in PROMISED
        if _contrast(colours[text], colours[ground]) < least
    }

    assert not poor


def test_every_icon_that_a_page_asks_for_is_in_the_sprite() -> None:
    symbols = set(_symbols())
    asked = {
        (next(filter(None, found)), path.name)
        for path in _sources(".js", ".html")
        for found in re.findall(r'(?<![\w.])icon\("([\w-]+)"|icons\.svg#([\w-]+)', _text(path))
    }

    assert {one for one in asked if one[0] not in symbols} == set()
    assert len(asked) > 10


def test_the_sprite_is_in_order_and_names_nothing_twice() -> None:
    names = _symbols()

    assert all(first < second for first, second in pairwise(names))


def test_colours_are_written_in_the_tokens_only() -> None:
    strays = [
        f"{path.relative_to(ROOT)}: {found}"
        for path in _sources(".css")
        if path.name != "tokens.css"
        for found in re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", _text(path))
    ]

    assert strays == []


def test_no_page_has_what_the_policy_forbids_or_loads_from_elsewhere() -> None:
    forbidden = re.compile(r"\sstyle=|\son[a-z]+=\"|<style|javascript:|(?:src|href)=\"https?:")
    strays = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in _sources(".html")
        for found in forbidden.finditer(_text(path))
    ]

    assert strays == []


def test_what_others_made_has_its_licence_beside_it() -> None:
    vendored = [one for one in (STATIC / "vendor").iterdir() if one.is_dir()]

    assert all("@" in one.name for one in vendored)
    assert all(list(one.glob("LICENSE*")) for one in vendored)
    assert list((STATIC / "fonts").glob("*.OFL.txt"))
    assert (STATIC / "icons.LICENSE.txt").exists()


def _symbols() -> list[str]:
    return re.findall(r'<symbol id="([\w-]+)"', _text(STATIC / "icons.svg"))


def _block(selector: str) -> dict[str, str]:
    inside = TOKENS.split(f"\n{selector} {{" if selector == ":root" else f"{selector} {{", 1)[1]
    return dict(COLOUR.findall(inside.split("}", 1)[0]))


def _theme(name: str) -> dict[str, str]:
    light = _block(":root")
    return light if name == "light" else light | _block(f'[data-theme="{name}"]')


def _contrast(first: str, second: str) -> float:
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _sources(*suffixes: str) -> list[Path]:
    return [
        path
        for top in PAGES
        for path in sorted(top.rglob("*"))
        if path.suffix in suffixes and "vendor" not in path.parts
    ]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
