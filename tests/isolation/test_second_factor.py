"""A telephone, its codes, a sign-in half made and a trusted browser of one commune are worth nothing in another."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from apps.accounts.enums import SignInMethod
from apps.accounts.errors import WrongRecoveryCode
from apps.accounts.models import User
from apps.accounts.operations import give_recovery_code
from tenants import context
from tenants.models import Commune
from tests.apps.accounts.telephones import PAPER, protect, shown
from tests.factories import PASSWORD, SECRET, RecoveryCodeFactory, SecondFactorFactory
from tests.guards import GuardedClient

from .browsers import browser, carry, inhabitant, twin
from .standing import unprotected

CODE = reverse("portal:second-step")
SIGN_IN = reverse("portal:sign-in")
OTHER_SECRET = SECRET[::-1]


@pytest.fixture
def maurice(fresnes: Commune, villefranque: Commune) -> User:
    """Somebody with a telephone in two communes: the same name, number and password, two telephones."""
    user = inhabitant(fresnes)
    twin(user, villefranque)
    with context.activate(fresnes):
        protect(user)
    with context.activate(villefranque):
        SecondFactorFactory(user=User.objects.get(pk=user.pk), secret=OTHER_SECRET)
    return user


def half_way(commune: Commune, user: User) -> GuardedClient:
    client = browser(commune)
    assert give_password(client, user) == CODE
    return client


def give_password(client: GuardedClient, user: User) -> str:
    return client.post(SIGN_IN, {"identifier": user.username, "password": PASSWORD})["Location"]


def test_a_sign_in_half_made_is_not_finished_elsewhere(fresnes: Commune, villefranque: Commune, maurice: User) -> None:
    elsewhere = carry(half_way(fresnes, maurice), villefranque)
    for code in (shown(), shown(OTHER_SECRET)):
        assert elsewhere.post(CODE, {"code": code})["Location"] == SIGN_IN
    with context.activate(villefranque):
        assert SESSION_KEY not in elsewhere.session


def test_negative_control_its_session_copied_to_the_other_commune_finishes_it(
    fresnes: Commune, villefranque: Commune, maurice: User
) -> None:
    client = half_way(fresnes, maurice)
    with unprotected(villefranque), connection.cursor() as cursor:
        cursor.execute("INSERT INTO accounts_session SELECT * FROM c_fresnes.accounts_session")
    elsewhere = carry(client, villefranque)
    assert elsewhere.post(CODE, {"code": shown(OTHER_SECRET)})["Location"] == reverse("portal:dashboard")


def test_the_telephone_of_one_commune_opens_no_other(fresnes: Commune, villefranque: Commune, maurice: User) -> None:
    assert half_way(villefranque, maurice).post(CODE, {"code": shown()}).status_code == 422
    assert half_way(villefranque, maurice).post(CODE, {"code": shown(OTHER_SECRET)}).status_code == 302
    assert half_way(fresnes, maurice).post(CODE, {"code": shown()}).status_code == 302


def test_a_code_on_paper_whose_row_moved_to_another_commune_is_worth_nothing(
    fresnes: Commune, villefranque: Commune, maurice: User
) -> None:
    with context.activate(villefranque):
        RecoveryCodeFactory(factor=User.objects.get(pk=maurice.pk).second_factor)
    with unprotected(villefranque), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_recoverycode SET digest = (SELECT digest FROM c_fresnes.accounts_recoverycode)")
    with context.activate(villefranque), pytest.raises(WrongRecoveryCode):
        use_paper(maurice)
    with context.activate(fresnes):
        assert use_paper(maurice) == 0


def use_paper(user: User) -> int:
    return give_recovery_code(user=user, code=PAPER, method=SignInMethod.PASSWORD, at=timezone.now())


class TestTrustedBrowser:
    @pytest.fixture
    def trusted(self, fresnes: Commune, villefranque: Commune, maurice: User) -> GuardedClient:
        """A browser that Fresnes trusts, of somebody whose twin even has the same mark elsewhere."""
        client = half_way(fresnes, maurice)
        client.post(CODE, {"code": shown(), "trusted": "on"})
        client.post(reverse("portal:sign-out"))
        with unprotected(villefranque), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE accounts_secondfactor SET trust_mark = (SELECT trust_mark FROM c_fresnes.accounts_secondfactor)"
            )
        return client

    def test_another_commune_asks_for_the_code(
        self, trusted: GuardedClient, villefranque: Commune, maurice: User
    ) -> None:
        assert give_password(carry(trusted, villefranque), maurice) == CODE

    def test_its_own_does_not(self, trusted: GuardedClient, fresnes: Commune, maurice: User) -> None:
        assert give_password(carry(trusted, fresnes), maurice) == reverse("portal:dashboard")

    def test_negative_control_with_one_key_for_all_it_would_be_trusted_elsewhere(
        self, fresnes: Commune, villefranque: Commune, maurice: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("apps.accounts.trust.derived_keys", lambda _purpose: (b"one for all",))
        trusted = half_way(fresnes, maurice)
        trusted.post(CODE, {"code": shown(), "trusted": "on"})
        with unprotected(villefranque), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE accounts_secondfactor SET trust_mark = (SELECT trust_mark FROM c_fresnes.accounts_secondfactor)"
            )
        assert give_password(carry(trusted, villefranque), maurice) == reverse("portal:dashboard")
