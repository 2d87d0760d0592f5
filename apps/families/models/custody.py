from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from apps.families.enums import RestrictionKind
from tenants.encryption import EncryptedJSONField, EncryptedTextField

from .constraints import one_of
from .people import Household, Person


class DatedQuerySet[M: models.Model](models.QuerySet[M]):
    def on(self, day: date) -> Self:
        """What is in force on this day; `ends_on` is the first day when it no longer is."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gt=day))


class Custody(models.Model):
    """Whose days are whose, for one child between two households and over a period; `core.custody` reads it."""

    child = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="custodies")
    first_household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    second_household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    arrangement = EncryptedJSONField()
    judgment = EncryptedTextField(blank=True, default="")
    reference = models.CharField(max_length=60, blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ("child", "-starts_on")
        constraints = [
            models.CheckConstraint(
                condition=~Q(first_household=F("second_household")), name="custody_is_between_two_households"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="custody_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["reference", "child"], condition=~Q(reference=""), name="custody_once_per_reference_and_child"
            ),
            ExclusionConstraint(
                name="custody_periods_of_a_child_do_not_overlap",
                expressions=[
                    # a range of one number stands for equality, which GiST does not know without an extension
                    (Func(F("child"), F("child"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (Func(F("starts_on"), F("ends_on"), Value("[)"), function="daterange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"Garde de {self.child} depuis le {self.starts_on:%d/%m/%Y}"


class Restriction(models.Model):
    """What a judge forbids an adult about a child; the adult is never told more than a neutral sentence."""

    child = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="restrictions", db_index=False)
    adult = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="restricted_about")
    kind = models.CharField(max_length=20, choices=RestrictionKind.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    reference = EncryptedTextField()
    judgment = EncryptedTextField(blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = DatedQuerySet.as_manager()

    by_judge = True

    class Meta:
        ordering = ("child", "starts_on", "pk")
        constraints = [
            one_of("kind", RestrictionKind, "restriction_kind_is_known"),
            models.CheckConstraint(condition=~Q(adult=F("child")), name="restriction_is_about_two_persons"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="restriction_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["child", "adult", "kind", "starts_on"], name="restriction_once_per_child_adult_kind_and_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} : {self.adult} pour {self.child}"

    @property
    def who(self) -> str:
        return self.adult.full_name

    @property
    def words(self) -> str:
        return str(self.get_kind_display())

    @property
    def forbids_collecting(self) -> bool:
        return self.kind in {RestrictionKind.NO_COLLECTION, RestrictionKind.NO_CONTACT}
