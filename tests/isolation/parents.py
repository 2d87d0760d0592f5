"""Two separated parents of one commune, each with secrets that the other must never read, and who walks what."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Any

from django.urls import URLPattern, reverse
from django.urls.converters import IntConverter, UUIDConverter

from apps.accounts.models import User
from apps.casework.models import Case, CaseAttachment
from apps.documents.models import Document
from apps.enrolments.models import AuthorisedPerson, Enrolment
from apps.families import operations
from apps.families.declaration import (
    DeclaredAddress,
    DeclaredAdult,
    DeclaredBenefit,
    DeclaredContact,
    DeclaredTie,
    FamilyDeclaration,
)
from apps.families.enums import BenefitBody, ContactLink, Quality
from apps.families.models import Contact, Household, MatchCandidate, Person
from apps.messaging.models import Message, Notice
from apps.portal.urls import urlpatterns
from core.custody import Arrangement, IsoParity, Party
from tenants import context
from tests.apps.families.makers import agent, declaration, nina
from tests.factories import (
    AddressFactory,
    AuthorisedPersonFactory,
    CaseAttachmentFactory,
    CaseFactory,
    DocumentFactory,
    EnrolmentFactory,
    FamilyQuotientFactory,
    HealthRecordFactory,
    NoticeFactory,
    PayerShareFactory,
    UserFactory,
)
from tests.guards import GuardedClient
from tests.instants import MONDAY_MORNING

TIE = {
    "m": DeclaredTie(quality=Quality.FATHER, parental_authority=True),
    "s": DeclaredTie(quality=Quality.MOTHER, parental_authority=True),
}
# what these holes take says nothing of anybody: one value is enough
SAME_FOR_ALL: dict[str, dict[str, list[Any]]] = {
    "enrolment-blocks": {"key": ["cantine"]},
    "family-declaration-person": {"key": ["titulaire"]},
    "family-declaration-remove": {"key": ["titulaire"]},
    "procedure-detach": {"slug": ["contact"]},
    **{name: {"slug": ["rien"]} for name in ("document-add", "activity", "news-item", "page", "captcha-image")},
}
LEAVES = {"sign-out", "franceconnect", "franceconnect-return", "franceconnect-signed-out"}


@dataclass(frozen=True, kw_only=True)
class Parent:
    """An account, its household, and words that stand for what only they may read."""

    mark: str
    user: User
    household: Household
    secrets: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class World:
    father: Parent
    mother: Parent
    child: Person
    agent: User
    place: Enrolment


def world() -> World:
    father, mother = _parent("m", "Maurice", "Testo"), _parent("s", "Solange", "Testa")
    by = agent()
    child = operations.confirm_match(candidate=MatchCandidate.objects.get(), by=by, at=MONDAY_MORNING)
    operations.record_custody(
        child=child,
        first_household=father.household,
        second_household=mother.household,
        arrangement=Arrangement(rhythm=IsoParity(even=Party.A)),
        starts_on=date(2020, 1, 6),
        judgment="JAF-SECRET",
        by=by,
        at=MONDAY_MORNING,
    )
    Notice.objects.all().delete()  # of the custody: those to look for come with the papers
    HealthRecordFactory(child=child)
    place = EnrolmentFactory(
        child=child, household=mother.household, requested_by=mother.user, ends_on=date(2099, 7, 3)
    )
    _papers(father, child)
    _papers(mother, child)
    Message.objects.all().delete()  # a world is made without a word: what each parent is told comes after
    return World(father=father, mother=mother, child=child, agent=by, place=place)


def _parent(mark: str, first_names: str, usual_name: str) -> Parent:
    secrets = {
        "street": f"rue Secrète-{mark}",
        "phone": {"m": "01 11 11 11 11", "s": "01 22 22 22 22"}[mark],
        "mobile": {"m": "06 11 11 11 11", "s": "06 22 22 22 22"}[mark],
        "email": f"secret-{mark}@exemple.fr",
        "profession": f"Metier-{mark}",
        "contact": {"m": "06 33 33 33 33", "s": "06 44 44 44 44"}[mark],
        "title": f"Facture-{mark}",
        "answer": f"Réponse-{mark}",
        "notice": f"Avis-{mark}",
        "payer": f"Payeur-{mark}",
        "quotient": {"m": "81818", "s": "72727"}[mark],
    }
    user = UserFactory(
        username=f"parent.{mark}",
        usual_name=usual_name,
        first_names=first_names,
        email=secrets["email"],
        email_key=secrets["email"],
        phone=secrets["phone"],
        mobile=secrets["mobile"],
        address=AddressFactory(number="7", street=secrets["street"]),
    )
    given = _declaration(mark, user, secrets)
    household = operations.create_household(declaration=given, account=user, by=None, at=MONDAY_MORNING)
    FamilyQuotientFactory(household=household, value=secrets["quotient"], recorded_by=user)
    return Parent(mark=mark, user=user, household=household, secrets=tuple(secrets.values()))


def _declaration(mark: str, user: User, secrets: dict[str, str]) -> FamilyDeclaration:
    home = DeclaredAddress(number="7", street=f"rue Secrète-{mark}", postal_code="94260", city="Fresnes")
    holder = DeclaredAdult(
        civility="mr" if mark == "m" else "mrs",
        usual_name=user.usual_name,
        birth_name=user.usual_name,
        first_names=user.first_names,
        birth_date=date(1980, 1, 1),
        address=home,
        phone=secrets["phone"],
        mobile=secrets["mobile"],
        email=secrets["email"],
        profession=secrets["profession"],
    )
    contact = DeclaredContact(
        key="c1",
        usual_name="Voisine",
        first_names=f"Contact-{mark}",
        phone=secrets["contact"],
        link=ContactLink.NEIGHBOUR,
        may_collect=True,
    )
    return replace(
        declaration(),
        holder=holder,
        co_representative=None,
        children=(nina(holder_tie=TIE[mark]),),
        contacts=(contact,),
        benefit=DeclaredBenefit(member="titulaire", body=BenefitBody.CAF, number=f"CAF-{mark}"),
    )


def _papers(parent: Parent, child: Person) -> None:
    mark = parent.mark
    document = DocumentFactory(owner=parent.user, title=f"Facture-{mark}", filename=f"facture-{mark}.pdf")
    answers = {"answers": {"message": f"Réponse-{mark}"}, "children": [child.pk]}
    number = f"2026-0009{'1' if mark == 'm' else '2'}0"
    case = CaseFactory(
        filed=True, number=number, requester=parent.user, procedure="contact", title="Une question", payload=answers
    )
    CaseAttachmentFactory(case=case, document=document, kind="")
    NoticeFactory(user=parent.user, title=f"Avis-{mark} : l’inscription de Nina s’arrête", children=[child.pk])
    PayerShareFactory(household=parent.household, child=child, payer__name=f"Payeur-{mark}")
    AuthorisedPersonFactory(
        child=child, household=parent.household, usual_name=f"Nounou-{mark}", first_names="Zoé", phone="06 55 55 55 55"
    )


def addresses() -> list[str]:
    """Return every address of the portal with all that the commune knows in its holes, whoever it belongs to."""
    known = _known()
    found = [
        reverse(f"portal:{pattern.name}", kwargs=kwargs)
        for pattern in urlpatterns
        if pattern.name not in LEAVES
        for kwargs in _filled(pattern, known)
    ]
    return list(dict.fromkeys(found))


def _known() -> dict[str, list[Any]]:
    people = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    rows = (AuthorisedPerson, Contact, Enrolment, CaseAttachment, Notice)
    numbers = {pk for model in rows for pk in model.objects.order_by().values_list("pk", flat=True)} | set(people)
    offered = [one.slug for one in context.config().procedures]
    return {
        "pk": sorted(numbers),
        "plan_pk": [1],
        "key": ["adresse", *map(str, people)],
        "slug": [*offered, "famille", "changement-famille", "garde"],
        "number": list(Case.objects.filed().order_by("pk").values_list("number", flat=True)),
        "reference": list(Document.objects.order_by("pk").values_list("reference", flat=True)),
        "year": ["2025-2026"],
        "step": ["enfants"],
    }


def _filled(pattern: URLPattern, known: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    holes = pattern.pattern.converters
    known = known | SAME_FOR_ALL.get(pattern.name or "", {})
    values = [known.get(name) or [_nothing(hole)] for name, hole in holes.items()]
    for chosen in product(*values):
        yield dict(zip(holes, chosen, strict=True))


def _nothing(hole: object) -> object:
    if isinstance(hole, IntConverter):
        return 1
    return "00000000-0000-4000-8000-000000000000" if isinstance(hole, UUIDConverter) else "rien"


def walk(client: GuardedClient) -> dict[str, str]:
    """Open every address, and return what each page that answers says."""
    pages = {}
    for address in addresses():
        response = client.get(address)
        if response.status_code == 200 and not response.streaming:
            pages[address] = response.content.decode(errors="replace")
    return pages
