"""What waits for the agents of a demonstration: accounts to approve, requests of every age, made as citizens would."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from django.core.files.base import ContentFile

from apps.accounts import operations as accounts
from apps.accounts.models import User
from apps.casework import family, procedures
from apps.casework import operations as cases
from apps.casework.models import Case
from apps.documents import operations as documents
from apps.documents.models import Document
from apps.families import operations as families
from apps.families.declaration import DeclaredAdult, FamilyDeclaration
from communes_config.schema import ActivationMode, AttachmentKind
from tenants import context

from .people import Town
from .registry import Registry
from .vault import page


class Fate(StrEnum):
    DRAFT = "draft"
    FILED = "filed"
    TAKEN = "taken"
    QUESTIONED = "questioned"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """When a family filed its request, what became of it, and whether the other parent is a family already known."""

    days_ago: float
    fate: Fate
    child_is_known: bool = False


PLANS = (
    Plan(days_ago=0.1, fate=Fate.FILED),
    Plan(days_ago=0.6, fate=Fate.FILED, child_is_known=True),
    Plan(days_ago=1.4, fate=Fate.FILED),
    Plan(days_ago=2.8, fate=Fate.FILED),
    Plan(days_ago=6, fate=Fate.FILED, child_is_known=True),
    Plan(days_ago=9, fate=Fate.FILED),
    Plan(days_ago=3.2, fate=Fate.TAKEN),
    Plan(days_ago=5.5, fate=Fate.TAKEN),
    Plan(days_ago=8, fate=Fate.QUESTIONED),
    Plan(days_ago=12, fate=Fate.QUESTIONED),
    Plan(days_ago=15, fate=Fate.ANSWERED),
    Plan(days_ago=11, fate=Fate.ACCEPTED),
    Plan(days_ago=19, fate=Fate.ACCEPTED),
    Plan(days_ago=26, fate=Fate.ACCEPTED),
    Plan(days_ago=21, fate=Fate.REFUSED),
    Plan(days_ago=16, fate=Fate.CANCELLED),
    Plan(days_ago=2, fate=Fate.DRAFT),
    Plan(days_ago=5, fate=Fate.DRAFT),
)
QUESTION = "Il nous manque la page du livret de famille où figure votre enfant. Pouvez-vous la joindre ?"
ANSWER = "Bonjour, voici la page demandée. Merci de votre patience."
REFUSAL = "L’adresse déclarée se trouve dans une commune voisine : adressez votre demande à votre mairie."
NOTE = "Bienvenue ! Les inscriptions de l’année se font dans votre espace."

# Days since each account was created: the last ones are beyond the promise made to the citizen.
WAITING_FOR_AN_AGENT = (0.1, 0.3, 0.8, 1.1, 1.6, 2.2, 3.4, 5.2, 6.5)
WAITING_WITHOUT_CAPTCHA = (0.2, 1.3, 3.6)
WAITING_FOR_A_LINK = (0.1, 0.5, 2.5, 4)


def sign_up_accounts(town: Town, *, password: str, at: datetime) -> int:
    """Leave accounts to approve, and some whose link was not followed; return how many wait for an agent."""
    if context.config().activation.mode is ActivationMode.AGENT:
        for days in WAITING_FOR_AN_AGENT:
            _sign_up(town, password, at - timedelta(days=days))
        return len(WAITING_FOR_AN_AGENT)
    for days in WAITING_WITHOUT_CAPTCHA:
        _sign_up(town, password, at - timedelta(days=days), by_agent=True)
    for days in WAITING_FOR_A_LINK:
        _sign_up(town, password, at - timedelta(days=days))
    return len(WAITING_WITHOUT_CAPTCHA)


def file_cases(town: Town, known: Sequence[FamilyDeclaration], *, agent: User, at: datetime) -> int:
    """File the requests of PLANS and bring each to its fate; return how many there are."""
    alone = iter([declaration for declaration in known if declaration.co_representative is None])
    declarations = [town.other_parent(next(alone)) if plan.child_is_known else town.couple() for plan in PLANS]
    registry = Registry(town, at=at)
    since = at - timedelta(days=40)
    requesters = [registry.account(declaration.holder, since) for declaration in declarations]
    registry.write()
    for plan, declaration, requester in zip(PLANS, declarations, requesters, strict=True):
        _live(plan, declaration, requester, agent, at - timedelta(days=plan.days_ago))
    return len(PLANS)


def declare_twice(town: Town, *, count: int, at: datetime) -> None:
    """Leave children that two separated parents declared, for an agent to recognise."""
    for number in range(count):
        declared_at = at - timedelta(days=3 * number + 1)
        for declaration in town.separated():
            families.create_household(declaration=declaration, account=None, by=None, at=declared_at)


def specimen(kind: AttachmentKind, owner: User, at: datetime) -> Document:
    """Deposit a page that says what it stands for."""
    file = ContentFile(page((kind.title, "", f"{owner.first_names} {owner.usual_name}", "", "SPÉCIMEN")), "piece.pdf")
    issued_on = (at - timedelta(days=20)).date()
    return documents.deposit(
        owner=owner, file=file, kind=kind.document_kind, title=kind.title, at=at, issued_on=issued_on
    )


def _sign_up(town: Town, password: str, at: datetime, *, by_agent: bool = False) -> None:
    adult = town.adult(town.rng.choice(("mr", "mrs")))
    home = adult.address
    entry = accounts.SignUpEntry(
        username=town.username(adult),
        email=adult.email,
        civility=adult.civility,
        usual_name=adult.usual_name,
        birth_name=adult.birth_name,
        first_names=adult.first_names,
        birth_date=adult.birth_date,
        mobile=adult.mobile,
        address=accounts.AddressEntry(
            number=home.number, street=home.street, postal_code=home.postal_code, city=home.city, country="France"
        )
        if home
        else accounts.AddressEntry(),
        accepts_cgu=True,
    )
    accounts.sign_up(entry=entry, password=password, at=at, by_agent=by_agent)


def _live(plan: Plan, declaration: FamilyDeclaration, requester: User, agent: User, filed_at: datetime) -> None:
    case = cases.open_draft(procedure=family.SLUG, by=requester, at=filed_at - timedelta(minutes=14))
    payload = _complete(declaration).to_json()
    case = cases.save_draft(case=case, payload=payload, by=requester, at=filed_at - timedelta(minutes=5))
    if plan.fate is Fate.DRAFT:
        return
    for kind in procedures.get(family.SLUG).terms.required:
        document = specimen(kind, requester, filed_at - timedelta(minutes=3))
        cases.attach(case=case, document=document, kind=kind.slug, by=requester, at=filed_at - timedelta(minutes=2))
    case = cases.submit(case=case, by=requester, at=filed_at).case
    _decide(plan.fate, case, requester, agent, filed_at)


def _decide(fate: Fate, case: Case, requester: User, agent: User, filed_at: datetime) -> None:
    if fate is Fate.FILED:
        return
    if fate is Fate.CANCELLED:
        cases.cancel(case=case, by=requester, at=filed_at + timedelta(hours=5))
        return
    case = cases.take(case=case, by=agent, at=filed_at + timedelta(hours=20))
    later = filed_at + timedelta(hours=46)
    if fate in {Fate.QUESTIONED, Fate.ANSWERED}:
        asked = [kind.title for kind in procedures.get(family.SLUG).terms.required][:1]
        case = cases.ask_information(case=case, by=agent, at=later, message=QUESTION, pieces=asked)
    if fate is Fate.ANSWERED:
        cases.answer(case=case, by=requester, at=later + timedelta(hours=9), message=ANSWER)
    if fate is Fate.ACCEPTED:
        cases.accept(case=case, by=agent, at=later, note=NOTE)
    if fate is Fate.REFUSED:
        cases.refuse(case=case, by=agent, at=later, reason=REFUSAL)


def _complete(declaration: FamilyDeclaration) -> FamilyDeclaration:
    """Answer everything that a commune may ask of adults."""
    second = declaration.co_representative
    return replace(
        declaration, holder=_outspoken(declaration.holder), co_representative=_outspoken(second) if second else None
    )


def _outspoken(adult: DeclaredAdult) -> DeclaredAdult:
    return replace(
        adult,
        phone=adult.phone or adult.mobile,
        profession=adult.profession or "Sans profession",
        employer=adult.employer or "Sans employeur",
        work_phone=adult.work_phone or adult.mobile,
    )
