"""What changes of a person the commune knows already."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from apps.accounts.models import User
from apps.audit.operations import record
from apps.families.errors import EmailOfAccount
from apps.families.models import HouseholdMember, Person
from apps.families.operations import people
from apps.families.operations.matches import find_candidates
from apps.families.operations.versions import locked_person, touch
from core.identifiers import match_key

BIRTH_PLACE: Final = frozenset({"birth_commune", "birth_department", "birth_country"})
CHANGEABLE: Final = frozenset(
    {
        *("civility", "usual_name", "birth_name", "first_names", "sex", "birth_date"),
        *BIRTH_PLACE,
        "birth_place_code",
        *("phone", "ex_directory", "mobile", "refuses_sms", "email", "refuses_email"),
        *("profession", "employer", "work_phone"),
    }
)


@transaction.atomic
def change_person(
    *,
    person: Person,
    values: Mapping[str, Any],
    by: User | None,
    at: datetime,
    version: int | None = None,
    reason: str = "",
) -> Person:
    """Write new values on a person's record; a birth date makes of an expected child one who is born.

    A child who now has the names and birth date of another household's becomes a question for the agents.
    Raises FamilyChanged.
    """
    person = locked_person(person, version=version)
    is_birth = person.expected_on is not None and values.get("birth_date") is not None
    if any(getattr(person, name) != values[name] for name in BIRTH_PLACE & values.keys()):
        person.birth_place_code = ""  # of the former place
    for name in CHANGEABLE & values.keys():
        setattr(person, name, values[name])
    if is_birth:
        person.expected_on = None
    before = person.match_key
    if person.birth_date is not None:
        person.match_key = match_key(person.first_names, person.birth_name or person.usual_name, person.birth_date)
    person.search_text = people.search_text(person)
    touch(person, *CHANGEABLE, "expected_on", "match_key", "search_text", at=at)
    action = "families.birth_declared" if is_birth else "families.person_changed"
    data = {"fields": sorted(CHANGEABLE & values.keys())}
    record(action=action, actor=by, subject=person, at=at, reason=reason, data=data)
    if person.match_key != before and HouseholdMember.objects.filter(person=person, role="child").exists():
        find_candidates(children=[person], at=at)
    return person


@transaction.atomic
def correct_person(
    *, person: Person, values: Mapping[str, Any], version: int, by: User, at: datetime, reason: str = ""
) -> Person:
    """Correct a record at the desk; the e-mail address of who has an account is not the town hall's to change.

    Raises FamilyChanged or EmailOfAccount.
    """
    if person.account_id is not None and values.get("email", person.email) != person.email:
        raise EmailOfAccount(name=person.full_name)
    return change_person(person=person, values=values, version=version, by=by, at=at, reason=reason)
