from django.db import models
from django.db.models.functions import Now

from apps.accounts.enums import SignInMethod, ThrottleScope, TokenPurpose

from .people import User


class Token(models.Model):
    """A single-use link: only the SHA-256 digest of its secret is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    purpose = models.CharField(max_length=20, choices=TokenPurpose)
    digest = models.CharField(max_length=64)
    new_email = models.EmailField(max_length=254, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="token_one_per_digest"),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="token_expires_after_it_was_made",
            ),
            models.CheckConstraint(
                condition=~models.Q(purpose=TokenPurpose.EMAIL_CHANGE) | ~models.Q(new_email=""),
                name="token_of_an_email_change_names_the_email",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} ({self.user})"


class Throttle(models.Model):
    """Failures counted across processes, for one account or one address, whose digest is the key."""

    scope = models.CharField(max_length=20, choices=ThrottleScope)
    key = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    window_ends_at = models.DateTimeField()
    blocked_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="throttle_one_per_scope_and_key")]

    def __str__(self) -> str:
        return f"{self.scope}: {self.count}"


class Session(models.Model):
    """A signed-in browser, in one commune: `session_key` is the digest of the cookie, never the cookie."""

    session_key = models.CharField(max_length=64, primary_key=True)
    session_data = models.TextField()
    expire_date = models.DateTimeField(db_index=True)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")
    agent = models.CharField(max_length=80, blank=True)
    method = models.CharField(
        max_length=15, choices=SignInMethod, default=SignInMethod.PASSWORD, db_default=SignInMethod.PASSWORD
    )
    created_at = models.DateTimeField(db_default=Now())
    last_seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-last_seen_at", "session_key")

    def __str__(self) -> str:
        return f"{self.agent} ({self.user_id})"
