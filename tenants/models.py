from functools import cached_property, lru_cache

from django.db import models
from django_tenants.models import DomainMixin, TenantMixin

from communes_config.schema import CommuneConfig

from .enums import CommuneStatus


@lru_cache(maxsize=512)
def _configuration_in(text: str) -> CommuneConfig:
    """Read a text once for the process: communes are read again every few seconds, and theirs seldom changes."""
    return CommuneConfig.from_text(text)


class Commune(TenantMixin):
    """One customer of the platform: its schema, its PostgreSQL role and the configuration in force."""

    auto_create_schema = False
    auto_drop_schema = False

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    role_name = models.CharField(max_length=63, unique=True)
    status = models.CharField(
        max_length=10,
        choices=[(status.value, status.value) for status in CommuneStatus],
        default=CommuneStatus.ACTIVE,
    )
    configuration = models.TextField()  # JSON, but only ever read and written whole
    config_digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("slug",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=[status.value for status in CommuneStatus]),
                name="commune_status_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(schema_name__regex=r"^c_[a-z0-9_]{1,40}$"), name="commune_schema_name_is_plain"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def config(self) -> CommuneConfig:
        return _configuration_in(self.configuration)

    @cached_property
    def host(self) -> str:
        """The host name of its primary domain, without scheme or port."""
        return str(self.domains.get(is_primary=True).domain)


class Domain(DomainMixin):
    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant"], condition=models.Q(is_primary=True), name="domain_one_primary_per_commune"
            )
        ]


class Template(models.Model):
    """The script that makes the schema of a commune at one version of the code, dumped from a migrated schema."""

    version = models.CharField(max_length=64, unique=True)
    script = models.TextField()
    fingerprint = models.CharField(max_length=64)
    built_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.version


class SpareSchema(models.Model):
    """A schema made ahead of time, which the next commune takes by renaming it."""

    schema_name = models.CharField(max_length=63, unique=True)
    role_name = models.CharField(max_length=63, unique=True)
    version = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.schema_name


class Deployment(models.Model):
    """The ledger: which version of the structure each schema has, since when."""

    schema_name = models.CharField(max_length=63)
    version = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    applied_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["schema_name", "version"], name="deployment_one_row_per_schema_and_version")
        ]

    def __str__(self) -> str:
        return f"{self.schema_name} {self.version}"
