from django.db import models
from django.db.models import F, Q

from apps.families.enums import RestrictionKind
from tenants.encryption import EncryptedTextField

from .custody import DatedQuerySet
from .people import Person


class BarredPerson(models.Model):
    """A third person who must not collect a child, without a judge: for agents only, never for any parent.

    A row is never erased; one that `ends_on` its first day never held.
    """

    child = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="barred_persons")
    name = models.CharField(max_length=200)
    link = models.CharField(max_length=100, blank=True, default="")
    reason = EncryptedTextField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = EncryptedTextField(blank=True, default="")

    objects = DatedQuerySet.as_manager()

    by_judge = False
    forbids_collecting = True

    class Meta:
        ordering = ("child", "starts_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="barred_person_does_not_end_before_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False, ends_on__isnull=False),
                name="barred_person_is_ended_by_somebody_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ne doit pas venir chercher {self.child}"

    @property
    def who(self) -> str:
        return self.name

    @property
    def words(self) -> str:
        return str(RestrictionKind.NO_COLLECTION.label)
