from django.db import models
from django.db.models import Q


class Portrait(models.Model):
    """The photo of a person or of a contact: small, without metadata, its bytes in the store for the service alone.

    Whoever added it said that it may be kept; without that it is not.
    """

    person = models.OneToOneField(
        "families.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="portrait"
    )
    contact = models.OneToOneField(
        "families.Contact", on_delete=models.CASCADE, null=True, blank=True, related_name="portrait"
    )
    key = models.CharField(max_length=120, unique=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, contact__isnull=False) | Q(person__isnull=False, contact=None),
                name="portrait_is_of_a_person_or_of_a_contact",
            ),
        ]

    def __str__(self) -> str:
        return f"Photo n° {self.pk}"
