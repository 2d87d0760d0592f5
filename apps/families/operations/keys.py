"""Service keys ("clé Enfance"): made for one adult of one household, shown once, typed once."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.permissions import may_file_cases
from apps.audit.operations import record
from apps.families.enums import MemberRole
from apps.families.errors import (
    AccountCannotJoin,
    AdultHasAccount,
    AlreadyHolder,
    AlreadyInFamily,
    KeyAlreadyUsed,
    KeyClosed,
    KeyExpired,
    KeyRevoked,
    KeyUnknown,
    NotAnAdultOfHousehold,
    TooManyKeyAttempts,
)
from apps.families.models import Household, HouseholdMember, KeyAttempt, Person, ServiceKey
from apps.families.operations import people, proofs
from apps.families.queries import is_silenced, keys_blocked_until
from apps.messaging.operations import send_email
from core import service_keys
from core.errors import DomainError
from tenants import context, encryption

HINT_LENGTH = 4


@dataclass(frozen=True, kw_only=True)
class IssuedKey:
    """`text` is the key as it is printed; it exists nowhere else once it is sent."""

    key: ServiceKey
    text: str


@transaction.atomic
def issue_key(*, household: Household, person: Person, by: User | None, at: datetime) -> IssuedKey:
    """Make a key for one adult; the one they may have waiting is revoked.

    Raises NotAnAdultOfHousehold or AdultHasAccount.
    """
    Household.objects.select_for_update().get(pk=household.pk)
    adults = household.members.exclude(role=MemberRole.CHILD)
    if not adults.filter(person=person).exists():
        raise NotAnAdultOfHousehold(name=person.full_name)
    if person.account_id is not None:
        raise AdultHasAccount(name=person.full_name)
    for waiting in ServiceKey.objects.filter(household=household, person=person, used_at=None, revoked_at=None):
        revoke_key(key=waiting, by=by, at=at, reason="remplacée")
    text = service_keys.generate(secrets.SystemRandom())
    key = ServiceKey.objects.create(
        household=household,
        person=person,
        digest=_digests(service_keys.normalise(text))[0],
        hint=text[-HINT_LENGTH:],
        created_at=at,
        expires_at=at + timedelta(days=context.config().service_key.valid_days),
        known_email=proofs.email_known(person),
        known_identity=proofs.identity_known(person),
    )
    record(action="families.key_issued", actor=by, subject=key, at=at, data={"household": household.pk})
    return IssuedKey(key=key, text=text)


@transaction.atomic
def mail_key(*, issued: IssuedKey, to: str, at: datetime) -> None:
    """Send a key that was just issued: it cannot be read again afterwards.

    The address by which it left proves nothing more: whoever reads that mailbox holds the key.
    """
    issued.key.known_email = ""
    issued.key.save(update_fields=["known_email"])
    send_email(
        template="families/service_key",
        to=to,
        context={
            "key": issued.text,
            "person_name": issued.key.person.full_name,
            "valid_until": issued.key.expires_at.astimezone(_zone()),
            "service": context.config().service(context.config().family.service),
            "action_url": context.url(reverse("portal:service-key")),
            "action_label": "Saisir ma clé",
        },
        at=at,
        subject_of=issued.key,
    )
    record(action="families.key_mailed", actor=None, subject=issued.key, at=at)


@transaction.atomic
def revoke_key(*, key: ServiceKey, by: User | None, at: datetime, reason: str = "") -> ServiceKey:
    """Close a key that waits; one that was used or revoked is left as it is."""
    key = ServiceKey.objects.select_for_update().get(pk=key.pk)
    if key.used_at is None and key.revoked_at is None:
        key.revoked_at = at
        key.save(update_fields=["revoked_at"])
        record(action="families.key_revoked", actor=by, subject=key, at=at, reason=reason)
    return key


def redeem_key(*, user: User, typed: str, at: datetime) -> Household:
    """Tie the account to the adult the key was made for, and return their household.

    What else shows that it is theirs is kept at once; without it, the tie opens no health data.

    A wrong check character raises KeyMistyped and counts for nothing; a key that looks right and opens nothing counts.
    Raises also TooManyKeyAttempts, KeyUnknown, KeyAlreadyUsed, KeyExpired, KeyRevoked, AlreadyInFamily, AlreadyHolder,
    AccountCannotJoin.
    """
    normalised = service_keys.check(typed)
    with transaction.atomic():
        outcome = _redeem(user, normalised, at)
    if isinstance(outcome, DomainError):
        raise outcome  # after the commit, so that the attempt stays counted
    return outcome


def redeem_at_activation(*, user: User, typed_key: str, at: datetime) -> None:
    """Redeem the key that was typed when the account was created; its refusal is told on the confirmation page."""
    redeem_key(user=user, typed=typed_key, at=at)


def _redeem(user: User, normalised: str, at: datetime) -> Household | DomainError:
    user = User.objects.select_for_update().get(pk=user.pk)
    if not may_file_cases(user):
        return AccountCannotJoin()
    if blocked_until := keys_blocked_until(user, at):
        return TooManyKeyAttempts(until=_day_and_hour(blocked_until))
    key = (
        ServiceKey.objects.select_for_update(of=("self", "person"))
        .select_related("household", "person")
        .filter(digest__in=_digests(normalised))
        .first()
    )
    if key is None:
        KeyAttempt.objects.create(user=user, at=at)
        record(action="families.key_guessed", actor=user, subject=user, at=at)
        return KeyUnknown()
    if refusal := _refusal(key, user, at):
        return refusal
    _use(key, user, at)
    return key.household


@transaction.atomic
def integrate_key(*, issued: IssuedKey, user: User, at: datetime) -> Household:
    """Put a key straight into an account, so that its owner has nothing to type.

    Raises AlreadyHolder or AlreadyInFamily.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if refusal := _refusal(issued.key, user, at):
        raise refusal
    _use(issued.key, user, at)
    return issued.key.household


