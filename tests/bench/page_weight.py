"""What a first visit transfers, in a real browser with an empty cache, against 150 kB."""

from datetime import UTC, datetime

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from playwright.sync_api import Browser, Response, StorageState, sync_playwright

from apps.accounts.models import CguAcceptance
from tenants import context
from tests import database
from tests.factories.accounts import PASSWORD, UserFactory
from tests.journeys.browser import CHROMIUM_ARGUMENTS, chromium_path
from tests.journeys.mail import MailPeer
from tests.journeys.running import DATABASE, running_platform

from .result import Result, at_most

KILOBYTE = 1000
ALLOWED = 150.0
SLUG = "fresnes"
USERNAME = "poids"
FOR_STRANGERS = {"public home": "/", "wizard": "/creer-mon-espace/"}
FOR_PARENTS = {"dashboard": "/mon-accueil/", "family declaration": "/demarches/famille/"}


def run() -> list[Result]:
    with MailPeer.listening() as mail, running_platform(mail) as platform:
        database.use(DATABASE)
        _add_parent()
        connection.close()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
            address = platform.address_of(SLUG)
            session = _sign_in(browser, address)
            weights = {name: _weigh(browser, address + path) for name, path in FOR_STRANGERS.items()}
            weights |= {name: _weigh(browser, address + path, session) for name, path in FOR_PARENTS.items()}
    return [
        at_most(f"page_weight: {name}", value=weight, baseline=ALLOWED, unit="kB", target=1)
        for name, weight in weights.items()
    ]


def _add_parent() -> None:
    with context.activate(SLUG) as commune:
        password = Argon2PasswordHasher().encode(PASSWORD, "saltsaltsalt")
        parent = UserFactory(username=USERNAME, password=password)
        CguAcceptance.objects.create(
            user=parent, version=commune.config.cgu.version, digest=commune.config.cgu.digest, at=datetime.now(UTC)
        )


def _sign_in(browser: Browser, address: str) -> StorageState:
    visitor = browser.new_context()
    page = visitor.new_page()
    page.goto(f"{address}/connexion/")
    page.get_by_label("Identifiant ou courriel").fill(USERNAME)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Me connecter").click()
    page.wait_for_url("**/mon-accueil/")
    return visitor.storage_state()


def _weigh(browser: Browser, url: str, session: StorageState | None = None) -> float:
    """Return the kilobytes of a page and all it loads, headers included, for a visitor whose cache is empty."""
    page = browser.new_context(storage_state=session).new_page()
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    answer = page.goto(url, wait_until="networkidle")
    if answer is None or answer.status != 200:
        raise RuntimeError(f"{url} answered {answer and answer.status}")
    return sum(_transferred(response) for response in responses) / KILOBYTE


def _transferred(response: Response) -> int:
    sizes = response.request.sizes()
    return int(sizes["responseHeadersSize"]) + int(sizes["responseBodySize"])
