from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from apps.accounts.enums import (
    AccountKind,
    AccountStatus,
    Civility,
    Origin,
    PreferredContact,
    Role,
)

# An address that nobody proved, or that the town hall turned down, does not keep its owner from signing up.
UNPROVEN = (AccountStatus.PENDING_EMAIL, AccountStatus.REFUSED)
MAY_SIGN_IN = (AccountStatus.ACTIVE, AccountStatus.PENDING_APPROVAL)


class Address(models.Model):
    number = models.CharField(max_length=12, blank=True)
    street = models.CharField(max_length=160, blank=True)
    building = models.CharField(max_length=80, blank=True)
    apartment = models.CharField(max_length=80, blank=True)
    complement = models.CharField(max_length=160, blank=True)
    postal_code = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=80, blank=True)
    ban_id = models.CharField(max_length=64, blank=True)
    insee_code = models.CharField(max_length=5, blank=True)

    def __str__(self) -> str:
        return ", ".join(self.lines())

    def lines(self) -> tuple[str, ...]:
        """Return the address as it is written on an envelope, empty lines left out."""
        inside = ", ".join(filter(None, (_door("appt", self.apartment), _door("bât.", self.building))))
        street = " ".join(filter(None, (self.number, self.street)))
        city = " ".join(filter(None, (self.postal_code, self.city)))
        country = "" if self.country.casefold() == "france" else self.country.upper()
        return tuple(line for line in (inside, self.complement, street, city, country) if line)


def _door(label: str, value: str) -> str:
    """A number or a letter needs a word before it; a whole name does not."""
    return f"{label} {value}" if 0 < len(value) <= 4 else value


class UserQuerySet(models.QuerySet["User"]):
    def citizens(self) -> "UserQuerySet":
        return self.filter(kind=AccountKind.CITIZEN)

    def agents(self) -> "UserQuerySet":
        return self.filter(kind=AccountKind.AGENT)

    def to_approve(self) -> "UserQuerySet":
        """Accounts that wait for an agent, the nearest promise first."""
        return self.filter(status=AccountStatus.PENDING_APPROVAL).order_by("approval_due_at", "pk")


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]  # made at run time
    def get_by_natural_key(self, username: str) -> "User":
        return self.get(username_key=username)


