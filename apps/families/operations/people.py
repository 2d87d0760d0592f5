"""From declared people to persons the commune knows, and from two rows to one person."""

from dataclasses import asdict
from datetime import datetime
from typing import Final, Protocol

from django.db.models import Q

from apps.accounts.models import Address, User
from apps.families.declaration import DeclaredAddress, DeclaredAdult, DeclaredChild, DeclaredPerson
from apps.families.enums import MatchStatus
from apps.families.models import (
    BarredPerson,
    BenefitRecord,
    Custody,
    FormerMember,
    HouseholdMember,
    MatchCandidate,
    PayerShare,
    Person,
    Relationship,
    Restriction,
    ServiceKey,
)
from apps.families.operations.portraits import pass_portrait
from core.identifiers import fold, match_key

_IDENTITY: Final = (
    "usual_name",
    "birth_name",
    "first_names",
    "birth_date",
    "birth_commune",
    "birth_department",
    "birth_country",
    "birth_place_code",
)
_ADULT: Final = (
    *_IDENTITY,
    "civility",
    "phone",
    "ex_directory",
    "mobile",
    "refuses_sms",
    "email",
    "refuses_email",
    "profession",
    "employer",
    "work_phone",
)
_CHILD: Final = (*_IDENTITY, "sex")


def create_address(declared: DeclaredAddress) -> Address:
    return Address.objects.create(**asdict(declared))


def create_adult(declared: DeclaredAdult, at: datetime) -> Person:
    return _create(declared, _ADULT, at)


def create_child(declared: DeclaredChild, at: datetime) -> Person:
    """An expected child keeps only the date it is expected on, and no key to be recognised by."""
    if declared.expected:
        names = {name: getattr(declared, name) for name in ("usual_name", "first_names", "sex")}
        person = Person(**names, expected_on=declared.expected_on, created_at=at, updated_at=at)
        person.search_text = search_text(person)
        person.save()
        return person
    return _create(declared, _CHILD, at)


def _create(declared: DeclaredPerson, names: tuple[str, ...], at: datetime) -> Person:
    person = Person(**{name: getattr(declared, name) for name in names}, created_at=at, updated_at=at)
    if person.birth_date is not None:
        person.match_key = match_key(person.first_names, person.birth_name or person.usual_name, person.birth_date)
    person.search_text = search_text(person)
    person.save()
    return person


def search_text(person: Person) -> str:
    """What an agent may type to find the person: words without accents, digits of the telephone numbers, e-mail."""
    words = fold(" ".join((person.first_names, person.usual_name, person.birth_name)))
    numbers = ("".join(filter(str.isdigit, number)) for number in (person.phone, person.mobile))
    return " ".join(filter(None, (words, *numbers, person.email.lower())))


def tie_account(*, user: User, person: Person, at: datetime) -> Person:
    """Make this person the account's; who already is a person in another household stays that person, in both."""
    own = Person.objects.select_for_update().filter(account=user).first()
    if own is None:
        person.account = user
        person.updated_at = at
        person.save(update_fields=["account", "updated_at"])
        return person
    if own.pk != person.pk:
        absorb(kept=own, other=person, at=at)
    return own


class Absorption(Protocol):
    """What an app above does with the rows it keeps about a person recognised as another."""

    def __call__(self, *, kept: Person, other: Person, at: datetime) -> None: ...


_absorptions: list[Absorption] = []


def on_absorption(follow: Absorption) -> None:
    """Register what else passes over, in the same transaction."""
    if follow not in _absorptions:
        _absorptions.append(follow)


def absorb(*, kept: Person, other: Person, at: datetime) -> None:
    """Recognise `other` as `kept`: its places and ties pass over, its row stays as the trace of what was declared."""
    HouseholdMember.objects.filter(person=other).update(person=kept)
    FormerMember.objects.filter(person=other).update(person=kept)
    ServiceKey.objects.filter(person=other).update(person=kept)
    BenefitRecord.objects.filter(member=other).update(member=kept)
    PayerShare.objects.filter(child=other).update(child=kept)
    Person.objects.filter(merged_into=other).update(merged_into=kept)
    BarredPerson.objects.filter(child=other).update(child=kept)
    _pass_ties(kept, other)
    _pass_candidates(kept, other)
    _pass_judgments(kept, other)
    pass_portrait(kept=kept, other=other)
    for follow in _absorptions:
        follow(kept=kept, other=other, at=at)
    for name in (*_ADULT, "sex"):
        if getattr(kept, name) in ("", None) and getattr(other, name) not in ("", None):
            setattr(kept, name, getattr(other, name))
    kept.search_text = search_text(kept)
    kept.match_key = kept.match_key or other.match_key
    kept.updated_at = other.updated_at = at
    kept.version += 1
    other.merged_into, other.account, other.match_key = kept, None, ""
    other.save()
    kept.save()


def _pass_ties(kept: Person, other: Person) -> None:
    known_adults = Relationship.objects.filter(child=kept).values("adult")
    known_children = Relationship.objects.filter(adult=kept).values("child")
    Relationship.objects.filter(child=other).exclude(adult__in=known_adults).update(child=kept)
    Relationship.objects.filter(adult=other).exclude(child__in=known_children).update(adult=kept)
    Relationship.objects.filter(Q(child=other) | Q(adult=other)).delete()


def _pass_candidates(kept: Person, other: Person) -> None:
    """Questions and answers about `other` become about `kept`; the pair itself keeps its answer."""
    pairs = MatchCandidate.objects.filter(Q(person_a=other) | Q(person_b=other)).exclude(
        Q(person_a=kept) | Q(person_b=kept)
    )
    for candidate in pairs.order_by("pk"):
        third = candidate.person_b_id if candidate.person_a_id == other.pk else candidate.person_a_id
        low, high = sorted((kept.pk, third))
        existing = MatchCandidate.objects.filter(person_a_id=low, person_b_id=high).first()
        if existing is None:
            candidate.person_a_id, candidate.person_b_id = low, high
            candidate.save(update_fields=["person_a", "person_b"])
        elif candidate.status == MatchStatus.PENDING:
            candidate.delete()


def _pass_judgments(kept: Person, other: Person) -> None:
    """What a judge decided about one is about the other; what `kept` has already for the same days stays alone."""
    for restriction in Restriction.objects.filter(Q(child=other) | Q(adult=other)).order_by("pk"):
        child, adult = ((kept.pk if pk == other.pk else pk) for pk in (restriction.child_id, restriction.adult_id))
        same = Restriction.objects.filter(
            child=child, adult=adult, kind=restriction.kind, starts_on=restriction.starts_on
        )
        if same.exists():
            restriction.delete()
        else:
            restriction.child_id, restriction.adult_id = child, adult
            restriction.save(update_fields=["child", "adult"])
    for custody in Custody.objects.filter(child=other).order_by("pk"):
        if any(_overlap(custody, known) for known in Custody.objects.filter(child=kept)):
            custody.delete()
        else:
            custody.child = kept
            custody.save(update_fields=["child"])


def _overlap(one: Custody, other: Custody) -> bool:
    return (one.ends_on is None or other.starts_on < one.ends_on) and (
        other.ends_on is None or one.starts_on < other.ends_on
    )
