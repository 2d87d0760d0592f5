"""The code after the password: once, for half a minute, and not for who guesses."""

from datetime import timedelta
from threading import Barrier, Thread

import pyotp
import pytest
from django.db import connection

from apps.accounts.enums import AccountStatus, SignInMethod
from apps.accounts.errors import (
    AccountDisabled,
    SecondFactorMissing,
    SecondStepLocked,
    WrongCode,
    WrongRecoveryCode,
)
from apps.accounts.models import RecoveryCode, SecondFactor, User
from apps.accounts.operations import give_code, give_recovery_code, sign_in
from apps.audit.queries import history_of
from core.errors import DomainError
from tenants import context
from tenants.models import Commune
from tests.apps.accounts import mail
from tests.apps.accounts.people import MONDAY, PASSWORD, agent, citizen
from tests.factories import SECRET, RecoveryCodeFactory, SecondFactorFactory

HALF_MINUTE = timedelta(seconds=30)
PAPER = "7K3M-9PXT-2HBQ"


def shown(steps: int = 0) -> str:
    """What the telephone shows, its clock being so many half minutes ahead."""
    return pyotp.TOTP(SECRET).at(MONDAY + steps * HALF_MINUTE)


def give(user: User, code: str, *, later: timedelta = timedelta(0)) -> User:
    return give_code(user=user, code=code, method=SignInMethod.PASSWORD, at=MONDAY + later)


@pytest.fixture
def user(in_fresnes: Commune) -> User:
    owner: User = SecondFactorFactory(user=agent("nadia")).user
    return owner


class TestPassword:
    def test_the_visit_is_not_noted_before_the_code(self, user: User) -> None:
        assert sign_in(identifier="nadia", password=PASSWORD, at=MONDAY) == user
        assert User.objects.get(pk=user.pk).last_login is None
        assert list(history_of(user)) == []
        give(user, shown())
        assert User.objects.get(pk=user.pk).last_login == MONDAY
        assert [event.action for event in history_of(user)] == ["accounts.signed_in"]

    def test_the_way_in_is_noted(self, user: User) -> None:
        give_code(user=user, code=shown(), method=SignInMethod.FRANCECONNECT, at=MONDAY)
        assert history_of(user)[0].data == {"method": "franceconnect"}


class TestCode:
    @pytest.mark.parametrize("steps", [-1, 0, 1])
    def test_a_clock_may_be_half_a_minute_wrong(self, user: User, steps: int) -> None:
        assert give(user, shown(steps)) == user

    @pytest.mark.parametrize("steps", [-2, 2])
    def test_and_no_more(self, user: User, steps: int) -> None:
        with pytest.raises(WrongCode):
            give(user, shown(steps))

    def test_it_may_be_typed_in_two_groups(self, user: User) -> None:
        assert give(user, f" {shown()[:3]} {shown()[3:]} ") == user

    def test_it_is_good_once(self, user: User) -> None:
        give(user, shown())
        with pytest.raises(WrongCode):
            give(user, shown())

    def test_one_that_came_before_is_not_good_after(self, user: User) -> None:
        give(user, shown())
        with pytest.raises(WrongCode):
            give(user, shown(-1))
        assert give(user, shown(1)) == user

    def test_the_fifth_miss_suspends_the_step_for_half_an_hour(self, user: User) -> None:
        for _ in range(4):
            with pytest.raises(WrongCode):
                give(user, "000000")
        for code in ("000000", shown()):
            with pytest.raises(SecondStepLocked):
                give(user, code)
        pause = timedelta(minutes=30)
        assert give(user, pyotp.TOTP(SECRET).at(MONDAY + pause), later=pause) == user
        assert [event.action for event in history_of(user)] == ["accounts.signed_in", "accounts.second_factor_locked"]
        assert mail.templates_sent() == ["second_factor"]

    def test_a_right_code_forgets_the_misses(self, user: User) -> None:
        for code in ("000000",) * 4 + (shown(),) + ("000000",) * 4:
            try:
                give(user, code)
            except WrongCode:
                continue
        assert give(user, shown(1)) == user

    def test_an_account_closed_meanwhile_stays_closed(self, user: User) -> None:
        user.status = AccountStatus.DISABLED
        with pytest.raises(AccountDisabled):
            give(user, shown())

    def test_who_has_no_telephone_has_no_code(self, in_fresnes: Commune) -> None:
        with pytest.raises(SecondFactorMissing):
            give(citizen(), shown())


