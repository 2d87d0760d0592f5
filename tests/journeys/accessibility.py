"""axe-core, run on the page as it stands."""

from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

RUN = "() => axe.run(document, {resultTypes: ['violations'], iframes: false}).then(found => found.violations)"


@cache
def _axe() -> str:
    [source] = Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")
    return source.read_text()


def violations_on(page: Page) -> str:
    """Return what axe finds wrong, one line a violation and its elements; nothing when the page is right."""
    page.evaluate(_axe())
    found: list[dict[str, Any]] = page.evaluate(RUN)
    lines = []
    for violation in found:
        lines.append(f"{violation['id']} ({violation['impact']}): {violation['help']}")
        lines += [f"    {node['html']}\n    {node['failureSummary']}" for node in violation["nodes"]]
    return "\n".join(lines)
