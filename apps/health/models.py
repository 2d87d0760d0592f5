from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from apps.health.enums import AccessKind, PlanStatus, VaccinationState
from apps.health.workflow import EVER_SIGNED, NEEDED, OPEN
from core.care_plans import Plan
from tenants.encryption import EncryptedJSONField, EncryptedTextField


def one_of(field: str, choices: type[models.TextChoices], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__in": choices.values}), name=name)


def _empty() -> list[Any]:
    return []


class HealthRecord(models.Model):
    """What people who look after a child must know and do; never what it suffers from beyond that."""

    child = models.OneToOneField("families.Person", on_delete=models.PROTECT, related_name="health_record")
    allergies = EncryptedJSONField(default=_empty)  # slug, label, severity, what_to_do
    diets = EncryptedJSONField(default=_empty)  # slug, label
    doctor = EncryptedJSONField(null=True, blank=True)  # slug or "", name, phone, address
    medication = EncryptedTextField(blank=True, default="")
    needs = EncryptedTextField(blank=True, default="")
    nap = EncryptedJSONField(null=True, blank=True)  # slug, label; of a young child only
    comment = EncryptedTextField(blank=True, default="")
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"Dossier santé n° {self.pk}"


class IndividualPlanQuerySet(models.QuerySet["IndividualPlan"]):
    def open(self) -> Self:
        """Plans that wait for a signature."""
        return self.filter(status__in=OPEN)

    def needed(self) -> Self:
        """Plans that tell that the child needs one: neither refused nor withdrawn."""
        return self.filter(status__in=NEEDED)

    def signed(self) -> Self:
        return self.filter(status=PlanStatus.SIGNED)

    def ending_by(self, day: date) -> Self:
        return self.signed().filter(valid_until__lte=day)


class IndividualPlan(models.Model):
    """A "projet d'accueil individualisé" (PAI), from the day it is asked; `valid_until` is its last day, included."""

    child = models.ForeignKey("families.Person", on_delete=models.PROTECT, related_name="care_plans")
    status = models.CharField(max_length=12, choices=PlanStatus.choices, default=PlanStatus.ASKED)
    subject = EncryptedTextField(blank=True, default="")
    what_to_do = EncryptedTextField(blank=True, default="")
    packed_lunch = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_on = models.DateField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reason = EncryptedTextField(blank=True, default="")
    document = models.ForeignKey(
        "documents.Document", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = IndividualPlanQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        indexes = [models.Index(fields=["status", "valid_until"], name="care_plan_work_list")]
        constraints = [
            one_of("status", PlanStatus, "care_plan_status_is_known"),
            models.UniqueConstraint(
                fields=["child"], condition=Q(status__in=OPEN), name="care_plan_one_waiting_per_child"
            ),
            models.UniqueConstraint(
                fields=["child"], condition=Q(status=PlanStatus.SIGNED), name="care_plan_one_in_force_per_child"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=EVER_SIGNED)
                | Q(signed_on__isnull=False, valid_from__isnull=False, valid_until__isnull=False),
                name="care_plan_has_its_dates_once_signed",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="care_plan_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"PAI n° {self.pk}"

    @property
    def terms(self) -> Plan:
        """What the rules read of it."""
        return Plan(signed=self.status in EVER_SIGNED, first_day=self.valid_from, last_day=self.valid_until)

    def ends_within(self, days: int, today: date) -> bool:
        if self.status != PlanStatus.SIGNED or self.valid_until is None:
            return False
        return self.valid_until <= today + timedelta(days=days)


class Vaccination(models.Model):
    """The proof that a child has the compulsory vaccines, or what is missing."""

    child = models.OneToOneField("families.Person", on_delete=models.PROTECT, related_name="vaccination")
    state = models.CharField(max_length=12, choices=VaccinationState.choices)
    missing = EncryptedJSONField(default=_empty)  # values of core.vaccination.Vaccine
    stated_at = models.DateTimeField()
    stated_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    document = models.ForeignKey(
        "documents.Document", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("pk",)
        indexes = [models.Index(fields=["state", "stated_at"], name="vaccination_work_list")]
        constraints = [
            one_of("state", VaccinationState, "vaccination_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state__in=(VaccinationState.CHECKED, VaccinationState.EXEMPT))
                | Q(checked_at__isnull=False, checked_by__isnull=False),
                name="vaccination_is_checked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()


class HealthKeeping(models.Model):
    """What a family said of the time its child's health is kept, and what it was told of the end of it.

    `told_of` is the last day that the family was last told about, on `told_on` for the first time.
    """

    child = models.OneToOneField("families.Person", on_delete=models.PROTECT, related_name="health_keeping")
    confirmed_year = models.CharField(max_length=9, blank=True, default="")  # « 2026-2027 »
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    told_of = models.DateField(null=True, blank=True)
    told_on = models.DateField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(told_of=None, told_on=None, reminders=0)
                | Q(told_of__isnull=False, told_on__isnull=False, reminders__gt=0),
                name="health_keeping_says_what_was_told_and_when",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_year="", confirmed_at=None)
                | ~Q(confirmed_year="") & Q(confirmed_at__isnull=False),
                name="health_keeping_is_confirmed_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Conservation du dossier santé n° {self.pk}"


class HealthAccess(models.Model):
    """One reading by an agent: the family sees who by function, when, what and why.

    Never changed, and deleted only once its time is over: the database refuses a line of less than a year.
    """

    child = models.ForeignKey(
        "families.Person", on_delete=models.PROTECT, related_name="health_accesses", db_index=False
    )
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    function = models.CharField(max_length=160)
    kind = models.CharField(max_length=12, choices=AccessKind.choices)
    why = EncryptedTextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["child", "-at"], name="health_access_by_child")]
        constraints = [one_of("kind", AccessKind, "health_access_kind_is_known")]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.function}"
