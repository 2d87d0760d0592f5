"""Around one child: who answers for it, where it lives, what a judge decided."""

from datetime import date

from django.db.models import Model, OuterRef, Prefetch, Q, QuerySet

from apps.accounts.models import User
from apps.families.enums import HouseholdStatus, MemberRole, RestrictionKind
from apps.families.models import Custody, Household, HouseholdMember, Person, PersonQuerySet, Relationship, Restriction


def children_of(user: User, *, on: date | None = None) -> PersonQuerySet:
    """Return the children of the households this account represents, born or not.

    A child about whom a judge lets this adult know nothing is left out; without a day, whatever the dates of the
    judgment.
    """
    represented = (
        HouseholdMember.objects.filter(person__account=user, household__status=HouseholdStatus.ACTIVE)
        .exclude(role=MemberRole.CHILD)
        .values("household")
    )
    places = HouseholdMember.objects.filter(role=MemberRole.CHILD, household__in=represented)
    hidden = _silenced(on).filter(adult__account=user).values("child")
    return Person.objects.filter(pk__in=places.values("person")).exclude(pk__in=hidden)


def represents(user: User, child: Person, *, on: date | None = None) -> bool:
    """Whether this account may see and ask things for this child."""
    return children_of(user, on=on).filter(pk=child.pk).exists()


def households_of_child(child: Person) -> QuerySet[Household]:
    """Return the active households the child lives in, with their members, oldest first."""
    members = HouseholdMember.objects.select_related("person")
    return (
        Household.objects.filter(status=HouseholdStatus.ACTIVE, members__person=child, members__role=MemberRole.CHILD)
        .select_related("address")
        .prefetch_related(Prefetch("members", queryset=members))
        .order_by("pk")
    )


def co_guardians(child: Person) -> QuerySet[Person]:
    """Return the adults who hold parental authority over the child, whichever household they live in."""
    return Person.objects.filter(ties_to_children__child=child, ties_to_children__parental_authority=True).order_by(
        "pk"
    )


def adults_around(child: Person) -> QuerySet[Person]:
    """Return the adults of the child's households, and those tied to it, with authority or not."""
    homes = HouseholdMember.objects.filter(person=child, role=MemberRole.CHILD).values("household")
    living = HouseholdMember.objects.filter(household__in=homes).exclude(role=MemberRole.CHILD).values("person")
    tied = Relationship.objects.filter(child=child).values("adult")
    return Person.objects.living_apart().filter(Q(pk__in=living) | Q(pk__in=tied)).order_by("pk")


def births_to_remind(expected_until: date) -> QuerySet[Person]:
    """Return the children expected until this day, not declared born since, of whom nobody was reminded."""
    return Person.objects.living_apart().filter(expected_on__lte=expected_until, birth_reminded_at=None).order_by("pk")


def is_silenced(adult: Person, household: Household, on: date) -> bool:
    """Whether a judge lets this adult know nothing about a child of the household."""
    children = HouseholdMember.objects.filter(household=household, role=MemberRole.CHILD).values("person")
    return _silenced(on).filter(adult=adult, child__in=children).exists()


def informed_guardians(child: Person, day: date) -> QuerySet[Person]:
    """Return those who hold parental authority and may be told about the child on this day."""
    silenced = _silenced(day).filter(child=child).values("adult")
    return co_guardians(child).exclude(pk__in=silenced)


def restrictions_on(child: Person, day: date) -> QuerySet[Restriction]:
    """Return what a judge forbids about this child on this day, each with its two persons."""
    return Restriction.objects.on(day).filter(child=child).select_related("adult", "child").order_by("adult", "kind")


def custody_on(child: Person, day: date) -> Custody | None:
    """Return the custody in force on this day, with its two households."""
    return (
        Custody.objects.on(day)
        .filter(child=child)
        .select_related("first_household__address", "second_household__address")
        .first()
    )


def next_custody(child: Person, day: date) -> Custody | None:
    """Return the first custody that begins after this day."""
    return (
        Custody.objects.filter(child=child, starts_on__gt=day)
        .select_related("first_household__address", "second_household__address")
        .order_by("starts_on")
        .first()
    )


def may_be_told(user: User, child: Person, on: date) -> bool:
    """Whether no judge keeps this account from knowing about the child."""
    return not _silenced(on).filter(adult__account=user, child=child).exists()


def silenced_children(account: User | OuterRef, on: date | None) -> QuerySet[Restriction]:
    """Return, as a column of ids, the children about whom a judge lets this account know nothing."""
    return _silenced(on).filter(adult__account=account).values_list("child", flat=True)


def untold_children(account: Model, on: date) -> frozenset[int]:
    """Return the children about whom this account may know nothing, under every number they ever had."""
    children = _silenced(on).filter(adult__account=account).values("child")
    same = Person.objects.filter(Q(pk__in=children) | Q(merged_into__in=children)).order_by()
    return frozenset(same.values_list("pk", flat=True))


def _silenced(on: date | None) -> QuerySet[Restriction]:
    restrictions = Restriction.objects.all() if on is None else Restriction.objects.on(on)
    return restrictions.filter(kind=RestrictionKind.NO_INFORMATION).order_by()
