"""Who may already be known: the same child in two households, an adult declared again."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from apps.families.declaration import FamilyDeclaration
from apps.families.enums import MatchStatus, MemberRole
from apps.families.models import Household, HouseholdMember, MatchCandidate, Person
from core.identifiers import match_key


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
