"""What comes after the password of an account that has a second factor."""

from datetime import datetime

from apps.accounts import queries, totp
from apps.accounts.enums import SignInMethod
from apps.accounts.errors import WrongCode, WrongRecoveryCode
from apps.accounts.models import User
from apps.audit.operations import record

from .attempts import tell, try_to_prove
from .second_factor import locked_factor
from .sign_in import check_may_sign_in, note_visit


def give_code(*, user: User, code: str, method: SignInMethod, at: datetime, ip: str | None = None) -> User:
    """Take the code of the telephone, once, and note the visit: of two requests with one code, one is refused.

    Not to be called inside a transaction. Raises WrongCode, SecondFactorMissing, SecondStepLocked, TooManyRequests.
    """

    def prove() -> User:
        check_may_sign_in(user)
        factor = locked_factor(user)
        step = totp.step_of(factor.secret, code, at)
        if step is None or step <= factor.last_step:
            raise WrongCode
        factor.last_step = step
        factor.save(update_fields=["last_step"])
        return note_visit(user=user, at=at, method=method)

    return try_to_prove(prove, user=user, at=at, ip=ip)


def give_recovery_code(*, user: User, code: str, method: SignInMethod, at: datetime, ip: str | None = None) -> int:
    """Take a code on paper, once, and note the visit; return how many are left.

    Not to be called inside a transaction. Raises WrongRecoveryCode, SecondFactorMissing, SecondStepLocked,
    TooManyRequests.
    """

    def prove() -> int:
        check_may_sign_in(user)
        factor = locked_factor(user)
        digests = queries.recovery_digests(user.pk, code)
        unused = factor.recovery_codes.filter(used_at=None)
        if unused.filter(digest__in=digests).update(used_at=at) == 0:
            raise WrongRecoveryCode
        left = unused.count()
        record(action="accounts.recovery_code_used", actor=user, subject=user, at=at, data={"left": left})
        tell("code_used", user, at, left=left)
        note_visit(user=user, at=at, method=method)
        return left

    return try_to_prove(prove, user=user, at=at, ip=ip)


def note_trusted_browser(*, user: User, at: datetime) -> None:
    """Write in the log that a browser will not be asked for the code for a while."""
    record(action="accounts.browser_trusted", actor=user, subject=user, at=at)
