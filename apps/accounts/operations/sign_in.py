"""Signing in, and what happens after too many failures."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.urls import reverse

from apps.accounts import notices, queries, wording
from apps.accounts.enums import AccountStatus, SignInMethod, ThrottleScope
from apps.accounts.errors import (
    AccountDisabled,
    AccountLocked,
    AccountNotActivated,
    AccountRefused,
    BadCredentials,
    TemporaryPasswordExpired,
    TooManyRequests,
)
from apps.accounts.models import User
from apps.audit.operations import record
from core.deadlines import is_open
from core.identifiers import normalise_email, normalise_username
from tenants import context

from . import throttling


def sign_in(*, identifier: str, password: str, at: datetime, ip: str | None = None) -> User:
    """Return the account whose identifier (or e-mail address) and password these are.

    The visit is noted too, unless a second factor is still to be given (`give_code` notes it then).
    Not to be called inside a transaction: failures stay counted although the sign-in is refused. A name that nobody
    has is answered, counted and locked like any other.
    Raises BadCredentials, AccountLocked, TooManyRequests, AccountNotActivated, AccountRefused, AccountDisabled,
    TemporaryPasswordExpired.
    """
    key = normalise_email(identifier) if "@" in identifier else normalise_username(identifier)
    user = queries.account_named(key)
    account = account_key(user, key)
    _refuse_when_blocked(account, ip, at)
    if not _is_right(user, password):
        _count_failure(user, account, ip, at)
        raise BadCredentials
    assert user is not None  # noqa: S101 - a password is right for somebody
    _check_status(user, at)
    throttling.forget(scope=ThrottleScope.SIGN_IN_ACCOUNT, key=account)
    if queries.second_factor_of(user) is None:
        note_visit(user=user, at=at)
    return user


def account_key(user: User | None, typed: str) -> str:
    """Identifier and e-mail address of one account count together."""
    return f"name:{typed}" if user is None else f"user:{user.pk}"


def _is_right(user: User | None, password: str) -> bool:
    if user is None:
        make_password(password)  # as long as a check, so that time does not tell who has an account
        return False
    return user.check_password(password)


def _refuse_when_blocked(account: str, ip: str | None, at: datetime) -> None:
    until = throttling.blocked_until(ThrottleScope.SIGN_IN_ACCOUNT, account, at)
    if until is not None:
        raise AccountLocked(until=wording.hour(until))
    until = throttling.blocked_until(ThrottleScope.SIGN_IN_ADDRESS, ip, at) if ip else None
    if until is not None:
        raise TooManyRequests(until=wording.hour(until))


def _count_failure(user: User | None, account: str, ip: str | None, at: datetime) -> None:
    with transaction.atomic(durable=True):
        if ip:
            throttling.count(scope=ThrottleScope.SIGN_IN_ADDRESS, key=ip, at=at)
        locked_until = throttling.count(scope=ThrottleScope.SIGN_IN_ACCOUNT, key=account, at=at)
        if locked_until is not None and user is not None:
            _tell_lockout(user, locked_until, ip, at)
    if locked_until is not None:
        raise AccountLocked(until=wording.hour(locked_until))


def _tell_lockout(user: User, until: datetime, ip: str | None, at: datetime) -> None:
    record(action="accounts.locked", actor=None, subject=user, at=at, data={"ip": ip, "until": until.isoformat()})
    if not user.email:
        return
    notices.send(
        "lockout",
        to=user,
        at=at,
        subject_of=user,
        user=user,
        until=wording.day_and_hour(until),
        action_url=context.url(reverse("portal:password-forgotten")),
        action_label="Choisir un nouveau mot de passe",
    )


def check_may_sign_in(user: User) -> None:
    """Raise AccountNotActivated, AccountRefused or AccountDisabled when the account is not open."""
    if user.status == AccountStatus.PENDING_EMAIL:
        raise AccountNotActivated
    if user.status == AccountStatus.REFUSED:
        raise AccountRefused(reason=user.refusal_reason)
    if user.status == AccountStatus.DISABLED:
        raise AccountDisabled


def _check_status(user: User, at: datetime) -> None:
    check_may_sign_in(user)
    if user.password_expires_at is not None and not is_open(at, user.password_expires_at):
        raise TemporaryPasswordExpired


@transaction.atomic
def note_visit(*, user: User, at: datetime, method: SignInMethod = SignInMethod.PASSWORD) -> User:
    """Keep when somebody came in, now and the time before."""
    user.previous_login, user.last_login = user.last_login, at
    user.save(update_fields=["previous_login", "last_login"])
    data = {} if method is SignInMethod.PASSWORD else {"method": method.value}
    record(action="accounts.signed_in", actor=user, subject=user, at=at, data=data)
    return user
