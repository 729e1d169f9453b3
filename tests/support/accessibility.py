"""Asks axe-core what is wrong with a page for people with disabilities."""

import functools
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parents[1] / "vendor" / "axe-core@4.14.1" / "axe.min.js"
# WCAG 2.2 up to AA, which EN 301 549 asks of public bodies, and axe's own good practice.
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def axe(page: Page, *, within: str | None = None, rules: tuple[str, ...] = RULES) -> list[str]:
    """List what axe-core finds, one line per element: `assert axe(page) == []`.

    `within` is a CSS selector for a part of the page.
    """
    # What is just fading in has no contrast yet; long animations (a line running down) go on.
    page.evaluate(
        """() => Promise.race([
            Promise.all(document.getAnimations()
                .filter((one) => one.effect.getComputedTiming().endTime <= 1000)
                .map((one) => one.finished.catch(() => {}))),
            new Promise((enough) => { setTimeout(enough, 3000); }),
        ])"""
    )
    # evaluate() passes the content security policy, which a script element would not.
    page.evaluate(_source())
    answer = page.evaluate(
        "([within, rules]) => axe.run(within ?? document, {runOnly: rules, resultTypes: ['violations']})",
        [within, list(rules)],
    )
    return [_line(rule, node) for rule in answer["violations"] for node in rule["nodes"]]


@functools.cache
def _source() -> str:
    return AXE.read_text(encoding="utf-8")


def _line(rule: dict[str, Any], node: dict[str, Any]) -> str:
    where = " > ".join(map(str, node["target"]))
    why = "; ".join(line.strip() for line in str(node["failureSummary"]).splitlines()[1:])
    return f"{rule['id']} ({rule['impact']}) at {where}: {why}"
