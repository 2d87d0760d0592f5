"""Every address: the citizens' ones ask to sign in unless they are listed here, the agents' ones ask for one right."""

import ast
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from django.urls.converters import IntConverter, UUIDConverter

from apps.accounts.enums import AccountKind
from apps.accounts.permissions import Permission
from apps.backoffice.urls import urlpatterns as backoffice
from apps.portal.urls import urlpatterns as portal
from tenants import context
from tenants.models import Commune
from tests.factories import AgentFactory, AgentRoleFactory, UserFactory
from tests.isolation.browsers import browser, inhabitant, signed_in

from .tree import Module, module, modules

OPEN_TO_CITIZENS = set(
    """
    home news news-item page page-to-keep cgu help theme logo robots security
    mailbox mailbox-message mailbox-html
    sign-in sign-out password-forgotten password-reset email-confirm
    sign-up sign-up-done sign-up-photo captcha-refresh captcha-sound captcha-image address-search
    birth-place-search
    activation activation-new-link case-tracking
    franceconnect franceconnect-return franceconnect-first franceconnect-signed-out
    activities activity write-to-us written-to-us
    """.split()
)
OPEN_TO_AGENTS = {"sign-in", "sign-out", "new-password"}
NOTHING = UUID("00000000-0000-4000-8000-000000000000")

GUARDED = [pattern for pattern in backoffice if pattern.name not in OPEN_TO_AGENTS]

every_agents_address = pytest.mark.parametrize("pattern", GUARDED, ids=lambda pattern: pattern.name)


def _address(space: str, pattern: URLPattern) -> str:
    """Return the address with something plausible in each of its holes."""
    filled = {
        name: 1 if isinstance(hole, IntConverter) else NOTHING if isinstance(hole, UUIDConverter) else "rien"
        for name, hole in pattern.pattern.converters.items()
    }
    return reverse(f"{space}:{pattern.name}", kwargs=filled)


def _ask(client: Client, address: str) -> object:
    response = client.get(address)
    return client.post(address) if response.status_code == 405 else response


def _asks_to_sign_in(client: Client, address: str, door: str) -> bool:
    response = _ask(client, address)
    return response.status_code == 401 or (response.status_code == 302 and response.url.startswith(door))


def test_a_citizens_address_asks_to_sign_in_unless_it_is_listed(fresnes: Commune) -> None:
    client = browser(fresnes)
    door = reverse("portal:sign-in")
    opened = {pattern.name for pattern in portal if not _asks_to_sign_in(client, _address("portal", pattern), door)}
    assert opened == OPEN_TO_CITIZENS


@every_agents_address
def test_an_agents_address_names_one_permission(pattern: URLPattern) -> None:
    assert isinstance(pattern.callback.permission, Permission)


def test_the_agents_addresses_without_permission_are_listed() -> None:
    assert {
        pattern.name for pattern in backoffice if getattr(pattern.callback, "permission", 0) is None
    } == OPEN_TO_AGENTS


def test_the_agents_addresses_are_closed_to_visitors_and_to_citizens(fresnes: Commune) -> None:
    citizen = signed_in(fresnes, inhabitant(fresnes))
    door = reverse("backoffice:sign-in")
    for client in (browser(fresnes), citizen):
        addresses = {pattern.name: _address("backoffice", pattern) for pattern in GUARDED}
        assert [name for name, address in addresses.items() if not _asks_to_sign_in(client, address, door)] == []


def test_an_agents_address_is_forbidden_without_its_permission(fresnes: Commune) -> None:
    with context.activate(fresnes):
        agent = UserFactory(kind=AccountKind.AGENT)
    client = signed_in(fresnes, agent)
    statuses = {pattern.name: _ask(client, _address("backoffice", pattern)).status_code for pattern in GUARDED}
    assert {name: status for name, status in statuses.items() if status != 403} == {}


def test_an_agents_address_is_open_with_its_permission(fresnes: Commune) -> None:
    with context.activate(fresnes):
        administrator = AgentFactory(role="administrator")
        AgentRoleFactory(user=administrator, role="health_officer")
    client = signed_in(fresnes, administrator)
    statuses = {_ask(client, _address("backoffice", pattern)).status_code for pattern in GUARDED}
    assert 403 not in statuses


def _guards(found: Module) -> dict[str, int]:
    """Return how many times each view of a module asks for a permission."""
    return {
        node.name: sum(
            ast.unparse(decorator).startswith(("requires(", "access.requires(")) for decorator in node.decorator_list
        )
        for node in found.syntax.body
        if isinstance(node, ast.FunctionDef)
    }


def test_no_view_asks_for_two_permissions() -> None:
    views = [found for found in modules() if found.path.is_relative_to("apps/backoffice/views")]
    counts = {f"{found.path}:{name}": count for found in views for name, count in _guards(found).items()}
    assert {name: count for name, count in counts.items() if count > 1} == {}
    assert sum(counts.values()) >= len(backoffice) - len(OPEN_TO_AGENTS)


def test_a_view_that_asks_for_two_permissions_is_seen() -> None:
    view = "@requires(Permission.SEE_CASES)\n@requires(Permission.DECIDE_CASES)\ndef case(request):\n    pass"
    assert _guards(module(view)) == {"case": 2}
