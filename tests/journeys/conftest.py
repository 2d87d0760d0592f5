from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from .accessibility import bring_axe
from .browser import CHROMIUM_ARGUMENTS, PATIENCE, Walker, chromium_path
from .mail import MailPeer
from .running import RunningPlatform, running_platform
from .steps.agents import Agents


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)


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


@pytest.fixture(scope="package")
def chromium(platform: RunningPlatform) -> Iterator[Browser]:
    """One browser for the journeys, gone before the next tests: its event loop is this thread's."""
    expect.set_options(timeout=PATIENCE)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def walker(
    request: pytest.FixtureRequest, chromium: Browser, platform: RunningPlatform
) -> Iterator[Callable[..., Walker]]:
    """Open a browser of its own for a person: `walker("fresnes")`, `walker("fresnes", width=360, javascript=False)`."""
    contexts: list[BrowserContext] = []
    failed_before = request.session.testsfailed

    def open_for(
        slug: str, *, width: int = 1280, height: int = 900, javascript: bool = True, pictures: Sequence[int] = ()
    ) -> Walker:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            locale="fr-FR",
            reduced_motion="reduce",
        )
        if javascript:
            bring_axe(context)
        contexts.append(context)
        return Walker(
            context.new_page(), platform.address_of(slug), slug=slug, javascript=javascript, pictures=pictures
        )

    yield open_for
    if request.session.testsfailed > failed_before:
        _keep_what_was_on_screen(request.node.name, contexts)
    for context in contexts:
        context.close()


def _keep_what_was_on_screen(test: str, contexts: list[BrowserContext]) -> None:
    folder = settings.VAR / "journeys"
    folder.mkdir(parents=True, exist_ok=True)
    for rank, page in enumerate(page for context in contexts for page in context.pages):
        page.screenshot(path=folder / f"{test}-{rank}.png", full_page=True)
        (folder / f"{test}-{rank}.html").write_text(f"<!-- {page.url} -->\n{page.content()}")


@pytest.fixture(scope="session")
def agents(platform: RunningPlatform) -> Agents:
    """The agents of the four communes, as the operator creates them."""
    return Agents(platform)
