"""Who left a household, what a departure changes, and what each adult around a child is to it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from apps.families.enums import MemberRole, Quality
from apps.families.models import BenefitRecord, FormerMember, Household, HouseholdMember, Person, Relationship

from .children import adults_around


@dataclass(frozen=True, kw_only=True)
class AdultTie:
    """What an adult is to a child; `tie` is None for who lives with it without having said so."""

    adult: Person
    tie: Relationship | None

    @property
    def words(self) -> str:
        if self.tie is None:
            return "Lien non précisé"
        authority = "avec" if self.tie.parental_authority else "sans"
        return f"{Quality(self.tie.quality).label}, {authority} autorité parentale"

    @property
    def since(self) -> date | None:
        return self.tie.since if self.tie else None


def adult_ties(child: Person) -> tuple[AdultTie, ...]:
    """Return every adult around a child, whichever household they live in or left, with what they are to it."""
    known = {tie.adult_id: tie for tie in Relationship.objects.filter(child=child)}
    return tuple(AdultTie(adult=adult, tie=known.get(adult.pk)) for adult in adults_around(child))


def former_members_of(household: Household) -> QuerySet[FormerMember]:
    """Return who left this household, the last one first."""
    return household.former_members.select_related("person").order_by("-left_on", "pk")


def consequences_of_leaving(household: Household, member: HouseholdMember) -> tuple[str, ...]:
    """Say, in sentences, what the departure of this member changes and what it leaves as it is."""
    if member.role == MemberRole.CHILD:
        return _of_child(household, member.person)
    return _of_adult(household, member)


def _of_child(household: Household, child: Person) -> tuple[str, ...]:
    elsewhere = HouseholdMember.objects.filter(person=child).exclude(household=household).exists()
    rest = (
        "L’enfant reste dans son autre famille, qui ne change pas."
        if elsewhere
        else "L’enfant ne sera plus dans aucune famille : personne ne le verra plus en ligne."
    )
    return (
        "Les comptes de cette famille ne verront plus l’enfant, ni ce qui le concerne.",
        "Les personnes que cette famille autorise à venir le chercher ne le pourront plus.",
        "Ses liens avec ses parents, et l’autorité parentale, restent ce qu’ils sont.",
        rest,
    )


def _of_adult(household: Household, member: HouseholdMember) -> tuple[str, ...]:
    person = member.person
    said = []
    if person.account_id is not None:
        said.append(f"Le compte de {person} ne verra plus rien de cette famille : adresse, contacts, enfants.")
    children = household.members.filter(role=MemberRole.CHILD).values("person")
    ties = Relationship.objects.filter(adult=person, child__in=children).select_related("child").order_by("pk")
    said += [
        f"{person} reste {Quality(tie.quality).label.lower()} de {tie.child}, "
        f"{'avec' if tie.parental_authority else 'sans'} autorité parentale."
        for tie in ties
    ]
    if member.role == MemberRole.HOLDER:
        said += _of_holder(household, member)
    if household.keys.filter(person=person, used_at=None, revoked_at=None).exists():
        said.append("La clé qui l’attend est révoquée.")
    if BenefitRecord.objects.filter(household=household, member=person).exists():
        said.append("Les informations d’allocataire, à son nom, sont effacées de cette famille.")
    return tuple(said)


def _of_holder(household: Household, member: HouseholdMember) -> list[str]:
    others = household.members.exclude(role=MemberRole.CHILD).exclude(pk=member.pk).select_related("person")
    return [f"{other.person} devient titulaire de la famille." for other in others]
