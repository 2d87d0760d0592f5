"""The second proof of a tie that a key made: whoever intercepts a letter reads nothing of a child's health."""

import hashlib
import hmac
from datetime import datetime

from django.db import transaction

from apps.accounts.models import FranceConnectLink, User
from apps.audit.operations import record
from apps.families.enums import TieProof
from apps.families.errors import TieGone, TieUnproven
from apps.families.models import Person, ServiceKey
from core.identifiers import match_key, normalise_email
from tenants import encryption

CERTIFIED = frozenset({"birth_name", "first_names", "birth_date"})


def email_known(person: Person) -> str:
    return _digests("email", normalise_email(person.email))[0] if person.email else ""


def identity_known(person: Person) -> str:
    """Return the digest of what two declarations of one person share; nothing while no birth date is known."""
    if person.birth_date is None:
        return ""
    identity = match_key(person.first_names, person.birth_name or person.usual_name, person.birth_date)
    return _digests("identity", identity)[0]


def proof_of(key: ServiceKey, user: User) -> TieProof | None:
    """Return what shows that the account is the one the key was made for, from what was known when the key left."""
    if key.household.declared_by_id == user.pk:
        return TieProof.ACCEPTANCE
    if key.known_identity and key.known_identity in _certified(user):
        return TieProof.FRANCECONNECT
    if key.known_email and user.email_key and key.known_email in _digests("email", user.email_key):
        return TieProof.EMAIL
    return None


def keep_proof(*, key: ServiceKey, proof: TieProof, by: User, at: datetime) -> None:
    """Write the proof on a tie that was just used or is locked."""
    key.proof, key.proven_at, key.proven_by = proof, at, by
    key.save(update_fields=["proof", "proven_at", "proven_by"])
    record(action="families.tie_proven", actor=by, subject=key, at=at, data={"proof": str(proof)})


@transaction.atomic
def prove_ties(*, user: User, at: datetime) -> int:
    """Prove what can be proven of the ties of this account, and return how many were.

    Raises TieUnproven when something is left that nothing proves.
    """
    ties = ServiceKey.objects.select_for_update(of=("self",)).select_related("household").filter(used_by=user)
    waiting = list(ties.to_prove())
    proofs = [(key, proof) for key in waiting if (proof := proof_of(key, user)) is not None]
    for key, proof in proofs:
        keep_proof(key=key, proof=proof, by=user, at=at)
    if waiting and not proofs:
        raise TieUnproven
    return len(proofs)


@transaction.atomic
def ask_proof(*, user: User, at: datetime) -> None:
    """Ask the town hall to confirm the ties of this account that nothing proves yet."""
    for key in ServiceKey.objects.select_for_update(of=("self",)).filter(used_by=user, proof_asked_at=None).to_prove():
        key.proof_asked_at = at
        key.save(update_fields=["proof_asked_at"])
        record(action="families.tie_proof_asked", actor=user, subject=key, at=at)


@transaction.atomic
def confirm_tie(*, key: ServiceKey, by: User, at: datetime) -> ServiceKey:
    """Say, as an agent who saw or called the person, that the account is theirs. Raises TieGone."""
    held = ServiceKey.objects.select_for_update(of=("self",)).select_related("household", "person", "used_by")
    found = held.to_prove().filter(pk=key.pk).first()
    if found is None:
        raise TieGone
    keep_proof(key=found, proof=TieProof.AGENT, by=by, at=at)
    return found


def _certified(user: User) -> set[str]:
    """Return the digests of the identity that the State certified of this account, none without one."""
    link = FranceConnectLink.objects.filter(user=user).first()
    if link is None or user.birth_date is None or not CERTIFIED.issubset(link.verified):
        return set()
    return set(_digests("identity", match_key(user.first_names, user.birth_name, user.birth_date)))


def _digests(purpose: str, text: str) -> tuple[str, ...]:
    """Keyed by the commune; the first one is stored, the others are those of older secrets."""
    keys = encryption.derived_keys(f"tie-{purpose}")
    return tuple(hmac.new(secret, text.encode(), hashlib.sha256).hexdigest() for secret in keys)
