"""Families as agents look for them: by anything that a person on the telephone may say."""

import re

from django.db.models import Prefetch, Q, QuerySet

from apps.casework.models import Case
from apps.families import queries as families
from apps.families import recap
from apps.families.enums import BenefitBody, BenefitScheme, MemberRole
from apps.families.models import BenefitRecord, Household, HouseholdMember

CASE_NUMBER = re.compile(r"\d{4}-?\d{1,6}")
HINT = re.compile(r"[0-9A-Za-z]{4}")


def search(text: str) -> QuerySet[Household]:
    """Find households by a name, a child, a telephone, an e-mail address, the end of a key or a case number."""
    text = text.strip()
    if not text:
        return everything()
    found = Q(pk__in=families.search(text).order_by().values("pk"))
    if HINT.fullmatch(text):
        found |= Q(keys__hint__iexact=text)
    if CASE_NUMBER.fullmatch(text):
        found |= _of_case(text)
    return everything().filter(found).distinct()


def everything() -> QuerySet[Household]:
    members = HouseholdMember.objects.select_related("person").order_by("pk")
    return Household.objects.select_related("address").prefetch_related(Prefetch("members", members)).order_by("-pk")


def _of_case(typed: str) -> Q:
    year, number = typed[:4], typed[4:].removeprefix("-")
    requesters = Case.objects.filed().filter(number=f"{year}-{int(number):06d}").order_by().values("requester")
    return Q(declared_by__in=requesters) | Q(members__person__account__in=requesters)


def title_of(household: Household) -> str:
    """ "Famille TESTO – MARTIN", after its adults."""
    adults = [member.person for member in household.members.all() if member.role != MemberRole.CHILD]
    names = dict.fromkeys(person.usual_name.upper() for person in adults if person.usual_name)
    return f"Famille {' – '.join(names)}" if names else f"Famille n° {household.pk}"


def benefit_rows(benefit: BenefitRecord | None) -> tuple[tuple[str, object], ...]:
    """Return what the family benefits office knows the household by, as the page shows it."""
    if benefit is None:
        return ()
    return (
        ("Membre allocataire", str(benefit.member) if benefit.member else ""),
        ("Régime", recap.label_of(BenefitScheme, benefit.scheme)),
        ("Organisme", recap.label_of(BenefitBody, benefit.body)),
        ("Numéro", benefit.number),
        ("Enfants à charge", benefit.dependent_children),
    )
