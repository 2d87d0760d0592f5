"""Proofs that may be tried a few times: what is missed is counted, and a thief at work is reported to the owner."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from apps.accounts import notices, wording
from apps.accounts.enums import ThrottleScope
from apps.accounts.errors import SecondStepLocked, TooManyRequests, WrongCode, WrongPassword, WrongRecoveryCode
from apps.accounts.models import User
from apps.audit.operations import record
from core.errors import DomainError
from tenants import context

from . import throttling

MISSED = (WrongCode, WrongPassword, WrongRecoveryCode)


def try_to_prove[Proved](prove: Callable[[], Proved], *, user: User, at: datetime, ip: str | None) -> Proved:
    """Return what `prove` returns; count what it misses, which stays counted although it is refused.

    One account is tried by one request at a time, so that many at once do not get more tries than one after another.
    """
    with transaction.atomic(durable=True):
        User.objects.select_for_update().get(pk=user.pk)
        _refuse_when_blocked(user, ip, at)
        try:
            with transaction.atomic():
                proved = prove()
        except MISSED as missed:
            refusal = _count(missed, user, ip, at)
        else:
            throttling.forget(scope=ThrottleScope.FACTOR_ACCOUNT, key=str(user.pk))
            return proved
    raise refusal


def _refuse_when_blocked(user: User, ip: str | None, at: datetime) -> None:
    until = throttling.blocked_until(ThrottleScope.FACTOR_ACCOUNT, str(user.pk), at)
    if until is not None:
        raise SecondStepLocked(until=wording.hour(until))
    until = throttling.blocked_until(ThrottleScope.FACTOR_ADDRESS, ip, at) if ip else None
    if until is not None:
        raise TooManyRequests(until=wording.hour(until))


def _count(missed: DomainError, user: User, ip: str | None, at: datetime) -> DomainError:
    if ip:
        throttling.count(scope=ThrottleScope.FACTOR_ADDRESS, key=ip, at=at)
    until = throttling.count(scope=ThrottleScope.FACTOR_ACCOUNT, key=str(user.pk), at=at)
    if until is None:
        return missed
    data = {"ip": ip, "until": until.isoformat()}
    record(action="accounts.second_factor_locked", actor=None, subject=user, at=at, data=data)
    tell("locked", user, at)
    return SecondStepLocked(until=wording.hour(until))


def tell(fact: str, user: User, at: datetime, **said: object) -> None:
    """Write to the owner what has just happened to the second factor; `fact` is a word of the e-mail's template."""
    if not user.email:
        return
    notices.send(
        "second_factor",
        to=user,
        at=at,
        subject_of=user,
        user=user,
        fact=fact,
        moment=wording.day_and_hour(at),
        said=said,
        action_url=context.url(reverse("portal:password-forgotten")),
        action_label="Changer mon mot de passe",
    )
