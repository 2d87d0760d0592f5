"""What agents open by its number, made in one commune only, and which addresses take it.

Each maker gives its rows numbers from `pk` on, puts « Secrète » where a page would say it, and returns what fills the
holes of an address.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern
from django.utils import timezone

from apps.accounts.permissions import Permission
from apps.activities.models import Activity
from apps.backoffice.urls import urlpatterns
from apps.documents.operations import deposit
from apps.families.enums import MemberRole
from apps.families.models import Person
from apps.families.operations import set_portrait
from core.schooling import SchoolYear
from tenants import context
from tests.apps.documents.files import photo
from tests.factories import (
    ActivityFactory,
    AgentFactory,
    AuthorisedPersonFactory,
    BarredPersonFactory,
    CannedAnswerFactory,
    CaseAttachmentFactory,
    CaseFactory,
    ContactFactory,
    CustodyFactory,
    EnrolmentFactory,
    EventFactory,
    GroupMessageFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    IndividualPlanFactory,
    MatchCandidateFactory,
    MessageFactory,
    PayerShareFactory,
    PersonFactory,
    PhotoFactory,
    PromotionFactory,
    RelationshipFactory,
    RestrictionFactory,
    SchoolFactory,
    SchoolingFactory,
    ServiceKeyFactory,
    UserFactory,
    VaccinationFactory,
    activity_rules,
)
from tests.instants import MONDAY_MORNING

NAME = "Secrète"
FAR = date(2099, 7, 3)
ROSTER = "pre-demande-creche"  # of Fresnes, which Villefranque does not offer

type Holes = dict[str, Any]


def account(pk: int) -> Holes:
    user = UserFactory(pk=pk, waiting_for_agent=True, usual_name=NAME)
    PhotoFactory(user=user)
    return {"pk": pk}


def colleague(pk: int) -> Holes:
    return {"pk": AgentFactory(pk=pk, usual_name=NAME).pk}


def case(pk: int, reserved_to: str = "") -> Holes:
    """A request with a piece."""
    owner = UserFactory(usual_name=NAME)
    found = CaseFactory(filed=True, number=f"2026-{pk}", requester=owner, reserved_to=reserved_to)
    file = SimpleUploadedFile("facture.pdf", b"%PDF-1.4\n%%EOF\n")
    document = deposit(owner=owner, file=file, kind="proof", title="Facture", at=MONDAY_MORNING)
    return {"number": found.number, "pk": CaseAttachmentFactory(pk=pk, case=found, document=document).pk}


def sealed_case(pk: int) -> Holes:
    return case(pk, reserved_to=Permission.SEE_HEALTH)


def roster(pk: int) -> Holes:
    payload = {"answers": {}, "children": [child(pk)["pk"]]}
    CaseFactory(filed=True, number=f"2026-{pk}", procedure=ROSTER, payload=payload, requester__usual_name=NAME)
    return {"slug": ROSTER}


def canned_answer(pk: int) -> Holes:
    return {"pk": CannedAnswerFactory(pk=pk, title=NAME).pk}


def group_message(pk: int) -> Holes:
    return {"pk": GroupMessageFactory(pk=pk, subject=NAME).pk}


def place(pk: int) -> Holes:
    """A child in an activity, another activity that it may join, and somebody who comes for it."""
    young = Person.objects.get(pk=child(pk)["pk"])
    home = young.memberships.order_by("pk").first().household
    taken, other = (_activity(f"secrete-{name}-{pk}") for name in ("prise", "offerte"))
    EnrolmentFactory(pk=pk, child=young, household=home, activity=taken, school_year=this_year(), ends_on=FAR)
    AuthorisedPersonFactory(pk=pk, child=young, household=home)
    return {"pk": pk, "key": other.slug, "slug": other.slug}


def _activity(slug: str) -> Activity:
    rules = activity_rules(service=context.config().family.service, title=f"Cantine {NAME}")
    return ActivityFactory(slug=slug, rules=rules)


def family(pk: int) -> Holes:
    home = HouseholdFactory(pk=pk)
    holder = HouseholdMemberFactory(household=home, person=PersonFactory(pk=pk, usual_name=NAME)).person
    contact = ContactFactory(pk=pk, household=home, usual_name=NAME)
    set_portrait(of=contact, content=photo("red"), by=UserFactory(), at=MONDAY_MORNING)
    return {
        "pk": home.pk,
        "person_pk": holder.pk,
        "contact_pk": contact.pk,
        "key_pk": ServiceKeyFactory(pk=pk, household=home, person=holder).pk,
        "share_pk": PayerShareFactory(pk=pk, household=home, payer__name=NAME).pk,
    }


def child(pk: int) -> Holes:
    """A child of two homes, with an adult whom a judge keeps from coming for it."""
    young = PersonFactory(child=True, pk=pk, usual_name=NAME)
    homes = [HouseholdMemberFactory(person=young, role=MemberRole.CHILD).household for _home in range(2)]
    adult = HouseholdMemberFactory(household=homes[0], person=PersonFactory(pk=pk + 1)).person
    RelationshipFactory(adult=adult, child=young)
    custody = CustodyFactory(pk=pk, child=young, first_household=homes[0], second_household=homes[1])
    VaccinationFactory(child=young, state="sent")
    set_portrait(of=young, content=photo("red"), by=UserFactory(), at=MONDAY_MORNING)
    return {
        "pk": young.pk,
        "adult_pk": adult.pk,
        "restriction_pk": RestrictionFactory(pk=pk, child=young, adult=adult).pk,
        "custody_pk": custody.pk,
        "barred_pk": BarredPersonFactory(pk=pk, child=young, name=f"Bruno {NAME}").pk,
        "year": this_year(),
    }


def match(pk: int) -> Holes:
    return {"pk": MatchCandidateFactory(pk=pk, person_a__usual_name=NAME).pk}


def care_plan(pk: int) -> Holes:
    young = HouseholdMemberFactory(person__child=True, person__usual_name=NAME, role=MemberRole.CHILD).person
    return {"pk": IndividualPlanFactory(pk=pk, child=young).pk}


def mail(pk: int) -> Holes:
    return {"pk": MessageFactory(pk=pk, recipient="secrete@exemple.fr", status="failed").pk}


def school(pk: int) -> Holes:
    found = SchoolFactory(slug=f"secrete-{pk}", name=f"École {NAME}")
    SchoolingFactory(school=found, school_year=this_year())
    return {"slug": found.slug, "year": this_year(), "pk": PromotionFactory(pk=pk, school=found).pk}


def reading(pk: int) -> Holes:
    return {"pk": EventFactory(pk=pk, actor_label=NAME).pk}


def this_year() -> str:
    return str(SchoolYear.of(context.local_date(timezone.now())))


OPENS: dict[Callable[[int], Holes], str] = {
    account: "account account-photo account-approve account-refuse account-link account-reset account-telephone "
    "account-disable account-enable",
    sealed_case: "case-open",
    case: "case case-document case-piece case-take case-assign case-changes case-accept case-lines "
    "case-close case-refuse case-ask case-message case-read case-note",
    roster: "roster roster-print roster-csv",
    canned_answer: "canned-answer canned-answer-remove",
    group_message: "group-message",
    place: "enrolment enrolment-change enrolment-admit enrolment-end enrolment-cancel collector-check child-enrolments "
    "enrolment-new activity",
    family: "family family-address adult-new child-new member-edit member-leave contact-new contact-edit "
    "contact-remove contact-portrait key-issue key-revoke tie-confirm quotients attestation "
    "payer-new payer-change payer-end",
    child: "child person-portrait tie-edit judgment restriction-new restriction-end barred-new barred-end custody-new "
    "custody-edit custody-exception custody-exception-drop custody-remove health-record vaccines-child "
    "vaccines-check pupil",
    match: "match-confirm match-reject",
    care_plan: "care-plan care-plan-take care-plan-sign care-plan-refuse care-plan-withdraw",
    mail: "mail-resend",
    school: "school promotion promotion-undo",
    colleague: "team-member team-reset team-telephone team-disable",
}
MAKERS = {name: make for make, names in OPENS.items() for name in names.split()}
LISTED = (*OPENS, reading)
# what the address needs beside its number to be more than an empty form
TYPED = {
    "custody-exception-drop": {"jour": "2026-03-16"},
    "judgment": {"reason": "Vérifier", "garde": "900001"},
}
PATTERNS = {pattern.name or "": pattern for pattern in urlpatterns}
WITH_HOLES = {name: pattern for name, pattern in PATTERNS.items() if pattern.pattern.converters}
# holes that name no row: a school year, what is offered to a child
NO_ROW = {"year", "key"}


def fitting(pattern: URLPattern, made: Holes) -> Holes:
    """Return what the holes of an address take, among what was made."""
    return {hole: made[hole] for hole in pattern.pattern.converters}
