from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from apps.families.enums import MatchStatus, TieProof

from .constraints import one_of
from .people import Household, Person


class ServiceKeyQuerySet(models.QuerySet["ServiceKey"]):
    def to_prove(self) -> Self:
        """Keep the ties that only a key made; accepting a declaration compared the identity of who declared it."""
        declared = Q(household__declared_by=F("used_by")) & Q(household__declared_by__isnull=False)
        return self.filter(used_at__isnull=False, proven_at=None).exclude(declared)


class ServiceKey(models.Model):
    """The right to tie one account to one adult of a household; only its digest is kept.

    A tie that only the key made is to be proven once more before it opens health data. What the town hall knew of the
    adult when the key left is kept as digests, so that nothing written since from the account can prove anything.
    """

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="keys")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="keys")
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="used_keys"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    known_email = models.CharField(max_length=64, blank=True, default="")  # none once the key left by that address
    known_identity = models.CharField(max_length=64, blank=True, default="")
    proof = models.CharField(max_length=15, choices=TieProof.choices, blank=True, default="")
    proven_at = models.DateTimeField(null=True, blank=True)
    proven_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    proof_asked_at = models.DateTimeField(null=True, blank=True)

    objects = ServiceKeyQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [
            one_of("proof", TieProof, "service_key_proof_is_known", blank=True),
            models.CheckConstraint(
                condition=Q(proof="", proven_at=None)
                | (~Q(proof="") & Q(proven_at__isnull=False, used_at__isnull=False)),
                name="service_key_is_proven_once_used",
            ),
            models.UniqueConstraint(
                fields=["household", "person"],
                condition=Q(used_at=None, revoked_at=None),
                name="service_key_one_waiting_per_adult",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None, used_by=None) | Q(used_at__isnull=False, used_by__isnull=False),
                name="service_key_is_used_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(revoked_at=None), name="service_key_is_not_both_used_and_revoked"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="service_key_expires_after_birth"),
        ]

    def __str__(self) -> str:
        return f"Clé …{self.hint}"

    def is_valid_at(self, at: datetime) -> bool:
        return self.used_at is None and self.revoked_at is None and at < self.expires_at


class KeyAttempt(models.Model):
    """A well-formed key that opened nothing: counted, because it may be a guess."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="key_attempts", db_index=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["user", "-at"], name="key_attempt_by_user")]


class MatchCandidate(models.Model):
    """Two rows that may be one child declared by two parents; the answer is remembered."""

    person_a = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    person_b = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    status = models.CharField(max_length=10, choices=MatchStatus.choices, default=MatchStatus.PENDING)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("-found_at", "-pk")
        constraints = [
            one_of("status", MatchStatus, "match_candidate_status_is_known"),
            models.UniqueConstraint(fields=["person_a", "person_b"], name="match_candidate_once_per_pair"),
            models.CheckConstraint(condition=Q(person_a__lt=F("person_b")), name="match_candidate_pair_is_ordered"),
            models.CheckConstraint(
                condition=Q(status=MatchStatus.PENDING, decided_at=None)
                | (~Q(status=MatchStatus.PENDING) & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="match_candidate_is_decided_by_somebody",
            ),
        ]
