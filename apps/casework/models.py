from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from apps.casework.enums import CannedUse, CaseStatus, Clock, EventKind, PieceVerdict
from apps.casework.workflow import DECIDED, LIVE, UNFILED
from tenants.encryption import EncryptedJSONField, EncryptedTextField


class CaseCounter(models.Model):
    """The last number given in a year; its row lock makes the numbers follow one another without gap."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.year} : {self.last}"


class CaseQuerySet(models.QuerySet["Case"]):
    def filed(self) -> Self:
        return self.exclude(status__in=UNFILED)

    def drafts(self) -> Self:
        return self.filter(status=CaseStatus.DRAFT)

    def live(self) -> Self:
        return self.filter(status__in=LIVE)

    def of_requester(self, user: models.Model) -> Self:
        return self.filter(requester=user)

    def of_services(self, slugs: object) -> Self:
        return self.filter(service__in=slugs)

    def readable_with(self, permissions: Iterable[str]) -> Self:
        """Leave out what is reserved to holders of a permission that is not among these."""
        return self.filter(reserved_to__in=["", *permissions])


class Case(models.Model):
    """A citizen's request, from the first word typed to the decision."""

    number = models.CharField(max_length=12, blank=True, default="")
    procedure = models.SlugField(max_length=60)
    procedure_version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    requester = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="cases", db_index=False)
    service = models.SlugField(max_length=41, db_index=False)
    status = models.CharField(max_length=20, choices=CaseStatus.choices, default=CaseStatus.DRAFT)
    payload = EncryptedJSONField()
    reserved_to = models.CharField(max_length=40, blank=True, default="", db_default="")  # a Permission
    tracking_digest = models.CharField(max_length=64, blank=True, default="")
    assigned_to = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="assigned_cases"
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    clock_stopped_at = models.DateTimeField(null=True, blank=True)
    silence_accepts = models.BooleanField(default=False)
    awaits_decision = models.BooleanField(default=True, db_default=True)  # an opinion is answered, never decided
    silence_alerted_at = models.DateTimeField(null=True, blank=True)  # agents were told that silence is near
    family_wrote_at = models.DateTimeField(null=True, blank=True)  # first words that no agent has read yet
    erasure_told_at = models.DateTimeField(null=True, blank=True)  # a forgotten draft: its author was told
    takes_effect_on = models.DateField(null=True, blank=True)  # accepted, and done only from that day on
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = EncryptedTextField(was_clear=True, blank=True, default="")
    contents_erased_at = models.DateTimeField(null=True, blank=True)  # only the trace of the request stays

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ("-submitted_at", "-pk")
        indexes = [
            models.Index(fields=["service", "status", "submitted_at"], name="case_work_list"),
            models.Index(fields=["requester", "status"], name="case_by_requester"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=CaseStatus.values), name="case_status_is_known"),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="case_number_is_given_once"),
            models.UniqueConstraint(
                fields=["tracking_digest"], condition=~Q(tracking_digest=""), name="case_tracking_link_is_its_own"
            ),
            models.UniqueConstraint(
                fields=["requester", "procedure"],
                condition=Q(status=CaseStatus.DRAFT),
                name="case_one_draft_per_requester_and_procedure",
            ),
            models.CheckConstraint(
                condition=(Q(status__in=UNFILED) & Q(number="", submitted_at=None, due_at=None))
                | (~Q(status__in=UNFILED) & ~Q(number="") & Q(submitted_at__isnull=False, due_at__isnull=False)),
                name="case_has_number_and_dates_once_filed",
            ),
            models.CheckConstraint(
                condition=Q(clock_stopped_at=None) | ~Q(status__in=(CaseStatus.SUBMITTED, CaseStatus.IN_REVIEW)),
                name="case_clock_runs_while_the_service_works",
            ),
            models.CheckConstraint(
                condition=~Q(status=CaseStatus.NEEDS_INFORMATION) | Q(clock_stopped_at__isnull=False),
                name="case_clock_stops_while_information_is_missing",
            ),
            models.CheckConstraint(
                condition=~Q(status=CaseStatus.REFUSED) | ~Q(decision_note=""), name="case_refusal_has_a_reason"
            ),
            models.CheckConstraint(
                condition=(~Q(status__in=DECIDED) | Q(awaits_decision=True))
                & (~Q(status=CaseStatus.CLOSED) | Q(awaits_decision=False)),
                name="case_is_decided_or_closed_as_its_author_was_told",
            ),
            models.CheckConstraint(
                condition=Q(family_wrote_at=None) | Q(status__in=LIVE), name="case_waits_for_a_reader_while_it_lives"
            ),
            models.CheckConstraint(
                condition=Q(takes_effect_on=None) | Q(status=CaseStatus.ACCEPTED),
                name="case_takes_effect_once_accepted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()

    @property
    def clock(self) -> Clock:
        if self.status not in LIVE:
            return Clock.OVER
        return Clock.STOPPED if self.clock_stopped_at else Clock.RUNNING

    def is_late_at(self, at: datetime) -> bool:
        return self.clock == Clock.RUNNING and self.due_at is not None and at >= self.due_at


class CaseEvent(models.Model):
    """One line of the history that the citizen and the agents both read."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=EventKind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=20, choices=CaseStatus.choices)
    text = EncryptedTextField(was_clear=True, blank=True, default="")

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="case_event_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class InformationRequest(models.Model):
    """What the service still needs, piece by piece, and when the citizen answered."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="information_requests")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    message = EncryptedTextField(was_clear=True)
    pieces = EncryptedJSONField(was_clear=True, default=list)  # titles, as the citizen reads them
    questions = models.JSONField(default=list, db_default=[])  # slugs of those to answer again
    kinds = models.JSONField(default=list, db_default=[])  # their slugs in the procedure, in the same order
    answered_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(answered_at=None), name="information_request_one_waiting_per_case"
            ),
        ]

    @property
    def told_questions(self) -> tuple[str, ...]:
        """What a message says of the questions: how many, for their words may tell what only the request may say."""
        count = len(self.questions)
        return (f"{count} réponse{'s' if count > 1 else ''} à revoir dans votre demande",) if count else ()


