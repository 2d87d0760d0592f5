from django.db import models

from tenants.encryption import EncryptedJSONField

from .people import Household


class Certification(models.Model):
    """A household said that what the commune knows of it is right: who, when, and the very text that was read.

    `version` is the fingerprint of that text.
    """

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="certifications", db_index=False)
    certified_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    certified_at = models.DateTimeField()
    version = models.CharField(max_length=64)
    content = EncryptedJSONField()

    class Meta:
        ordering = ("-certified_at", "-pk")
        indexes = [models.Index(fields=["household", "-certified_at"], name="certification_of_household")]

    def __str__(self) -> str:
        return f"{self.household}, confirmée le {self.certified_at:%d/%m/%Y}"
