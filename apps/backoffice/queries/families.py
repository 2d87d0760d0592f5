"""Families as agents look for them: by anything that a person on the telephone may say."""

import re
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from apps.casework.models import Case
from apps.enrolments.models import AuthorisedPerson
from apps.families import queries as families
from apps.families.enums import MemberRole
from apps.families.models import Contact, Household, HouseholdMember, Person

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


def who_moves(household: Household) -> tuple[str, ...]:
    """Say whose address follows the household's, and whose does not."""
    members = sorted(household.members.all(), key=lambda member: member.pk)
    following = ", ".join(str(member.person) for member in members if member.shares_address)
    staying = ", ".join(str(member.person) for member in members if not member.shares_address)
    said = [f"Suivent : {following}."]
    if staying:
        said.append(f"Gardent leur propre adresse : {staying}.")
    return tuple(said)


def without_contact(contact: Contact, today: date) -> tuple[str, ...]:
    """Say what the household loses with a contact, and what it has to withdraw besides."""
    said = [f"{contact} ne sera plus parmi les contacts de cette famille."]
    named = AuthorisedPerson.objects.on(today).filter(contact=contact).select_related("child").order_by("child", "pk")
    for person in named:
        said.append(f"Reste autorisé à venir chercher {person.child} : la famille le retire de ses autorisations.")
    return tuple(said)


def what_authority_opens(adult: Person, child: Person) -> tuple[str, ...]:
    """Say what depends on the tie, and what does not."""
    said = [f"Qui a l’autorité parentale est informé de ce qui concerne {child}, et tient son dossier santé."]
    if not child.memberships.filter(household__members__person=adult).exists():
        said.append(f"{adult} ne vit pas dans une famille de {child} : son compte ne la verra pas pour autant.")
    return tuple(said)
