"""The children of the validated families, for those who look after their health."""

from django.db.models import Q, QuerySet

from apps.families.enums import HouseholdStatus, MemberRole
from apps.families.models import Person
from core.identifiers import fold


def children(text: str = "") -> QuerySet[Person]:
    """Return the born children whose names have every word, with or without accents; all of them for nothing."""
    found = (
        Person.objects.living_apart()
        .born()
        .filter(memberships__role=MemberRole.CHILD, memberships__household__status=HouseholdStatus.ACTIVE)
        .order_by("usual_name", "first_names", "pk")
        .distinct()
    )
    condition = Q()
    for word in fold(text).split():
        condition &= Q(search_text__contains=word)
    return found.filter(condition)
