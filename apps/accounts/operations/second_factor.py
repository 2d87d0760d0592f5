"""The telephone of an account: added, replaced, taken away, and the codes on paper that stand in for it."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from apps.accounts import queries, totp
from apps.accounts.errors import SecondFactorMandatory, SecondFactorMissing, SetupExpired, WrongCode, WrongPassword
from apps.accounts.models import RecoveryCode, SecondFactor, SecondFactorSetup, User
from apps.accounts.permissions import needs_second_factor
from apps.accounts.secrets import new_secret
from apps.audit.operations import record
from core import service_keys
from core.deadlines import is_open

from .attempts import tell, try_to_prove
from .sessions import close_sessions

RECOVERY_CODES: Final = 10
SETUP_LASTS: Final = timedelta(minutes=30)


@transaction.atomic
def begin_setup(*, user: User, at: datetime) -> SecondFactorSetup:
    """Draw a secret to show as a QR code; one that is still on somebody's screen is kept."""
    setup = queries.setup_of(user, at)
    if setup is None:
        setup, _created = SecondFactorSetup.objects.update_or_create(
            user=user, defaults={"secret": totp.new_secret(), "expires_at": at + SETUP_LASTS}
        )
    return setup


def confirm_setup(*, user: User, password: str, code: str, at: datetime, ip: str | None = None) -> list[str]:
    """Adopt the telephone that shows this code, every session being closed; return ten recovery codes.

    Not to be called inside a transaction: what was missed stays counted. Raises SetupExpired, WrongPassword,
    WrongCode, SecondStepLocked, TooManyRequests.
    """

    def prove() -> list[str]:
        setup = SecondFactorSetup.objects.select_for_update().filter(user=user).first()
        if setup is None or not is_open(at, setup.expires_at):
            raise SetupExpired
        _check_password(user, password)
        step = totp.step_of(setup.secret, code, at)
        if step is None:
            raise WrongCode
        return _adopt(setup, step, at)

    return try_to_prove(prove, user=user, at=at, ip=ip)


def _adopt(setup: SecondFactorSetup, step: int, at: datetime) -> list[str]:
    user = setup.user
    factor, created = SecondFactor.objects.update_or_create(
        user=user,
        defaults={"secret": setup.secret, "confirmed_at": at, "last_step": step, "trust_mark": new_secret()},
    )
    setup.delete()
    close_sessions(user)
    record(
        action="accounts.second_factor_added" if created else "accounts.second_factor_replaced",
        actor=user,
        subject=user,
        at=at,
    )
    tell("added" if created else "replaced", user, at)
    return _draw_codes(factor)


def renew_recovery_codes(*, user: User, password: str, at: datetime, ip: str | None = None) -> list[str]:
    """Return ten new codes; the former ones are worth nothing any more.

    Raises SecondFactorMissing, WrongPassword, SecondStepLocked, TooManyRequests.
    """

    def prove() -> list[str]:
        factor = locked_factor(user)
        _check_password(user, password)
        record(action="accounts.recovery_codes_renewed", actor=user, subject=user, at=at)
        tell("codes_renewed", user, at)
        return _draw_codes(factor)

    return try_to_prove(prove, user=user, at=at, ip=ip)


def remove_second_factor(*, user: User, password: str, at: datetime, ip: str | None = None) -> None:
    """Sign in by password alone again, every session being closed.

    Raises SecondFactorMandatory, SecondFactorMissing, WrongPassword, SecondStepLocked, TooManyRequests.
    """
    if needs_second_factor(user):
        raise SecondFactorMandatory

    def prove() -> None:
        factor = locked_factor(user)
        _check_password(user, password)
        factor.delete()
        close_sessions(user)
        record(action="accounts.second_factor_removed", actor=user, subject=user, at=at)
        tell("removed", user, at)

    try_to_prove(prove, user=user, at=at, ip=ip)


@transaction.atomic
def reset_second_factor(*, user: User, at: datetime, by: User | None = None, reason: str = "") -> None:
    """Take away the telephone that somebody lost, every session being closed. Raises SecondFactorMissing."""
    locked_factor(user).delete()
    SecondFactorSetup.objects.filter(user=user).delete()
    close_sessions(user)
    record(action="accounts.second_factor_reset", actor=by, subject=user, at=at, reason=reason)
    tell("reset", user, at)


def locked_factor(user: User) -> SecondFactor:
    """Return the factor of an account, of which one request at a time takes hold. Raises SecondFactorMissing."""
    factor = SecondFactor.objects.select_for_update().filter(user=user).first()
    if factor is None:
        raise SecondFactorMissing
    return factor


def _check_password(user: User, password: str) -> None:
    if not user.check_password(password):
        raise WrongPassword


def _draw_codes(factor: SecondFactor) -> list[str]:
    draw = secrets.SystemRandom()
    codes = [service_keys.generate(draw) for _ in range(RECOVERY_CODES)]
    factor.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(factor=factor, digest=queries.recovery_digests(factor.user_id, code)[0]) for code in codes
    )
    return codes
