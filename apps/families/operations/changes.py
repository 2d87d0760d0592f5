"""What changes of a person the commune knows already."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from apps.accounts.models import User
from apps.audit.operations import record
from apps.families.models import HouseholdMember, Person
from apps.families.operations import people
from apps.families.operations.matches import find_candidates
from core.identifiers import match_key

CHANGEABLE: Final = frozenset(
    {
        *("civility", "usual_name", "birth_name", "first_names", "sex", "birth_date"),
        *("birth_commune", "birth_department", "birth_country"),
        *("phone", "mobile", "email", "profession", "employer", "work_phone"),
    }
)


@transaction.atomic
def change_person(*, person: Person, values: Mapping[str, Any], by: User | None, at: datetime) -> Person:
    """Write new values on a person's record; a birth date makes of an expected child one who is born.

    A child who now has the names and birth date of another household's becomes a question for the agents.
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    is_birth = person.expected_on is not None and values.get("birth_date") is not None
    for name in CHANGEABLE & values.keys():
        setattr(person, name, values[name])
    if is_birth:
        person.expected_on = None
    before = person.match_key
    if person.birth_date is not None:
        person.match_key = match_key(person.first_names, person.birth_name or person.usual_name, person.birth_date)
    person.search_text = people.search_text(person)
    person.updated_at = at
    person.save()
    action = "families.birth_declared" if is_birth else "families.person_changed"
    record(action=action, actor=by, subject=person, at=at, data={"fields": sorted(CHANGEABLE & values.keys())})
    if person.match_key != before and HouseholdMember.objects.filter(person=person, role="child").exists():
        find_candidates(children=[person], at=at)
    return person
