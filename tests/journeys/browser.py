"""A person in front of a real browser, who inspects every page on arrival."""

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from playwright.sync_api import ConsoleMessage, Locator, Page, Response, expect

from .accessibility import violations_on

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
]
PATIENCE = 60_000  # milliseconds: a slow machine is no fault of the portal
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
LABELS_OF_FIELDS = """
    form => [...form.querySelectorAll('.field')]
        .filter(field => field.checkVisibility())
        .map(field => field.querySelector('legend, label').textContent.replace(/\\s+/g, ' ').trim())
"""


def chromium_path() -> str:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "Chromium is missing: make browser"
    return path


def _words(label: str) -> re.Pattern[str]:
    """Whatever its spaces, that a French text does not break everywhere, and its mark of obligation."""
    words = re.escape(label).replace("\\ ", "\\s+")
    return re.compile(rf"^\s*{words}(\s+\(?obligatoire\)?)?\s*$")


class Walker:
    """Goes through pages by what a person sees: labels, buttons, links."""

    def __init__(
        self, page: Page, address: str, *, slug: str, javascript: bool = True, pictures: Sequence[int] = ()
    ) -> None:
        self.page = page
        self.address = address
        self.slug = slug
        self.javascript = javascript
        self.pictures = pictures
        self.errors: list[str] = []
        self.images: dict[str, Response] = {}
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._note_console)
        page.on("response", self._note_response)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.errors.append(message.text)

    def _note_response(self, response: Response) -> None:
        if response.status >= 500:
            self.errors.append(f"{response.status} {response.url}")
        if "/controle/" in response.url and response.url.endswith(".svg"):
            self.images[response.url] = response

    # Going from page to page

    def go(self, target: str) -> None:
        """Open a path of this commune, or a whole address out of an e-mail."""
        self.page.goto(target if target.startswith("http") else self.address + target)
        self.inspect()

    def follow(self, name: str, *, inside: str = "body") -> None:
        with self.arriving():
            self.page.locator(inside).get_by_role("link", name=name).first.click()

    def press(self, name: str, *, inside: str = "body") -> None:
        """Press a button that leads to a page."""
        with self.arriving():
            self.page.locator(inside).get_by_role("button", name=name).first.click()

    @contextmanager
    def arriving(self) -> Iterator[None]:
        """Inspect the page that the block leads to."""
        with self.page.expect_navigation():
            yield
        self.inspect()

    # Filling in

    def field(self, label: str) -> Locator:
        """Return the field of this label, its mark of obligation left aside."""
        controls = self.page.locator("input, select, textarea")
        return self.page.locator("main").get_by_label(_words(label)).and_(controls).first

    def fill(self, label: str, value: str) -> None:
        self.field(label).fill(value)

    def choose(self, label: str, option: str) -> None:
        self.field(label).select_option(label=option)

    def tick(self, label: str) -> None:
        """Click on the words of a box, as large as they are."""
        self.page.locator("main label").filter(has_text=_words(label)).first.click()
        expect(self.field(label)).to_be_checked()

    def group(self, legend: str) -> Locator:
        return self.page.locator("main").get_by_role("group", name=_words(legend)).first

    def pick(self, legend: str, option: str) -> None:
        """Choose one of the radio buttons of a question."""
        self.group(legend).get_by_label(option, exact=True).check()

    def date(self, legend: str, day: date) -> None:
        parts = self.group(legend)
        for label, value in (("Jour", day.day), ("Mois", day.month), ("Année", day.year)):
            parts.get_by_label(label, exact=True).fill(str(value))

    # Seeing

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)

    def does_not_see(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("body")).not_to_contain_text(text)

    def is_at(self, path: str) -> None:
        assert self.page.url == self.address + path, self.page.url

    def heading(self) -> str:
        return " ".join(self.page.locator("h1").inner_text().split())

    def fields(self) -> list[str]:
        """Return the labels of the page's form, in their order, each with its mark of obligation."""
        labels: list[str] = self.page.locator("main form").first.evaluate(LABELS_OF_FIELDS)
        return labels

    def value(self, label: str) -> str:
        return self.field(label).input_value()

    def is_told(self, message: str, *, beside: str) -> None:
        """The error is in the summary on top, which leads to the field, and beside the field."""
        summary = self.page.locator(".error-summary")
        expect(summary).to_be_focused()
        wrong = self.page.locator(".field--error, .captcha", has_text=beside)
        expect(wrong.locator(".error").first).to_have_text(message)
        summary.get_by_role("link", name=message).first.click()
        expect(wrong.locator(":focus")).to_be_visible()
        assert self.page.title().startswith("Erreur"), self.page.title()

    def inspect(self) -> None:
        """Fail on an accessibility violation, a page wider than the screen, an anonymous title, a script error."""
        assert not self.errors, self.errors
        assert re.search(r"\S+ [—–-] \S+", self.page.title()), f"title: {self.page.title()!r}"
        overflow = self.page.evaluate(OVERFLOW)
        assert overflow <= 0, f"{self.page.url} is {overflow} px wider than the screen"
        found = violations_on(self.page, self.slug, javascript=self.javascript)
        assert not found, f"{self.page.url}\n{found}"

    def picture(self, screen: str) -> None:
        """Keep a picture of the screen at this person's widths, when the environment names a folder for them."""
        if not (folder := os.environ.get("PICTURES")):
            return
        viewport: Any = self.page.viewport_size
        for width in self.pictures:
            self.page.set_viewport_size({"width": width, "height": viewport["height"]})
            self.page.screenshot(path=f"{folder}/{self.slug}-{screen}-{width}.png", full_page=True)
        self.page.set_viewport_size(viewport)
