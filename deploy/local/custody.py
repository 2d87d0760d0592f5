"""Children between two homes: whose days are whose, what judges decided, and two parents who may sign in."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Protocol

from apps.accounts.models import User
from apps.families import operations
from apps.families.declaration import DeclaredTie
from apps.families.enums import HouseholdStatus, MemberRole, RestrictionKind
from apps.families.models import Household, HouseholdMember, MatchCandidate, Person
from core.calendar import Weekday
from core.custody import AnchorAlternation, Arrangement, HolidaySharing, IsoParity, Party, Rotation, Weekdays, Weeks

from .people import FATHER, MOTHER, Town

MOTHER_APART, FATHER_APART = "mere", "pere"
SHARED = 24  # children of separated parents whose days the commune knows
FORBIDDEN = 4  # children about whom a judge forbids something
KINDS = (RestrictionKind.NO_COLLECTION, RestrictionKind.NO_INFORMATION, RestrictionKind.NO_CONTACT)


class NewCitizen(Protocol):
    def __call__(self, username: str, first_names: str, usual_name: str, email: str) -> User: ...


def part(town: Town, *, agent: User, new_citizen: NewCitizen, at: datetime) -> None:
    """Write it all; the couple who may sign in alternates weeks and shares the holidays by halves."""
    child = _couple_apart(town, agent=agent, new_citizen=new_citizen, at=at)
    _bar(child, by=agent, at=at)
    for rank, (child, homes) in enumerate(list(_between_two_homes())[:SHARED]):
        if not child.custodies.exists():
            _record(child, homes, _arrangement(town, rank, at.date()), by=agent, at=at)
        if rank % (SHARED // FORBIDDEN) == 1:
            _forbid(child, homes[1], KINDS[rank // (SHARED // FORBIDDEN) % len(KINDS)], by=agent, at=at)


def _couple_apart(town: Town, *, agent: User, new_citizen: NewCitizen, at: datetime) -> Person:
    mothers, fathers = town.separated()
    [child, *_others] = [child for child in mothers.children if child.birth_date]
    child = replace(child, first_names="Élise", sex="female", usual_name="Vasseur", birth_name="Vasseur")
    homes = []
    for username, first_names, given, tie in (
        (MOTHER_APART, "Nadège", mothers, MOTHER),
        (FATHER_APART, "Olivier", fathers, FATHER),
    ):
        email = f"{username}@courriel.example"
        holder = replace(given.holder, first_names=first_names, usual_name="Vasseur", email=email)
        tied = replace(child, holder_tie=tie, co_representative_tie=DeclaredTie())
        declaration = replace(given, holder=holder, children=(tied,))
        account = new_citizen(username, first_names, "Vasseur", email)
        homes.append(operations.create_household(declaration=declaration, account=account, by=None, at=at))
    both = MatchCandidate.objects.filter(person_a__households__in=homes, person_b__households__in=homes)
    one = operations.confirm_match(candidate=both.distinct().get(), by=agent, at=at)
    arrangement = Arrangement(
        rhythm=AnchorAlternation(anchor=at.date() - timedelta(days=at.weekday())),
        holidays=HolidaySharing(first_half_in_even_years=Party.A),
        hand_over_at=time(18),
    )
    _record(one, homes, arrangement, by=agent, at=at)
    return one


def _bar(child: Person, *, by: User, at: datetime) -> None:
    """Somebody whom no judge keeps away and to whom nobody hands the child."""
    operations.bar_person(
        child=child,
        name="Cyril Montagnac",
        link="ancien compagnon de la mère",
        reason="Exemple imaginaire : est venu deux fois à la sortie de l’école sans y être autorisé.",
        starts_on=at.date() - timedelta(days=30),
        by=by,
        at=at,
    )


def _between_two_homes() -> Iterable[tuple[Person, list[Household]]]:
    """Give the children who live in two households, with these, the eldest household first."""
    places = HouseholdMember.objects.filter(role=MemberRole.CHILD, household__status=HouseholdStatus.ACTIVE)
    homes: dict[Person, list[Household]] = {}
    for place in places.select_related("person", "household").order_by("household", "pk"):
        homes.setdefault(place.person, []).append(place.household)
    return ((child, found) for child, found in homes.items() if len(found) == 2 and child.birth_date)


def _arrangement(town: Town, rank: int, today: date) -> Arrangement:
    monday = today - timedelta(days=today.weekday())
    weekend = frozenset({Weekday.FRIDAY, Weekday.SATURDAY, Weekday.SUNDAY})
    rhythms = (
        AnchorAlternation(anchor=monday, starts_with=town.rng.choice(list(Party))),
        IsoParity(even=town.rng.choice(list(Party))),
        Weekdays(days=weekend, party_of_days=Party.B, weeks=Weeks.EVEN),
        Rotation(anchor=monday, runs=Rotation.TWO_TWO_THREE),
    )
    shared = HolidaySharing(first_half_in_even_years=town.rng.choice(list(Party))) if rank % 2 else None
    return Arrangement(rhythm=rhythms[rank % len(rhythms)], holidays=shared, hand_over_at=time(18, 30))


def _record(child: Person, homes: list[Household], arrangement: Arrangement, *, by: User, at: datetime) -> None:
    operations.record_custody(
        child=child,
        first_household=homes[0],
        second_household=homes[1],
        arrangement=arrangement,
        starts_on=at.date() - timedelta(days=90),
        judgment="Décision imaginaire, écrite pour la démonstration.",
        by=by,
        at=at,
    )


def _forbid(child: Person, home: Household, kind: RestrictionKind, *, by: User, at: datetime) -> None:
    adult = home.members.exclude(role=MemberRole.CHILD).select_related("person").order_by("pk")[0].person
    operations.record_restriction(
        child=child,
        adult=adult,
        kind=kind,
        starts_on=at.date() - timedelta(days=60),
        reference="Décision imaginaire du 12 mai, n° 00/00000",
        by=by,
        at=at,
    )
