"""The telephone of an account: its life, and who hears of it."""

from datetime import timedelta

import pyotp
import pytest
from django.db import connection

from apps.accounts.errors import (
    SecondFactorMandatory,
    SecondFactorMissing,
    SecondStepLocked,
    SetupExpired,
    TooManyRequests,
    WrongCode,
    WrongPassword,
)
from apps.accounts.models import RecoveryCode, SecondFactor, SecondFactorSetup, User
from apps.accounts.operations import (
    begin_setup,
    confirm_setup,
    disable_account,
    disconnect_everywhere,
    remove_second_factor,
    renew_recovery_codes,
    reset_agent,
    reset_second_factor,
    tidy,
)
from apps.accounts.operations.credentials import change_identifiers
from apps.accounts.queries import recovery_codes_left, recovery_digests, second_factor_of
from apps.audit.queries import history_of
from tenants import context
from tests.apps.accounts import mail
from tests.apps.accounts.people import MONDAY, PASSWORD, agent, citizen
from tests.factories import SECRET, SecondFactorFactory, SecondFactorSetupFactory, SessionFactory

pytestmark = pytest.mark.usefixtures("in_fresnes")
MINUTE = timedelta(minutes=1)


def code_of(secret: str, *, later: timedelta = timedelta(0)) -> str:
    return pyotp.TOTP(secret).at(MONDAY + later)


def actions(user: User) -> list[str]:
    return [event.action for event in history_of(user)]


def pending(user: User) -> SecondFactorSetup:
    return SecondFactorSetupFactory(user=user, expires_at=MONDAY + 30 * MINUTE)


def add_telephone(user: User) -> list[str]:
    setup = begin_setup(user=user, at=MONDAY)
    return confirm_setup(user=user, password=PASSWORD, code=code_of(setup.secret), at=MONDAY)


class TestAdding:
    def test_a_code_of_the_telephone_adopts_it_and_gives_ten_codes_on_paper(self) -> None:
        user = citizen()
        codes = add_telephone(user)
        assert len(set(codes)) == 10
        assert recovery_codes_left(user) == 10
        assert SecondFactorSetup.objects.count() == 0
        assert actions(user) == ["accounts.second_factor_added"]
        assert mail.last("second_factor").subject.startswith("Un code protège désormais votre compte – ")

    def test_every_browser_is_signed_out(self) -> None:
        user = citizen()
        SessionFactory(user=user)
        add_telephone(user)
        assert user.sessions.count() == 0

    def test_who_has_no_address_is_written_nothing(self) -> None:
        add_telephone(citizen(email=""))
        assert mail.templates_sent() == []

    def test_a_qr_code_still_on_the_screen_stays_good(self) -> None:
        user = citizen()
        first = begin_setup(user=user, at=MONDAY)
        assert begin_setup(user=user, at=MONDAY + 29 * MINUTE).secret == first.secret

    def test_one_that_is_too_old_is_drawn_again(self) -> None:
        user = citizen()
        first = begin_setup(user=user, at=MONDAY)
        assert begin_setup(user=user, at=MONDAY + 30 * MINUTE).secret != first.secret

    @pytest.mark.parametrize(
        ("password", "code", "refusal"),
        [("faux", "", WrongPassword), (PASSWORD, "000000", WrongCode), (PASSWORD, "", WrongCode)],
    )
    def test_a_wrong_password_or_code_adds_nothing(self, password: str, code: str, refusal: type[Exception]) -> None:
        setup = pending(citizen())
        with pytest.raises(refusal):
            confirm_setup(user=setup.user, password=password, code=code, at=MONDAY)
        assert second_factor_of(setup.user) is None

    @pytest.mark.parametrize(("minutes", "good"), [(29, True), (30, False)])
    def test_the_qr_code_is_good_for_half_an_hour(self, minutes: int, good: bool) -> None:
        user = citizen()
        setup = begin_setup(user=user, at=MONDAY)
        later = minutes * MINUTE
        code = code_of(setup.secret, later=later)
        if good:
            assert len(confirm_setup(user=user, password=PASSWORD, code=code, at=MONDAY + later)) == 10
        else:
            with pytest.raises(SetupExpired):
                confirm_setup(user=user, password=PASSWORD, code=code, at=MONDAY + later)

    def test_nothing_is_confirmed_that_was_not_begun(self) -> None:
        with pytest.raises(SetupExpired):
            confirm_setup(user=citizen(), password=PASSWORD, code="123456", at=MONDAY)

    def test_another_telephone_replaces_the_first_and_its_codes(self) -> None:
        user = citizen()
        former = add_telephone(user)
        add_telephone(user)
        assert SecondFactor.objects.count() == 1
        digests = set(RecoveryCode.objects.values_list("digest", flat=True))
        assert digests.isdisjoint(recovery_digests(user.pk, code)[0] for code in former)
        assert actions(user)[0] == "accounts.second_factor_replaced"

    def test_the_fifth_miss_suspends_the_step_and_tells_the_owner(self) -> None:
        setup = pending(citizen())
        for _ in range(4):
            with pytest.raises(WrongPassword):
                confirm_setup(user=setup.user, password="faux", code="", at=MONDAY)
        for password in ("faux", PASSWORD):
            with pytest.raises(SecondStepLocked, match="10 h 30"):
                confirm_setup(user=setup.user, password=password, code=code_of(SECRET), at=MONDAY)
        assert mail.last("second_factor").subject.startswith("Trop de codes manqués sur votre compte – ")


