"""A child's place in an activity, and what its family allows around it; each household answers for itself."""

import uuid
from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from apps.enrolments.enums import AbsenceReason, EnrolmentStatus, Reach, Verdict
from apps.enrolments.workflow import ATTENDING, LIVE
from apps.families.enums import ContactLink
from apps.families.models.constraints import one_of
from core.periods import Period as Days
from tenants.encryption import EncryptedTextField


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def live(self) -> Self:
        return self.filter(status__in=LIVE)

    def attending(self) -> Self:
        """Those of children who have, or had, a place: the dates say from when to when."""
        return self.filter(status__in=ATTENDING)

    def on(self, day: date) -> Self:
        """Those of children who have a place on this day."""
        return self.attending().filter(starts_on__lte=day, ends_on__gte=day)

    def of_services(self, slugs: object) -> Self:
        return self.filter(activity__service__in=slugs)

    def in_year(self, school_year: str) -> Self:
        return self.filter(school_year=school_year)


class Enrolment(models.Model):
    """One child in one activity, from a day to another, both included; `verdict` waits for the whole request.

    A place that changed on a day is two rows: the one that ended the day before, and the one that `follows` it.
    """

    child = models.ForeignKey("families.Person", on_delete=models.PROTECT, related_name="enrolments")
    household = models.ForeignKey("families.Household", on_delete=models.PROTECT, related_name="enrolments")
    activity = models.ForeignKey(
        "activities.Activity", on_delete=models.PROTECT, related_name="enrolments", db_index=False
    )
    period = models.ForeignKey(
        "activities.Period", on_delete=models.PROTECT, null=True, blank=True, related_name="enrolments"
    )
    school_year = models.CharField(max_length=9)
    site = models.ForeignKey(
        "activities.Site", on_delete=models.PROTECT, null=True, blank=True, related_name="enrolments"
    )
    group = models.ForeignKey(
        "activities.Group", on_delete=models.PROTECT, null=True, blank=True, related_name="enrolments", db_index=False
    )
    units = models.ManyToManyField("activities.Unit", related_name="enrolments", blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    status = models.CharField(max_length=10, choices=EnrolmentStatus.choices, default=EnrolmentStatus.REQUESTED)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True, default="")
    reason = EncryptedTextField(was_clear=True, blank=True, default="")
    case = models.ForeignKey(
        "casework.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="enrolments"
    )
    follows = models.OneToOneField("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="followed_by")
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    updated_at = models.DateTimeField()

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ("-school_year", "child", "starts_on", "pk")
        indexes = [
            models.Index(fields=["activity", "school_year", "status"], name="enrolment_by_activity"),
            models.Index(fields=["group", "status"], name="enrolment_by_group"),
        ]
        constraints = [
            one_of("status", EnrolmentStatus, "enrolment_status_is_known"),
            one_of("verdict", Verdict, "enrolment_verdict_is_known", blank=True),
            models.UniqueConstraint(
                fields=["child", "activity", "period"],
                condition=Q(status__in=LIVE),
                nulls_distinct=False,
                name="enrolment_one_live_per_child_activity_and_period",
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="enrolment_dates_are_in_order"),
            models.CheckConstraint(
                condition=Q(verdict="") | Q(status=EnrolmentStatus.REQUESTED),
                name="enrolment_verdict_waits_for_the_decision",
            ),
            models.CheckConstraint(
                condition=~Q(status=EnrolmentStatus.REFUSED) | Q(reason__blank=False),
                name="enrolment_refusal_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity} – {self.child}"

    @property
    def days(self) -> Days:
        return Days.from_inclusive(self.starts_on, self.ends_on)

    def covers(self, day: date) -> bool:
        return self.status in ATTENDING and self.starts_on <= day <= self.ends_on


class PermissionAnswer(models.Model):
    """What a household answered to one text of the commune; a new answer is a new row, the last one counts."""

    child = models.ForeignKey(
        "families.Person", on_delete=models.PROTECT, related_name="permission_answers", db_index=False
    )
    household = models.ForeignKey("families.Household", on_delete=models.PROTECT, related_name="permission_answers")
    text = models.ForeignKey("activities.AuthorisationText", on_delete=models.PROTECT, related_name="answers")
    allowed = models.BooleanField()
    answered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ("-answered_at", "-pk")
        indexes = [models.Index(fields=["child", "household", "-answered_at"], name="permission_answer_last")]

    def __str__(self) -> str:
        return f"{self.text.title} : {'autorisé' if self.allowed else 'interdit'}"


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
            one_of("link", ContactLink, "authorised_person_link_is_known"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="authorised_person_dates_are_in_order"
            ),
            models.CheckConstraint(
                condition=Q(identity_checked_on=None, identity_checked_by=None)
                | Q(identity_checked_on__isnull=False, identity_checked_by__isnull=False),
                name="authorised_person_is_checked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def is_over(self, day: date) -> bool:
        """Whether the last day is past: until then and on it, the child may be handed over."""
        return self.until is not None and self.until < day

    @property
    def full_name(self) -> str:
        return f"{self.first_names} {self.usual_name}".strip()


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def on(self, day: date) -> Self:
        return self.filter(first_day__lte=day, last_day__gte=day)


class Absence(models.Model):
    """Days, both ends included, when a child does not come; without an activity, to none of them.

    `justified` is the service's word on the request; what it changes in what is billed is the règlement's.
    """

    child = models.ForeignKey("families.Person", on_delete=models.PROTECT, related_name="absences")
    activity = models.ForeignKey(
        "activities.Activity", on_delete=models.PROTECT, null=True, blank=True, related_name="absences"
    )
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=12, choices=AbsenceReason.choices)
    justified = models.BooleanField()
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="absences")
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ("-first_day", "child", "pk")
        constraints = [
            one_of("reason", AbsenceReason, "absence_reason_is_known"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="absence_days_are_in_order"),
            models.UniqueConstraint(
                fields=["case", "child", "activity"],
                condition=Q(case__isnull=False),
                nulls_distinct=False,
                name="absence_once_per_request_child_and_activity",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child}, du {self.first_day:%d/%m/%Y} au {self.last_day:%d/%m/%Y}"


class GroupMessage(models.Model):
    """One text to all the families of an activity, a group, a school or a class, written once by an agent.

    `reference` is given with the preview: the same preview confirmed twice is one message.
    """

    reference = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    audience = models.CharField(max_length=300)  # as the agent read it
    service = models.CharField(max_length=41, blank=True, default="")  # of the activity; none for a school
    on = models.DateField()
    subject = models.CharField(max_length=150)
    body = EncryptedTextField()
    written_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("-written_at", "-pk")

    def __str__(self) -> str:
        return self.subject


class GroupRecipient(models.Model):
    """One adult of the families a message is for, with the children it is about: told once, or never."""

    message = models.ForeignKey(GroupMessage, on_delete=models.CASCADE, related_name="recipients", db_index=False)
    person = models.ForeignKey("families.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    children = ArrayField(models.BigIntegerField())
    reach = models.CharField(max_length=10, choices=Reach.choices)
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            one_of("reach", Reach, "group_recipient_reach_is_known"),
            models.UniqueConstraint(fields=["message", "person"], name="group_recipient_once_per_message"),
        ]
        indexes = [
            models.Index(fields=["message"], condition=Q(handled_at=None), name="group_recipient_waiting"),
            models.Index(fields=["person"], name="group_recipient_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person} : {self.get_reach_display()}"
