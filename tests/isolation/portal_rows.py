"""A family of one commune, with something at every numbered address of its space."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.activities.models import Activity
from apps.documents.models import Document
from apps.documents.operations import deposit
from apps.families.enums import MemberRole
from apps.families.models import Household, Person
from apps.families.operations import set_portrait
from apps.portal.urls import urlpatterns
from communes_config.schema import Unit, UnitChanges
from core.schooling import SchoolYear
from tenants import context
from tests.apps.documents.files import photo
from tests.factories import (
    ActivityFactory,
    AuthorisedPersonFactory,
    CaseAttachmentFactory,
    CaseFactory,
    ContactFactory,
    CustodyFactory,
    EnrolmentFactory,
    GroupMessageFactory,
    GroupRecipientFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    IndividualPlanFactory,
    MessageFactory,
    NewsItemFactory,
    NoticeFactory,
    PersonFactory,
    PublishedPageFactory,
    RelationshipFactory,
    UnitFactory,
    activity_rules,
)
from tests.factories.casework import DECLARATION
from tests.instants import MONDAY_MORNING

NAME = "Secrète"
FAR = date(2099, 7, 3)
WITH_HOLES = {pattern.name or "" for pattern in urlpatterns if pattern.pattern.converters}

# links that carry their own secret: tests/isolation/test_links.py follows each
SECRETS = {"activation", "activation-new-link", "password-reset", "email-confirm", "case-tracking", "document-link"}
# names of the commune's own files, its pictures and the steps of one's own draft: no row of anybody
FILES = {
    "theme",
    "logo",
    "captcha-image",
    "sign-up",
    "document-add",
    "page-to-keep",
    "procedure",
    "procedure-step",
    "procedure-documents",
    "procedure-recap",
    "procedure-abandon",
    "family-declaration-person",
    "family-declaration-remove",
}


type Holes = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Home:
    """A household with an adult who has an account, and a child who lives there and elsewhere."""

    user: User
    household: Household
    child: Person


def home(user: User, pk: int, name: str = NAME) -> Home:
    household = HouseholdFactory(pk=pk)
    adult = HouseholdMemberFactory(household=household, person=PersonFactory(pk=pk, usual_name=name, account=user))
    young = PersonFactory(pk=pk + 1, child=True, usual_name=name)
    other = HouseholdMemberFactory(person=young, role=MemberRole.CHILD).household
    HouseholdMemberFactory(household=household, person=young, role=MemberRole.CHILD)
    RelationshipFactory(adult=adult.person, child=young)
    CustodyFactory(pk=pk, child=young, first_household=household, second_household=other)
    return Home(user=user, household=household, child=young)


def rows(of: Home, pk: int) -> dict[str, Holes]:
    """Return what fills the holes of each address, by the name of the address."""
    young, number = {"pk": of.child.pk}, {"number": f"2026-{pk}"}
    document = _document(of.user)
    filed = CaseFactory(filed=True, requester=of.user, procedure="contact", **number)
    declared = CaseFactory(filed=True, requester=of.user, number=f"2026-{pk + 1}")
    place = {"pk": _place(of, pk)}
    trusted = ContactFactory(pk=pk, household=of.household, usual_name=NAME)
    for sitter in (of.child, trusted):
        set_portrait(of=sitter, content=photo("red"), by=of.user, at=MONDAY_MORNING)
    contact = {"pk": trusted.pk}
    piece = CaseAttachmentFactory(pk=pk, case=filed, document=document, kind="")
    plan = IndividualPlanFactory(pk=pk, child=of.child)
    own = {"reference": _document(of.user).reference}
    year = str(SchoolYear.of(context.local_date(timezone.now())))
    return {
        **dict.fromkeys(("case", "case-cancel", "case-link"), number),
        "case-attachment": {**number, "pk": piece.pk},
        "procedure-done": {**number, "slug": "contact"},
        "procedure-detach": {"slug": "contact", "pk": _draft_piece(of.user, "contact", pk + 1)},
        "family-declaration-done": {"number": declared.number},
        "group-message": {"pk": _told(of, pk)},
        "family-declaration-detach": {"pk": _draft_piece(of.user, "famille", pk + 2)},
        **dict.fromkeys(("enrolment", "enrolment-stop", "enrolment-formula"), place),
        **dict.fromkeys(("enrolment-certificate", "child-permissions", "child", "birth", "custody"), young),
        **dict.fromkeys(("child-health", "child-health-confirm"), young),
        "child-school": {**young, "year": year},
        "enrolment-blocks": {**young, "key": _activity(f"secrete-offerte-{pk}").slug},
        "child-plan-withdraw": {**young, "plan_pk": plan.pk},
        "member-change": {"key": str(of.child.pk)},
        **dict.fromkeys(("contact-change", "contact-remove"), contact),
        **dict.fromkeys(("member-portrait", "member-portrait-image"), young),
        **dict.fromkeys(("contact-portrait", "contact-portrait-image"), contact),
        "collector-end": {"pk": AuthorisedPersonFactory(pk=pk, child=of.child, household=of.household).pk},
        "notification-open": {"pk": NoticeFactory(pk=pk, user=of.user, title=NAME).pk},
        **dict.fromkeys(("document", "document-file", "document-remove"), own),
    }


def public(slug: str) -> dict[str, Holes]:
    """Return the same for what anybody reads in one commune: what it publishes, its letter box when it is tried."""
    NewsItemFactory(slug=slug, title=NAME)
    PublishedPageFactory(slug=slug, title=NAME)
    _activity(slug)
    text, letter = {"slug": slug}, {"reference": MessageFactory(html="<p>Bonjour.</p>").reference}
    return {
        **dict.fromkeys(("news-item", "page", "activity"), text),
        **dict.fromkeys(("mailbox-message", "mailbox-html"), letter),
    }


def addresses(filled: dict[str, Holes]) -> dict[str, str]:
    """Return each address, by its route; one name may have several, of more or fewer holes."""
    return {
        str(pattern.pattern): reverse(
            f"portal:{pattern.name}", kwargs={hole: filled[pattern.name][hole] for hole in pattern.pattern.converters}
        )
        for pattern in urlpatterns
        if pattern.name in filled and pattern.pattern.converters
    }


def _document(owner: User) -> Document:
    file = SimpleUploadedFile("facture.pdf", b"%PDF-1.4\n%%EOF\n")
    return deposit(owner=owner, file=file, kind="proof", title=NAME, at=MONDAY_MORNING)


def _draft_piece(user: User, procedure: str, pk: int) -> int:
    payload = DECLARATION.to_json() if procedure == "famille" else {"answers": {}, "children": []}
    draft = CaseFactory(requester=user, procedure=procedure, payload=payload)
    return CaseAttachmentFactory(pk=pk, case=draft, document=_document(user)).pk


def _told(of: Home, pk: int) -> int:
    """A message to families, received by the adult about the child."""
    message = GroupMessageFactory(pk=pk)
    adult = Person.objects.get(account=of.user)
    GroupRecipientFactory(message=message, person=adult, children=[of.child.pk])
    return message.pk


def _place(of: Home, pk: int) -> int:
    taken = _activity(f"secrete-prise-{pk}")
    year = str(SchoolYear.of(context.local_date(timezone.now())))
    return EnrolmentFactory(
        pk=pk, child=of.child, household=of.household, activity=taken, school_year=year, ends_on=FAR
    ).pk


def _activity(slug: str) -> Activity:
    units = tuple(Unit(slug=name, title=name.capitalize()) for name in ("midi", "soir"))
    rules = activity_rules(
        service=context.config().family.service,
        units=units,
        unit_changes=UnitChanges.DIRECT,
    )
    made = ActivityFactory(slug=slug, rules=rules)
    for unit in units:
        UnitFactory(activity=made, slug=unit.slug, title=unit.title)
    return made
