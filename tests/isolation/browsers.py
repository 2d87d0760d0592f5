"""Browsers that carry to one commune what they were given by another."""

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.operations import accept_cgu
from tenants import context
from tenants.models import Commune
from tests.factories import UserFactory
from tests.guards import GuardedClient


def browser(commune: Commune) -> GuardedClient:
    return GuardedClient(headers={"host": commune.host})


def carry(cookies: Client, commune: Commune) -> GuardedClient:
    """Return a browser on a commune that holds the cookies of another browser, as no honest one would."""
    carrier = browser(commune)
    carrier.cookies.load({name: cookie.value for name, cookie in cookies.cookies.items()})
    return carrier


def inhabitant(commune: Commune, **fields: object) -> User:
    """Return somebody who accepted the terms of this commune."""
    with context.activate(commune):
        user = UserFactory(**fields)
        cgu = commune.config.cgu
        accept_cgu(user=user, version=cgu.version, digest=cgu.digest, at=timezone.now())
    return user


def twin(user: User, commune: Commune) -> User:
    """Return the worst neighbour a leak could find: same number, same name, same password, another commune."""
    return inhabitant(commune, pk=user.pk, username=user.username, password=user.password)


def signed_in(commune: Commune, user: User) -> GuardedClient:
    client = browser(commune)
    with context.activate(commune):
        client.force_login(user)
    return client


def is_signed_in(client: GuardedClient) -> bool:
    """Tell whether the citizens' home lets this browser in, rather than leading it to the sign-in."""
    response = client.get(reverse("portal:dashboard"))
    assert response.status_code in {200, 302}
    assert response.status_code == 200 or response.url.startswith(reverse("portal:sign-in"))
    return response.status_code == 200
