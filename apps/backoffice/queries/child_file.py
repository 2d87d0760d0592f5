"""One child as agents see it: its households side by side, whose days are whose, what judges decided."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from apps.families import queries as families
from apps.families.enums import MemberRole
from apps.families.models import BarredPerson, Custody, Household, Person, Restriction
from apps.families.queries import AdultTie, CustodyView, FamilyCard, Grid, Names

type Forbidden = Restriction | BarredPerson


@dataclass(frozen=True, kw_only=True)
class Side:
    """One household around the child."""

    title: str
    card: FamilyCard
    addressed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ChildFile:
    child: Person
    sides: tuple[Side, ...]
    restrictions: tuple[Restriction, ...]
    other_restrictions: tuple[Restriction, ...]
    barred: tuple[BarredPerson, ...]
    forbidden: tuple[Forbidden, ...]
    custody: CustodyView | None
    month: Grid | None
    other_custodies: tuple[Custody, ...]
    ties: tuple[AdultTie, ...]

    @property
    def has_judgments(self) -> bool:
        return bool(self.restrictions or self.barred) or (
            self.custody is not None and bool(self.custody.custody.judgment)
        )


def children() -> QuerySet[Person]:
    """Return every child of a household, in its one row."""
    return Person.objects.living_apart().filter(memberships__role=MemberRole.CHILD).distinct()


def child_file(child: Person, today: date, month: date) -> ChildFile:
    households = list(families.households_of_child(child))
    custody = families.custody_on(child, today) or families.next_custody(child, today)
    names = names_of(custody) if custody else None
    forbidden = forbidden_on(child, today)
    in_force = [one for one in forbidden if isinstance(one, Restriction)]
    every = child.restrictions.select_related("adult").order_by("-starts_on", "pk")
    return ChildFile(
        child=child,
        sides=tuple(_side(household, child) for household in households),
        restrictions=tuple(in_force),
        other_restrictions=tuple(one for one in every if one not in in_force),
        barred=tuple(child.barred_persons.select_related("recorded_by", "ended_by").order_by("-starts_on", "pk")),
        forbidden=tuple(forbidden),
        custody=families.custody_view(custody, names, today) if custody and names else None,
        month=families.month_grid(custody, names, month, today) if custody and names else None,
        other_custodies=tuple(one for one in child.custodies.order_by("-starts_on") if one != custody),
        ties=families.adult_ties(child),
    )


def names_of(custody: Custody) -> Names:
    return names_between(_with_members(custody.first_household), _with_members(custody.second_household))


def names_between(first: Household, second: Household) -> Names:
    return families.names_of(first, second)


def forbidden_on(child: Person, day: date) -> list[Forbidden]:
    """Return what a judge forbids about one child, then who must not collect it without a judge."""
    return forbidden_among([child], day).get(child.pk, [])


def forbidden_among(children: Collection[Person | int], day: date) -> dict[int, list[Forbidden]]:
    """Return what is in force for each of these children, in two queries: judges' decisions, then the desk's list."""
    found: dict[int, list[Forbidden]] = {}
    if not children:
        return found
    rows = Restriction.objects.on(day).filter(child__in=children).select_related("adult", "child")
    for restriction in rows.order_by("child", "adult", "kind"):
        found.setdefault(restriction.child_id, []).append(restriction)
    for barred in (
        BarredPerson.objects.on(day).filter(child__in=children).select_related("child").order_by("name", "pk")
    ):
        found.setdefault(barred.child_id, []).append(barred)
    return found


def _with_members(household: Household) -> Household:
    return Household.objects.prefetch_related("members__person").get(pk=household.pk)


def _side(household: Household, child: Person) -> Side:
    card = families.card_of(household)
    own = next((line for line in card.children if line.person == child), None)
    return Side(
        title=f"Famille de {families.adults_in(household)}",
        card=card,
        addressed=own.address_lines if own else card.address_lines,
    )