def _use(key: ServiceKey, user: User, at: datetime) -> None:
    proof = proofs.proof_of(key, user)
    people.tie_account(user=user, person=key.person, at=at)
    key.used_at, key.used_by = at, user
    key.save(update_fields=["used_at", "used_by"])
    record(action="families.key_redeemed", actor=user, subject=key, at=at, data={"household": key.household_id})
    if proof is not None:
        proofs.keep_proof(key=key, proof=proof, by=user, at=at)


def _refusal(key: ServiceKey, user: User, at: datetime) -> DomainError | None:
    if key.used_at is not None or key.person.account_id is not None:
        return AlreadyInFamily() if key.used_by_id == user.pk else KeyAlreadyUsed()
    if key.revoked_at is not None:
        return KeyRevoked()
    if at >= key.expires_at:
        return KeyExpired(expired_on=f"{key.expires_at.astimezone(_zone()):%d/%m/%Y}")
    if any(is_silenced(adult, key.household, context.local_date(at)) for adult in (key.person, *_person_of(user))):
        return KeyClosed()
    places = HouseholdMember.objects.filter(person__account=user)
    if places.filter(household=key.household).exists():
        return AlreadyInFamily()
    made_for_holder = key.household.members.filter(person=key.person, role=MemberRole.HOLDER).exists()
    return AlreadyHolder() if made_for_holder and places.filter(role=MemberRole.HOLDER).exists() else None


def _person_of(user: User) -> list[Person]:
    return list(Person.objects.filter(account=user))


def _digests(normalised: str) -> tuple[str, ...]:
    """Keyed by the commune, so that a key of one commune is nothing in another and a stolen table opens nothing.

    The first one is stored; the others are those of older secrets.
    """
    secrets_of_commune = encryption.derived_keys("service-key")
    return tuple(hmac.new(secret, normalised.encode(), hashlib.sha256).hexdigest() for secret in secrets_of_commune)


def _zone() -> ZoneInfo:
    return ZoneInfo(context.config().territory.time_zone)


def _day_and_hour(moment: datetime) -> str:
    return f"{moment.astimezone(_zone()):%d/%m/%Y à %H h %M}"