class User(AbstractBaseUser):
    """An account: what signs in. A person of a family is another thing, that an account may be linked to."""

    username = models.CharField(max_length=60)
    username_key = models.CharField(max_length=60)
    email = models.EmailField(max_length=254, blank=True)
    email_key = models.CharField(max_length=254, blank=True)
    kind = models.CharField(max_length=10, choices=AccountKind, default=AccountKind.CITIZEN)
    status = models.CharField(max_length=20, choices=AccountStatus, default=AccountStatus.PENDING_EMAIL)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.SIGN_UP)
    external_ref = models.CharField(max_length=80, blank=True)

    civility = models.CharField(max_length=3, choices=Civility, blank=True)
    usual_name = models.CharField(max_length=80, blank=True)
    birth_name = models.CharField(max_length=80, blank=True)
    first_names = models.CharField(max_length=120, blank=True)
    birth_date = models.DateField(null=True)
    birth_country = models.CharField(max_length=80, blank=True)
    birth_department = models.CharField(max_length=80, blank=True)
    birth_commune = models.CharField(max_length=100, blank=True)
    birth_place_code = models.CharField(max_length=5, blank=True, default="")  # INSEE's, as long as it is known
    phone = models.CharField(max_length=20, blank=True)
    mobile = models.CharField(max_length=20, blank=True)
    fax = models.CharField(max_length=20, blank=True)
    preferred_contact = models.CharField(max_length=10, choices=PreferredContact, blank=True)
    address = models.ForeignKey(Address, null=True, on_delete=models.PROTECT, related_name="users")
    photo_key = models.CharField(max_length=64, blank=True)

    must_change_password = models.BooleanField(default=False)
    password_expires_at = models.DateTimeField(null=True)
    previous_login = models.DateTimeField(null=True)
    pending_service_key = models.CharField(max_length=40, blank=True)

    created_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True)
    approval_due_at = models.DateTimeField(null=True)
    approval_reminded_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="decisions")
    refusal_reason = models.TextField(blank=True)

    objects = UserManager()
    held_roles: "list[AgentRole] | None" = None  # what `permissions` read once for this object

    USERNAME_FIELD = "username_key"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        indexes = [
            models.Index(fields=["email_key"], name="user_by_email"),
            models.Index(
                fields=["approval_due_at"],
                name="user_to_approve",
                condition=Q(status=AccountStatus.PENDING_APPROVAL),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["username_key"], name="user_one_per_username"),
            models.UniqueConstraint(
                fields=["email_key"],
                condition=~Q(email_key="") & ~Q(status__in=UNPROVEN),
                name="user_one_per_proven_email",
            ),
            models.UniqueConstraint(
                fields=["external_ref"],
                condition=~Q(external_ref=""),
                name="user_one_per_external_reference",
            ),
            models.CheckConstraint(condition=~Q(username_key=""), name="user_has_a_username"),
            models.CheckConstraint(
                condition=Q(status__in=AccountStatus.values) & Q(kind__in=AccountKind.values),
                name="user_status_and_kind_are_known",
            ),
            models.CheckConstraint(
                condition=~Q(status=AccountStatus.PENDING_APPROVAL) | Q(approval_due_at__isnull=False),
                name="user_to_approve_has_a_promised_date",
            ),
            models.CheckConstraint(
                condition=~Q(status=AccountStatus.REFUSED) | ~Q(refusal_reason=""),
                name="user_refused_knows_why",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    @property
    def is_active(self) -> bool:
        """Whether the account may sign in; one that waits for approval may, with less rights."""
        return self.status in MAY_SIGN_IN

    @property
    def is_agent(self) -> bool:
        return self.kind == AccountKind.AGENT

    @property
    def full_name(self) -> str:
        """ "Maurice TESTO"."""
        return " ".join(filter(None, (self.first_names, self.usual_name.upper())))

    @property
    def display_name(self) -> str:
        """ "M. Maurice TESTO": how the commune addresses the person."""
        civility = Civility(self.civility).short if self.civility else ""
        return " ".join(filter(None, (civility, str(self))))


class AgentRole(models.Model):
    """What an agent may do, in one service or, without a service, in all of them."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles", db_index=False)
    role = models.CharField(max_length=20, choices=Role)
    service_slug = models.CharField(max_length=41, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "service_slug"],
                name="agent_role_once_per_service",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="agent_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} ({self.service_slug or 'tous les services'})"


class CguAcceptance(models.Model):
    """The proof that a person accepted one version of the terms."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="cgu_acceptances", db_index=False)
    version = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    ip = models.GenericIPAddressField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "version", "digest"],
                name="cgu_accepted_once_per_version",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} a accepté les CGU {self.version}"


class FranceConnectLink(models.Model):
    """An account whose owner the State identified; `verified` names the fields of the account that it certified."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="franceconnect_link")
    sub = models.CharField(max_length=255)
    linked_at = models.DateTimeField()
    verified = models.JSONField(default=list)
    birth_place_code = models.CharField(max_length=5, blank=True)
    birth_country_code = models.CharField(max_length=5, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sub"], name="franceconnect_link_one_per_subject"),
            models.CheckConstraint(condition=~Q(sub=""), name="franceconnect_link_has_a_subject"),
        ]

    def __str__(self) -> str:
        return f"FranceConnect de {self.user}"


class Photo(models.Model):
    """A small portrait, drawn again by the service; `User.photo_key` is its digest, good for a URL."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="photo")
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"Photo de {self.user}"
