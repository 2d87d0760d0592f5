"""Two agents on one record: the second is told. Whoever changes a person or a household touches it."""

from datetime import datetime

from apps.families.errors import FamilyChanged
from apps.families.models import Household, Person


def locked_household(household: Household, *, version: int | None = None) -> Household:
    """Return the household as it is now, kept from anybody else until the end of the transaction.

    Raises FamilyChanged when the reader had another version under their eyes.
    """
    rows = Household.objects.select_for_update(of=("self",)).select_related("address")
    current = rows.get(pk=household.pk)
    if version is not None and current.version != version:
        raise FamilyChanged
    return current


def locked_person(person: Person, *, version: int | None = None) -> Person:
    """Return the person as they are now, kept from anybody else. Raises FamilyChanged."""
    current = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if version is not None and current.version != version:
        raise FamilyChanged
    return current


def touch(record: Household | Person, *fields: str, at: datetime) -> None:
    """Keep these fields of a locked record, and let whoever reads the former version know."""
    record.version += 1
    record.updated_at = at
    record.save(update_fields=[*fields, "version", "updated_at"])
