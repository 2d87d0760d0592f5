from django.db import models


class SignUpDraft(models.Model):
    """What a visitor typed in the sign-up wizard, kept for the device that holds the cookie. Never a password."""

    digest = models.CharField(max_length=64)
    data = models.JSONField(default=dict)
    photo = models.BinaryField(null=True)
    photo_name = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest"], name="sign_up_draft_one_per_digest")]

    def __str__(self) -> str:
        return f"Brouillon du {self.created_at:%d/%m/%Y}"


class CaptchaChallenge(models.Model):
    """The security check in progress on a draft: `state` is a `core.captcha.Challenge`."""

    draft = models.OneToOneField(SignUpDraft, on_delete=models.CASCADE, related_name="captcha")
    state = models.JSONField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Contrôle de sécurité du {self.created_at:%d/%m/%Y %H:%M}"
