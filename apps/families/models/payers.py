from django.db import models
from django.db.models import F, Q

from apps.families.enums import PayerKind
from core.payers import WHOLE, Share

from .constraints import one_of
from .custody import DatedQuerySet
from .people import Household, Person


class Payer(models.Model):
    """An organism or a person who pays for families: no representative, no member, no account."""

    kind = models.CharField(max_length=20, choices=PayerKind.choices)
    name = models.CharField(max_length=150)
    phone = models.CharField(max_length=30, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "pk")
        constraints = [
            one_of("kind", PayerKind, "payer_kind_is_known"),
            models.UniqueConstraint(
                fields=["kind", "name"], condition=~Q(kind=PayerKind.PERSON), name="payer_one_per_organism"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PayerShare(models.Model):
    """What a payer pays of a household, or of one of its children, from a day to another; `ends_on` is excluded.

    The trigger `payer_shares_are_the_whole_at_most` refuses the day on which a child would be paid more than once.
    """

    payer = models.ForeignKey(Payer, on_delete=models.PROTECT, related_name="shares")
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="payer_shares")
    child = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="payer_shares")
    percent = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    reference = models.CharField(max_length=60, blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ("household", "starts_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=WHOLE), name="payer_share_is_a_part_of_the_whole"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="payer_share_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payer}, {self.percent} % depuis le {self.starts_on:%d/%m/%Y}"

    @property
    def share(self) -> Share:
        """What the rules read of it."""
        return Share(percent=self.percent, starts_on=self.starts_on, ends_on=self.ends_on, child=self.child_id)
