"""axe-core, run on the page as it stands."""

from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import BrowserContext, Page

# Stylesheets are not fetched again: only a rule that axe leaves out by default (a locked orientation) would read them.
RUN = """
    () => axe
        .run(document, {resultTypes: ['violations'], iframes: false, preload: {assets: ['media']}})
        .then(found => found.violations)
"""
# What axe judges by, words aside: elements, their attributes, and whether they say something.
SKELETON = """
    () => innerWidth + [...document.querySelectorAll('*')].map(element => {
        const attributes = [...element.attributes]
            .filter(attribute => !['value', 'href', 'src', 'content', 'action', 'datetime'].includes(attribute.name))
            .map(attribute => `${attribute.name}=${attribute.value}`);
        return [element.localName, ...attributes, Boolean(element.textContent.trim())].join(' ');
    }).join('|')
"""
# Without scripts the page has no timers, that axe waits for: its own turn comes at once instead.
TURNS_AT_ONCE = """
    () => {
        window.setTimeout = (run, _delay, ...given) => { Promise.resolve().then(() => run(...given)); return 0; };
        window.clearTimeout = () => {};
    }
"""
_found_right: set[tuple[str, str]] = set()


@cache
def _axe() -> str:
    [source] = Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")
    return source.read_text()


def bring_axe(context: BrowserContext) -> None:
    """Have axe in every page of a browser from its start: sending it to each page takes longer than running it."""
    context.add_init_script(_axe())


def violations_on(page: Page, commune: str, *, javascript: bool = True) -> str:
    """Return what axe finds wrong, one line a violation and its elements; nothing when the page is right.

    A page that differs only by its words from one that was right in the same colours is right.
    """
    skeleton = (commune, str(page.evaluate(SKELETON)))
    if skeleton in _found_right:
        return ""
    if not javascript:  # nothing could be brought
        page.evaluate(TURNS_AT_ONCE)
        page.evaluate(_axe())
    found: list[dict[str, Any]] = page.evaluate(RUN)
    if not found:
        _found_right.add(skeleton)
    lines = []
    for violation in found:
        lines.append(f"{violation['id']} ({violation['impact']}): {violation['help']}")
        lines += [f"    {node['html']}\n    {node['failureSummary']}" for node in violation["nodes"]]
    return "\n".join(lines)
