from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from apps.accounts.enums import AccountStatus
from apps.accounts.errors import (
    AccountDisabled,
    AccountLocked,
    AccountNotActivated,
    AccountRefused,
    BadCredentials,
    TemporaryPasswordExpired,
    TooManyRequests,
)
from apps.accounts.models import Throttle, User
from apps.accounts.operations import reset_password, send_password_reset, sign_in
from apps.audit.queries import history_of
from tenants import context
from tenants.models import Commune
from tests.apps.accounts import mail
from tests.apps.accounts.people import MONDAY, PASSWORD, citizen

MINUTE = timedelta(minutes=1)


def fail(identifier: str, times: int = 1, **more: str) -> None:
    for _ in range(times):
        with pytest.raises((BadCredentials, AccountLocked)):
            sign_in(identifier=identifier, password="faux", at=MONDAY, **more)


@pytest.mark.usefixtures("in_fresnes")
class TestIdentifier:
    @pytest.mark.parametrize("typed", ["Maurice.Testo", " maurice.testo ", "MAURICE@exemple.fr", "maurice@exemple.fr"])
    def test_the_username_and_the_email_both_do(self, typed: str) -> None:
        user = citizen(email="Maurice@Exemple.fr")
        assert sign_in(identifier=typed, password=PASSWORD, at=MONDAY) == user

    def test_the_proven_address_comes_before_the_others(self) -> None:
        citizen("squatter", email="maurice@exemple.fr", status=AccountStatus.PENDING_EMAIL, password="Autre&Secret9")
        owner = citizen(email="maurice@exemple.fr")
        assert sign_in(identifier="maurice@exemple.fr", password=PASSWORD, at=MONDAY) == owner

    def test_the_previous_visit_is_kept(self) -> None:
        citizen()
        sign_in(identifier="maurice.testo", password=PASSWORD, at=MONDAY)
        user = sign_in(identifier="maurice.testo", password=PASSWORD, at=MONDAY + MINUTE)
        assert (user.previous_login, user.last_login) == (MONDAY, MONDAY + MINUTE)
        assert [event.action for event in history_of(user)] == ["accounts.signed_in", "accounts.signed_in"]

    @pytest.mark.parametrize("identifier", ["maurice.testo", "personne", "personne@exemple.fr", ""])
    def test_nothing_tells_a_wrong_password_from_an_unknown_name(self, identifier: str) -> None:
        citizen()
        with pytest.raises(BadCredentials, match="Identifiant ou mot de passe incorrect"):
            sign_in(identifier=identifier, password="faux", at=MONDAY)


@pytest.mark.usefixtures("in_fresnes")
class TestStatus:
    def test_a_waiting_account_may_sign_in(self) -> None:
        user = citizen(status=AccountStatus.PENDING_APPROVAL, approval_due_at=MONDAY)
        assert sign_in(identifier="maurice.testo", password=PASSWORD, at=MONDAY) == user

    @pytest.mark.parametrize(
        ("fields", "refusal"),
        [
            ({"status": AccountStatus.PENDING_EMAIL}, AccountNotActivated),
            ({"status": AccountStatus.REFUSED, "refusal_reason": "Hors commune"}, AccountRefused),
            ({"status": AccountStatus.DISABLED}, AccountDisabled),
            ({"password_expires_at": MONDAY}, TemporaryPasswordExpired),
        ],
    )
    def test_the_others_learn_why_they_may_not(self, fields: dict[str, object], refusal: type[Exception]) -> None:
        citizen(**fields)
        with pytest.raises(refusal):
            sign_in(identifier="maurice.testo", password=PASSWORD, at=MONDAY)

    def test_nobody_learns_it_without_the_password(self) -> None:
        citizen(status=AccountStatus.DISABLED)
        fail("maurice.testo")

    def test_a_temporary_password_is_good_until_its_last_instant(self) -> None:
        citizen(password_expires_at=MONDAY + MINUTE)
        sign_in(identifier="maurice.testo", password=PASSWORD, at=MONDAY + MINUTE - timedelta(microseconds=1))


