from django.db import models

from tenants.encryption import EncryptedTextField

from .people import User


class SecondFactor(models.Model):
    """The telephone that an account asks for after the password."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    secret = EncryptedTextField()
    confirmed_at = models.DateTimeField()
    last_step = models.BigIntegerField()  # of the last code taken: none is good twice
    trust_mark = models.CharField(max_length=64)  # trusted browsers hold it; a new one forgets them all

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(trust_mark=""), name="second_factor_has_a_trust_mark"),
        ]

    def __str__(self) -> str:
        return f"Second facteur de {self.user}"


class SecondFactorSetup(models.Model):
    """A telephone that is being added: worth nothing until a code of it has been typed."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor_setup")
    secret = EncryptedTextField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Second facteur en cours d’ajout ({self.user})"


class RecoveryCode(models.Model):
    """A code on paper that replaces the telephone once: only a keyed digest of it is kept."""

    factor = models.ForeignKey(SecondFactor, on_delete=models.CASCADE, related_name="recovery_codes", db_index=False)
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["factor", "digest"], name="recovery_code_one_per_digest"),
        ]

    def __str__(self) -> str:
        return f"Code de secours ({self.factor.user})"
