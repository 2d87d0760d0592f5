from django.db import models


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, subject: models.Model) -> "EventQuerySet":
        """What happened to one record."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))

    def by(self, actor: models.Model) -> "EventQuerySet":
        """What one person did."""
        return self.filter(actor_id=actor.pk)

    def newest_first(self) -> "EventQuerySet":
        return self.order_by("-at", "-pk")


class Event(models.Model):
    """One fact: who did what, when, to which record, why. Never changed and never deleted: the database refuses.

    The actor is a number and a name rather than a foreign key, so that the log outlives the account.
    """

    action = models.CharField(max_length=80)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200, blank=True)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [
            models.Index(
                fields=["subject_type", "subject_id", "-at"],
                name="audit_event_by_subject",
            ),
            models.Index(fields=["actor_id", "-at"], name="audit_event_by_actor"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(action=""), name="audit_event_says_what_was_done"),
            models.CheckConstraint(
                condition=models.Q(subject_type="", subject_id="")
                | ~models.Q(subject_type="") & ~models.Q(subject_id=""),
                name="audit_event_names_its_subject_whole_or_not_at_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.action} {self.subject_type} {self.subject_id}".rstrip()