class TestStorage:
    def test_a_copy_of_the_tables_tells_neither_secret_nor_codes(self) -> None:
        user = citizen()
        codes = add_telephone(user)
        factor = second_factor_of(user)
        with connection.cursor() as cursor:
            cursor.execute("SELECT secret FROM accounts_secondfactor")
            stored = cursor.fetchone()[0]
            cursor.execute("SELECT digest FROM accounts_recoverycode")
            digests = {row[0] for row in cursor.fetchall()}
        assert factor.secret not in stored
        assert digests.isdisjoint(codes)

    def test_the_digest_of_a_code_needs_the_key_of_the_commune(self, villefranque: object) -> None:
        here = recovery_digests(7, "7K3M-9PXT-2HBQ")
        with context.activate(villefranque):
            assert recovery_digests(7, "7K3M-9PXT-2HBQ") != here

    def test_setups_that_nobody_finished_go_away(self) -> None:
        begin_setup(user=citizen(), at=MONDAY)
        assert tidy(at=MONDAY + 29 * MINUTE)["second_factor_setups"] == 0
        assert tidy(at=MONDAY + 30 * MINUTE)["second_factor_setups"] == 1


class TestRecoveryCodes:
    def test_new_ones_make_the_former_worthless(self) -> None:
        user = citizen()
        former = add_telephone(user)
        new = renew_recovery_codes(user=user, password=PASSWORD, at=MONDAY)
        assert set(new).isdisjoint(former)
        assert recovery_codes_left(user) == 10
        assert actions(user)[0] == "accounts.recovery_codes_renewed"
        assert mail.last("second_factor").subject.startswith("Vos codes de secours ont changé – ")

    def test_the_password_is_asked(self) -> None:
        factor = SecondFactorFactory(user=citizen())
        with pytest.raises(WrongPassword):
            renew_recovery_codes(user=factor.user, password="faux", at=MONDAY)

    def test_there_are_none_without_a_telephone(self) -> None:
        with pytest.raises(SecondFactorMissing):
            renew_recovery_codes(user=citizen(), password=PASSWORD, at=MONDAY)


class TestTakingAway:
    def test_its_owner_takes_it_away_with_the_password(self) -> None:
        user = citizen()
        add_telephone(user)
        with pytest.raises(WrongPassword):
            remove_second_factor(user=user, password="faux", at=MONDAY)
        SessionFactory(user=user)
        remove_second_factor(user=user, password=PASSWORD, at=MONDAY)
        assert (second_factor_of(user), user.sessions.count(), RecoveryCode.objects.count()) == (None, 0, 0)
        assert actions(user)[0] == "accounts.second_factor_removed"
        assert mail.last("second_factor").subject.startswith("Aucun code ne protège plus votre compte – ")

    def test_an_agent_of_a_commune_that_asks_for_it_does_not(self) -> None:
        user = agent()
        add_telephone(user)
        with pytest.raises(SecondFactorMandatory):
            remove_second_factor(user=user, password=PASSWORD, at=MONDAY)
        assert second_factor_of(user) is not None

    def test_one_that_was_lost_is_taken_away_by_somebody_who_is_named(self) -> None:
        user, chief = agent(), agent("chef")
        add_telephone(user)
        begin_setup(user=user, at=MONDAY)
        SessionFactory(user=user)
        reset_second_factor(user=user, by=chief, at=MONDAY, reason="Téléphone perdu")
        assert (second_factor_of(user), SecondFactorSetup.objects.count(), user.sessions.count()) == (None, 0, 0)
        event = history_of(user)[0]
        assert (event.action, event.actor_label, event.reason) == (
            "accounts.second_factor_reset",
            str(chief),
            "Téléphone perdu",
        )
        assert mail.last("second_factor").subject.startswith("La mairie a retiré le téléphone de votre compte – ")

    def test_nothing_is_taken_from_who_has_none(self) -> None:
        with pytest.raises(SecondFactorMissing):
            reset_second_factor(user=agent(), at=MONDAY)


def _change_password(user: User) -> None:
    change_identifiers(user=user, username=user.username, current=PASSWORD, password="Mirabelles&Tilleul9", at=MONDAY)


@pytest.mark.parametrize(
    "closing",
    [
        _change_password,
        lambda user: disconnect_everywhere(user=user, at=MONDAY),
        lambda user: reset_agent(agent=user, at=MONDAY),
        lambda user: disable_account(user=user, reason="Départ", at=MONDAY),
    ],
    ids=["password", "everywhere", "reset", "disabled"],
)
def test_what_closes_the_sessions_forgets_the_trusted_browsers(closing: object) -> None:
    factor = SecondFactorFactory(user=agent())
    closing(factor.user)
    assert SecondFactor.objects.get().trust_mark != factor.trust_mark


def test_a_connection_that_misses_everywhere_is_suspended() -> None:
    setups = [pending(citizen(f"personne{rank}")) for rank in range(13)]
    for setup in setups[:12]:
        for _ in range(4):
            with pytest.raises(WrongCode):
                confirm_setup(user=setup.user, password=PASSWORD, code="", at=MONDAY, ip="192.0.2.7")
    for _ in range(2):  # the fiftieth of this connection
        with pytest.raises(WrongCode):
            confirm_setup(user=setups[12].user, password=PASSWORD, code="", at=MONDAY, ip="192.0.2.7")
    with pytest.raises(TooManyRequests):
        confirm_setup(user=setups[0].user, password=PASSWORD, code=code_of(SECRET), at=MONDAY, ip="192.0.2.7")
    assert len(confirm_setup(user=setups[0].user, password=PASSWORD, code=code_of(SECRET), at=MONDAY)) == 10
