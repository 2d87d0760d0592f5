"""Identifiers and passwords that change."""

from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.urls import reverse

from apps.accounts import notices, passwords, queries, wording
from apps.accounts.enums import AccountStatus, Origin, ThrottleScope, TokenPurpose
from apps.accounts.errors import (
    AccountDisabled,
    EmailMissing,
    EmailTaken,
    NotAwaitingEmail,
    PasswordUnchanged,
    TooManyRequests,
    UsernameTaken,
    WrongPassword,
)
from apps.accounts.models import Token, User
from apps.audit.operations import record
from core.identifiers import check_username, normalise_email, normalise_username
from tenants import context, jobs

from . import throttling
from .activation import make_active
from .created import send_invitation
from .sessions import close_sessions
from .sign_in import account_key
from .sign_up import send_activation_link
from .tokens import consume_token, issue_token

RESET_LIFETIME: Final = timedelta(hours=1)
NOBODY: Final = 0
RESET_TASK: Final = "apps.accounts.tasks.send_reset_link"


@transaction.atomic
def request_password_reset(*, identifier: str, at: datetime, ip: str | None = None) -> None:
    """Enqueue the same work whoever it is about, known or not, so that neither the answer nor its time tells.

    Raises TooManyRequests, for a connection that asks for many.
    """
    if ip is not None:
        until = throttling.blocked_until(ThrottleScope.LINK_ADDRESS, ip, at)
        if until is not None:
            raise TooManyRequests(until=wording.hour(until))
        throttling.count(scope=ThrottleScope.LINK_ADDRESS, key=ip, at=at)
    key = normalise_email(identifier) if "@" in identifier else normalise_username(identifier)
    user = queries.account_named(key)
    jobs.defer(RESET_TASK, queue="email", user_id=NOBODY if user is None else user.pk)


@transaction.atomic
def send_password_reset(*, user_id: int, at: datetime) -> None:
    """Send what gives access back: a reset link, or an activation link to who never used the first one."""
    user = User.objects.filter(pk=user_id).exclude(email="").first()
    if user is None or throttling.blocked_until(ThrottleScope.LINK_ACCOUNT, str(user.pk), at):
        return
    throttling.count(scope=ThrottleScope.LINK_ACCOUNT, key=str(user.pk), at=at)
    if user.status == AccountStatus.PENDING_EMAIL:
        _resend_first_link(user, at)
    elif user.is_active:
        _send_reset_link(user, at)


@transaction.atomic
def resend_first_link(*, user: User, by: User, at: datetime) -> User:
    """An agent sends the link that a person never used again. Raises NotAwaitingEmail."""
    if user.status != AccountStatus.PENDING_EMAIL or not user.email:
        raise NotAwaitingEmail(status=user.get_status_display())
    _resend_first_link(user, at)
    record(action="accounts.activation_link_resent", actor=by, subject=user, at=at)
    return user


@transaction.atomic
def offer_password_reset(*, user: User, by: User, at: datetime) -> User:
    """An agent sends a person the link by which they choose a new password. Raises EmailMissing, AccountDisabled."""
    if not user.is_active:
        raise AccountDisabled
    if not user.email:
        raise EmailMissing
    _send_reset_link(user, at)
    record(action="accounts.password_reset_offered", actor=by, subject=user, at=at)
    return user


def _resend_first_link(user: User, at: datetime) -> None:
    if user.origin == Origin.IMPORT:
        send_invitation(user=user, at=at)
    else:
        send_activation_link(user=user, at=at)


def _send_reset_link(user: User, at: datetime) -> None:
    secret = issue_token(user=user, purpose=TokenPurpose.PASSWORD_RESET, lifetime=RESET_LIFETIME, at=at)
    record(action="accounts.password_reset_requested", actor=None, subject=user, at=at)
    notices.send(
        "password_reset",
        to=user,
        at=at,
        subject_of=user,
        user=user,
        action_url=context.url(reverse("portal:password-reset", args=[secret])),
        action_label="Choisir un nouveau mot de passe",
        expires=wording.hour(at + RESET_LIFETIME),
    )


@transaction.atomic
def reset_password(*, secret: str, password: str, at: datetime) -> User:
    """Set a new password with a link, and sign every browser out.

    Also takes the invitation of an account that the commune created, which it activates.
    Raises LinkUnknown, LinkUsed, LinkExpired, AccountDisabled, EmailTaken, PasswordTooWeak, PasswordGuessable.
    """
    token = consume_token(secret=secret, purposes=(TokenPurpose.PASSWORD_RESET, TokenPurpose.INVITATION), at=at)
    user = token.user
    if user.status in {AccountStatus.DISABLED, AccountStatus.REFUSED}:
        raise AccountDisabled
    passwords.check_for(user, password)
    if token.purpose == TokenPurpose.INVITATION and user.status == AccountStatus.PENDING_EMAIL:
        make_active(user=user, at=at)
        record(action="accounts.activated", actor=user, subject=user, at=at)
    _set_password(user, password, at)
    throttling.forget(scope=ThrottleScope.SIGN_IN_ACCOUNT, key=account_key(user, ""))
    return user


