"""A browser stand-in whose owner is past the door: signed in, terms accepted."""

from apps.accounts.models import User
from apps.accounts.operations import accept_cgu
from apps.content.queries import current_cgu
from tests.guards import GuardedClient
from tests.instants import MONDAY_MORNING


def signed_in(browser: GuardedClient, user: User) -> GuardedClient:
    cgu = current_cgu()
    accept_cgu(user=user, version=cgu.version, digest=cgu.digest, at=MONDAY_MORNING, ip=None)
    browser.force_login(user)
    return browser
