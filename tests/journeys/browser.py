"""A person in front of a real browser, who inspects every page on arrival."""

import re
import shutil
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def chromium_path() -> str:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Chromium is missing: make browser"
    return path


class Walker:
    """Goes through pages by what a person sees: labels, buttons, links."""

    def __init__(self, page: Page, address: str, *, javascript: bool = True) -> None:
        self.page = page
        self.address = address
        self.javascript = javascript
        self.errors: list[str] = []
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._note_console)

    def _note_console(self, message: object) -> None:
        text = getattr(message, "text", "")
        if getattr(message, "type", "") == "error" and "Content Security Policy" in text:
            self.errors.append(text)

    def go(self, target: str) -> None:
        """Open a path of this commune, or a whole address out of an e-mail."""
        self.page.goto(target if target.startswith("http") else self.address + target)
        self.inspect()

    def follow(self, name: str) -> None:
        self._act(self.page.get_by_role("link", name=name).first)

    def press(self, name: str) -> None:
        self._act(self.page.get_by_role("button", name=name).first)

    def fill(self, label: str, value: str) -> None:
        self.page.get_by_label(label, exact=False).first.fill(value)

    def choose(self, label: str, option: str) -> None:
        self.page.get_by_label(label, exact=False).first.select_option(label=option)

    def tick(self, label: str) -> None:
        self.page.get_by_label(label, exact=False).first.check()

    def sees(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def _act(self, control: Locator) -> None:
        control.click()
        self.page.wait_for_load_state("load")
        self.inspect()

    def inspect(self) -> None:
        """Fail on an accessibility violation, a page wider than the screen, an anonymous title, a script error."""
        assert not self.errors, self.errors
        assert re.search(r"\S+ [—–-] \S+", self.page.title()), f"title: {self.page.title()!r}"
        overflow = self.page.locator("html").evaluate("e => e.scrollWidth - e.clientWidth") if self.javascript else 0
        assert overflow <= 0, f"{self.page.url} is {overflow} px wider than the screen"
        if self.javascript:
            results = Axe().run(self.page)
            assert results.violations_count == 0, f"{self.page.url}\n{results.generate_report()}"

    def picture(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path, full_page=True)