class TestPaper:
    def use(self, user: User, code: str) -> int:
        return give_recovery_code(user=user, code=code, method=SignInMethod.PASSWORD, at=MONDAY)

    def test_a_code_is_good_once_however_it_is_typed(self, user: User) -> None:
        RecoveryCodeFactory(factor=user.second_factor, text=PAPER)
        RecoveryCodeFactory(factor=user.second_factor)
        assert self.use(user, " 7k3m9pxt 2hbq ") == 1
        with pytest.raises(WrongRecoveryCode):
            self.use(user, PAPER)
        assert [event.action for event in history_of(user)] == ["accounts.signed_in", "accounts.recovery_code_used"]
        assert "Il en reste 1." in mail.last("second_factor").text

    def test_the_last_one_says_so(self, user: User) -> None:
        RecoveryCodeFactory(factor=user.second_factor, text=PAPER)
        assert self.use(user, PAPER) == 0
        assert "C’était le dernier" in mail.last("second_factor").text

    def test_the_code_of_somebody_else_is_worth_nothing(self, user: User) -> None:
        RecoveryCodeFactory(factor=SecondFactorFactory(), text=PAPER)
        with pytest.raises(WrongRecoveryCode):
            self.use(user, PAPER)

    def test_misses_are_counted_with_those_of_the_telephone(self, user: User) -> None:
        for _ in range(4):
            with pytest.raises(WrongRecoveryCode):
                self.use(user, "")
        with pytest.raises(SecondStepLocked):
            give(user, "000000")


def race(commune: Commune, attempt: object, times: int = 4) -> list[str]:
    """Make the same attempt from several threads at once; return how each ended."""
    barrier, ends = Barrier(times), []

    def run() -> None:
        try:
            with context.activate(commune):
                user = User.objects.get(username_key="nadia")
                barrier.wait(timeout=10)
                try:
                    attempt(user)
                    ends.append("in")
                except DomainError as refusal:
                    ends.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(ends)


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_of_four_requests_with_one_code_one_comes_in(self, fresnes: Commune) -> None:
        with context.activate(fresnes):
            SecondFactorFactory(user=agent("nadia"))
        assert race(fresnes, lambda user: give(user, shown())) == ["in", "wrong_code", "wrong_code", "wrong_code"]

    def test_negative_control_a_factor_that_forgets_its_last_code_lets_the_same_one_in_again(
        self, fresnes: Commune
    ) -> None:
        with context.activate(fresnes):
            SecondFactorFactory(user=agent("nadia"))

        def forgetful(user: User) -> None:
            give(user, shown())
            SecondFactor.objects.update(last_step=0)

        with context.activate(fresnes):
            nadia = User.objects.get(username_key="nadia")
            forgetful(nadia)
            forgetful(nadia)

    def test_of_four_requests_with_one_paper_code_one_comes_in(self, fresnes: Commune) -> None:
        with context.activate(fresnes):
            RecoveryCodeFactory(factor=SecondFactorFactory(user=agent("nadia")), text=PAPER)

        def use(user: User) -> None:
            give_recovery_code(user=user, code=PAPER, method=SignInMethod.PASSWORD, at=MONDAY)

        assert race(fresnes, use) == ["in", "wrong_recovery_code", "wrong_recovery_code", "wrong_recovery_code"]
        with context.activate(fresnes):
            assert RecoveryCode.objects.get().used_at == MONDAY

    def test_many_guesses_at_once_are_no_more_than_one_after_another(self, fresnes: Commune) -> None:
        with context.activate(fresnes):
            SecondFactorFactory(user=agent("nadia"))
        ends = race(fresnes, lambda user: give(user, "000000"), times=8)
        assert ends == ["second_step_locked"] * 4 + ["wrong_code"] * 4
