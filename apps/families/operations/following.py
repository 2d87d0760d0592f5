"""What changes on an account and follows to the person behind it."""

from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.audit.operations import record
from apps.families.models import Person
from apps.families.operations.people import search_text
from apps.families.operations.versions import touch

FOLLOWED = ("phone", "mobile", "email")


@transaction.atomic
def follow_account(*, user: User, by: User | None, at: datetime) -> None:
    """Give the person behind an account the telephones and the e-mail that the account has now, where it has any."""
    person = Person.objects.select_for_update(of=("self",)).filter(account=user).first()
    if person is None:
        return
    told = {name: getattr(user, name) for name in FOLLOWED if getattr(user, name)}
    changed = sorted(name for name, value in told.items() if getattr(person, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(person, name, told[name])
    person.search_text = search_text(person)
    touch(person, *changed, "search_text", at=at)
    record(action="families.contact_details_changed", actor=by, subject=person, at=at, data={"fields": changed})
