"""An account becomes usable: by the link of an e-mail, or by the decision of an agent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.db import IntegrityError, transaction
from django.urls import reverse

from apps.accounts import notices, queries, wording
from apps.accounts.enums import AccountStatus, ThrottleScope, TokenPurpose
from apps.accounts.errors import (
    AccountDisabled,
    EmailTaken,
    LinkUsed,
    NotAwaitingApproval,
    ReasonMissing,
    TooManyRequests,
)
from apps.accounts.models import User
from apps.accounts.operations.sign_up import send_activation_link
from apps.accounts.workflow import ACCOUNT_WORKFLOW
from apps.audit.operations import record
from core.errors import DomainError
from tenants import context

from . import throttling
from .tokens import consume_token


class ActivationHandler(Protocol):
    """What another application does when an account becomes active, such as redeeming the key that was typed."""

    def __call__(self, *, user: User, typed_key: str, at: datetime) -> None: ...


_handlers: list[ActivationHandler] = []


def on_activation(handler: ActivationHandler) -> ActivationHandler:
    """Register a handler, run in the transaction of the activation. A DomainError it raises is reported, not fatal."""
    if handler not in _handlers:
        _handlers.append(handler)
    return handler


@dataclass(frozen=True, kw_only=True, slots=True)
class Activated:
    user: User
    key_refusal: str = ""


@transaction.atomic
def activate(*, secret: str, at: datetime) -> Activated:
    """Make an account active with the link of its e-mail, exactly once.

    Raises LinkUnknown, LinkUsed, LinkExpired, AccountDisabled, EmailTaken.
    """
    user = consume_token(secret=secret, purposes=(TokenPurpose.ACTIVATION,), at=at).user
    if user.status == AccountStatus.DISABLED:
        raise AccountDisabled
    if user.status != AccountStatus.PENDING_EMAIL:
        raise LinkUsed
    refusal = make_active(user=user, at=at)
    record(action="accounts.activated", actor=user, subject=user, at=at)
    return Activated(user=user, key_refusal=refusal)


@transaction.atomic
def request_new_link(*, secret: str, at: datetime) -> User:
    """Send a new activation link to the account of an expired one. Raises LinkUnknown, LinkUsed, TooManyRequests."""
    user = queries.token(secret, (TokenPurpose.ACTIVATION,)).user
    if user.status != AccountStatus.PENDING_EMAIL:
        raise LinkUsed
    until = throttling.blocked_until(ThrottleScope.LINK_ACCOUNT, str(user.pk), at)
    if until is not None:
        raise TooManyRequests(until=wording.hour(until))
    throttling.count(scope=ThrottleScope.LINK_ACCOUNT, key=str(user.pk), at=at)
    send_activation_link(user=user, at=at)
    record(action="accounts.activation_link_renewed", actor=user, subject=user, at=at)
    return user


@transaction.atomic
def approve(*, user: User, by: User, at: datetime) -> Activated:
    """An agent validates an account. Raises NotAwaitingApproval, EmailTaken."""
    user = _awaiting(user)
    user.decided_at, user.decided_by = at, by
    refusal = make_active(user=user, at=at)
    record(action="accounts.approved", actor=by, subject=user, at=at)
    notices.send(
        "approved",
        to=user,
        at=at,
        subject_of=user,
        user=user,
        action_url=context.url(reverse("portal:sign-in")),
        action_label="Me connecter",
    )
    return Activated(user=user, key_refusal=refusal)


@transaction.atomic
def refuse(*, user: User, by: User, reason: str, at: datetime) -> User:
    """An agent turns an account down, with the reason that the person reads.

    Raises ReasonMissing, NotAwaitingApproval.
    """
    if not reason.strip():
        raise ReasonMissing
    user = _awaiting(user)
    ACCOUNT_WORKFLOW.check(AccountStatus(user.status), AccountStatus.REFUSED)
    user.status = AccountStatus.REFUSED
    user.refusal_reason = reason.strip()
    user.decided_at, user.decided_by = at, by
    user.pending_service_key = ""
    user.save(update_fields=["status", "refusal_reason", "decided_at", "decided_by", "pending_service_key"])
    user.sessions.all().delete()
    record(action="accounts.refused", actor=by, subject=user, at=at, reason=user.refusal_reason)
    config = context.config()
    notices.send(
        "refused",
        to=user,
        at=at,
        subject_of=user,
        user=user,
        reason=user.refusal_reason,
        service=config.service(config.activation.service),
    )
    return user


def remind_overdue_approvals(*, at: datetime) -> int:
    """Write to the service about the accounts whose promise is near; once for each. Return how many there were."""
    limit = timedelta(hours=context.config().activation.reminder_hours)
    near = [line for line in queries.approval_queue(at) if line.time_left <= limit]
    return _remind([line for line in near if line.user.approval_reminded_at is None], at=at)


@transaction.atomic
def _remind(lines: list[queries.QueuedAccount], *, at: datetime) -> int:
    claimed = set(
        User.objects.select_for_update(skip_locked=True)
        .filter(pk__in=[line.user.pk for line in lines], approval_reminded_at=None)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    lines = [line for line in lines if line.user.pk in claimed]
    if not lines:
        return 0
    User.objects.filter(pk__in=claimed).update(approval_reminded_at=at)
    config = context.config()
    service = config.service(config.activation.service)
    notices.send(
        "approval_reminder",
        to=service.email or config.identity.town_hall.email or config.identity.reply_to,
        at=at,
        lines=[(line.user.display_name, wording.day_and_hour(line.due_at), line.is_late) for line in lines],
        count=len(lines),
        action_url=context.url("/agents/"),
        action_label="Ouvrir la file des comptes",
    )
    for line in lines:
        record(action="accounts.approval_reminded", actor=None, subject=line.user, at=at)
    return len(lines)


def make_active(*, user: User, at: datetime) -> str:
    """Move an account to ACTIVE and run the handlers; return the sentence of a key that was refused, or ""."""
    ACCOUNT_WORKFLOW.check(AccountStatus(user.status), AccountStatus.ACTIVE)
    key, user.pending_service_key = user.pending_service_key, ""
    user.status = AccountStatus.ACTIVE
    user.activated_at = at
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        if "user_one_per_proven_email" not in str(error):
            raise
        raise EmailTaken
    return _run_handlers(user, key, at) if key else ""


def _run_handlers(user: User, key: str, at: datetime) -> str:
    refusals = [_run(handler, user, key, at) for handler in _handlers]
    return " ".join(filter(None, refusals))


def _run(handler: Callable[..., None], user: User, key: str, at: datetime) -> str:
    try:
        with transaction.atomic():
            handler(user=user, typed_key=key, at=at)
    except DomainError as refusal:
        record(action="accounts.key_refused_at_activation", actor=user, subject=user, at=at, reason=str(refusal))
        return str(refusal)
    return ""


def _awaiting(user: User) -> User:
    """Lock the account, so that two agents do not decide twice."""
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if locked.status != AccountStatus.PENDING_APPROVAL:
        raise NotAwaitingApproval(status=locked.get_status_display())
    return locked
