import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from communes_config.schema import CommuneConfig
from core import business_hours, service_keys
from core.captcha import Challenge
from core.deadlines import is_open
from tenants import context
from tenants.calendars import calendar_around
from tenants.encryption import derived_keys

from .enums import Origin, TokenPurpose
from .errors import LinkExpired, LinkUnknown, LinkUsed
from .models import (
    CaptchaChallenge,
    CguAcceptance,
    FranceConnectLink,
    Photo,
    RecoveryCode,
    SecondFactor,
    SecondFactorSetup,
    Session,
    SignUpDraft,
    Token,
    User,
)
from .models.people import UNPROVEN
from .secrets import digest


def account_named(key: str) -> User | None:
    """Return the account that signs in with a normalised identifier or e-mail address.

    Several accounts may claim an address that nobody proved: the proven one comes first, then the newest.
    """
    found = list(User.objects.filter(username_key=key).order_by("pk")) or list(
        User.objects.filter(email_key=key).exclude(email_key="").order_by("-created_at", "-pk")[:10]
    )
    return min(found, key=lambda user: user.status in UNPROVEN, default=None)


def franceconnect_link(subject: str) -> FranceConnectLink | None:
    """Return the account that an identity opens, with its owner."""
    return FranceConnectLink.objects.select_related("user__address").filter(sub=subject).first()


def franceconnect_link_of(user: User) -> FranceConnectLink | None:
    """Return the identity that opens this person's account."""
    return FranceConnectLink.objects.filter(user=user).first()


def second_factor_of(user: User) -> SecondFactor | None:
    """Return the telephone that this account asks for after the password."""
    return SecondFactor.objects.filter(user=user).first()


def setup_of(user: User, at: datetime) -> SecondFactorSetup | None:
    """Return the telephone that is being added, unless its QR code is too old."""
    return SecondFactorSetup.objects.filter(user=user, expires_at__gt=at).first()


def recovery_codes_left(user: User) -> int:
    """Return how many codes on paper are still good."""
    return RecoveryCode.objects.filter(factor__user=user, used_at=None).count()


def recovery_digests(user_id: int, code: str) -> list[str]:
    """Return what may be kept of a code on paper, by the newest secret first.

    A key outside the database is part of it: 54 bits alone would be searched in a stolen copy.
    """
    text = f"{user_id}:{service_keys.normalise(code)}".encode()
    return [hmac.new(key, text, "sha256").hexdigest() for key in derived_keys("recovery-codes")]


def token(secret: str, purposes: Sequence[TokenPurpose]) -> Token:
    """Return a link without using it, whatever its state. Raises LinkUnknown."""
    found = Token.objects.select_related("user").filter(digest=digest(secret), purpose__in=purposes).first()
    if found is None:
        raise LinkUnknown
    return found


def check_token(token: Token, at: datetime) -> None:
    """Raise LinkUsed or LinkExpired when a link is worth nothing any more."""
    if token.used_at is not None:
        raise LinkUsed
    if token.revoked_at is not None or not is_open(at, token.expires_at):
        raise LinkExpired


def has_accepted_cgu(user: User, config: CommuneConfig) -> bool:
    """Tell whether a person accepted the terms in force."""
    return CguAcceptance.objects.filter(user=user, version=config.cgu.version, digest=config.cgu.digest).exists()


def sessions_of(user: User, at: datetime) -> QuerySet[Session]:
    """Return the browsers where this person is signed in, the last seen first."""
    return Session.objects.filter(user=user, expire_date__gt=at).order_by("-last_seen_at", "session_key")


def draft(secret: str, at: datetime) -> SignUpDraft | None:
    """Return the sign-up draft of a cookie, photo left aside, unless it is too old."""
    return SignUpDraft.objects.defer("photo").filter(digest=digest(secret), expires_at__gt=at).first()


def local(moment: datetime) -> datetime:
    """Return a moment in the time zone of the current commune."""
    return moment.astimezone(ZoneInfo(context.config().territory.time_zone))


def promised_approval(filed_at: datetime) -> datetime:
    """Return when the current commune promises to decide on an account created now."""
    config = context.config()
    filed = local(filed_at)
    calendar = calendar_around(config, filed.date())
    return business_hours.due_at(filed, config.activation.approval_hours, calendar, config.activation.counting)


def approval_time_left(due_at: datetime, now: datetime) -> timedelta:
    """Return the business time left before a promise; negative once it is broken."""
    config = context.config()
    due = local(due_at)
    return business_hours.remaining(now, due, calendar_around(config, due.date()), config.activation.counting)


@dataclass(frozen=True, slots=True)
class QueuedAccount:
    """One line of the agents' queue."""

    user: User
    due_at: datetime
    time_left: timedelta

    @property
    def is_late(self) -> bool:
        return self.time_left < timedelta(0)


def approval_queue(now: datetime) -> list[QueuedAccount]:
    """Return the accounts that wait for an agent, the nearest promise first, with the business time left."""
    users = User.objects.to_approve().select_related("address")
    return [
        QueuedAccount(user, local(user.approval_due_at), approval_time_left(user.approval_due_at, now))
        for user in users
        if user.approval_due_at is not None
    ]


def email_is_free(key: str) -> bool:
    """Tell whether no account has proved this normalised address."""
    return not User.objects.filter(email_key=key).exclude(status__in=UNPROVEN).exists()


def email_is_shared(key: str) -> bool:
    """Tell whether a normalised address already belongs to an account, be it one the commune made and nobody opened."""
    claimed = ~Q(status__in=UNPROVEN) | Q(origin=Origin.IMPORT)
    return bool(key) and User.objects.filter(claimed, email_key=key).exists()


def username_is_free(key: str, *, but: User | None = None) -> bool:
    """Tell whether no other account has this normalised identifier."""
    others = User.objects.filter(username_key=key)
    return not (others if but is None else others.exclude(pk=but.pk)).exists()


def challenge_of(draft: SignUpDraft) -> Challenge | None:
    """Return the security check in progress on a draft."""
    stored = CaptchaChallenge.objects.filter(draft=draft).first()
    return None if stored is None else Challenge.from_json(stored.state)


def photo_of(user: User) -> bytes | None:
    """Return the JPEG of a portrait."""
    stored = Photo.objects.filter(user=user).values_list("content", flat=True).first()
    return None if stored is None else bytes(stored)
