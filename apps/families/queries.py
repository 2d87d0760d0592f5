"""Reads on families: what a household sees of itself, what agents see of several."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet

from apps.accounts.models import User
from apps.families.declaration import FamilyDeclaration
from apps.families.enums import HouseholdStatus, MatchStatus, MemberRole, Quality
from apps.families.models import (
    BenefitRecord,
    Contact,
    Household,
    HouseholdMember,
    KeyAttempt,
    MatchCandidate,
    Person,
    Relationship,
    ServiceKey,
)
from core.identifiers import fold, match_key
from tenants import context

BLOCK = timedelta(hours=1)
ROLE_ORDER = (MemberRole.HOLDER, MemberRole.CO_REPRESENTATIVE, MemberRole.CHILD)


@dataclass(frozen=True, kw_only=True)
class Tie:
    adult: Person
    quality: str
    parental_authority: bool


@dataclass(frozen=True, kw_only=True)
class MemberLine:
    person: Person
    role: MemberRole
    address_lines: tuple[str, ...]
    shares_address: bool
    ties: tuple[Tie, ...]


@dataclass(frozen=True, kw_only=True)
class FamilyCard:
    """A household as its own adults see it: nothing of another household around the same child."""

    household: Household
    address_lines: tuple[str, ...]
    members: tuple[MemberLine, ...]
    contacts: tuple[Contact, ...]
    benefit: BenefitRecord | None

    @property
    def adults(self) -> tuple[MemberLine, ...]:
        return tuple(line for line in self.members if line.role != MemberRole.CHILD)

    @property
    def children(self) -> tuple[MemberLine, ...]:
        return tuple(line for line in self.members if line.role == MemberRole.CHILD)


@dataclass(frozen=True, kw_only=True)
class ProbableMatch:
    """A declared child that a household has already, for the agent who decides."""

    child_key: str
    child_name: str
    person: Person
    households: tuple[Household, ...]


@dataclass(frozen=True, kw_only=True)
class KnownAdult:
    """A declared adult whom the commune seems to know already, and why it thinks so."""

    declared_name: str
    person: Person
    because: str


def household_of(user: User) -> Household | None:
    """Return the household this account belongs to as an adult; the one it holds first."""
    place = (
        HouseholdMember.objects.filter(person__account=user, household__status=HouseholdStatus.ACTIVE)
        .exclude(role=MemberRole.CHILD)
        .select_related("household__address")
        .order_by("-role", "pk")
        .first()
    )
    return place.household if place else None


def holds_household(user: User) -> bool:
    """Whether this account declared a household, or is the holder of one."""
    return (
        Household.objects.filter(status=HouseholdStatus.ACTIVE)
        .filter(Q(declared_by=user) | Q(members__role=MemberRole.HOLDER, members__person__account=user))
        .exists()
    )


def held_household(user: User) -> Household | None:
    """Return the household this account is the holder of."""
    return (
        Household.objects.filter(
            status=HouseholdStatus.ACTIVE, members__role=MemberRole.HOLDER, members__person__account=user
        )
        .select_related("address")
        .first()
    )


def waits_for_key(user: User) -> bool:
    """Whether the town hall accepted this account's declaration and sent a key that nobody typed yet."""
    return (
        Household.objects.filter(declared_by=user, status=HouseholdStatus.ACTIVE)
        .exclude(members__person__account=user)
        .exists()
    )


def family_card(user: User) -> FamilyCard | None:
    """Return the household of this account, ready to be shown; None while it has none."""
    household = household_of(user)
    return card_of(household) if household else None


def card_of(household: Household) -> FamilyCard:
    members = list(household.members.select_related("person", "own_address"))
    adults = {member.person_id: member.person for member in members if member.role != MemberRole.CHILD}
    ties = _ties(adults, [member.person_id for member in members if member.role == MemberRole.CHILD])
    home = household.address.lines()
    lines = tuple(
        MemberLine(
            person=member.person,
            role=MemberRole(member.role),
            address_lines=member.own_address.lines() if member.own_address else home,
            shares_address=member.shares_address,
            ties=ties.get(member.person_id, ()),
        )
        for member in sorted(members, key=lambda member: (ROLE_ORDER.index(MemberRole(member.role)), member.pk))
    )
    return FamilyCard(
        household=household,
        address_lines=home,
        members=lines,
        contacts=tuple(household.contacts.select_related("own_address")),
        benefit=BenefitRecord.objects.filter(household=household).first(),
    )


