"""Whom a household trusts: added, corrected and removed."""

from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.audit.operations import record
from apps.families.declaration import DeclaredContact
from apps.families.enums import MemberRole, RestrictionKind
from apps.families.errors import MustNotCollect
from apps.families.models import Contact, Household, Restriction
from apps.families.operations import people
from apps.families.operations.portraits import remove_portrait
from apps.families.operations.versions import locked_household, touch
from core.identifiers import fold
from tenants import context

_FIELDS = ("civility", "usual_name", "first_names", "phone", "email", "link", "emergency", "may_collect")
_BARRED = (RestrictionKind.NO_COLLECTION, RestrictionKind.NO_CONTACT)


@transaction.atomic
def add_contact(
    *,
    household: Household,
    declared: DeclaredContact,
    by: User,
    at: datetime,
    version: int | None = None,
    reason: str = "",
) -> Contact:
    """Add somebody whom the household trusts. Raises FamilyChanged or MustNotCollect."""
    household = locked_household(household, version=version)
    _refuse_barred(household, declared, at)
    contact = write_contact(Contact(household=household), declared)
    touch(household, at=at)
    _note("families.contact_added", contact, by, at, reason)
    return contact


@transaction.atomic
def change_contact(
    *,
    contact: Contact,
    declared: DeclaredContact,
    by: User,
    at: datetime,
    version: int | None = None,
    reason: str = "",
) -> Contact:
    """Correct a contact, and what they may do. Raises FamilyChanged or MustNotCollect."""
    household = locked_household(contact.household, version=version)
    _refuse_barred(household, declared, at)
    write_contact(contact, declared)
    touch(household, at=at)
    _note("families.contact_changed", contact, by, at, reason)
    return contact


@transaction.atomic
def remove_contact(*, contact: Contact, by: User, at: datetime, version: int | None = None, reason: str = "") -> None:
    """Forget a contact at once: whom a household trusts is its own affair. Raises FamilyChanged."""
    household = locked_household(contact.household, version=version)
    touch(household, at=at)
    _note("families.contact_removed", contact, by, at, reason)
    remove_portrait(of=contact, by=by, at=at)
    contact.delete()


def write_contact(contact: Contact, declared: DeclaredContact) -> Contact:
    """Put what was declared in a contact, new or known."""
    for name in _FIELDS:
        setattr(contact, name, getattr(declared, name))
    own = None if declared.shares_address or declared.address is None else people.create_address(declared.address)
    contact.shares_address, contact.own_address = declared.shares_address, own
    contact.save()
    return contact


def _refuse_barred(household: Household, declared: DeclaredContact, at: datetime) -> None:
    """What a judge forbids wins over whom a family trusts."""
    if not declared.may_collect:
        return
    children = household.members.filter(role=MemberRole.CHILD).values("person")
    barred = Restriction.objects.on(context.local_date(at)).filter(child__in=children, kind__in=_BARRED)
    for restriction in barred.select_related("adult", "child").order_by("pk"):
        if fold(restriction.adult.full_name) == fold(declared.full_name):
            raise MustNotCollect(name=declared.full_name, child=restriction.child.first_names)


def _note(action: str, contact: Contact, by: User, at: datetime, reason: str) -> None:
    data = {"emergency": contact.emergency, "may_collect": contact.may_collect}
    record(action=action, actor=by, subject=contact.household, at=at, reason=reason, data=data)
