"""A real browser before the catalogue: pages are fetched beforehand, so that no database is asked while it looks."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from tenants.models import Commune
from tests.guards import GuardedClient
from tests.journeys.browser import CHROMIUM_ARGUMENTS, chromium_path

ADDRESS = "http://parvis.localhost"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
SUGGESTIONS = [
    {"label": "12 Rue des Tilleuls 94260 Fresnes", "postal_code": "94260", "city": "Fresnes"},
    {"label": "12 Rue des Tilleuls 94240 L’Haÿ-les-Roses", "postal_code": "94240", "city": "L’Haÿ-les-Roses"},
]

type Served = dict[str, tuple[bytes, dict[str, str]]]


def fetch(commune: Commune) -> Served:
    """Everything that the catalogue of a commune asks for, by path."""
    client = GuardedClient(headers={"host": commune.host})
    digest = commune.config.digest
    paths = ["/catalogue/", f"/apparence/{digest}.css", f"/apparence/{digest}.svg"]
    answers = {path: client.get(path) for path in paths}
    scripts = Path(str(finders.find("design/js/parvis.js"))).parent.glob("*.js")
    files = ["design/parvis.css", "design/favicon.svg", *(f"design/js/{script.name}" for script in scripts)]
    pages: Served = {path: (answer.content, dict(answer.headers)) for path, answer in answers.items()}
    return pages | {f"/static/{name}": _static(name) for name in files}


def _static(name: str) -> tuple[bytes, dict[str, str]]:
    return Path(str(finders.find(name))).read_bytes(), {"Content-Type": TYPES[Path(name).suffix]}


class Window:
    """One browser for many looks, each in a context of its own.

    It lives in a thread of its own: its event loop would forbid Django the database in ours.
    """

    def __init__(self, thread: Executor, chromium: Browser) -> None:
        self._thread = thread
        self._chromium = chromium

    def look[T](self, served: Served, inspect: Callable[[Page], T], *, width: int = 1280, javascript: bool = True) -> T:
        """Open the catalogue and return what `inspect` saw; fail on an error in the console."""

        def visit() -> T:
            errors: list[str] = []
            with self._chromium.new_context(
                viewport={"width": width, "height": 900}, java_script_enabled=javascript, locale="fr-FR"
            ) as context:
                seen = inspect(_open(context, served, errors))
            assert errors == [], errors
            return seen

        return self._thread.submit(visit).result()


@contextmanager
def opened() -> Iterator[Window]:
    with ThreadPoolExecutor(1) as thread:
        playwright = thread.submit(lambda: sync_playwright().start()).result()
        try:
            launch = partial(playwright.chromium.launch, executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
            chromium = thread.submit(launch).result()
            yield Window(thread, chromium)
            thread.submit(chromium.close).result()
        finally:
            thread.submit(playwright.stop).result()


def _open(context: BrowserContext, served: Served, errors: list[str]) -> Page:
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.route("**/*", lambda route: _answer(route, served))
    page.goto(f"{ADDRESS}/catalogue/")
    page.wait_for_load_state("networkidle")
    return page


def _answer(route: Route, served: Served) -> None:
    path = route.request.url.removeprefix(ADDRESS)
    if path.startswith("/adresses/"):
        return route.fulfill(body=json.dumps(SUGGESTIONS), content_type="application/json")
    body, headers = served[path]
    return route.fulfill(body=body, headers=headers)