@pytest.mark.usefixtures("in_fresnes")
class TestLockout:
    def test_nine_failures_do_not_lock(self) -> None:
        citizen()
        fail("maurice.testo", 9)
        sign_in(identifier="maurice.testo", password=PASSWORD, at=MONDAY)
        assert mail.templates_sent() == []

    def test_the_tenth_locks_for_half_an_hour_and_tells_the_owner(self) -> None:
        user = citizen()
        fail("maurice.testo", 9)
        with pytest.raises(AccountLocked, match="jusqu’à 10 h 30"):
            sign_in(identifier="maurice.testo", password="faux", at=MONDAY)
        with pytest.raises(AccountLocked):
            sign_in(identifier="maurice.testo", password=PASSWORD, at=MONDAY + 30 * MINUTE - timedelta(microseconds=1))
        assert (mail.templates_sent(), history_of(user)[0].action) == (["lockout"], "accounts.locked")
        sign_in(identifier="maurice.testo", password=PASSWORD, at=MONDAY + 30 * MINUTE)

    def test_username_and_email_count_together(self) -> None:
        citizen(email="maurice@exemple.fr")
        fail("maurice.testo", 5)
        fail("maurice@exemple.fr", 5)
        with pytest.raises(AccountLocked):
            sign_in(identifier="maurice.testo", password=PASSWORD, at=MONDAY)

    def test_an_unknown_name_locks_alike_and_nobody_is_written_to(self) -> None:
        fail("personne", 9)
        with pytest.raises(AccountLocked):
            sign_in(identifier="personne", password="faux", at=MONDAY)
        assert mail.templates_sent() == []

    def test_a_success_forgets_the_failures(self) -> None:
        citizen()
        fail("maurice.testo", 9)
        sign_in(identifier="maurice.testo", password=PASSWORD, at=MONDAY)
        fail("maurice.testo", 9)
        sign_in(identifier="maurice.testo", password=PASSWORD, at=MONDAY)

    def test_failures_an_hour_apart_do_not_add_up(self) -> None:
        citizen()
        fail("maurice.testo", 9)
        with pytest.raises(BadCredentials):
            sign_in(identifier="maurice.testo", password="faux", at=MONDAY + 60 * MINUTE)

    def test_a_new_password_ends_the_suspension(self) -> None:
        user = citizen()
        fail("maurice.testo", 10)
        send_password_reset(user_id=user.pk, at=MONDAY)
        reset_password(secret=mail.secret_in(mail.last("password_reset")), password="Tout&Neuf4242", at=MONDAY)
        assert sign_in(identifier="maurice.testo", password="Tout&Neuf4242", at=MONDAY) == user

    def test_an_address_that_tries_a_hundred_names_waits(self) -> None:
        citizen()
        for number in range(100):
            fail(f"nom{number}", ip="192.0.2.7")
        with pytest.raises(TooManyRequests):
            sign_in(identifier="maurice.testo", password=PASSWORD, at=MONDAY, ip="192.0.2.7")
        sign_in(identifier="maurice.testo", password=PASSWORD, at=MONDAY, ip="192.0.2.8")

    def test_neither_names_nor_addresses_are_stored(self) -> None:
        fail("personne", ip="192.0.2.7")
        assert [len(row.key) for row in Throttle.objects.order_by("pk")] == [64, 64]


@pytest.mark.django_db(transaction=True)
def test_failures_are_counted_across_threads(fresnes: Commune) -> None:
    with context.activate(fresnes):
        citizen()
    barrier = Barrier(4)

    def attack() -> None:
        try:
            with context.activate(fresnes):
                barrier.wait(timeout=10)
                fail("maurice.testo", 3)
        finally:
            connection.close()

    threads = [Thread(target=attack) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    with context.activate(fresnes), pytest.raises(AccountLocked):
        sign_in(identifier="maurice.testo", password=PASSWORD, at=MONDAY)
    with context.activate(fresnes):
        assert mail.templates_sent() == ["lockout"]


def test_the_same_name_in_two_communes_is_two_accounts(in_fresnes: Commune, villennes: Commune) -> None:
    citizen("mdupont", password="Fresnes&Secret94")
    with context.activate(villennes):
        citizen("mdupont", password="Villennes&Secret78")
        with pytest.raises(BadCredentials):
            sign_in(identifier="mdupont", password="Fresnes&Secret94", at=MONDAY)
    assert User.objects.count() == 1
