"""The demonstration of one commune: its families, its agents, what waits for them, and who may sign in."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from apps.accounts import operations as accounts
from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.audit.operations import record
from apps.families import operations as families
from apps.families.enums import HouseholdOrigin, MemberRole
from apps.families.models import Household, HouseholdMember
from tenants import context
from tenants.models import Commune

from . import (
    certification,
    changes,
    custody,
    enrolments,
    group_messages,
    health,
    payers,
    portraits,
    quotients,
    requests,
    schools,
    vault,
    work,
)
from .people import Town
from .registry import Registry
from .telephone import Telephone, protect, telephone_of

PASSWORD = "Soleil-Bleu-47"  # noqa: S105 - printed beside the addresses, good on this machine only
PARENT, NEWCOMER, AGENT, ADMINISTRATOR, OFFICER = "parent", "nouveau", "agent", "admin", "sante"
CAREFUL = "prudence"
FEWEST, MOST = 140, 210  # families drawn for a commune
KEYS_SHOWN = 2


@dataclass(frozen=True, kw_only=True)
class ReadyKey:
    """A service key that nobody has typed yet."""

    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Demonstration:
    """What there is to try in one commune."""

    commune: Commune
    created: bool
    families: int
    to_approve: int
    keys: tuple[ReadyKey, ...]
    telephone: Telephone | None


def ensure(*, slug: str, at: datetime) -> Demonstration:
    """Fill a commune unless it was filled before, all or nothing; the keys are new at each call."""
    with context.activate(slug) as commune, transaction.atomic():
        created = not User.objects.filter(username_key=AGENT).exists()
        if created:
            _fill(commune, at=at)
        careful = User.objects.filter(username_key=CAREFUL).first() or _careful_agent(at=at)
        return Demonstration(
            commune=commune,
            created=created,
            families=Household.objects.count(),
            to_approve=User.objects.to_approve().count(),
            keys=_keys(at=at),
            telephone=telephone_of(careful),
        )


def _fill(commune: Commune, *, at: datetime) -> None:
    town = Town(commune.config, seed=commune.slug, today=at.date())
    registry = Registry(town, at=at)
    drawn = list(town.families(town.rng.randint(FEWEST, MOST)))
    registry.add(drawn)
    registry.write()
    record(action="families.demonstration_written", actor=None, subject=None, at=at, data={"families": len(drawn)})
    installed = at - timedelta(days=60)
    agent = _agent(AGENT, "Leïla", "Marchand", Role.FAMILY_AGENT, at=installed)
    _agent(ADMINISTRATOR, "Bernard", "Castel", Role.ADMINISTRATOR, at=installed)
    officer = _agent(OFFICER, "Dominique", "Aubry", Role.HEALTH_OFFICER, at=installed - timedelta(days=5))
    parent = _parent(town, at=at - timedelta(days=40))
    vault.fill(owner=parent, at=at)
    portraits.fill(parent=parent, at=at)
    _newcomer(town, at=at - timedelta(days=1))
    known = [declaration for family in drawn for declaration in family.households]
    schools.send_to_school(town, at=at)
    work.declare_twice(town, count=2, at=at)
    work.file_cases(town, known, agent=agent, at=at)
    requests.fill(parent=parent, agent=agent, at=at)
    enrolments.fill(rng=town.rng, parent=parent, agent=agent, at=at)
    health.fill(town=town, parent=parent, officer=officer, at=at)
    changes.fill(town, agent=agent, at=at)
    group_messages.fill(parent=parent, agent=agent, at=at)
    work.sign_up_accounts(town, password=PASSWORD, at=at)
    payers.fill(parent=parent, agent=agent, at=at)
    certification.fill(town, parent=parent, at=at)
    custody.part(town, agent=agent, new_citizen=partial(_citizen, at=at - timedelta(days=50)), at=at)
    quotients.fill(town, parent=parent, agent=agent, at=at)


def _agent(username: str, first_names: str, usual_name: str, role: Role, *, at: datetime) -> User:
    agent, _temporary = accounts.create_agent(
        username=username,
        email=f"{username}@mairie.example",
        first_names=first_names,
        usual_name=usual_name,
        roles=[(role, "")],
        at=at,
    )
    return accounts.choose_password(user=agent, password=PASSWORD, at=at)


def _careful_agent(*, at: datetime) -> User:
    """An agent who is asked for the code of a telephone, which the demonstration prints."""
    agent = _agent(CAREFUL, "Prudence", "Vidal", Role.FAMILY_AGENT, at=at)
    protect(agent, at=at)
    return agent


def _parent(town: Town, *, at: datetime) -> User:
    """A parent whose family the town hall has validated."""
    declaration = town.couple()
    holder = replace(declaration.holder, first_names="Camille", usual_name="Durand", email="parent@courriel.example")
    user = _citizen(PARENT, holder.first_names, holder.usual_name, holder.email, at=at)
    families.create_household(
        declaration=replace(declaration, holder=holder), account=user, by=None, at=at + timedelta(hours=3)
    )
    return user


def _newcomer(town: Town, *, at: datetime) -> None:
    """A parent whose account is open, and whose family is still to be declared or joined with a key."""
    adult = town.adult("mr")
    _citizen(NEWCOMER, adult.first_names, adult.usual_name, "nouveau@courriel.example", at=at)


def _citizen(username: str, first_names: str, usual_name: str, email: str, *, at: datetime) -> User:
    entry = accounts.NewAccount(
        reference=f"demo-{username}", username=username, first_names=first_names, usual_name=usual_name, email=email
    )
    user, _temporary = accounts.create_account(entry=entry, by=None, at=at, letter=True)
    user.email, user.email_key = email, email
    user.save(update_fields=["email", "email_key"])
    accounts.choose_password(user=user, password=PASSWORD, at=at)
    accounts.accept_cgu(user=user, at=at)
    return user


def _keys(*, at: datetime) -> tuple[ReadyKey, ...]:
    """Make a key for parents who are known and have no account."""
    waiting = HouseholdMember.objects.filter(
        role=MemberRole.HOLDER, person__account=None, household__origin=HouseholdOrigin.KNOWN
    )
    chosen = waiting.select_related("household", "person").order_by("pk")[:KEYS_SHOWN]
    return tuple(
        ReadyKey(
            name=member.person.full_name,
            text=families.issue_key(household=member.household, person=member.person, by=None, at=at).text,
        )
        for member in chosen
    )