@transaction.atomic
def choose_password(*, user: User, password: str, at: datetime) -> User:
    """Replace a temporary password, as its owner must before anything else.

    Raises PasswordUnchanged, PasswordTooWeak, PasswordGuessable.
    """
    if user.check_password(password):
        raise PasswordUnchanged
    passwords.check_for(user, password)
    return _set_password(user, password, at)


@transaction.atomic
def change_identifiers(*, user: User, username: str, current: str, password: str, at: datetime) -> User:
    """Change the identifier, the password or both; an empty password keeps the one in use.

    Raises WrongPassword, UsernameRefused, UsernameTaken, PasswordUnchanged, PasswordTooWeak, PasswordGuessable.
    """
    if not user.check_password(current):
        raise WrongPassword
    key = check_username(username)
    if password and password == current:
        raise PasswordUnchanged
    renamed = (key, username.strip()) != (user.username_key, user.username)
    user.username, user.username_key = username.strip(), key
    if password:
        passwords.check_for(user, password)
    if renamed:
        _rename(user, at)
    if password:
        _set_password(user, password, at)
    elif renamed:
        _tell("identifiers_changed", user, at)
    return user


def _rename(user: User, at: datetime) -> None:
    try:
        with transaction.atomic():
            user.save(update_fields=["username", "username_key"])
    except IntegrityError as error:
        if "user_one_per_username" not in str(error):
            raise
        raise UsernameTaken(username=user.username)
    record(action="accounts.username_changed", actor=user, subject=user, at=at)


def _set_password(user: User, password: str, at: datetime) -> User:
    user.set_password(password)
    user.must_change_password = False
    user.password_expires_at = None
    user.save(update_fields=["password", "must_change_password", "password_expires_at"])
    user.tokens.filter(purpose=TokenPurpose.PASSWORD_RESET, used_at=None, revoked_at=None).update(revoked_at=at)
    close_sessions(user)
    record(action="accounts.password_changed", actor=user, subject=user, at=at)
    _tell("password_changed", user, at)
    return user


def _tell(template: str, user: User, at: datetime) -> None:
    if not user.email:
        return
    notices.send(
        template,
        to=user,
        at=at,
        subject_of=user,
        user=user,
        changed=wording.day_and_hour(at),
        action_url=context.url(reverse("portal:password-forgotten")),
        action_label="Ce n’était pas moi",
    )


EMAIL_CHANGE_LIFETIME: Final = timedelta(hours=24)


@transaction.atomic
def request_email_change(*, user: User, email: str, at: datetime) -> None:
    """Send a link to the new address and a word to the present one; nothing changes before the link is used.

    An address that is already somebody's gets nothing, and the page says nothing of it.
    """
    key = normalise_email(email)
    if key == user.email_key:
        return
    record(action="accounts.email_change_requested", actor=user, subject=user, at=at)
    if not queries.email_is_free(key):
        return
    secret = issue_token(
        user=user, purpose=TokenPurpose.EMAIL_CHANGE, lifetime=EMAIL_CHANGE_LIFETIME, at=at, new_email=email.strip()
    )
    notices.send(
        "email_change",
        to=email.strip(),
        at=at,
        subject_of=user,
        user=user,
        expires=wording.day_and_hour(at + EMAIL_CHANGE_LIFETIME),
        action_url=context.url(reverse("portal:email-confirm", args=[secret])),
        action_label="Confirmer cette adresse",
    )
    _tell("email_change_notice", user, at)


@transaction.atomic
def confirm_email_change(*, secret: str, at: datetime) -> User:
    """Adopt the new address. Raises LinkUnknown, LinkUsed, LinkExpired, EmailTaken."""
    token: Token = consume_token(secret=secret, purposes=(TokenPurpose.EMAIL_CHANGE,), at=at)
    user = token.user
    former = user.email
    user.email, user.email_key = token.new_email, normalise_email(token.new_email)
    try:
        with transaction.atomic():
            user.save(update_fields=["email", "email_key"])
    except IntegrityError as error:
        if "user_one_per_proven_email" not in str(error):
            raise
        raise EmailTaken
    record(action="accounts.email_changed", actor=user, subject=user, at=at, data={"former": former})
    return user
