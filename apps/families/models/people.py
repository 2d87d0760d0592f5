from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from apps.accounts.enums import Civility
from apps.families.enums import (
    BenefitBody,
    BenefitScheme,
    ContactLink,
    HouseholdOrigin,
    HouseholdStatus,
    MemberRole,
    Quality,
    Sex,
)
from tenants.encryption import EncryptedTextField

from .constraints import one_of


class PersonQuerySet(models.QuerySet["Person"]):
    def living_apart(self) -> Self:
        """Persons who have not been recognised as another one."""
        return self.filter(merged_into=None)

    def born(self) -> Self:
        return self.filter(expected_on=None)


class Person(models.Model):
    """A human being the commune knows, with or without an account; a child is one person in all its households."""

    account = models.OneToOneField(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="person"
    )
    civility = models.CharField(max_length=10, choices=Civility.choices, blank=True, default="")
    usual_name = models.CharField(max_length=100, blank=True, default="")
    birth_name = models.CharField(max_length=100, blank=True, default="")
    first_names = models.CharField(max_length=150, blank=True, default="")
    sex = models.CharField(max_length=6, choices=Sex.choices, blank=True, default="")
    birth_date = models.DateField(null=True, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    birth_reminded_at = models.DateTimeField(null=True, blank=True)
    birth_commune = models.CharField(max_length=100, blank=True, default="")
    birth_department = models.CharField(max_length=100, blank=True, default="")
    birth_country = models.CharField(max_length=100, blank=True, default="")
    birth_place_code = models.CharField(max_length=5, blank=True, default="")  # INSEE's, as long as it is known
    phone = models.CharField(max_length=30, blank=True, default="")
    ex_directory = models.BooleanField(default=False)
    mobile = models.CharField(max_length=30, blank=True, default="")
    refuses_sms = models.BooleanField(default=False)
    email = models.EmailField(blank=True, default="")
    refuses_email = models.BooleanField(default=False)
    profession = models.CharField(max_length=100, blank=True, default="")
    employer = models.CharField(max_length=100, blank=True, default="")
    work_phone = models.CharField(max_length=30, blank=True, default="")
    match_key = models.CharField(max_length=300, blank=True, default="", db_index=True)
    search_text = models.TextField(blank=True, default="")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ("usual_name", "first_names", "pk")
        constraints = [
            one_of("civility", Civility, "person_civility_is_known", blank=True),
            one_of("sex", Sex, "person_sex_is_known", blank=True),
            models.CheckConstraint(
                condition=Q(birth_date=None) | Q(expected_on=None), name="person_is_not_both_born_and_expected"
            ),
            models.CheckConstraint(
                condition=~Q(expected_on=None) | (~Q(usual_name="") & ~Q(first_names="")),
                name="person_has_names_once_born",
            ),
            models.CheckConstraint(
                condition=Q(expected_on=None) | Q(match_key=""), name="person_is_not_matched_before_birth"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(account=None), name="person_recognised_as_another_has_no_account"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        names = " ".join(filter(None, [self.first_names, self.usual_name]))
        return names or "Enfant à naître"

    @property
    def is_expected(self) -> bool:
        return self.expected_on is not None

    def age_on(self, day: date) -> int | None:
        if self.birth_date is None:
            return None
        before_birthday = (day.month, day.day) < (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - before_birthday


class Household(models.Model):
    """Who lives, decides and pays together; members without an address of their own live at this one."""

    status = models.CharField(max_length=10, choices=HouseholdStatus.choices, default=HouseholdStatus.ACTIVE)
    origin = models.CharField(max_length=10, choices=HouseholdOrigin.choices)
    address = models.ForeignKey("accounts.Address", on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=60, blank=True, default="")
    declared_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="declared_households"
    )
    persons = models.ManyToManyField(Person, through="HouseholdMember", related_name="households")
    version = models.PositiveIntegerField(default=1)
    certification_asked_for = models.DateField(null=True, blank=True)  # the term of each notice that left
    certification_recalled_for = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = [
            one_of("status", HouseholdStatus, "household_status_is_known"),
            one_of("origin", HouseholdOrigin, "household_origin_is_known"),
            models.UniqueConstraint(
                fields=["reference"], condition=~Q(reference=""), name="household_one_per_reference"
            ),
        ]

    def __str__(self) -> str:
        return f"Famille n° {self.pk}"


class HouseholdMember(models.Model):
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="members", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=MemberRole.choices)
    own_address = models.ForeignKey(
        "accounts.Address", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    joined_at = models.DateTimeField()

    class Meta:
        ordering = ("household", "pk")
        constraints = [
            one_of("role", MemberRole, "household_member_role_is_known"),
            models.UniqueConstraint(fields=["household", "person"], name="household_member_once_per_household"),
            models.UniqueConstraint(
                fields=["household"], condition=Q(role=MemberRole.HOLDER), name="household_has_one_holder_at_most"
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(role=MemberRole.CO_REPRESENTATIVE),
                name="household_has_one_co_representative_at_most",
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(role=MemberRole.HOLDER), name="person_holds_one_household_at_most"
            ),
            models.CheckConstraint(
                condition=~Q(role=MemberRole.HOLDER) | Q(own_address=None),
                name="household_holder_lives_at_its_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_role_display()})"

    @property
    def address(self) -> models.Model:
        return self.own_address or self.household.address

    @property
    def shares_address(self) -> bool:
        return self.own_address_id is None


class FormerMember(models.Model):
    """Who was of a household and left it: the place itself is erased, so that nothing is seen through it any more."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="former_members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="former_memberships")
    role = models.CharField(max_length=20, choices=MemberRole.choices)
    joined_at = models.DateTimeField()
    left_on = models.DateField()
    ended_at = models.DateTimeField()
    ended_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("household", "-left_on", "pk")
        constraints = [one_of("role", MemberRole, "former_member_role_is_known")]

    def __str__(self) -> str:
        return f"{self.person}, jusqu’au {self.left_on:%d/%m/%Y}"


class Relationship(models.Model):
    """What an adult is to a child, and whether the law lets that adult decide.

    `since` is the first day of what an agent corrected; what a family declared has none.
    """

    adult = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="ties_to_children", db_index=False)
    child = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="ties_to_adults")
    quality = models.CharField(max_length=20, choices=Quality.choices)
    parental_authority = models.BooleanField()
    since = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            one_of("quality", Quality, "relationship_quality_is_known"),
            models.UniqueConstraint(fields=["adult", "child"], name="relationship_once_per_adult_and_child"),
            models.CheckConstraint(condition=~Q(adult=F("child")), name="relationship_binds_two_persons"),
        ]


class Contact(models.Model):
    """Somebody a household trusts: known to that household alone."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="contacts")
    civility = models.CharField(max_length=10, choices=Civility.choices, blank=True, default="")
    usual_name = models.CharField(max_length=100)
    first_names = models.CharField(max_length=150)
    phone = models.CharField(max_length=30)
    email = models.EmailField(blank=True, default="")
    link = models.CharField(max_length=20, choices=ContactLink.choices)
    emergency = models.BooleanField(default=False)
    may_collect = models.BooleanField(default=False)
    shares_address = models.BooleanField(default=False)
    own_address = models.ForeignKey(
        "accounts.Address", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("household", "pk")
        constraints = [
            one_of("link", ContactLink, "contact_link_is_known"),
            models.CheckConstraint(
                condition=Q(shares_address=False) | Q(own_address=None), name="contact_address_is_shared_or_own"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_names} {self.usual_name}"

    @property
    def address(self) -> models.Model | None:
        return self.household.address if self.shares_address else self.own_address


class BenefitRecord(models.Model):
    """What the family benefits office knows a household by; unreadable without the commune's key."""

    household = models.OneToOneField(Household, on_delete=models.CASCADE, related_name="benefit")
    member = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    scheme = EncryptedTextField(choices=BenefitScheme.choices, blank=True, default="")
    body = EncryptedTextField(choices=BenefitBody.choices, blank=True, default="")
    number = EncryptedTextField(blank=True, default="")
    dependent_children = models.PositiveSmallIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Données d’allocataire de {self.household}"
