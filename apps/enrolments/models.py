"""What families allow around their children; each household answers for itself."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from apps.families.enums import ContactLink


class PermissionAnswer(models.Model):
    """What a household answered to one text of the commune; a new answer is a new row, the last one counts."""

    child = models.ForeignKey("families.Person", on_delete=models.PROTECT, related_name="permission_answers")
    household = models.ForeignKey("families.Household", on_delete=models.PROTECT, related_name="permission_answers")
    slug = models.SlugField(max_length=60)
    text_version = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    text = models.TextField()
    allowed = models.BooleanField()
    answered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ("-answered_at", "-pk")
        indexes = [models.Index(fields=["child", "household", "slug", "-answered_at"], name="permission_answer_last")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(slug="") & ~Q(text_version="") & ~Q(text=""), name="permission_answer_names_its_text"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} : {'autorisé' if self.allowed else 'interdit'}"


class AuthorisedPersonQuerySet(models.QuerySet["AuthorisedPerson"]):
    def on(self, day: date) -> Self:
        """Those who may come on this day."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class AuthorisedPerson(models.Model):
    """Somebody a household lets collect a child, from a day to another, both included."""

    child = models.ForeignKey("families.Person", on_delete=models.PROTECT, related_name="authorised_persons")
    household = models.ForeignKey("families.Household", on_delete=models.PROTECT, related_name="authorised_persons")
    contact = models.ForeignKey(
        "families.Contact", on_delete=models.SET_NULL, null=True, blank=True, related_name="authorisations"
    )
    usual_name = models.CharField(max_length=100)
    first_names = models.CharField(max_length=150)
    phone = models.CharField(max_length=30)
    link = models.CharField(max_length=20, choices=ContactLink.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    identity_checked_on = models.DateField(null=True, blank=True)
    identity_checked_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    objects = AuthorisedPersonQuerySet.as_manager()

    class Meta:
        ordering = ("usual_name", "first_names", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(link__in=ContactLink.values), name="authorised_person_link_is_known"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="authorised_person_dates_are_in_order"
            ),
            models.CheckConstraint(
                condition=Q(identity_checked_on=None, identity_checked_by=None)
                | Q(identity_checked_on__isnull=False, identity_checked_by__isnull=False),
                name="authorised_person_is_checked_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["child", "household", "contact"],
                condition=Q(until=None) & Q(contact__isnull=False),
                name="authorised_person_once_per_contact",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_names} {self.usual_name}".strip()
