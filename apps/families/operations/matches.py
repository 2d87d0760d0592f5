"""The same child in two households: found by its names and birth date, recognised by an agent, never by the machine."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from apps.accounts.models import User
from apps.audit.operations import record
from apps.families.declaration import FamilyDeclaration
from apps.families.enums import MatchStatus
from apps.families.errors import MatchAlreadyDecided
from apps.families.models import MatchCandidate, Person
from apps.families.operations import people
from apps.families.queries import declared_match_keys, same_children


def lock_children(declaration: FamilyDeclaration) -> None:
    """Make the acceptance of the other parent's declaration wait, so that the second always sees the first."""
    with connection.cursor() as cursor:
        for key in sorted(declared_match_keys(declaration).values()):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || %s, 0))", [key])


def find_candidates(*, children: Iterable[Person], at: datetime) -> list[MatchCandidate]:
    """Ask whether other households declared these children; a pair already answered is not asked again."""
    asked = []
    for child in children:
        for other in same_children(child):
            low, high = sorted((child.pk, other.pk))
            candidate, created = MatchCandidate.objects.get_or_create(
                person_a_id=low, person_b_id=high, defaults={"found_at": at}
            )
            if created:
                record(action="families.match_found", actor=None, subject=candidate, at=at)
                asked.append(candidate)
    return asked


@transaction.atomic
def confirm_match(*, candidate: MatchCandidate, by: User, at: datetime) -> Person:
    """Make one child of two, in both households, each keeping its address, contacts and data.

    Raises MatchAlreadyDecided.
    """
    candidate = _pending(candidate)
    pair = Person.objects.select_for_update(of=("self",)).order_by("pk")
    kept, other = pair.filter(pk__in=(candidate.person_a_id, candidate.person_b_id))
    people.absorb(kept=kept, other=other, at=at)
    _decide(candidate, MatchStatus.CONFIRMED, by=by, at=at)
    record(
        action="families.match_confirmed",
        actor=by,
        subject=candidate,
        at=at,
        data={"kept": kept.pk, "other": other.pk},
    )
    return kept


@transaction.atomic
def reject_match(*, candidate: MatchCandidate, by: User, at: datetime, reason: str = "") -> MatchCandidate:
    """Remember that they are two children. Raises MatchAlreadyDecided."""
    candidate = _pending(candidate)
    candidate.reason = reason
    _decide(candidate, MatchStatus.REJECTED, by=by, at=at)
    record(action="families.match_rejected", actor=by, subject=candidate, at=at, reason=reason)
    return candidate


def _pending(candidate: MatchCandidate) -> MatchCandidate:
    locked = MatchCandidate.objects.select_for_update().get(pk=candidate.pk)
    if locked.status != MatchStatus.PENDING:
        raise MatchAlreadyDecided(outcome=MatchStatus(locked.status).label.lower())
    return locked


def _decide(candidate: MatchCandidate, status: MatchStatus, *, by: User, at: datetime) -> None:
    candidate.status, candidate.decided_by, candidate.decided_at = status, by, at
    candidate.save(update_fields=["status", "decided_by", "decided_at", "reason"])
