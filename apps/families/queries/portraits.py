"""Whose photo is known, and who is asked for one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from apps.documents.storage import default_storage
from apps.families.enums import MemberRole
from apps.families.models import Contact, Household, HouseholdMember, Person, Portrait
from communes_config.schema import FamilyField, FieldState
from tenants import context


@dataclass(frozen=True, kw_only=True)
class Portraits:
    """Who is asked for a photo in a household, and the persons and contacts who have one, by their numbers."""

    children_asked: bool
    adults_asked: bool
    contacts_asked: bool
    persons: frozenset[int]
    contacts: frozenset[int]


def portrait_state(kind: FamilyField) -> FieldState:
    """What the commune asks; nothing while it does not say."""
    return context.config().family.fields.get(kind, FieldState.HIDDEN)


def state_for(of: HouseholdMember | Contact) -> FieldState:
    if isinstance(of, Contact):
        return portrait_state(FamilyField.CONTACT_PHOTO)
    return portrait_state(FamilyField.CHILD_PHOTO if of.role == MemberRole.CHILD else FamilyField.ADULT_PHOTO)


def portraits_of(household: Household) -> Portraits:
    """Return what is known of one household, in two queries at most; what is no longer asked for is not shown."""
    children, adults, contacts = (
        portrait_state(kind) != FieldState.HIDDEN
        for kind in (FamilyField.CHILD_PHOTO, FamilyField.ADULT_PHOTO, FamilyField.CONTACT_PHOTO)
    )
    members = HouseholdMember.objects.filter(household=household, person__portrait__isnull=False).order_by("pk")
    asked_of = {role: children if role == MemberRole.CHILD else adults for role in MemberRole.values}
    pictured = members.values_list("person", "role") if children or adults else ()
    known = Contact.objects.filter(household=household, portrait__isnull=False).order_by("pk")
    return Portraits(
        children_asked=children,
        adults_asked=adults,
        contacts_asked=contacts,
        persons=frozenset(person for person, role in pictured if asked_of[role]),
        contacts=frozenset(known.values_list("pk", flat=True)) if contacts else frozenset(),
    )


def without_portrait(persons: Iterable[Person]) -> list[Person]:
    """Return those of whom no photo is known."""
    listed = list(persons)
    known = set(Portrait.objects.filter(person__in=listed).values_list("person", flat=True))
    return [person for person in listed if person.pk not in known]


def has_portrait(of: Person | Contact) -> bool:
    return _portraits(of).exists()


def portrait_bytes(of: Person | Contact) -> bytes | None:
    """Return the JPEG of somebody's photo, or nothing."""
    portrait = _portraits(of).first()
    if portrait is None:
        return None
    with default_storage().open(portrait.key) as content:
        return bytes(content.read())


def portrait_keys() -> Iterable[str]:
    return Portrait.objects.values_list("key", flat=True)


def _portraits(of: Person | Contact) -> QuerySet[Portrait]:
    return Portrait.objects.filter(**{"person" if isinstance(of, Person) else "contact": of})
