"""Who comes for a child, beside who must not: the same name on both sides is said to agents, never to a family."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from apps.backoffice.queries.child_file import Forbidden
from apps.enrolments.models import AuthorisedPerson
from apps.enrolments.queries import authorised_for
from apps.families.enums import HouseholdStatus, MemberRole
from apps.families.models import Contact, Person
from core.identifiers import same_name


@dataclass(frozen=True, kw_only=True)
class Collector:
    """Somebody whom a household lets, or let, collect a child; blocked by the name of who must not."""

    person: AuthorisedPerson
    is_over: bool
    is_blocked: bool


def collectors_at_the_desk(child: Person, forbidden: Sequence[Forbidden], day: date) -> tuple[Collector, ...]:
    """Return who may come first, then who no longer may."""
    blocked = _names(forbidden)
    found = [
        Collector(
            person=person,
            is_over=person.is_over(day),
            is_blocked=same_name(person.full_name) in blocked,
        )
        for person in authorised_for(child)
    ]
    return tuple(sorted(found, key=lambda one: one.is_over))


def namesakes(child: Person, forbidden: Sequence[Forbidden], day: date) -> tuple[str, ...]:
    """Return the names that families let come for the child and that somebody who must not come bears too."""
    blocked = _names(forbidden)
    if not blocked:
        return ()
    homes = child.memberships.filter(role=MemberRole.CHILD, household__status=HouseholdStatus.ACTIVE)
    contacts = Contact.objects.filter(household__in=homes.values("household"), may_collect=True).order_by("pk")
    authorised = AuthorisedPerson.objects.on(day).filter(child=child)
    named = dict.fromkeys([*(one.full_name for one in authorised), *map(str, contacts)])
    return tuple({same_name(name): name for name in named if same_name(name) in blocked}.values())


def blocked_among(contacts: Iterable[Contact], forbidden: Iterable[Forbidden]) -> frozenset[int]:
    """Return the contacts who may collect children of the household, but for the name they share with one barred."""
    blocked = _names(forbidden)
    return frozenset(one.pk for one in contacts if one.may_collect and same_name(str(one)) in blocked)


def _names(forbidden: Iterable[Forbidden]) -> frozenset[str]:
    return frozenset(same_name(one.who) for one in forbidden if one.forbids_collecting)
