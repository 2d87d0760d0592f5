from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from .browser import CHROMIUM_ARGUMENTS, Walker, chromium_path
from .mail import MailPeer
from .running import RunningPlatform, running_platform


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker runs every journey: they share one running platform."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.xdist_group("journeys"))


@pytest.fixture(scope="session")
def mail() -> Iterator[MailPeer]:
    """A real SMTP server on loopback."""
    with MailPeer.listening() as peer:
        yield peer


@pytest.fixture(scope="session")
def platform(django_db_setup: None, django_db_blocker: Any, mail: MailPeer) -> Iterator[RunningPlatform]:
    """The platform as an operator runs it: web server, worker, four communes, their agents."""
    with django_db_blocker.unblock(), running_platform(mail) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def walker(chromium: Browser, platform: RunningPlatform) -> Iterator[Callable[..., Walker]]:
    """Open a browser of its own for a person: `walker("fresnes")`, `walker("fresnes", width=360, javascript=False)`."""
    contexts = []

    def open_for(slug: str, *, width: int = 1280, height: int = 900, javascript: bool = True) -> Walker:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=javascript, locale="fr-FR"
        )
        contexts.append(context)
        return Walker(context.new_page(), platform.address_of(slug), javascript=javascript)

    yield open_for
    for context in contexts:
        context.close()