class CaseMessage(models.Model):
    """One turn of the exchanges between the citizen and the service."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="exchanges")
    author = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    from_service = models.BooleanField()
    body = EncryptedTextField(was_clear=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = [models.CheckConstraint(condition=~Q(body=""), name="case_message_says_something")]


class CaseAttachment(models.Model):
    """A document of the citizen's, joined to a case for what it proves."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments", db_index=False)
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="case_attachments")
    kind = models.CharField(max_length=60, blank=True, default="")
    message = models.ForeignKey(
        CaseMessage, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    added_at = models.DateTimeField()
    verdict = models.CharField(
        max_length=10, choices=PieceVerdict.choices, default=PieceVerdict.WAITING, db_default=PieceVerdict.WAITING
    )
    verdict_reason = EncryptedTextField(was_clear=True, blank=True, default="", db_default="")
    verdict_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    verdict_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("added_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["case", "document", "kind"], name="case_attachment_once_per_case_and_kind"),
            models.CheckConstraint(
                condition=Q(verdict__in=PieceVerdict.values), name="case_attachment_verdict_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(verdict=PieceVerdict.REFUSED) | ~Q(verdict_reason=""),
                name="case_attachment_refusal_has_a_reason",
            ),
        ]


class CaseNote(models.Model):
    """What agents tell one another about a case; the citizen does not read it here, and may ask to."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    body = EncryptedTextField(was_clear=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [models.CheckConstraint(condition=~Q(body=""), name="case_note_says_something")]

    def __str__(self) -> str:
        return f"Note du {self.at:%d/%m/%Y}"


class CannedAnswer(models.Model):
    """Words that a service writes often; those without a service are for every service."""

    use = models.CharField(max_length=12, choices=CannedUse.choices)
    service = models.SlugField(max_length=41, blank=True, default="")
    procedure = models.SlugField(max_length=60, blank=True, default="")
    title = models.CharField(max_length=120)
    body = models.TextField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("title", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(use__in=CannedUse.values), name="canned_answer_use_is_known"),
            models.CheckConstraint(condition=~Q(body="") & ~Q(title=""), name="canned_answer_says_something"),
            models.UniqueConstraint(
                fields=["use", "service", "procedure", "title"], name="canned_answer_one_of_a_title_in_its_place"
            ),
        ]

    def __str__(self) -> str:
        return self.title
