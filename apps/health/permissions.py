"""Who may know about the health of a child; when, is for the rest."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, Q

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.accounts.permissions import ROLE_PERMISSIONS, Permission, may
from apps.families.enums import RestrictionKind
from apps.families.models import Person, PersonQuerySet, Restriction
from apps.families.queries import (
    adults_around,
    children_of,
    holds_authority,
    nobody_holds_authority,
    proven_children,
    ties_to_prove,
)
from tenants import context


def children_whose_health_is_kept_by(user: User, on: date) -> PersonQuerySet:
    """Return the children over whom this account holds parental authority and of whom a judge lets it be told.

    Both parents, whatever household they live in, or a guardian; an adult who merely lives with the child is not among
    them. A child for whom nobody declared the authority is kept by those who represent it. A tie that only a key made
    opens nothing.
    """
    return may_hold(user, on).filter(~Exists(ties_to_prove(user)) | Q(pk__in=proven_children(user)))


def may_hold(user: User, on: date) -> PersonQuerySet:
    """Return the children whose health this account would keep once nothing is left to prove of who it is."""
    silenced = Restriction.objects.on(on).filter(kind=RestrictionKind.NO_INFORMATION, adult__account=user)
    undeclared = Q(pk__in=children_of(user, on=on).filter(nobody_holds_authority()).values("pk"))
    known = Person.objects.living_apart().filter(holds_authority(user) | undeclared)
    return known.exclude(pk__in=silenced.order_by().values("child"))


def may_keep(user: User, child: Person, on: date) -> bool:
    """Tell whether this person may read and change the record of this child, as its parent."""
    return children_whose_health_is_kept_by(user, on).filter(pk=child.pk).exists()


def waits_for_proof(user: User, child: Person, on: date) -> bool:
    """Tell whether only the second proof of who this account is keeps it from the record of this child."""
    return not may_keep(user, child, on) and may_hold(user, on).filter(pk=child.pk).exists()


def told_of(user: User, children: Iterable[Person], on: date) -> frozenset[int]:
    """Return, by their number, those of these children whose health this person may know of."""
    kept = children_whose_health_is_kept_by(user, on).filter(pk__in=[child.pk for child in children])
    return frozenset(kept.values_list("pk", flat=True))


def keepers_of(child: Person, on: date) -> list[User]:
    """Return the accounts that may read and change the record of this child, as its parents."""
    adults = adults_around(child).filter(account__isnull=False).select_related("account")
    return [adult.account for adult in adults if adult.account is not None and may_keep(adult.account, child, on)]


def may_see_health(agent: User) -> bool:
    return may(agent, Permission.SEE_HEALTH)


def function_of(agent: User) -> str:
    """Return what a family reads of an agent: a function and a service, never a name."""
    services = {service.slug: service.name for service in context.config().services}
    functions = [
        f"{Role(held.role).label}, {services[held.service_slug]}"
        if held.service_slug in services
        else str(Role(held.role).label)
        for held in agent.roles.all()
        if Permission.SEE_HEALTH in ROLE_PERMISSIONS[Role(held.role)]
    ]
    return min(functions, default="Agent de la mairie")
