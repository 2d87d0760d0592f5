from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet

from apps.families.models import Household, HouseholdMember, Person
from core.identifiers import fold


def search(text: str) -> QuerySet[Household]:
    """Find households by anything said of a member: names with or without accents, telephone, e-mail address."""
    households = Household.objects.select_related("address").order_by("pk")
    words = _words(text)
    if not words:
        return households.none()
    persons = Person.objects.living_apart()
    for word in words:
        persons = persons.filter(search_text__contains=word)
    members = HouseholdMember.objects.filter(person__in=persons).values("household")
    return households.filter(pk__in=members).prefetch_related(
        Prefetch("members", queryset=HouseholdMember.objects.select_related("person"))
    )


def _words(text: str) -> Iterable[str]:
    if "@" in text:
        return text.lower().split()
    digits = "".join(filter(str.isdigit, text))
    if len(digits) >= 6 and not any(map(str.isalpha, text)):
        return [digits]
    return fold(text).split()
