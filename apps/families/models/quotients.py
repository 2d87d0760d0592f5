from django.db import models
from django.db.models import Q

from apps.families.enums import QuotientBody, QuotientOrigin
from tenants.encryption import EncryptedTextField

from .constraints import one_of
from .people import Household


class FamilyQuotient(models.Model):
    """A household's quotient familial for one month; the value and its source are unreadable without the key.

    Never changed: a newer one is another row. `consent` is what was agreed to, word for word.
    """

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="quotients")
    value = EncryptedTextField()
    source = EncryptedTextField(choices=QuotientBody.choices)
    month = models.DateField()
    origin = models.CharField(max_length=14, choices=QuotientOrigin.choices)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    consent = models.TextField(blank=True, default="")
    consented_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("household", "-month", "-recorded_at", "-pk")
        constraints = [
            one_of("origin", QuotientOrigin, "family_quotient_origin_is_known"),
            models.CheckConstraint(condition=Q(month__day=1), name="family_quotient_month_is_its_first_day"),
            models.CheckConstraint(
                condition=Q(origin=QuotientOrigin.ATTESTATION, consent="", consented_at=None)
                | (~Q(origin=QuotientOrigin.ATTESTATION) & ~Q(consent="") & Q(consented_at__isnull=False)),
                name="family_quotient_was_consented_to_or_brought",
            ),
            models.UniqueConstraint(
                fields=["household", "recorded_by", "consented_at"],
                condition=~Q(consented_at=None),
                name="family_quotient_once_per_consent",
            ),
        ]

    def __str__(self) -> str:
        return f"Quotient familial de {self.household} ({self.month:%m/%Y})"