def _ties(adults: Mapping[int, Person], children: Sequence[int]) -> dict[int, tuple[Tie, ...]]:
    found: dict[int, tuple[Tie, ...]] = {}
    for relationship in Relationship.objects.filter(adult__in=adults, child__in=children):
        tie = Tie(
            adult=adults[relationship.adult_id],
            quality=str(Quality(relationship.quality).label),
            parental_authority=relationship.parental_authority,
        )
        found[relationship.child_id] = (*found.get(relationship.child_id, ()), tie)
    return found


def keys_blocked_until(user: User, at: datetime) -> datetime | None:
    """Return when this account may type a key again, or None when it may now.

    As many wrong keys as the commune allows within an hour close the door for one hour after the last.
    """
    limit = context.config().service_key.attempts_per_hour
    last = list(KeyAttempt.objects.filter(user=user, at__gt=at - 2 * BLOCK)[:limit])
    if len(last) < limit or last[0].at - last[-1].at >= BLOCK:
        return None
    until = last[0].at + BLOCK
    return until if at < until else None


def keys_of(household: Household) -> QuerySet[ServiceKey]:
    return household.keys.select_related("person", "used_by")


def declared_match_keys(declaration: FamilyDeclaration) -> dict[str, str]:
    """Return the key by which each declared child would be recognised, by the key of its page."""
    return {
        child.key: match_key(child.first_names, child.birth_name or child.usual_name, child.birth_date)
        for child in declaration.children
        if not child.expected and child.birth_date is not None
    }


def same_children(child: Person) -> QuerySet[Person]:
    """The children of other households who have the names and birth date of this one."""
    if not child.match_key:
        return Person.objects.none()
    own = HouseholdMember.objects.filter(person=child).values("household")
    elsewhere = HouseholdMember.objects.filter(role=MemberRole.CHILD).exclude(household__in=own).values("person")
    return (
        Person.objects.living_apart()
        .filter(match_key=child.match_key, pk__in=elsewhere)
        .exclude(pk=child.pk)
        .order_by("pk")
    )


def probable_matches(declaration: FamilyDeclaration) -> tuple[ProbableMatch, ...]:
    """Return the declared children whom another household has already."""
    keys = declared_match_keys(declaration)
    by_match_key = {match: child_key for child_key, match in keys.items()}
    found = (
        Person.objects.living_apart()
        .filter(match_key__in=by_match_key, memberships__role=MemberRole.CHILD)
        .prefetch_related(_households_with_adults())
        .distinct()
        .order_by("pk")
    )
    names = {child.key: child.full_name for child in declaration.children}
    return tuple(
        ProbableMatch(
            child_key=by_match_key[person.match_key],
            child_name=names[by_match_key[person.match_key]],
            person=person,
            households=tuple(person.households.all()),
        )
        for person in found
    )


def known_adults(declaration: FamilyDeclaration) -> tuple[KnownAdult, ...]:
    """Return the persons who look like the declared adults: same names and birth date, or same e-mail address."""
    found: list[KnownAdult] = []
    for declared in filter(None, (declaration.holder, declaration.co_representative)):
        alike = Q(pk=None)
        key = ""
        if declared.birth_date is not None:
            key = match_key(declared.first_names, declared.birth_name or declared.usual_name, declared.birth_date)
            alike |= Q(match_key=key)
        if declared.email:
            alike |= Q(email__iexact=declared.email)
        for person in Person.objects.living_apart().filter(alike).order_by("pk"):
            same_name = bool(key) and person.match_key == key
            because = "mêmes nom, prénom et date de naissance" if same_name else "même adresse électronique"
            found.append(KnownAdult(declared_name=declared.full_name, person=person, because=because))
    return tuple(found)


def pending_matches() -> QuerySet[MatchCandidate]:
    """The questions put to the agents, oldest first, each with the adults of the households around it."""
    return _with_households(MatchCandidate.objects.filter(status=MatchStatus.PENDING)).order_by("found_at", "pk")


def matches_of(household: Household) -> QuerySet[MatchCandidate]:
    """Every question about a child of this household, answered or not."""
    children = household.members.filter(role=MemberRole.CHILD).values("person")
    about = Q(person_a__in=children) | Q(person_b__in=children)
    return _with_households(MatchCandidate.objects.filter(about))


def _with_households(candidates: QuerySet[MatchCandidate]) -> QuerySet[MatchCandidate]:
    return candidates.select_related("person_a", "person_b", "decided_by").prefetch_related(
        _households_with_adults("person_a__"), _households_with_adults("person_b__")
    )


def _households_with_adults(prefix: str = "") -> Prefetch:
    members = HouseholdMember.objects.select_related("person")
    households = (
        Household.objects.select_related("address")
        .prefetch_related(Prefetch("members", queryset=members))
        .order_by("pk")
    )
    return Prefetch(f"{prefix}households", queryset=households)


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
