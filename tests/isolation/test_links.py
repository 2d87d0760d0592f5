"""Every link and every token that leaves by e-mail, on paper or in an address, followed in another commune."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from apps.accounts.enums import AccountStatus, TokenPurpose
from apps.accounts.errors import LinkUnknown
from apps.accounts.models import Token
from apps.accounts.operations import activate, confirm_email_change, issue_token, request_new_link, reset_password
from apps.casework.queries import tracked, tracking_digest
from apps.families.errors import KeyUnknown
from apps.families.models import KeyAttempt, ServiceKey
from apps.families.operations import issue_key, redeem_key
from tenants import context
from tenants.models import Commune
from tests.factories import PASSWORD, CaseFactory, HouseholdMemberFactory, UserFactory
from tests.instants import MONDAY_MORNING

from .browsers import browser
from .standing import unprotected

LINKS = {
    TokenPurpose.ACTIVATION: ("portal:activation", lambda secret, at: activate(secret=secret, at=at)),
    TokenPurpose.INVITATION: (
        "portal:password-reset",
        lambda secret, at: reset_password(secret=secret, password=PASSWORD, at=at),
    ),
    TokenPurpose.PASSWORD_RESET: (
        "portal:password-reset",
        lambda secret, at: reset_password(secret=secret, password=PASSWORD, at=at),
    ),
    TokenPurpose.EMAIL_CHANGE: ("portal:email-confirm", lambda secret, at: confirm_email_change(secret=secret, at=at)),
}

every_link = pytest.mark.parametrize("purpose", TokenPurpose)


def _link(commune: Commune, purpose: TokenPurpose) -> str:
    """Return the secret of a link that is good now, in this commune."""
    with context.activate(commune):
        waits = purpose in {TokenPurpose.ACTIVATION, TokenPurpose.INVITATION}
        user = UserFactory(status=AccountStatus.PENDING_EMAIL if waits else AccountStatus.ACTIVE)
        new_email = "nouvelle@exemple.fr" if purpose is TokenPurpose.EMAIL_CHANGE else ""
        lifetime = timedelta(hours=24)
        return issue_token(user=user, purpose=purpose, lifetime=lifetime, at=timezone.now(), new_email=new_email)


def _copy(table: str, origin: Commune, destination: Commune) -> None:
    """Do what a missing partition would: give a commune the rows of another."""
    with unprotected(destination), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM {origin.schema_name}.{table}")


@every_link
class TestOneTimeLinks:
    def test_its_page_does_not_exist_in_another_commune(
        self, purpose: TokenPurpose, fresnes: Commune, villefranque: Commune
    ) -> None:
        address = reverse(LINKS[purpose][0], args=[_link(fresnes, purpose)])
        assert browser(fresnes).get(address).status_code == 200
        assert browser(villefranque).get(address).status_code == 404

    def test_using_it_in_another_commune_is_refused_and_does_not_use_it_up(
        self, purpose: TokenPurpose, fresnes: Commune, villefranque: Commune
    ) -> None:
        secret = _link(fresnes, purpose)
        with context.activate(villefranque), pytest.raises(LinkUnknown):
            LINKS[purpose][1](secret, timezone.now())
        with context.activate(fresnes):
            LINKS[purpose][1](secret, timezone.now())
            assert Token.objects.get().used_at is not None

    def test_negative_control_a_link_copied_to_another_commune_opens(
        self, purpose: TokenPurpose, fresnes: Commune, villefranque: Commune
    ) -> None:
        secret = _link(fresnes, purpose)
        _copy("accounts_user", fresnes, villefranque)
        _copy("accounts_token", fresnes, villefranque)
        address = reverse(LINKS[purpose][0], args=[secret])
        assert browser(villefranque).get(address).status_code == 200


def test_every_purpose_of_a_link_is_tried() -> None:
    assert set(LINKS) == set(TokenPurpose)


def test_a_new_link_is_not_to_be_had_from_another_commune(fresnes: Commune, villefranque: Commune) -> None:
    secret = _link(fresnes, TokenPurpose.ACTIVATION)
    with context.activate(villefranque), pytest.raises(LinkUnknown):
        request_new_link(secret=secret, at=timezone.now())


class TestTracking:
    TOKEN = "un-jeton-de-suivi"

    def test_the_page_of_a_request_does_not_exist_in_another_commune(
        self, fresnes: Commune, villefranque: Commune
    ) -> None:
        with context.activate(fresnes):
            CaseFactory(filed=True, tracking_digest=tracking_digest(self.TOKEN))
        with context.activate(villefranque):
            CaseFactory(filed=True)
        address = reverse("portal:case-tracking", args=[self.TOKEN])
        assert browser(fresnes).get(address).status_code == 200
        assert browser(villefranque).get(address).status_code == 404

    def test_negative_control_the_same_digest_in_another_commune_would_be_found(self, villefranque: Commune) -> None:
        with context.activate(villefranque):
            CaseFactory(filed=True, tracking_digest=tracking_digest(self.TOKEN))
            assert tracked(self.TOKEN) is not None


class TestServiceKey:
    def test_a_key_opens_nothing_in_another_commune(self, fresnes: Commune, villefranque: Commune) -> None:
        typed = _key(fresnes)
        _key(villefranque)
        with context.activate(villefranque):
            user = UserFactory()
            with pytest.raises(KeyUnknown):
                redeem_key(user=user, typed=typed, at=MONDAY_MORNING)
            assert KeyAttempt.objects.filter(user=user).count() == 1
        with context.activate(fresnes):
            assert redeem_key(user=UserFactory(), typed=typed, at=MONDAY_MORNING).pk is not None

    def test_even_the_rows_of_a_commune_open_nothing_in_another(self, fresnes: Commune, villefranque: Commune) -> None:
        """Its digest is keyed by the commune: here, the partition has failed and the key still does not open."""
        typed = _key(fresnes)
        _move_families(fresnes, villefranque)
        with context.activate(villefranque):
            assert ServiceKey.objects.count() == 1
            with pytest.raises(KeyUnknown):
                redeem_key(user=UserFactory(), typed=typed, at=MONDAY_MORNING)

    def test_negative_control_with_one_key_for_all_the_moved_rows_would_open(
        self, fresnes: Commune, villefranque: Commune, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tenants.encryption.derived_keys", _same_for_all)
        typed = _key(fresnes)
        _move_families(fresnes, villefranque)
        with context.activate(villefranque):
            assert redeem_key(user=UserFactory(), typed=typed, at=MONDAY_MORNING).pk is not None


def _key(commune: Commune) -> str:
    with context.activate(commune):
        member = HouseholdMemberFactory()
        return issue_key(household=member.household, person=member.person, by=None, at=MONDAY_MORNING).text


def _move_families(origin: Commune, destination: Commune) -> None:
    for table in ("accounts_address", "families_household", "families_person", "families_householdmember"):
        _copy(table, origin, destination)
    _copy("families_servicekey", origin, destination)


def _same_for_all(_purpose: str) -> tuple[bytes, ...]:
    return (b"the same key everywhere",)
